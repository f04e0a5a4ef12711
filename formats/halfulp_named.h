/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp_named.h - the formats with functions of their own: the pipeline behind the generic functions of halfulp.h,
 * compiled with the format as a constant. Included by halfulp.h.
 */
#ifndef HALFULP_NAMED_H
#define HALFULP_NAMED_H

#include <string.h>

#include "halfulp_env.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One-member structs, so that formats cannot be mixed by accident: hu_fp16 one = {0x3C00}. */
typedef struct {
    uint64_t code;
} hu_fp64; /* IEEE binary64 */
typedef struct {
    uint32_t code;
} hu_fp32; /* IEEE binary32 */
typedef struct {
    uint16_t code;
} hu_fp16; /* IEEE binary16 */
typedef struct {
    uint16_t code;
} hu_bf16; /* bfloat16: the upper half of binary32 */
typedef struct {
    uint8_t code;
} hu_e4m3; /* OCP OFP8 E4M3: no infinity, NaN 7F and FF, largest 448 */
typedef struct {
    uint8_t code;
} hu_e5m2; /* OCP OFP8 E5M2: IEEE-like, largest 57344; canonical NaN 7E */

/* Arithmetic within one format: the generic functions with that format for the operands and for `to`. */
/* fp32.c */
HU_API hu_fp32 hu_fp32_add(hu_fp32 x, hu_fp32 y, hu_env *env);
HU_API hu_fp32 hu_fp32_sub(hu_fp32 x, hu_fp32 y, hu_env *env);
HU_API hu_fp32 hu_fp32_mul(hu_fp32 x, hu_fp32 y, hu_env *env);
HU_API hu_fp32 hu_fp32_div(hu_fp32 x, hu_fp32 y, hu_env *env);
HU_API hu_fp32 hu_fp32_sqrt(hu_fp32 x, hu_env *env);
HU_API hu_fp32 hu_fp32_fma(hu_fp32 x, hu_fp32 y, hu_fp32 z, hu_env *env);
/* A row of a matrix product, sums[columns] += x[depth] y[depth][columns]: sums[c] = hu_fp32_fma(x[k], y[k][c], sums[c])
 * for k = 0, 1, ..., depth - 1, with the codes and flags of these calls, in less time. `sums` overlaps nothing. Random
 * bits of `env` are those of every call. fp32_rows.c */
HU_API void hu_fp32_fma_row(hu_fp32 *sums, const hu_fp32 *x, const hu_fp32 *y, size_t depth, size_t columns,
                            hu_env *env);
/* fp16.c */
HU_API hu_fp16 hu_fp16_add(hu_fp16 x, hu_fp16 y, hu_env *env);
HU_API hu_fp16 hu_fp16_sub(hu_fp16 x, hu_fp16 y, hu_env *env);
HU_API hu_fp16 hu_fp16_mul(hu_fp16 x, hu_fp16 y, hu_env *env);
HU_API hu_fp16 hu_fp16_div(hu_fp16 x, hu_fp16 y, hu_env *env);
HU_API hu_fp16 hu_fp16_sqrt(hu_fp16 x, hu_env *env);
HU_API hu_fp16 hu_fp16_fma(hu_fp16 x, hu_fp16 y, hu_fp16 z, hu_env *env);
/* bf16.c */
HU_API hu_bf16 hu_bf16_add(hu_bf16 x, hu_bf16 y, hu_env *env);
HU_API hu_bf16 hu_bf16_sub(hu_bf16 x, hu_bf16 y, hu_env *env);
HU_API hu_bf16 hu_bf16_mul(hu_bf16 x, hu_bf16 y, hu_env *env);
HU_API hu_bf16 hu_bf16_div(hu_bf16 x, hu_bf16 y, hu_env *env);
HU_API hu_bf16 hu_bf16_sqrt(hu_bf16 x, hu_env *env);
HU_API hu_bf16 hu_bf16_fma(hu_bf16 x, hu_bf16 y, hu_bf16 z, hu_env *env);
/* e4m3.c */
HU_API hu_e4m3 hu_e4m3_add(hu_e4m3 x, hu_e4m3 y, hu_env *env);
HU_API hu_e4m3 hu_e4m3_sub(hu_e4m3 x, hu_e4m3 y, hu_env *env);
HU_API hu_e4m3 hu_e4m3_mul(hu_e4m3 x, hu_e4m3 y, hu_env *env);
HU_API hu_e4m3 hu_e4m3_div(hu_e4m3 x, hu_e4m3 y, hu_env *env);
HU_API hu_e4m3 hu_e4m3_sqrt(hu_e4m3 x, hu_env *env);
HU_API hu_e4m3 hu_e4m3_fma(hu_e4m3 x, hu_e4m3 y, hu_e4m3 z, hu_env *env);
/* e5m2.c */
HU_API hu_e5m2 hu_e5m2_add(hu_e5m2 x, hu_e5m2 y, hu_env *env);
HU_API hu_e5m2 hu_e5m2_sub(hu_e5m2 x, hu_e5m2 y, hu_env *env);
HU_API hu_e5m2 hu_e5m2_mul(hu_e5m2 x, hu_e5m2 y, hu_env *env);
HU_API hu_e5m2 hu_e5m2_div(hu_e5m2 x, hu_e5m2 y, hu_env *env);
HU_API hu_e5m2 hu_e5m2_sqrt(hu_e5m2 x, hu_env *env);
HU_API hu_e5m2 hu_e5m2_fma(hu_e5m2 x, hu_e5m2 y, hu_e5m2 z, hu_env *env);

