/* SPDX-License-Identifier: Apache-2.0
 *
 * Functions and cases as the groups of bins see them. See target.h.
 */
#include "target.h"

#include <assert.h>
#include <string.h>

#include "cli/cli.h"
#include "codes.h"

/* By operation. What is no rounded number has no explanation of its own; the one of `observed` tells the same of its
 * operands, and where a number lies between integers. */
static const struct {
    operation_shape shape;
    hu_operation observed;
} rows[HU_OPERATIONS] = {
    [HU_OP_CONVERT] = {SHAPE_CONVERT, HU_OP_CONVERT},
    [HU_OP_ADD] = {SHAPE_ADD, HU_OP_ADD},
    [HU_OP_SUB] = {SHAPE_ADD, HU_OP_SUB},
    [HU_OP_MUL] = {SHAPE_MUL, HU_OP_MUL},
    [HU_OP_DIV] = {SHAPE_DIV, HU_OP_DIV},
    [HU_OP_SQRT] = {SHAPE_SQRT, HU_OP_SQRT},
    [HU_OP_FMA] = {SHAPE_FMA, HU_OP_FMA},
    [HU_OP_REMAINDER] = {SHAPE_REMAINDER, HU_OP_REMAINDER},
    [HU_OP_MINIMUM] = {SHAPE_CHOOSE, HU_OP_MINIMUM},
    [HU_OP_MAXIMUM] = {SHAPE_CHOOSE, HU_OP_MAXIMUM},
    [HU_OP_MINIMUM_NUMBER] = {SHAPE_CHOOSE, HU_OP_MINIMUM_NUMBER},
    [HU_OP_MAXIMUM_NUMBER] = {SHAPE_CHOOSE, HU_OP_MAXIMUM_NUMBER},
    [HU_OP_NEXT_UP] = {SHAPE_STEP, HU_OP_CONVERT},
    [HU_OP_NEXT_DOWN] = {SHAPE_STEP, HU_OP_CONVERT},
    [HU_OP_ROUND_TO_INTEGRAL] = {SHAPE_INTEGRAL, HU_OP_ROUND_TO_INTEGRAL},
    [HU_OP_ROUND_TO_INTEGRAL_EXACT] = {SHAPE_INTEGRAL, HU_OP_ROUND_TO_INTEGRAL_EXACT},
    [HU_OP_SCALE_B] = {SHAPE_SCALE, HU_OP_SCALE_B},
    [HU_OP_LOG_B] = {SHAPE_STEP, HU_OP_LOG_B},
    [HU_OP_COMPARE_QUIET] = {SHAPE_COMPARE, HU_OP_MINIMUM},
    [HU_OP_COMPARE_SIGNALING] = {SHAPE_COMPARE, HU_OP_MINIMUM},
    [HU_OP_EQUAL_QUIET] = {SHAPE_COMPARE, HU_OP_MINIMUM},
    [HU_OP_LESS_QUIET] = {SHAPE_COMPARE, HU_OP_MINIMUM},
    [HU_OP_LESS_EQUAL_QUIET] = {SHAPE_COMPARE, HU_OP_MINIMUM},
    [HU_OP_EQUAL_SIGNALING] = {SHAPE_COMPARE, HU_OP_MINIMUM},
    [HU_OP_LESS_SIGNALING] = {SHAPE_COMPARE, HU_OP_MINIMUM},
    [HU_OP_LESS_EQUAL_SIGNALING] = {SHAPE_COMPARE, HU_OP_MINIMUM},
    [HU_OP_TOTAL_ORDER] = {SHAPE_COMPARE, HU_OP_MINIMUM},
    [HU_OP_CLASS] = {SHAPE_STEP, HU_OP_CONVERT},
    [HU_OP_TO_INT32] = {SHAPE_TO_INTEGER, HU_OP_ROUND_TO_INTEGRAL},
    [HU_OP_TO_INT64] = {SHAPE_TO_INTEGER, HU_OP_ROUND_TO_INTEGRAL},
    [HU_OP_TO_UINT32] = {SHAPE_TO_INTEGER, HU_OP_ROUND_TO_INTEGRAL},
    [HU_OP_TO_UINT64] = {SHAPE_TO_INTEGER, HU_OP_ROUND_TO_INTEGRAL},
    [HU_OP_TO_INT32_EXACT] = {SHAPE_TO_INTEGER, HU_OP_ROUND_TO_INTEGRAL},
    [HU_OP_TO_INT64_EXACT] = {SHAPE_TO_INTEGER, HU_OP_ROUND_TO_INTEGRAL},
    [HU_OP_TO_UINT32_EXACT] = {SHAPE_TO_INTEGER, HU_OP_ROUND_TO_INTEGRAL},
    [HU_OP_TO_UINT64_EXACT] = {SHAPE_TO_INTEGER, HU_OP_ROUND_TO_INTEGRAL},
    [HU_OP_FROM_INT32] = {SHAPE_FROM_INTEGER, HU_OP_FROM_INT32},
    [HU_OP_FROM_INT64] = {SHAPE_FROM_INTEGER, HU_OP_FROM_INT64},
    [HU_OP_FROM_UINT32] = {SHAPE_FROM_INTEGER, HU_OP_FROM_UINT32},
    [HU_OP_FROM_UINT64] = {SHAPE_FROM_INTEGER, HU_OP_FROM_UINT64},
};

static bool same_format(const hu_format *a, const hu_format *b)
{
    hu_format x = *a;
    hu_format y = *b;
    memset(x.name, 0, sizeof x.name);
    memset(y.name, 0, sizeof y.name);
    return memcmp(&x, &y, sizeof x) == 0;
}

