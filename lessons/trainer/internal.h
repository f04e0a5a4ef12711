/* SPDX-License-Identifier: Apache-2.0
 *
 * What trainer.c, network.c, statistics.c and checkpoint.c share: the trainer itself.
 */
#ifndef TRAINER_INTERNAL_H
#define TRAINER_INTERNAL_H

#include "kernels/kernels.h"
#include "tensor.h"
#include "trainer.h"

enum { LAYERS_MAX = TRAINER_HIDDEN_MAX + 1 };

/* Where a layer's parameters are: a weight matrix [inputs][outputs] from element `weights` on, then its biases. */
typedef struct {
    size_t inputs, outputs, weights, biases;
} layer_shape;

/* Room for one layer's numbers in FP32, as large as the largest layer needs. A layer's weights are widened twice in a
 * step, forward and backward: that takes 3 % of it, and to keep those of all layers 4 bytes more for each parameter. */
typedef struct {
    float *left;     /* its inputs, [batch][inputs]; or the logits                            */
    float *delta;    /* gradients of its outputs, [batch][outputs]                            */
    float *out;      /* results: outputs or gradients, of inputs, weights or biases           */
    float *weights;  /* [inputs][outputs]; none where products read codes                     */
    float *bias;     /* [outputs]                                                             */
    float *losses;   /* [batch]                                                               */
    uint8_t *labels; /* [batch]                                                               */
    void *scratch;   /* of the products                                                       */
} workspace;

struct trainer {
    trainer_config config;
    const trainer_data *data;
    const trainer_kernels *kernels;
    void (*watch)(void *context, bool begins); /* around products; or NULL */
    void *watch_context;
    int threads; /* config.threads, or if that is 0 the cores when the trainer was made: its scratch is for no more */
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
    uint64_t steps;                   /* taken so far, skipped ones too, and those of trainer_step_on */
    uint64_t epochs;                  /* completed */
    size_t step_of_epoch;             /* taken of the current epoch, whose first step draws its order */
    uint32_t *images; /* [data->images]: the training set in the order of the last epoch begun, then the test set */
};

/* The network's functions read and write the tensors of the trainer; its workspace holds nothing from one call to the
 * next. `statistics` may be NULL. */

/* Are operands of products widened to FP32 first? Otherwise products read their codes. */
bool network_widens(const trainer *t);

/* From `rows` images, at most config.batch, to activation[0] up to the logits in activation[layers]. */
void network_forward(trainer *t, const uint32_t *images, size_t rows, trainer_statistics *statistics);

typedef struct {
    float loss;  /* the mean */
    bool finite; /* are all gradients of parameters numbers, neither infinite nor NaN? */
} network_result;

/* From the activations that network_forward has left of a whole batch, and the labels of its images, to all gradients,
 * with `scale` = S * 2^-k in them. */
network_result network_backward(trainer *t, const uint8_t *labels, float scale, trainer_statistics *statistics);

/* The tensor that the optimizer updates: the master, or the weights without one. update.c. */
const tensor *update_target(const trainer *t);

/* With a master, the weights are the master rounded to nearest. */
void update_weights(const trainer *t);

/* From the gradients, which are finite, to new weights; `unscale` = 2^k / S. */
void update_all(trainer *t, float unscale, trainer_statistics *statistics);

#endif
