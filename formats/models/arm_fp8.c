/* SPDX-License-Identifier: Apache-2.0
 *
 * ARM's conversions from and to FP8 (FEAT_FP8) in terms of the pipeline, and its dot products of FP8 in terms of
 * dot/; halfulp_models.h says what each obeys. The names after the colons there are functions of the Arm Architecture
 * Reference Manual's shared pseudocode.
 */
#include <assert.h>

#include "arm.h"
#include "dot/dot.h"
#include "table.h"

enum { FPMR_FORMAT = 7, FPMR_E5M2 = 0, FPMR_E4M3 = 1 };

/* FP8DecodeType: NULL for the values that are not supported. */
static const hu_format *fp8_format(uint32_t field)
{
    switch (field & FPMR_FORMAT) {
    case FPMR_E5M2:
        return &hu_table[ROW_E5M2];
    case FPMR_E4M3:
        return &hu_table[ROW_E4M3];
    default:
        return NULL;
    }
}

/* A field of FPMR of that many bits as a signed number. */
static int signed_field(uint32_t fpmr, int shift, int bits)
{
    const int value = (int)(fpmr >> shift & hu_ones(bits));
    return value >= 1 << (bits - 1) ? value - (1 << bits) : value;
}

static void check_fpmr(uint32_t fpmr)
{
    assert((fpmr & ~hu_fpmr_bits) == 0 && "bits of FPMR that the models do not know");
    (void)fpmr;
}

/* FPConvertFP8. */
static uint8_t to_fp8(hu_number x, int scale, uint32_t fpmr, uint32_t *status)
{
    const hu_format *to = fp8_format(fpmr >> HU_FPMR_F8D_SHIFT);
    check_fpmr(fpmr);
    if (to == NULL) {
        *status |= HU_FPSR_INVALID;
        return 0xFF;
    }
    hu_env env = {.tininess = HU_TININESS_BEFORE,
                  .infinity_nan = HU_INFINITY_NAN_SIGNED,
                  .overflow = (fpmr & HU_FPMR_OSC) != 0 ? HU_SATURATE_ALL : HU_OVERFLOW_NONE};
    const uint64_t code = hu_scale_b(to, x, scale, &env).code;
    *status |= hu_arm_flags(env.flags);
    return (uint8_t)code;
}

uint8_t hu_arm_fcvtn_fp32_to_fp8(hu_fp32 x, uint32_t fpmr, uint32_t *status)
{
    const int scale = signed_field(fpmr, HU_FPMR_NSCALE_SHIFT, 8);
    return to_fp8((hu_number){&hu_table[ROW_FP32], x.code}, scale, fpmr, status);
}

uint8_t hu_arm_fcvtn_fp16_to_fp8(hu_fp16 x, uint32_t fpmr, uint32_t *status)
{
    const int scale = signed_field(fpmr, HU_FPMR_NSCALE_SHIFT, 5);
    return to_fp8((hu_number){&hu_table[ROW_FP16], x.code}, scale, fpmr, status);
}

uint8_t hu_arm_bfcvtn_bf16_to_fp8(hu_bf16 x, uint32_t fpmr, uint32_t *status)
{
    const int scale = signed_field(fpmr, HU_FPMR_NSCALE_SHIFT, 8);
    return to_fp8((hu_number){&hu_table[ROW_BF16], x.code}, scale, fpmr, status);
}

/* FP8ConvertFP. FP8Unpack calls every NaN of E4M3, and every code of a format that is not supported, signaling. */
static uint64_t from_fp8(const hu_format *to, uint8_t x, int scale, uint32_t fpmr, uint32_t *status)
{
    const hu_format *from = fp8_format(fpmr);
    check_fpmr(fpmr);
    if (from == NULL || (from->nan == HU_NAN_TOP_CODE && hu_format_is_nan(from, x))) {
        *status |= HU_FPSR_INVALID;
        return to->canonical_nan;
    }
    hu_env env = {.tininess = HU_TININESS_BEFORE};
    const uint64_t code = hu_scale_b(to, (hu_number){from, x}, -scale, &env).code;
    *status |= hu_arm_flags(env.flags);
    return code;
}