/* The smallest and the largest exponent of an exact result. A carry, or a product above 2, adds one. */
static void find_reach(cover_target *t)
{
    const operand_facts *const x = &t->operand[0];
    const operand_facts *const y = &t->operand[1];
    const operand_facts *const z = &t->operand[2];
    const int far = 1 << 20;
    int low = x->lowest;
    int high = x->emax;
    if (t->shape == SHAPE_ADD) {
        low = x->lowest < y->lowest ? x->lowest : y->lowest;
        high = 1 + (x->emax > y->emax ? x->emax : y->emax);
    } else if (t->shape == SHAPE_MUL || t->shape == SHAPE_FMA) {
        low = x->lowest + y->lowest;
        high = x->emax + y->emax + 1;
    } else if (t->shape == SHAPE_DIV) {
        low = x->lowest - y->emax - 1;
        high = x->emax - y->lowest;
    } else if (t->shape == SHAPE_SQRT) {
        low = x->lowest / 2 - 1;
        high = x->emax / 2 + 1;
    } else if (t->shape == SHAPE_FROM_INTEGER) {
        low = 0;
        high = t->f->operand[0].bits - 1;
    } else if (t->shape == SHAPE_REMAINDER || t->shape == SHAPE_CHOOSE) {
        low = x->lowest < y->lowest ? x->lowest : y->lowest;
        high = x->emax > y->emax ? x->emax : y->emax;
    } else if (t->shape == SHAPE_SCALE) {
        low = -far;
        high = far;
    }
    if (t->shape == SHAPE_FMA) {
        low = low < z->lowest ? low : z->lowest;
        high = 1 + (high > z->emax ? high : z->emax);
    }
    t->reach[0] = low;
    t->reach[1] = high;
}

static void find_properties(cover_target *t)
{
    const function *const f = t->f;
    t->no_negatives = t->to.has_sign == 0 && f->operation != HU_OP_SUB && t->shape != SHAPE_REMAINDER;
    for (int i = 0; i < f->arity; i++) {
        t->no_negatives &=
            t->operand[i].is_number ? f->operand[i].format.has_sign == 0 : !type_is_signed(&f->operand[i]);
    }
    const bool whole = t->same_formats && t->to.has_zero != 0;
    t->plain_root = whole && t->shape == SHAPE_SQRT && t->emax >= 1 && t->operand[0].lowest >= 2 * t->emin;
    t->exact_below = whole && t->shape == SHAPE_ADD && t->env.flush == 0;
}

void target_open(cover_target *t, const function *f, const hu_env *env)
{
    if (f->model != NULL) {
        fail("%s: a model has no bins; expected an operation, such as f16_add", f->model->name);
    }
    *t = (cover_target){.f = f, .env = *env, .shape = rows[f->operation].shape};
    t->same_operands = true;
    t->same_formats = true;
    t->observed = rows[f->operation].observed;
    t->to = f->result[0].kind == HU_KIND_NUMBER ? f->result[0].format : f->operand[0].format;
    t->precision = t->to.fraction_bits + 1;
    t->emin = hu_format_emin(&t->to);
    t->emax = hu_format_emax(&t->to);
    const uint64_t largest = hu_format_largest(&t->to);
    const uint64_t hidden = UINT64_C(1) << t->to.fraction_bits;
    t->largest = (largest & (hidden - 1)) | hidden;
    for (int i = 0; i < f->arity; i++) {
        const type *const x = &f->operand[i];
        operand_look(&t->operand[i], x, t->to.fraction_bits);
        t->numbers += x->kind == HU_KIND_NUMBER;
        t->same_operands &= x->kind != HU_KIND_NUMBER || same_format(&x->format, &f->operand[0].format);
        t->same_formats &= x->kind != HU_KIND_NUMBER || same_format(&x->format, &t->to);
    }
    find_reach(t);
    find_properties(t);
}

void target_observe(const cover_target *t, const uint64_t operands[HU_OPERANDS_MAX], const hu_env *env, cover_case *c)
{
    hu_number x[HU_OPERANDS_MAX];
    c->target = t;
    for (int i = 0; i < t->f->arity; i++) {
        x[i] = (hu_number){&t->f->operand[i].format, operands[i]};
        c->operands[i] = operands[i];
    }
    const hu_status status = hu_explain(t->observed, &t->to, x, env, &c->e);
    assert(status == HU_STATUS_GOOD && "function_error has accepted the function and its environment");
    (void)status;
    c->result = c->e.result.code;
    c->flags = c->e.flags;
    if (t->observed != t->f->operation) {
        uint64_t all[OPERANDS_MAX] = {0};
        hu_env scratch = *env;
        answer result;
        memcpy(all, operands, (size_t)t->f->arity * sizeof all[0]);
        function_apply(t->f, all, &scratch, &result);
        c->result = result.code[0];
        c->flags = (uint32_t)result.flags;
    }
    c->grid = c->e.has_integral != 0 ? &c->e.integral : &c->e.rounding;
    c->rounds = c->e.exact.kind == HU_EXPLAINED_FINITE && c->grid->reason != HU_REASON_SPECIAL;
}

void target_apply(const cover_target *t, const uint64_t operands[HU_OPERANDS_MAX], answer *result)
{
    uint64_t all[OPERANDS_MAX] = {0};
    hu_env env = t->env;
    memcpy(all, operands, (size_t)t->f->arity * sizeof all[0]);
    function_apply(t->f, all, &env, result);
}
