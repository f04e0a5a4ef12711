/* SPDX-License-Identifier: Apache-2.0
 *
 * Measures the sides of a piece of work in turn, and computes medians and quartiles of the times and ratios. See
 * timing.h.
 */
#define _POSIX_C_SOURCE 200809L

#include "bench/timing.h"

#include <stdlib.h>
#include <time.h>

/* A sample lasts at least this long, many times what reading the clock costs. */
#define SAMPLE 0.5e-3

/* Nanoseconds: what takes less an operation is not done at all. */
#define NOTHING 1e-3

double bench_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double sample(const bench_side *s, size_t repeats)
{
    if (s->seconds != NULL) {
        return s->seconds(s->subject, repeats);
    }
    const double start = bench_seconds();
    for (size_t i = 0; i < repeats; i++) {
        s->run(s->subject);
        bench_keep(s->subject);
    }
    return bench_seconds() - start;
}

/* Sets how often the work is done for one sample. */
static void calibrate(bench_side *s)
{
    double time;
    s->repeats = 1;
    while ((time = sample(s, s->repeats)) < SAMPLE) {
        if (1e9 * SAMPLE < NOTHING * s->operations * (double)s->repeats) {
            bench_fail("a side takes no time: it was optimised away");
        }
        s->repeats *= time < SAMPLE / 16 ? 8 : 2;
    }
}

static void measure_round(bench_side *sides, size_t count, int round)
{
    for (size_t i = 0; i < count; i++) {
        bench_side *s = &sides[round % 2 == 0 ? i : count - 1 - i]; /* so that nobody is always first */
        if (s->repeats == 0) {
            continue;
        }
        if (s->repeats > 1) {
            sample(s, 1); /* caches as this side leaves them */
        }
        s->nanoseconds[round] = 1e9 * sample(s, s->repeats) / (s->operations * (double)s->repeats);
    }
}

void bench_measure(const char *what, bench_side *sides, size_t count)
{
    bench_progress(what);
    for (size_t i = 0; i < count; i++) {
        sides[i].repeats = 0;
        if (sides[i].missing == NULL && !(sides[i].theirs && !bench_peers())) {
            calibrate(&sides[i]);
        }
    }
    for (int round = 0; round < bench_rounds(); round++) {
        measure_round(sides, count, round);
    }
}

static int ascending(const void *x, const void *y)
{
    const double a = *(const double *)x;
    const double b = *(const double *)y;
    return (a > b) - (a < b);
}

void bench_quartiles(const bench_side *ours, const bench_side *theirs, double q[3])
{
    double values[BENCH_ROUNDS_MOST] = {0};
    const int n = bench_rounds();
    for (int i = 0; i < n; i++) {
        values[i] = ours->nanoseconds[i] / (theirs != NULL ? theirs->nanoseconds[i] : 1);
    }
    qsort(values, (size_t)n, sizeof values[0], ascending);
    q[0] = values[(n - 1) / 4];
    q[1] = values[n / 2];
    q[2] = values[n - 1 - (n - 1) / 4];
}

double bench_median(const bench_side *side)
{
    return bench_median_ratio(side, NULL);
}

double bench_median_ratio(const bench_side *ours, const bench_side *theirs)
{
    double q[3];
    bench_quartiles(ours, theirs, q);
    return q[1];
}
