/* SPDX-License-Identifier: Apache-2.0
 *
 * Conversions between FP32 and narrower formats as branch-free integer arithmetic, which compilers vectorise. What must
 * come out is said by formats/, in storage.c; check_trainer_conversions compares the two.
 */
#ifndef TRAINER_CODEC_H
#define TRAINER_CODEC_H

#include "bits.h"
#include "storage.h"

/* What the conversions need to know of a format with a sign, a zero and subnormals, whose NaN is not the code of -0 and
 * whose numbers FP32 has too. Codes are of the positive sign. */
struct trainer_codec {
    int fraction_bits, bias, width;
    uint32_t largest;  /* code of the largest finite number            */
    uint32_t infinity; /* code of infinity, or without one of the NaN  */
    uint32_t nan;      /* the canonical NaN                            */
};

/* Constants in a header, so that compilers can specialise a loop for each. */
static const trainer_codec codec_fp16 = {10, 15, 16, 0x7BFF, 0x7C00, 0x7E00};
static const trainer_codec codec_bf16 = {7, 127, 16, 0x7F7F, 0x7F80, 0x7FC0};
static const trainer_codec codec_e4m3 = {3, 7, 8, 0x7E, 0x7F, 0x7F};
static const trainer_codec codec_e5m2 = {2, 15, 8, 0x7B, 0x7C, 0x7E};

enum { FP32_NAN = 0x7FC00000, FP32_INFINITY = 0x7F800000 };

/* Where |x| lies on the grid of a format: its significand, shifted right by `shift`, 1 or more, and rounded, is added
 * to `base`. In the subnormal range the grid no longer follows x: the shift grows and the base stays. */
typedef struct {
    uint32_t significand; /* below 2^24 */
    uint32_t shift;
    uint32_t base; /* code of the binade, less its leading bit, which the significand brings */
} placed;

static inline placed codec_place(uint32_t magnitude, trainer_codec c)
{
    const uint32_t field = magnitude >> 23;
    const int normal_shift = 23 - c.fraction_bits;
    const int exponent = (int)(field == 0 ? 1 : field) - 127 + c.bias; /* exponent field in the format, if 1 or more */
    const int below = exponent < 1 ? 1 - exponent : 0;
    const placed p = {
        .significand = (magnitude & 0x7FFFFF) | (uint32_t)(field != 0) << 23,
        .shift = (uint32_t)(normal_shift + below),
        .base = (uint32_t)(below != 0 ? 0 : exponent - 1) << c.fraction_bits,
    };
    return p;
}

/* Overflow, the special values and the sign, for a rounded code of x's magnitude. */
static inline uint32_t codec_finish(uint32_t code, uint32_t x, trainer_codec c, bool saturate)
{
    const uint32_t magnitude = x & 0x7FFFFFFF;
    code = code > c.largest ? (saturate ? c.largest : c.infinity) : code;
    code = magnitude >= FP32_INFINITY ? c.infinity : code;
    code = magnitude > FP32_INFINITY ? c.nan : code;
    return code == c.nan ? code : code | (x >> 31) << (c.width - 1);
}

/* FP32 to the format, to nearest even. */
static inline uint32_t codec_encode(uint32_t x, trainer_codec c, bool saturate)
{
    const placed p = codec_place(x & 0x7FFFFFFF, c);
    const uint32_t shift = p.shift < 25 ? p.shift : 25; /* by 25, everything is below half */
    const uint32_t odd = p.significand >> shift & 1;
    const uint32_t rounded = (p.significand + (1U << (shift - 1)) - 1 + odd) >> shift;
    return codec_finish(p.base + rounded, x, c, saturate);
}

/* FP32 to the format, HU_STOCHASTIC_A with 32 random bits: up if floor(nu 2^32) + random >= 2^32. */
static inline uint32_t codec_encode_stochastic(uint32_t x, uint32_t random, trainer_codec c, bool saturate)
{
    const placed p = codec_place(x & 0x7FFFFFFF, c);
    const uint32_t whole = p.significand >> (p.shift < 31 ? p.shift : 31);
    const uint32_t left = p.shift < 32 ? 32 - p.shift : 0;
    const uint32_t right = p.shift < 32 ? 0 : (p.shift - 32 < 31 ? p.shift - 32 : 31);
    const uint32_t nu = p.significand << left >> right; /* floor(nu 2^32): the whole part is shifted out */
    const uint32_t up = nu + random < nu;
    return codec_finish(p.base + whole + up, x, c, saturate);
}

/* The format to FP32, exactly: normal numbers by their bits, subnormals as an integer times their unit. (BF16 has
 * FP32's exponents, so that its subnormals are FP32's, bit for bit.) */
static inline uint32_t codec_decode(uint32_t code, trainer_codec c)
{
    const uint32_t sign = code >> (c.width - 1) << 31;
    const uint32_t magnitude = code & ((1U << (c.width - 1)) - 1);
    const uint32_t normal = (magnitude << (23 - c.fraction_bits)) + ((uint32_t)(127 - c.bias) << 23);
    const float unit = float_of_bits((uint32_t)(c.bias == 127 ? 0 : 128 - c.bias - c.fraction_bits) << 23);
    const uint32_t subnormal = c.bias == 127 ? normal : bits_of_float((float)(int32_t)magnitude * unit);
    uint32_t value = magnitude >> c.fraction_bits == 0 ? subnormal : normal;
    value = magnitude == c.infinity ? FP32_INFINITY : value;
    const bool nan = magnitude > c.infinity || magnitude == c.nan;
    return nan ? FP32_NAN : value | sign;
}

static inline void encode_16(trainer_codec c, bool saturate, const float *values, uint16_t *codes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        codes[i] = (uint16_t)codec_encode(bits_of_float(values[i]), c, saturate);
    }
}

static inline void decode_16(trainer_codec c, const uint16_t *codes, float *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        values[i] = float_of_bits(codec_decode(codes[i], c));
    }
}

#endif
