/* SPDX-License-Identifier: Apache-2.0
 *
 * The functions of E4M3, OCP 8-bit Floating Point (OFP8) revision 1.0, and its bits:
 *
 *       7 6        3 2        0
 *     +--+----------+----------+
 *     |s | exponent | fraction |     bias 7, p = 4
 *     +--+----------+----------+
 *      1      4          3
 *     largest 448 (7E), smallest normal 2^-6, smallest subnormal 2^-9
 *     No infinity: the top exponent has numbers up to 448, and the last code of each sign (7F, FF) is NaN.
 */
#define HU_SPECIALISE
#include "fast.h"

static const hu_format *const e4m3 = &hu_table[ROW_E4M3];

hu_e4m3 hu_e4m3_add(hu_e4m3 x, hu_e4m3 y, hu_env *env)
{
    return (hu_e4m3){(uint8_t)hu_fast_add(e4m3, e4m3, x.code, e4m3, y.code, env)};
}

hu_e4m3 hu_e4m3_sub(hu_e4m3 x, hu_e4m3 y, hu_env *env)
{
    return (hu_e4m3){(uint8_t)hu_fast_sub(e4m3, e4m3, x.code, e4m3, y.code, env)};
}

hu_e4m3 hu_e4m3_mul(hu_e4m3 x, hu_e4m3 y, hu_env *env)
{
    return (hu_e4m3){(uint8_t)hu_fast_mul(e4m3, e4m3, x.code, e4m3, y.code, env)};
}

hu_e4m3 hu_e4m3_div(hu_e4m3 x, hu_e4m3 y, hu_env *env)
{
    return (hu_e4m3){(uint8_t)hu_fast_div(e4m3, e4m3, x.code, e4m3, y.code, env)};
}

hu_e4m3 hu_e4m3_sqrt(hu_e4m3 x, hu_env *env)
{
    return (hu_e4m3){(uint8_t)hu_fast_sqrt(e4m3, e4m3, x.code, env)};
}

hu_e4m3 hu_e4m3_fma(hu_e4m3 x, hu_e4m3 y, hu_e4m3 z, hu_env *env)
{
    return (hu_e4m3){(uint8_t)hu_fast_fma(e4m3, e4m3, x.code, e4m3, y.code, e4m3, z.code, env)};
}

hu_e4m3 hu_fp64_to_e4m3(hu_fp64 x, hu_env *env)
{
    return (hu_e4m3){(uint8_t)hu_fast_convert(e4m3, &hu_table[ROW_FP64], x.code, env)};
}

hu_e4m3 hu_fp32_to_e4m3(hu_fp32 x, hu_env *env)
{
    return (hu_e4m3){(uint8_t)hu_fast_convert(e4m3, &hu_table[ROW_FP32], x.code, env)};
}

hu_e4m3 hu_fp16_to_e4m3(hu_fp16 x, hu_env *env)
{
    return (hu_e4m3){(uint8_t)hu_fast_convert(e4m3, &hu_table[ROW_FP16], x.code, env)};
}

hu_e4m3 hu_bf16_to_e4m3(hu_bf16 x, hu_env *env)
{
    return (hu_e4m3){(uint8_t)hu_fast_convert(e4m3, &hu_table[ROW_BF16], x.code, env)};
}

hu_e4m3 hu_e5m2_to_e4m3(hu_e5m2 x, hu_env *env)
{
    return (hu_e4m3){(uint8_t)hu_fast_convert(e4m3, &hu_table[ROW_E5M2], x.code, env)};
}
