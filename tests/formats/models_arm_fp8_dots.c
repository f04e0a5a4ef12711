/* SPDX-License-Identifier: Apache-2.0
 *
 * The models of ARM's FP8 multiply-adds, dot products and matrix products against ref/dot_arm.c, which is the Arm ARM's
 * FP8DotAddFP on exact numbers: every pair of FP8 codes, and vectors made for what can go wrong.
 */
#include "halfulp_models.h"
#include "ref.h"
#include "support/check.h"
#include "support/models.h"
#include "support/operands.h"

enum { STREAM = 160, PRODUCTS_MAX = 8, CASES = 60000 };

typedef struct {
    const char *model, *to;
    size_t products;
    bool matrix; /* 2 x 2 results, from two rows of x and two of y */
} shape;

static const shape shapes[] = {
    {"arm_fmlall_fp8_to_fp32", "fp32", 1, false}, {"arm_fmlal_fp8_to_fp16", "fp16", 1, false},
    {"arm_fdot_fp8_to_fp32", "fp32", 4, false},   {"arm_fdot_fp8_to_fp16", "fp16", 2, false},
    {"arm_fmmla_fp8_to_fp32", "fp32", 8, true},   {"arm_fmmla_fp8_to_fp16", "fp16", 4, true}};
enum { SHAPES = sizeof shapes / sizeof shapes[0] };

static const char *fp8_name(uint32_t field)
{
    return (field & 7) == 0 ? "e5m2" : (field & 7) == 1 ? "e4m3" : NULL;
}

static const ref_format *fp8_format(uint32_t field)
{
    return fp8_name(field) != NULL ? ref_format_find(fp8_name(field)) : NULL;
}

/* FP8DotAddFP under FPMR, with the fields that it reads. */
static uint64_t by_ref(const shape *s, uint64_t addend, const uint64_t *x, const uint64_t *y, uint32_t fpmr)
{
    const ref_format *to = ref_format_find(s->to);
    const long scale = (long)(fpmr >> 16 & (to->width == 32 ? 127 : 15));
    return ref_dot_arm(to, addend, fp8_format(fpmr), x, fp8_format(fpmr >> 3), y, s->products, scale,
                       (fpmr >> 14 & 1) != 0);
}

/* ---- The comparison ---------------------------------------------------------------------------------------------- */

/* What the results were: a check that never saw one of these shows nothing of it. */
enum { NAN_RESULT, PLUS_INFINITY, MINUS_INFINITY, LARGEST, MINUS_ZERO, SUBNORMAL, OUTCOMES };

typedef struct {
    models_tally tally;
    long long seen[SHAPES][OUTCOMES];
} comparison;

static void count_outcome(comparison *c, const shape *s, uint64_t code)
{
    const hu_format *to = hu_format_find(s->to);
    long long *seen = c->seen[s - shapes];
    uint64_t infinity = 0;
    const uint64_t sign = UINT64_C(1) << (hu_format_width(to) - 1);
    hu_format_infinity(to, &infinity);
    seen[NAN_RESULT] += hu_format_is_nan(to, code);
    seen[PLUS_INFINITY] += code == infinity;
    seen[MINUS_INFINITY] += code == (sign | infinity);
    seen[LARGEST] += (code & ~sign) == infinity - 1;
    seen[MINUS_ZERO] += code == sign;
    seen[SUBNORMAL] += (code & ~sign) != 0 && (code & ~sign) < UINT64_C(1) << to->fraction_bits;
}

/* Codes in the order of the model's row: addends, x, y. */
static void compare(comparison *c, const shape *s, const uint64_t *codes, uint32_t fpmr)
{
    const hu_model *model = hu_model_find(s->model);
    const size_t rows = s->matrix ? 2 : 1;
    const size_t results = rows * rows;
    uint64_t found[4] = {0};
    const hu_status status =
        hu_model_apply(model, codes, results + 2 * rows * s->products, found, results, fpmr, 0, NULL);
    for (size_t i = 0; i < results; i++) {
        const uint64_t *x = codes + results + i / rows * s->products;
        const uint64_t *y = codes + results + (rows + i % rows) * s->products;
        const models_answer expected = {by_ref(s, codes[i], x, y, fpmr), 0};
        models_case input = {s->model, fpmr, 5, {{model->result->format, codes[i]}}};
        for (size_t k = 0; k < 2; k++) {
            const size_t at = k < s->products ? k : 0;
            input.operand[1 + k] = (hu_number){model->operand[1].format, x[at]};
            input.operand[3 + k] = (hu_number){model->operand[2].format, y[at]};
        }
        models_compare(&c->tally, &input, model->result->format, (models_answer){found[i], (uint32_t)status}, expected);
        count_outcome(c, s, expected.code);
    }
}

/* ---- FPMR -------------------------------------------------------------------------------------------------------- */

/* Mostly the two formats that exist, and a scale that is 0, small, the largest, or any; OSM; and what must not matter:
 * F8D, OSC, NSCALE. */
