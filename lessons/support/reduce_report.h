/* SPDX-License-Identifier: Apache-2.0
 *
 * reduce_report.h - what lesson 14 measures of sums over ranks (reduce.h), for several seeds, and its tables.
 */
#ifndef HALFULP_LESSON_REDUCE_REPORT_H
#define HALFULP_LESSON_REDUCE_REPORT_H

#include "reduce.h"
#include "runs.h"

enum { REDUCE_FP32, REDUCE_FP16, REDUCE_BF16, REDUCE_FORMATS };
enum { REDUCE_RING, REDUCE_TREE, REDUCE_WAYS };
enum { REDUCE_SIZES = 7 }; /* 8, 16, ..., 512 ranks */

/* The last is BF16, unless another format stands in its place. */
const hu_format *reduce_format(int format);
void reduce_set_format(const hu_format *f);
int reduce_ranks(int size);

/* Of ring and tree in a format, over the elements that are not zero on all ranks. An error is relative: the root of the
 * mean square over that of the exact sums. */
typedef struct {
    double error[REDUCE_WAYS];
    double share[REDUCE_WAYS][REDUCE_LEVELS]; /* of the squares of what the parts or levels add to it, percent */
    double differ;                            /* sums that have other bits in the ring than in the tree, percent */
    int64_t beyond;                           /* errors beyond the bound                                         */
} reduce_found;

reduce_found reduce_compare(const reduce_gradients *g, const hu_format *f, int ranks);

/* Gradients in BF16 (or what stands in its place), summed into a BF16 number: in a ring in BF16; in a ring that adds in
 * FP32 and sends BF16; in a ring in FP32, rounded at the end; by one rank that owns the element, in FP32, rounded at
 * the end. */
enum { REDUCE_NARROW, REDUCE_HOPS, REDUCE_WIDE, REDUCE_OWNER, REDUCE_KINDS };

typedef struct {
    double error[REDUCE_KINDS];
    int64_t other_bits; /* sums that HOPS and NARROW disagree about                                             */
    int64_t beyond;     /* errors of WIDE and OWNER beyond one rounding to BF16 and the bound of a sum in FP32 */
} reduce_exchange;

reduce_exchange reduce_send(const reduce_gradients *g, int ranks);

/* Of FP16 gradients that are not zero, the percentage that division by the number of ranks flushes. Adds to *differ how
 * many it treats otherwise than by the law: to zero up to 2^-25 * ranks. */
double reduce_flushed(const reduce_gradients *g, int ranks, int64_t *differ);

/* ---- All seeds --------------------------------------------------------------------------------------------------- */

/* Of each seed. With --quick FP32 and FP16 have every third size only. */
typedef struct {
    int seeds;
    reduce_gradients gradients[LESSON_SEEDS];
    reduce_found found[LESSON_SEEDS][REDUCE_FORMATS][REDUCE_SIZES];
    reduce_exchange exchange[LESSON_SEEDS][REDUCE_SIZES]; /* every third */
} reduce_results;

void reduce_measure(const lesson *l, const trainer_data *data, int images, reduce_results *r);

/* Over the seeds: an error, and a percentage of other bits. */
run_spread reduce_error(const reduce_results *r, int format, int size, int way);
run_spread reduce_differ(const reduce_results *r, int format, int size);
run_spread reduce_sent(const reduce_results *r, int kind, int size);

/* Of the squared errors of BF16 with 512 ranks, the percentage made in the last parts of the ring's way, or at the last
 * levels of the tree. */
run_spread reduce_last(const reduce_results *r, int way, int last);

/* The sum of ones, of each number of ranks; adds to wrong[][] how many are wrong. Returns that of the longest ring. */
double reduce_print_ones(const lesson *l, int64_t wrong[REDUCE_FORMATS][REDUCE_WAYS]);

/* Tables, and the picture of the errors. */
void reduce_print_errors(lesson *l, const reduce_results *r);
void reduce_print_shares(const reduce_results *r, int way);
void reduce_print_sent(const reduce_results *r);

#endif
