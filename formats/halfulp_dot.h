/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp_dot.h - dot products whose accumulation is data: addend + x[0] y[0] + x[1] y[1] + ..., as instructions for
 * matrices add it up (hu_dot), or as the caller says (hu_dot_accumulate). Included only where it is needed.
 */
#ifndef HALFULP_DOT_H
#define HALFULP_DOT_H

#include "halfulp_array.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- By instructions (dot/dot.c, dot/table.c) -------------------------------------------------------------------- */

/* Each row of the table is one element of the result of one instruction of one family of processors. A row says how it
 * is known: compared with silicon, or as published. Published models often say nothing of zeros, signs of zeros, NaNs
 * and overflow: there, rows of NVIDIA's are as an H200 was seen to do, and the others give the canonical NaN.
 *
 *   Published in: MMA-Sim, arXiv 2511.10909; Khattak and Mikaitis, arXiv 2512.07004, with answers of GPUs; Fasi,
 * Higham, Mikaitis and Pranesh, PeerJ CS 330, 2021; the simulators Spike (RISC-V) and Bochs (x86); the Arm ARM, DDI
 * 0487.
 *   Elsewhere: VDPBF16PS, TDPBF16PS, BFDOT and BFMMLA are models of halfulp_models.h, and so are the FP8 dot products
 * of ARM with LSCALE and OSM, which are 0 in the rows here; FMLALB and FMLALLBB are the plain loop of
 * hu_dot_accumulate. Absent, because no description of the sum was found: AMD's CDNA4. */
typedef enum { HU_DOT_AS_PUBLISHED, HU_DOT_CHECKED_ON_SILICON } hu_dot_known;

/* The sums that are not of floating-point additions. Products are exact. A term is a significand times a power of two,
 * its binade; the significand of a product is that of two of [1,2), so it lies in [1,4) and is not normalised, and its
 * binade is the sum of its operands'. A subnormal operand has the smallest exponent, and a significand below 1.
 *
 * The aligned sum (dot/aligned.c), NVIDIA's tensor cores:
 *   1. The largest binade of all terms is found, the addend's among them. Zero products have none; a zero addend has
 *      the row's `zero_addend`.
 *   2. Each term is shifted to that binade and cut off, toward zero, below `fraction_bits` of fraction.
 *   3. The terms are added exactly.
 *   4. The sum is rounded once: to FP32 toward zero, to FP16 to nearest even, to `result_bits` of fraction. Beyond the
 *      largest number it is infinite, in both cases. What rounds to zero is +0, even if all terms are -0.
 * Of blocks (dot/blocks.c): each 16 products are added exactly. A term is such a sum times the significands of its two
 * scales, in the binade of the scales, whose subnormals have the smallest exponent; a sum that is zero has that binade
 * as well. Then steps 1 to 4, the addend being a term.
 *
 * Rounded down (dot/matrix_cores.c), CDNA3, for each `step` products. NaNs are the canonical one.
 *   1. The products are cut off toward zero at 24 bits below their largest binade, and added. A zero product has no
 *      binade. A product of 2^128 or more is infinite.
 *   2. The sum is rounded down at 31 bits, and the addend at 24, below the larger one of that binade and the addend's;
 *      zero counts as an addend of 2^-126.
 *   3. Their sum is rounded once, to nearest even. A zero is +0.
 * Of FP8 ("apart") step 1 makes two sums, of the even and of the odd products, which are rounded down at 24 bits below
 * the larger one of their binades and added; and an addend more than 25 binades below is left out, instead of being
 * rounded down.
 *
 * In bulk (dot/bulk.c), RISC-V: the products are aligned to the largest binade among them, each rounded to odd below
 * `fraction_bits` of fraction, and added exactly; the sum is rounded to FP32, and then its sum with the addend, both to
 * odd, where overflow gives infinity.
 *
 * x86 (dot/tiles.c): subnormal operands count as zeros and tiny results become zeros; FP16 operands are converted to
 * FP32 first, so their subnormals are numbers; FP8 operands by way of FP16, whose subnormals, all of E5M2, count as
 * zeros. */

