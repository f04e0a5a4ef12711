/* SPDX-License-Identifier: Apache-2.0
 *
 * bf16_products.h - thousands of dot products of BF16 numbers: a matrix product by each of the six ways of bf16_dots.h,
 * and by this machine. For lesson 15.
 */
#ifndef HALFULP_PRODUCTS_H
#define HALFULP_PRODUCTS_H

#include "bf16_dots.h"
#include "lesson.h"
#include "trainer/kernels/kernels.h" /* defines: trainer_kernels */

enum { PRODUCTS_SIDE = 64, PRODUCTS_LENGTH = 1024 }; /* the most */

/* Ordinary numbers are nearly normal, as initial weights are. Tiny ones are 2^63 times smaller, so that their products
 * lie around FP32's smallest normal number, 2^-126. */
enum { ORDINARY, TINY, KINDS };

/* Output r * side + c is the dot product of row r of `left` and row c of `right`, each of `length` numbers. */
typedef struct {
    size_t side, length, outputs; /* side * side of them */
    hu_bf16 left[PRODUCTS_SIDE * PRODUCTS_LENGTH], right[PRODUCTS_SIDE * PRODUCTS_LENGTH];
    hu_fp32 out[WAYS][PRODUCTS_SIDE * PRODUCTS_SIDE];
} products;

/* Draws side x length numbers for each operand, and computes all ways by their models. */
void products_compute(products *p, size_t side, size_t length, uint64_t seed, int kind);

/* In how many outputs two ways differ. */
int products_differing(const products *p, int w, int other);

/* In how many outputs the ways do not all agree: as FP32, or stored as BF16. */
int products_disagreeing(const products *p, bool stored);

/* By how many FP32 numbers the results of two ways lie apart: their distance in ulps, where both have the same ulp. */
int64_t products_apart(const products *p, int w, int other, size_t output);

/* Computes the same outputs with these kernels, as one matrix product of the trainer. Returns how many differ from
 * those of a way's model. */
int products_unlike(const lesson *l, const trainer_kernels *kernels, const products *p, int w);

/* The exact dot product of ordinary numbers, and the sum of its |x y|. */
double products_exact(const products *p, size_t output, double *magnitudes);

#endif
