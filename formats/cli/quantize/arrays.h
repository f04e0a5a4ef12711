/* SPDX-License-Identifier: Apache-2.0
 *
 * The arrays of .npy files in memory, as matrices: the last dimension is a row, and one dimension is one row.
 */
#ifndef ARRAYS_H
#define ARRAYS_H

#include "cli/inspect/tensor.h"
#include "memory.h"

typedef struct {
    tensor tensor;        /* its dtype and shape */
    size_t rows, columns; /* both 0 without elements */
    void *data;           /* in C's order; of whole bytes in the machine's byte order */
} array;

/* The elements of the file as they are, in C's order. */
array array_read(const char *path);

/* A floating-point array, in FP32: FP64 is rounded to nearest even, which is counted. `dtype` says what the elements
 * are of a dtype that does not; NULL: it must. */
array array_read_fp32(const char *path, const hu_format *dtype, uint64_t *rounded);

/* Fails unless the array is one of a kind that the function's name says; `what` is for the error. */
void array_expect_bytes(const array *a, const char *path);
void array_expect_words(const array *a, const char *path, bool fp32);

#endif
