/* SPDX-License-Identifier: Apache-2.0
 *
 * The models of AVX10.2, AMX-FP16 and AMX-FP8, which few processors have, against what their source says: conversions
 * in integers, minimum and maximum by MPFR, dot products with ref/'s arithmetic in place of the library's.
 */
#include "halfulp_models.h"
#include "ref.h"
#include "support/check.h"
#include "support/models.h"
#include "support/operands.h"

enum { MINMAX_SAMPLES = 20000, DOT_SAMPLES = 2500, EXHAUSTIVE = 1 << 16 };

/* ---- FP16 to FP8 ------------------------------------------------------------------------------------------------- */

typedef struct {
    const char *name; /* of the conversion to nearest; with "bias" within it, of the other one */
    const char *biased;
    int fraction_bits;
    int smallest; /* log2 of the smallest number, in units of 2^-24 */
    uint64_t largest, overflow;
} narrowing;

static const narrowing narrowings[] = {
    {"x86_vcvtph2bf8", "x86_vcvtbiasph2bf8", 2, 8, 0x7B, 0x7C},
    {"x86_vcvtph2bf8s", "x86_vcvtbiasph2bf8s", 2, 8, 0x7B, 0x7B},
    {"x86_vcvtph2hf8", "x86_vcvtbiasph2hf8", 3, 15, 0x7E, 0x7F},
    {"x86_vcvtph2hf8s", "x86_vcvtbiasph2hf8s", 3, 15, 0x7E, 0x7E},
};

/* The code of `units` * 2^-24, without a sign. bias: added in the eight places below the last one of the result, before
 * the sum is truncated; -1: to nearest, ties to even. */
static uint64_t narrowed(const narrowing *n, uint64_t units, int bias)
{
    int shift = n->smallest;
    while (units >> shift >= UINT64_C(2) << n->fraction_bits) {
        shift++;
    }
    uint64_t steps;
    if (bias >= 0) {
        steps = ((units << 8) + ((uint64_t)bias << shift)) >> (shift + 8);
    } else {
        const uint64_t half = UINT64_C(1) << (shift - 1), rest = units & (2 * half - 1);
        steps = (units >> shift) + (rest > half || (rest == half && (units >> shift & 1) != 0));
    }
    /* A step beyond the binade is the first number of the next: the code just goes on. */
    return steps + ((uint64_t)(shift - n->smallest) << n->fraction_bits);
}

static uint64_t narrowing_answer(const narrowing *n, uint16_t x, int bias)
{
    const uint64_t sign = x >> 8 & 0x80, field = x >> 10 & 31, fraction = x & 0x3FF;
    if (field == 31 && fraction != 0) {
        return n->fraction_bits == 2 ? (uint64_t)(x >> 8 | 2) : sign | 0x7F;
    }
    const uint64_t units = field == 0 ? fraction : (0x400 | fraction) << (field - 1);
    const uint64_t code = field == 31 ? UINT64_MAX : narrowed(n, units, bias);
    return sign | (code > n->largest ? n->overflow : code);
}

static void compare_narrowing(models_tally *tally, const narrowing *n)
{
    static const int biases[] = {0, 1, 0x7F, 0x80, 0xFF};
    const hu_model *nearest = hu_model_find(n->name), *biased = hu_model_find(n->biased);
    for (uint32_t x = 0; x < EXHAUSTIVE; x++) {
        if (!check_dose()) {
            continue;
        }
        models_expect(tally, nearest, (uint64_t[]){x}, 1, 0, 0,
                      (models_answer){narrowing_answer(n, (uint16_t)x, -1), 0});
        const int drawn = (int)(hu_random(check_seed(), 130, x) & 0xFF);
        for (unsigned i = 0; i <= sizeof biases / sizeof biases[0]; i++) {
            const int bias = i == 0 ? drawn : biases[i - 1];
            models_expect(tally, biased, (uint64_t[]){x, (uint64_t)bias}, 2, 0, 0,
                          (models_answer){narrowing_answer(n, (uint16_t)x, bias), 0});
        }
    }
}