static uint32_t fpmr_setting(uint64_t r)
{
    const uint32_t formats = (r & 31) == 0 ? (uint32_t)(r >> 8 & 0x3F) : (uint32_t)(r >> 8 & 9);
    const uint32_t scales[4] = {0, (uint32_t)(r >> 16 & 15), 127, (uint32_t)(r >> 16 & 127)};
    return formats | scales[r >> 24 & 3] << 16 | ((r & 64) != 0 ? HU_FPMR_OSM : 0U) | (uint32_t)(r >> 32 & 7) << 6 |
           (uint32_t)(r >> 36 & 1) << 15 | (uint32_t)(r >> 40 & 0xFF) << 24;
}

/* ---- Every pair of codes ----------------------------------------------------------------------------------------- */

long check_models_arm_fp8_pairs(void)
{
    comparison c = {.tally = {.name = "models.arm_fp8_pairs"}};
    for (uint64_t i = 0; i < 1 << 18; i++) { /* and every pair of formats */
        const uint64_t r = hu_random(check_seed(), STREAM, i);
        const uint32_t formats = (uint32_t)(i >> 16 & 1) | (uint32_t)(i >> 17 & 1) << 3;
        if (!check_dose()) {
            continue;
        }
        for (size_t k = 0; k < 2; k++) {
            const hu_format *to = hu_format_find(shapes[k].to);
            const uint64_t addend = (r & 7) == 0 ? 0 : operand_code(to, check_seed(), STREAM + 1 + k, i);
            const uint64_t codes[3] = {addend, i & 0xFF, i >> 8 & 0xFF};
            compare(&c, &shapes[k], codes, (fpmr_setting(r) & ~UINT32_C(0x3F)) | formats);
        }
    }
    return check_end(c.tally.name, c.tally.comparisons, c.tally.failures);
}

/* ---- Vectors ----------------------------------------------------------------------------------------------------- */

/* One row of x and one of y, with their addend. */
typedef struct {
    const shape *s;
    const hu_format *to, *of[2]; /* of x and y; E5M2 also for those that are not supported */
    uint32_t fpmr;
    uint64_t next; /* random numbers taken */
    uint64_t addend, v[2][PRODUCTS_MAX];
} vectors;

static uint64_t draw(vectors *d)
{
    return hu_random(check_seed(), STREAM + 3, d->next++);
}

static uint64_t sign_of(const hu_format *f)
{
    return UINT64_C(1) << (hu_format_width(f) - 1);
}

static void anything(vectors *d)
{
    for (size_t i = 0; i < 2 * d->s->products; i++) {
        d->v[i % 2][i / 2] = operand_code(d->of[i % 2], check_seed(), STREAM + 4, draw(d));
    }
    d->addend = operand_code(d->to, check_seed(), STREAM + 5, draw(d));
}

/* Products and their negatives, or nearly so. */
static void cancelling(vectors *d)
{
    anything(d);
    for (size_t i = 1; i < d->s->products; i += 2) {
        d->v[0][i] = d->v[0][i - 1] ^ 0x80 ^ (draw(d) % 4 == 0);
        d->v[1][i] = d->v[1][i - 1];
    }
    d->addend = draw(d) % 2 == 0 ? 0 : operand_code(d->to, check_seed(), STREAM + 5, draw(d));
}

/* The addend is the negative of the rest, or beside it. */
static void against_addend(vectors *d)
{
    anything(d);
    d->addend = by_ref(d->s, 0, d->v[0], d->v[1], d->fpmr) ^ sign_of(d->to);
    if (draw(d) % 2 == 0) {
        d->addend = operand_near(d->to, d->addend, check_seed(), STREAM + 6, draw(d));
    }
}

/* Products of zeros, in half of the cases all negative; sometimes another, the smallest. */
static void zeros(vectors *d)
{
    const bool minus = draw(d) % 2 == 0;
    anything(d);
    for (size_t i = 0; i < d->s->products; i++) {
        const size_t which = draw(d) % 2;
        d->v[which][i] = draw(d) % 16 == 0 ? 1 : 0;
        d->v[1 - which][i] = 1 + draw(d) % 0x77;
        d->v[which][i] |= minus || draw(d) % 2 == 0 ? 0x80 : 0;
    }
    d->addend = minus || draw(d) % 2 == 0 ? sign_of(d->to) : 0;
}

/* Infinities of one sign or both, NaNs, zeros times infinity, among ordinary numbers. */
static void specials(vectors *d)
{
    static const uint8_t codes[] = {0x7C, 0x7C, 0x7C, 0x7D, 0x7F, 0x7E, 0x00};
    uint64_t infinity = 0;
    anything(d);
    for (size_t i = 0; i < 2 * d->s->products; i++) {
        d->v[i % 2][i / 2] = 0x30 + draw(d) % 16;
    }
    hu_format_infinity(d->to, &infinity);
    d->addend = draw(d) % 4 == 0 ? infinity | (draw(d) % 2) * sign_of(d->to) | (draw(d) % 8 == 0) : 0;
    for (uint64_t i = 1 + draw(d) % 3; i > 0; i--) {
        const uint64_t code = codes[draw(d) % sizeof codes] | (draw(d) % 2) << 7;
        d->v[draw(d) % 2][draw(d) % d->s->products] = code;
    }
}

