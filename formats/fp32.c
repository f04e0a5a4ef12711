/* SPDX-License-Identifier: Apache-2.0
 *
 * The functions of FP32, IEEE 754-2019 binary32, and its bits:
 *
 *      31 30      23 22                     0
 *     +--+----------+------------------------+
 *     |s | exponent | fraction               |     bias 127, p = 24
 *     +--+----------+------------------------+
 *      1      8                23
 *     largest 2^128 - 2^104, smallest normal 2^-126, smallest subnormal 2^-149
 */
#define HU_SPECIALISE
#include "fast.h"

static const hu_format *const fp32 = &hu_table[ROW_FP32];

hu_fp32 hu_fp32_add(hu_fp32 x, hu_fp32 y, hu_env *env)
{
    return (hu_fp32){(uint32_t)hu_fast_add(fp32, fp32, x.code, fp32, y.code, env)};
}

hu_fp32 hu_fp32_sub(hu_fp32 x, hu_fp32 y, hu_env *env)
{
    return (hu_fp32){(uint32_t)hu_fast_sub(fp32, fp32, x.code, fp32, y.code, env)};
}

hu_fp32 hu_fp32_mul(hu_fp32 x, hu_fp32 y, hu_env *env)
{
    return (hu_fp32){(uint32_t)hu_fast_mul(fp32, fp32, x.code, fp32, y.code, env)};
}

hu_fp32 hu_fp32_div(hu_fp32 x, hu_fp32 y, hu_env *env)
{
    return (hu_fp32){(uint32_t)hu_fast_div(fp32, fp32, x.code, fp32, y.code, env)};
}

hu_fp32 hu_fp32_sqrt(hu_fp32 x, hu_env *env)
{
    return (hu_fp32){(uint32_t)hu_fast_sqrt(fp32, fp32, x.code, env)};
}

hu_fp32 hu_fp32_fma(hu_fp32 x, hu_fp32 y, hu_fp32 z, hu_env *env)
{
    return (hu_fp32){(uint32_t)hu_fast_fma(fp32, fp32, x.code, fp32, y.code, fp32, z.code, env)};
}

hu_fp32 hu_fp64_to_fp32(hu_fp64 x, hu_env *env)
{
    return (hu_fp32){(uint32_t)hu_fast_convert(fp32, &hu_table[ROW_FP64], x.code, env)};
}

hu_fp32 hu_fp16_to_fp32(hu_fp16 x, hu_env *env)
{
    return (hu_fp32){(uint32_t)hu_fast_convert(fp32, &hu_table[ROW_FP16], x.code, env)};
}

hu_fp32 hu_bf16_to_fp32(hu_bf16 x, hu_env *env)
{
    return (hu_fp32){(uint32_t)hu_fast_convert(fp32, &hu_table[ROW_BF16], x.code, env)};
}

hu_fp32 hu_e4m3_to_fp32(hu_e4m3 x, hu_env *env)
{
    return (hu_fp32){(uint32_t)hu_fast_convert(fp32, &hu_table[ROW_E4M3], x.code, env)};
}

hu_fp32 hu_e5m2_to_fp32(hu_e5m2 x, hu_env *env)
{
    return (hu_fp32){(uint32_t)hu_fast_convert(fp32, &hu_table[ROW_E5M2], x.code, env)};
}
