/* SPDX-License-Identifier: Apache-2.0
 *
 * The operations by their numbers, without the checks of hu_apply: for loops in which hu_apply has already accepted the
 * same operation, formats and policies.
 */
#ifndef HU_APPLY_H
#define HU_APPLY_H

#include "halfulp.h"

/* Returns the result for operands[0 .. arity - 1], a code of `to` or an integer, and raises flags in *env.
 * Preconditions, besides the above: a 32-bit integer operand has no bits above its 32, and env->random < 2^random_bits.
 * Bits of a code above the width of its format are ignored. */
uint64_t hu_apply_unchecked(hu_operation operation, const hu_format *to, const hu_number *operands, hu_env *env);

#endif
