/* SPDX-License-Identifier: Apache-2.0
 *
 * What formats and recipes would make of a tensor. A candidate is a row: a function that rounds numbers as the recipe
 * does, and gives back what the codes stand for. From the numbers and what became of them follows how much noise it
 * adds; what is flushed to zero and what saturates is counted exactly, by limits that the library's scalar functions
 * give (statistics_count). Block recipes need the elements in their order, and are measured by themselves (blocks.c).
 */
#ifndef CANDIDATES_H
#define CANDIDATES_H

#include "statistics.h"

/* Formats, whose elements have at most one scale together; and block recipes, behind them in the table. */
enum { FORMATS = 12, BLOCKS = 5, CANDIDATES = FORMATS + BLOCKS };

/* How the elements are scaled before they are rounded: all by one number, but for the last. */
typedef enum {
    SCALE_NONE,  /* not at all */
    SCALE_POWER, /* by the largest power of two with which amax is not above the format's largest number */
    SCALE_AMAX,  /* by the format's largest number over the tensor's */
    SCALE_BLOCKS /* as a recipe of halfulp_block.h says              */
} scaling;

typedef struct candidate candidate;
struct candidate {
    const char *name;   /* "e4m3 x 2^k"; of blocks, the recipe's */
    const char *format; /* of the elements */
    scaling scaling;
    /* y[i] = what x[i] becomes, n <= BLOCK; what overflows becomes the largest number. The elements are scaled by
     * `scale` and scaled back. NULL for a recipe. */
    void (*round)(const candidate *c, double scale, const double *x, double *y, size_t n);
};

typedef struct {
    const candidate *candidate;
    double scale;       /* infinity in blocks */
    int exponent;       /* of the scale, if it is a power of two */
    uint64_t bytes;     /* of the elements and the scales, 4 of that of a whole tensor */
    uint64_t counted;   /* of so many elements these are counted: */
    uint64_t numbers;   /* finite, and not zero */
    uint64_t flushed;   /* not zero, and rounded to zero */
    uint64_t saturated; /* finite, and too large */
    uint64_t lost;      /* finite, and infinite or NaN afterwards: no part of the SQNR */
    bool exact;         /* no element changes */
    double sqnr;        /* dB: sum of squares over that of the errors; infinity if that is 0, or underflows */
} evaluation;

/* An SQNR that is infinite with elements that change is above this, in dB: with fewer than 2^64 elements, the squares
 * of their errors are below 2^-1074 of that of the largest element. */
enum { SQNR_MOST = 3000 };

/* Evaluates every candidate for a tensor whose statistics have been read. The noise is measured on all elements, or,
 * unless `all` is set, on a part of a large tensor (sample.h); of a candidate that changes nothing of the part, on all.
 * Scales do not depend on `all`. Returns on how many elements the noise was measured. */
uint64_t candidates_evaluate(const statistics *s, const tensor *t, bool all, evaluation result[CANDIDATES],
                             statistics_progress *progress);

/* Bits of an element. */
int candidate_bits(const candidate *c);

/* The recommendation: a candidate, or -1 for none of them, and why. The rule: of the recipes that saturate nothing,
 * flush at most one in a thousand elements other than zero and keep `sqnr` dB, those of the fewest bytes, with their
 * scales; of these one that is exact, and then the first of the table, which goes from no scale to any scale, and then
 * to scales of blocks. Blocks may saturate: that their scales leave their largest elements too large is usual, costs
 * little, and counts in the SQNR. */
enum { REASON = 400 };
int candidates_recommend(const statistics *s, const evaluation result[CANDIDATES], double sqnr, char reason[REASON]);

#endif
