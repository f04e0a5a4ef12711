/* SPDX-License-Identifier: Apache-2.0
 *
 * sixteen_bits.h - what lesson 08 measures of BF16 and FP16: noise against the size of the numbers, and Adam's first
 * step in nothing but 16 bits.
 */
#ifndef HALFULP_LESSON_SIXTEEN_BITS_H
#define HALFULP_LESSON_SIXTEEN_BITS_H

#include "lesson.h"

/* ---- Noise ------------------------------------------------------------------------------------------------------- */

/* Normal numbers of mean 0 and a deviation of 2^NOISE_LOWEST, 2^(NOISE_LOWEST + 1), ..., rounded to each format. */
enum { NOISE_NUMBERS = 4000, NOISE_LOWEST = -32, NOISE_HIGHEST = 20, NOISE_POINTS = NOISE_HIGHEST - NOISE_LOWEST + 1 };

/* Their signal-to-noise ratios in dB; minus infinity where a number becomes infinite. */
typedef struct {
    double bf16[NOISE_POINTS], fp16[NOISE_POINTS];
    int first, last; /* the exponents of the first and the last deviation at which FP16 is better */
} noise_ratios;

void noise_measure(uint64_t seed, noise_ratios *n);
double noise_gain(const noise_ratios *n, int exponent); /* FP16's ratio less BF16's */

/* Draws them, and with --plots the picture NAME_noise. */
void noise_draw(lesson *l, const noise_ratios *n);

/* ---- Adam's first step ------------------------------------------------------------------------------------------- */

/* The updates m / (sqrt(v) + eps) of Adam's first step on the default network, with every operand and result in one
 * format: betas of 0.9 and 0.999, eps 1e-8, m and v corrected for their bias. */
typedef struct {
    int64_t zero_gradients; /* of parameters whose gradient is exactly 0                 */
    int64_t nan, infinite;  /* updates                                                   */
    int64_t nan_of_zeros;   /* updates that are NaN among those of gradients exactly 0   */
} adam_step;

adam_step adam_first_step(const lesson *l, const trainer_data *digits, const hu_format *f);

#endif
