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

/* Where sums in a format come to an end: 1 + 1 + 1 + ...; and 1 + 1/2 + 1/3 + ..., with the first term that changes
 * nothing. */
typedef struct {
    double ones, harmonic;
    int term;
} sum_ends;
sum_ends sum_find_ends(const hu_format *f);

/* The FP32 code of the largest u that changes nothing when it is added to w (grow) or subtracted, rounded to
 * nearest. */
uint64_t sum_largest_lost(hu_number w, bool grow);

/* x[0] y[0] + x[1] y[1] + ..., every sum rounded to `f`: one fused multiply-add after the other, by a mode; chunks of
 * DOT_CHUNK first, and then their sums one after the other; halves, and halves of halves. */
enum { DOT_CHUNK = 64 };
hu_number dot_sequential(const hu_format *f, const hu_number *x, const hu_number *y, int count, hu_rounding mode);
hu_number dot_chunks(const hu_format *f, const hu_number *x, const hu_number *y, int count);
hu_number dot_pairs(const hu_format *f, const hu_number *x, const hu_number *y, int count);

/* Numbers of a format: uniform in (0, 1), or normal. */
void dot_draw(const hu_format *f, uint64_t seed, bool positive, hu_number *x, hu_number *y, int count);

/* The same in FP64, which is exact for products of up to 29 bits in sums of a few thousand; and the sum of |x y|. */
double dot_exact(const hu_number *x, const hu_number *y, int count, double *magnitude);

#endif
