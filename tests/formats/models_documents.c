/* SPDX-License-Identifier: Apache-2.0
 *
 * The models that few or no processors can confirm: BFDOT and BFMMLA with FPCR.EBF, and AMX. They are compared with the
 * documents, with ref/'s arithmetic in place of the library's.
 */
#include "support/check.h"
#include "support/compare.h"
#include "halfulp_models.h"
#include "support/models.h"
#include "support/operands.h"

enum { SAMPLES = 40000, EXACT_BITS = 700 }; /* a sum of two products of BF16 spans fewer than 600 bits */

static ref_operand operand(const char *format, uint64_t code)
{
    return (ref_operand){ref_format_find(format), code};
}

/* ---- BFDOT with FPCR.EBF = 1 ------------------------------------------------------------------------------------- */

static ref_policy fpcr_policy(uint32_t fpcr)
{
    static const ref_rounding roundings[] = {REF_NEAREST_EVEN, REF_UP, REF_DOWN, REF_TOWARD_ZERO};
    return (ref_policy){.rounding = roundings[fpcr >> HU_FPCR_ROUNDING_SHIFT & 3],
                        .tininess = REF_TININESS_BEFORE,
                        .flush = (fpcr & HU_FPCR_FZ) != 0 ? REF_FLUSH_RESULTS : 0U};
}

static void exact_product(mpfr_t product, hu_bf16 x, hu_bf16 y, bool flush)
{
    const ref_operand factor[2] = {operand("bf16", x.code), operand("bf16", y.code)};
    mpfr_t value[2];
    for (int i = 0; i < 2; i++) {
        mpfr_init2(value[i], REF_OPERAND_PRECISION);
        ref_decode(value[i], factor[i].format, factor[i].code);
        if (flush && ref_is_subnormal(factor[i].format, factor[i].code)) {
            mpfr_set_zero(value[i], mpfr_signbit(value[i]) != 0 ? -1 : 1);
        }
    }
    mpfr_mul(product, value[0], value[1], MPFR_RNDN);
    mpfr_clear(value[0]);
    mpfr_clear(value[1]);
}

static uint64_t extended_dot(ref_bracket_t *b, hu_fp32 addend, const hu_bf16 x[2], const hu_bf16 y[2], uint32_t fpcr)
{
    const ref_policy policy = fpcr_policy(fpcr);
    const bool flush = policy.flush != 0;
    mpfr_t product[2];
    for (int i = 0; i < 2; i++) {
        mpfr_init2(product[i], EXACT_BITS);
        exact_product(product[i], x[i], y[i], flush);
    }
    mpfr_set_prec(b->exact, EXACT_BITS);
    mpfr_add(b->exact, product[0], product[1], policy.rounding == REF_DOWN ? MPFR_RNDD : MPFR_RNDN);
    b->truncated = false;
    const uint64_t sum = ref_choose_value(b, ref_format_find("fp32"), &policy).code;
    mpfr_clear(product[0]);
    mpfr_clear(product[1]);
    ref_bracket(b, REF_ADD, ref_format_find("fp32"),
                (ref_operand[]){operand("fp32", addend.code), operand("fp32", sum)}, flush);
    return ref_choose(b, &policy).code;
}

/* Two pairs of BF16 numbers, in half of the cases with products that nearly cancel, and an addend. */
static void dot_operands(uint64_t i, hu_fp32 *z, hu_bf16 x[4], hu_bf16 y[4])
{
    const hu_format *bf16 = hu_format_find("bf16");
    for (unsigned n = 0; n < 4; n++) {
        uint64_t v[3];
        models_operands(bf16, hu_format_find("fp32"), 60 + 2 * n, i, v);
        if (n % 2 == 1 && i % 2 == 0) {
            v[0] = operand_near(bf16, x[n - 1].code, check_seed(), 70 + n, i);
            v[1] = operand_near(bf16, y[n - 1].code, check_seed(), 74 + n, i);
        }
        x[n].code = (uint16_t)v[0];
        y[n].code = (uint16_t)v[1];
        z->code = (uint32_t)v[2];
    }
}

static models_case dot_case(const char *instruction, uint32_t control, hu_fp32 z, const hu_bf16 x[2],
                            const hu_bf16 y[2])
{
    const hu_format *bf16 = hu_format_find("bf16");
    return (models_case){
        instruction,
        control,
        5,
        {{bf16, x[0].code}, {bf16, x[1].code}, {bf16, y[0].code}, {bf16, y[1].code}, {hu_format_find("fp32"), z.code}}};
}

