/* SPDX-License-Identifier: Apache-2.0
 *
 * The candidates: their table, and how they are measured.
 */
#include "candidates.h"

#include <math.h>
#include <string.h>

#include "blocks.h"
#include "halfulp_array.h"
#include "sample.h"

static void round_scaled(const candidate *c, double scale, const double *x, double *y, size_t n);

/* To add a recipe, add a row. Rows of as many bits stand from the simplest recipe to the most elaborate. */
static const candidate table[CANDIDATES] = {
    {"fp16", "fp16", SCALE_NONE, round_scaled},        {"bf16", "bf16", SCALE_NONE, round_scaled},
    {"fp16 x 2^k", "fp16", SCALE_POWER, round_scaled}, {"e4m3", "e4m3", SCALE_NONE, round_scaled},
    {"e5m2", "e5m2", SCALE_NONE, round_scaled},        {"e4m3 x 2^k", "e4m3", SCALE_POWER, round_scaled},
    {"e5m2 x 2^k", "e5m2", SCALE_POWER, round_scaled}, {"e4m3 x amax", "e4m3", SCALE_AMAX, round_scaled},
    {"e5m2 x amax", "e5m2", SCALE_AMAX, round_scaled}, {"e3m2 x 2^k", "e3m2", SCALE_POWER, round_scaled},
    {"e2m3 x 2^k", "e2m3", SCALE_POWER, round_scaled}, {"e2m1 x 2^k", "e2m1", SCALE_POWER, round_scaled},
    {"mxfp8_e4m3", "e4m3", SCALE_BLOCKS, NULL},        {"deepgemm_1x128", "e4m3", SCALE_BLOCKS, NULL},
    {"mxfp6_e2m3", "e2m3", SCALE_BLOCKS, NULL},        {"mxfp4", "e2m1", SCALE_BLOCKS, NULL},
    {"nvfp4_te", "e2m1", SCALE_BLOCKS, NULL},
};

/* The largest power of two of a scale, so that it is a number of FP64; and what a scale of a tensor takes, in FP32. */
enum { POWER_MAX = 1000, SCALE_BYTES = 4 };

int candidate_bits(const candidate *c)
{
    return hu_format_width(hu_format_find(c->format));
}

static double largest_of(const hu_format *format)
{
    hu_env env = {0};
    const hu_fp64 x = {hu_convert(hu_format_find("fp64"), hu_number_of(format, hu_format_largest(format)), &env).code};
    return hu_fp64_to_double(x);
}

static void round_scaled(const candidate *c, double scale, const double *x, double *y, size_t n)
{
    const hu_format *const format = hu_format_find(c->format);
    const hu_array_options options = {.no_flags = 1};
    hu_env env = {.overflow = HU_SATURATE_FINITE};
    uint16_t codes[BLOCK];
    float rounded[BLOCK];
    for (size_t i = 0; i < n; i++) {
        y[i] = x[i] * scale;
    }
    hu_array_convert(hu_array_of(format, codes), hu_array_operand_of(hu_format_find("fp64"), y), n, &env, &options);
    hu_array_convert(hu_array_of(hu_format_find("fp32"), rounded), hu_array_operand_of(format, codes), n, &env,
                     &options);
    for (size_t i = 0; i < n; i++) {
        y[i] = (double)rounded[i] / scale;
    }
}

/* ---- limits ------------------------------------------------------------------------------------------------------ */

/* Does the number become zero, or is it too large? */
static bool is_lost(const hu_format *format, double x, double scale, bool large)
{
    const hu_format *const fp64 = hu_format_find("fp64");
    hu_env env = {.overflow = HU_SATURATE_FINITE};
    const hu_number scaled = {fp64, hu_fp64_from_double(x * scale).code};
    const hu_number result = hu_convert(format, scaled, &env);
    return large ? (env.flags & HU_OVERFLOW) != 0 : result.code == 0;
}

