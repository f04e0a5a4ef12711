/* SPDX-License-Identifier: Apache-2.0
 *
 * The functions of BF16 (bfloat16), and its bits. It is the upper half of FP32, with FP32's range and a third of its
 * precision.
 *
 *      15 14        7 6        0
 *     +--+-----------+----------+
 *     |s | exponent  | fraction |     bias 127, p = 8
 *     +--+-----------+----------+
 *      1       8          7
 *     largest 255 * 2^120 (7F7F), smallest normal 2^-126, smallest subnormal 2^-133
 */
#define HU_SPECIALISE
#include "fast.h"

static const hu_format *const bf16 = &hu_table[ROW_BF16];

hu_bf16 hu_bf16_add(hu_bf16 x, hu_bf16 y, hu_env *env)
{
    return (hu_bf16){(uint16_t)hu_fast_add(bf16, bf16, x.code, bf16, y.code, env)};
}

hu_bf16 hu_bf16_sub(hu_bf16 x, hu_bf16 y, hu_env *env)
{
    return (hu_bf16){(uint16_t)hu_fast_sub(bf16, bf16, x.code, bf16, y.code, env)};
}

hu_bf16 hu_bf16_mul(hu_bf16 x, hu_bf16 y, hu_env *env)
{
    return (hu_bf16){(uint16_t)hu_fast_mul(bf16, bf16, x.code, bf16, y.code, env)};
}

hu_bf16 hu_bf16_div(hu_bf16 x, hu_bf16 y, hu_env *env)
{
    return (hu_bf16){(uint16_t)hu_fast_div(bf16, bf16, x.code, bf16, y.code, env)};
}

hu_bf16 hu_bf16_sqrt(hu_bf16 x, hu_env *env)
{
    return (hu_bf16){(uint16_t)hu_fast_sqrt(bf16, bf16, x.code, env)};
}

hu_bf16 hu_bf16_fma(hu_bf16 x, hu_bf16 y, hu_bf16 z, hu_env *env)
{
    return (hu_bf16){(uint16_t)hu_fast_fma(bf16, bf16, x.code, bf16, y.code, bf16, z.code, env)};
}

hu_bf16 hu_fp64_to_bf16(hu_fp64 x, hu_env *env)
{
    return (hu_bf16){(uint16_t)hu_fast_convert(bf16, &hu_table[ROW_FP64], x.code, env)};
}

hu_bf16 hu_fp32_to_bf16(hu_fp32 x, hu_env *env)
{
    return (hu_bf16){(uint16_t)hu_fast_convert(bf16, &hu_table[ROW_FP32], x.code, env)};
}

hu_bf16 hu_fp16_to_bf16(hu_fp16 x, hu_env *env)
{
    return (hu_bf16){(uint16_t)hu_fast_convert(bf16, &hu_table[ROW_FP16], x.code, env)};
}

hu_bf16 hu_e4m3_to_bf16(hu_e4m3 x, hu_env *env)
{
    return (hu_bf16){(uint16_t)hu_fast_convert(bf16, &hu_table[ROW_E4M3], x.code, env)};
}

hu_bf16 hu_e5m2_to_bf16(hu_e5m2 x, hu_env *env)
{
    return (hu_bf16){(uint16_t)hu_fast_convert(bf16, &hu_table[ROW_E5M2], x.code, env)};
}
