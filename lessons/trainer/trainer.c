/* SPDX-License-Identifier: Apache-2.0
 *
 * Training: the trainer's memory, its initial weights, steps and epochs; see trainer.h.
 */
#include "internal.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static uint32_t random_32(const trainer *t, uint64_t stream, uint64_t index)
{
    return (uint32_t)(hu_random(t->config.seed, stream, index) & 0xFFFFFFFF);
}

/* Fisher and Yates. Element i draws index first + i; the product's high half is below i + 1, with a bias of at most
 * (i + 1) / 2^32: less than 2^-21 for the digits. */
static void shuffle(const trainer *t, uint64_t stream, uint64_t first, uint32_t *images, size_t count)
{
    for (size_t i = count - 1; i > 0; i--) {
        const size_t j = (size_t)((uint64_t)random_32(t, stream, first + i) * (i + 1) >> 32);
        const uint32_t swap = images[i];
        images[i] = images[j];
        images[j] = swap;
    }
}

static void split(trainer *t)
{
    for (uint32_t i = 0; i < t->data->images; i++) {
        t->images[i] = i;
    }
    if (t->config.split == TRAINER_SPLIT_SHUFFLED) {
        shuffle(t, STREAM_SPLIT, 0, t->images, t->data->images);
    }
}

/* Where the layers' parameters lie. */
static void lay_out(trainer *t)
{
    const trainer_config *c = &t->config;
    size_t inputs = t->data->inputs;
    t->layers = (size_t)c->hidden_layers + 1;
    for (size_t l = 0; l < t->layers; l++) {
        const size_t outputs = l + 1 < t->layers ? (size_t)c->hidden[l] : t->data->classes;
        const size_t biases = t->parameters + inputs * outputs;
        t->layer[l] = (layer_shape){inputs, outputs, t->parameters, biases};
        t->parameters = biases + outputs;
        inputs = outputs;
    }
}

enum { SOME = 256 }; /* values in a buffer */

/* He: weights of variance 2 / inputs and, as the sum of four uniform 16-bit integers, all but normally distributed (up
 * to 3.5 standard deviations). One rounding to FP32, then to nearest into the master (or weights) format. */
static void initialise_layer(trainer *t, const layer_shape *s)
{
    /* The centred sum, on a scale where its range is [-2, 2], has the variance 1/3. IEEE 754 rounds division and square
     * root correctly, so that every machine has the same unit. */
    const float unit = (float)sqrt(6.0 / (double)s->inputs) * 0x1p-16F;
    const tensor *target = update_target(t);
    float values[SOME];
    for (size_t first = s->weights; first < s->biases; first += SOME) {
        const size_t count = s->biases - first < SOME ? s->biases - first : SOME;
        for (size_t i = 0; i < count; i++) {
            const uint64_t bits = hu_random(t->config.seed, STREAM_WEIGHTS, first + i);
            int32_t sum = -2 * 0xFFFF;
            for (int j = 0; j < 64; j += 16) {
                sum += (int32_t)(bits >> j & 0xFFFF);
            }
            values[i] = unit * (float)sum;
        }
        t->kernels->encode(target->format, target->format->overflow, values, tensor_at(target, first), count);
    }
}

static bool take_parameters(trainer *t)
{
    const trainer_config *c = &t->config;
    memory_pool *pool = &t->pool;
    const size_t count = t->parameters;
    bool ok = pool_take_tensor(pool, TRAINER_WEIGHTS, c->weights, count, &t->weights) &&
              pool_take_tensor(pool, TRAINER_GRADIENTS, c->gradients, count, &t->gradients);
    if (c->master != NULL) {
        ok = ok && pool_take_tensor(pool, TRAINER_MASTER, c->master, count, &t->master);
    }
    if (c->optimizer == TRAINER_ADAM) {
        ok = ok && pool_take_tensor(pool, TRAINER_MOMENT_1, c->optimizer_state, count, &t->moment_1) &&
             pool_take_tensor(pool, TRAINER_MOMENT_2, c->optimizer_state, count, &t->moment_2);
    }
    if (c->update == TRAINER_KAHAN) {
        const trainer_format *target = c->master != NULL ? c->master : c->weights;
        ok = ok && pool_take_tensor(pool, TRAINER_COMPENSATION, target, count, &t->compensation);
    }
    return ok;
}

