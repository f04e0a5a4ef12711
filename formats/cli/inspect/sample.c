/* SPDX-License-Identifier: Apache-2.0
 *
 * The part of a tensor, in two steps: the runs, and a pass over all elements for the binades that are rare in them.
 */
#include "sample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "halfulp_array.h"

enum { FP32_FIELDS = 256, FP32_BIAS = 127 };

/* A sample on its way. */
typedef struct {
    sample result;
    size_t room;
    uint64_t every[BINADES]; /* of a binade that is looked for, every so many-th element; 0: of others, none */
    uint64_t seen[BINADES];  /* elements of it so far ...                                                   */
    uint64_t taken[BINADES]; /* ... and those of the sample                                                 */
    int largest;             /* the lowest of the highest binades; BINADES: there are none                  */
    bool wanted[CODES_MAX];  /* by code; by exponent field in FP32: perhaps to be taken                     */
    bool any;
    uint32_t wanted_below[FP32_FIELDS + 1]; /* fields below that one that are wanted */
} search;

static void append(search *a, double x)
{
    if (a->result.count < a->room) {
        a->result.value[a->result.count++] = x;
        a->taken[statistics_binade(fabs(x))]++;
    }
}

static void take_runs(search *a, const tensor *t)
{
    const uint64_t runs = SAMPLE / RUN;
    const uint64_t step = t->elements / runs;
    double values[RUN];
    for (uint64_t run = 0; run < runs; run++) {
        statistics_values(t, run * step, RUN, values);
        for (size_t i = 0; i < RUN; i++) {
            if (values[i] != 0) {
                append(a, values[i]);
            }
        }
    }
}

/* The binary logarithm of the sum of the squares of a binade's elements, up to a constant. */
static double energy(const statistics *s, int binade)
{
    return s->binade[binade] == 0 ? -HUGE_VAL : log2((double)s->binade[binade]) + 2 * binade;
}

/* Could the runs' estimate of a binade be wrong by more than the part 2^-26 of the binade with the most energy? Its
 * error is about that of the elements taken, over the root of their number. */
static bool matters(const search *a, const statistics *s, int binade, double top)
{
    return a->taken[binade] == 0 || energy(s, binade) - log2((double)a->taken[binade]) / 2 > top - 26;
}

/* What is to be looked for, and gives up what the runs have of it. Returns how many elements that may be. */
static size_t choose(search *a, const statistics *s)
{
    uint64_t largest = 0;
    double top = -HUGE_VAL;
    size_t most = 0;
    size_t kept = 0;
    a->largest = BINADES;
    for (int i = BINADES - 1; i >= 0 && largest + s->binade[i] <= LARGEST; i--) {
        largest += s->binade[i];
        a->largest = s->binade[i] != 0 ? i : a->largest;
    }
    for (int i = 0; i < BINADES; i++) {
        top = fmax(top, energy(s, i));
    }
    for (int i = 0; i < BINADES; i++) {
        const bool few = s->codes == 0 && a->taken[i] < s->binade[i] && a->taken[i] < ENOUGH;
        const bool rare = few && matters(a, s, i, top);
        if (rare || (s->binade[i] != 0 && i >= a->largest)) {
            a->every[i] = (s->binade[i] - 1) / ENOUGH + 1;
            most += ENOUGH + 1;
            a->taken[i] = 0;
            a->any = true;
        }
    }
    for (size_t i = 0; i < a->result.count; i++) {
        const double x = a->result.value[i];
        if (a->every[statistics_binade(fabs(x))] == 0) {
            a->result.value[kept++] = x;
        }
    }
    a->result.count = kept;
    return most;
}

/* ---- the pass over all elements ---------------------------------------------------------------------------------- */

static void take(search *a, double x, uint64_t index)
{
    if (x == 0) {
        return;
    }
    const int binade = statistics_binade(fabs(x));
    if (a->every[binade] == 0) {
        return;
    }
    if (a->seen[binade]++ % a->every[binade] == 0) {
        append(a, x);
    }
    if (binade >= a->largest && a->result.largest_count < LARGEST) {
        a->result.largest[a->result.largest_count++] = index;
    }
}