/* E4M3's numbers are (8 + T) * 2^(E - 10) and T * 2^-9: units of 2^-24 again. */
static uint64_t widening_answer(uint64_t x)
{
    const uint64_t sign = (x & 0x80) << 8, field = x >> 3 & 15, T = x & 7;
    if ((x & 0x7F) == 0x7F) {
        return sign | 0x7F80;
    }
    uint64_t units = field == 0 ? T << 15 : (8 + T) << (field + 14);
    uint64_t e = 0;
    while (units >= 0x800) { /* exact: five or more zeros at the end */
        units >>= 1;
        e++;
    }
    return sign | (units < 0x400 ? units : (e + 1) << 10 | (units & 0x3FF));
}

long check_models_avx10_fp8(void)
{
    models_tally tally = {.name = "models.avx10_fp8"};
    for (size_t i = 0; i < sizeof narrowings / sizeof narrowings[0]; i++) {
        compare_narrowing(&tally, &narrowings[i]);
    }
    const hu_model *widening = hu_model_find("x86_vcvthf82ph");
    for (uint64_t x = 0; x < 256; x++) {
        models_expect(&tally, widening, &x, 1, 0, 0, (models_answer){widening_answer(x), 0});
    }
    return check_end(tally.name, tally.comparisons, tally.failures);
}

/* ---- VMINMAX ----------------------------------------------------------------------------------------------------- */

typedef struct {
    const char *model;
    const char *format;
    bool daz_always, daz_never, flags;
} minmax;

static const minmax minmaxes[] = {
    {"x86_vminmaxps", "fp32", false, false, true},
    {"x86_vminmaxph", "fp16", false, true, true},
    {"x86_vminmaxbf16", "bf16", true, false, false},
};

/* x if it comes first: by value, or by magnitude; then the negative one. */
static uint64_t chosen_number(const ref_format *f, const uint64_t code[2], unsigned imm8)
{
    mpfr_t value[2];
    for (int i = 0; i < 2; i++) {
        mpfr_init2(value[i], REF_OPERAND_PRECISION);
        ref_decode(value[i], f, code[i]);
    }
    int order = (imm8 & 2) != 0 ? mpfr_cmpabs(value[0], value[1]) : mpfr_cmp(value[0], value[1]);
    if (order == 0) {
        order = (mpfr_signbit(value[1]) != 0) - (mpfr_signbit(value[0]) != 0);
    }
    mpfr_clear(value[0]);
    mpfr_clear(value[1]);
    return (imm8 & 1) != 0 ? code[order >= 0 ? 0 : 1] : code[order <= 0 ? 0 : 1];
}

static models_answer minmax_answer(const minmax *m, uint64_t x, uint64_t y, unsigned imm8, bool daz)
{
    const ref_format *f = ref_format_find(m->format);
    const uint64_t sign = UINT64_C(1) << (f->width - 1), quiet = UINT64_C(1) << (f->fraction_bits - 1);
    uint64_t code[2] = {x, y};
    ref_nan_operand nan[2];
    bool subnormal = false;
    for (int i = 0; i < 2; i++) {
        const bool small = ref_is_subnormal(f, code[i]);
        code[i] &= small && daz ? sign : UINT64_MAX;
        subnormal = subnormal || (small && !daz);
        nan[i] = ref_decode_nan(f, code[i]);
    }
    models_answer answer = {0, 0};
    const bool signaling = (nan[0].is_nan && nan[0].signaling) || (nan[1].is_nan && nan[1].signaling);
    if (nan[0].is_nan && nan[1].is_nan) {
        answer.code = code[!nan[0].signaling && nan[1].signaling ? 1 : 0] | quiet;
    } else if (nan[0].is_nan || nan[1].is_nan) {
        const int at = nan[0].is_nan ? 0 : 1;
        answer.code = (imm8 & 0x10) != 0 ? code[1 - at] : code[at] | quiet;
    } else {
        answer.code = chosen_number(f, code, imm8);
        answer.status = subnormal ? HU_MXCSR_DENORMAL : 0U;
    }
    answer.status |= signaling ? HU_MXCSR_INVALID : 0U;
    if (!ref_decode_nan(f, answer.code).is_nan) {
        const uint64_t signs[] = {code[0] & sign, answer.code & sign, 0, sign};
        answer.code = (answer.code & ~sign) | signs[imm8 >> 2 & 3];
    }
    answer.status = m->flags ? answer.status : 0;
    return answer;
}