static bool take_activations(trainer *t)
{
    const trainer_config *c = &t->config;
    const size_t batch = (size_t)c->batch;
    bool ok =
        pool_take_tensor(&t->pool, TRAINER_ACTIVATIONS, c->activations, batch * t->data->inputs, &t->activation[0]);
    for (size_t l = 0; l < t->layers; l++) {
        const size_t count = batch * t->layer[l].outputs;
        ok = ok && pool_take_tensor(&t->pool, TRAINER_ACTIVATIONS, c->activations, count, &t->activation[l + 1]) &&
             pool_take_tensor(&t->pool, TRAINER_ACTIVATION_GRADIENTS, c->gradients, count,
                              &t->activation_gradient[l + 1]);
    }
    return ok;
}

static size_t larger(size_t x, size_t y)
{
    return x > y ? x : y;
}

static size_t product_scratch(const trainer *t, size_t rows, size_t depth, size_t columns)
{
    return trainer_product_scratch(t->kernels, t->config.accumulator, rows, depth, columns, t->threads);
}

static bool take_workspace(trainer *t)
{
    workspace *w = &t->work;
    memory_pool *pool = &t->pool;
    const size_t batch = (size_t)t->config.batch;
    size_t inputs = t->data->classes; /* the loss reads the logits */
    size_t outputs = 0;
    size_t weights = 0;
    size_t scratch = 0;
    for (size_t l = 0; l < t->layers; l++) {
        const layer_shape s = t->layer[l];
        inputs = larger(inputs, s.inputs);
        outputs = larger(outputs, s.outputs);
        weights = larger(weights, s.inputs * s.outputs);
        scratch = larger(scratch, product_scratch(t, batch, s.inputs, s.outputs));
        scratch = larger(scratch, product_scratch(t, batch, s.outputs, s.inputs));
        scratch = larger(scratch, product_scratch(t, s.inputs, batch, s.outputs));
    }
    const size_t out = larger(weights, batch * larger(inputs, outputs));
    w->left = pool_take(pool, TRAINER_WORKSPACE, batch * inputs * sizeof(float));
    w->delta = pool_take(pool, TRAINER_WORKSPACE, batch * outputs * sizeof(float));
    w->out = pool_take(pool, TRAINER_WORKSPACE, out * sizeof(float));
    w->weights = pool_take(pool, TRAINER_WORKSPACE, network_widens(t) ? weights * sizeof(float) : 0);
    w->bias = pool_take(pool, TRAINER_WORKSPACE, outputs * sizeof(float));
    w->losses = pool_take(pool, TRAINER_WORKSPACE, batch * sizeof(float));
    w->labels = pool_take(pool, TRAINER_WORKSPACE, batch);
    w->scratch = pool_take(pool, TRAINER_WORKSPACE, scratch);
    return w->left != NULL && w->delta != NULL && w->out != NULL && w->weights != NULL && w->bias != NULL &&
           w->losses != NULL && w->labels != NULL && w->scratch != NULL;
}

/* The trainer lies in a block of its own pool. */
static trainer *take_trainer(const trainer_config *config, const trainer_data *data)
{
    memory_pool pool = {0};
    trainer *t = pool_take(&pool, TRAINER_BOOKKEEPING, sizeof *t);
    if (t == NULL) {
        return NULL;
    }
    t->pool = pool;
    t->config = *config;
    t->data = data;
    t->kernels = trainer_find_kernels(config->path);
    t->threads = config->threads > 0 ? config->threads : trainer_cores();
    lay_out(t);
    t->images = pool_take(&t->pool, TRAINER_BOOKKEEPING, data->images * sizeof *t->images);
    if (t->images == NULL || !take_parameters(t) || !take_activations(t) || !take_workspace(t)) {
        trainer_free(t);
        return NULL;
    }
    return t;
}

