/* SPDX-License-Identifier: Apache-2.0
 *
 * A call of hu_block_quantize that has been checked, and its two ways: the scalar functions (quantize.c), and the
 * kernels of array/ (kernels*.c).
 */
#ifndef HU_BLOCK_QUANTIZE_H
#define HU_BLOCK_QUANTIZE_H

#include "array/process.h"
#include "block.h"

typedef struct {
    block_plan plan;
    hu_block_matrix x;
    hu_block_data data;
    hu_env *env; /* gathers the flags; its overflow is element_overflow */
    const hu_block_options *options;
} block_job;

/* A block: its number among the scales, and its elements. */
typedef struct {
    size_t number;
    size_t row, row_end, column, column_end;
} block_place;

/* All steps for one block. */
void block_by_scalars(const block_job *job, const block_place *place, const block_tensor *t);

/* Elements of a row and blocks at a time, at most; and what the columns of a block are a multiple of if there are
 * several. */
enum { BLOCK_CHUNK = 2048, BLOCK_SCALES = 128, BLOCK_STEP = 16 };

typedef struct {
    const block_job *job;
    const array_kernels *kernels; /* NULL: not even for T                          */
    size_t side;                  /* columns of a block                            */
    size_t blocks;                /* at a time; 0: all blocks by scalar functions  */
    array_scaling how;
    uint32_t addend, exponent; /* of exact ratios: see kernels_scales.c */
    array_rounding element, scale;
    array_widening scale_value, element_value;
} block_kernels;

void block_kernels_plan(const block_job *job, block_kernels *k);

/* T of rows; false: it is no number, or the kernels cannot tell. */
bool block_kernels_amax(const block_kernels *k, size_t first, size_t rows, uint32_t *amax);

/* All steps for so many blocks side by side, at most k->blocks; `place` is that of all of them, with the number of the
 * first. False: not done. */
bool block_by_kernels(const block_kernels *k, const block_place *place, size_t blocks, const block_tensor *t);

#endif
