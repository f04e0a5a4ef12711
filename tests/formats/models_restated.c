/* SPDX-License-Identifier: Apache-2.0
 *
 * The models of conversions and multiply-adds, restated from the documents with the arithmetic of ref/, result and
 * status bits: so that they are checked on machines that lack the instructions. models_x86.c and models_arm.c compare
 * them with the instructions themselves.
 */
#include "support/check.h"
#include "support/compare.h"
#include "halfulp_models.h"
#include "support/models.h"
#include "support/operands.h"

enum { SAMPLES = 6000 };

typedef struct {
    uint64_t code;
    uint32_t status;
} answer;

static ref_operand operand(const char *format, uint64_t code)
{
    return (ref_operand){ref_format_find(format), code};
}

/* A subnormal operand as a zero of its sign, if so wished; *flushed: has it been one? */
static ref_operand flushed(ref_operand x, bool flush, bool *was)
{
    *was = flush && ref_is_subnormal(x.format, x.code);
    if (*was) {
        x.code &= UINT64_C(1) << (x.format->width - 1);
    }
    return x;
}

static void compare_models(models_tally *t, const char *name, uint32_t control, int operands, const ref_operand *x,
                           const char *to, answer model, answer expected)
{
    models_case input = {.instruction = name, .control = control, .operands = operands};
    for (int i = 0; i < operands; i++) {
        input.operand[i] = (hu_number){hu_format_find(x[i].format->name), x[i].code};
    }
    models_compare(t, &input, hu_format_find(to), (models_answer){model.code, model.status},
                   (models_answer){expected.code, expected.status});
}

/* ---- ARM: the Arm ARM's shared pseudocode, FPConvert, FPConvertBF, FPMulAdd and FPMulAddH ------------------------ */

/* All roundings, FZ, FZ16, DN and AHP. */
static uint32_t fpcr_setting(uint64_t i)
{
    return (uint32_t)(i & 3) << HU_FPCR_ROUNDING_SHIFT | ((i & 4) != 0 ? HU_FPCR_FZ : 0U) |
           ((i & 8) != 0 ? HU_FPCR_FZ16 : 0U) | ((i & 16) != 0 ? HU_FPCR_DN : 0U) | ((i & 32) != 0 ? HU_FPCR_AHP : 0U);
}

static ref_policy fpcr_policy(uint32_t fpcr, bool flush)
{
    static const ref_rounding roundings[] = {REF_NEAREST_EVEN, REF_UP, REF_DOWN, REF_TOWARD_ZERO};
    return (ref_policy){.rounding = roundings[fpcr >> HU_FPCR_ROUNDING_SHIFT & 3],
                        .tininess = REF_TININESS_BEFORE,
                        .nan = (fpcr & HU_FPCR_DN) != 0 ? REF_CANONICAL_NAN : REF_ARM_NAN,
                        .flush = flush ? REF_FLUSH_RESULTS : 0U};
}

/* ref/'s flags are the first five of FPSR in another order. A flushed result is underflow alone. */
static uint32_t fpsr(unsigned flags, bool flush)
{
    if (flush && (flags & REF_UNDERFLOW) != 0) {
        flags &= ~(unsigned)REF_INEXACT;
    }
    static const uint32_t bits[5] = {HU_FPSR_INEXACT, HU_FPSR_UNDERFLOW, HU_FPSR_OVERFLOW, HU_FPSR_DIVIDE_BY_ZERO,
                                     HU_FPSR_INVALID};
    uint32_t status = 0;
    for (int i = 0; i < 5; i++) {
        status |= (flags >> i & 1) != 0 ? bits[i] : 0;
    }
    return status;
}

static answer arm_convert(ref_bracket_t *b, const ref_format *to, ref_operand x, uint32_t fpcr, bool flush)
{
    bool denormal;
    const ref_policy policy = fpcr_policy(fpcr, false);
    const ref_operand from = flushed(x, flush, &denormal);
    ref_bracket(b, REF_CONVERT, to, &from, false);
    const ref_result result = ref_choose(b, &policy);
    return (answer){result.code, fpsr(result.flags, false) | (denormal ? HU_FPSR_INPUT_DENORMAL : 0U)};
}

