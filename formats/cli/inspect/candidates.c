/* SPDX-License-Identifier: Apache-2.0
 *
 * The candidates: their table, and how they are measured.
 */
#include "candidates.h"

#include <math.h>
#include <string.h>

#include "blocks.h"
#include "halfulp_array.h"

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

/* Exponents tried for a power of two: from the largest with which nothing is too large, up and down, and how much
 * better, in dB, another one must be. */
static const int tried[] = {0, 1, 2, 3, -1, -2};
enum { TRIED = sizeof tried / sizeof tried[0] };
static const double worthwhile = 0.01;

/* The largest power of two that is tried, so that all of them are numbers of FP64. */
enum { POWER_MAX = 1000 };

/* A sample is runs of consecutive elements, which are as far apart as they must be. */
enum { RUN = 512 };

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
    double noise[FORMATS][TRIED];
    double scale[FORMATS][TRIED];
    int scales[FORMATS];
    int power[FORMATS]; /* the exponent of the first scale, where it is a power of two */
} measurement;

static void choose_scales(measurement *m, double amax)
{
    for (int i = 0; i < FORMATS; i++) {
        const double largest = largest_of(hu_format_find(table[i].format));
        m->scales[i] = 1;
        m->power[i] = 0;
        m->scale[i][0] = 1;
        if (amax > 0 && table[i].scaling == SCALE_AMAX) {
            m->scale[i][0] = fmin(largest / amax, ldexp(1, BINADE_LAST));
        } else if (amax > 0 && table[i].scaling == SCALE_POWER) {
            int exponent;
            const double fraction = frexp(largest, &exponent);
            const int own = m->exponent + 1;
            const int power = exponent - own - (fraction < ldexp(amax, -own));
            m->power[i] = power < POWER_MAX ? power : POWER_MAX;
            m->scales[i] = TRIED;
        }
        for (int k = 0; k < m->scales[i] && table[i].scaling == SCALE_POWER; k++) {
            m->scale[i][k] = ldexp(1, m->power[i] + tried[k]);
        }
    }
}

/* Elements, each of them `weight` times, or once if that is NULL. */
static void measure(measurement *m, const double *value, const uint64_t *weight, size_t n)
{
    /* 2^-exponent in two steps, since it may be above the largest number: neither of them rounds. */
    const double half = ldexp(1, -m->exponent / 2);
    const double rest = ldexp(1, -m->exponent - -m->exponent / 2);
    double x[BLOCK];
    double y[BLOCK];
    for (size_t i = 0; i < n; i++) {
        x[i] = value[i] * half * rest;
        m->signal += x[i] * x[i] * (weight == NULL ? 1 : (double)weight[i]);
    }
    for (int i = 0; i < FORMATS; i++) {
        for (int k = 0; k < m->scales[i]; k++) {
            double noise = 0;
            table[i].round(&table[i], ldexp(m->scale[i][k], m->exponent), x, y, n);
            for (size_t j = 0; j < n; j++) {
                noise += (y[j] - x[j]) * (y[j] - x[j]) * (weight == NULL ? 1 : (double)weight[j]);
            }
            m->noise[i][k] += noise;
        }
    }
}

static uint64_t measure_elements(measurement *m, const tensor *t, bool all, statistics_progress *progress)
{
    const bool whole = all || t->elements <= SAMPLE;
    const uint64_t size = whole ? BLOCK : RUN;
    const uint64_t runs = whole ? (t->elements + BLOCK - 1) / BLOCK : SAMPLE / RUN;
    const uint64_t step = whole ? BLOCK : t->elements / runs;
    double values[BLOCK];
    uint64_t measured = 0;
    for (uint64_t run = 0; run < runs; run++) {
        const uint64_t first = run * step;
        const size_t n = t->elements - first < size ? (size_t)(t->elements - first) : (size_t)size;
        statistics_values(t, first, n, values);
        measure(m, values, NULL, n);
        measured += n;
        if (progress != NULL) {
            progress(first + n);
        }
    }
    return measured;
}

static double decibels(double signal, double noise)
{
    return noise == 0 ? HUGE_VAL : 10 * log10(signal / noise);
}

/* Of the scales that were tried the first, or a later one that is better. */
static void choose_best(const measurement *m, int i, evaluation *e)
{
    int best = 0;
    e->sqnr = decibels(m->signal, m->noise[i][0]);
    for (int k = 1; k < m->scales[i]; k++) {
        const double sqnr = decibels(m->signal, m->noise[i][k]);
        if (sqnr > e->sqnr + worthwhile) {
            best = k;
            e->sqnr = sqnr;
        }
    }
    e->scale = m->scale[i][best];
    e->exponent = m->power[i] + (table[i].scaling == SCALE_POWER ? tried[best] : 0);
}

uint64_t candidates_evaluate(const statistics *s, const tensor *t, bool all, evaluation result[CANDIDATES],
                             statistics_progress *progress)
{
    measurement m = {.signal = 0};
    statistics_limit limits[FORMATS];
    uint64_t measured = s->elements;
    if (s->amax > 0) {
        m.exponent = ilogb(s->amax);
    }
    choose_scales(&m, s->amax);
    if (s->codes == 0) {
        measured = measure_elements(&m, t, all, progress);
    }
    for (uint32_t code = 0; code < s->codes; code += BLOCK) {
        measure(&m, s->value + code, s->count + code, s->codes - code < BLOCK ? s->codes - code : BLOCK);
    }
    for (int i = 0; i < CANDIDATES; i++) {
        result[i].candidate = &table[i];
    }
    for (int i = 0; i < FORMATS; i++) {
        const uint64_t bits = (uint64_t)candidate_bits(&table[i]);
        result[i].bytes = s->elements / 8 * bits + (s->elements % 8 * bits + 7) / 8;
        choose_best(&m, i, &result[i]);
        limits[i] = limits_of(&result[i], s->amax);
    }
    statistics_count(s, t, limits, FORMATS, progress);
    for (int i = 0; i < FORMATS; i++) {
        result[i].counted = s->elements;
        result[i].numbers = s->elements - s->zeros - s->nans - s->infinities;
        result[i].flushed = limits[i].below;
        result[i].saturated = limits[i].above;
    }
    blocks_evaluate(s, t, all, result + FORMATS, BLOCKS, progress);
    return measured;
}
