/* SPDX-License-Identifier: Apache-2.0
 *
 * What trainer.c and network.c share: the trainer itself.
 */
#ifndef TRAINER_INTERNAL_H
#define TRAINER_INTERNAL_H

#include "kernels.h"
#include "tensor.h"
#include "trainer.h"

enum { TRAINER_LAYERS = 3 };

/* A layer's place among the parameters: a weight matrix [inputs][outputs] from element `weights` on, then its biases.
 */
typedef struct {
    size_t inputs, outputs, weights, biases;
} layer_shape;

extern const layer_shape trainer_layer[TRAINER_LAYERS];

/* Scratch, all FP32. A matrix has at most max(batch, 128) rows and 128 columns. */
typedef struct {
    float *left, *delta, *out; /* [max(batch, 128)][128] */
    float *weights;            /* [128][128] */
    float *bias;               /* [128] */
    float *losses;             /* [batch] */
    uint8_t *labels;           /* [batch] */
    void *scratch;             /* of the products */
} workspace;

struct trainer {
    trainer_config config;
    const trainer_digits *digits;
    const trainer_kernels *kernels;
    memory_pool pool;

    tensor weights, master, gradients, moment_1, moment_2, compensation; /* TRAINER_PARAMETERS each, or 0 */
    tensor activation[TRAINER_LAYERS + 1];          /* [0] the inputs, [3] the logits: [batch][width] */
    tensor activation_gradient[TRAINER_LAYERS + 1]; /* [0] is not needed */
    workspace work;

    loss_scaler scaler;
    float beta_1_power, beta_2_power; /* of Adam, after the updates so far */
    uint64_t steps;                   /* taken so far, skipped ones too */
    uint64_t epochs;                  /* begun so far */
    int position;                     /* of the next step in this epoch; 0: the order is still to be drawn */
    uint16_t train[DIGITS_TRAIN];     /* this epoch's order */
    uint16_t test[DIGITS_TEST];
};

/* Reads `rows` images into activation[0] and their labels, at most config.batch, and computes activation[3]. */
void network_forward(trainer *t, const uint16_t *images, size_t rows);

/* After network_forward of a whole batch: all gradients, with `scale` = S * 2^-k in them. Returns the mean loss. */
float network_backward(trainer *t, float scale, trainer_statistics *statistics);

/* Counts values before rounding, and what rounding to codes (widened in `after`) did to them. statistics.c. */
void trainer_observe(trainer_histogram *h, const float *before, const float *after, size_t count);

#endif
