/* SPDX-License-Identifier: Apache-2.0
 *
 * The functions of E5M2, OCP 8-bit Floating Point (OFP8) revision 1.0, and its bits. It is the upper half of FP16.
 *
 *       7 6        2 1        0
 *     +--+----------+----------+
 *     |s | exponent | fraction |     bias 15, p = 3
 *     +--+----------+----------+
 *      1      5          2
 *     largest 57344 (7B), smallest normal 2^-14, smallest subnormal 2^-16
 */
#define HU_SPECIALISE
#include "fast.h"

static const hu_format *const e5m2 = &hu_table[ROW_E5M2];

hu_e5m2 hu_e5m2_add(hu_e5m2 x, hu_e5m2 y, hu_env *env)
{
    return (hu_e5m2){(uint8_t)hu_fast_add(e5m2, e5m2, x.code, e5m2, y.code, env)};
}

hu_e5m2 hu_e5m2_sub(hu_e5m2 x, hu_e5m2 y, hu_env *env)
{
    return (hu_e5m2){(uint8_t)hu_fast_sub(e5m2, e5m2, x.code, e5m2, y.code, env)};
}

hu_e5m2 hu_e5m2_mul(hu_e5m2 x, hu_e5m2 y, hu_env *env)
{
    return (hu_e5m2){(uint8_t)hu_fast_mul(e5m2, e5m2, x.code, e5m2, y.code, env)};
}

hu_e5m2 hu_e5m2_div(hu_e5m2 x, hu_e5m2 y, hu_env *env)
{
    return (hu_e5m2){(uint8_t)hu_fast_div(e5m2, e5m2, x.code, e5m2, y.code, env)};
}

hu_e5m2 hu_e5m2_sqrt(hu_e5m2 x, hu_env *env)
{
    return (hu_e5m2){(uint8_t)hu_fast_sqrt(e5m2, e5m2, x.code, env)};
}

hu_e5m2 hu_e5m2_fma(hu_e5m2 x, hu_e5m2 y, hu_e5m2 z, hu_env *env)
{
    return (hu_e5m2){(uint8_t)hu_fast_fma(e5m2, e5m2, x.code, e5m2, y.code, e5m2, z.code, env)};
}

hu_e5m2 hu_fp64_to_e5m2(hu_fp64 x, hu_env *env)
{
    return (hu_e5m2){(uint8_t)hu_fast_convert(e5m2, &hu_table[ROW_FP64], x.code, env)};
}

hu_e5m2 hu_fp32_to_e5m2(hu_fp32 x, hu_env *env)
{
    return (hu_e5m2){(uint8_t)hu_fast_convert(e5m2, &hu_table[ROW_FP32], x.code, env)};
}

hu_e5m2 hu_fp16_to_e5m2(hu_fp16 x, hu_env *env)
{
    return (hu_e5m2){(uint8_t)hu_fast_convert(e5m2, &hu_table[ROW_FP16], x.code, env)};
}

hu_e5m2 hu_bf16_to_e5m2(hu_bf16 x, hu_env *env)
{
    return (hu_e5m2){(uint8_t)hu_fast_convert(e5m2, &hu_table[ROW_BF16], x.code, env)};
}

hu_e5m2 hu_e4m3_to_e5m2(hu_e4m3 x, hu_env *env)
{
    return (hu_e5m2){(uint8_t)hu_fast_convert(e5m2, &hu_table[ROW_E4M3], x.code, env)};
}
