/* SPDX-License-Identifier: Apache-2.0
 *
 * numbers.h - single numbers of any format, for the lessons: from a double and back, explained, counted and drawn. A
 * double holds every number of the formats up to FP32, so both directions are exact where they should be.
 */
#ifndef HALFULP_LESSON_NUMBERS_H
#define HALFULP_LESSON_NUMBERS_H

#include "halfulp_explain.h"
#include "lesson.h"

/* x as a number of FP64, exactly; and back. */
hu_number number_of(double x);
double number_value(hu_number x);

/* x in a format: by a rounding mode; and to nearest, ties to even. */
hu_number number_rounded(const hu_format *to, hu_number x, hu_rounding mode);
hu_number number_near(const hu_format *to, double x);

/* A format's name in capitals, as prose has it: "BF16". Returns `name`. */
enum { NUMBER_FORMAT_NAME = 32 };
const char *number_format_name(const hu_format *f, char name[NUMBER_FORMAT_NAME]);

/* The distance from x to the next number above it in its format. */
double number_ulp(hu_number x);

/* Prints how the library reads a code, in bits; and how it converts x, from the first bit to the last. */
void number_read(const lesson *l, hu_number x);
void number_convert(const lesson *l, const hu_format *to, hu_number x);

/* What a walk over every code of a format finds; a stair is a row of positive numbers at the same distance from each
 * other. At most 16 bits. */
typedef struct {
    int64_t finite, nans;
    int64_t stairs, first_stair; /* their count; the numbers on the lowest one         */
    int64_t not_doubled;         /* stairs whose distance is not twice that below them */
} number_counts;

number_counts number_census(const hu_format *f);

/* Prints a line with a mark at every number from 0 to the largest one. */
void number_line(const lesson *l, const hu_format *f);

/* Prints x, 0 <= x < 2, on a line in binary, with `places` digits after the point, after a label. */
void number_binary(const char *label, double x, int places);

/* Prints one character for a number that rounding has moved by `moved`: '<', '>', or '|' if it has not. */
void number_arrow(const lesson *l, double moved);

/* Prints the letter of each format, the last of which is NULL, at the binary logarithm of its ulp: one line for every
 * other power of two from 2^12 down to 2^-16, as far as the format has it. */
void number_staircase(const lesson *l, const hu_format *const *f, const char *letters);

/* A number of the normal distribution with mean 0 and deviation 1, by Box and Muller's formula. */
double number_normal(uint64_t seed, uint64_t index);

#endif
