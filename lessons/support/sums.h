/* SPDX-License-Identifier: Apache-2.0
 *
 * sums.h - sums in a format, by the library: what happens to one number that is added again and again.
 */
#ifndef HALFULP_LESSON_SUMS_H
#define HALFULP_LESSON_SUMS_H

#include "halfulp.h"

/* w + u + u + ..., `count` times, every sum rounded to w's format: to nearest; to nearest with Kahan's compensation, a
 * second number of the same format; stochastically, up with the probability of the part that is cut off, by 32 random
 * bits of (seed, stream, index). */
hu_number sum_nearest(hu_number w, hu_number u, int count);
hu_number sum_kahan(hu_number w, hu_number u, int count);
hu_number sum_stochastic(hu_number w, hu_number u, int count, uint64_t seed, uint64_t stream);

/* The FP32 code of the largest u that changes nothing when it is added to w (grow) or subtracted, rounded to nearest. */
uint64_t sum_largest_lost(hu_number w, bool grow);

#endif
