/* SPDX-License-Identifier: Apache-2.0
 *
 * How many elements limits on their magnitude catch. Most of it is known from the counts of codes or binades; only what
 * lies inside a binade needs another pass over the elements.
 */
#include <math.h>
#include <string.h>

#include "statistics.h"

enum { FP32_INFINITY = 0x7F800000, FP32_MAGNITUDE = 0x7FFFFFFF };

/* Limits in one pass. */
enum { TOGETHER = 8 };

/* The largest FP32 code whose number is at most x, or the smallest whose number is at least x; 0 <= x <= largest. */
static int32_t limit_code(double x, bool up)
{
    const float nearest = (float)x;
    const int32_t code = (int32_t)hu_fp32_from_float(nearest).code;
    return up ? code + ((double)nearest < x) : code - ((double)nearest > x);
}

/* Zeros wrap around, and so does what is below `high`. */
static void count_fp32(const uint32_t *codes, size_t n, uint32_t low, uint32_t high, statistics_limit *limit)
{
    uint32_t below = 0;
    uint32_t above = 0;
    for (size_t i = 0; i < n; i++) {
        const uint32_t magnitude = codes[i] & FP32_MAGNITUDE;
        below += magnitude - 1 < low;
        above += magnitude - high < FP32_INFINITY - high;
    }
    limit->below += below;
    limit->above += above;
}

static void count_values(const double *values, size_t n, statistics_limit *limit)
{
    for (size_t i = 0; i < n; i++) {
        const double magnitude = fabs(values[i]);
        limit->below += magnitude > 0 && magnitude <= limit->low;
        limit->above += magnitude >= limit->high;
    }
}

/* A limit in codes of FP32. */
typedef struct {
    int32_t low, high;
} code_limit;

/* Is nothing of the span caught by a limit? Its least magnitude may be noted as one below the truth. */
static bool is_between(const statistics_span *span, const code_limit *limits, size_t count)
{
    bool between = true;
    for (size_t i = 0; i < count; i++) {
        between = between && limits[i].low < span->least && limits[i].high > span->most;
    }
    return between;
}

static void count_elements_fp32(const statistics *s, const tensor *t, statistics_limit *limits, size_t count,
                                statistics_progress *progress)
{
    uint32_t codes[BLOCK];
    code_limit limit[TOGETHER];
    for (size_t i = 0; i < count; i++) {
        limit[i].low = limit_code(limits[i].low, false);
        limit[i].high = limits[i].high == HUGE_VAL ? FP32_INFINITY : limit_code(limits[i].high, true);
    }
    for (uint64_t first = 0; first < t->elements; first += BLOCK) {
        const size_t n = t->elements - first < BLOCK ? (size_t)(t->elements - first) : BLOCK;
        if (is_between(&s->span[first / s->span_size], limit, count)) {
            continue;
        }
        tensor_codes(t, first, n, codes);
        for (size_t i = 0; i < count; i++) {
            count_fp32(codes, n, (uint32_t)limit[i].low, (uint32_t)limit[i].high, &limits[i]);
        }
        if (progress != NULL) {
            progress(first + n);
        }
    }
}

/* A pass over the elements for limits[0 .. count - 1]. */
static void count_elements(const statistics *s, const tensor *t, statistics_limit *limits, size_t count,
                           statistics_progress *progress)
{
    double values[BLOCK];
    if (s->span_size != 0) {
        count_elements_fp32(s, t, limits, count, progress);
        return;
    }
    for (uint64_t first = 0; first < t->elements; first += BLOCK) {
        const size_t n = t->elements - first < BLOCK ? (size_t)(t->elements - first) : BLOCK;
        statistics_values(t, first, n, values);
        for (size_t i = 0; i < count; i++) {
            count_values(values, n, &limits[i]);
        }
        if (progress != NULL) {
            progress(first + n);
        }
    }
}

/* Counts from what is known already, if that is enough. */
static bool is_counted(const statistics *s, statistics_limit *limit)
{
    limit->below = 0;
    limit->above = 0;
    if (s->codes > 0) {
        for (uint32_t code = 0; code < s->codes; code++) {
            const double x = fabs(s->value[code]);
            limit->below += x > 0 && x <= limit->low ? s->count[code] : 0;
            limit->above += x > 0 && x >= limit->high ? s->count[code] : 0;
        }
        return true;
    }
    if (limit->high <= s->amax) {
        return false;
    }
    if (limit->low < s->least) {
        return true;
    }
    const int binade = statistics_binade(limit->low);
    for (int i = 0; i < binade; i++) {
        limit->below += s->binade[i];
    }
    limit->below += s->power[binade];
    return limit->low == ldexp(1, binade + BINADE_FIRST);
}

void statistics_count(const statistics *s, const tensor *t, statistics_limit *limits, size_t count,
                      statistics_progress *progress)
{
    for (size_t i = 0; i < count;) {
        statistics_limit some[TOGETHER];
        size_t places[TOGETHER];
        size_t n = 0;
        for (; i < count && n < TOGETHER; i++) {
            if (!is_counted(s, &limits[i])) {
                const statistics_limit open = {.low = limits[i].low, .high = limits[i].high};
                some[n] = open;
                places[n++] = i;
            }
        }
        if (n > 0) {
            count_elements(s, t, some, n, progress);
        }
        for (size_t k = 0; k < n; k++) {
            limits[places[k]].below = some[k].below;
            limits[places[k]].above = some[k].above;
        }
    }
}
