/* SPDX-License-Identifier: Apache-2.0
 *
 * The pipeline as data: each stage is computed by the function that the library itself uses, and what it did is put
 * down. The result is hu_apply's.
 */
#include "stages.h"

#include "exact.h"
#include "pipeline.h"

static_assert((int)HU_EXPLAINED_ZERO == VALUE_ZERO && (int)HU_EXPLAINED_FINITE == VALUE_FINITE &&
                  (int)HU_EXPLAINED_INFINITY == VALUE_INFINITY && (int)HU_EXPLAINED_NAN == VALUE_NAN,
              "the kinds of values are the pipeline's");

/* ---- Values ------------------------------------------------------------------------------------------------------ */

hu_explained_value hu_explain_value(hu_value v, bool jammed)
{
    hu_explained_value p = {.kind = (uint8_t)v.kind, .sign = v.sign, .signaling = v.signaling};
    if (v.kind == VALUE_FINITE) {
        const uint64_t unsure = hu_ones(64 - HU_EXPLAIN_SURE_BITS);
        p.exponent = v.exponent;
        p.significand = v.significand;
        if (jammed && (v.significand & unsure) != 0) {
            p.significand &= ~unsure;
            p.sticky = 1;
        }
    }
    return p;
}

hu_value hu_explain_private(hu_explained_value v)
{
    return (hu_value){.significand = v.significand,
                      .exponent = v.exponent,
                      .kind = (hu_value_kind)v.kind,
                      .sign = v.sign != 0,
                      .signaling = v.signaling != 0};
}

uint64_t hu_explain_integer(hu_explained_value v)
{
    return v.kind == HU_EXPLAINED_ZERO ? 0 : v.significand >> -v.exponent;
}

/* ---- Codes ------------------------------------------------------------------------------------------------------- */

static hu_explained_code explain_code(hu_number x)
{
    const hu_format *f = x.format;
    const hu_value v = hu_decode(f, x.code);
    return (hu_explained_code){
        .code = x.code,
        .fraction_field = x.code & hu_ones(f->fraction_bits),
        .exponent_field = (uint32_t)(hu_magnitude(f, x.code) >> f->fraction_bits),
        .sign_field = hu_sign(f, x.code),
        .kind = HU_KIND_NUMBER,
        .subnormal = v.kind == VALUE_FINITE && v.exponent + 63 < hu_emin(f),
        .value = hu_explain_value(v, false),
        .format = *f,
    };
}

static hu_explained_code explain_integer(uint64_t code, hu_kind kind)
{
    const int sign = kind == HU_KIND_INT32 ? 31 : 63;
    const bool negative = (kind == HU_KIND_INT32 || kind == HU_KIND_INT64) && (code >> sign & 1) != 0;
    const uint64_t magnitude = negative ? (~code & hu_ones(sign + 1)) + 1 : code;
    return (hu_explained_code){
        .code = code, .kind = (uint8_t)kind, .value = hu_explain_value(hu_value_finite(negative, 0, magnitude), false)};
}

/* Fills e->operand, and x with the values that the operation takes. */
static void explain_operands(hu_explanation *e, const hu_operation_info *info, const hu_number *operands, hu_value *x)
{
    for (int i = 0; i < info->arity; i++) {
        hu_explained_code *o = &e->operand[i];
        if (info->operand[i] != HU_KIND_NUMBER) {
            *o = explain_integer(operands[i].code, (hu_kind)info->operand[i]);
            x[i] = hu_explain_private(o->value);
            continue;
        }
        *o = explain_code(operands[i]);
        x[i] = hu_operand(operands[i].format, operands[i].code, &e->env);
        o->flushed = x[i].kind != hu_decode(operands[i].format, operands[i].code).kind;
    }
}

/* ---- The exact result -------------------------------------------------------------------------------------------- */

/* The n of scaleB; beyond 2^30 it makes no difference. */
static int small_integer(hu_value n)
{
    const uint64_t most = UINT64_C(1) << 30;
    const uint64_t magnitude = hu_explain_integer(hu_explain_value(n, false));
    const int small = (int)(magnitude < most ? magnitude : most);
    return n.sign ? -small : small;
}

static hu_value exact_result(hu_operation operation, const hu_value *x, hu_env *env)
{
    hu_value negated = x[1];
    switch (operation) {
    case HU_OP_ADD:
        return hu_exact_add(x[0], x[1], env);
    case HU_OP_SUB:
        negated.sign = negated.kind == VALUE_NAN ? negated.sign : !negated.sign;
        return hu_exact_add(x[0], negated, env);
    case HU_OP_MUL:
        return hu_exact_mul(x[0], x[1], env);
    case HU_OP_DIV:
        return hu_exact_div(x[0], x[1], env);
    case HU_OP_SQRT:
        return hu_exact_sqrt(x[0], env);
    case HU_OP_FMA:
        return hu_exact_fma(x[0], x[1], x[2], env);
    case HU_OP_REMAINDER:
        return hu_exact_remainder(x[0], x[1], env);
    case HU_OP_MINIMUM:
    case HU_OP_MINIMUM_NUMBER:
        return hu_exact_extremum(x[0], x[1], -1, operation == HU_OP_MINIMUM_NUMBER, env);
    case HU_OP_MAXIMUM:
    case HU_OP_MAXIMUM_NUMBER:
        return hu_exact_extremum(x[0], x[1], 1, operation == HU_OP_MAXIMUM_NUMBER, env);
    case HU_OP_SCALE_B:
        return hu_exact_scale_b(x[0], small_integer(x[1]), env);
    case HU_OP_LOG_B:
        return hu_exact_log_b(x[0], env);
    case HU_OP_ROUND_TO_INTEGRAL:
    case HU_OP_ROUND_TO_INTEGRAL_EXACT:
        return hu_exact_quiet(x[0], env);
    default: /* conversions */
        env->flags |= x[0].signaling ? HU_INVALID : 0;
        return x[0];
    }
}

