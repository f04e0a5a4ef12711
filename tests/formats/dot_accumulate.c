/* SPDX-License-Identifier: Apache-2.0
 *
 * Dot products by a chosen accumulation: every order, with and without chunks and parts, in many formats, under drawn
 * policies, against ref/accumulate.c, codes and flags.
 */
#include <inttypes.h>

#include "halfulp_dot.h"
#include "ref.h"
#include "support/arrays.h"
#include "support/check.h"
#include "support/compare.h"
#include "support/operands.h"

enum { CASES = 40000, LONGEST = 40, ROUNDINGS_MAX = 6 * LONGEST + 10, STREAM = 930 };

typedef struct {
    hu_accumulation how;
    hu_env env;
    const hu_format *x_format, *y_format;
    uint64_t addend;
    size_t count;
    uint64_t x[LONGEST], y[LONGEST];
    const char *kind;
} sum_case;

/* ---- Operands ---------------------------------------------------------------------------------------------------- */

static uint64_t number;

static uint64_t draw(void)
{
    return hu_random(check_seed(), STREAM, number++);
}

static bool one_in(size_t n)
{
    return draw() % n == 0;
}

static uint64_t negative(const hu_format *f, uint64_t code)
{
    return f->has_sign ? code ^ UINT64_C(1) << (hu_format_width(f) - 1) : code;
}

/* Near 1, so that sums neither overflow nor underflow at once; or, for `far` binades, far above or below. */
static uint64_t near_one(const hu_format *f, int far)
{
    hu_env env = {.overflow = HU_SATURATE_FINITE, .missing_zero = HU_MISSING_ZERO_SMALLEST};
    const int n = (int)(draw() % 5) - 2 + far;
    const uint64_t one = hu_format_one(f) + draw() % (UINT64_C(1) << f->fraction_bits);
    const uint64_t code = hu_scale_b(f, (hu_number){f, one}, n, &env).code;
    return one_in(2) ? negative(f, code) : code;
}

static uint64_t special(const hu_format *f)
{
    uint64_t infinity;
    if (one_in(2) && hu_format_infinity(f, &infinity)) {
        return one_in(2) ? negative(f, infinity) : infinity;
    }
    return one_in(2) ? f->canonical_nan : operand_code(f, check_seed(), STREAM + 1, draw());
}

static void draw_anything(sum_case *c)
{
    c->kind = "anything";
    for (size_t i = 0; i < c->count; i++) {
        c->x[i] = operand_code(c->x_format, check_seed(), STREAM + 1, draw());
        c->y[i] = operand_code(c->y_format, check_seed(), STREAM + 2, draw());
    }
}

static void draw_moderate(sum_case *c)
{
    c->kind = "moderate";
    for (size_t i = 0; i < c->count; i++) {
        c->x[i] = near_one(c->x_format, 0);
        c->y[i] = near_one(c->y_format, 0);
    }
}

/* Products and their negatives, some distance apart. */
static void draw_cancelling(sum_case *c)
{
    draw_moderate(c);
    c->kind = "cancelling";
    for (size_t i = 1; i < c->count; i++) {
        const size_t of = (size_t)(draw() % i);
        if (one_in(2)) {
            c->x[i] = negative(c->x_format, c->x[of]);
            c->y[i] = c->y[of];
        }
    }
}

static void draw_one_huge(sum_case *c)
{
    draw_moderate(c);
    c->kind = "one huge";
    for (size_t i = 0; i < c->count; i++) {
        if (one_in(c->count)) {
            c->x[i] = near_one(c->x_format, (int)(draw() % 30));
        }
    }
}

static void draw_small(sum_case *c)
{
    c->kind = "small";
    for (size_t i = 0; i < c->count; i++) {
        c->x[i] = near_one(c->x_format, hu_format_emin(c->x_format) + (int)(draw() % 4) - 2);
        c->y[i] = near_one(c->y_format, one_in(2) ? 0 : -(int)(draw() % 12));
    }
}