/* Conversions, each in the file of its destination. A conversion to a format that holds all numbers of the source (FP16
 * to FP32, anything to FP64, ...) is exact for numbers; a signaling NaN still raises invalid. So hu_fp32_fma of widened
 * operands is a product-sum of narrow operands into FP32 with one rounding. */
/* fp64.c */
HU_API hu_fp64 hu_fp32_to_fp64(hu_fp32 x, hu_env *env);
HU_API hu_fp64 hu_fp16_to_fp64(hu_fp16 x, hu_env *env);
HU_API hu_fp64 hu_bf16_to_fp64(hu_bf16 x, hu_env *env);
HU_API hu_fp64 hu_e4m3_to_fp64(hu_e4m3 x, hu_env *env);
HU_API hu_fp64 hu_e5m2_to_fp64(hu_e5m2 x, hu_env *env);
/* fp32.c */
HU_API hu_fp32 hu_fp64_to_fp32(hu_fp64 x, hu_env *env);
HU_API hu_fp32 hu_fp16_to_fp32(hu_fp16 x, hu_env *env);
HU_API hu_fp32 hu_bf16_to_fp32(hu_bf16 x, hu_env *env);
HU_API hu_fp32 hu_e4m3_to_fp32(hu_e4m3 x, hu_env *env);
HU_API hu_fp32 hu_e5m2_to_fp32(hu_e5m2 x, hu_env *env);
/* fp16.c */
HU_API hu_fp16 hu_fp64_to_fp16(hu_fp64 x, hu_env *env);
HU_API hu_fp16 hu_fp32_to_fp16(hu_fp32 x, hu_env *env);
HU_API hu_fp16 hu_bf16_to_fp16(hu_bf16 x, hu_env *env);
HU_API hu_fp16 hu_e4m3_to_fp16(hu_e4m3 x, hu_env *env);
HU_API hu_fp16 hu_e5m2_to_fp16(hu_e5m2 x, hu_env *env);
/* bf16.c */
HU_API hu_bf16 hu_fp64_to_bf16(hu_fp64 x, hu_env *env);
HU_API hu_bf16 hu_fp32_to_bf16(hu_fp32 x, hu_env *env);
HU_API hu_bf16 hu_fp16_to_bf16(hu_fp16 x, hu_env *env);
HU_API hu_bf16 hu_e4m3_to_bf16(hu_e4m3 x, hu_env *env);
HU_API hu_bf16 hu_e5m2_to_bf16(hu_e5m2 x, hu_env *env);
/* e4m3.c */
HU_API hu_e4m3 hu_fp64_to_e4m3(hu_fp64 x, hu_env *env);
HU_API hu_e4m3 hu_fp32_to_e4m3(hu_fp32 x, hu_env *env);
HU_API hu_e4m3 hu_fp16_to_e4m3(hu_fp16 x, hu_env *env);
HU_API hu_e4m3 hu_bf16_to_e4m3(hu_bf16 x, hu_env *env);
HU_API hu_e4m3 hu_e5m2_to_e4m3(hu_e5m2 x, hu_env *env);
/* e5m2.c */
HU_API hu_e5m2 hu_fp64_to_e5m2(hu_fp64 x, hu_env *env);
HU_API hu_e5m2 hu_fp32_to_e5m2(hu_fp32 x, hu_env *env);
HU_API hu_e5m2 hu_fp16_to_e5m2(hu_fp16 x, hu_env *env);
HU_API hu_e5m2 hu_bf16_to_e5m2(hu_bf16 x, hu_env *env);
HU_API hu_e5m2 hu_e4m3_to_e5m2(hu_e4m3 x, hu_env *env);

/* ---- To and from the machine's own float and double, bit by bit -------------------------------------------------- */

/* For languages that cannot use inline functions, halfulp_flat.h has plain functions that do the same. */
static inline hu_fp32 hu_fp32_from_float(float x)
{
    hu_fp32 r;
    memcpy(&r.code, &x, sizeof r.code);
    return r;
}

static inline float hu_fp32_to_float(hu_fp32 x)
{
    float r;
    memcpy(&r, &x.code, sizeof r);
    return r;
}

static inline hu_fp64 hu_fp64_from_double(double x)
{
    hu_fp64 r;
    memcpy(&r.code, &x, sizeof r.code);
    return r;
}

static inline double hu_fp64_to_double(hu_fp64 x)
{
    double r;
    memcpy(&r, &x.code, sizeof r);
    return r;
}

#ifdef __cplusplus
}
#endif

#endif
