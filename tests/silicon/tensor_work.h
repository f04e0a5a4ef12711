/* SPDX-License-Identifier: Apache-2.0
 *
 * tensor_work.h - the program's work: running tiles, and what the library says about them.
 */
#ifndef TENSOR_WORK_H
#define TENSOR_WORK_H

#include <stdio.h>

#include "halfulp_dot.h"
#include "tensor_tiles.h"

typedef struct {
    const char *parts[16]; /* of the names of instructions to run; none: all */
    size_t part_count;
    const char *out;    /* folder of the record, or NULL */
    const char *replay; /* folder of an earlier record that stands for the device, or NULL */
    uint64_t dots;      /* to compare for each instruction */
    uint64_t chained;   /* the same for chains */
    uint64_t seed;
    int threads;
    bool host; /* the library stands for the device, with a planted difference */
} options;

/* The library's result for one dot product of k terms. */
uint64_t library_dot(const geometry *g, uint64_t c, const uint64_t *x, const uint64_t *y);

/* A self-check with small integers: are the elements where the fragments' layout says? Tries both ways to read the
 * strides of wgmma's descriptors and keeps the one that works. */
bool layout_works(const options *o, const instruction *row);

/* Runs tiles on the device, or on what stands for it. 0: done. */
int run_tiles(const options *o, const geometry *g, const void *a, const void *b, const void *c, void *d, size_t tiles);

/* work(context, i) for all i < count, by many threads. */
void in_parallel(int threads, size_t count, void (*work)(void *context, size_t i), void *context);

void *reserve(size_t size); /* malloc, or the end of the program */

#endif
