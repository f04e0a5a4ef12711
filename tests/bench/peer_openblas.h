/* SPDX-License-Identifier: Apache-2.0
 *
 * What make bench-training measures the trainer beside: the same network as a loop in plain C over cblas_sgemm.
 */
#ifndef BENCH_PEER_OPENBLAS_H
#define BENCH_PEER_OPENBLAS_H

#include <stddef.h>
#include <stdint.h>

/* Widths from the inputs to the classes. */
enum { PEER_LAYERS_MAX = 3 };

typedef struct {
    size_t layers, width[PEER_LAYERS_MAX + 1], batch;
    float learning_rate, unit; /* of a pixel */
    float *parameters;         /* layer by layer the weights [input][output], then the biases */
    float *gradients;          /* as many */
    float *activation[PEER_LAYERS_MAX + 1], *delta[PEER_LAYERS_MAX + 1]; /* [batch][width] */
} peer_network;

/* Logits of `rows` images, at most the batch, to activation[layers]. */
void peer_forward(peer_network *n, const uint8_t *pixels, const uint32_t *images, size_t rows);

/* A step of SGD on a batch of images. Returns the mean loss before it. */
float peer_step(peer_network *n, const uint8_t *pixels, const uint8_t *labels, const uint32_t *images);

#endif
