/* SPDX-License-Identifier: Apache-2.0
 *
 * ARM A64 instructions in terms of the pipeline; halfulp_models.h says what each obeys. The names after the colons
 * there are functions of the Arm Architecture Reference Manual's shared pseudocode.
 */
#include <assert.h>

#include "arm.h"
#include "table.h"

static const hu_format *const fp32 = &hu_table[ROW_FP32];
static const hu_format *const fp16 = &hu_table[ROW_FP16];

/* FPCR.AHP: an FP16 whose topmost binade holds numbers like all others. */
static const hu_format alternative_half = {"arm_alternative_half", 5,           10, 15, true, true,
                                           HU_INFINITY_NONE,       HU_NAN_NONE, 0,  {0}};

/* ---- FPCR and FPSR ----------------------------------------------------------------------------------------------- */

/* Operands are flushed one by one (arm_operand), since FZ and FZ16 go by their formats; `flush`: of the result.
 * ARM judges tininess before rounding. */
static hu_env fpcr_environment(uint32_t fpcr, bool flush)
{
    const uint32_t known = HU_FPCR_EBF | HU_FPCR_FZ16 | HU_FPCR_ROUNDING | HU_FPCR_FZ | HU_FPCR_DN | HU_FPCR_AHP;
    static const hu_rounding roundings[] = {HU_NEAREST_EVEN, HU_UP, HU_DOWN, HU_TOWARD_ZERO};
    assert((fpcr & ~known) == 0 && "bits of FPCR that the models do not know");
    (void)known;
    return (hu_env){.rounding = roundings[(fpcr & HU_FPCR_ROUNDING) >> HU_FPCR_ROUNDING_SHIFT],
                    .tininess = HU_TININESS_BEFORE,
                    .nan = (fpcr & HU_FPCR_DN) != 0 ? HU_CANONICAL_NAN : HU_ARM_NAN,
                    .flush = flush ? HU_FLUSH_RESULTS : 0U};
}

/* FPRound: a flushed result raises underflow alone. Where results are flushed, underflow means that this one was. */
static uint32_t fpsr_flags(const hu_env *env)
{
    uint32_t flags = env->flags;
    if ((env->flush & HU_FLUSH_RESULTS) != 0 && (flags & HU_UNDERFLOW) != 0) {
        flags &= ~(uint32_t)HU_INEXACT;
    }
    return hu_arm_flags(flags);
}

/* FPUnpack: a subnormal operand under FZ is a zero of its sign and raises input denormal, */
static hu_fp32 operand_fp32(hu_fp32 x, uint32_t fpcr, uint32_t *status)
{
    bool subnormal = (x.code & 0x7F800000) == 0 && (x.code & 0x007FFFFF) != 0;
    if (!subnormal || (fpcr & HU_FPCR_FZ) == 0) {
        return x;
    }
    *status |= HU_FPSR_INPUT_DENORMAL;
    return (hu_fp32){x.code & 0x80000000};
}

/* and one of FP16 under FZ16 raises nothing. */
static hu_fp16 operand_fp16(hu_fp16 x, uint32_t fpcr)
{
    bool subnormal = (x.code & 0x7C00) == 0;
    return subnormal && (fpcr & HU_FPCR_FZ16) != 0 ? (hu_fp16){x.code & 0x8000} : x;
}

/* BF16 is the upper half of FP32, NaNs included. */
static hu_fp32 widen(hu_bf16 x)
{
    return (hu_fp32){(uint32_t)x.code << 16};
}

/* ---- Conversions ------------------------------------------------------------------------------------------------- */

static hu_fp16 to_alternative_half(hu_fp32 x, hu_env *env)
{
    uint16_t sign = (uint16_t)(x.code >> 16 & 0x8000);
    uint32_t magnitude = x.code & 0x7FFFFFFF;
    if (magnitude >= 0x7F800000) {
        env->flags = HU_INVALID;
        return (hu_fp16){magnitude > 0x7F800000 ? sign : (uint16_t)(sign | 0x7FFF)};
    }
    uint64_t code = hu_convert(&alternative_half, (hu_number){fp32, x.code}, env).code;
    if ((env->flags & HU_OVERFLOW) != 0) {
        env->flags = HU_INVALID;
    }
    return (hu_fp16){(uint16_t)code};
}

hu_fp16 hu_arm_fcvt_fp32_to_fp16(hu_fp32 x, uint32_t fpcr, uint32_t *status)
{
    hu_env env = fpcr_environment(fpcr, false);
    x = operand_fp32(x, fpcr, status);
    hu_fp16 result = (fpcr & HU_FPCR_AHP) != 0 ? to_alternative_half(x, &env) : hu_fp32_to_fp16(x, &env);
    *status |= fpsr_flags(&env);
    return result;
}

hu_fp32 hu_arm_fcvt_fp16_to_fp32(hu_fp16 x, uint32_t fpcr, uint32_t *status)
{
    hu_env env = fpcr_environment(fpcr, false);
    const hu_format *from = (fpcr & HU_FPCR_AHP) != 0 ? &alternative_half : fp16;
    uint64_t code = hu_convert(fp32, (hu_number){from, x.code}, &env).code;
    *status |= fpsr_flags(&env);
    return (hu_fp32){(uint32_t)code};
}

