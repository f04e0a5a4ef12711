/* SPDX-License-Identifier: Apache-2.0
 *
 * A part of a large tensor that stands for all of it. Runs of elements that are as far apart as they must be would miss
 * the few that are far larger than others, and it is these that make the noise. So the part is layered by binades: how
 * many elements each of them has is known, and a binade of which the runs have too few is looked for in all elements.
 */
#ifndef CLI_SAMPLE_H
#define CLI_SAMPLE_H

#include "statistics.h"

/* A tensor of more elements is sampled, in runs of RUN: so many in all. Of each binade there are at least ENOUGH
 * elements, or all. */
enum { SAMPLE = 1 << 17, RUN = 512, ENOUGH = 256 };

/* The elements of the highest binades, if that many are all of them. */
enum { LARGEST = 64 };

typedef struct {
    double *value;  /* finite elements other than zero ...                 */
    double *weight; /* ... each of which stands for so many, itself included */
    size_t count;
    uint64_t largest[LARGEST]; /* where in the file these elements are, in ascending order */
    size_t largest_count;
} sample;

/* Of a tensor of more than SAMPLE elements. If its elements have at most 16 bits, which are counted by code, of the
 * largest ones alone. */
sample sample_take(const statistics *s, const tensor *t, statistics_progress *progress);
void sample_free(sample *a);

#endif
