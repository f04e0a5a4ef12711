/* SPDX-License-Identifier: Apache-2.0
 *
 * x86 instructions in terms of the pipeline; halfulp_models.h says what each obeys. SDM is Intel's Software Developer's
 * Manual; masked responses and NaN rules are those of its volume 1, sections 4.8.3.5, 11.5.2 and 14.5 (FMA).
 */
#include <assert.h>

#include "halfulp_models.h"

/* ---- MXCSR ------------------------------------------------------------------------------------------------------- */

static hu_rounding rounding_control(uint32_t control)
{
    static const hu_rounding roundings[] = {HU_NEAREST_EVEN, HU_DOWN, HU_UP, HU_TOWARD_ZERO};
    return roundings[control & 3];
}

static hu_env mxcsr_environment(uint32_t mxcsr)
{
    assert((mxcsr & ~(uint32_t)0xFFFF) == 0 && "MXCSR has 16 bits");
    assert((mxcsr & HU_MXCSR_MASKS) == HU_MXCSR_MASKS && "the models are of masked exceptions");
    return (hu_env){.rounding = rounding_control((mxcsr & HU_MXCSR_ROUNDING) >> HU_MXCSR_ROUNDING_SHIFT),
                    .tininess = HU_TININESS_AFTER,
                    .nan = HU_X86_NAN,
                    .flush = ((mxcsr & HU_MXCSR_DAZ) != 0 ? HU_FLUSH_OPERANDS : 0U) |
                             ((mxcsr & HU_MXCSR_FTZ) != 0 ? HU_FLUSH_RESULTS : 0U)};
}

static uint32_t mxcsr_flags(uint32_t flags)
{
    return ((flags & HU_INVALID) != 0 ? HU_MXCSR_INVALID : 0U) |
           ((flags & HU_DIVIDE_BY_ZERO) != 0 ? HU_MXCSR_DIVIDE_BY_ZERO : 0U) |
           ((flags & HU_OVERFLOW) != 0 ? HU_MXCSR_OVERFLOW : 0U) |
           ((flags & HU_UNDERFLOW) != 0 ? HU_MXCSR_UNDERFLOW : 0U) |
           ((flags & HU_INEXACT) != 0 ? HU_MXCSR_INEXACT : 0U);
}

static bool is_subnormal(hu_fp32 x)
{
    return (x.code & 0x7F800000) == 0 && (x.code & 0x007FFFFF) != 0;
}

static bool is_nan(hu_fp32 x)
{
    return (x.code & 0x7FFFFFFF) > 0x7F800000;
}

static bool is_subnormal_half(hu_fp16 x)
{
    return (x.code & 0x7C00) == 0 && (x.code & 0x03FF) != 0;
}

static bool is_nan_half(hu_fp16 x)
{
    return (x.code & 0x7FFF) > 0x7C00;
}

/* All that an operation raises: a NaN operand, an invalid operation and a division by zero come before the denormal
 * flag (SDM volume 1, section 4.9.2). */
static uint32_t raised(const hu_env *env, bool denormal, bool nan)
{
    bool earlier = nan || (env->flags & (HU_INVALID | HU_DIVIDE_BY_ZERO)) != 0;
    return mxcsr_flags(env->flags) | (denormal && !earlier ? HU_MXCSR_DENORMAL : 0U);
}

/* BF16 is the upper half of FP32, NaNs included. */
static hu_fp32 widen(hu_bf16 x)
{
    return (hu_fp32){(uint32_t)x.code << 16};
}

/* ---- Conversions ------------------------------------------------------------------------------------------------- */

/* SDM volume 2, VCVTPS2PH: "MXCSR.FTZ is ignored", and table of the immediate byte. */
hu_fp16 hu_x86_vcvtps2ph(hu_fp32 x, uint32_t imm8, uint32_t mxcsr, uint32_t *status)
{
    hu_env env = mxcsr_environment(mxcsr);
    env.flush &= HU_FLUSH_OPERANDS;
    if ((imm8 & 4) == 0) {
        env.rounding = rounding_control(imm8);
    }
    hu_fp16 result = hu_fp32_to_fp16(x, &env);
    bool denormal = is_subnormal(x) && env.flush == 0;
    *status |= mxcsr_flags(env.flags) | (denormal ? HU_MXCSR_DENORMAL : 0U);
    return result;
}

/* SDM volume 2, VCVTPH2PS: DAZ is ignored and a subnormal half raises no denormal flag. */
hu_fp32 hu_x86_vcvtph2ps(hu_fp16 x, uint32_t mxcsr, uint32_t *status)
{
    hu_env env = mxcsr_environment(mxcsr);
    env.flush = 0;
    hu_fp32 result = hu_fp16_to_fp32(x, &env);
    *status |= mxcsr_flags(env.flags);
    return result;
}

/* SDM volume 2, VCVTNEPS2BF16. No result can be tiny, since BF16 has FP32's exponents. */
hu_bf16 hu_x86_vcvtneps2bf16(hu_fp32 x)
{
    hu_env env = {.nan = HU_X86_NAN, .flush = HU_FLUSH_OPERANDS};
    return hu_fp32_to_bf16(x, &env);
}

/* ---- Multiply-add ------------------------------------------------------------------------------------------------ */

/* SDM volume 2, VFMADD. */
hu_fp32 hu_x86_vfmadd(hu_fp32 x, hu_fp32 y, hu_fp32 z, uint32_t mxcsr, uint32_t *status)
{
    hu_env env = mxcsr_environment(mxcsr);
    hu_fp32 result = hu_fp32_fma(x, y, z, &env);
    bool denormal = (is_subnormal(x) || is_subnormal(y) || is_subnormal(z)) && (env.flush & HU_FLUSH_OPERANDS) == 0;
    *status |= raised(&env, denormal, is_nan(x) || is_nan(y) || is_nan(z));
    return result;
}

