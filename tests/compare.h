/* SPDX-License-Identifier: Apache-2.0
 *
 * compare.h - one operation on one tuple of operands, by formats/ and by ref/, under many policies: code and flags must
 * be the same, bit for bit. Where all formats are one, the named entry point is compared as well as the generic one.
 */
#ifndef COMPARE_H
#define COMPARE_H

#include <stdio.h>

#include "halfulp.h"
#include "ref.h"

/* Which policies a tuple is tried under. */
typedef enum {
    /* The six deterministic roundings x three overflow policies x tininess before and after, and each kind of stochastic
     * rounding with draws of 0 to 32 bits: 36 + 9 environments. */
    COMPARE_EVERY_POLICY,
    /* COMPARE_EVERY_POLICY, and for each kind of stochastic rounding all draws of 0 to 4 bits: 36 + 93 + 9. */
    COMPARE_EVERY_DRAW
} compare_policies;

typedef struct {
    const char *name; /* of the check                                                                                */
    compare_policies policies;
    long long comparisons;
    long failures;
    ref_bracket_t bracket;
} compare;

void compare_begin(compare *c, const char *name, compare_policies policies);
long compare_end(compare *c); /* the number of failures                                                              */

/* op on the codes x, y, z (as many as its arity takes) of the formats named by fx, fy, fz, into `to`. */
void compare_tuple(compare *c, ref_op op, const hu_format *to, const hu_number operand[REF_OPERANDS_MAX]);

/* The same for operands and result of one format. */
void compare_same(compare *c, ref_op op, const hu_format *format, uint64_t x, uint64_t y, uint64_t z);

/* The generic entry point for op. */
uint64_t compare_generic(ref_op op, const hu_format *to, const hu_number operand[REF_OPERANDS_MAX], hu_env *env);

/* Prints operands and both answers in hex, hex-float and decimal. */
void compare_report(FILE *out, const char *name, ref_op op, const hu_format *to, const hu_number operand[REF_OPERANDS_MAX],
                    const hu_env *env, uint64_t code, ref_result expected);

#endif
