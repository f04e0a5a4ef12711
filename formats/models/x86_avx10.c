/* SPDX-License-Identifier: Apache-2.0
 *
 * AVX10.2's conversions and VMINMAX in terms of the pipeline; halfulp_models.h says what each obeys, and from where.
 */
#include <assert.h>

#include "halfulp_models.h"

/* ---- FP16 and FP8 ------------------------------------------------------------------------------------------------ */

static hu_env fp8_environment(bool saturate)
{
    return (hu_env){.nan = HU_X86_NAN,
                    .infinity_nan = HU_INFINITY_NAN_SIGNED,
                    .overflow = saturate ? HU_SATURATE_ALL : HU_OVERFLOW_NONE};
}

/* "Adds the bias to the eight bits below the last one of the result, then truncates": up if the sum carries. */
static hu_env bias_environment(uint8_t bias, bool saturate)
{
    hu_env env = fp8_environment(saturate);
    env.rounding = HU_STOCHASTIC_A;
    env.random_bits = 8;
    env.random = bias;
    return env;
}

hu_e5m2 hu_x86_vcvtph2bf8(hu_fp16 x)
{
    hu_env env = fp8_environment(false);
    return hu_fp16_to_e5m2(x, &env);
}

hu_e5m2 hu_x86_vcvtph2bf8s(hu_fp16 x)
{
    hu_env env = fp8_environment(true);
    return hu_fp16_to_e5m2(x, &env);
}

hu_e4m3 hu_x86_vcvtph2hf8(hu_fp16 x)
{
    hu_env env = fp8_environment(false);
    return hu_fp16_to_e4m3(x, &env);
}

hu_e4m3 hu_x86_vcvtph2hf8s(hu_fp16 x)
{
    hu_env env = fp8_environment(true);
    return hu_fp16_to_e4m3(x, &env);
}

hu_e5m2 hu_x86_vcvtbiasph2bf8(hu_fp16 x, uint8_t bias)
{
    hu_env env = bias_environment(bias, false);
    return hu_fp16_to_e5m2(x, &env);
}

hu_e5m2 hu_x86_vcvtbiasph2bf8s(hu_fp16 x, uint8_t bias)
{
    hu_env env = bias_environment(bias, true);
    return hu_fp16_to_e5m2(x, &env);
}

hu_e4m3 hu_x86_vcvtbiasph2hf8(hu_fp16 x, uint8_t bias)
{
    hu_env env = bias_environment(bias, false);
    return hu_fp16_to_e4m3(x, &env);
}

hu_e4m3 hu_x86_vcvtbiasph2hf8s(hu_fp16 x, uint8_t bias)
{
    hu_env env = bias_environment(bias, true);
    return hu_fp16_to_e4m3(x, &env);
}

/* A NaN keeps its fraction field, all ones. */
hu_fp16 hu_x86_vcvthf82ph(hu_e4m3 x)
{
    if ((x.code & 0x7F) == 0x7F) {
        return (hu_fp16){(uint16_t)((x.code & 0x80) << 8 | 0x7F80)};
    }
    hu_env env = {0};
    return hu_e4m3_to_fp16(x, &env);
}

/* ---- VMINMAX ----------------------------------------------------------------------------------------------------- */

/* Codes of an IEEE format by its masks. */
typedef struct {
    uint32_t sign;
    uint32_t infinity;
    uint32_t quiet; /* the top bit of the fraction */
} masks;

static const masks fp32_masks = {0x80000000, 0x7F800000, 0x00400000};
static const masks fp16_masks = {0x8000, 0x7C00, 0x0200};
static const masks bf16_masks = {0x8000, 0x7F80, 0x0040};

static uint32_t magnitude(uint32_t x, const masks *m)
{
    return x & (m->sign - 1);
}

static bool code_is_nan(uint32_t x, const masks *m)
{
    return magnitude(x, m) > m->infinity;
}

static bool code_is_signaling(uint32_t x, const masks *m)
{
    return code_is_nan(x, m) && (x & m->quiet) == 0;
}

static bool code_is_subnormal(uint32_t x, const masks *m)
{
    return (x & m->infinity) == 0 && magnitude(x, m) != 0;
}

