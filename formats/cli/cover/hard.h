/* SPDX-License-Identifier: Apache-2.0
 *
 * Cases made for one operation: those that a search by chance does not find.
 */
#ifndef HARD_H
#define HARD_H

#include "target.h"

/* Receives a case. */
typedef struct {
    void (*take)(void *state, const uint64_t operands[HU_OPERANDS_MAX]);
    void *state;
} case_sink;

/* Cases near the decisions of rounding, for roots, quotients, products and fma, by arithmetic modulo powers of two, so
 * that a rest is as small as is wanted:
 *
 *   root      s with s^2 = d modulo 2^n, so that x = (s^2 - d) / 2^n has a root near s or s/2
 *   quotient  q = -d / y modulo 2^n, so that x = (q y + d) / 2^n and x / y is near q or q/2
 *   product   x = r / y modulo 2^p, so that the low bits of x * y are r
 *   fma       the same, with z the high bits of x * y, and z with a product of its half ulp and a little
 *
 * And results that are given: x + 0, x * 1, x / 1, a square, x converted, for x the numbers at the ends of the
 * format's ranges, and those but for one bit; and with parts of an ulp beside the largest. */
void hard_cases(const cover_target *t, uint64_t seed, case_sink sink);

#endif
