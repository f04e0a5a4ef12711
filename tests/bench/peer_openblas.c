/* SPDX-License-Identifier: Apache-2.0
 *
 * The trainer's network, a multilayer perceptron in FP32, as somebody would write it for speed: loops that the compiler
 * may reorder as it likes (-O3 -march=native -ffast-math; see the Makefile) around the matrix products of OpenBLAS. It
 * counts nothing, asks no gradient whether it is a number, and promises no order of sums.
 */
#include "bench/peer_openblas.h"

#include <cblas.h>
#include <float.h>
#include <math.h>
#include <string.h>

static void add_bias(float *restrict z, const float *restrict bias, size_t rows, size_t columns, int relu)
{
    for (size_t r = 0; r < rows; r++) {
        for (size_t c = 0; c < columns; c++) {
            const float sum = z[r * columns + c] + bias[c];
            z[r * columns + c] = relu && sum < 0 ? 0 : sum;
        }
    }
}

void peer_forward(peer_network *n, const uint8_t *pixels, const uint32_t *images, size_t rows)
{
    const float *weights = n->parameters;
    for (size_t r = 0; r < rows; r++) {
        for (size_t i = 0; i < n->width[0]; i++) {
            n->activation[0][r * n->width[0] + i] = (float)pixels[images[r] * n->width[0] + i] * n->unit;
        }
    }
    for (size_t l = 0; l < n->layers; l++) {
        const int in = (int)n->width[l];
        const int out = (int)n->width[l + 1];
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)rows, out, in, 1, n->activation[l], in, weights,
                    out, 0, n->activation[l + 1], out);
        weights += n->width[l] * n->width[l + 1];
        add_bias(n->activation[l + 1], weights, rows, n->width[l + 1], l + 1 < n->layers);
        weights += n->width[l + 1];
    }
}

/* The logits' gradients; returns the mean loss. */
static float softmax(peer_network *n, const uint8_t *labels, const uint32_t *images)
{
    const size_t classes = n->width[n->layers];
    float loss = 0;
    for (size_t r = 0; r < n->batch; r++) {
        const float *z = n->activation[n->layers] + r * classes;
        float *d = n->delta[n->layers] + r * classes;
        const uint8_t label = labels[images[r]];
        float largest = z[0];
        float sum = FLT_MIN; /* there is a class, which cppcheck cannot know: no logarithm of 0 */
        for (size_t c = 1; c < classes; c++) {
            largest = z[c] > largest ? z[c] : largest;
        }
        for (size_t c = 0; c < classes; c++) {
            d[c] = expf(z[c] - largest);
            sum += d[c];
        }
        const float scale = 1 / (sum * (float)n->batch);
        for (size_t c = 0; c < classes; c++) {
            d[c] *= scale;
        }
        d[label] -= 1 / (float)n->batch;
        loss += logf(sum) - (z[label] - largest);
    }
    return loss / (float)n->batch;
}

/* From delta[l + 1] the gradients of the layer's parameters, and those of its inputs unless they are the images. */
static void layer_backward(peer_network *n, size_t l, const float *weights, float *gradients)
{
    const size_t inputs = n->width[l];
    const size_t outputs = n->width[l + 1];
    const int in = (int)inputs;
    const int out = (int)outputs;
    const int batch = (int)n->batch;
    const float *delta = n->delta[l + 1];
    cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, in, out, batch, 1, n->activation[l], in, delta, out, 0,
                gradients, out);
    float *bias = gradients + inputs * outputs;
    memcpy(bias, delta, outputs * sizeof *bias);
    for (size_t r = 1; r < n->batch; r++) {
        for (size_t c = 0; c < outputs; c++) {
            bias[c] += delta[r * outputs + c];
        }
    }
    float *below = n->delta[l];
    const float *active = n->activation[l];
    if (l > 0) {
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, batch, in, out, 1, delta, out, weights, out, 0, below, in);
        for (size_t i = 0; i < n->batch * inputs; i++) {
            below[i] = active[i] > 0 ? below[i] : 0;
        }
    }
}

float peer_step(peer_network *n, const uint8_t *pixels, const uint8_t *labels, const uint32_t *images)
{
    size_t first[PEER_LAYERS_MAX + 1] = {0};
    for (size_t l = 0; l < n->layers; l++) {
        first[l + 1] = first[l] + (n->width[l] + 1) * n->width[l + 1];
    }
    peer_forward(n, pixels, images, n->batch);
    const float loss = softmax(n, labels, images);
    for (size_t l = n->layers; l-- > 0;) {
        layer_backward(n, l, n->parameters + first[l], n->gradients + first[l]);
    }
    for (size_t i = 0; i < first[n->layers]; i++) {
        n->parameters[i] -= n->learning_rate * n->gradients[i];
    }
    return loss;
}
