/* SPDX-License-Identifier: Apache-2.0
 *
 * NVIDIA's cvt in terms of the pipeline; halfulp_models.h says what each form obeys, and from where.
 */
#include "halfulp_models.h"
#include "table.h"

static const hu_format *const fp32 = &hu_table[ROW_FP32];
static const hu_format *const fp16 = &hu_table[ROW_FP16];
static const hu_format *const bf16 = &hu_table[ROW_BF16];

/* ---- Rounding and what follows it -------------------------------------------------------------------------------- */

static hu_env environment(hu_rounding rounding, bool saturate)
{
    return (hu_env){.rounding = rounding,
                    .overflow = saturate ? HU_SATURATE_ALL : HU_OVERFLOW_NONE,
                    .nan = HU_NVIDIA_NAN,
                    .missing_zero = HU_MISSING_ZERO_SMALLEST,
                    .negative = HU_NEGATIVE_MAGNITUDE};
}

/* The random integer is added to the fraction that rounding discards; a carry rounds away from zero. */
static hu_env stochastic(uint32_t random, uint32_t bits, bool saturate)
{
    hu_env env = environment(HU_STOCHASTIC_A, saturate);
    env.random = random & ((UINT32_C(1) << bits) - 1);
    env.random_bits = bits;
    return env;
}

static bool saturates(uint32_t modifiers)
{
    return (modifiers & HU_CVT_SATFINITE) != 0;
}

/* .relu makes a negative result zero, minus zero and minus infinity too. NaNs are positive by then. */
static uint64_t convert(const hu_format *to, const hu_format *from, uint64_t x, hu_env env, uint32_t modifiers)
{
    const uint64_t code = hu_convert(to, (hu_number){from, x}, &env).code;
    const bool negative = code >> (hu_format_width(to) - 1) != 0;
    return (modifiers & HU_CVT_RELU) != 0 && negative ? 0 : code;
}

/* ---- To FP8, FP6 and FP4: all forms saturate --------------------------------------------------------------------- */

hu_e4m3 hu_nvidia_cvt_rn_satfinite_e4m3_f32(hu_fp32 x, uint32_t modifiers)
{
    return (hu_e4m3){
        (uint8_t)convert(&hu_table[ROW_E4M3], fp32, x.code, environment(HU_NEAREST_EVEN, true), modifiers)};
}

hu_e5m2 hu_nvidia_cvt_rn_satfinite_e5m2_f32(hu_fp32 x, uint32_t modifiers)
{
    return (hu_e5m2){
        (uint8_t)convert(&hu_table[ROW_E5M2], fp32, x.code, environment(HU_NEAREST_EVEN, true), modifiers)};
}

uint8_t hu_nvidia_cvt_rn_satfinite_e2m3_f32(hu_fp32 x, uint32_t modifiers)
{
    return (uint8_t)convert(&hu_table[ROW_E2M3], fp32, x.code, environment(HU_NEAREST_EVEN, true), modifiers);
}

uint8_t hu_nvidia_cvt_rn_satfinite_e3m2_f32(hu_fp32 x, uint32_t modifiers)
{
    return (uint8_t)convert(&hu_table[ROW_E3M2], fp32, x.code, environment(HU_NEAREST_EVEN, true), modifiers);
}

uint8_t hu_nvidia_cvt_rn_satfinite_e2m1_f32(hu_fp32 x, uint32_t modifiers)
{
    return (uint8_t)convert(&hu_table[ROW_E2M1], fp32, x.code, environment(HU_NEAREST_EVEN, true), modifiers);
}

hu_e4m3 hu_nvidia_cvt_rn_satfinite_e4m3_f16(hu_fp16 x, uint32_t modifiers)
{
    return (hu_e4m3){
        (uint8_t)convert(&hu_table[ROW_E4M3], fp16, x.code, environment(HU_NEAREST_EVEN, true), modifiers)};
}

hu_e5m2 hu_nvidia_cvt_rn_satfinite_e5m2_f16(hu_fp16 x, uint32_t modifiers)
{
    return (hu_e5m2){
        (uint8_t)convert(&hu_table[ROW_E5M2], fp16, x.code, environment(HU_NEAREST_EVEN, true), modifiers)};
}

hu_e4m3 hu_nvidia_cvt_rn_satfinite_e4m3_bf16(hu_bf16 x, uint32_t modifiers)
{
    return (hu_e4m3){
        (uint8_t)convert(&hu_table[ROW_E4M3], bf16, x.code, environment(HU_NEAREST_EVEN, true), modifiers)};
}

hu_e5m2 hu_nvidia_cvt_rn_satfinite_e5m2_bf16(hu_bf16 x, uint32_t modifiers)
{
    return (hu_e5m2){
        (uint8_t)convert(&hu_table[ROW_E5M2], bf16, x.code, environment(HU_NEAREST_EVEN, true), modifiers)};
}

