/* SPDX-License-Identifier: Apache-2.0
 *
 * The functions of FP16, IEEE 754-2019 binary16, and its bits:
 *
 *      15 14      10 9           0
 *     +--+----------+-------------+
 *     |s | exponent | fraction    |     bias 15, p = 11
 *     +--+----------+-------------+
 *      1      5           10
 *     largest 65504 (7BFF), smallest normal 2^-14, smallest subnormal 2^-24
 */
#define HU_SPECIALISE
#include "fast.h"

static const hu_format *const fp16 = &hu_table[ROW_FP16];

hu_fp16 hu_fp16_add(hu_fp16 x, hu_fp16 y, hu_env *env)
{
    return (hu_fp16){(uint16_t)hu_fast_add(fp16, fp16, x.code, fp16, y.code, env)};
}

hu_fp16 hu_fp16_sub(hu_fp16 x, hu_fp16 y, hu_env *env)
{
    return (hu_fp16){(uint16_t)hu_fast_sub(fp16, fp16, x.code, fp16, y.code, env)};
}

hu_fp16 hu_fp16_mul(hu_fp16 x, hu_fp16 y, hu_env *env)
{
    return (hu_fp16){(uint16_t)hu_fast_mul(fp16, fp16, x.code, fp16, y.code, env)};
}

hu_fp16 hu_fp16_div(hu_fp16 x, hu_fp16 y, hu_env *env)
{
    return (hu_fp16){(uint16_t)hu_fast_div(fp16, fp16, x.code, fp16, y.code, env)};
}

hu_fp16 hu_fp16_sqrt(hu_fp16 x, hu_env *env)
{
    return (hu_fp16){(uint16_t)hu_fast_sqrt(fp16, fp16, x.code, env)};
}

hu_fp16 hu_fp16_fma(hu_fp16 x, hu_fp16 y, hu_fp16 z, hu_env *env)
{
    return (hu_fp16){(uint16_t)hu_fast_fma(fp16, fp16, x.code, fp16, y.code, fp16, z.code, env)};
}

hu_fp16 hu_fp64_to_fp16(hu_fp64 x, hu_env *env)
{
    return (hu_fp16){(uint16_t)hu_fast_convert(fp16, &hu_table[ROW_FP64], x.code, env)};
}

hu_fp16 hu_fp32_to_fp16(hu_fp32 x, hu_env *env)
{
    return (hu_fp16){(uint16_t)hu_fast_convert(fp16, &hu_table[ROW_FP32], x.code, env)};
}

hu_fp16 hu_bf16_to_fp16(hu_bf16 x, hu_env *env)
{
    return (hu_fp16){(uint16_t)hu_fast_convert(fp16, &hu_table[ROW_BF16], x.code, env)};
}

hu_fp16 hu_e4m3_to_fp16(hu_e4m3 x, hu_env *env)
{
    return (hu_fp16){(uint16_t)hu_fast_convert(fp16, &hu_table[ROW_E4M3], x.code, env)};
}

hu_fp16 hu_e5m2_to_fp16(hu_e5m2 x, hu_env *env)
{
    return (hu_fp16){(uint16_t)hu_fast_convert(fp16, &hu_table[ROW_E5M2], x.code, env)};
}
