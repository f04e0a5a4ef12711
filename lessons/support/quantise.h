/* SPDX-License-Identifier: Apache-2.0
 *
 * quantise.h - numbers stored in few bits: codes, packed without gaps, and a scale for all of them, for each row or for
 * each column. A stored number is its code's value times its scale. For lesson 11.
 */
#ifndef HALFULP_LESSON_QUANTISE_H
#define HALFULP_LESSON_QUANTISE_H

#include "lesson.h"

#include <stddef.h>

/* What shares a scale. Scales are FP32 numbers: the largest magnitude among those that share one, divided by the
 * largest number of the codes. */
typedef enum { SCALE_NONE, SCALE_ALL, SCALE_ROW, SCALE_COLUMN } scale_axis;

/* A way to store numbers. */
typedef struct {
    const char *name;
    int bits;           /* of a code, at most 32                                                                    */
    const char *format; /* of the codes; NULL: integers from -(2^(bits-1) - 1) up, in two's complement. Without the
                           last of the negative ones, both signs have the same numbers                         */
    scale_axis scale;
} quantiser;

/* The largest number of its codes. */
double quantiser_largest(const quantiser *q);

/* A matrix [rows][columns], stored. */
typedef struct {
    const quantiser *how;
    const hu_format *format; /* of the codes, or NULL */
    size_t rows, columns;
    size_t code_bytes, scale_bytes; /* of memory; what is stored takes no more */
    uint8_t *codes;
    float *scales;
} quantised;

/* Rounds each number, divided by its scale, to nearest, ties to even; what is too large becomes the largest number.
 * Lack of memory ends the program with status 2. */
quantised quantise(const lesson *l, const quantiser *how, const float *values, size_t rows, size_t columns);
void quantised_free(quantised *q);

/* A stored number: for codes of up to 8 bits exact, and for others too if they have no scale. */
double quantised_value(const quantised *q, size_t row, size_t column);

/* Its scale; 1 if it has none. */
double quantised_scale(const quantised *q, size_t row, size_t column);

/* Integers of 8 or 4 bits, without the last negative one, as weights of the trainer: times 2^-7 or 2^-3, so that they
 * end just below 1. */
const trainer_format *integer_format(int bits);

#endif
