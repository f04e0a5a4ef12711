/* SPDX-License-Identifier: Apache-2.0
 *
 * dot.h - what the files of the dot products share: the rows, and one instruction at work.
 */
#ifndef REF_DOT_H
#define REF_DOT_H

#include "ref.h"

/* How k products come into the result. */
enum {
    FUSED,         /* `step` products at a time                                                                     */
    HALVES,        /* of four products the first two, for all fours, then the other two: fused, from +0; c is added
                    * last                                                                                          */
    FMA,           /* FP64: one after the other                                                                     */
    SUM,           /* FP32: (((0 + p0) + p1) + p2) + p3, then c + that                                              */
    PAIRS,         /* FP32: (c + (p0 + p1)) + (p2 + p3), then into the result                                       */
    BLOCKS,        /* fused, but a term is the exact sum of 16 products times its two scales                        */
    TREES,         /* FP32: for each `step` products c + their binary tree                                          */
    TREES_FLUSHED, /* the same without subnormals                                                                   */
    EXACT,         /* for each `step` products c + their sum, rounded once                                          */
    DOWN,          /* CDNA3                                                                                         */
    DOWN_APART,    /* CDNA3, FP8                                                                                    */
    BULK,          /* RISC-V                                                                                        */
    ODD_FIRST,     /* x86: fma(x0, y0, fma(x1, y1, c))                                                              */
    EVEN_ODD,      /* x86: two sums from +0, of the first and the second halves of each `step` products; c + both   */
    ARM_EXACT      /* FP8DotAddFP, without a scale and saturation                                                   */
};

struct ref_dot_row {
    const char *name, *x, *y, *result;
    int rule;
    size_t k, step;
    long bits;         /* kept below the largest binade */
    int fraction;      /* bits of the result's fraction that may be set */
    long zero;         /* FUSED, HALVES, BLOCKS: the binade of an addend that is zero */
    const char *scale; /* the format of scales, of which each `block` products have two */
    size_t block;
};

typedef struct {
    const ref_dot_row *row;
    const ref_format *x, *y, *result, *scale;
    ref_bracket_t b;
    mpfr_t value, other; /* one term, or its operands */
    mpfr_t wide;         /* 1000 bits */
    mpz_t integer, sum;
} ref_dot_work;

/* w->value := the i-th term: the products times 2^scale, then c. Its binade, or LONG_MIN for a product that is zero,
 * infinite or a NaN. */
long ref_dot_term(ref_dot_work *w, size_t i, size_t count, uint64_t c, const uint64_t *x, const uint64_t *y,
                  long scale);

/* The number in w->b.exact, rounded as NVIDIA does: to FP16 nearest even, to FP32 toward zero; and its NaN. */
uint64_t ref_dot_round_result(ref_dot_work *w);
uint64_t ref_dot_nan(const ref_format *f);

/* An operation into FP32 (dot_x86.c). */
ref_operand ref_dot_in_fp32(ref_dot_work *w, ref_op op, ref_operand x, ref_operand y, ref_operand z,
                            const ref_policy *policy);

/* One instruction of the rules from BLOCKS on (dot_others.c), and of x86's (dot_x86.c). */
uint64_t ref_dot_other(ref_dot_work *w, uint64_t c, const uint64_t *x, const uint64_t *y, const uint64_t *x_scales,
                       const uint64_t *y_scales);
uint64_t ref_dot_x86(ref_dot_work *w, uint64_t c, const uint64_t *x, const uint64_t *y);

#endif
