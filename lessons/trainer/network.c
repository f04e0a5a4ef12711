/* SPDX-License-Identifier: Apache-2.0
 *
 * The network forward and backward, in terms of kernels. What is stored is rounded once, from FP32 to the format of its
 * role, when it is stored; what is read is widened exactly. Only comparisons and copies are done here: no arithmetic.
 */
#include "internal.h"

#include <string.h>

static void load(const trainer *t, const tensor *from, size_t first, float *values, size_t count)
{
    t->kernels->decode(from->format, tensor_at(from, first), values, count);
}

bool network_widens(const trainer *t)
{
    return t->kernels->operand == &trainer_fp32;
}

/* What a product reads of a tensor: its values, already widened, or its codes as they are. */
static const void *operand(const trainer *t, const tensor *from, size_t first, const float *widened)
{
    return network_widens(t) ? (const void *)widened : tensor_at(from, first);
}

static void multiply(const trainer *t, const product_task *task)
{
    if (t->watch != NULL) {
        t->watch(t->watch_context, true);
    }
    trainer_product(t->kernels, task, t->threads);
    if (t->watch != NULL) {
        t->watch(t->watch_context, false);
    }
}

static void store_activations(const trainer *t, const tensor *to, const float *values, size_t count,
                              trainer_statistics *statistics)
{
    if (statistics != NULL && (statistics->wanted & TRAINER_COUNT_LARGEST) != 0) {
        statistics->largest_activation = trainer_largest(statistics->largest_activation, values, count);
    }
    t->kernels->encode(to->format, to->format->overflow, values, to->codes, count);
}

/* Who counts gradients, if somebody does. */
typedef struct {
    trainer_histogram *histogram; /* NULL: nobody */
    bool binades;
} observer;

static observer observer_of(trainer_statistics *s, unsigned gradients)
{
    if (s == NULL || (s->wanted & gradients) == 0) {
        return (observer){NULL, false};
    }
    trainer_histogram *of = gradients == TRAINER_COUNT_LOGITS   ? &s->logit_gradients
                            : gradients == TRAINER_COUNT_HIDDEN ? &s->hidden_gradients
                                                                : &s->weight_gradients;
    return (observer){of, (s->wanted & TRAINER_COUNT_BINADES) != 0};
}

/* Gradients overflow to infinity or NaN, which the loss scaler looks for. */
static void store_gradients(const trainer *t, const tensor *to, size_t first, const float *values, size_t count,
                            observer o)
{
    t->kernels->encode(to->format, HU_OVERFLOW_NONE, values, tensor_at(to, first), count);
    if (o.histogram == NULL) {
        return;
    }
    float after[256];
    for (size_t i = 0; i < count; i += 256) {
        const size_t some = count - i < 256 ? count - i : 256;
        load(t, to, first + i, after, some);
        trainer_observe(o.histogram, o.binades, values + i, after, some);
    }
}

/* max(0, z), with NaN kept and +0 for -0. */
static void relu(float *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        values[i] = values[i] <= 0 ? 0.0F : values[i];
    }
}

/* The ReLU's derivative, judged by what was stored: 0 where the activation is 0. */
static void relu_backward(float *gradients, const float *activations, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        gradients[i] = activations[i] == 0 ? 0.0F : gradients[i];
    }
}

static void load_images(trainer *t, const uint32_t *images, size_t rows, trainer_statistics *statistics)
{
    const size_t inputs = t->data->inputs;
    const float unit = 1 / (float)t->data->white;
    for (size_t r = 0; r < rows; r++) {
        const uint8_t *pixel = t->data->pixel + images[r] * inputs;
        for (size_t i = 0; i < inputs; i++) {
            t->work.left[r * inputs + i] = (float)pixel[i] * unit; /* exact */
        }
        t->work.labels[r] = t->data->label[images[r]];
    }
    store_activations(t, &t->activation[0], t->work.left, rows * inputs, statistics);
}