hu_fp16 hu_arm_f1cvt(uint8_t x, uint32_t fpmr, uint32_t *status)
{
    const int scale = (int)(fpmr >> HU_FPMR_LSCALE_SHIFT & 0xF);
    return (hu_fp16){(uint16_t)from_fp8(&hu_table[ROW_FP16], x, scale, fpmr, status)};
}

hu_bf16 hu_arm_bf1cvt(uint8_t x, uint32_t fpmr, uint32_t *status)
{
    const int scale = (int)(fpmr >> HU_FPMR_LSCALE_SHIFT & 0x3F);
    return (hu_bf16){(uint16_t)from_fp8(&hu_table[ROW_BF16], x, scale, fpmr, status)};
}

/* ---- Dot products ------------------------------------------------------------------------------------------------ */

enum { PRODUCTS_MAX = 8 };

/* FP8DotAddFP. */
static uint64_t dot_add(const hu_format *to, uint64_t addend, const uint8_t *x, const uint8_t *y, uint32_t count,
                        uint32_t fpmr)
{
    const hu_dot_model row = {.x = fp8_format(fpmr >> HU_FPMR_F8S1_SHIFT),
                              .y = fp8_format(fpmr >> HU_FPMR_F8S2_SHIFT),
                              .result = to,
                              .k = count};
    const int scale = (int)(fpmr >> HU_FPMR_LSCALE_SHIFT & (hu_width(to) == 16 ? 0xF : 0x7F));
    uint64_t wide_x[PRODUCTS_MAX];
    uint64_t wide_y[PRODUCTS_MAX];
    check_fpmr(fpmr);
    if (row.x == NULL || row.y == NULL) {
        return to->canonical_nan;
    }
    for (uint32_t i = 0; i < count; i++) {
        wide_x[i] = x[i];
        wide_y[i] = y[i];
    }
    return hu_dot_exact_signed(&row, addend, wide_x, wide_y, -scale,
                               (fpmr & HU_FPMR_OSM) != 0 ? HU_SATURATE_FINITE : HU_OVERFLOW_NONE);
}

static hu_fp32 dot_add_fp32(hu_fp32 addend, const uint8_t *x, const uint8_t *y, uint32_t count, uint32_t fpmr)
{
    return (hu_fp32){(uint32_t)dot_add(&hu_table[ROW_FP32], addend.code, x, y, count, fpmr)};
}

static hu_fp16 dot_add_fp16(hu_fp16 addend, const uint8_t *x, const uint8_t *y, uint32_t count, uint32_t fpmr)
{
    return (hu_fp16){(uint16_t)dot_add(&hu_table[ROW_FP16], addend.code, x, y, count, fpmr)};
}

hu_fp32 hu_arm_fdot_fp8_to_fp32(hu_fp32 addend, const uint8_t x[4], const uint8_t y[4], uint32_t fpmr)
{
    return dot_add_fp32(addend, x, y, 4, fpmr);
}

hu_fp16 hu_arm_fdot_fp8_to_fp16(hu_fp16 addend, const uint8_t x[2], const uint8_t y[2], uint32_t fpmr)
{
    return dot_add_fp16(addend, x, y, 2, fpmr);
}

hu_fp32 hu_arm_fmlall_fp8_to_fp32(hu_fp32 addend, uint8_t x, uint8_t y, uint32_t fpmr)
{
    return dot_add_fp32(addend, &x, &y, 1, fpmr);
}

hu_fp16 hu_arm_fmlal_fp8_to_fp16(hu_fp16 addend, uint8_t x, uint8_t y, uint32_t fpmr)
{
    return dot_add_fp16(addend, &x, &y, 1, fpmr);
}

hu_fp32 hu_arm_fmmla_fp8_to_fp32(hu_fp32 addend, const uint8_t x[8], const uint8_t y[8], uint32_t fpmr)
{
    return dot_add_fp32(addend, x, y, 8, fpmr);
}

hu_fp16 hu_arm_fmmla_fp8_to_fp16(hu_fp16 addend, const uint8_t x[4], const uint8_t y[4], uint32_t fpmr)
{
    return dot_add_fp16(addend, x, y, 4, fpmr);
}
