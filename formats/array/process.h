/* SPDX-License-Identifier: Apache-2.0
 *
 * A call of hu_array_apply that has been checked, as the loops of process.c take it.
 */
#ifndef HU_PROCESS_H
#define HU_PROCESS_H

#include "array.h"

#include <string.h>

/* Fewer elements are not worth a plan. */
enum { ARRAY_FEW = 8 };

/* The conversion of an operand to FP32 codes. */
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
    bool exact; /* all its results are FP32 numbers */
} array_job;

/* By the scalar functions (scalar.c): elements first .. first + n - 1; and element `index` of these operands. */
void array_scalar(const array_job *job, size_t first, size_t n);
uint64_t array_element(const array_job *job, const hu_number *x, size_t index);

/* By the kernels (process.c). */
void array_process(const array_job *job);

/* words[i] = hu_random_bits(seed, stream, first + i, 32) for i < count (words.c). */
void array_words(const array_kernels *kernels, uint64_t seed, uint64_t stream, uint64_t first, uint32_t *words,
                 size_t count);

/* ---- Elements in memory ------------------------------------------------------------------------------------------ */

static inline uint64_t array_load(const void *p, size_t size)
{
    uint8_t one;
    uint16_t two;
    uint32_t four;
    uint64_t eight;
    switch (size) {
    case 1:
        memcpy(&one, p, sizeof one);
        return one;
    case 2:
        memcpy(&two, p, sizeof two);
        return two;
    case 4:
        memcpy(&four, p, sizeof four);
        return four;
    default:
        memcpy(&eight, p, sizeof eight);
        return eight;
    }
}

static inline void array_store(void *p, size_t size, uint64_t code)
{
    const uint8_t one = (uint8_t)code;
    const uint16_t two = (uint16_t)code;
    const uint32_t four = (uint32_t)code;
    switch (size) {
    case 1:
        memcpy(p, &one, sizeof one);
        break;
    case 2:
        memcpy(p, &two, sizeof two);
        break;
    case 4:
        memcpy(p, &four, sizeof four);
        break;
    default:
        memcpy(p, &code, sizeof code);
        break;
    }
}

static inline const char *array_operand_at(const hu_array_operand *x, size_t i)
{
    return (const char *)x->data + (ptrdiff_t)i * x->stride;
}

static inline char *array_result_at(const hu_array *x, size_t i)
{
    return (char *)x->data + (ptrdiff_t)i * x->stride;
}

#endif