trainer *trainer_new(const trainer_config *config, const trainer_data *data)
{
    assert(config != NULL && data != NULL && trainer_config_valid(config, data, (char[TRAINER_ERROR_SIZE]){0}));
    trainer *t = take_trainer(config, data);
    if (t == NULL) {
        return NULL;
    }
    const bool scaled = config->scaling != TRAINER_SCALE_NONE;
    const int interval = config->scaling == TRAINER_SCALE_DYNAMIC ? config->scale_interval : 0;
    t->scaler = loss_scaler_start(scaled ? config->loss_scale : 1, interval);
    t->beta_1_power = 1;
    t->beta_2_power = 1;
    split(t);
    for (size_t l = 0; l < t->layers; l++) {
        initialise_layer(t, &t->layer[l]);
    }
    update_weights(t);
    return t;
}

void trainer_free(trainer *t)
{
    if (t != NULL) {
        memory_pool pool = t->pool;
        pool_free(&pool);
    }
}

/* 2^k/S: a power of two, exact; infinite only when repeated overflow has driven S to 0 or nearly. */
static float unscale_of(const trainer *t)
{
    return ldexpf(1 / t->scaler.scale, t->config.loss_exponent);
}

trainer_step_report trainer_gradients_on(trainer *t, const uint32_t *images, trainer_statistics *statistics)
{
    assert(t != NULL && images != NULL && (statistics == NULL || statistics->wanted != 0));
    const float scale = t->scaler.scale;
    const size_t batch = (size_t)t->config.batch;
    trainer_step_report report = {.scale = scale};
    for (size_t r = 0; r < batch; r++) {
        t->work.labels[r] = t->data->label[images[r]];
    }
    network_forward(t, images, batch, statistics);
    const network_result result =
        network_backward(t, t->work.labels, ldexpf(scale, -t->config.loss_exponent), statistics);
    report.loss = result.loss;
    report.skipped = !result.finite || !isfinite(unscale_of(t));
    return report;
}

trainer_step_report trainer_step_on(trainer *t, const uint32_t *images, trainer_statistics *statistics)
{
    const trainer_step_report report = trainer_gradients_on(t, images, statistics);
    if (!report.skipped) {
        update_all(t, unscale_of(t), statistics);
    }
    loss_scaler_step(&t->scaler, report.skipped);
    t->steps++;
    return report;
}

static size_t steps_per_epoch(const trainer *t)
{
    return t->data->train / (size_t)t->config.batch;
}

trainer_step_report trainer_step(trainer *t, trainer_statistics *statistics)
{
    assert(t != NULL);
    const size_t train = t->data->train;
    if (t->step_of_epoch == 0) {
        shuffle(t, STREAM_ORDER, t->epochs * train, t->images, train);
    }
    const uint32_t *images = t->images + t->step_of_epoch * (size_t)t->config.batch;
    const trainer_step_report report = trainer_step_on(t, images, statistics);
    t->step_of_epoch++;
    if (t->step_of_epoch == steps_per_epoch(t)) {
        t->step_of_epoch = 0;
        t->epochs++;
    }
    return report;
}

trainer_epoch_report trainer_epoch(trainer *t, trainer_statistics *statistics)
{
    assert(t != NULL);
    trainer_epoch_report epoch = {0};
    double sum = 0;
    const uint64_t completed = t->epochs;
    while (t->epochs == completed) {
        const trainer_step_report step = trainer_step(t, statistics);
        sum += (double)step.loss;
        epoch.skipped += step.skipped;
        epoch.steps++;
    }
    epoch.loss = sum / epoch.steps;
    epoch.scale = t->scaler.scale;
    return epoch;
}

void trainer_watch_products(trainer *t, void (*watch)(void *context, bool begins), void *context)
{
    assert(t != NULL);
    t->watch = watch;
    t->watch_context = context;
}

trainer_place trainer_where(const trainer *t)
{
    const trainer_place place = {
        .steps = t->steps,
        .epochs = t->epochs,
        .step_of_epoch = t->step_of_epoch,
        .steps_per_epoch = steps_per_epoch(t),
    };
    return place;
}
