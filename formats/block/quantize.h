/* SPDX-License-Identifier: Apache-2.0
 *
 * A call of hu_block_quantize that has been checked.
 */
#ifndef HU_BLOCK_QUANTIZE_H
#define HU_BLOCK_QUANTIZE_H

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

/* All steps for one block (quantize.c). */
void block_by_scalars(const block_job *job, const block_place *place, const block_tensor *t);

#endif
