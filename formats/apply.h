/* SPDX-License-Identifier: Apache-2.0
 *
 * The operations by their numbers, without the checks of hu_apply: for loops that have had one call of hu_apply accepted
 * with the same operation, formats and policies.
 */
#ifndef HU_APPLY_H
#define HU_APPLY_H

#include "halfulp.h"

/* The result of operands[0 .. arity - 1] as a code of `to` or an integer; flags are raised in *env. Preconditions: as
 * above; an integer operand of 32 bits has no bits above them, and env->random < 2^random_bits. Bits of a code above the
 * width of its format are ignored. */
uint64_t hu_apply_unchecked(hu_operation operation, const hu_format *to, const hu_number *operands, hu_env *env);

#endif
