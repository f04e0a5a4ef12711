/* SPDX-License-Identifier: Apache-2.0
 *
 * bf16_examples.h - dot products of four BF16 numbers that tell the ways of bf16_dots.h apart, with the results that
 * they must have. For lesson 15.
 */
#ifndef HALFULP_EXAMPLES_H
#define HALFULP_EXAMPLES_H

#include "bf16_dots.h"

enum { EXAMPLE_ELEMENTS = 4 };

/* The expected FP32 codes were worked out on paper, from the orders in bf16_dots.c. FP32's numbers are 1 apart
 * up to 2^24 and 2 apart above: 4B800000 is 2^24, and 4B800001 is 2^24 + 2. */
typedef struct {
    const char *name, *products;
    float x[EXAMPLE_ELEMENTS], y[EXAMPLE_ELEMENTS]; /* numbers of BF16 */
    uint32_t expected[VARIANTS];
} example;

enum {
    SMALL_EXAMPLE,
    SUBNORMAL_OPERAND,
    SUBNORMAL_RESULT,
    SUBNORMAL_HALVES,
    TIE,
    ODD_LOST,
    EVEN_LOST,
    TWO_CHAINS,
    TOO_LARGE,
    EXAMPLES
};

extern const example examples[EXAMPLES];

/* Sets the result of each way, and returns how many codes are the expected ones. */
int example_compute(int which, hu_fp32 result[VARIANTS]);

/* A result as text: "0", "2^-27", "2^24+2", "inf", "NaN". */
typedef struct {
    char text[24];
} example_text;

example_text example_value(hu_fp32 result);

#endif