long check_models_avx10_minmax(void)
{
    models_tally tally = {.name = "models.avx10_minmax"};
    for (size_t k = 0; k < sizeof minmaxes / sizeof minmaxes[0]; k++) {
        const minmax *m = &minmaxes[k];
        const hu_model *model = hu_model_find(m->model);
        const hu_format *f = hu_format_find(m->format);
        for (uint64_t i = 0; i < MINMAX_SAMPLES; i++) {
            if (!check_dose()) {
                continue;
            }
            const uint64_t x = operand_code(f, check_seed(), 131 + k, i);
            const uint64_t sign = UINT64_C(1) << (hu_format_width(f) - 1);
            uint64_t y = operand_near(f, x, check_seed(), 135 + k, i);
            y = i % 8 == 0 ? x : i % 8 == 1 ? x ^ sign : y;
            const unsigned imm8 = (unsigned)(hu_random(check_seed(), 139, i) & 0xFF);
            const uint32_t control = HU_MXCSR_MASKS | (i % 3 == 0 ? HU_MXCSR_DAZ | HU_MXCSR_FTZ : 0U);
            const bool daz = m->daz_always || (!m->daz_never && i % 3 == 0);
            models_expect(&tally, model, (uint64_t[]){x, y}, 2, control, imm8, minmax_answer(m, x, y, imm8, daz));
        }
    }
    return check_end(tally.name, tally.comparisons, tally.failures);
}

/* ---- Dot products ------------------------------------------------------------------------------------------------ */

/* FP32 under DAZ, FTZ and nearest even, with x86 NaNs. */
static uint64_t flushing(ref_bracket_t *b, ref_op op, uint64_t x, uint64_t y, uint64_t z)
{
    const ref_policy policy = {.flush = REF_FLUSH_RESULTS, .nan = REF_X86_NAN};
    const ref_format *fp32 = ref_format_find("fp32");
    ref_bracket(b, op, fp32, (ref_operand[]){{fp32, x}, {fp32, y}, {fp32, z}}, true);
    return ref_choose(b, &policy).code;
}

/* An element in FP32, quieted. FP8 takes the way through FP16, whose subnormal numbers are dropped. */
static uint64_t widened(ref_bracket_t *b, const hu_format *from, uint64_t code)
{
    const ref_format *f = ref_format_find(from->name);
    if (f->width == 8 && f->fraction_bits == 3 && (code & 0x7F) == 0x7F) {
        return (code & 0x80) << 24 | 0x7FF00000;
    }
    const ref_policy policy = {.nan = REF_X86_NAN};
    ref_bracket(b, REF_CONVERT, ref_format_find("fp32"), &(ref_operand){f, code}, f->fraction_bits == 2);
    return ref_choose(b, &policy).code;
}

/* The products of elements first, first + 2, first + 4, ... one after another. */
static uint64_t fused_sum(ref_bracket_t *b, const uint64_t *x, const uint64_t *y, size_t first, size_t count)
{
    uint64_t sum = 0;
    for (size_t i = first; i < count; i += 2) {
        sum = flushing(b, REF_FMA, x[i], y[i], sum);
    }
    return sum;
}