/* The FP16 of FPCR.AHP: sixteen binades and no special codes. What it cannot hold is invalid, and nothing else. */
static answer arm_to_alternative(ref_bracket_t *b, ref_operand x, uint32_t fpcr)
{
    static const ref_format alternative = {"fp16",       16, 5,      10, 15, true, true, REF_INFINITY_NONE,
                                           REF_NAN_NONE, 0,  0x7FFF, "", "", ""};
    const uint64_t sign = x.code >> 31 << 15;
    if ((x.code & 0x7FFFFFFF) >= 0x7F800000) {
        return (answer){(x.code & 0x7FFFFFFF) > 0x7F800000 ? sign : sign | 0x7FFF, HU_FPSR_INVALID};
    }
    answer a = arm_convert(b, &alternative, x, fpcr, (fpcr & HU_FPCR_FZ) != 0);
    if ((a.status & HU_FPSR_OVERFLOW) != 0) {
        a.status = HU_FPSR_INVALID | (a.status & HU_FPSR_INPUT_DENORMAL);
    }
    return a;
}

static answer arm_from_alternative(uint64_t code)
{
    const uint64_t sign = code >> 15 << 31;
    const uint64_t field = code >> 10 & 31, fraction = code & 0x3FF;
    if (field != 0) {
        return (answer){sign | (field + 112) << 23 | fraction << 13, 0};
    }
    hu_env env = {0}; /* subnormal halves are numbers of FP32, and the same with and without AHP */
    return (answer){hu_fp16_to_fp32((hu_fp16){(uint16_t)code}, &env).code, 0};
}

static void arm_conversions(models_tally *t, ref_bracket_t *b, uint64_t i)
{
    const uint32_t fpcr = fpcr_setting(i);
    const bool alternative = (fpcr & HU_FPCR_AHP) != 0;
    const uint64_t drawn = operand_code(hu_format_find("fp32"), check_seed(), 110, i);
    const int near = 100 + (int)(hu_random(check_seed(), 111, i) % 48); /* FP16's ends are 2^-24 and 2^17 */
    const uint64_t x = i % 3 == 0 ? drawn : models_with_field(hu_format_find("fp32"), drawn, near);
    const ref_operand wide = operand("fp32", x);
    answer found = {0, 0};
    found.code = hu_arm_fcvt_fp32_to_fp16((hu_fp32){(uint32_t)x}, fpcr, &found.status).code;
    compare_models(t, "fcvt to fp16", fpcr, 1, &wide, "fp16", found,
                   alternative ? arm_to_alternative(b, wide, fpcr)
                               : arm_convert(b, ref_format_find("fp16"), wide, fpcr, (fpcr & HU_FPCR_FZ) != 0));
    found.status = 0;
    found.code = hu_arm_bfcvt((hu_fp32){(uint32_t)drawn}, fpcr, &found.status).code;
    const ref_operand plain = operand("fp32", drawn);
    compare_models(t, "bfcvt", fpcr, 1, &plain, "bf16", found,
                   arm_convert(b, ref_format_find("bf16"), plain, fpcr, (fpcr & HU_FPCR_FZ) != 0));
    found.status = 0;
    const ref_operand half = operand("fp16", hu_random(check_seed(), 112, i) & 0xFFFF);
    found.code = hu_arm_fcvt_fp16_to_fp32((hu_fp16){(uint16_t)half.code}, fpcr, &found.status).code;
    compare_models(t, "fcvt to fp32", fpcr, 1, &half, "fp32", found,
                   alternative ? arm_from_alternative(half.code)
                               : arm_convert(b, ref_format_find("fp32"), half, fpcr, false));
}

/* x * y + z into z's format. FZ16 flushes halves silently; FZ flushes FP32, and says so of an operand. */
static answer arm_fma(ref_bracket_t *b, const ref_operand x[3], uint32_t fpcr)
{
    const bool wide = x[2].format->width == 32;
    const bool flush = (fpcr & (wide ? HU_FPCR_FZ : HU_FPCR_FZ16)) != 0;
    ref_operand operands[3];
    bool denormal;
    operands[0] = flushed(x[0], (fpcr & HU_FPCR_FZ16) != 0, &denormal);
    operands[1] = flushed(x[1], (fpcr & HU_FPCR_FZ16) != 0, &denormal);
    operands[2] = flushed(x[2], flush, &denormal);
    const ref_policy policy = fpcr_policy(fpcr, flush);
    ref_bracket(b, REF_FMA, x[2].format, operands, false);
    const ref_result result = ref_choose(b, &policy);
    return (answer){result.code, fpsr(result.flags, flush) | (wide && denormal ? HU_FPSR_INPUT_DENORMAL : 0U)};
}