/* The multiply-add of the dot products: "DAZ = 1, FTZ = 1, round to nearest even; MXCSR neither consulted nor
 * updated". */
static hu_fp32 dot_step(hu_bf16 x, hu_bf16 y, hu_fp32 z)
{
    hu_env env = {.nan = HU_X86_NAN, .flush = HU_FLUSH_OPERANDS | HU_FLUSH_RESULTS};
    return hu_fp32_fma(widen(x), widen(y), z, &env);
}

static hu_fp32 dot_add(hu_fp32 x, hu_fp32 y)
{
    hu_env env = {.nan = HU_X86_NAN, .flush = HU_FLUSH_OPERANDS | HU_FLUSH_RESULTS};
    return hu_fp32_add(x, y, &env);
}

/* SDM volume 2, VDPBF16PS. Its table of NaN priorities follows from the order of the two steps. */
hu_fp32 hu_x86_vdpbf16ps(hu_fp32 addend, const hu_bf16 x[2], const hu_bf16 y[2])
{
    return dot_step(x[0], y[0], dot_step(x[1], y[1], addend));
}

/* SDM volume 2, TDPBF16PS. */
hu_fp32 hu_x86_tdpbf16ps_sdm(hu_fp32 addend, const hu_bf16 *x, const hu_bf16 *y, size_t pairs)
{
    hu_fp32 even = {0};
    hu_fp32 odd = {0};
    for (size_t i = 0; i < pairs; i++) {
        even = dot_step(x[2 * i], y[2 * i], even);
        odd = dot_step(x[2 * i + 1], y[2 * i + 1], odd);
    }
    return dot_add(addend, dot_add(even, odd));
}

/* Intel Intrinsics Guide, _tile_dpbf16ps. */
hu_fp32 hu_x86_tdpbf16ps_guide(hu_fp32 addend, const hu_bf16 *x, const hu_bf16 *y, size_t pairs)
{
    for (size_t i = 0; i < 2 * pairs; i++) {
        addend = dot_step(x[i], y[i], addend);
    }
    return addend;
}

/* ---- AVX512-FP16 ------------------------------------------------------------------------------------------------- */

/* Of MXCSR, arithmetic on halves obeys the rounding alone. */
static hu_env half_environment(uint32_t mxcsr)
{
    hu_env env = mxcsr_environment(mxcsr);
    env.flush = 0;
    return env;
}

static uint32_t raised_by_halves(const hu_env *env, hu_fp16 x, hu_fp16 y)
{
    return raised(env, is_subnormal_half(x) || is_subnormal_half(y), is_nan_half(x) || is_nan_half(y));
}

hu_fp16 hu_x86_vaddph(hu_fp16 x, hu_fp16 y, uint32_t mxcsr, uint32_t *status)
{
    hu_env env = half_environment(mxcsr);
    hu_fp16 result = hu_fp16_add(x, y, &env);
    *status |= raised_by_halves(&env, x, y);
    return result;
}

hu_fp16 hu_x86_vsubph(hu_fp16 x, hu_fp16 y, uint32_t mxcsr, uint32_t *status)
{
    hu_env env = half_environment(mxcsr);
    hu_fp16 result = hu_fp16_sub(x, y, &env);
    *status |= raised_by_halves(&env, x, y);
    return result;
}

hu_fp16 hu_x86_vmulph(hu_fp16 x, hu_fp16 y, uint32_t mxcsr, uint32_t *status)
{
    hu_env env = half_environment(mxcsr);
    hu_fp16 result = hu_fp16_mul(x, y, &env);
    *status |= raised_by_halves(&env, x, y);
    return result;
}

hu_fp16 hu_x86_vdivph(hu_fp16 x, hu_fp16 y, uint32_t mxcsr, uint32_t *status)
{
    hu_env env = half_environment(mxcsr);
    hu_fp16 result = hu_fp16_div(x, y, &env);
    *status |= raised_by_halves(&env, x, y);
    return result;
}

hu_fp16 hu_x86_vsqrtph(hu_fp16 x, uint32_t mxcsr, uint32_t *status)
{
    hu_env env = half_environment(mxcsr);
    hu_fp16 result = hu_fp16_sqrt(x, &env);
    *status |= raised_by_halves(&env, x, x);
    return result;
}

hu_fp16 hu_x86_vfmaddph(hu_fp16 x, hu_fp16 y, hu_fp16 z, uint32_t mxcsr, uint32_t *status)
{
    hu_env env = half_environment(mxcsr);
    hu_fp16 result = hu_fp16_fma(x, y, z, &env);
    bool denormal = is_subnormal_half(x) || is_subnormal_half(y) || is_subnormal_half(z);
    *status |= raised(&env, denormal, is_nan_half(x) || is_nan_half(y) || is_nan_half(z));
    return result;
}

/* VCVTPS2PH with the rounding of MXCSR: its bits and its flags. */
hu_fp16 hu_x86_vcvtps2phx(hu_fp32 x, uint32_t mxcsr, uint32_t *status)
{
    return hu_x86_vcvtps2ph(x, 4, mxcsr, status);
}

/* Unlike VCVTPH2PS, it raises denormal. */
hu_fp32 hu_x86_vcvtph2psx(hu_fp16 x, uint32_t mxcsr, uint32_t *status)
{
    hu_env env = half_environment(mxcsr);
    hu_fp32 result = hu_fp16_to_fp32(x, &env);
    *status |= raised_by_halves(&env, x, x);
    return result;
}
