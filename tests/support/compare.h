/* SPDX-License-Identifier: Apache-2.0
 *
 * compare.h - one operation on one tuple of operands, by formats/ and by ref/, under many policies: code and flags must
 * be the same, bit for bit. Where all formats are one, the named entry point is compared as well as the generic one.
 *
 * A tuple meets every value of a policy that can matter to it, and of the others one that is drawn anew each time, so
 * that a library which looks at a policy where it should not is found out all the same. A policy can matter
 *      rounding        always, but to a NaN and to an infinity
 *      overflow        to an infinity; to what may round beyond the largest number; to what the next three rows name
 *      odd_overflow    to what may round beyond the largest number
 *      negative        to a result below zero in a format without a sign
 *      missing_zero    to zero and what is below the smallest number in a format without a zero
 *      missing_nan     to a NaN in a format without one
 *      tininess        to what is below the smallest normal number
 *      nan             to a NaN, to x/0, and to an infinity or an overflow that a signed format may answer with one
 *      infinity_nan    to the last of these
 *      zero_divide     to x/0
 *      flush           to a subnormal operand; to what is below the smallest normal number
 */
#ifndef COMPARE_H
#define COMPARE_H

#include <stdio.h>

#include "halfulp.h"
#include "ref.h"

/* Which policies a tuple is tried under. */
typedef enum {
    COMPARE_SOME_POLICIES, /* three environments with everything drawn                                               */
    COMPARE_EVERY_POLICY,  /* all combinations of what can matter, `nan` and `flush` at their defaults; and those three:
                              nan and flush pairwise with everything else                                            */
    COMPARE_EVERY_DRAW,    /* the same, and for each kind of stochastic rounding all draws of 0 to 4 bits             */
    COMPARE_ALL_POLICIES   /* all combinations of what can matter, `nan` and `flush` too                              */
} compare_policies;

typedef struct {
    const char *name; /* of the check                                                                                */
    compare_policies policies;
    long long comparisons;
    long failures;
    uint64_t state;           /* of what is drawn                                                                    */
    ref_bracket_t bracket[2]; /* of the operands as they are, and with the subnormal ones flushed                    */
} compare;

void compare_begin(compare *c, const char *name, compare_policies policies);
long compare_end(compare *c); /* the number of failures                                                              */

/* op on the first ref_arity(op) operands into `to`. */
void compare_tuple(compare *c, ref_op op, const hu_format *to, const hu_number operand[REF_OPERANDS_MAX]);

/* The same for operands and result of one format. */
void compare_same(compare *c, ref_op op, const hu_format *format, uint64_t x, uint64_t y, uint64_t z);

/* x * 2^n into `to`. */
void compare_scale_b(compare *c, const hu_format *to, hu_number x, int n);

/* An environment in which every policy is drawn, but for the ones that the caller then sets. */
hu_env compare_draw(compare *c);

/* Counts a comparison, and prints `what` and both answers if they differ: one of formats/, one of ref/. */
void compare_answers(compare *c, const char *what, hu_number x, const hu_env *policy, uint64_t code, uint32_t flags,
                     ref_result expected);

/* The same format, operand and policy in the terms of ref/. */
const ref_format *compare_format(const hu_format *format);
ref_operand compare_operand(hu_number x);

/* From now on compare_format finds this format by its name, until several more have been registered. */
void compare_register(const ref_format *format);
ref_policy compare_policy(const hu_env *env);

/* The generic entry point for op. */
uint64_t compare_generic(ref_op op, const hu_format *to, const hu_number operand[REF_OPERANDS_MAX], hu_env *env);

/* Prints operands and both answers in hex, hex-float and decimal. */
void compare_report(FILE *out, const char *name, ref_op op, const hu_format *to,
                    const hu_number operand[REF_OPERANDS_MAX], const hu_env *env, uint64_t code, ref_result expected);

#endif