static void arm_multiply_adds(models_tally *t, ref_bracket_t *b, uint64_t i)
{
    const uint32_t fpcr = fpcr_setting(i) & ~(uint32_t)HU_FPCR_AHP;
    const hu_format *fp16 = hu_format_find("fp16");
    uint64_t v[3];
    models_operands(fp16, fp16, 113, i, v);
    const ref_operand x[3] = {operand("fp16", v[0]), operand("fp16", v[1]), operand("fp16", v[2])};
    answer found = {0, 0};
    found.code = hu_arm_fmla_fp16((hu_fp16){(uint16_t)v[2]}, (hu_fp16){(uint16_t)v[0]}, (hu_fp16){(uint16_t)v[1]}, fpcr,
                                  &found.status)
                     .code;
    compare_models(t, "fmla fp16", fpcr, 3, x, "fp16", found, arm_fma(b, x, fpcr));
    models_operands(fp16, hu_format_find("fp32"), 114, i, v);
    const ref_operand y[3] = {operand("fp16", v[0]), operand("fp16", v[1]), operand("fp32", v[2])};
    found.status = 0;
    found.code = hu_arm_fmlal((hu_fp32){(uint32_t)v[2]}, (hu_fp16){(uint16_t)v[0]}, (hu_fp16){(uint16_t)v[1]}, fpcr,
                              &found.status)
                     .code;
    compare_models(t, "fmlal", fpcr, 3, y, "fp32", found, arm_fma(b, y, fpcr));
}

long check_models_arm_restated(void)
{
    models_tally t = {.name = "models.arm_restated"};
    ref_bracket_t b;
    ref_bracket_init(&b);
    for (uint64_t i = 0; i < SAMPLES; i++) {
        arm_conversions(&t, &b, i);
        arm_multiply_adds(&t, &b, i);
    }
    ref_bracket_clear(&b);
    return check_end(t.name, t.comparisons, t.failures);
}

/* ---- x86: Intel's SDM, VCVTPS2PH, VCVTPH2PS, VCVTNEPS2BF16, VFMADD and AVX512-FP16 ------------------------------- */

static uint32_t mxcsr_setting(uint64_t i)
{
    return HU_MXCSR_MASKS | (uint32_t)(i & 3) << HU_MXCSR_ROUNDING_SHIFT | ((i & 4) != 0 ? HU_MXCSR_DAZ : 0U) |
           ((i & 8) != 0 ? HU_MXCSR_FTZ : 0U);
}

static ref_rounding x86_rounding(uint32_t control)
{
    static const ref_rounding roundings[] = {REF_NEAREST_EVEN, REF_DOWN, REF_UP, REF_TOWARD_ZERO};
    return roundings[control & 3];
}

static uint32_t mxcsr_flags(unsigned flags, bool denormal)
{
    uint32_t mxcsr = 0;
    static const uint32_t bits[5] = {HU_MXCSR_INEXACT, HU_MXCSR_UNDERFLOW, HU_MXCSR_OVERFLOW, HU_MXCSR_DIVIDE_BY_ZERO,
                                     HU_MXCSR_INVALID};
    for (int i = 0; i < 5; i++) {
        mxcsr |= (flags >> i & 1) != 0 ? bits[i] : 0;
    }
    return mxcsr | (denormal ? HU_MXCSR_DENORMAL : 0U);
}

static answer x86(ref_bracket_t *b, ref_op op, const char *to, const ref_operand *x, ref_policy policy, bool daz,
                  bool tells_denormal)
{
    ref_bracket(b, op, ref_format_find(to), x, daz);
    const ref_result result = ref_choose(b, &policy);
    bool denormal = false;
    /* a NaN, an invalid operation or a division by zero comes first */
    bool earlier = (result.flags & (REF_INVALID | REF_DIVIDE_BY_ZERO)) != 0;
    for (int i = 0; i < ref_arity(op); i++) {
        denormal = denormal || ref_is_subnormal(x[i].format, x[i].code);
        earlier = earlier || ref_decode_nan(x[i].format, x[i].code).is_nan;
    }
    return (answer){result.code, mxcsr_flags(result.flags, tells_denormal && !daz && denormal && !earlier)};
}

