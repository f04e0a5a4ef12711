/* SPDX-License-Identifier: Apache-2.0
 *
 * The register of exact sums: an integer of 2240 bits in two's complement, in units of 2^-1137, to which numbers of
 * FP64 and products of narrower formats are added without rounding (Kulisch's accumulator).
 *
 *   bit 0       2^-1137   the lowest bit of a normalised significand of 64 bits whose number is 2^-1074, the smallest
 *   bit 2161    2^1024    every number is below
 *   bit 2239    sign      78 bits for carries: 2^64 terms cannot overflow
 */
#ifndef HU_REGISTER_H
#define HU_REGISTER_H

#include "value.h"

enum { REGISTER_WORDS = 35, REGISTER_LOWEST = -1137 };

/* `special`, if it is infinite or a NaN, is the sum of all infinities and NaNs, and then of everything. The signs of
 * terms, zeros among them, decide the sign of an exact zero sum. */
typedef struct {
    uint64_t word[REGISTER_WORDS]; /* the lowest first */
    hu_value special;
    bool any[2]; /* terms of each sign; a number counts as both, for its sum with others */
} hu_exact_register;

/* Raises invalid for signaling NaNs and for infinities of both signs. */
void hu_register_add(hu_exact_register *r, hu_value term, hu_env *env);

/* The sum, with a sticky lowest bit. */
hu_value hu_register_sum(const hu_exact_register *r, const hu_env *env);

#endif
