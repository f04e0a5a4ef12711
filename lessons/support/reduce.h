/* SPDX-License-Identifier: Apache-2.0
 *
 * reduce.h - data-parallel training without a cluster: the gradients that virtual ranks hold, and the sum of one
 * element over the ranks as collectives add it, by the library.
 */
#ifndef HALFULP_LESSON_REDUCE_H
#define HALFULP_LESSON_REDUCE_H

#include "lesson.h"

enum { REDUCE_RANKS = 512, REDUCE_ELEMENTS = 1045, REDUCE_LEVELS = 9 }; /* 2^9 ranks */

/* Gradients of the digits network after an epoch of training: every `stride`-th element of the weights and biases, as
 * each rank computes it in FP32 on images of its own. Ranks share images where there are not enough. */
typedef struct {
    int elements;
    float of[REDUCE_ELEMENTS][REDUCE_RANKS];
} reduce_gradients;

void reduce_collect(const lesson *l, const trainer_data *data, uint64_t seed, int images, int stride,
                    reduce_gradients *g);

/* The gradients of one element, rounded to nearest. */
void reduce_round(const hu_format *to, const float *of, hu_number *x, int ranks);

/* Its sum, every partial sum rounded to `f`; x is indexed by rank. The ring begins at rank `first` and goes round, each
 * rank adding its own. The tree adds pairs of ranks, and pairs of pairs; the number of ranks is a power of two. `made`,
 * if not NULL, receives the sum of the rounding errors: of the ring in REDUCE_LEVELS parts of its way, equal but for
 * one rank; of the tree at each level, the last addition's at log2(ranks) - 1. */
hu_number reduce_ring(const hu_format *f, const hu_number *x, int ranks, int first, double *made);
hu_number reduce_tree(const hu_format *f, const hu_number *x, int ranks, double *made);

/* The ring of ranks that add in FP32 and round what they send to `sent`. */
hu_number reduce_hops(const hu_format *sent, const hu_number *x, int ranks, int first);

/* The sum in FP64, and the sum of the magnitudes. Exact for FP16: at most 512 multiples of 2^-24 below 2^16 add up to
 * 49 bits. Else it is wrong by at most reduce_bound(53, ranks - 1), 2^-44, of the magnitudes. */
double reduce_exact(const hu_number *x, int ranks, double *magnitude);

/* n u / (1 - n u) with u = 2^-precision: by how much of the magnitudes a sum is wrong, at most, if n additions follow
 * each other. From n u = 1 on there is no such bound: infinity. */
double reduce_bound(int precision, int additions);

/* The value of a number of a format up to FP32. */
double reduce_value(hu_number x);

/* The rank with which the ring begins. It cuts its data into as many parts as there are ranks, and each part begins at
 * another one. */
int reduce_first(const reduce_gradients *g, int element, int ranks);

/* ---- The mean ---------------------------------------------------------------------------------------------------- */

/* Gradients are divided before they are added, the sum after it, or both: by half of the powers of two before, as
 * PyTorch's FSDP does. */
enum { REDUCE_BEFORE, REDUCE_BOTH, REDUCE_AFTER, REDUCE_POLICIES };

/* What each rank divides by; the sum is divided by the rest. */
int reduce_divisor(int policy, int ranks);

/* The mean by a ring of ranks that all hold x. */
hu_number reduce_mean(const hu_format *f, hu_number x, int policy, int ranks);

#endif