/* The pairs first, first + 4, ... of products, each pair rounded before it is added. */
static uint64_t pair_sum(ref_bracket_t *b, const uint64_t *x, const uint64_t *y, size_t first, size_t count)
{
    uint64_t sum = 0;
    for (size_t i = first; i < count; i += 4) {
        const uint64_t p = flushing(b, REF_MUL, x[i], y[i], 0), q = flushing(b, REF_MUL, x[i + 1], y[i + 1], 0);
        sum = flushing(b, REF_ADD, sum, flushing(b, REF_ADD, p, q, 0), 0);
    }
    return sum;
}

typedef enum { ODD_FIRST, PAIRS, QUADS } dot_order;

static uint64_t dot_answer(ref_bracket_t *b, const hu_model *model, dot_order order, const uint64_t *codes,
                           size_t elements)
{
    uint64_t x[HU_MODEL_CODES_MAX], y[HU_MODEL_CODES_MAX];
    for (size_t i = 0; i < elements; i++) {
        x[i] = widened(b, model->operand[1].format, codes[1 + i]);
        y[i] = widened(b, model->operand[2].format, codes[1 + elements + i]);
    }
    if (order == ODD_FIRST) {
        return flushing(b, REF_FMA, x[0], y[0], flushing(b, REF_FMA, x[1], y[1], codes[0]));
    }
    const uint64_t first = order == PAIRS ? fused_sum(b, x, y, 0, elements) : pair_sum(b, x, y, 0, elements);
    const uint64_t second = order == PAIRS ? fused_sum(b, x, y, 1, elements) : pair_sum(b, x, y, 2, elements);
    return flushing(b, REF_ADD, codes[0], flushing(b, REF_ADD, first, second, 0), 0);
}

static void compare_dot(models_tally *tally, ref_bracket_t *b, const hu_model *model, dot_order order, uint64_t i)
{
    uint64_t codes[HU_MODEL_CODES_MAX];
    const uint32_t groups = model->groups_max == 0 ? 1 : i % 50 == 0 ? model->groups_max : 1 + (uint32_t)(i % 3);
    const size_t count = hu_model_operand_count(model, groups), elements = (count - 1) / 2;
    codes[0] = operand_code(hu_format_find("fp32"), check_seed(), 140, i);
    if (i % 4 != 0) { /* near the products */
        codes[0] = models_with_field(hu_format_find("fp32"), codes[0], 120 + (int)(i >> 2 & 15));
    }
    for (size_t k = 0; k < elements; k++) {
        const bool cancels = k % 2 == 1 && i % 2 == 0;
        for (size_t v = 1; v <= 2; v++) {
            const hu_format *f = model->operand[v].format;
            uint64_t *code = &codes[1 + (v - 1) * elements + k];
            *code = cancels ? operand_near(f, code[-1], check_seed(), 141 + 2 * k + v, i)
                            : operand_code(f, check_seed(), 141 + 2 * k + v, i);
            if (i % 8 != 0 && hu_format_is_nan(f, *code)) { /* otherwise long sums would mostly be NaN */
                *code = hu_format_one(f) + v;
            }
        }
    }
    models_expect(tally, model, codes, count, 0, 0, (models_answer){dot_answer(b, model, order, codes, elements), 0});
}

long check_models_avx10_dots(void)
{
    static const struct {
        const char *model;
        dot_order order;
    } dots[] = {{"x86_vdpphps", ODD_FIRST}, {"x86_tdpfp16ps", PAIRS}, {"x86_tdpbf8ps", QUADS},
                {"x86_tdphf8ps", QUADS},    {"x86_tdpbhf8ps", QUADS}, {"x86_tdphbf8ps", QUADS}};
    models_tally tally = {.name = "models.avx10_dots"};
    ref_bracket_t b;
    ref_bracket_init(&b);
    for (size_t k = 0; k < sizeof dots / sizeof dots[0]; k++) {
        const hu_model *model = hu_model_find(dots[k].model);
        for (uint64_t i = 0; i < DOT_SAMPLES; i++) {
            if (check_dose()) {
                compare_dot(&tally, &b, model, dots[k].order, i);
            }
        }
    }
    ref_bracket_clear(&b);
    return check_end(tally.name, tally.comparisons, tally.failures);
}
