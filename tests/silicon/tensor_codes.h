/* SPDX-License-Identifier: Apache-2.0
 *
 * tensor_codes.h - codes in tiles: where they stand, and which numbers they are.
 */
#ifndef TENSOR_CODES_H
#define TENSOR_CODES_H

#include "halfulp.h"

/* A format, as tiles need it. */
typedef struct {
    int exponent_bits, fraction_bits, bias;
    int ignored;      /* low bits of a code that do not count: TF32's */
    uint64_t largest; /* magnitude of the largest finite number */
    int size;         /* bytes in a tile */
} shape;

shape shape_of(const hu_format *format);
int width(const shape *f); /* bits that count */

uint64_t get(const void *tile, size_t index, int size);
void put(void *tile, size_t index, int size, uint64_t code);

/* The number of a finite code, exact. */
double number_of(const shape *f, uint64_t code);

/* (-1)^sign * 1.fraction * 2^exponent, the fraction in the top bits of a word; subnormal numbers and those too large as
 * near as the format has them. */
uint64_t code_of(const shape *f, bool sign, int exponent, uint64_t fraction);

/* A code near a number, exact if the format has it. */
uint64_t code_near(const shape *f, double x);

#endif
