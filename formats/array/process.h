/* SPDX-License-Identifier: Apache-2.0
 *
 * A call of hu_array_apply that has been checked, as the loops of process.c take it.
 */
#ifndef HU_PROCESS_H
#define HU_PROCESS_H

#include "array.h"

/* Fewer elements are not worth a plan. */
enum { ARRAY_FEW = 8 };

/* How an operand becomes FP32 codes. */
typedef enum { SOURCE_FP32, SOURCE_FP64, SOURCE_NARROW } array_source_kind;

typedef struct {
    array_source_kind kind;
    array_widening widening;
} array_source;

typedef struct {
    hu_operation operation;
    int arity;
    hu_array result;
    hu_array_operand operand[HU_OPERANDS_MAX];
    size_t count;
    hu_env *env; /* gathers the flags */
    const hu_array_options *options;
    hu_array_counts *counts;
    bool flags_wanted;
    bool in_place; /* the result lies on an operand */
    bool to_fp32;  /* widening is all */
    const array_kernels *kernels;
    array_source source[HU_OPERANDS_MAX];
    array_rounding rounding;
    array_combination combination;
} array_job;

/* By the scalar functions: elements first .. first + n - 1. */
void array_scalar(const array_job *job, size_t first, size_t n);

/* By the kernels. */
void array_process(const array_job *job);

#endif
