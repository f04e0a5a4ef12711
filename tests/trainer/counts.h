/* SPDX-License-Identifier: Apache-2.0
 *
 * counts.h - what the statistics of a step should be, counted from the step's tensors: formats/ recomputes the
 * gradients as FP32 numbers before rounding, and rounds them. For steps of BATCH images.
 */
#ifndef TESTS_TRAINER_COUNTS_H
#define TESTS_TRAINER_COUNTS_H

#include "trainer.h"

enum { HIDDEN_1 = 7, HIDDEN_2 = 5, BATCH = 9 };
enum { PARAMETERS = (DIGITS_PIXELS + 1) * HIDDEN_1 + (HIDDEN_1 + 1) * HIDDEN_2 + (HIDDEN_2 + 1) * DIGITS_CLASSES };

/* Counts a gradient before it is rounded to `format`. */
void count_gradient(trainer_histogram *h, float x, const trainer_format *format);

/* After a step of t. `exact` has done the same step with gradients in FP32, so it has the logits' gradients before
 * rounding. `weights` are those before the step. */
void count_gradients(const trainer *t, const trainer *exact, const float *weights, trainer_statistics *s);

/* After a step of t with that scale; `before` are the weights before it. */
void count_updates(const trainer *t, const float *before, float scale, trainer_statistics *s);

/* For activations in FP32: rounding leaves them unchanged. */
float largest_activation(const trainer *t);

#endif
