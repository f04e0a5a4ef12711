/* SPDX-License-Identifier: Apache-2.0
 *
 * What the lessons say of runs: spreads, the last epochs, the largest loss, shares of histograms; each on a few numbers
 * whose answer is known.
 */
#include <math.h>

#include "support/check.h"
#include "support/runs.h"
#include "support/sums.h"

static long expect(double found, double expected, const char *what)
{
    if (found == expected || (isnan(found) && isnan(expected))) {
        return 0;
    }
    fprintf(stderr, "  %s: %g, expected %g\n", what, found, expected);
    return 1;
}

static long check_curve(void)
{
    /* Seven epochs; the last five are 50, 90, 80, 60 and 70 %. */
    static lesson_run r = {.epochs = 7};
    static const double accuracy[] = {10, 20, 50, 90, 80, 60, 70};
    static const double loss[] = {9, 8, 1, 2, 3, 4, 5};
    static const double largest[] = {30, 20, 4, 7, 5, 1, 2};
    for (int e = 0; e < 7; e++) {
        r.epoch[e] = (run_epoch){.accuracy = accuracy[e], .loss = loss[e], .largest_loss = largest[e]};
    }
    long failures = expect(run_median_accuracy(&r), 70, "median") + expect(run_worst_accuracy(&r), 50, "worst");
    failures += expect(run_final_loss(&r), 3, "loss of the last five epochs");
    failures += expect(run_largest_loss(&r, 2), 7, "largest loss after two epochs");
    failures += expect(run_largest_loss(&r, 0), 30, "largest loss");
    r.epoch[3].largest_loss = (double)NAN;
    failures += expect(run_largest_loss(&r, 2), (double)NAN, "largest loss, one of them NaN");
    r.statistics.updates = 8;
    r.statistics.updates_lost = 2;
    r.statistics.delivered = 3;
    r.statistics.intended = 4;
    failures += expect(run_lost(&r), 25, "updates lost") + expect(run_delivered(&r), 0.75, "delivered");
    r.epochs = 2;
    return failures + expect(run_median_accuracy(&r), 15, "median of two epochs");
}

static long check_shares(void)
{
    static const double few[] = {3, 1, 2};
    static const double even[] = {4, 1, 3, 2};
    const run_spread s = run_spread_of(few, 3);
    long failures = expect(s.least, 1, "least") + expect(s.median, 2, "median") + expect(s.most, 3, "most");
    failures += expect(run_spread_of(even, 4).median, 2.5, "median of four");
    trainer_histogram h = {.finite = 8};
    h.binade[-10 - TRAINER_EXPONENT_MIN] = 2;
    h.binade[-11 - TRAINER_EXPONENT_MIN] = 6;
    failures += expect((double)run_below(&h, -10), 6, "below 2^-10") + expect(run_share(&h, -10, 0), 25, "share");
    return failures;
}

/* In FP16: 1 and half an ulp stay 1; twice that, and every way of adding is exact. */
static long check_sums(void)
{
    const hu_format *f = hu_format_find("fp16");
    const hu_number one = {f, 0x3C00};
    const hu_number half_ulp = {f, 0x1000}; /* 2^-11 */
    const hu_number odd = {f, 0x3C01};
    static hu_number x[100];
    static hu_number y[100];
    long failures = expect((double)sum_nearest(one, half_ulp, 7).code, 0x3C00, "nearest");
    failures += expect((double)sum_kahan(one, half_ulp, 7).code, 0x3C04, "Kahan: 3.5 ulps, a tie");
    failures += expect((double)sum_largest_lost(one, true), 0x3A000000, "lost by 1: 2^-11");
    failures += expect((double)sum_largest_lost(one, false), 0x39800000, "lost by 1, downwards: 2^-12");
    failures += expect((double)sum_largest_lost(odd, true), 0x39FFFFFF, "lost by an odd number");
    for (int i = 0; i < 100; i++) {
        x[i] = one;
        y[i] = i % 2 == 0 ? one : (hu_number){f, 0xC000}; /* 1 and -2 */
    }
    double magnitude;
    failures += expect(dot_exact(x, y, 100, &magnitude), -50, "exact") + expect(magnitude, 150, "magnitude");
    failures += expect((double)dot_sequential(f, x, y, 100, HU_NEAREST_EVEN).code, 0xD240, "sequential: -50");
    failures += expect((double)dot_chunks(f, x, y, 100).code, 0xD240, "chunks") +
                expect((double)dot_pairs(f, x, y, 100).code, 0xD240, "pairs");
    return failures;
}

long check_lessons_runs(void)
{
    return check_end("lessons.runs", 28, check_curve() + check_shares() + check_sums());
}