/* Rounding keeps the order of numbers, so all up to a limit become zero, and all from another one on are too large. */
static statistics_limit limits_of(const evaluation *e, double amax)
{
    const hu_format *const format = hu_format_find(e->candidate->format);
    statistics_limit limit = {.low = 0, .high = HUGE_VAL};
    const uint64_t top = hu_fp64_from_double(amax).code;
    for (int large = 0; large < 2; large++) {
        uint64_t first = 0; /* at most the largest code that is not lost (large), or is (small) */
        uint64_t last = top + 1;
        while (last - first > 1) {
            const uint64_t middle = first + (last - first) / 2;
            const bool lost = is_lost(format, hu_fp64_to_double((hu_fp64){middle}), e->scale, large != 0);
            if (lost == (large == 0)) {
                first = middle;
            } else {
                last = middle;
            }
        }
        if (large == 0) {
            limit.low = hu_fp64_to_double((hu_fp64){first});
        } else if (last <= top) {
            limit.high = hu_fp64_to_double((hu_fp64){last});
        }
    }
    return limit;
}

/* ---- noise ------------------------------------------------------------------------------------------------------- */

/* Sums over the elements, which are taken times 2^-exponent(amax) so that no square overflows. */
typedef struct {
    int exponent; /* of amax */
    double signal;
    double noise[FORMATS];
    bool changed[FORMATS]; /* an element */
    bool wanted[FORMATS];  /* to be measured */
} measurement;

static void choose_scale(evaluation *e, double amax)
{
    const scaling how = e->candidate->scaling;
    const double largest = largest_of(hu_format_find(e->candidate->format));
    e->scale = 1;
    e->exponent = 0;
    if (amax > 0 && how == SCALE_AMAX) {
        e->scale = fmin(largest / amax, ldexp(1, BINADE_LAST));
    } else if (amax > 0 && how == SCALE_POWER) {
        int exponent;
        int own;
        const double fraction = frexp(largest, &exponent);
        const double own_fraction = frexp(amax, &own);
        const int power = exponent - own - (fraction < own_fraction);
        e->exponent = power < POWER_MAX ? power : POWER_MAX;
        e->scale = ldexp(1, e->exponent);
    }
}

/* Elements, each of them `weight` times, or once if that is NULL; n <= BLOCK. */
static void measure(measurement *m, const evaluation *e, const double *value, const double *weight, size_t n)
{
    /* 2^-exponent in two steps, since it may be above the largest number: neither of them rounds. */
    const double half = ldexp(1, -m->exponent / 2);
    const double rest = ldexp(1, -m->exponent - -m->exponent / 2);
    double x[BLOCK];
    double y[BLOCK];
    for (size_t i = 0; i < n; i++) {
        x[i] = value[i] * half * rest;
        m->signal += x[i] * x[i] * (weight == NULL ? 1 : weight[i]);
    }
    for (int i = 0; i < FORMATS; i++) {
        double noise = 0;
        int changed = 0;
        if (!m->wanted[i]) {
            continue;
        }
        table[i].round(&table[i], ldexp(e[i].scale, m->exponent), x, y, n);
        for (size_t j = 0; j < n; j++) {
            const double often = weight == NULL ? 1 : weight[j];
            noise += (y[j] - x[j]) * (y[j] - x[j]) * often;
            changed |= y[j] != x[j] && often > 0;
        }
        m->noise[i] += noise;
        m->changed[i] = m->changed[i] || changed != 0;
    }
}

static void measure_codes(measurement *m, const evaluation *e, const statistics *s)
{
    double weight[BLOCK];
    for (uint32_t code = 0; code < s->codes; code += BLOCK) {
        const size_t n = s->codes - code < BLOCK ? s->codes - code : BLOCK;
        for (size_t i = 0; i < n; i++) {
            weight[i] = (double)s->count[code + i];
        }
        measure(m, e, s->value + code, weight, n);
    }
}