/* How one instruction adds k products p to its addend c. "Aligned", "blocks", "rounded down" and "in bulk" are the sums
 * above; the other sums are of FP32 (or of the format of the result, if it is wider), each rounded to nearest even. */
typedef enum {
    HU_DOT_ALIGNED,            /* c and `step` products are added aligned; then that and the next `step`; and so on   */
    HU_DOT_ALIGNED_APART,      /* s = the same, but from +0 instead of c, and twice: first the products whose place
                                * in their four is 0 or 1, then the others; the result is c + s                       */
    HU_DOT_CHAIN,              /* FP64: fused multiply-adds, c + p[0], + p[1], ...                                    */
    HU_DOT_SUM_THEN_ADDEND,    /* ((((+0 + p[0]) + p[1]) + p[2]) + p[3]) + c                                          */
    HU_DOT_PAIR_BY_PAIR,       /* (c + (p[0] + p[1])) + (p[2] + p[3]), then rounded to the result                     */
    HU_DOT_BLOCKS,             /* c and scaled exact sums of 16 products are added aligned, by blocks                 */
    HU_DOT_TREES,              /* c + (p[0] + p[1]), or c + ((p[0] + p[1]) + (p[2] + p[3])), for each `step` products */
    HU_DOT_TREES_FLUSHED,      /* the same; subnormal operands are +0, and tiny sums zeros                            */
    HU_DOT_EXACT,              /* c and `step` products are added exactly, and rounded once; and so on                */
    HU_DOT_ROUNDED_DOWN,       /* rounded down, for each `step` products                                              */
    HU_DOT_ROUNDED_DOWN_APART, /* the same for FP8                                                                    */
    HU_DOT_BULK,               /* RISC-V's bulk-normalised sum: in bulk                                               */
    HU_DOT_ODD_FIRST,          /* x86: (c + p[1]) + p[0], fused                                                       */
    HU_DOT_EVEN_AND_ODD,       /* x86: c + (s + t); s and t begin with +0. Fused, each second product is added to s,
                                * the others to t; or, if `step` is 4, each second sum of two products                */
    HU_DOT_EXACT_SIGNED        /* ARM: c and k products are added exactly, and rounded once; zeros keep their signs   */
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
    int32_t zero_addend;     /* aligned sums: the exponent with which a zero addend counts                 */
    uint32_t block;          /* products that share a scale ...                                            */
    const hu_format *scale;  /* ... of x and one of y, in this format; NULL: no scales                     */
} hu_dot_model;

/* The rows by index, from 0; NULL past the last. And the one of that name, or NULL if there is none. */
HU_API const hu_dot_model *hu_dot_at(size_t index);
HU_API const hu_dot_model *hu_dot_find(const char *name);

/* The result of a chain of instructions: addend + sum of x[i] y[i], i < count, a multiple of k. Codes; TF32 stands in
 * the upper 19 bits of its register, whose other bits are ignored. Scales are 1. No flags are raised. It is an error,
 * which assert reports, to pass NULL or a count that is no multiple of k; hu_dot_accumulate returns a status instead.
 */
HU_API uint64_t hu_dot(const hu_dot_model *model, uint64_t addend, const uint64_t *x, const uint64_t *y, size_t count);

/* The same for a row with scales: product i is x[i] y[i] x_scales[i / block] y_scales[i / block]. */
HU_API uint64_t hu_dot_scaled(const hu_dot_model *model, uint64_t addend, const uint64_t *x, const uint64_t *y,
                              const uint64_t *x_scales, const uint64_t *y_scales, size_t count);

/* ---- By choice (dot/accumulate.c) -------------------------------------------------------------------------------- */

/* How products p[0], p[1], ... are added to a sum s. "+" and "-" round to the format of the sum. */
typedef enum {
    HU_ACCUMULATE_IN_ORDER,      /* ((s + p[0]) + p[1]) + ...; of exact products: fused multiply-adds          */
    HU_ACCUMULATE_IN_PAIRS,      /* s + tree; the tree adds neighbours, p[0] + p[1], p[2] + p[3], ..., and the
                                  * sums likewise; a last one without a neighbour goes on as it is             */
    HU_ACCUMULATE_COMPENSATED,   /* Kahan's: e = +0; for each p: y = p - e, t = s + y, e = (t - s) - y, s = t  */
    HU_ACCUMULATE_EXACT,         /* s + p[0] + p[1] + ... in a fixed-point register, rounded once at the end   */
    HU_ACCUMULATE_BY_INSTRUCTION /* hu_dot of `instruction`, which rounds in its own way and raises no flag    */
} hu_accumulation_order;