void network_forward(trainer *t, const uint32_t *images, size_t rows, trainer_statistics *statistics)
{
    const trainer_kernels *k = t->kernels;
    const trainer_format *accumulator = t->config.accumulator;
    const workspace *w = &t->work;
    load_images(t, images, rows, statistics);
    for (size_t l = 0; l < t->layers; l++) {
        const layer_shape s = t->layer[l];
        if (network_widens(t)) {
            load(t, &t->activation[l], 0, w->left, rows * s.inputs);
            load(t, &t->weights, s.weights, w->weights, s.inputs * s.outputs);
        }
        load(t, &t->weights, s.biases, w->bias, s.outputs);
        const product_task z = {
            .left = operand(t, &t->activation[l], 0, w->left),
            .left_row = s.inputs,
            .left_depth = 1,
            .right = operand(t, &t->weights, s.weights, w->weights),
            .right_depth = s.outputs,
            .right_column = 1,
            .out = w->out,
            .rows = rows,
            .depth = s.inputs,
            .columns = s.outputs,
            .accumulator = accumulator,
            .scratch = w->scratch,
        };
        multiply(t, &z);
        k->add_bias(w->out, w->bias, rows, s.outputs, accumulator);
        if (l + 1 < t->layers) {
            relu(w->out, rows * s.outputs);
        }
        store_activations(t, &t->activation[l + 1], w->out, rows * s.outputs, statistics);
    }
}

/* Gradients of a layer's weights, a^T delta, and biases, the sum of delta over the batch. Uses up work.delta. */
static void parameter_gradients(trainer *t, layer_shape s, size_t l, size_t rows, observer o)
{
    const workspace *w = &t->work;
    const product_task weights = {
        .left = operand(t, &t->activation[l], 0, w->left),
        .left_row = 1,
        .left_depth = s.inputs,
        .right = operand(t, &t->activation_gradient[l + 1], 0, w->delta),
        .right_depth = s.outputs,
        .right_column = 1,
        .out = w->out,
        .rows = s.inputs,
        .depth = rows,
        .columns = s.outputs,
        .accumulator = t->config.accumulator,
        .scratch = w->scratch,
    };
    multiply(t, &weights);
    store_gradients(t, &t->gradients, s.weights, w->out, s.inputs * s.outputs, o);
    t->kernels->sum_rows(w->delta, rows, s.outputs, t->config.accumulator);
    store_gradients(t, &t->gradients, s.biases, w->delta, s.outputs, o);
}

/* Gradients of a layer's inputs, delta W^T, behind the ReLU that made these inputs. */
static void input_gradients(trainer *t, layer_shape s, size_t l, size_t rows, observer o)
{
    const workspace *w = &t->work;
    if (network_widens(t)) {
        load(t, &t->weights, s.weights, w->weights, s.inputs * s.outputs);
    }
    const product_task inputs = {
        .left = operand(t, &t->activation_gradient[l + 1], 0, w->delta),
        .left_row = s.outputs,
        .left_depth = 1,
        .right = operand(t, &t->weights, s.weights, w->weights),
        .right_depth = 1,
        .right_column = s.outputs,
        .out = w->out,
        .rows = rows,
        .depth = s.outputs,
        .columns = s.inputs,
        .accumulator = t->config.accumulator,
        .scratch = w->scratch,
    };
    multiply(t, &inputs);
    relu_backward(w->out, w->left, rows * s.inputs);
    store_gradients(t, &t->activation_gradient[l], 0, w->out, rows * s.inputs, o);
}

float network_backward(trainer *t, float scale, trainer_statistics *statistics)
{
    const workspace *w = &t->work;
    const size_t rows = (size_t)t->config.batch;
    load(t, &t->activation[t->layers], 0, w->left, rows * t->data->classes);
    softmax_task loss = {
        .logits = w->left,
        .labels = w->labels,
        .rows = rows,
        .classes = t->data->classes,
        .scale = scale,
        .gradients = w->out,
        .losses = w->losses,
    };
    t->kernels->softmax(&loss);
    store_gradients(t, &t->activation_gradient[t->layers], 0, w->out, rows * t->data->classes,
                    observer_of(statistics, TRAINER_COUNT_LOGITS));
    for (size_t l = t->layers; l-- > 0;) {
        const layer_shape s = t->layer[l];
        if (network_widens(t) || l > 0) { /* the ReLU's derivative looks at them, too */
            load(t, &t->activation[l], 0, w->left, rows * s.inputs);
        }
        load(t, &t->activation_gradient[l + 1], 0, w->delta, rows * s.outputs);
        if (l > 0) {
            input_gradients(t, s, l, rows, observer_of(statistics, TRAINER_COUNT_HIDDEN));
        }
        parameter_gradients(t, s, l, rows, observer_of(statistics, TRAINER_COUNT_WEIGHTS));
    }
    return loss.loss == loss.loss ? loss.loss : hu_fp32_to_float((hu_fp32){0x7FC00000}); /* a NaN's sign would show */
}
