/* SPDX-License-Identifier: Apache-2.0
 *
 * The soft paths, the specification: every arithmetic operation of training is one of formats/'s, on any machine.
 */
#include "halfulp.h"
#include "kernels.h"

#include <assert.h>

static float op_add(float x, float y)
{
    hu_env env = {0};
    return hu_fp32_to_float(hu_fp32_add(hu_fp32_from_float(x), hu_fp32_from_float(y), &env));
}

static float op_sub(float x, float y)
{
    hu_env env = {0};
    return hu_fp32_to_float(hu_fp32_sub(hu_fp32_from_float(x), hu_fp32_from_float(y), &env));
}

static float op_mul(float x, float y)
{
    hu_env env = {0};
    return hu_fp32_to_float(hu_fp32_mul(hu_fp32_from_float(x), hu_fp32_from_float(y), &env));
}

static float op_div(float x, float y)
{
    hu_env env = {0};
    return hu_fp32_to_float(hu_fp32_div(hu_fp32_from_float(x), hu_fp32_from_float(y), &env));
}

static float op_sqrt(float x)
{
    hu_env env = {0};
    return hu_fp32_to_float(hu_fp32_sqrt(hu_fp32_from_float(x), &env));
}

static float op_fma(float x, float y, float z)
{
    hu_env env = {0};
    return hu_fp32_to_float(hu_fp32_fma(hu_fp32_from_float(x), hu_fp32_from_float(y), hu_fp32_from_float(z), &env));
}

#include "elementary.inc"

static uint32_t encode_one(trainer_format format, float value, hu_env *env)
{
    const hu_fp32 x = hu_fp32_from_float(value);
    switch (format) {
    case TRAINER_FP16:
        return hu_fp32_to_fp16(x, env).code;
    case TRAINER_BF16:
        return hu_fp32_to_bf16(x, env).code;
    case TRAINER_E4M3:
        return hu_fp32_to_e4m3(x, env).code;
    case TRAINER_E5M2:
        return hu_fp32_to_e5m2(x, env).code;
    default: /* FP32: as hu_convert from FP32 to FP32 does, a NaN becomes the canonical one */
        return value != value ? 0x7FC00000 : x.code;
    }
}

static float decode_one(trainer_format format, uint32_t code)
{
    hu_env env = {0};
    switch (format) {
    case TRAINER_FP16:
        return hu_fp32_to_float(hu_fp16_to_fp32((hu_fp16){(uint16_t)code}, &env));
    case TRAINER_BF16:
        return hu_fp32_to_float(hu_bf16_to_fp32((hu_bf16){(uint16_t)code}, &env));
    case TRAINER_E4M3:
        return hu_fp32_to_float(hu_e4m3_to_fp32((hu_e4m3){(uint8_t)code}, &env));
    case TRAINER_E5M2:
        return hu_fp32_to_float(hu_e5m2_to_fp32((hu_e5m2){(uint8_t)code}, &env));
    default:
        return hu_fp32_to_float((hu_fp32){code});
    }
}

static inline float op_round(trainer_format format, float x)
{
    hu_env env = {.overflow = trainer_overflow(format)};
    return format == TRAINER_FP32 ? x : decode_one(format, encode_one(format, x, &env));
}

static void decode(trainer_format format, const void *codes, float *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        values[i] = decode_one(format, trainer_load_code(format, codes, i));
    }
}

static void encode(trainer_format format, hu_overflow overflow, const float *values, void *codes, size_t count)
{
    hu_env env = {.overflow = overflow};
    for (size_t i = 0; i < count; i++) {
        trainer_store_code(format, codes, i, encode_one(format, values[i], &env));
    }
}

static void encode_stochastic(trainer_format format, const float *values, const uint32_t *random, void *codes,
                              size_t count)
{
    assert(format != TRAINER_FP32);
    hu_env env = {.rounding = HU_STOCHASTIC_A, .overflow = trainer_overflow(format), .random_bits = 32};
    for (size_t i = 0; i < count; i++) {
        env.random = random[i];
        trainer_store_code(format, codes, i, encode_one(format, values[i], &env));
    }
}

#include "kernel_body.inc"

const trainer_kernels trainer_kernels_soft = {
    "soft", TRAINER_FP32, NULL, GRAIN_SOFT, decode, encode, product, add_bias, sum_rows, softmax, update,
};

/* The twins of the two BF16 instructions differ in their products only. */
const trainer_kernels trainer_kernels_soft_vdpbf16ps = {
    "soft-vdpbf16ps",       TRAINER_BF16, NULL,     GRAIN_SOFT, decode, encode,
    soft_product_vdpbf16ps, add_bias,     sum_rows, softmax,    update,
};

const trainer_kernels trainer_kernels_soft_bfdot = {
    "soft-bfdot",       TRAINER_BF16, NULL,     GRAIN_SOFT, decode, encode,
    soft_product_bfdot, add_bias,     sum_rows, softmax,    update,
};