static void x86_instructions(models_tally *t, ref_bracket_t *b, uint64_t i)
{
    const hu_format *fp32 = hu_format_find("fp32");
    const uint32_t mxcsr = mxcsr_setting(i);
    const unsigned imm8 = (unsigned)(hu_random(check_seed(), 115, i) & 7);
    const bool daz = (mxcsr & HU_MXCSR_DAZ) != 0, ftz = (mxcsr & HU_MXCSR_FTZ) != 0;
    const ref_rounding rounding = x86_rounding(mxcsr >> HU_MXCSR_ROUNDING_SHIFT);
    const uint64_t drawn = operand_code(fp32, check_seed(), 116, i);
    const int near = 100 + (int)(hu_random(check_seed(), 117, i) % 48);
    const ref_operand x = operand("fp32", i % 3 == 0 ? drawn : models_with_field(fp32, drawn, near));
    answer found = {0, 0};
    found.code = hu_x86_vcvtps2ph((hu_fp32){(uint32_t)x.code}, imm8, mxcsr, &found.status).code;
    compare_models(t, "vcvtps2ph", mxcsr | imm8 << 16, 1, &x, "fp16", found,
                   x86(b, REF_CONVERT, "fp16", &x,
                       (ref_policy){.rounding = (imm8 & 4) != 0 ? rounding : x86_rounding(imm8), .nan = REF_X86_NAN},
                       daz, true));
    const ref_operand half = operand("fp16", hu_random(check_seed(), 118, i) & 0xFFFF);
    found.status = 0;
    found.code = hu_x86_vcvtph2ps((hu_fp16){(uint16_t)half.code}, mxcsr, &found.status).code;
    compare_models(t, "vcvtph2ps", mxcsr, 1, &half, "fp32", found,
                   x86(b, REF_CONVERT, "fp32", &half, (ref_policy){.nan = REF_X86_NAN}, false, false));
    const ref_operand any = operand("fp32", drawn);
    found = (answer){hu_x86_vcvtneps2bf16((hu_fp32){(uint32_t)drawn}).code, 0};
    answer expected = x86(b, REF_CONVERT, "bf16", &any, (ref_policy){.nan = REF_X86_NAN}, true, false);
    expected.status = 0; /* it touches no flag */
    compare_models(t, "vcvtneps2bf16", 0, 1, &any, "bf16", found, expected);
    uint64_t v[3];
    models_operands(fp32, fp32, 119, i, v);
    const ref_operand y[3] = {operand("fp32", v[0]), operand("fp32", v[1]), operand("fp32", v[2])};
    found.status = 0;
    found.code = hu_x86_vfmadd((hu_fp32){(uint32_t)v[0]}, (hu_fp32){(uint32_t)v[1]}, (hu_fp32){(uint32_t)v[2]}, mxcsr,
                               &found.status)
                     .code;
    compare_models(t, "vfmadd", mxcsr, 3, y, "fp32", found,
                   x86(b, REF_FMA, "fp32", y,
                       (ref_policy){.rounding = rounding, .nan = REF_X86_NAN, .flush = ftz ? REF_FLUSH_RESULTS : 0U},
                       daz, true));
}

static hu_fp16 half_of(ref_operand x)
{
    return (hu_fp16){(uint16_t)x.code};
}

