/* SPDX-License-Identifier: Apache-2.0
 *
 * The network forward and backward, in terms of kernels. What is stored is rounded once, from FP32 to the format of its
 * role, when it is stored; what is read is widened exactly. Only comparisons and copies are done here: no arithmetic.
 */
#include "internal.h"

#include <string.h>

enum { SOME = 256 }; /* values in a buffer */

bool network_widens(const trainer *t)
{
    return t->kernels->operand == &trainer_fp32;
}

/* Numbers that are read from a tensor. */
typedef struct {
    const void *operand; /* as a product reads them: in FP32, or the tensor's codes */
    const float *values; /* in FP32; NULL where neither a product nor the caller reads them so */
} numbers;

/* `count` numbers from `first` on: where they are, if they are FP32. Otherwise `room` is for their values, which are
 * made if products read them or `wanted`. */
static numbers read_numbers(const trainer *t, const tensor *from, size_t first, size_t count, bool wanted, float *room)
{
    const float *in_place = tensor_floats(from, first);
    if (in_place != NULL) {
        return (numbers){in_place, in_place};
    }
    const bool widened = network_widens(t) || wanted;
    if (widened) {
        t->kernels->decode(from->format, tensor_at(from, first), room, count);
    }
    return (numbers){
        .operand = network_widens(t) ? (const void *)room : tensor_at(from, first),
        .values = widened ? room : NULL,
    };
}

/* Where numbers are computed that go to a tensor from `first` on: in the tensor, if it holds FP32, or in `room`. */
static float *place_of(const tensor *to, size_t first, float *room)
{
    float *in_place = tensor_floats(to, first);
    return in_place != NULL ? in_place : room;
}

