/* SPDX-License-Identifier: Apache-2.0
 *
 * How many elements limits on their magnitude catch. Most of it is known from the counts of codes or binades; only what
 * lies inside a binade needs another pass over the elements.
 */
#include <math.h>
#include <string.h>

#include "statistics.h"

enum { FP32_INFINITY = 0x7F800000, FP32_MAGNITUDE = 0x7FFFFFFF };
/* The largest FP32 code whose number is at most x, or the smallest whose number is at least x; 0 <= x <= largest. */
static int32_t limit_code(double x, bool up)
{
    const float nearest = (float)x;
    const int32_t code = (int32_t)hu_fp32_from_float(nearest).code;
    return up ? code + ((double)nearest < x) : code - ((double)nearest > x);
}

static void count_fp32(const uint32_t *codes, size_t n, int32_t low, int32_t high, statistics_limit *limit)
{
    uint32_t below = 0;
    uint32_t above = 0;
    for (size_t i = 0; i < n; i++) {
        const int32_t magnitude = (int32_t)(codes[i] & FP32_MAGNITUDE);
        below += magnitude <= low;
        above += magnitude >= high;
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

/* A pass over the elements for limits[0 .. count - 1]. Of FP32 zeros, infinities and NaNs are counted too. */
static void count_elements(const tensor *t, statistics_limit *limits, size_t count, statistics_progress *progress)
{
    const bool fp32 = strcmp(t->format->name, "fp32") == 0;
    double values[BLOCK];
    uint32_t codes[BLOCK];
    for (uint64_t first = 0; first < t->elements; first += BLOCK) {
        const size_t n = t->elements - first < BLOCK ? (size_t)(t->elements - first) : BLOCK;
        if (fp32) {
            tensor_codes(t, first, n, codes);
        } else {
            statistics_values(t, first, n, values);
        }
        for (size_t i = 0; i < count; i++) {
            const bool none = limits[i].high == HUGE_VAL;
            if (!fp32) {
                count_values(values, n, &limits[i]);
            } else {
                count_fp32(codes, n, limit_code(limits[i].low, false),
                           none ? FP32_INFINITY : limit_code(limits[i].high, true), &limits[i]);
            }
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
    enum { TOGETHER = 8 };
    const bool fp32 = strcmp(t->format->name, "fp32") == 0;
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
            count_elements(t, some, n, progress);
        }
        for (size_t k = 0; k < n; k++) {
            limits[places[k]].below = some[k].below - (fp32 ? s->zeros : 0);
            limits[places[k]].above = some[k].above - (fp32 ? s->nans + s->infinities : 0);
        }
    }
}