uint8_t hu_nvidia_cvt_rn_satfinite_e2m3_f16(hu_fp16 x, uint32_t modifiers)
{
    return (uint8_t)convert(&hu_table[ROW_E2M3], fp16, x.code, environment(HU_NEAREST_EVEN, true), modifiers);
}

uint8_t hu_nvidia_cvt_rn_satfinite_e3m2_f16(hu_fp16 x, uint32_t modifiers)
{
    return (uint8_t)convert(&hu_table[ROW_E3M2], fp16, x.code, environment(HU_NEAREST_EVEN, true), modifiers);
}

uint8_t hu_nvidia_cvt_rn_satfinite_e2m1_f16(hu_fp16 x, uint32_t modifiers)
{
    return (uint8_t)convert(&hu_table[ROW_E2M1], fp16, x.code, environment(HU_NEAREST_EVEN, true), modifiers);
}

uint8_t hu_nvidia_cvt_rn_satfinite_e2m3_bf16(hu_bf16 x, uint32_t modifiers)
{
    return (uint8_t)convert(&hu_table[ROW_E2M3], bf16, x.code, environment(HU_NEAREST_EVEN, true), modifiers);
}

uint8_t hu_nvidia_cvt_rn_satfinite_e3m2_bf16(hu_bf16 x, uint32_t modifiers)
{
    return (uint8_t)convert(&hu_table[ROW_E3M2], bf16, x.code, environment(HU_NEAREST_EVEN, true), modifiers);
}

uint8_t hu_nvidia_cvt_rn_satfinite_e2m1_bf16(hu_bf16 x, uint32_t modifiers)
{
    return (uint8_t)convert(&hu_table[ROW_E2M1], bf16, x.code, environment(HU_NEAREST_EVEN, true), modifiers);
}

hu_e4m3 hu_nvidia_cvt_rs_satfinite_e4m3_f32(hu_fp32 x, uint32_t random, uint32_t modifiers)
{
    return (hu_e4m3){(uint8_t)convert(&hu_table[ROW_E4M3], fp32, x.code, stochastic(random, 16, true), modifiers)};
}

hu_e5m2 hu_nvidia_cvt_rs_satfinite_e5m2_f32(hu_fp32 x, uint32_t random, uint32_t modifiers)
{
    return (hu_e5m2){(uint8_t)convert(&hu_table[ROW_E5M2], fp32, x.code, stochastic(random, 16, true), modifiers)};
}

uint8_t hu_nvidia_cvt_rs_satfinite_e2m3_f32(hu_fp32 x, uint32_t random, uint32_t modifiers)
{
    return (uint8_t)convert(&hu_table[ROW_E2M3], fp32, x.code, stochastic(random, 16, true), modifiers);
}

uint8_t hu_nvidia_cvt_rs_satfinite_e3m2_f32(hu_fp32 x, uint32_t random, uint32_t modifiers)
{
    return (uint8_t)convert(&hu_table[ROW_E3M2], fp32, x.code, stochastic(random, 16, true), modifiers);
}

uint8_t hu_nvidia_cvt_rs_satfinite_e2m1_f32(hu_fp32 x, uint32_t random, uint32_t modifiers)
{
    return (uint8_t)convert(&hu_table[ROW_E2M1], fp32, x.code, stochastic(random, 8, true), modifiers);
}

/* ---- To FP16, BF16 and TF32 -------------------------------------------------------------------------------------- */

hu_fp16 hu_nvidia_cvt_rn_f16_f32(hu_fp32 x, uint32_t modifiers)
{
    return (hu_fp16){
        (uint16_t)convert(fp16, fp32, x.code, environment(HU_NEAREST_EVEN, saturates(modifiers)), modifiers)};
}

hu_fp16 hu_nvidia_cvt_rz_f16_f32(hu_fp32 x, uint32_t modifiers)
{
    return (hu_fp16){
        (uint16_t)convert(fp16, fp32, x.code, environment(HU_TOWARD_ZERO, saturates(modifiers)), modifiers)};
}

hu_fp16 hu_nvidia_cvt_rs_f16_f32(hu_fp32 x, uint32_t random, uint32_t modifiers)
{
    return (hu_fp16){(uint16_t)convert(fp16, fp32, x.code, stochastic(random, 13, saturates(modifiers)), modifiers)};
}

hu_bf16 hu_nvidia_cvt_rn_bf16_f32(hu_fp32 x, uint32_t modifiers)
{
    return (hu_bf16){
        (uint16_t)convert(bf16, fp32, x.code, environment(HU_NEAREST_EVEN, saturates(modifiers)), modifiers)};
}

hu_bf16 hu_nvidia_cvt_rz_bf16_f32(hu_fp32 x, uint32_t modifiers)
{
    return (hu_bf16){
        (uint16_t)convert(bf16, fp32, x.code, environment(HU_TOWARD_ZERO, saturates(modifiers)), modifiers)};
}