long check_models_ebf16(void)
{
    models_tally tally = {.name = "models.ebf16"};
    const hu_format *fp32 = hu_format_find("fp32");
    ref_bracket_t b;
    ref_bracket_init(&b);
    for (uint64_t i = 0; i < SAMPLES; i++) {
        if (!check_dose()) {
            continue;
        }
        hu_fp32 z;
        hu_bf16 x[4];
        hu_bf16 y[4];
        dot_operands(i, &z, x, y);
        const uint32_t fpcr =
            HU_FPCR_EBF | (uint32_t)(i & 3) << HU_FPCR_ROUNDING_SHIFT | ((i & 4) != 0 ? HU_FPCR_FZ : 0U);
        const hu_fp32 half = {(uint32_t)extended_dot(&b, z, x, y, fpcr)};
        models_case input = dot_case("bfdot, EBF: x0 x1 y0 y1 z", fpcr, z, x, y);
        models_compare(&tally, &input, fp32, (models_answer){hu_arm_bfdot(z, x, y, fpcr).code, 0},
                       (models_answer){half.code, 0});
        input.instruction = "bfmmla, EBF, of which the first pairs and z are: x0 x1 y0 y1 z";
        const uint64_t whole = extended_dot(&b, half, x + 2, y + 2, fpcr);
        models_compare(&tally, &input, fp32, (models_answer){hu_arm_bfmmla(z, x, y, fpcr).code, 0},
                       (models_answer){whole, 0});
    }
    ref_bracket_clear(&b);
    return check_end(tally.name, tally.comparisons, tally.failures);
}

/* ---- AMX --------------------------------------------------------------------------------------------------------- */

/* FP32 operations under DAZ, FTZ and nearest even, with x86 NaNs. */
static uint64_t flushing(ref_bracket_t *b, ref_op op, ref_operand x, ref_operand y, ref_operand z)
{
    const ref_policy policy = {.flush = REF_FLUSH_RESULTS, .nan = REF_X86_NAN};
    ref_bracket(b, op, ref_format_find("fp32"), (ref_operand[]){x, y, z}, true);
    return ref_choose(b, &policy).code;
}

static uint64_t step(ref_bracket_t *b, hu_bf16 x, hu_bf16 y, uint64_t z)
{
    return flushing(b, REF_FMA, operand("bf16", x.code), operand("bf16", y.code), operand("fp32", z));
}

static uint64_t sum(ref_bracket_t *b, uint64_t x, uint64_t y)
{
    return flushing(b, REF_ADD, operand("fp32", x), operand("fp32", y), operand("fp32", 0));
}

/* Two pairs of each row, written out in the order of each document. The two orders must also differ somewhere. */
long check_models_amx(void)
{
    models_tally tally = {.name = "models.amx"};
    const hu_format *fp32 = hu_format_find("fp32");
    long long differ = 0;
    ref_bracket_t b;
    ref_bracket_init(&b);
    for (uint64_t i = 0; i < SAMPLES; i++) {
        if (!check_dose()) {
            continue;
        }
        hu_fp32 z;
        hu_bf16 x[4];
        hu_bf16 y[4];
        dot_operands(i, &z, x, y);
        models_case input = dot_case("tdpbf16ps, SDM, of which the first pairs and z are: x0 x1 y0 y1 z", 0, z, x, y);
        const uint64_t even = step(&b, x[2], y[2], step(&b, x[0], y[0], 0));
        const uint64_t odd = step(&b, x[3], y[3], step(&b, x[1], y[1], 0));
        const uint64_t sdm = sum(&b, z.code, sum(&b, even, odd));
        models_compare(&tally, &input, fp32, (models_answer){hu_x86_tdpbf16ps_sdm(z, x, y, 2).code, 0},
                       (models_answer){sdm, 0});
        input.instruction = "tdpbf16ps, Intrinsics Guide, of which the first pairs and z are: x0 x1 y0 y1 z";
        const uint64_t first = step(&b, x[1], y[1], step(&b, x[0], y[0], z.code));
        const uint64_t guide = step(&b, x[3], y[3], step(&b, x[2], y[2], first));
        models_compare(&tally, &input, fp32, (models_answer){hu_x86_tdpbf16ps_guide(z, x, y, 2).code, 0},
                       (models_answer){guide, 0});
        differ += sdm != guide;
    }
    ref_bracket_clear(&b);
    if (differ == 0) {
        fprintf(stderr, "  models.amx: the two documents' orders never differed, but they must\n");
        tally.failures++;
    }
    return check_end(tally.name, tally.comparisons, tally.failures);
}
