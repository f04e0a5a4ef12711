/* SPDX-License-Identifier: Apache-2.0
 *
 * What trainer.c and network.c share: the trainer itself.
 */
#ifndef TRAINER_INTERNAL_H
#define TRAINER_INTERNAL_H

#include "kernels/kernels.h"
#include "tensor.h"
#include "trainer.h"

enum { LAYERS_MAX = TRAINER_HIDDEN_MAX + 1 };

/* A layer's place among the parameters: a weight matrix [inputs][outputs] from element `weights` on, then its biases.
 */
typedef struct {
    size_t inputs, outputs, weights, biases;
} layer_shape;

/* Scratch, all FP32: as large as the largest layer needs. */
typedef struct {
    float *left;     /* a layer's inputs, [batch][inputs]; and the logits               */
    float *delta;    /* gradients of its outputs, [batch][outputs]                       */
    float *out;      /* what a product gives: either of these, or gradients of weights   */
    float *weights;  /* [inputs][outputs]                                                */
    float *bias;     /* [outputs]                                                        */
    float *losses;   /* [batch]                                                          */
    uint8_t *labels; /* [batch]                                                          */
    void *scratch;   /* of the products                                                  */
} workspace;

struct trainer {
    trainer_config config;
    const trainer_data *data;
    const trainer_kernels *kernels;
    void (*watch)(void *context, bool begins); /* around products; NULL: nobody is called */
    void *watch_context;
    int threads; /* config.threads; for 0 the cores when the trainer was made: its scratch is for no more */
    memory_pool pool;

    layer_shape layer[LAYERS_MAX];
    size_t layers;     /* hidden ones and the last */
    size_t parameters; /* of all layers */

    tensor weights, master, gradients, moment_1, moment_2, compensation; /* `parameters` each, or 0 */
    tensor activation[LAYERS_MAX + 1];          /* [0] the inputs, [layers] the logits: [batch][width] */
    tensor activation_gradient[LAYERS_MAX + 1]; /* [0] is not needed */
    workspace work;

    loss_scaler scaler;
    float beta_1_power, beta_2_power; /* of Adam, after the updates so far */
    uint64_t steps;                   /* taken so far, skipped ones too */
    uint64_t epochs;                  /* begun so far */
    size_t position;                  /* of the next step in this epoch; 0: the order is still to be drawn */
    uint32_t *images;                 /* [data->images]: the training set in this epoch's order, then the test set */
};

/* Reads `rows` images into activation[0] and their labels, at most config.batch, and computes the logits.
 * `statistics` may be NULL. */
void network_forward(trainer *t, const uint32_t *images, size_t rows, trainer_statistics *statistics);

/* Are operands of products widened to FP32 first? Otherwise products read their codes. */
bool network_widens(const trainer *t);

/* After network_forward of a whole batch: all gradients, with `scale` = S * 2^-k in them. Returns the mean loss. */
float network_backward(trainer *t, float scale, trainer_statistics *statistics);

/* Counts values before rounding, and what rounding to codes (widened in `after`) did to them; and if `binades`, their
 * binades. statistics.c. */
void trainer_observe(trainer_histogram *h, bool binades, const float *before, const float *after, size_t count);

/* The larger of `so_far` and the finite magnitudes among the values. statistics.c. */
float trainer_largest(float so_far, const float *values, size_t count);

#endif