/* Minus zero is less than plus zero. */
static bool code_is_less(uint32_t x, uint32_t y, const masks *m)
{
    const bool negative = (x & m->sign) != 0;
    if (negative != ((y & m->sign) != 0)) {
        return negative;
    }
    return negative ? magnitude(x, m) > magnitude(y, m) : magnitude(x, m) < magnitude(y, m);
}

/* Bits 0 and 1: minimum, maximum, minimum and maximum by magnitude, of numbers or infinities. */
static uint32_t select_number(uint32_t x, uint32_t y, uint32_t imm8, const masks *m)
{
    const bool maximum = (imm8 & 1) != 0;
    if ((imm8 & 2) != 0 && magnitude(x, m) != magnitude(y, m)) {
        return (magnitude(x, m) < magnitude(y, m)) != maximum ? x : y;
    }
    return code_is_less(x, y, m) != maximum ? x : y;
}

/* One of them is a NaN. Bit 4: the other one, if it is none. Otherwise the first signaling NaN, then the first. */
static uint32_t select_nan(uint32_t x, uint32_t y, uint32_t imm8, const masks *m)
{
    const bool both = code_is_nan(x, m) && code_is_nan(y, m);
    if ((imm8 & 0x10) != 0 && !both) {
        return code_is_nan(x, m) ? y : x;
    }
    const bool first = both ? code_is_signaling(x, m) || !code_is_signaling(y, m) : code_is_nan(x, m);
    return (first ? x : y) | m->quiet;
}

/* Bits 2 and 3, of a result that is no NaN: the sign of x, its own, plus, minus. */
static uint32_t with_sign(uint32_t result, uint32_t x, uint32_t imm8, const masks *m)
{
    switch (imm8 >> 2 & 3) {
    case 0:
        return magnitude(result, m) | (x & m->sign);
    case 1:
        return result;
    case 2:
        return magnitude(result, m);
    default:
        return result | m->sign;
    }
}

static uint32_t min_max(uint32_t x, uint32_t y, uint32_t imm8, bool daz, const masks *m, uint32_t *status)
{
    if (daz) {
        x = code_is_subnormal(x, m) ? x & m->sign : x;
        y = code_is_subnormal(y, m) ? y & m->sign : y;
    }
    if (code_is_nan(x, m) || code_is_nan(y, m)) {
        if (code_is_signaling(x, m) || code_is_signaling(y, m)) {
            *status |= HU_MXCSR_INVALID;
        }
        const uint32_t result = select_nan(x, y, imm8, m);
        return code_is_nan(result, m) ? result : with_sign(result, x, imm8, m);
    }
    if (code_is_subnormal(x, m) || code_is_subnormal(y, m)) {
        *status |= HU_MXCSR_DENORMAL;
    }
    return with_sign(select_number(x, y, imm8, m), x, imm8, m);
}

hu_fp32 hu_x86_vminmaxps(hu_fp32 x, hu_fp32 y, uint32_t imm8, uint32_t mxcsr, uint32_t *status)
{
    assert((mxcsr & HU_MXCSR_MASKS) == HU_MXCSR_MASKS && "the models are of masked exceptions");
    return (hu_fp32){min_max(x.code, y.code, imm8, (mxcsr & HU_MXCSR_DAZ) != 0, &fp32_masks, status)};
}

hu_fp16 hu_x86_vminmaxph(hu_fp16 x, hu_fp16 y, uint32_t imm8, uint32_t mxcsr, uint32_t *status)
{
    assert((mxcsr & HU_MXCSR_MASKS) == HU_MXCSR_MASKS && "the models are of masked exceptions");
    (void)mxcsr;
    return (hu_fp16){(uint16_t)min_max(x.code, y.code, imm8, false, &fp16_masks, status)};
}

hu_bf16 hu_x86_vminmaxbf16(hu_bf16 x, hu_bf16 y, uint32_t imm8)
{
    uint32_t none = 0;
    return (hu_bf16){(uint16_t)min_max(x.code, y.code, imm8, true, &bf16_masks, &none)};
}