hu_bf16 hu_nvidia_cvt_rs_bf16_f32(hu_fp32 x, uint32_t random, uint32_t modifiers)
{
    return (hu_bf16){(uint16_t)convert(bf16, fp32, x.code, stochastic(random, 16, saturates(modifiers)), modifiers)};
}

/* A TF32 in the upper bits of a register. */
static hu_fp32 to_tf32(hu_fp32 x, hu_rounding rounding, uint32_t modifiers)
{
    const hu_env env = environment(rounding, saturates(modifiers));
    return (hu_fp32){(uint32_t)convert(&hu_table[ROW_TF32], fp32, x.code, env, modifiers) << 13};
}

hu_fp32 hu_nvidia_cvt_rn_tf32_f32(hu_fp32 x, uint32_t modifiers)
{
    return to_tf32(x, HU_NEAREST_EVEN, modifiers);
}

hu_fp32 hu_nvidia_cvt_rz_tf32_f32(hu_fp32 x, uint32_t modifiers)
{
    return to_tf32(x, HU_TOWARD_ZERO, modifiers);
}

/* The lower bits of a NaN are dropped, so that it may become an infinity. With .satfinite, whatever is then an infinity
 * or a NaN is one ulp less. */
hu_fp32 hu_nvidia_cvt_rna_tf32_f32(hu_fp32 x, uint32_t modifiers)
{
    const bool nan = (x.code & 0x7FFFFFFF) > 0x7F800000;
    const hu_fp32 result = nan ? (hu_fp32){x.code & 0xFFFFE000} : to_tf32(x, HU_NEAREST_AWAY, 0);
    const bool beyond = (result.code & 0x7FFFFFFF) >= 0x7F800000;
    return (hu_fp32){result.code - (saturates(modifiers) && beyond ? 0x2000 : 0)};
}

/* ---- From FP8, FP6 and FP4, exact -------------------------------------------------------------------------------- */

hu_fp16 hu_nvidia_cvt_rn_f16_e4m3(hu_e4m3 x, uint32_t modifiers)
{
    const hu_env env = environment(HU_NEAREST_EVEN, false);
    return (hu_fp16){(uint16_t)convert(fp16, &hu_table[ROW_E4M3], x.code, env, modifiers)};
}

hu_fp16 hu_nvidia_cvt_rn_f16_e5m2(hu_e5m2 x, uint32_t modifiers)
{
    const hu_env env = environment(HU_NEAREST_EVEN, false);
    return (hu_fp16){(uint16_t)convert(fp16, &hu_table[ROW_E5M2], x.code, env, modifiers)};
}

hu_fp16 hu_nvidia_cvt_rn_f16_e2m3(uint8_t x, uint32_t modifiers)
{
    const hu_env env = environment(HU_NEAREST_EVEN, false);
    return (hu_fp16){(uint16_t)convert(fp16, &hu_table[ROW_E2M3], x, env, modifiers)};
}

hu_fp16 hu_nvidia_cvt_rn_f16_e3m2(uint8_t x, uint32_t modifiers)
{
    const hu_env env = environment(HU_NEAREST_EVEN, false);
    return (hu_fp16){(uint16_t)convert(fp16, &hu_table[ROW_E3M2], x, env, modifiers)};
}

hu_fp16 hu_nvidia_cvt_rn_f16_e2m1(uint8_t x, uint32_t modifiers)
{
    const hu_env env = environment(HU_NEAREST_EVEN, false);
    return (hu_fp16){(uint16_t)convert(fp16, &hu_table[ROW_E2M1], x, env, modifiers)};
}

/* ---- UE8M0: magnitudes, and no zero ------------------------------------------------------------------------------ */

uint8_t hu_nvidia_cvt_rz_ue8m0_f32(hu_fp32 x, uint32_t modifiers)
{
    return (uint8_t)convert(&hu_table[ROW_E8M0], fp32, x.code, environment(HU_TOWARD_ZERO, saturates(modifiers)), 0);
}

uint8_t hu_nvidia_cvt_rz_ue8m0_bf16(hu_bf16 x, uint32_t modifiers)
{
    return (uint8_t)convert(&hu_table[ROW_E8M0], bf16, x.code, environment(HU_TOWARD_ZERO, saturates(modifiers)), 0);
}

uint8_t hu_nvidia_cvt_rp_ue8m0_f32(hu_fp32 x, uint32_t modifiers)
{
    return (uint8_t)convert(&hu_table[ROW_E8M0], fp32, x.code, environment(HU_UP, saturates(modifiers)), 0);
}

uint8_t hu_nvidia_cvt_rp_ue8m0_bf16(hu_bf16 x, uint32_t modifiers)
{
    return (uint8_t)convert(&hu_table[ROW_E8M0], bf16, x.code, environment(HU_UP, saturates(modifiers)), 0);
}

hu_bf16 hu_nvidia_cvt_rn_bf16_ue8m0(uint8_t x)
{
    return (hu_bf16){(uint16_t)convert(bf16, &hu_table[ROW_E8M0], x, environment(HU_NEAREST_EVEN, false), 0)};
}