static hu_explained_cause cause(const hu_explanation *e, const hu_value *x)
{
    bool nan = false;
    bool signaling = false;
    for (uint32_t i = 0; i < e->arity; i++) {
        nan = nan || x[i].kind == VALUE_NAN;
        signaling = signaling || x[i].signaling;
    }
    if (signaling) {
        return HU_CAUSE_SIGNALING_NAN;
    }
    if ((e->exact_flags & HU_INVALID) != 0) {
        return HU_CAUSE_INVALID;
    }
    if ((e->exact_flags & HU_DIVIDE_BY_ZERO) != 0) {
        return HU_CAUSE_DIVIDE_BY_ZERO;
    }
    return nan ? HU_CAUSE_NAN : HU_CAUSE_NUMBER;
}

static void explain_sum(hu_explanation *e, const hu_value *x)
{
    hu_env unused = {0};
    const bool fma = e->operation == HU_OP_FMA;
    hu_value second = x[fma ? 2 : 1];
    if (e->operation == HU_OP_SUB) {
        second.sign = !second.sign;
    }
    e->is_sum = 1;
    e->addend[0] = hu_explain_value(fma ? hu_exact_mul(x[0], x[1], &unused) : x[0], false);
    e->addend[1] = hu_explain_value(second, false);
}

/* ---- All of it --------------------------------------------------------------------------------------------------- */

bool hu_explainable(hu_operation operation)
{
    const hu_operation_info *info = hu_operation_describe(operation);
    return info != NULL && info->result == HU_KIND_NUMBER && info->same_format == 0;
}

/* The next number toward zero from an operand that is finite and not zero. */
static hu_explained_neighbour previous_number(hu_number x)
{
    hu_env unused = {0};
    const hu_number next = hu_sign(x.format, x.code) ? hu_next_up(x, &unused) : hu_next_down(x, &unused);
    if (next.code == x.code) {
        return (hu_explained_neighbour){.place = HU_PLACE_NONE};
    }
    return (hu_explained_neighbour){.code = next.code,
                                    .value = hu_explain_value(hu_decode(next.format, next.code), false)};
}

/* The value to round in the third stage, and for roundToIntegral what makes it of the exact one. */
static hu_value explain_integral(hu_explanation *e, const hu_format *to, hu_value exact)
{
    if (e->operation != HU_OP_ROUND_TO_INTEGRAL && e->operation != HU_OP_ROUND_TO_INTEGRAL_EXACT) {
        return exact;
    }
    e->has_integral = 1;
    e->integral.inner.place = e->integral.outer.place = HU_PLACE_NONE;
    hu_value rounded = exact;
    if (exact.kind == VALUE_FINITE) {
        e->integral = hu_explain_grid(to, exact, false, (hu_quantum){0}, &e->env, &rounded);
    }
    return rounded;
}

hu_status hu_explain(hu_operation operation, const hu_format *to, const hu_number *operands, const hu_env *env,
                     hu_explanation *out)
{
    if (!hu_explainable(operation)) {
        return HU_STATUS_OPERATION;
    }
    if (env == NULL || out == NULL) {
        return HU_STATUS_POINTER;
    }
    hu_explanation e = {.operation = (uint32_t)operation, .env = *env};
    e.env.flags = 0;
    hu_env library = e.env;
    hu_number result;
    const hu_status status = hu_apply(operation, to, operands, &library, &result);
    if (status != HU_STATUS_GOOD) {
        return status;
    }
    const hu_operation_info *info = hu_operation_describe(operation);
    hu_env run = e.env;
    hu_value x[HU_OPERANDS_MAX] = {{0}};
    e.arity = info->arity;
    explain_operands(&e, info, operands, x);
    const bool jammed = info->arithmetic != 0;
    const hu_value exact = exact_result(operation, x, &run);
    e.exact = hu_explain_value(exact, jammed);
    e.exact_flags = run.flags;
    e.cause = (uint8_t)cause(&e, x);
    if (operation == HU_OP_ADD || operation == HU_OP_SUB || operation == HU_OP_FMA) {
        explain_sum(&e, x);
    }
    const hu_value to_round = explain_integral(&e, to, exact);
    e.to_round = hu_explain_value(to_round, jammed);
    const hu_value rounded = hu_explain_round(&e, to, to_round, jammed);
    assert(hu_encode(to, rounded) == result.code && "the stages lead to another result than the library's");
    (void)rounded;
    e.result = explain_code(result);
    e.flags = library.flags;
    e.same = operation == HU_OP_CONVERT && hu_same_format(operands[0].format, to);
    e.previous.place = HU_PLACE_NONE;
    if (e.same && exact.kind == VALUE_FINITE) {
        e.previous = previous_number(operands[0]);
    }
    *out = e;
    return HU_STATUS_GOOD;
}
