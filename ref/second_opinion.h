/* SPDX-License-Identifier: Apache-2.0
 *
 * second_opinion.h - the reference, checked against other ways to the same results.
 */
#ifndef REF_SECOND_OPINION_H
#define REF_SECOND_OPINION_H

#include "ref.h"

#include <stdio.h>

/* ---- MPFR's own path (second_opinion.c) -------------------------------------------------------------------------- */

/* Formats with IEEE 754's infinities and NaNs; nearest-even, toward zero, up and down; no saturation, no flushing. */
bool ref_second_opinion_applies(const ref_format *to, const ref_policy *policy);

/* Does MPFR's own path give the same value (any NaN equals any NaN) and the same flags as `result`? Flags are not
 * compared where an operand is a NaN: MPFR has no signaling NaN. Only where ref_second_opinion_applies(). */
bool ref_second_opinion_agrees(ref_op op, const ref_operand *operands, const ref_format *to, const ref_policy *policy,
                               ref_result result);

/* ---- The whole check (self_check.c) ------------------------------------------------------------------------------ */

/* The reference checks itself on the formats that are loaded, and writes its first disagreements to `out`:
 *   1. the columns of data/formats.txt that follow from others, against ref_decode();
 *   2. a few results found by hand, of the special cases that the rest does not reach;
 *   3. for `cases` operations on patterned and random operands in mixed formats: the neighbours enclose the exact value
 *      and are neighbours; the second opinion agrees, wherever it applies; nearest-away and odd are what their names
 *      say; and of all 2^3 random integers as many round up as the discarded fraction demands.
 * Answers the number of disagreements. A function of its arguments alone, and of the table. */
long ref_self_check(uint64_t seed, long cases, FILE *out);

#endif
