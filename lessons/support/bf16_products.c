/* SPDX-License-Identifier: Apache-2.0
 *
 * bf16_products.c - a matrix product in six ways, and by this machine. See bf16_products.h.
 */
#include "bf16_products.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STREAM_LEFT = 1, STREAM_RIGHT = 2 };

/* The sum of four uniform numbers: a multiple of 2^-16 in [-2, 2], with standard deviation 0.58. */
static hu_bf16 draw(uint64_t seed, uint64_t stream, uint64_t index, int kind)
{
    hu_env env = {0};
    const uint64_t bits = hu_random(seed, stream, index);
    const int64_t sum = (int64_t)((bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48));
    const float value = (float)(sum - 131070) * (kind == TINY ? 0x1p-79F : 0x1p-16F);
    return hu_fp32_to_bf16(hu_fp32_from_float(value), &env);
}

void products_compute(products *p, size_t side, size_t length, uint64_t seed, int kind)
{
    p->side = side;
    p->length = length;
    p->outputs = side * side;
    for (size_t i = 0; i < side * length; i++) {
        p->left[i] = draw(seed, STREAM_LEFT, i, kind);
        p->right[i] = draw(seed, STREAM_RIGHT, i, kind);
    }
    for (int w = 0; w < WAYS; w++) {
        for (size_t i = 0; i < p->outputs; i++) {
            p->out[w][i] = ways_dot(w, p->left + i / side * length, p->right + i % side * length, length);
        }
    }
}

static int differing(const hu_fp32 *a, const hu_fp32 *b, size_t count)
{
    int differ = 0;
    for (size_t i = 0; i < count; i++) {
        differ += a[i].code != b[i].code;
    }
    return differ;
}

int products_differing(const products *p, int w, int other)
{
    return differing(p->out[w], p->out[other], p->outputs);
}

int products_disagreeing(const products *p, bool stored)
{
    hu_env env = {0};
    int disagreeing = 0;
    for (size_t i = 0; i < p->outputs; i++) {
        bool differ = false;
        const hu_fp32 plain = p->out[PLAIN][i];
        for (int w = PLAIN + 1; w < WAYS; w++) {
            const hu_fp32 other = p->out[w][i];
            differ = differ || (stored ? hu_fp32_to_bf16(other, &env).code != hu_fp32_to_bf16(plain, &env).code
                                       : other.code != plain.code);
        }
        disagreeing += differ;
    }
    return disagreeing;
}

/* FP32's numbers, counted from zero: negative ones downward. */
static int64_t place(hu_fp32 x)
{
    const int64_t magnitude = x.code & 0x7FFFFFFF;
    return x.code >> 31 != 0 ? -magnitude : magnitude;
}

int64_t products_apart(const products *p, int w, int other, size_t output)
{
    return llabs(place(p->out[w][output]) - place(p->out[other][output]));
}

int products_unlike(const lesson *l, const trainer_kernels *kernels, const products *p, int w)
{
    static float left[PRODUCTS_SIDE * PRODUCTS_LENGTH];
    static float right[PRODUCTS_SIDE * PRODUCTS_LENGTH];
    static float out[PRODUCTS_SIDE * PRODUCTS_SIDE];
    static hu_fp32 codes[PRODUCTS_SIDE * PRODUCTS_SIDE];
    product_task task = {.left = p->left, .right = p->right, .out = out, .accumulator = &trainer_fp32};
    task.left_row = task.right_column = p->length;
    task.left_depth = task.right_depth = 1;
    task.rows = task.columns = p->side;
    task.depth = p->length;
    if (kernels->operand == &trainer_fp32) {
        kernels->decode(&trainer_bf16, p->left, left, p->side * p->length);
        kernels->decode(&trainer_bf16, p->right, right, p->side * p->length);
        task.left = left;
        task.right = right;
    }
    const size_t bytes = trainer_product_scratch(kernels, &trainer_fp32, p->side, p->length, p->side, 1);
    if (bytes > 0 && (task.scratch = aligned_alloc(64, bytes)) == NULL) {
        lesson_fail(l, "out of memory");
    }
    trainer_product(kernels, &task, 1);
    free(task.scratch);
    memcpy(codes, out, sizeof codes);
    return differing(codes, p->out[w], p->outputs);
}

/* The numbers are multiples of 2^-16 up to 2, so all products, sums and roundings of these are multiples of 2^-32 of at
 * most 2^12: 44 bits, exact in FP64, and so are their differences. */
double products_exact(const products *p, size_t output, double *magnitudes)
{
    hu_env env = {0};
    double sum = 0;
    *magnitudes = 0;
    for (size_t k = 0; k < p->length; k++) {
        const hu_fp32 x = hu_bf16_to_fp32(p->left[output / p->side * p->length + k], &env);
        const hu_fp32 y = hu_bf16_to_fp32(p->right[output % p->side * p->length + k], &env);
        const double product = (double)hu_fp32_to_float(x) * (double)hu_fp32_to_float(y);
        sum += product;
        *magnitudes += fabs(product);
    }
    return sum;
}
