/* SPDX-License-Identifier: Apache-2.0
 *
 * ARM's conversions from and to FP8 (FEAT_FP8) in terms of the pipeline; halfulp_models.h says what each obeys. The
 * names after the colons there are functions of the Arm Architecture Reference Manual's shared pseudocode.
 */
#include <assert.h>

#include "arm.h"
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