static void measure_sample(measurement *m, const evaluation *e, const sample *a)
{
    for (size_t i = 0; i < a->count; i += BLOCK) {
        measure(m, e, a->value + i, a->weight + i, a->count - i < BLOCK ? a->count - i : BLOCK);
    }
}

static void measure_all(measurement *m, const evaluation *e, const tensor *t, statistics_progress *progress)
{
    double values[BLOCK];
    for (uint64_t first = 0; first < t->elements; first += BLOCK) {
        const size_t n = t->elements - first < BLOCK ? (size_t)(t->elements - first) : BLOCK;
        statistics_values(t, first, n, values);
        measure(m, e, values, NULL, n);
        if (progress != NULL) {
            progress(first + n);
        }
    }
}

static void note(const measurement *m, evaluation *e)
{
    for (int i = 0; i < FORMATS; i++) {
        if (m->wanted[i]) {
            e[i].exact = !m->changed[i];
            e[i].sqnr = m->noise[i] == 0 ? HUGE_VAL : 10 * log10(m->signal / m->noise[i]);
        }
    }
}

/* Sets `exact` and `sqnr`. Returns of how many elements. */
static uint64_t measure_noise(const statistics *s, const tensor *t, const sample *a, evaluation *e,
                              statistics_progress *progress)
{
    measurement m = {.exponent = s->amax > 0 ? ilogb(s->amax) : 0};
    memset(m.wanted, true, sizeof m.wanted);
    if (s->codes > 0) {
        measure_codes(&m, e, s);
    } else if (a == NULL) {
        measure_all(&m, e, t, progress);
    } else {
        measure_sample(&m, e, a);
    }
    note(&m, e);
    if (s->codes > 0 || a == NULL) {
        return s->elements;
    }
    measurement again = {.exponent = m.exponent};
    bool any = false;
    for (int i = 0; i < FORMATS; i++) { /* what is exact in a part may not be in all */
        again.wanted[i] = e[i].exact;
        any = any || e[i].exact;
    }
    if (any) {
        measure_all(&again, e, t, progress);
        note(&again, e);
    }
    return a->count;
}

static void count_limits(const statistics *s, const tensor *t, evaluation *e, statistics_progress *progress)
{
    statistics_limit limits[FORMATS];
    for (int i = 0; i < FORMATS; i++) {
        limits[i] = limits_of(&e[i], s->amax);
    }
    statistics_count(s, t, limits, FORMATS, progress);
    for (int i = 0; i < FORMATS; i++) {
        e[i].counted = s->elements;
        e[i].numbers = s->elements - s->zeros - s->nans - s->infinities;
        e[i].flushed = limits[i].below;
        e[i].saturated = limits[i].above;
        e[i].lost = 0;
        e[i].exact = e[i].exact && limits[i].below == 0 && limits[i].above == 0; /* where differences underflow */
    }
}

uint64_t candidates_evaluate(const statistics *s, const tensor *t, bool all, evaluation result[CANDIDATES],
                             statistics_progress *progress)
{
    const bool part = !all && t->elements > SAMPLE && s->amax > 0;
    sample a = {.count = 0};
    if (part) {
        a = sample_take(s, t, progress);
    }
    for (int i = 0; i < CANDIDATES; i++) {
        result[i].candidate = &table[i];
    }
    for (int i = 0; i < FORMATS; i++) {
        const uint64_t bits = (uint64_t)candidate_bits(&table[i]);
        result[i].bytes = s->elements / 8 * bits + (s->elements % 8 * bits + 7) / 8 +
                          (table[i].scaling == SCALE_NONE ? 0 : SCALE_BYTES);
        choose_scale(&result[i], s->amax);
    }
    const uint64_t measured = measure_noise(s, t, part ? &a : NULL, result, progress);
    count_limits(s, t, result, progress);
    blocks_evaluate(s, t, part ? &a : NULL, result + FORMATS, BLOCKS, progress);
    sample_free(&a);
    return measured;
}
