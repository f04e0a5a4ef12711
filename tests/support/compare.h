/* SPDX-License-Identifier: Apache-2.0
 *
 * compare.h - one operation on one tuple of operands, by formats/ and by ref/, under many policies: codes and flags
 * must be equal, bit for bit. If all formats are the same, the named entry point is compared as well as the generic
 * one.
 *
 * A tuple is tried with every value of each policy that can affect it. The other policies are drawn anew each time, so
 * that a library that wrongly depends on one of them is still found out. A policy can affect
 *      rounding        everything but a NaN and an infinity
 *      overflow        an infinity; a number that may round beyond the largest; the cases of the next three rows
 *      odd_overflow    a number that may round beyond the largest
 *      negative        a result below zero in a format without a sign
 *      missing_zero    zero, or a number below the smallest, in a format without a zero
 *      missing_nan     a NaN in a format without one
 *      tininess        a number below the smallest normal one
 *      nan             a NaN, x/0, and an infinity or an overflow for which a signed format may return one
 *      infinity_nan    the last of these
 *      zero_divide     x/0
 *      flush           a subnormal operand; a number below the smallest normal one
 */
#ifndef COMPARE_H
#define COMPARE_H

#include <stdio.h>

#include "halfulp.h"
#include "ref.h"

/* The policies that a tuple is tried with. */
typedef enum {
    COMPARE_SOME_POLICIES, /* three environments with all policies drawn */
    COMPARE_EVERY_POLICY,  /* all combinations of those that can matter, `nan` and `flush` at their defaults; and those
                            * three: nan and flush pairwise with everything else */
    COMPARE_EVERY_DRAW,    /* the same, and for each kind of stochastic rounding all draws of 0 to 4 bits */
    COMPARE_ALL_POLICIES   /* all combinations of those that can matter, including `nan` and `flush` */
} compare_policies;

typedef struct {
    const char *name; /* of the check */
    compare_policies policies;
    long long comparisons;
    long failures;
    uint64_t state;           /* of the random numbers */
    ref_bracket_t bracket[2]; /* of the operands as they are, and with subnormal ones flushed */
} compare;

void compare_begin(compare *c, const char *name, compare_policies policies);
long compare_end(compare *c); /* the number of failures */

/* op on the first ref_arity(op) operands into `to`. */
void compare_tuple(compare *c, ref_op op, const hu_format *to, const hu_number operand[REF_OPERANDS_MAX]);

/* The same for operands and result of one format. */
void compare_same(compare *c, ref_op op, const hu_format *format, uint64_t x, uint64_t y, uint64_t z);

/* x * 2^n into `to`. */
void compare_scale_b(compare *c, const hu_format *to, hu_number x, int n);

/* An environment with every policy drawn, for the caller to modify. */
hu_env compare_draw(compare *c);

/* Counts a comparison. If the answers of formats/ and ref/ differ, prints `what` and both. */
void compare_answers(compare *c, const char *what, hu_number x, const hu_env *policy, uint64_t code, uint32_t flags,
                     ref_result expected);

/* The same format, operand and policy in terms of ref/. */
const ref_format *compare_format(const hu_format *format);
ref_operand compare_operand(hu_number x);

/* Makes compare_format find this format by its name, until several more have been registered. */
void compare_register(const ref_format *format);
ref_policy compare_policy(const hu_env *env);

/* The generic entry point for op. */
uint64_t compare_generic(ref_op op, const hu_format *to, const hu_number operand[REF_OPERANDS_MAX], hu_env *env);

/* Prints operands and both answers in hex, hex-float and decimal. */
void compare_report(FILE *out, const char *name, ref_op op, const hu_format *to,
                    const hu_number operand[REF_OPERANDS_MAX], const hu_env *env, uint64_t code, ref_result expected);

#endif
