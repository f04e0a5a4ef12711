/* SPDX-License-Identifier: Apache-2.0
 *
 * What became of the elements of blocks: counts, signal and noise. quantize and inspect share it.
 */
#ifndef CLI_LOSS_H
#define CLI_LOSS_H

#include <stddef.h>
#include <stdint.h>

#include "halfulp_block.h"

/* Counts of elements, which are x before and y afterwards. Every one but `numbers` and `nans` counts changed elements
 * alone, and flushed, saturated and those that are no number any more have none in common. */
typedef struct {
    uint64_t elements;
    uint64_t numbers;            /* x is finite, and not zero                                                  */
    uint64_t inexact;            /* x and y are not equal, nor both NaNs; 0 and -0 are equal                   */
    uint64_t flushed;            /* x is finite and not zero, y is zero                                        */
    uint64_t saturated;          /* x is finite, and too large for its block: see below                        */
    uint64_t nans;               /* y is a NaN, whatever x is                                                  */
    uint64_t nan_to_number;      /* x is a NaN, y is none                                                      */
    uint64_t to_nan;             /* y is a NaN, x is none                                                      */
    uint64_t to_infinity;        /* y is infinite, x is finite                                                 */
    uint64_t infinity_to_number; /* x is infinite, y is finite                                                 */
    uint64_t measured;           /* both are finite: these have a part in the sums                             */
    double signal, noise;        /* of squares of x and y - x, times the square of the unit                    */
} loss;

/* An element whose code is that of the largest number, or of the lowest, is saturated if the next number on the same
 * grid would have been the nearest one: if x lies half a step or more beyond y (more than half, where a tie goes to y,
 * whose code is even). */
typedef struct {
    uint8_t top, bottom; /* these codes ...                            */
    uint8_t below;       /* ... and the next one towards zero from top */
} loss_ends;

/* Of the elements of a recipe. */
loss_ends loss_ends_of(const hu_block_recipe *recipe);

/* Sums are of x and y times `unit` times `unit2`, neither of which is out of the range of FP64; 1 and 1 will do for
 * numbers of FP32. */
typedef struct {
    double unit, unit2;
} loss_unit;

/* Adds a row of a block: n elements, what they became, and their codes. `step` is the distance of the products of the
 * codes top and below. */
void loss_add(loss *l, const loss_ends *ends, loss_unit unit, double step, const double *before, const float *after,
              const uint8_t *codes, size_t n);

/* Adds the counts and sums of `more`, the sums `weight` times. */
void loss_join(loss *l, const loss *more, double weight);

/* Finite before and not afterwards: no number of dB tells of these. */
uint64_t loss_of_numbers(const loss *l);

/* Signal to noise in dB, infinity without noise. */
double loss_sqnr(const loss *l);

/* The same as text: "exact" where nothing changed, "infinite" without noise, "-" where there is no number; and how many
 * elements have no part in it. Size is at least 64. */
void loss_decibels(const loss *l, char *text, size_t size);

/* A count, and its share of all in percent where it is not 0: size is at least 32. */
void loss_share(uint64_t count, uint64_t all, char *text, size_t size);

/* The counts that are 0 unless something is wrong, as ", NaN to number 1 (25 %)": size is at least LOSS_RARE. */
enum { LOSS_RARE = 256 };
void loss_rare(const loss *l, char *text, size_t size);

#endif
