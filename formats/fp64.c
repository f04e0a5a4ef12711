/* SPDX-License-Identifier: Apache-2.0
 *
 * The functions of FP64, IEEE 754-2019 binary64 (conversions only), and its bits:
 *
 *      63 62        52 51                                                 0
 *     +--+------------+----------------------------------------------------+
 *     |s | exponent   | fraction                                           |     bias 1023, p = 53
 *     +--+------------+----------------------------------------------------+
 *      1       11                              52
 *     largest 2^1024 - 2^971, smallest normal 2^-1022, smallest subnormal 2^-1074
 */
#define HU_SPECIALISE
#include "fast.h"

static const hu_format *const fp64 = &hu_table[ROW_FP64];

hu_fp64 hu_fp32_to_fp64(hu_fp32 x, hu_env *env)
{
    return (hu_fp64){hu_fast_convert(fp64, &hu_table[ROW_FP32], x.code, env)};
}

hu_fp64 hu_fp16_to_fp64(hu_fp16 x, hu_env *env)
{
    return (hu_fp64){hu_fast_convert(fp64, &hu_table[ROW_FP16], x.code, env)};
}

hu_fp64 hu_bf16_to_fp64(hu_bf16 x, hu_env *env)
{
    return (hu_fp64){hu_fast_convert(fp64, &hu_table[ROW_BF16], x.code, env)};
}

hu_fp64 hu_e4m3_to_fp64(hu_e4m3 x, hu_env *env)
{
    return (hu_fp64){hu_fast_convert(fp64, &hu_table[ROW_E4M3], x.code, env)};
}

hu_fp64 hu_e5m2_to_fp64(hu_e5m2 x, hu_env *env)
{
    return (hu_fp64){hu_fast_convert(fp64, &hu_table[ROW_E5M2], x.code, env)};
}