/* Near the largest number, on either side: of the addend, which products touch, or of the products. */
static void large(vectors *d)
{
    uint64_t infinity = 0;
    anything(d);
    hu_format_infinity(d->to, &infinity);
    for (size_t i = 0; i < 2 * d->s->products; i++) {
        d->v[i % 2][i / 2] = 0x68 + draw(d) % 0x13;
    }
    d->addend = infinity - 1 - draw(d) % 3;
    if (draw(d) % 2 == 0) {
        d->addend |= sign_of(d->to);
        d->v[0][0] |= 0x80;
    }
    d->fpmr &= draw(d) % 2 == 0 ? ~UINT32_C(0x7F0000) : ~UINT32_C(0x7C0000);
}

/* The smallest numbers, where results are subnormal or round to zero. */
static void small(vectors *d)
{
    for (size_t i = 0; i < 2 * d->s->products; i++) {
        d->v[i % 2][i / 2] = draw(d) % 12 | (draw(d) % 2) << 7;
    }
    d->addend = draw(d) % 3 == 0 ? draw(d) % 8 : 0;
    d->addend |= (draw(d) % 2) * sign_of(d->to);
    d->fpmr |= draw(d) % 2 == 0 ? UINT32_C(0x7F0000) : UINT32_C(0x780000);
}

/* The first product is half an ulp of the addend, or nearly so, and the others are far smaller: they decide. */
static void ties(vectors *d)
{
    const uint64_t one = hu_format_one(d->of[0]);
    anything(d);
    d->fpmr &= ~UINT32_C(0x7C0000);
    const int scale = (int)(d->fpmr >> 16 & 3);
    const int half = (int)(draw(d) % 3) - scale;
    d->v[0][0] = one + ((uint64_t)(half + scale) << d->of[0]->fraction_bits);
    d->v[1][0] = hu_format_one(d->of[1]);
    for (size_t i = 1; i < d->s->products; i++) {
        d->v[0][i] = 1 + draw(d) % 3 + (draw(d) % 2) * 0x80;
        d->v[1][i] = draw(d) % 3;
    }
    const int field = half + d->to->fraction_bits + 1 + d->to->bias;
    d->addend = draw(d) & ((UINT64_C(1) << d->to->fraction_bits) - 1);
    d->addend |= (uint64_t)field << d->to->fraction_bits | (draw(d) % 2) * sign_of(d->to);
}

static void (*const kinds[])(vectors *d) = {anything, cancelling, against_addend, zeros, specials, large, small, ties};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

static void draw_vectors(vectors *d, const shape *s, size_t kind, uint64_t index)
{
    *d = (vectors){.s = s, .to = hu_format_find(s->to), .next = index << 8};
    d->fpmr = fpmr_setting(draw(d));
    for (int i = 0; i < 2; i++) {
        const char *name = fp8_name(d->fpmr >> 3 * i);
        d->of[i] = hu_format_find(name != NULL ? name : "e5m2");
    }
    kinds[kind](d);
}

/* In the order of the model's row. In a matrix the first row of x with the first of y has the first addend, the second
 * with the second the last. */
static void arrange(const shape *s, const vectors d[2], uint64_t *codes)
{
    const size_t rows = s->matrix ? 2 : 1;
    const size_t results = rows * rows;
    for (size_t i = 0; i < results; i++) {
        codes[i] = d[i / rows].addend;
    }
    for (size_t i = 0; i < 2 * rows; i++) {
        for (size_t k = 0; k < s->products; k++) {
            codes[results + i * s->products + k] = d[i % rows].v[i / rows][k];
        }
    }
}

static void expect_outcomes(comparison *c)
{
    for (size_t i = 0; i < SHAPES * OUTCOMES; i++) {
        if (c->seen[i / OUTCOMES][i % OUTCOMES] < 20) {
            fprintf(stderr, "  %s: %s: outcome %zu came up less than 20 times\n", c->tally.name,
                    shapes[i / OUTCOMES].model, i % OUTCOMES);
            c->tally.failures++;
        }
    }
}

long check_models_arm_fp8_vectors(void)
{
    comparison c = {.tally = {.name = "models.arm_fp8_vectors"}};
    for (uint64_t i = 0; i < CASES * SHAPES; i++) {
        const shape *s = &shapes[i % SHAPES];
        vectors d[2];
        uint64_t codes[4 + 4 * PRODUCTS_MAX];
        if (!check_dose()) {
            continue;
        }
        draw_vectors(&d[0], s, i / SHAPES % KINDS, 2 * i);
        draw_vectors(&d[1], s, i / SHAPES % KINDS, 2 * i + 1);
        arrange(s, d, codes);
        compare(&c, s, codes, d[0].fpmr);
    }
    if (check_dose_is_all()) {
        expect_outcomes(&c);
    }
    return check_end(c.tally.name, c.tally.comparisons, c.tally.failures);
}
