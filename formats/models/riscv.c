/* SPDX-License-Identifier: Apache-2.0
 *
 * RISC-V instructions in terms of the pipeline; halfulp_models.h says what each obeys, and from where. The flags of
 * fcsr are the library's, bit for bit.
 */
#include <assert.h>

#include "halfulp_models.h"
#include "table.h"

_Static_assert((int)HU_FCSR_INEXACT == (int)HU_INEXACT && (int)HU_FCSR_UNDERFLOW == (int)HU_UNDERFLOW &&
                   (int)HU_FCSR_OVERFLOW == (int)HU_OVERFLOW && (int)HU_FCSR_DIVIDE_BY_ZERO == (int)HU_DIVIDE_BY_ZERO &&
                   (int)HU_FCSR_INVALID == (int)HU_INVALID,
               "fflags are copied");

/* Tininess after rounding; every NaN result is the canonical NaN. */
static hu_env fcsr_environment(uint32_t fcsr)
{
    static const hu_rounding roundings[] = {HU_NEAREST_EVEN, HU_TOWARD_ZERO, HU_DOWN, HU_UP, HU_NEAREST_AWAY};
    const uint32_t frm = (fcsr & HU_FCSR_ROUNDING) >> HU_FCSR_ROUNDING_SHIFT;
    assert((fcsr & ~(uint32_t)0xFF) == 0 && frm <= 4 && "fcsr has 8 bits, and frm five values");
    return (hu_env){.rounding = roundings[frm <= 4 ? frm : 0]};
}

/* In FP8 the canonical NaN is 7F, in E5M2 too. */
static hu_env fp8_environment(uint32_t fcsr, bool saturate)
{
    hu_env env = fcsr_environment(fcsr);
    env.nan = HU_NVIDIA_NAN;
    env.overflow = saturate ? HU_SATURATE_ALL : HU_OVERFLOW_NONE;
    return env;
}

/* ---- BF16 -------------------------------------------------------------------------------------------------------- */

hu_bf16 hu_riscv_fcvt_bf16_s(hu_fp32 x, uint32_t fcsr, uint32_t *status)
{
    hu_env env = fcsr_environment(fcsr);
    const hu_bf16 result = hu_fp32_to_bf16(x, &env);
    *status |= env.flags;
    return result;
}

hu_fp32 hu_riscv_fcvt_s_bf16(hu_bf16 x, uint32_t fcsr, uint32_t *status)
{
    hu_env env = fcsr_environment(fcsr);
    const hu_fp32 result = hu_bf16_to_fp32(x, &env);
    *status |= env.flags;
    return result;
}

hu_fp32 hu_riscv_vfwmaccbf16(hu_fp32 addend, hu_bf16 x, hu_bf16 y, uint32_t fcsr, uint32_t *status)
{
    hu_env env = fcsr_environment(fcsr);
    const hu_format *bf16 = &hu_table[ROW_BF16];
    const hu_format *fp32 = &hu_table[ROW_FP32];
    const uint64_t code =
        hu_fma(fp32, (hu_number){bf16, x.code}, (hu_number){bf16, y.code}, (hu_number){fp32, addend.code}, &env).code;
    *status |= env.flags;
    return (hu_fp32){(uint32_t)code};
}

/* ---- FP8 --------------------------------------------------------------------------------------------------------- */

hu_e4m3 hu_riscv_vfncvt_f_f_q_e4m3(hu_fp32 x, uint32_t fcsr, uint32_t *status)
{
    hu_env env = fp8_environment(fcsr, false);
    const hu_e4m3 result = hu_fp32_to_e4m3(x, &env);
    *status |= env.flags;
    return result;
}

hu_e4m3 hu_riscv_vfncvt_sat_f_f_q_e4m3(hu_fp32 x, uint32_t fcsr, uint32_t *status)
{
    hu_env env = fp8_environment(fcsr, true);
    const hu_e4m3 result = hu_fp32_to_e4m3(x, &env);
    *status |= env.flags;
    return result;
}

hu_e5m2 hu_riscv_vfncvt_f_f_q_e5m2(hu_fp32 x, uint32_t fcsr, uint32_t *status)
{
    hu_env env = fp8_environment(fcsr, false);
    const hu_e5m2 result = hu_fp32_to_e5m2(x, &env);
    *status |= env.flags;
    return result;
}

hu_e5m2 hu_riscv_vfncvt_sat_f_f_q_e5m2(hu_fp32 x, uint32_t fcsr, uint32_t *status)
{
    hu_env env = fp8_environment(fcsr, true);
    const hu_e5m2 result = hu_fp32_to_e5m2(x, &env);
    *status |= env.flags;
    return result;
}

/* A BF16 is an FP32, NaNs included. */
static hu_fp32 widen(hu_bf16 x)
{
    return (hu_fp32){(uint32_t)x.code << 16};
}

hu_e4m3 hu_riscv_vfncvtbf16_f_f_w_e4m3(hu_bf16 x, uint32_t fcsr, uint32_t *status)
{
    return hu_riscv_vfncvt_f_f_q_e4m3(widen(x), fcsr, status);
}

hu_e4m3 hu_riscv_vfncvtbf16_sat_f_f_w_e4m3(hu_bf16 x, uint32_t fcsr, uint32_t *status)
{
    return hu_riscv_vfncvt_sat_f_f_q_e4m3(widen(x), fcsr, status);
}

hu_e5m2 hu_riscv_vfncvtbf16_f_f_w_e5m2(hu_bf16 x, uint32_t fcsr, uint32_t *status)
{
    return hu_riscv_vfncvt_f_f_q_e5m2(widen(x), fcsr, status);
}

hu_e5m2 hu_riscv_vfncvtbf16_sat_f_f_w_e5m2(hu_bf16 x, uint32_t fcsr, uint32_t *status)
{
    return hu_riscv_vfncvt_sat_f_f_q_e5m2(widen(x), fcsr, status);
}

/* Exact. Every NaN of FP8 counts as quiet, so that there are no flags. */
hu_bf16 hu_riscv_vfwcvtbf16_f_f_v_e4m3(hu_e4m3 x)
{
    hu_env env = {0};
    return hu_e4m3_to_bf16(x, &env);
}

hu_bf16 hu_riscv_vfwcvtbf16_f_f_v_e5m2(hu_e5m2 x)
{
    hu_env env = {0};
    return hu_e5m2_to_bf16(x, &env);
}