static void draw_zeros(sum_case *c)
{
    c->kind = "zeros";
    const bool all_negative = one_in(2);
    for (size_t i = 0; i < c->count; i++) {
        c->x[i] = all_negative || one_in(2) ? negative(c->x_format, 0) : 0;
        c->y[i] = hu_format_one(c->y_format);
    }
}

static void draw_specials(sum_case *c)
{
    draw_moderate(c);
    c->kind = "specials";
    for (size_t i = 0; i < c->count; i++) {
        if (one_in(c->count)) {
            c->x[i] = special(c->x_format);
        }
        if (one_in(c->count)) {
            c->y[i] = one_in(2) ? special(c->y_format) : 0;
        }
    }
}

/* ---- Cases ------------------------------------------------------------------------------------------------------- */

static const hu_format *any_format(bool accumulates)
{
    static const char *const names[] = {"fp32", "fp32",     "fp16", "bf16",  "e5m2",
                                        "e4m3", "e4m3fnuz", "e2m1", "ue4m3", "e8m0"};
    const size_t count = sizeof names / sizeof names[0];
    return hu_format_find(names[draw() % (accumulates ? count - 1 : count)]);
}

static void draw_accumulation(sum_case *c)
{
    hu_accumulation *how = &c->how;
    *how = (hu_accumulation){.order = (uint32_t)(draw() % (HU_ACCUMULATE_BY_INSTRUCTION + 1)),
                             .sum = any_format(true),
                             .product = one_in(2) ? any_format(false) : NULL,
                             .total = one_in(2) ? any_format(true) : NULL,
                             .chunk = one_in(2) ? 1 + draw() % 12 : 0,
                             .parts = one_in(2) ? (uint32_t)(draw() % 6) : 0,
                             .seed = draw(),
                             .stream = draw(),
                             .first = draw()};
    if (how->order == HU_ACCUMULATE_EXACT && how->chunk == 0 && how->parts <= 1 && one_in(4) &&
        c->env.rounding < HU_STOCHASTIC_A) {
        how->sum = hu_format_find("fp64");
    }
    if (how->order == HU_ACCUMULATE_BY_INSTRUCTION) {
        static const char *const rows[] = {"hopper_wgmma_e4m3_e5m2_fp32", "hopper_mma_k8_fp16_fp16",
                                           "hopper_mma_k4_tf32_fp32", "hopper_mma_k4_fp16_fp32"};
        const hu_dot_model *m = hu_dot_find(rows[draw() % 4]);
        how->instruction = m;
        how->sum = m->result;
        how->product = NULL;
        how->chunk = m->k * (how->chunk % 3);
        c->count -= c->count % m->k;
        c->x_format = m->x;
        c->y_format = m->y;
    }
}

static void draw_case(sum_case *c, compare *policies)
{
    static void (*const kinds[])(sum_case * c) = {draw_anything, draw_moderate, draw_cancelling, draw_one_huge,
                                                  draw_small,    draw_zeros,    draw_specials};
    *c = (sum_case){.env =
                        one_in(3) ? (hu_env){.rounding = (uint32_t)(draw() % (HU_TO_ODD + 1))} : compare_draw(policies),
                    .x_format = any_format(false),
                    .y_format = any_format(false),
                    .count = (size_t)(draw() % (LONGEST + 1))};
    draw_accumulation(c);
    kinds[draw() % (sizeof kinds / sizeof kinds[0])](c);
    const hu_format *result = hu_accumulation_result(&c->how);
    c->addend = one_in(2)   ? operand_code(result, check_seed(), STREAM + 3, draw())
                : one_in(2) ? (one_in(2) ? negative(result, 0) : 0)
                            : near_one(result, 0);
}

