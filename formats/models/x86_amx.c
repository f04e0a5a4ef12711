/* SPDX-License-Identifier: Apache-2.0
 *
 * Dot products of AVX10.2, AMX-FP16 and AMX-FP8 in terms of the pipeline; halfulp_models.h says what each obeys, and
 * from where.
 */
#include "halfulp_models.h"

/* ---- FP16 -------------------------------------------------------------------------------------------------------- */

/* Nearest even with DAZ and FTZ, as in VDPBF16PS. */
static const hu_env flushing = {.nan = HU_X86_NAN, .flush = HU_FLUSH_OPERANDS | HU_FLUSH_RESULTS};

/* A subnormal half is a normal FP32, which DAZ does not concern. */
static hu_fp32 widen_half(hu_fp16 x)
{
    hu_env env = {.nan = HU_X86_NAN};
    return hu_fp16_to_fp32(x, &env);
}

static hu_fp32 half_step(hu_fp16 x, hu_fp16 y, hu_fp32 z)
{
    hu_env env = flushing;
    return hu_fp32_fma(widen_half(x), widen_half(y), z, &env);
}

static hu_fp32 add(hu_fp32 x, hu_fp32 y)
{
    hu_env env = flushing;
    return hu_fp32_add(x, y, &env);
}

hu_fp32 hu_x86_vdpphps(hu_fp32 addend, const hu_fp16 x[2], const hu_fp16 y[2])
{
    return half_step(x[0], y[0], half_step(x[1], y[1], addend));
}

hu_fp32 hu_x86_tdpfp16ps(hu_fp32 addend, const hu_fp16 *x, const hu_fp16 *y, size_t pairs)
{
    hu_fp32 even = {0};
    hu_fp32 odd = {0};
    for (size_t i = 0; i < pairs; i++) {
        even = half_step(x[2 * i], y[2 * i], even);
        odd = half_step(x[2 * i + 1], y[2 * i + 1], odd);
    }
    return add(addend, add(even, odd));
}

/* ---- FP8 dot products -------------------------------------------------------------------------------------------- */

/* FP8 becomes FP16, and that FP32, with DAZ: only E5M2 has numbers that are subnormal in FP16. */
static void widen_bf8(hu_fp32 to[4], const hu_e5m2 x[4])
{
    for (size_t i = 0; i < 4; i++) {
        hu_env env = flushing;
        to[i] = hu_e5m2_to_fp32(x[i], &env);
    }
}

static void widen_hf8(hu_fp32 to[4], const hu_e4m3 x[4])
{
    for (size_t i = 0; i < 4; i++) {
        to[i] = widen_half(hu_x86_vcvthf82ph(x[i]));
    }
}

static hu_fp32 product(hu_fp32 x, hu_fp32 y)
{
    hu_env env = flushing;
    return hu_fp32_mul(x, y, &env);
}

/* The products are exact. The first two of a quad go to one sum, the last two to the other. */
static void add_quad(hu_fp32 sum[2], const hu_fp32 x[4], const hu_fp32 y[4])
{
    for (size_t i = 0; i < 2; i++) {
        sum[i] = add(sum[i], add(product(x[2 * i], y[2 * i]), product(x[2 * i + 1], y[2 * i + 1])));
    }
}

hu_fp32 hu_x86_tdpbf8ps(hu_fp32 addend, const hu_e5m2 *x, const hu_e5m2 *y, size_t quads)
{
    hu_fp32 sum[2] = {{0}, {0}};
    for (size_t i = 0; i < 4 * quads; i += 4) {
        hu_fp32 wide[2][4];
        widen_bf8(wide[0], x + i);
        widen_bf8(wide[1], y + i);
        add_quad(sum, wide[0], wide[1]);
    }
    return add(addend, add(sum[0], sum[1]));
}

hu_fp32 hu_x86_tdphf8ps(hu_fp32 addend, const hu_e4m3 *x, const hu_e4m3 *y, size_t quads)
{
    hu_fp32 sum[2] = {{0}, {0}};
    for (size_t i = 0; i < 4 * quads; i += 4) {
        hu_fp32 wide[2][4];
        widen_hf8(wide[0], x + i);
        widen_hf8(wide[1], y + i);
        add_quad(sum, wide[0], wide[1]);
    }
    return add(addend, add(sum[0], sum[1]));
}

hu_fp32 hu_x86_tdpbhf8ps(hu_fp32 addend, const hu_e5m2 *x, const hu_e4m3 *y, size_t quads)
{
    hu_fp32 sum[2] = {{0}, {0}};
    for (size_t i = 0; i < 4 * quads; i += 4) {
        hu_fp32 wide[2][4];
        widen_bf8(wide[0], x + i);
        widen_hf8(wide[1], y + i);
        add_quad(sum, wide[0], wide[1]);
    }
    return add(addend, add(sum[0], sum[1]));
}

hu_fp32 hu_x86_tdphbf8ps(hu_fp32 addend, const hu_e4m3 *x, const hu_e5m2 *y, size_t quads)
{
    hu_fp32 sum[2] = {{0}, {0}};
    for (size_t i = 0; i < 4 * quads; i += 4) {
        hu_fp32 wide[2][4];
        widen_hf8(wide[0], x + i);
        widen_bf8(wide[1], y + i);
        add_quad(sum, wide[0], wide[1]);
    }
    return add(addend, add(sum[0], sum[1]));
}