/* Stores what was computed in place_of. Returns false if the tensor is one of FP32 and not all are finite. */
static bool store(const trainer *t, const tensor *to, size_t first, hu_overflow overflow, float *values, size_t count)
{
    if (values == tensor_floats(to, first)) {
        return t->kernels->settle(values, count);
    }
    t->kernels->encode(to->format, overflow, values, tensor_at(to, first), count);
    return true;
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

static void store_activations(const trainer *t, const tensor *to, float *values, size_t count,
                              trainer_statistics *statistics)
{
    if (statistics != NULL && (statistics->wanted & TRAINER_COUNT_LARGEST) != 0) {
        statistics->largest_activation = t->kernels->largest(statistics->largest_activation, values, count);
    }
    store(t, to, 0, to->format->overflow, values, count);
}

/* Where gradients are counted, if they are. */
typedef struct {
    trainer_histogram *histogram; /* NULL: none */
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

/* What gradients were stored as. FP32 changes none of them. */
static void count_gradients(const trainer *t, const tensor *to, size_t first, const float *values, size_t count,
                            observer o)
{
    if (o.histogram != NULL && to->format == &trainer_fp32) {
        t->kernels->observe(o.histogram, o.binades, values, values, count);
        return;
    }
    float after[SOME];
    for (size_t i = 0; o.histogram != NULL && i < count; i += SOME) {
        const size_t some = count - i < SOME ? count - i : SOME;
        t->kernels->decode(to->format, tensor_at(to, first + i), after, some);
        t->kernels->observe(o.histogram, o.binades, values + i, after, some);
    }
}

/* Gradients overflow to infinity or NaN, which the loss scaler looks for. `stream`: of the tensor's random bits.
 * Returns what `store` does. */
static bool store_gradients(const trainer *t, const tensor *to, uint64_t stream, size_t first, float *values,
                            size_t count, observer o)
{
    bool finite = true;
    if (t->config.gradient_rounding == TRAINER_GRADIENTS_STOCHASTIC) {
        const random_draws draws = {t->config.seed, stream, t->steps * to->count + first};
        t->kernels->encode_stochastic(to->format, HU_OVERFLOW_NONE, values, draws, tensor_at(to, first), count);
    } else {
        finite = store(t, to, first, HU_OVERFLOW_NONE, values, count);
    }
    count_gradients(t, to, first, values, count, o);
    return finite;
}

/* Those of the logits, [rows][classes]. */
static void store_logit_gradients(const trainer *t, const float *values, size_t rows, observer o)
{
    const tensor *to = &t->activation_gradient[t->layers];
    const size_t count = rows * t->data->classes;
    const random_draws draws = {t->config.seed, STREAM_LAYER_GRADIENTS + t->layers - 1, t->steps * to->count};
    switch (t->config.gradient_rounding) {
    case TRAINER_GRADIENTS_NEAREST:
        t->kernels->encode(to->format, HU_OVERFLOW_NONE, values, to->codes, count);
        break;
    case TRAINER_GRADIENTS_STOCHASTIC:
    case TRAINER_GRADIENTS_STOCHASTIC_LOGITS:
        t->kernels->encode_stochastic(to->format, HU_OVERFLOW_NONE, values, draws, to->codes, count);
        break;
    case TRAINER_GRADIENTS_BALANCED_LOGITS:
        t->kernels->encode_balanced(to->format, values, to->codes, rows, t->data->classes);
        break;
    }
    count_gradients(t, to, 0, values, count, o);
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

/* Pixels of the images to activation[0]; `room` has a number for each. */
static void store_images(const trainer *t, const uint32_t *images, size_t rows, float *room,
                         trainer_statistics *statistics)
{
    const size_t inputs = t->data->inputs;
    const float unit = 1 / (float)t->data->white;
    for (size_t r = 0; r < rows; r++) {
        const uint8_t *pixel = t->data->pixel + images[r] * inputs;
        for (size_t i = 0; i < inputs; i++) {
            room[r * inputs + i] = (float)pixel[i] * unit; /* exact */
        }
    }
    store_activations(t, &t->activation[0], room, rows * inputs, statistics);
}

/* z[rows][outputs] = a W + bias. */
static void outputs_of(const trainer *t, const layer_shape *s, size_t rows, numbers inputs, numbers weights,
                       const float *bias, float *z)
{
    const product_task task = {
        .left = inputs.operand,
        .left_row = s->inputs,
        .left_depth = 1,
        .right = weights.operand,
        .right_depth = s->outputs,
        .right_column = 1,
        .out = z,
        .rows = rows,
        .depth = s->inputs,
        .columns = s->outputs,
        .accumulator = t->config.accumulator,
        .scratch = t->work.scratch,
    };
    multiply(t, &task);
    t->kernels->add_bias(z, bias, rows, s->outputs, t->config.accumulator);
}

void network_forward(trainer *t, const uint32_t *images, size_t rows, trainer_statistics *statistics)
{
    const workspace *w = &t->work;
    store_images(t, images, rows, place_of(&t->activation[0], 0, w->left), statistics);
    for (size_t l = 0; l < t->layers; l++) {
        const layer_shape *s = &t->layer[l];
        const size_t count = rows * s->outputs;
        const numbers inputs = read_numbers(t, &t->activation[l], 0, rows * s->inputs, false, w->left);
        const numbers weights = read_numbers(t, &t->weights, s->weights, s->inputs * s->outputs, false, w->weights);
        const numbers bias = read_numbers(t, &t->weights, s->biases, s->outputs, true, w->bias);
        float *out = place_of(&t->activation[l + 1], 0, w->out);
        outputs_of(t, s, rows, inputs, weights, bias.values, out);
        if (l + 1 < t->layers) {
            relu(out, count);
        }
        store_activations(t, &t->activation[l + 1], out, count, statistics);
    }
}

/* gradients[inputs][outputs] = a^T delta. */
static void weight_gradients(const trainer *t, const layer_shape *s, size_t rows, numbers inputs, numbers delta,
                             float *gradients)
{
    const product_task task = {
        .left = inputs.operand,
        .left_row = 1,
        .left_depth = s->inputs,
        .right = delta.operand,
        .right_depth = s->outputs,
        .right_column = 1,
        .out = gradients,
        .rows = s->inputs,
        .depth = rows,
        .columns = s->outputs,
        .accumulator = t->config.accumulator,
        .scratch = t->work.scratch,
    };
    multiply(t, &task);
}

/* sums[outputs] = the sum of delta over the rows; `room` is for all of these. */
static void bias_gradients(const trainer *t, const layer_shape *s, size_t rows, const float *delta, float *room,
                           float *sums)
{
    memcpy(room, delta, rows * s->outputs * sizeof *room);
    t->kernels->sum_rows(room, rows, s->outputs, t->config.accumulator);
    memmove(sums, room, s->outputs * sizeof *sums);
}

/* gradients[rows][inputs] = delta W^T, times the derivative of the ReLU that made these inputs. */
static void input_gradients(const trainer *t, const layer_shape *s, size_t rows, numbers delta, numbers weights,
                            const float *inputs, float *gradients)
{
    const product_task task = {
        .left = delta.operand,
        .left_row = s->outputs,
        .left_depth = 1,
        .right = weights.operand,
        .right_depth = 1,
        .right_column = s->outputs,
        .out = gradients,
        .rows = rows,
        .depth = s->outputs,
        .columns = s->inputs,
        .accumulator = t->config.accumulator,
        .scratch = t->work.scratch,
    };
    multiply(t, &task);
    relu_backward(gradients, inputs, rows * s->inputs);
}

/* The logits' gradients to their tensor. Returns the mean loss. */
static float loss_gradients(const trainer *t, const uint8_t *labels, size_t rows, float scale,
                            trainer_statistics *statistics)
{
    const workspace *w = &t->work;
    const size_t count = rows * t->data->classes;
    softmax_task task = {
        .logits = read_numbers(t, &t->activation[t->layers], 0, count, true, w->left).values,
        .labels = labels,
        .rows = rows,
        .classes = t->data->classes,
        .scale = scale,
        .gradients = w->out,
        .losses = w->losses,
    };
    t->kernels->softmax(&task);
    store_logit_gradients(t, w->out, rows, observer_of(statistics, TRAINER_COUNT_LOGITS));
    return task.loss;
}

/* From the gradients of a layer's outputs those of its inputs, unless they are the images, and of its parameters.
 * Returns what store_gradients does of these. */
static bool layer_backward(const trainer *t, size_t l, size_t rows, trainer_statistics *statistics)
{
    const workspace *w = &t->work;
    const layer_shape *s = &t->layer[l];
    const size_t size = s->inputs * s->outputs;
    const bool hidden = l > 0;
    const numbers inputs = read_numbers(t, &t->activation[l], 0, rows * s->inputs, hidden, w->left);
    const numbers delta = read_numbers(t, &t->activation_gradient[l + 1], 0, rows * s->outputs, true, w->delta);
    if (hidden) {
        const numbers weights = read_numbers(t, &t->weights, s->weights, size, false, w->weights);
        float *out = place_of(&t->activation_gradient[l], 0, w->out);
        input_gradients(t, s, rows, delta, weights, inputs.values, out);
        store_gradients(t, &t->activation_gradient[l], STREAM_LAYER_GRADIENTS + l - 1, 0, out, rows * s->inputs,
                        observer_of(statistics, TRAINER_COUNT_HIDDEN));
    }
    const observer counted = observer_of(statistics, TRAINER_COUNT_WEIGHTS);
    float *out = place_of(&t->gradients, s->weights, w->out);
    weight_gradients(t, s, rows, inputs, delta, out);
    const bool finite = store_gradients(t, &t->gradients, STREAM_GRADIENTS, s->weights, out, size, counted);
    float *sums = place_of(&t->gradients, s->biases, w->out);
    bias_gradients(t, s, rows, delta.values, w->out, sums);
    return store_gradients(t, &t->gradients, STREAM_GRADIENTS, s->biases, sums, s->outputs, counted) && finite;
}

/* Are the gradients numbers, neither infinite nor NaN, as they are stored? FP32 ones are asked as they are stored. */
static bool codes_finite(const trainer *t)
{
    const tensor *g = &t->gradients;
    bool finite = true;
    for (size_t first = 0; finite && first < g->count && g->format != &trainer_fp32; first += SOME) {
        float values[SOME];
        const size_t count = g->count - first < SOME ? g->count - first : SOME;
        t->kernels->decode(g->format, tensor_at(g, first), values, count);
        finite = t->kernels->settle(values, count);
    }
    return finite;
}

network_result network_backward(trainer *t, const uint8_t *labels, float scale, trainer_statistics *statistics)
{
    const size_t rows = (size_t)t->config.batch;
    network_result result = {.loss = loss_gradients(t, labels, rows, scale, statistics), .finite = true};
    if (result.loss != result.loss) {
        result.loss = hu_fp32_to_float((hu_fp32){0x7FC00000}); /* a NaN's sign would show */
    }
    for (size_t l = t->layers; l-- > 0;) {
        result.finite = layer_backward(t, l, rows, statistics) && result.finite;
    }
    result.finite = result.finite && codes_finite(t);
    return result;
}
