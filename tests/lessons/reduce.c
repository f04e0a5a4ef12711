/* SPDX-License-Identifier: Apache-2.0
 *
 * Sums over virtual ranks (lesson 14): each way of adding, the bound, the mean and the statistics, on a few numbers
 * whose answer is known by hand.
 */
#include <math.h>

#include "support/check.h"
#include "support/reduce_report.h"

static long expect(double found, double expected, const char *what)
{
    if (found == expected) {
        return 0;
    }
    fprintf(stderr, "  %s: %.17g, expected %.17g\n", what, found, expected);
    return 1;
}

/* BF16: from 256 on an ulp is 2. 256 + 1 is a tie and goes back to 256; 259 is one and goes up to 260. */
static long check_ways(void)
{
    static const float of[] = {257, 1, 1, 1};
    const hu_format *f = reduce_format(REDUCE_BF16);
    hu_number x[4];
    double ring[REDUCE_LEVELS] = {0};
    double tree[REDUCE_LEVELS] = {0};
    double magnitude;
    reduce_round(f, of, x, 4);
    long failures = expect(reduce_value(x[0]), 256, "257 in BF16");
    failures += expect(reduce_value(reduce_ring(f, x, 4, 0, ring)), 256, "ring from the first rank");
    failures += expect(reduce_value(reduce_ring(f, x, 4, 1, NULL)), 260, "ring from the second rank");
    failures += expect(reduce_value(reduce_hops(f, x, 4, 0)), 256, "hops from the first rank");
    failures += expect(reduce_value(reduce_hops(f, x, 4, 1)), 260, "hops from the second rank");
    failures += expect(reduce_value(reduce_tree(f, x, 4, tree)), 258, "tree");
    failures += expect(ring[0] + ring[3] + ring[6], -3, "errors of the ring's three additions") +
                expect(ring[6], -1, "error of the last one");
    failures += expect(tree[0], -1, "errors of the tree's leaves") + expect(tree[1], 0, "error of its root");
    x[1].code ^= 0x8000;
    failures += expect(reduce_exact(x, 4, &magnitude), 257, "exact sum") + expect(magnitude, 259, "magnitude");
    failures += expect(reduce_bound(8, 3), 3.0 / 253, "bound of 3 additions");
    return failures + expect(isinf(reduce_bound(8, 256)) != 0, 1, "no bound of 256 additions");
}

static long check_mean(void)
{
    const hu_format *f = reduce_format(REDUCE_FP16);
    const hu_number large = {f, 0x7800}; /* 2^15  */
    const hu_number small = {f, 0x0001}; /* 2^-24 */
    long failures = expect(reduce_divisor(REDUCE_BOTH, 8), 4, "8 = 4 * 2") +
                    expect(reduce_divisor(REDUCE_BOTH, 512), 32, "512 = 32 * 16") +
                    expect(reduce_divisor(REDUCE_BEFORE, 8), 8, "before") +
                    expect(reduce_divisor(REDUCE_AFTER, 8), 1, "after");
    failures += expect((double)reduce_mean(f, large, REDUCE_BEFORE, 8).code, 0x7800, "2^15 divided before");
    failures += expect((double)reduce_mean(f, large, REDUCE_AFTER, 8).code, 0x7C00, "2^15 divided after: infinity");
    failures += expect((double)reduce_mean(f, small, REDUCE_BEFORE, 8).code, 0, "2^-24 divided before: zero");
    return failures + expect((double)reduce_mean(f, small, REDUCE_AFTER, 8).code, 1, "2^-24 divided after");
}

/* 512 ones, of which a ring in BF16 keeps 256; and beside them an element that is zero on all ranks. */
static long check_statistics(void)
{
    static reduce_gradients g = {.elements = 2};
    int64_t differ = 0;
    for (int r = 0; r < REDUCE_RANKS; r++) {
        g.of[0][r] = 1;
    }
    const reduce_found found = reduce_compare(&g, reduce_format(REDUCE_BF16), REDUCE_RANKS);
    const reduce_exchange sent = reduce_send(&g, REDUCE_RANKS);
    long failures = expect(found.error[REDUCE_RING], 0.5, "error of the ring") +
                    expect(found.error[REDUCE_TREE], 0, "error of the tree") + expect(found.differ, 100, "other bits") +
                    expect((double)found.beyond, 0, "beyond the bound") +
                    expect(found.share[REDUCE_RING][0], 0, "the ring's first ninth");
    failures += expect(sent.error[REDUCE_NARROW], 0.5, "BF16") + expect(sent.error[REDUCE_HOPS], 0.5, "sent as BF16") +
                expect(sent.error[REDUCE_WIDE], 0, "FP32") + expect(sent.error[REDUCE_OWNER], 0, "to an owner") +
                expect((double)(sent.other_bits + sent.beyond), 0, "bits and bounds");
    /* Of 8 ranks' gradients one is zero, and one is flushed: 2^-22 / 8 is half of the smallest number. */
    g.of[0][0] = 0;
    g.of[0][1] = 0x1p-22F;
    g.of[0][2] = 0x1.4p-22F;
    failures += expect(reduce_flushed(&g, 8, &differ), 100.0 / 7, "flushed");
    return failures + expect((double)differ, 0, "against the law");
}

long check_lessons_reduce(void)
{
    return check_end("lessons.reduce", 34, check_ways() + check_mean() + check_statistics());
}
