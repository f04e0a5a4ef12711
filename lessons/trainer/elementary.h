/* SPDX-License-Identifier: Apache-2.0
 *
 * exp and log in FP32, each a fixed sequence of correctly rounded operations, so that every path and every machine gets
 * the same bits. (A libm may not be used: glibc's own expf differs between machines with and without FMA.) The file
 * that includes this one defines op_add, op_sub, op_mul, op_div and op_fma first. Errors measured against FP64 libm
 * over every FP32 argument of the domain.
 */
#ifndef TRAINER_ELEMENTARY_H
#define TRAINER_ELEMENTARY_H

#include <stdint.h>
#include <string.h>

static inline float float_of_bits(uint32_t bits)
{
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static inline uint32_t bits_of_float(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

/* e^x for x <= 0, or NaN for NaN; below -87, where the result would soon be subnormal, 0. Error below 0.938 ulp.
 * x = n ln 2 + r with |r| <= ln(2)/2, and e^r by its Taylor polynomial, whose first omitted term is below 2^-27. */
static inline float elementary_exp(float x)
{
    const float shifter = 0x1.8p23F; /* adding it leaves n, to nearest, in the low bits of the sum */
    const float log2_e = 0x1.715476p0F;
    const float ln2_high = 0x1.62E4p-1F; /* 15 bits, so that n * ln2_high is exact for |n| < 2^9 */
    const float ln2_low = 0x1.7F7D1Cp-20F;
    const float shifted = op_fma(x, log2_e, shifter);
    const float n = op_sub(shifted, shifter);
    float r = op_fma(n, -ln2_high, x);
    r = op_fma(n, -ln2_low, r);
    float y = 0x1.A01A02p-13F; /* 1/7! */
    y = op_fma(y, r, 0x1.6C16C2p-10F);
    y = op_fma(y, r, 0x1.111112p-7F);
    y = op_fma(y, r, 0x1.555556p-5F);
    y = op_fma(y, r, 0x1.555556p-3F);
    y = op_fma(y, r, 0.5F);
    y = op_fma(y, r, 1.0F);
    y = op_fma(y, r, 1.0F);
    /* 2^n is normal for every x that is not sent to 0; for NaN any scale will do. */
    const uint32_t integer = bits_of_float(shifted) - bits_of_float(shifter);
    const float scale = float_of_bits((integer + 127) << 23 & 0x7F800000);
    return x < -87.0F ? 0.0F : op_mul(y, scale);
}

/* ln x for a normal x >= 1, or NaN for NaN. Error below 1.969 ulp.
 * x = m 2^e with m in [2/3, 4/3); ln m = 2 artanh(s), s = (m - 1)/(m + 1), |s| <= 1/5, by the series' first terms. */
static inline float elementary_log(float x)
{
    const uint32_t two_thirds = 0x3F2AAAAB;
    const uint32_t offset = bits_of_float(x) - two_thirds;
    const float e = (float)(int32_t)(offset >> 23); /* an integer below 2^9: exact */
    const float m = float_of_bits((offset & 0x7FFFFF) + two_thirds);
    const float s = op_div(op_sub(m, 1.0F), op_add(m, 1.0F));
    const float q = op_mul(s, s);
    float y = 0x1.745D18p-3F; /* 2/11 */
    y = op_fma(y, q, 0x1.C71C72p-3F);
    y = op_fma(y, q, 0x1.24924Ap-2F);
    y = op_fma(y, q, 0x1.99999Ap-2F);
    y = op_fma(y, q, 0x1.555556p-1F);
    y = op_mul(y, q);
    y = op_fma(y, s, op_mul(2.0F, s)); /* 2 s + s^3 (2/3 + ...) */
    const float ln2 = 0x1.62E43p-1F;
    const float result = op_fma(e, ln2, y);
    return x != x ? x : result;
}

#endif
