/* SPDX-License-Identifier: Apache-2.0
 *
 * named.h - the named entry points (hu_fp16_add, hu_fp32_to_e4m3, ...) behind one function.
 */
#ifndef NAMED_H
#define NAMED_H

#include "halfulp.h"
#include "ref.h"

/* Calls the named function for op with operands and result of these formats. Returns false if there is none. */
bool named_call(ref_op op, const hu_format *to, const hu_number operand[REF_OPERANDS_MAX], hu_env *env, uint64_t *code);

#endif
