/* SPDX-License-Identifier: Apache-2.0
 *
 * What a function computes: codes in, one call of the library, codes out.
 */
#include "apply.h"

#include <assert.h>

#include "functions.h"

static void take_operands(const function *f, const uint64_t operands[OPERANDS_MAX], hu_number x[HU_OPERANDS_MAX])
{
    for (int i = 0; i < f->arity; i++) {
        x[i] = (hu_number){&f->operand[i].format, operands[i]};
    }
}

static hu_status apply_model(const function *f, const uint64_t operands[OPERANDS_MAX], answer *result)
{
    uint32_t flags = 0;
    const hu_status status = hu_model_apply(f->model, operands, (size_t)f->arity, result->code, (size_t)f->result_count,
                                            f->control, f->immediate, &flags);
    result->flags = flags;
    return status;
}

const char *function_error(const function *f, const hu_env *env)
{
    static const uint64_t zeros[OPERANDS_MAX];
    hu_number x[HU_OPERANDS_MAX];
    hu_number number;
    answer result;
    hu_env scratch = *env;
    hu_status status;
    if (f->model != NULL) {
        status = apply_model(f, zeros, &result);
    } else {
        take_operands(f, zeros, x);
        status = hu_apply(f->operation, &f->result[0].format, x, &scratch, &number);
    }
    return status == HU_STATUS_GOOD ? NULL : hu_status_text(status);
}

/* Operations are not checked again: their lines are checked when they are read, and the rest was, by function_error. */
void function_apply(const function *f, const uint64_t operands[OPERANDS_MAX], hu_env *env, answer *result)
{
    if (f->model != NULL) {
        const hu_status status = apply_model(f, operands, result);
        assert(status == HU_STATUS_GOOD);
        (void)status;
        return;
    }
    hu_number x[HU_OPERANDS_MAX];
    take_operands(f, operands, x);
    env->flags = 0;
    result->code[0] = hu_apply_unchecked(f->operation, &f->result[0].format, x, env);
    result->flags = env->flags;
}

int function_operand_bits(const function *f)
{
    int bits = 0;
    for (int i = 0; i < f->arity; i++) {
        bits += f->operand[i].bits;
    }
    return bits;
}

bool type_is_nan(const type *t, uint64_t code)
{
    return t->kind == HU_KIND_NUMBER && hu_classify((hu_number){&t->format, code}) <= HU_QUIET_NAN;
}

bool type_is_signaling(const type *t, uint64_t code)
{
    return t->kind == HU_KIND_NUMBER && hu_classify((hu_number){&t->format, code}) == HU_SIGNALING_NAN;
}