static ref_result by_ref(const sum_case *c)
{
    ref_operand operands[LONGEST][2];
    uint64_t draws[ROUNDINGS_MAX];
    const hu_accumulation *how = &c->how;
    const ref_accumulation same = {
        .order = (ref_accumulation_order)how->order,
        .product = how->product != NULL ? compare_format(how->product) : NULL,
        .sum = compare_format(how->sum),
        .total = how->total != NULL ? compare_format(how->total) : NULL,
        .instruction = how->instruction != NULL ? ref_dot_find(how->instruction->name) : NULL,
        .chunk = (size_t)how->chunk,
        .parts = how->parts,
    };
    const ref_policy policy = compare_policy(&c->env);
    for (size_t i = 0; i < c->count; i++) {
        operands[i][0] = (ref_operand){compare_format(c->x_format), c->x[i]};
        operands[i][1] = (ref_operand){compare_format(c->y_format), c->y[i]};
    }
    for (size_t i = 0; i < ROUNDINGS_MAX; i++) {
        draws[i] = hu_random_bits(how->seed, how->stream, how->first + i, c->env.random_bits);
    }
    return ref_accumulate(&same, c->addend, operands, c->count, &policy,
                          c->env.rounding >= HU_STOCHASTIC_A ? draws : NULL);
}

static const char *name_of(const hu_format *f)
{
    return f != NULL ? f->name : "-";
}

static void show(const sum_case *c, hu_status status, uint64_t code, uint32_t flags, ref_result expected)
{
    fprintf(stderr,
            "  dot.accumulations, %s: order %u, product %s, sum %s, total %s, chunk %" PRIu64
            ", parts %u; rounding %u, "
            "overflow %u, nan %u, flush %u; addend %" PRIX64 ", %s * %s:",
            c->kind, c->how.order, name_of(c->how.product), name_of(c->how.sum), name_of(c->how.total), c->how.chunk,
            c->how.parts, c->env.rounding, c->env.overflow, c->env.nan, c->env.flush, c->addend, c->x_format->name,
            c->y_format->name);
    for (size_t i = 0; i < c->count; i++) {
        fprintf(stderr, " %" PRIX64 "*%" PRIX64, c->x[i], c->y[i]);
    }
    fprintf(stderr, ": %" PRIX64 " flags %X, but ref: %" PRIX64 " flags %X; %s\n", code, flags, expected.code,
            expected.flags, hu_status_text(status));
}

/* As elements of memory, of their size; for some cases from the last to the first, with gaps. */
static hu_array_operand elements(const sum_case *c, const hu_format *f, const uint64_t *codes, uint64_t *memory)
{
    hu_array_operand x = hu_array_operand_of(f, memory);
    if (c->count % 2 == 1) {
        x.stride *= -2;
        x.data = (const char *)memory - (ptrdiff_t)(c->count - 1) * x.stride;
    }
    for (size_t i = 0; i < c->count; i++) {
        const size_t from_the_start = c->count % 2 == 1 ? 2 * (c->count - 1 - i) : i;
        arrays_store((char *)memory + from_the_start * hu_array_element_size(f), f, codes[i]);
    }
    return x;
}

static hu_status accumulate(const sum_case *c, hu_env *env, uint64_t *result)
{
    uint64_t memory[2][2 * LONGEST] = {{0}};
    const hu_array_operand x = elements(c, c->x_format, c->x, memory[0]);
    const hu_array_operand y = elements(c, c->y_format, c->y, memory[1]);
    return hu_dot_accumulate(&c->how, x, y, c->count, c->addend, env, result);
}

long check_dot_accumulations(void)
{
    check_tally t = {0};
    for (size_t i = 0; i < CASES; i++) {
        compare policies = {.state = check_seed() + i};
        sum_case c;
        uint64_t code = 0;
        number = i << 12;
        if (!check_dose()) {
            continue;
        }
        draw_case(&c, &policies);
        hu_env env = c.env;
        const hu_status status = accumulate(&c, &env, &code);
        const ref_result expected = by_ref(&c);
        const bool same = code == expected.code && env.flags == expected.flags && env.random == c.env.random;
        t.comparisons++;
        if ((status != HU_STATUS_GOOD || !same) && t.failures++ < CHECK_SHOWN) {
            show(&c, status, code, env.flags, expected);
        }
    }
    return check_end("dot.accumulations", t.comparisons, t.failures);
}