/* An accumulation. All zeros but `sum` is the plain loop: fused multiply-adds in that format.
 *
 * `order` says how products are added up. Two levels, both optional, lie above that:
 *   chunk   each `chunk` products, the last time perhaps fewer, are added to +0 in the format `sum`; these sums are
 *           added in order, in the format `total`. By the instruction hopper_wgmma_e4m3_e4m3_fp32, with chunk 128 and
 *           total FP32, it is the promotion of DeepSeek-V3 (arXiv 2412.19437), without the scales.
 *   parts   split-K: the products are divided into `parts` runs of equal length, of whole chunks (or instructions),
 *           rounded up, the last ones being shorter or left out; each is added to +0 as above, and then the sums of the
 *           runs in order, in the format `total`.
 * The outermost level there is begins with the addend instead of +0 and gives the result. */
typedef struct {
    const hu_format *product;        /* products are rounded to it; NULL: they stay exact      */
    const hu_format *sum;            /* by an instruction: ignored, it is that of its result   */
    const hu_format *total;          /* NULL: the same as the sum                              */
    const hu_dot_model *instruction; /* a row of the table, scales 1; otherwise ignored        */
    uint64_t seed, stream, first;    /* stochastic rounding: see below                         */
    uint64_t chunk;                  /* products; 0: no chunks                                 */
    uint32_t parts;                  /* 0 or 1: one                                            */
    uint32_t order;                  /* hu_accumulation_order                                  */
} hu_accumulation;

/* The format of the addend and of the result: that of the outermost level. It may be FP64, if nothing is added in it:
 * an exact sum, or FP64's instruction, without chunks and parts. Otherwise it has at most 24 bits of precision. */
HU_API const hu_format *hu_accumulation_result(const hu_accumulation *how);

/* Sets *result = addend + sum of x[i] y[i], i < count, codes; operands of any two formats of at most 24 bits of
 * precision. Every rounding obeys *env, in which flags are raised.
 *   Exact products behave as if rounded to FP64, which holds them all; infinities stay infinite.
 *   The register of an exact sum holds every number of FP64, so every product of FP32 numbers, and 2^64 of them without
 * overflow. NaNs and infinities are added in order. An exact zero sum is -0 if all terms, the addend among them, are
 * -0, and +0 if all are +0; otherwise it is +0, or -0 when rounding down.
 *   Stochastic rounding draws its random integers itself, env->random is ignored: the j-th rounding of the call, in the
 * order of evaluation, takes hu_random_bits(seed, stream, first + j, env->random_bits). Every product that is rounded,
 * addition, fused multiply-add, and exact sum is one, even if its result is exact; a tree evaluates the left operand,
 * then the right one, then their sum.
 *
 * Returns HU_STATUS_GOOD; or, with nothing changed, HU_STATUS_POINTER, HU_STATUS_ENVIRONMENT, HU_STATUS_OPERATION (no
 * such order, or no such instruction in the table), HU_STATUS_FORMAT (hu_format_error, an accumulator without a zero,
 * or exact products or sums whose exponents are beyond FP64's), HU_STATUS_PRECISION (also: stochastic rounding of exact
 * sums to FP64), HU_STATUS_CODE (of the addend), HU_STATUS_MIXED (the operands are not the instruction's) or
 * HU_STATUS_COUNT (a number of products, or of those in a chunk, that is no multiple of the instruction's). */
HU_API hu_status hu_dot_accumulate(const hu_accumulation *how, hu_array_operand x, hu_array_operand y, size_t count,
                                   uint64_t addend, hu_env *env, uint64_t *result);

#ifdef __cplusplus
}
#endif

#endif
