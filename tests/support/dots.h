/* SPDX-License-Identifier: Apache-2.0
 *
 * dots.h - dot products that break tensor cores: cancelling sums, one huge term and others at the bit below which all
 * is cut off, zeros of both signs, infinities and NaNs, the smallest numbers, ties, the largest. A pure function of
 * (row, seed, index).
 */
#ifndef DOTS_H
#define DOTS_H

#include "halfulp_dot.h"

enum { DOTS_PRODUCTS_MAX = 128 };

typedef struct {
    const hu_dot_model *m;
    const char *kind; /* for messages */
    size_t count;
    uint64_t c;
    uint64_t x[DOTS_PRODUCTS_MAX];
    uint64_t y[DOTS_PRODUCTS_MAX];
} dot_case;

/* The index-th case for that row, of one instruction or a chain of them. */
void dots_draw(dot_case *d, const hu_dot_model *m, uint64_t index);

/* What the instruction takes as 1. */
uint64_t dots_one(const hu_format *format);

#endif