/* No result can be tiny but of a subnormal operand, since BF16 has FP32's exponents. */
hu_bf16 hu_arm_bfcvt(hu_fp32 x, uint32_t fpcr, uint32_t *status)
{
    hu_env env = fpcr_environment(fpcr, false);
    hu_bf16 result = hu_fp32_to_bf16(operand_fp32(x, fpcr, status), &env);
    *status |= fpsr_flags(&env);
    return result;
}

/* ---- Multiply-add ------------------------------------------------------------------------------------------------ */

hu_fp16 hu_arm_fmla_fp16(hu_fp16 addend, hu_fp16 x, hu_fp16 y, uint32_t fpcr, uint32_t *status)
{
    hu_env env = fpcr_environment(fpcr, (fpcr & HU_FPCR_FZ16) != 0);
    hu_fp16 result = hu_fp16_fma(operand_fp16(x, fpcr), operand_fp16(y, fpcr), operand_fp16(addend, fpcr), &env);
    *status |= fpsr_flags(&env);
    return result;
}

hu_fp32 hu_arm_fmlal(hu_fp32 addend, hu_fp16 x, hu_fp16 y, uint32_t fpcr, uint32_t *status)
{
    hu_env env = fpcr_environment(fpcr, (fpcr & HU_FPCR_FZ) != 0);
    hu_number sum =
        hu_fma(fp32, (hu_number){fp16, operand_fp16(x, fpcr).code}, (hu_number){fp16, operand_fp16(y, fpcr).code},
               (hu_number){fp32, operand_fp32(addend, fpcr, status).code}, &env);
    *status |= fpsr_flags(&env);
    return (hu_fp32){(uint32_t)sum.code};
}

/* ---- BFDOT ------------------------------------------------------------------------------------------------------- */

/* BFRound: to odd, but infinity for an overflow, where rounding to odd has the largest number: it is the odd one
 * of the two. */
static hu_fp32 overflow_to_infinity(hu_fp32 rounded, hu_env *env)
{
    bool overflow = (env->flags & HU_OVERFLOW) != 0;
    env->flags = 0;
    return overflow ? (hu_fp32){(rounded.code & 0x80000000) | 0x7F800000} : rounded;
}

static hu_fp32 mul_to_odd(hu_bf16 x, hu_bf16 y, hu_env *env)
{
    return overflow_to_infinity(hu_fp32_mul(widen(x), widen(y), env), env);
}

static hu_fp32 add_to_odd(hu_fp32 x, hu_fp32 y, hu_env *env)
{
    return overflow_to_infinity(hu_fp32_add(x, y, env), env);
}

static hu_fp32 standard_dot(hu_fp32 addend, const hu_bf16 x[2], const hu_bf16 y[2])
{
    hu_env env = {.rounding = HU_TO_ODD, .flush = HU_FLUSH_OPERANDS | HU_FLUSH_RESULTS};
    hu_fp32 products = add_to_odd(mul_to_odd(x[0], y[0], &env), mul_to_odd(x[1], y[1], &env), &env);
    return add_to_odd(addend, products, &env);
}

/* FPDot, FPAdd with FPCR.DN = 1 and no flags. The second product has 16 bits of significand and an exponent beyond
 * FP32's: it is exact in a format with FP32's fraction and FP64's exponents, and then the sum of both products is
 * one fma. */
static hu_fp32 extended_dot(hu_fp32 addend, const hu_bf16 x[2], const hu_bf16 y[2], uint32_t fpcr)
{
    static const hu_format wide = {"arm_wide_product",  11,          23, 1023, true, true, HU_INFINITY_TOP_EXPONENT,
                                   HU_NAN_TOP_EXPONENT, 0x3FFC00000, {0}};
    hu_env env = fpcr_environment(fpcr | HU_FPCR_DN, (fpcr & HU_FPCR_FZ) != 0);
    uint32_t no_flags = 0;
    hu_number operand[4];
    for (int i = 0; i < 2; i++) {
        operand[i] = (hu_number){fp32, operand_fp32(widen(x[i]), fpcr, &no_flags).code};
        operand[2 + i] = (hu_number){fp32, operand_fp32(widen(y[i]), fpcr, &no_flags).code};
    }
    hu_number second = hu_mul(&wide, operand[1], operand[3], &env);
    hu_fp32 products = {(uint32_t)hu_fma(fp32, operand[0], operand[2], second, &env).code};
    return hu_fp32_add(operand_fp32(addend, fpcr, &no_flags), operand_fp32(products, fpcr, &no_flags), &env);
}

hu_fp32 hu_arm_bfdot(hu_fp32 addend, const hu_bf16 x[2], const hu_bf16 y[2], uint32_t fpcr)
{
    return (fpcr & HU_FPCR_EBF) != 0 ? extended_dot(addend, x, y, fpcr) : standard_dot(addend, x, y);
}

hu_fp32 hu_arm_bfmmla(hu_fp32 addend, const hu_bf16 x[4], const hu_bf16 y[4], uint32_t fpcr)
{
    return hu_arm_bfdot(hu_arm_bfdot(addend, x, y, fpcr), x + 2, y + 2, fpcr);
}
