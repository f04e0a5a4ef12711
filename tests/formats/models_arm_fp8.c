/* SPDX-License-Identifier: Apache-2.0
 *
 * The models of ARM's FP8 conversions against the Arm ARM's pseudocode, FPConvertFP8 and FP8ConvertFP: the exact value,
 * by MPFR, times a power of two, rounded by ref/.
 */
#include "halfulp_models.h"
#include "ref.h"
#include "support/check.h"
#include "support/models.h"
#include "support/operands.h"

enum { SAMPLES = 60000 };

/* ref/'s flags are the first five of FPSR in another order. */
static uint32_t fpsr(unsigned flags)
{
    static const uint32_t bits[5] = {HU_FPSR_INEXACT, HU_FPSR_UNDERFLOW, HU_FPSR_OVERFLOW, HU_FPSR_DIVIDE_BY_ZERO,
                                     HU_FPSR_INVALID};
    uint32_t status = 0;
    for (int i = 0; i < 5; i++) {
        status |= (flags >> i & 1) != 0 ? bits[i] : 0;
    }
    return status;
}

/* value(x) * 2^scale into `to`, for a number that is neither zero, infinite nor a NaN. */
static ref_result scaled(ref_bracket_t *b, const ref_format *to, ref_operand x, long scale)
{
    const ref_policy policy = {.tininess = REF_TININESS_BEFORE};
    mpfr_set_prec(b->exact, REF_OPERAND_PRECISION);
    ref_decode(b->exact, x.format, x.code);
    mpfr_mul_2si(b->exact, b->exact, scale, MPFR_RNDN);
    b->truncated = false;
    return ref_choose_value(b, to, &policy);
}

/* FPConvertFP8. */
static models_answer to_fp8(ref_bracket_t *b, ref_operand x, uint32_t fpmr, int scale_bits)
{
    static const char *const formats[8] = {"e5m2", "e4m3"};
    const char *format = formats[fpmr >> 6 & 7];
    if (format == NULL) {
        return (models_answer){0xFF, HU_FPSR_INVALID};
    }
    const ref_format *to = ref_format_find(format);
    const uint64_t sign = x.code >> (x.format->width - 1) << 7;
    const uint64_t magnitude = x.code & ~(UINT64_C(1) << (x.format->width - 1));
    const uint64_t beyond = (fpmr & HU_FPMR_OSC) != 0 ? to->largest_code : to->largest_code + 1; /* 7B, 7E; 7C, 7F */
    const ref_nan_operand nan = ref_decode_nan(x.format, x.code);
    if (nan.is_nan) {
        return (models_answer){to->fraction_bits == 2 ? 0x7E : 0x7F, nan.signaling ? HU_FPSR_INVALID : 0U};
    }
    if (magnitude == ref_infinity_code(x.format)) {
        return (models_answer){sign | beyond, 0};
    }
    if (magnitude == 0) {
        return (models_answer){sign, 0};
    }
    long scale = (long)(fpmr >> 24 & ((1U << scale_bits) - 1));
    scale -= scale >= 1 << (scale_bits - 1) ? 1 << scale_bits : 0;
    const ref_result result = scaled(b, to, x, scale);
    const bool overflow = (result.flags & REF_OVERFLOW) != 0;
    return (models_answer){overflow ? sign | beyond : result.code, fpsr(result.flags)};
}

