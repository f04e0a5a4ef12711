/* SPDX-License-Identifier: Apache-2.0
 *
 * The soft paths, the specification: every arithmetic operation of training is one of formats/'s, on any machine.
 */
#include "halfulp.h"
#include "kernels.h"
#include "soft_operations.h"

#include <assert.h>

#include "elementary.inc"

static void decode(const trainer_format *format, const void *codes, float *values, size_t count)
{
    trainer_load(format, codes, values, count);
}

static void encode(const trainer_format *format, hu_overflow overflow, const float *values, void *codes, size_t count)
{
    trainer_store(format, (hu_env){.overflow = overflow}, values, NULL, codes, count);
}

static void encode_drawn(const trainer_format *format, hu_overflow overflow, const float *values,
                         const uint32_t *random, void *codes, size_t count)
{
    const hu_env env = {.rounding = HU_STOCHASTIC_A, .overflow = overflow, .random_bits = 32};
    trainer_store(format, env, values, random, codes, count);
}

static void round_values(const trainer_format *format, float *values, size_t count)
{
    trainer_round(format, values, count);
}

static bool chain_fast(const product_task *t, const float *left, float *out)
{
    (void)t;
    (void)left;
    (void)out;
    return false;
}

#include "kernel_body.inc"

/* Rows and columns of a product that are read as codes at a time. */
enum { SIDE = 64 };

/* from[rows][columns] to codes, rows and columns of `from` that many elements apart. */
static void read_codes(const float *from, size_t row, size_t column, size_t rows, size_t columns, hu_fp32 *codes)
{
    for (size_t r = 0; r < rows; r++) {
        for (size_t c = 0; c < columns; c++) {
            codes[r * columns + c] = hu_fp32_from_float(from[r * row + c * column]);
        }
    }
}

/* out[rows][columns] goes on by `depth` links. */
static void product_block(const product_task *t, size_t k, size_t depth, size_t c, size_t columns)
{
    hu_fp32 left[SIDE];
    hu_fp32 right[SIDE * SIDE];
    hu_fp32 sums[SIDE];
    read_codes((const float *)t->right + k * t->columns + c, t->columns, 1, depth, columns, right);
    for (size_t r = 0; r < t->rows; r++) {
        hu_env env = {0};
        float *out = t->out + r * t->columns + c;
        read_codes((const float *)t->left + r * t->left_row + k * t->left_depth, 0, t->left_depth, 1, depth, left);
        read_codes(out, 0, 1, 1, columns, sums);
        hu_fp32_fma_row(sums, left, right, depth, columns, &env);
        for (size_t i = 0; i < columns; i++) {
            out[i] = hu_fp32_to_float(sums[i]);
        }
    }
}

/* The chains of `product`, by blocks, each row of them in one call. */
static void soft_product(const product_task *t)
{
    if (t->accumulator != &trainer_fp32) {
        product(t);
        return;
    }
    assert(t->right_column == 1 && t->right_depth == t->columns);
    memset(t->out, 0, t->rows * t->columns * sizeof *t->out); /* +0, where every chain begins */
    for (size_t k = 0; k < t->depth; k += SIDE) {
        for (size_t c = 0; c < t->columns; c += SIDE) {
            product_block(t, k, t->depth - k < SIDE ? t->depth - k : SIDE, c,
                          t->columns - c < SIDE ? t->columns - c : SIDE);
        }
    }
}

const trainer_kernels trainer_kernels_soft = {
    "soft",       &trainer_fp32, NULL,     GRAIN_SOFT, decode, encode, encode_stochastic, encode_balanced,
    soft_product, add_bias,      sum_rows, softmax,    update, settle, largest,           observe,
};

/* The twins of the two BF16 instructions differ in their products only. */
const trainer_kernels trainer_kernels_soft_vdpbf16ps = {
    "soft-vdpbf16ps",       &trainer_bf16, NULL,     GRAIN_SOFT, decode, encode, encode_stochastic, encode_balanced,
    soft_product_vdpbf16ps, add_bias,      sum_rows, softmax,    update, settle, largest,           observe,
};

const trainer_kernels trainer_kernels_soft_bfdot = {
    "soft-bfdot",       &trainer_bf16, NULL,     GRAIN_SOFT, decode, encode, encode_stochastic, encode_balanced,
    soft_product_bfdot, add_bias,      sum_rows, softmax,    update, settle, largest,           observe,
};
