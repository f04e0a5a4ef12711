/* SPDX-License-Identifier: Apache-2.0
 *
 * Independent counts of a step's statistics. See counts.h.
 */
#include "counts.h"

#include "internal.h"
#include "shared.h"

#include <math.h>

enum { NUMBERS_MAX = DIGITS_PIXELS * BATCH };

static hu_fp32 link_chain(hu_fp32 sum, float x, float y)
{
    hu_env env = {0};
    return hu_fp32_fma(hu_fp32_from_float(x), hu_fp32_from_float(y), sum, &env);
}

static void widen(const trainer *t, const tensor *from, float *values)
{
    t->kernels->decode(from->format, from->codes, values, from->count);
}

/* ---- Gradients ---- */

void count_gradient(trainer_histogram *h, float x, const trainer_format *format)
{
    const hu_env env = {.overflow = HU_OVERFLOW_NONE};
    const float after = hu_fp32_to_float(checked_stored(format, hu_fp32_from_float(x), env));
    if (x == 0) {
        h->zero++;
    } else if (!isfinite(x)) {
        h->nonfinite++;
    } else {
        int exponent;
        frexp((double)x, &exponent); /* x = 0.1... * 2^exponent */
        h->binade[exponent - 1 - TRAINER_EXPONENT_MIN]++;
        h->finite++;
        h->flushed += after == 0;
        h->overflowed += isfinite(after) ? 0 : 1;
        h->largest = fmaxf(h->largest, fabsf(x));
    }
}

/* delta W^T, but 0 where the activation is 0. */
static void count_hidden(const trainer *t, size_t l, const float *weights, const float *delta, trainer_histogram *h)
{
    const layer_shape s = t->layer[l];
    float a[NUMBERS_MAX];
    widen(t, &t->activation[l], a);
    for (size_t r = 0; r < BATCH; r++) {
        for (size_t i = 0; i < s.inputs; i++) {
            hu_fp32 sum = {0};
            for (size_t j = 0; j < s.outputs; j++) {
                sum = link_chain(sum, delta[r * s.outputs + j], weights[s.weights + i * s.outputs + j]);
            }
            count_gradient(h, a[r * s.inputs + i] == 0 ? 0 : hu_fp32_to_float(sum), t->config.gradients);
        }
    }
}

/* The tree over the batch: with n rows and h = ceil(n / 2), row h + i onto row i. */
static float tree_sum(const float *delta, size_t columns, size_t column)
{
    hu_fp32 row[BATCH];
    for (size_t r = 0; r < BATCH; r++) {
        row[r] = hu_fp32_from_float(delta[r * columns + column]);
    }
    for (size_t n = BATCH; n > 1; n = (n + 1) / 2) {
        for (size_t i = 0; i + (n + 1) / 2 < n; i++) {
            hu_env env = {0};
            row[i] = hu_fp32_add(row[i], row[i + (n + 1) / 2], &env);
        }
    }
    return hu_fp32_to_float(row[0]);
}

/* a^T delta, and the biases'. */
static void count_parameters(const trainer *t, size_t l, const float *delta, trainer_histogram *h)
{
    const layer_shape s = t->layer[l];
    float a[NUMBERS_MAX];
    widen(t, &t->activation[l], a);
    for (size_t j = 0; j < s.outputs; j++) {
        for (size_t i = 0; i < s.inputs; i++) {
            hu_fp32 sum = {0};
            for (size_t r = 0; r < BATCH; r++) {
                sum = link_chain(sum, a[r * s.inputs + i], delta[r * s.outputs + j]);
            }
            count_gradient(h, hu_fp32_to_float(sum), t->config.gradients);
        }
        count_gradient(h, tree_sum(delta, s.outputs, j), t->config.gradients);
    }
}

void count_gradients(const trainer *t, const trainer *exact, const float *weights, trainer_statistics *s)
{
    float delta[NUMBERS_MAX];
    widen(exact, &exact->activation_gradient[t->layers], delta);
    for (size_t i = 0; i < BATCH * DIGITS_CLASSES; i++) {
        count_gradient(&s->logit_gradients, delta[i], t->config.gradients);
    }
    for (size_t l = t->layers; l-- > 0;) {
        widen(t, &t->activation_gradient[l + 1], delta);
        if (l > 0) {
            count_hidden(t, l, weights, delta, &s->hidden_gradients);
        }
        count_parameters(t, l, delta, &s->weight_gradients);
    }
}

/* ---- Updates ---- */

/* A sum of FP64 numbers as REFERENCE.md has it: of each 256 a sum by sixteenths, and these sums one after the other. */
static double sum_by_chunks(double total, const double *terms, size_t count)
{
    for (size_t first = 0; first < count; first += 256) {
        const size_t end = count - first < 256 ? count : first + 256;
        double part[16] = {0};
        for (size_t i = first; i < end; i++) {
            part[i % 16] += terms[i];
        }
        for (size_t half = 8; half > 0; half /= 2) {
            for (size_t j = 0; j < half; j++) {
                part[j] = part[j] + part[half + j];
            }
        }
        total += part[0];
    }
    return total;
}

void count_updates(const trainer *t, const float *before, float scale, trainer_statistics *s)
{
    float after[PARAMETERS];
    float gradients[PARAMETERS];
    double delivered[PARAMETERS];
    double intended[PARAMETERS];
    trainer_values(t, TRAINER_WEIGHTS, after);
    trainer_values(t, TRAINER_GRADIENTS, gradients);
    const hu_fp32 unscale = hu_fp32_from_float(ldexpf(1 / scale, t->config.loss_exponent));
    for (size_t i = 0; i < PARAMETERS; i++) {
        hu_env env = {0};
        const hu_fp32 g = hu_fp32_mul(hu_fp32_from_float(gradients[i]), unscale, &env);
        const float u = hu_fp32_to_float(hu_fp32_mul(hu_fp32_from_float(t->config.learning_rate), g, &env));
        s->updates += u != 0;
        s->updates_lost += u != 0 && after[i] == before[i];
        delivered[i] = ((double)before[i] - (double)after[i]) * (double)u;
        intended[i] = (double)u * (double)u;
        s->largest_weight = fmaxf(s->largest_weight, fabsf(after[i]));
    }
    s->delivered = sum_by_chunks(s->delivered, delivered, PARAMETERS);
    s->intended = sum_by_chunks(s->intended, intended, PARAMETERS);
}

float largest_activation(const trainer *t)
{
    float largest = 0;
    for (size_t l = 0; l <= t->layers; l++) {
        float a[NUMBERS_MAX];
        widen(t, &t->activation[l], a);
        for (size_t i = 0; i < t->activation[l].count; i++) {
            largest = fmaxf(largest, fabsf(a[i]));
        }
    }
    return largest;
}