/* FP8ConvertFP. */
static models_answer from_fp8(ref_bracket_t *b, const char *to_name, uint64_t code, uint32_t fpmr, uint32_t scale)
{
    static const char *const formats[8] = {"e5m2", "e4m3"};
    const char *format = formats[fpmr & 7];
    const ref_format *to = ref_format_find(to_name);
    const uint64_t default_nan = to->width == 16 && to->fraction_bits == 10 ? 0x7E00 : 0x7FC0;
    if (format == NULL) {
        return (models_answer){default_nan, HU_FPSR_INVALID};
    }
    const ref_operand x = {ref_format_find(format), code};
    const ref_nan_operand nan = ref_decode_nan(x.format, code);
    const uint64_t sign = code >> 7 << 15;
    if (nan.is_nan) {
        return (models_answer){default_nan, nan.signaling || x.format->fraction_bits == 3 ? HU_FPSR_INVALID : 0U};
    }
    if ((code & 0x7F) == 0x7C && x.format->fraction_bits == 2) {
        return (models_answer){sign | ref_infinity_code(to), 0};
    }
    if ((code & 0x7F) == 0) {
        return (models_answer){sign, 0};
    }
    const ref_result result = scaled(b, to, x, -(long)scale);
    return (models_answer){result.code, fpsr(result.flags)};
}

/* All values of F8D, mostly the two that exist; OSC; any scale, often a small one; and what must not matter. */
static uint32_t fpmr_setting(uint64_t i)
{
    const uint64_t r = hu_random(check_seed(), 150, i);
    const uint32_t format = i % 31 == 0 ? (uint32_t)(r & 7) : (uint32_t)(r & 1);
    const uint32_t scale = (r >> 8 & 3) == 0 ? (uint32_t)(r >> 16 & 0xFF) : (uint32_t)(r >> 16 & 15) - 8U;
    return format << 6 | (uint32_t)(r >> 32 & 0x7F) << 16 | (uint32_t)(r >> 40 & 0x3F) |
           ((r & 8) != 0 ? HU_FPMR_OSC : 0U) | ((r & 16) != 0 ? HU_FPMR_OSM : 0U) | (scale & 0xFF) << 24;
}

static void compare_to_fp8(models_tally *tally, ref_bracket_t *b, const char *model, const char *format, int scale_bits)
{
    const hu_format *from = hu_format_find(format);
    const bool narrow = hu_format_width(from) == 16;
    for (uint64_t i = 0; i < (narrow ? 2 << 16 : SAMPLES); i++) {
        if (!check_dose()) {
            continue;
        }
        uint64_t x = narrow ? i & 0xFFFF : operand_code(from, check_seed(), 151, i);
        if (!narrow && i % 3 != 0) { /* FP8's ends are 2^-16 and 2^16, before the scale */
            x = models_with_field(from, x, 127 - 24 + (int)(hu_random(check_seed(), 152, i) % 48));
        }
        const uint32_t fpmr = fpmr_setting(i);
        models_expect(tally, hu_model_find(model), &x, 1, fpmr, 0,
                      to_fp8(b, (ref_operand){ref_format_find(format), x}, fpmr, scale_bits));
    }
}

long check_models_arm_fp8(void)
{
    models_tally tally = {.name = "models.arm_fp8"};
    ref_bracket_t b;
    ref_bracket_init(&b);
    compare_to_fp8(&tally, &b, "arm_fcvtn_fp32_to_fp8", "fp32", 8);
    compare_to_fp8(&tally, &b, "arm_fcvtn_fp16_to_fp8", "fp16", 5);
    compare_to_fp8(&tally, &b, "arm_bfcvtn_bf16_to_fp8", "bf16", 8);
    for (uint32_t i = 0; i < 1 << 17; i++) { /* every byte, scale and format */
        if (!check_dose()) {
            continue;
        }
        const uint64_t x = i & 0xFF;
        const uint32_t scale = i >> 8 & 0x7F, format = i >> 15;
        const uint32_t fpmr = scale << 16 | (format < 2 ? format : 2 + (i & 4) + (format & 1)) | (i << 24);
        models_expect(&tally, hu_model_find("arm_f1cvt"), &x, 1, fpmr, 0, from_fp8(&b, "fp16", x, fpmr, scale & 15));
        models_expect(&tally, hu_model_find("arm_bf1cvt"), &x, 1, fpmr, 0, from_fp8(&b, "bf16", x, fpmr, scale & 63));
    }
    ref_bracket_clear(&b);
    return check_end(tally.name, tally.comparisons, tally.failures);
}