static void mark(search *a, const statistics *s)
{
    for (uint32_t code = 0; code < s->codes; code++) {
        const double x = fabs(s->value[code]);
        a->wanted[code] = x > 0 && a->every[statistics_binade(x)] != 0;
    }
    for (int field = 1; field < FP32_FIELDS && s->codes == 0; field++) {
        a->wanted[field] = a->every[field - FP32_BIAS - BINADE_FIRST] != 0;
    }
    for (int i = 0; i <= -FP32_BIAS - BINADE_FIRST && s->codes == 0; i++) { /* subnormal numbers have the field 0 */
        a->wanted[0] = a->wanted[0] || a->every[i] != 0;
    }
    for (int field = 0; field < FP32_FIELDS && s->codes == 0; field++) {
        a->wanted_below[field + 1] = a->wanted_below[field] + a->wanted[field];
    }
}

/* Elements first .. first + n - 1; n <= BLOCK. */
static void look(search *a, const statistics *s, const tensor *t, uint64_t first, size_t n)
{
    union {
        uint8_t narrow[BLOCK];
        uint16_t wide[BLOCK];
        uint32_t fp32[BLOCK];
        double value[BLOCK];
    } block;
    if (s->codes == 0 && strcmp(t->format->name, "fp32") != 0) {
        statistics_values(t, first, n, block.value);
        for (size_t i = 0; i < n; i++) {
            take(a, block.value[i], first + i);
        }
        return;
    }
    tensor_codes(t, first, n, &block);
    const bool narrow = hu_array_element_size(t->format) == 1;
    for (size_t i = 0; i < n; i++) {
        if (s->codes == 0 ? a->wanted[block.fp32[i] >> 23 & (FP32_FIELDS - 1)]
                          : a->wanted[(narrow ? block.narrow[i] : block.wide[i]) & (s->codes - 1)]) {
            double x;
            statistics_values(t, first + i, 1, &x);
            take(a, x, first + i);
        }
    }
}

/* Has the span of FP32 an element to be taken? */
static bool may_have(const search *a, const statistics_span *span)
{
    const int32_t most = span->most >> 23;
    return a->wanted_below[(most < FP32_FIELDS - 1 ? most : FP32_FIELDS - 1) + 1] >
           a->wanted_below[span->most == 0 ? FP32_FIELDS : span->least >> 23];
}

static void look_at_all(search *a, const statistics *s, const tensor *t, statistics_progress *progress)
{
    mark(a, s);
    for (uint64_t first = 0; first < t->elements; first += BLOCK) {
        const size_t n = t->elements - first < BLOCK ? (size_t)(t->elements - first) : BLOCK;
        if (s->span_size != 0 && !may_have(a, &s->span[first / s->span_size])) {
            continue;
        }
        look(a, s, t, first, n);
        if (progress != NULL) {
            progress(first + n);
        }
    }
}

static void *allocate(void *old, size_t count)
{
    void *const room = realloc(old, count * sizeof(double) + 1);
    if (room == NULL) {
        fail("out of memory");
    }
    return room;
}

sample sample_take(const statistics *s, const tensor *t, statistics_progress *progress)
{
    search *const a = calloc(1, sizeof *a);
    if (a == NULL) {
        fail("out of memory");
    }
    if (s->codes == 0) {
        a->room = SAMPLE;
        a->result.value = allocate(NULL, a->room);
        take_runs(a, t);
    }
    const size_t more = choose(a, s);
    a->room = a->result.count + more;
    a->result.value = allocate(a->result.value, a->room);
    if (a->any) {
        look_at_all(a, s, t, progress);
    }
    sample result = a->result;
    result.weight = allocate(NULL, result.count);
    for (size_t i = 0; i < result.count; i++) {
        const int binade = statistics_binade(fabs(result.value[i]));
        result.weight[i] = (double)s->binade[binade] / (double)a->taken[binade];
    }
    free(a);
    return result;
}

void sample_free(sample *a)
{
    free(a->value);
    free(a->weight);
    a->value = NULL;
    a->weight = NULL;
}
