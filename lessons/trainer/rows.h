/* SPDX-License-Identifier: Apache-2.0
 *
 * Conversions of rows of numbers, over hardware.h. The including file defines decode_fp16 and encode_fp16 first, for
 * which some machines have instructions.
 */
#ifndef TRAINER_ROWS_H
#define TRAINER_ROWS_H

#include "hardware.h"

static inline void encode_fp32(const float *values, uint32_t *codes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const uint32_t x = bits_of_float(values[i]);
        codes[i] = (x & 0x7FFFFFFF) > FP32_INFINITY ? FP32_NAN : x;
    }
}

static inline void encode_8(codec c, bool saturate, const float *values, uint8_t *codes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        codes[i] = (uint8_t)codec_encode(bits_of_float(values[i]), c, saturate);
    }
}

static inline void decode_8(codec c, const uint8_t *codes, float *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        values[i] = float_of_bits(codec_decode(codes[i], c));
    }
}

static inline void stochastic_16(codec c, const float *values, const uint32_t *random, uint16_t *codes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        codes[i] = (uint16_t)codec_encode_stochastic(bits_of_float(values[i]), random[i], c, false);
    }
}

static inline void stochastic_8(codec c, const float *values, const uint32_t *random, uint8_t *codes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        codes[i] = (uint8_t)codec_encode_stochastic(bits_of_float(values[i]), random[i], c, true);
    }
}

static void decode(trainer_format format, const void *codes, float *values, size_t count)
{
    switch (format) {
    case TRAINER_FP16:
        decode_fp16(codes, values, count);
        break;
    case TRAINER_BF16:
        decode_16(codec_bf16, codes, values, count);
        break;
    case TRAINER_E4M3:
        decode_8(codec_e4m3, codes, values, count);
        break;
    case TRAINER_E5M2:
        decode_8(codec_e5m2, codes, values, count);
        break;
    default:
        memcpy(values, codes, count * sizeof *values);
        break;
    }
}

static void encode(trainer_format format, hu_overflow overflow, const float *values, void *codes, size_t count)
{
    const bool saturate = overflow == HU_SATURATE_FINITE;
    switch (format) {
    case TRAINER_FP16:
        encode_fp16(values, codes, count);
        break;
    case TRAINER_BF16:
        encode_16(codec_bf16, values, codes, count);
        break;
    case TRAINER_E4M3:
        encode_8(codec_e4m3, saturate, values, codes, count);
        break;
    case TRAINER_E5M2:
        encode_8(codec_e5m2, saturate, values, codes, count);
        break;
    default:
        encode_fp32(values, codes, count);
        break;
    }
}

/* The target of a stochastic update: saturates as trainer_overflow says. */
static void encode_stochastic(trainer_format format, const float *values, const uint32_t *random, void *codes,
                              size_t count)
{
    assert(format != TRAINER_FP32);
    switch (format) {
    case TRAINER_FP16:
        stochastic_16(codec_fp16, values, random, codes, count);
        break;
    case TRAINER_BF16:
        stochastic_16(codec_bf16, values, random, codes, count);
        break;
    case TRAINER_E4M3:
        stochastic_8(codec_e4m3, values, random, codes, count);
        break;
    default:
        stochastic_8(codec_e5m2, values, random, codes, count);
        break;
    }
}

#endif
