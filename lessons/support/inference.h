/* SPDX-License-Identifier: Apache-2.0
 *
 * inference.h - a trained network at work, apart from the trainer: its forward pass with any weights, activations
 * rounded to any format, and sums in an order of one's choice; and how far two passes' outputs are apart.
 */
#ifndef HALFULP_LESSON_INFERENCE_H
#define HALFULP_LESSON_INFERENCE_H

#include "lesson.h"

#include <stddef.h>

/* The order of a layer's sums. EXACT adds in FP64, so that rounding is where it is asked for alone. The others add in
 * FP32, as engines do: one product after the other; or the first half and the second half of them each in that way, and
 * then the two; or the same with the two halves rounded to the format of the activations before they are added, as
 * devices do that share a layer and exchange their parts. */
typedef enum { INFERENCE_EXACT, INFERENCE_CHAIN, INFERENCE_HALVES, INFERENCE_ROUNDED_HALVES } inference_order;

typedef struct {
    const hu_format *activations; /* inputs, hidden layers and logits are rounded to it, to nearest; too large ones
                                     become its largest number */
    inference_order order;
} inference;

/* A network's shape as the trainer has it: a matrix [inputs][outputs] of each layer and then its biases. */
typedef struct {
    int layers;
    size_t width[TRAINER_HIDDEN_MAX + 2]; /* [0] the inputs, [layers] the classes */
} inference_network;

inference_network inference_network_of(const trainer_config *config, const trainer_data *data);

/* logits[count][classes] of the images first, first + 1, ... of the data. */
void inference_run(const lesson *l, const inference_network *n, const double *parameters, inference how,
                   const trainer_data *data, size_t first, size_t count, double *logits);

/* log p of a class, by softmax. */
double inference_log_probability(const double *logits, size_t classes, size_t class);

/* The largest logit's class; of equals the first. */
size_t inference_class(const double *logits, size_t classes);

/* Outputs against a reference: the root mean square of the differences, as a part of that of the reference's logits;
 * the mean of KL(reference || other) in nats; and the percentage of images that both put into the same class. */
typedef struct {
    double error, divergence, agreement;
} inference_distance;

inference_distance inference_compare(const double *reference, const double *other, size_t count, size_t classes);

#endif
