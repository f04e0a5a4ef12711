/* SPDX-License-Identifier: Apache-2.0
 *
 * Arrays of .npy files as matrices.
 */
#include "arrays.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/inspect/map.h"
#include "cli/inspect/npy.h"
#include "halfulp_array.h"

/* What is in use, until array_free or the end of the program, which may be anywhere (fail). */
enum { KEPT_MAX = 64 };
static void *kept[KEPT_MAX];

static void replace_kept(const void *old, void *new)
{
    for (int i = 0; i < KEPT_MAX; i++) {
        if (kept[i] == old) {
            kept[i] = new;
            return;
        }
    }
}

void *array_allocate(size_t count, size_t size)
{
    void *const data = count > SIZE_MAX / 2 / size ? NULL : malloc(count * size + 1);
    if (data == NULL) {
        fail("out of memory: %zu elements of %zu bytes", count, size);
    }
    replace_kept(NULL, data);
    return data;
}

void array_free(void *data)
{
    if (data != NULL) {
        replace_kept(data, NULL);
        free(data);
    }
}

/* From Fortran's order, where the first dimension is the fastest, into C's. */
static void reorder(const tensor *t, const unsigned char *from, unsigned char *to, size_t size)
{
    uint64_t stride[TENSOR_DIMENSIONS];
    uint64_t index[TENSOR_DIMENSIONS] = {0};
    uint64_t all = 1;
    uint64_t at = 0;
    for (int i = 0; i < t->dimensions; i++) {
        stride[i] = all;
        all *= t->shape[i];
    }
    for (uint64_t k = 0; k < t->elements; k++) {
        memcpy(to + k * size, from + at * size, size);
        for (int i = t->dimensions - 1; i >= 0; i--) {
            at += stride[i];
            if (++index[i] < t->shape[i]) {
                break;
            }
            at -= stride[i] * t->shape[i];
            index[i] = 0;
        }
    }
}

/* Puts the elements, of `size` bytes, into C's order. */
static void to_c_order(array *a, size_t size)
{
    if (a->tensor.fortran_order && a->tensor.dimensions > 1 && a->tensor.elements > 0) {
        void *const ordered = array_allocate((size_t)a->tensor.elements, size);
        reorder(&a->tensor, a->data, ordered, size);
        array_free(a->data);
        a->data = ordered;
    }
}

static array open_array(const char *path)
{
    array a = {.rows = 0};
    char error[TENSOR_ERROR];
    size_t size;
    const unsigned char *const bytes = map_file(path, &size);
    if (!npy_is(bytes, size)) {
        fail("%s: expected a .npy file", path);
    }
    if (!npy_read(bytes, size, &a.tensor, error)) {
        fail("%s: %s", path, error);
    }
    return a;
}

/* Rows and columns, of a shape whose elements are in memory. */
static void measure(array *a)
{
    const tensor *const t = &a->tensor;
    if (t->elements > 0) {
        a->columns = t->dimensions == 0 ? 1 : (size_t)t->shape[t->dimensions - 1];
        a->rows = (size_t)t->elements / a->columns;
    }
}

array array_read(const char *path)
{
    array a = open_array(path);
    const size_t size = (size_t)a.tensor.bits / 8;
    a.data = array_allocate((size_t)a.tensor.elements, size);
    tensor_codes(&a.tensor, 0, (size_t)a.tensor.elements, a.data);
    measure(&a);
    to_c_order(&a, size);
    return a;
}

/* Puts FP32 numbers into the data, in the file's order; returns how many were rounded. */
static uint64_t convert(array *a)
{
    enum { RUN = 4096 };
    const tensor *const t = &a->tensor;
    const hu_format *const fp32 = hu_format_find("fp32");
    hu_array_counts counts = {0};
    const hu_array_options options = {.counts = &counts};
    if (t->format == fp32) { /* as they are: signaling NaNs too */
        tensor_codes(t, 0, (size_t)t->elements, a->data);
        return 0;
    }
    for (uint64_t first = 0; first < t->elements; first += RUN) {
        const size_t n = t->elements - first < RUN ? (size_t)(t->elements - first) : RUN;
        unsigned char codes[8 * RUN];
        hu_env env = {0};
        tensor_codes(t, first, n, codes);
        hu_array_convert(hu_array_of(fp32, (char *)a->data + 4 * first), hu_array_operand_of(t->format, codes), n, &env,
                         &options);
    }
    return counts.inexact;
}

array array_read_fp32(const char *path, const hu_format *dtype, uint64_t *rounded)
{
    array a = open_array(path);
    char error[TENSOR_ERROR];
    const bool agrees = dtype != NULL && a.tensor.format != NULL && strcmp(dtype->name, a.tensor.format->name) == 0;
    if (dtype != NULL && a.tensor.format != NULL && !agrees) {
        fail("%s: --dtype: its dtype %s says what the elements are", path, a.tensor.dtype);
    }
    if (dtype != NULL && !agrees && !tensor_reinterpret(&a.tensor, dtype, false, error)) {
        fail("%s: %s", path, error);
    }
    if (a.tensor.format == NULL) {
        fail("%s: dtype %s: expected floating-point numbers; --dtype FORMAT says what else they are", path,
             a.tensor.dtype);
    }
    a.data = array_allocate((size_t)a.tensor.elements, 4);
    *rounded = convert(&a);
    measure(&a);
    to_c_order(&a, 4);
    return a;
}

void array_expect_bytes(const array *a, const char *path)
{
    if (a->tensor.bits != 8) {
        fail("%s: dtype %s: expected codes of one byte each", path, a->tensor.dtype);
    }
}

void array_expect_words(const array *a, const char *path, bool fp32)
{
    const bool is_fp32 = a->tensor.format != NULL && strcmp(a->tensor.format->name, "fp32") == 0;
    const bool is_integer = a->tensor.bits == 32 && a->tensor.dtype[1] == 'i';
    if (fp32 ? !is_fp32 : !is_integer) {
        fail("%s: dtype %s: expected %s", path, a->tensor.dtype, fp32 ? "FP32 numbers" : "integers of 32 bits");
    }
}
