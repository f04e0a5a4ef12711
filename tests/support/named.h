/* SPDX-License-Identifier: Apache-2.0
 *
 * named.h - the named entry points (hu_fp16_add, hu_fp32_to_e4m3, ...) behind one function.
 */
#ifndef NAMED_H
#define NAMED_H

#include "halfulp.h"
#include "ref.h"

/* A named function for an operation and formats; both pointers are NULL if there is none. */
typedef struct {
    uint64_t (*arithmetic)(ref_op op, const hu_number operand[REF_OPERANDS_MAX], hu_env *env);
    uint64_t (*conversion)(uint64_t x, hu_env *env);
} named_function;

named_function named_find(ref_op op, const hu_format *to, const hu_number operand[REF_OPERANDS_MAX]);

/* Calls it. Returns false if there is none. */
static inline bool named_call(named_function function, ref_op op, const hu_number operand[REF_OPERANDS_MAX],
                              hu_env *env, uint64_t *code)
{
    if (function.conversion != NULL) {
        *code = function.conversion(operand[0].code, env);
    } else if (function.arithmetic != NULL) {
        *code = function.arithmetic(op, operand, env);
    }
    return function.conversion != NULL || function.arithmetic != NULL;
}

#endif
