/* SPDX-License-Identifier: Apache-2.0
 *
 * inference.c - a trained network's forward pass. See inference.h.
 */
#include "inference.h"

#include "numbers.h"

#include <math.h>
#include <stdlib.h>

inference_network inference_network_of(const trainer_config *config, const trainer_data *data)
{
    inference_network n = {.layers = config->hidden_layers + 1};
    n.width[0] = data->inputs;
    for (int i = 0; i < config->hidden_layers; i++) {
        n.width[i + 1] = (size_t)config->hidden[i];
    }
    n.width[n.layers] = data->classes;
    return n;
}

static double rounded(const hu_format *f, double x)
{
    hu_env env = {.overflow = HU_SATURATE_FINITE};
    return number_value(hu_convert(f, number_of(x), &env));
}

/* sums[outputs] = the products from row `first` up to `end` of a matrix [inputs][outputs], in FP64. Inputs that are
 * zero add nothing, and ReLU makes many of them. */
static void add_exactly(const double *x, const double *w, size_t first, size_t end, size_t outputs, double *sums)
{
    for (size_t j = 0; j < outputs; j++) {
        sums[j] = 0;
    }
    for (size_t i = first; i < end; i++) {
        for (size_t j = 0; j < outputs && x[i] != 0; j++) {
            sums[j] += x[i] * w[i * outputs + j];
        }
    }
}

/* The same, each sum rounded to FP32. Products of 16-bit numbers are exact, so this is a chain of fused
 * multiply-adds. */
static void add_in_fp32(const double *x, const double *w, size_t first, size_t end, size_t outputs, double *sums)
{
    float sum[TRAINER_CLASSES_MAX] = {0};
    for (size_t i = first; i < end; i++) {
        const float left = (float)x[i];
        for (size_t j = 0; j < outputs && left != 0; j++) {
            sum[j] += left * (float)w[i * outputs + j];
        }
    }
    for (size_t j = 0; j < outputs; j++) {
        sums[j] = (double)sum[j];
    }
}

static void layer(const double *x, const double *w, size_t inputs, size_t outputs, inference how, double *z)
{
    double second[TRAINER_CLASSES_MAX];
    const double *bias = w + inputs * outputs;
    if (how.order == INFERENCE_EXACT) {
        add_exactly(x, w, 0, inputs, outputs, z);
        for (size_t j = 0; j < outputs; j++) {
            z[j] += bias[j];
        }
        return;
    }
    const size_t middle = how.order == INFERENCE_CHAIN ? inputs : inputs / 2;
    add_in_fp32(x, w, 0, middle, outputs, z);
    add_in_fp32(x, w, middle, inputs, outputs, second);
    for (size_t j = 0; j < outputs; j++) {
        if (how.order == INFERENCE_ROUNDED_HALVES) {
            z[j] = rounded(how.activations, z[j]);
            second[j] = rounded(how.activations, second[j]);
        }
        z[j] = (double)((float)((float)z[j] + (float)second[j]) + (float)bias[j]);
    }
}

void inference_run(const lesson *l, const inference_network *n, const double *parameters, inference how,
                   const trainer_data *data, size_t first, size_t count, double *logits)
{
    double x[TRAINER_CLASSES_MAX] = {0};
    double z[TRAINER_CLASSES_MAX];
    for (int i = 0; i <= n->layers; i++) {
        if (n->width[i] > TRAINER_CLASSES_MAX) {
            lesson_fail(l, "a layer of more than %d numbers", TRAINER_CLASSES_MAX);
        }
    }
    for (size_t image = 0; image < count; image++) {
        const double *w = parameters;
        for (size_t i = 0; i < n->width[0]; i++) {
            x[i] = rounded(how.activations, data->pixel[(first + image) * n->width[0] + i] / (double)data->white);
        }
        for (int k = 0; k < n->layers; k++) {
            layer(x, w, n->width[k], n->width[k + 1], how, z);
            for (size_t j = 0; j < n->width[k + 1]; j++) {
                x[j] = k + 1 < n->layers && z[j] <= 0 ? 0 : rounded(how.activations, z[j]);
            }
            w += (n->width[k] + 1) * n->width[k + 1];
        }
        for (size_t j = 0; j < n->width[n->layers]; j++) {
            logits[image * n->width[n->layers] + j] = x[j];
        }
    }
}

double inference_log_probability(const double *logits, size_t classes, size_t class)
{
    const double largest = logits[inference_class(logits, classes)];
    double sum = exp(logits[0] - largest);
    for (size_t j = 1; j < classes; j++) {
        sum += exp(logits[j] - largest);
    }
    return logits[class] - largest - log(sum);
}

size_t inference_class(const double *logits, size_t classes)
{
    size_t best = 0;
    for (size_t j = 1; j < classes; j++) {
        best = logits[j] > logits[best] ? j : best;
    }
    return best;
}

inference_distance inference_compare(const double *reference, const double *other, size_t count, size_t classes)
{
    double squares = 0;
    double differences = 0;
    inference_distance d = {0};
    for (size_t i = 0; i < count; i++) {
        const double *a = reference + i * classes;
        const double *b = other + i * classes;
        for (size_t j = 0; j < classes; j++) {
            const double log_p = inference_log_probability(a, classes, j);
            squares += a[j] * a[j];
            differences += (a[j] - b[j]) * (a[j] - b[j]);
            d.divergence += exp(log_p) * (log_p - inference_log_probability(b, classes, j)) / (double)count;
        }
        d.agreement += inference_class(a, classes) == inference_class(b, classes);
    }
    d.error = sqrt(differences / squares);
    d.agreement *= 100 / (double)count;
    return d;
}
