/* SPDX-License-Identifier: Apache-2.0
 *
 * What a function of the grammar computes: codes in, one call of the library, code out.
 */
#include "apply.h"
#include "functions.h"

static void take_operands(const function *f, const uint64_t operands[OPERANDS_MAX], hu_number x[OPERANDS_MAX])
{
    for (int i = 0; i < f->arity; i++) {
        x[i] = (hu_number){&f->operand[i].format, operands[i]};
    }
}

const char *function_error(const function *f, const hu_env *env)
{
    static const uint64_t zeros[OPERANDS_MAX];
    hu_number x[OPERANDS_MAX];
    hu_number result;
    hu_env scratch = *env;
    take_operands(f, zeros, x);
    const hu_status status = hu_apply(f->operation, &f->result.format, x, &scratch, &result);
    return status == HU_STATUS_GOOD ? NULL : hu_status_text(status);
}

/* Lines are checked when they are read, and the rest was once, by function_error. */
uint64_t function_apply(const function *f, const uint64_t operands[OPERANDS_MAX], hu_env *env)
{
    hu_number x[OPERANDS_MAX];
    take_operands(f, operands, x);
    return hu_apply_unchecked(f->operation, &f->result.format, x, env);
}

bool type_is_nan(const type *t, uint64_t code)
{
    return t->kind == HU_KIND_NUMBER && hu_classify((hu_number){&t->format, code}) <= HU_QUIET_NAN;
}

bool type_is_signaling(const type *t, uint64_t code)
{
    return t->kind == HU_KIND_NUMBER && hu_classify((hu_number){&t->format, code}) == HU_SIGNALING_NAN;
}
