/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the blocks by kernels share: kernels.c.
 */
#ifndef HU_BLOCK_KERNELS_H
#define HU_BLOCK_KERNELS_H

#include "quantize.h"

/* Of the blocks that are made at a time. `room` is their number as the kernels want it, a multiple of ARRAY_GROUP; from
 * `blocks` on, the first is repeated. */
typedef struct {
    size_t blocks, room;
    size_t side; /* columns of each */
    uint32_t amax[BLOCK_SCALES], d[BLOCK_SCALES];
    uint32_t value[BLOCK_SCALES];  /* S, unless it is in E8M0                           */
    uint32_t factor[BLOCK_SCALES]; /* what x is multiplied with, or divided by: k->how  */
    uint32_t codes[BLOCK_SCALES];  /* or bytes                                          */
    int32_t zero_points[BLOCK_SCALES];
} block_scales;

static inline bool block_is_e8m0(const hu_format *f)
{
    return !f->has_zero; /* the only one that a recipe can have */
}

/* Whether the exact ratio is one that the kernels know. */
bool block_plan_exact(const block_plan *plan, block_kernels *k);

/* The scales of blocks whose amax is known; and those of "four". False: one is no number. */
bool block_scales_make(const block_kernels *k, const block_tensor *t, block_scales *s);
bool block_scales_make_four(const block_kernels *k, const block_tensor *t, const block_scales *six, block_scales *s);

/* The scales and the zero points of blocks of the range [lo, hi]: signs are left off. */
bool block_scales_of_ranges(const block_kernels *k, const uint32_t *lo, const uint32_t *hi, block_scales *s);

/* Where the elements of a row in a chunk are. */
typedef struct {
    size_t row, column, n; /* n is at most BLOCK_CHUNK */
} block_span;

/* The codes of the element format (of the grid, 16 bits each, for integers), with zeros up to a multiple of
 * ARRAY_GROUP, for which there is room. False: x / S is an infinity or a NaN somewhere. */
bool block_span_round(const block_kernels *k, const block_scales *s, const block_span *span, void *codes,
                      array_seen *seen);

/* Quantises all elements of a row in these blocks. False: the same, or the flags are not those of `seen`. */
bool block_row(const block_kernels *k, const block_scales *s, size_t row, size_t column, size_t n, array_seen *seen);

/* Four over six: *s is what is kept of each block. */
bool block_choose(const block_kernels *k, const block_place *place, const block_tensor *t, block_scales *s);

#endif