/* Neither DAZ nor FTZ. In a third of the cases the quotient is near the ends of FP16, as the product is. */
static void x86_halves(models_tally *t, ref_bracket_t *b, uint64_t i)
{
    const hu_format *fp16 = hu_format_find("fp16");
    const uint32_t mxcsr = mxcsr_setting(i);
    const ref_policy policy = {.rounding = x86_rounding(mxcsr >> HU_MXCSR_ROUNDING_SHIFT), .nan = REF_X86_NAN};
    uint64_t v[3];
    models_operands(fp16, fp16, 120, i, v);
    const ref_operand x[3] = {operand("fp16", v[0]), operand("fp16", v[1]), operand("fp16", v[2])};
    const uint64_t reciprocal = models_with_field(fp16, v[1], 30 - (int)(v[1] >> 10 & 31));
    const ref_operand quotient[2] = {x[0], i % 3 == 0 ? operand("fp16", reciprocal) : x[1]};
    const ref_operand term[2] = {x[2], operand("fp16", operand_near(fp16, v[2], check_seed(), 122, i))};
    answer found = {0, 0};
    found.code = hu_x86_vaddph(half_of(term[0]), half_of(term[1]), mxcsr, &found.status).code;
    compare_models(t, "vaddph", mxcsr, 2, term, "fp16", found, x86(b, REF_ADD, "fp16", term, policy, false, true));
    found.status = 0;
    found.code = hu_x86_vsubph(half_of(term[0]), half_of(term[1]), mxcsr, &found.status).code;
    compare_models(t, "vsubph", mxcsr, 2, term, "fp16", found, x86(b, REF_SUB, "fp16", term, policy, false, true));
    found.status = 0;
    found.code = hu_x86_vmulph(half_of(x[0]), half_of(x[1]), mxcsr, &found.status).code;
    compare_models(t, "vmulph", mxcsr, 2, x, "fp16", found, x86(b, REF_MUL, "fp16", x, policy, false, true));
    found.status = 0;
    found.code = hu_x86_vdivph(half_of(quotient[0]), half_of(quotient[1]), mxcsr, &found.status).code;
    compare_models(t, "vdivph", mxcsr, 2, quotient, "fp16", found,
                   x86(b, REF_DIV, "fp16", quotient, policy, false, true));
    found.status = 0;
    found.code = hu_x86_vsqrtph(half_of(x[2]), mxcsr, &found.status).code;
    compare_models(t, "vsqrtph", mxcsr, 1, &x[2], "fp16", found, x86(b, REF_SQRT, "fp16", &x[2], policy, false, true));
    found.status = 0;
    found.code = hu_x86_vfmaddph(half_of(x[0]), half_of(x[1]), half_of(x[2]), mxcsr, &found.status).code;
    compare_models(t, "vfmaddph", mxcsr, 3, x, "fp16", found, x86(b, REF_FMA, "fp16", x, policy, false, true));
}

/* FP32 obeys DAZ, FP16 does not, and both raise denormal. */
static void x86_half_conversions(models_tally *t, ref_bracket_t *b, uint64_t i)
{
    const hu_format *fp32 = hu_format_find("fp32");
    const uint32_t mxcsr = mxcsr_setting(i);
    const ref_policy policy = {.rounding = x86_rounding(mxcsr >> HU_MXCSR_ROUNDING_SHIFT), .nan = REF_X86_NAN};
    const uint64_t drawn = operand_code(fp32, check_seed(), 123, i);
    const int near = 100 + (int)(hu_random(check_seed(), 124, i) % 48);
    const ref_operand x = operand("fp32", i % 3 == 0 ? drawn : models_with_field(fp32, drawn, near));
    answer found = {0, 0};
    found.code = hu_x86_vcvtps2phx((hu_fp32){(uint32_t)x.code}, mxcsr, &found.status).code;
    compare_models(t, "vcvtps2phx", mxcsr, 1, &x, "fp16", found,
                   x86(b, REF_CONVERT, "fp16", &x, policy, (mxcsr & HU_MXCSR_DAZ) != 0, true));
    const ref_operand half = operand("fp16", hu_random(check_seed(), 125, i) & (i % 2 == 0 ? 0xFFFF : 0x87FF));
    found.status = 0;
    found.code = hu_x86_vcvtph2psx(half_of(half), mxcsr, &found.status).code;
    compare_models(t, "vcvtph2psx", mxcsr, 1, &half, "fp32", found,
                   x86(b, REF_CONVERT, "fp32", &half, policy, false, true));
}

long check_models_x86_restated(void)
{
    models_tally t = {.name = "models.x86_restated"};
    ref_bracket_t b;
    ref_bracket_init(&b);
    for (uint64_t i = 0; i < SAMPLES; i++) {
        x86_instructions(&t, &b, i);
        x86_halves(&t, &b, i);
        x86_half_conversions(&t, &b, i);
    }
    ref_bracket_clear(&b);
    return check_end(t.name, t.comparisons, t.failures);
}
