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

/* A tensor of more elements is sampled. */
enum { SAMPLE = 1 << 17 };

/* How the elements are scaled before they are rounded: all by one number, but for the last. */
typedef enum {
    SCALE_NONE,  /* not at all */
    SCALE_POWER, /* by the power of two that leaves the least noise, of those around the largest that loses nothing */
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
    uint64_t bytes;     /* of the elements, and of the scales of blocks */
    uint64_t counted;   /* of so many elements the next two are counted ... */
    uint64_t numbers;   /* ... of which so many are finite and not zero; in blocks, the noise too is of these */
    uint64_t flushed;   /* not zero, and rounded to zero */
    uint64_t saturated; /* finite, and too large */
    double sqnr;        /* dB: sum of squares over that of the errors; infinity if nothing changes */
} evaluation;

/* Evaluates every candidate for a tensor whose statistics have been read. The noise is measured on all elements, or,
 * unless `all` is set, on a part of a large tensor of more than 16 bits. Returns on how many elements. */
uint64_t candidates_evaluate(const statistics *s, const tensor *t, bool all, evaluation result[CANDIDATES],
                             statistics_progress *progress);

/* Bits of an element. */
int candidate_bits(const candidate *c);

/* The recommendation: a candidate, or -1 for none of them, and why. The rule: of the recipes that saturate nothing,
 * flush at most one in a thousand elements other than zero and keep `sqnr` dB, those of the fewest bits; of these the
 * first of the table, which goes from no scale to any scale, and then to scales of blocks. Blocks may saturate: that
 * their scales leave their largest elements too large is usual, costs little, and counts in the SQNR. */
enum { REASON = 400 };
int candidates_recommend(const statistics *s, const evaluation result[CANDIDATES], double sqnr, char reason[REASON]);

#endif
