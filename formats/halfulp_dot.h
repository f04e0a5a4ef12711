/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp_dot.h - dot products whose accumulation is data: addend + x[0] y[0] + x[1] y[1] + ..., as instructions for
 * matrices add it up. Included only where it is needed.
 *
 * Each row of the table is one element of the result of one instruction of one family of processors. A row says how it
 * is known: compared with silicon, or as published.
 */
#ifndef HALFULP_DOT_H
#define HALFULP_DOT_H

#include "halfulp.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum { HU_DOT_AS_PUBLISHED, HU_DOT_CHECKED_ON_SILICON } hu_dot_known;

/* How one instruction adds k products p to its addend c. "Aligned" is the sum of dot/aligned.c, which cuts every term
 * off below the same bit; the other sums are of FP32 (or of the format of the result, if it is wider), each rounded to
 * nearest even. */
typedef enum {
    HU_DOT_ALIGNED,         /* c and `step` products are added aligned; then that and the next `step`; and so on      */
    HU_DOT_ALIGNED_APART,   /* s = the same, but from +0 instead of c, and twice: first the products whose place in   */
                            /* their four is 0 or 1, then the others; the result is c + s, rounded to nearest even    */
    HU_DOT_CHAIN,           /* FP64: fused multiply-adds, c + p[0], + p[1], ...                                       */
    HU_DOT_SUM_THEN_ADDEND, /* ((((+0 + p[0]) + p[1]) + p[2]) + p[3]) + c                                             */
    HU_DOT_PAIR_BY_PAIR,    /* (c + (p[0] + p[1])) + (p[2] + p[3]), then rounded to the result                        */
} hu_dot_scheme;

typedef struct {
    const char *name;        /* "hopper_wgmma_fp16_fp32"                                                   */
    const char *instruction; /* "wgmma.mma_async.m64nNk16.f32.f16.f16"                                     */
    const char *source;      /* how it is known: the silicon, or the document                              */
    const hu_format *x;      /* rows of the table of formats                                               */
    const hu_format *y;
    const hu_format *result; /* of the addend too                                                          */
    uint32_t known;          /* hu_dot_known                                                               */
    uint32_t scheme;         /* hu_dot_scheme                                                              */
    uint32_t k;              /* products in one instruction                                                */
    uint32_t step;           /* products that are added at once; divides k                                 */
    uint32_t fraction_bits;  /* aligned sums: kept of each term below the exponent of the largest          */
    uint32_t result_bits;    /* fraction bits of the result that can be set: all, or fewer                 */
    const hu_format *as;     /* the operands are converted to this format first, exactly; NULL: they stay  */
} hu_dot_model;

/* The rows by index, from 0; NULL past the last. And the one of that name, or NULL. */
HU_API const hu_dot_model *hu_dot_at(size_t index);
HU_API const hu_dot_model *hu_dot_find(const char *name);

/* The result of a chain of instructions: addend + sum of x[i] y[i], i < count, a multiple of k. Codes; TF32 stands in
 * the upper 19 bits of its register, whose other bits are ignored. */
HU_API uint64_t hu_dot(const hu_dot_model *model, uint64_t addend, const uint64_t *x, const uint64_t *y, size_t count);

#ifdef __cplusplus
}
#endif

#endif
