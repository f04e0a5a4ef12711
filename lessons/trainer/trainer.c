/* SPDX-License-Identifier: Apache-2.0 */
#include "internal.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static uint32_t random_32(const trainer *t, uint64_t stream, uint64_t index)
{
    return (uint32_t)(hu_random(t->config.seed, stream, index) & 0xFFFFFFFF);
}

/* Fisher and Yates. Element i draws index first + i; the product's high half is below i + 1, with a bias below 2^-21.
 */
static void shuffle(const trainer *t, uint64_t stream, uint64_t first, uint16_t *images, size_t count)
{
    for (size_t i = count - 1; i > 0; i--) {
        const size_t j = (size_t)((uint64_t)random_32(t, stream, first + i) * (i + 1) >> 32);
        const uint16_t swap = images[i];
        images[i] = images[j];
        images[j] = swap;
    }
}

static void split(trainer *t)
{
    uint16_t all[DIGITS_COUNT];
    for (uint16_t i = 0; i < DIGITS_COUNT; i++) {
        all[i] = i;
    }
    if (t->config.split == TRAINER_SPLIT_SHUFFLED) {
        shuffle(t, STREAM_SPLIT, 0, all, DIGITS_COUNT);
    }
    memcpy(t->train, all, sizeof t->train);
    memcpy(t->test, all + DIGITS_TRAIN, sizeof t->test);
}

/* He: weights of variance 2 / inputs and, as the sum of four uniform 16-bit integers, all but normally distributed (up
 * to 3.5 standard deviations); biases 0. One rounding to FP32, then to nearest into the master (or weights) format. */
static void initialise(trainer *t, float *values)
{
    /* sqrt(6 / inputs) * 2^-16: the centred sum, on a scale where its range is [-2, 2], has the variance 1/3 */
    static const float unit[TRAINER_LAYERS] = {0x1.3988E2p-18F, 0x1.BB67AEp-19F, 0x1.BB67AEp-19F};
    memset(values, 0, TRAINER_PARAMETERS * sizeof *values);
    for (size_t l = 0; l < TRAINER_LAYERS; l++) {
        const layer_shape s = trainer_layer[l];
        for (size_t i = s.weights; i < s.biases; i++) {
            const uint64_t bits = hu_random(t->config.seed, STREAM_WEIGHTS, i);
            int32_t sum = -2 * 0xFFFF;
            for (int j = 0; j < 64; j += 16) {
                sum += (int32_t)(bits >> j & 0xFFFF);
            }
            values[i] = unit[l] * (float)sum;
        }
    }
    const tensor *target = t->master.count != 0 ? &t->master : &t->weights;
    t->kernels->encode(target->format, trainer_overflow(target->format), values, target->codes, TRAINER_PARAMETERS);
}

/* With a master, the weights are the master rounded to nearest. */
static void refresh_weights(trainer *t)
{
    if (t->master.count == 0) {
        return;
    }
    float some[256];
    for (size_t i = 0; i < TRAINER_PARAMETERS; i += 256) {
        const size_t count = TRAINER_PARAMETERS - i < 256 ? TRAINER_PARAMETERS - i : 256;
        t->kernels->decode(t->master.format, tensor_at(&t->master, i), some, count);
        t->kernels->encode(t->weights.format, trainer_overflow(t->weights.format), some, tensor_at(&t->weights, i),
                           count);
    }
}

static bool take_parameters(trainer *t)
{
    const trainer_config *c = &t->config;
    memory_pool *pool = &t->pool;
    const size_t count = TRAINER_PARAMETERS;
    bool ok = pool_take_tensor(pool, TRAINER_WEIGHTS, c->weights, count, &t->weights) &&
              pool_take_tensor(pool, TRAINER_GRADIENTS, c->gradients, count, &t->gradients);
    if (c->master != TRAINER_NO_FORMAT) {
        ok = ok && pool_take_tensor(pool, TRAINER_MASTER, c->master, count, &t->master);
    }
    if (c->optimizer == TRAINER_ADAM) {
        ok = ok && pool_take_tensor(pool, TRAINER_MOMENT_1, c->optimizer_state, count, &t->moment_1) &&
             pool_take_tensor(pool, TRAINER_MOMENT_2, c->optimizer_state, count, &t->moment_2);
    }
    if (c->update == TRAINER_KAHAN) {
        const trainer_format target = c->master != TRAINER_NO_FORMAT ? c->master : c->weights;
        ok = ok && pool_take_tensor(pool, TRAINER_COMPENSATION, target, count, &t->compensation);
    }
    return ok;
}

static bool take_activations(trainer *t)
{
    const trainer_config *c = &t->config;
    const size_t batch = (size_t)c->batch;
    bool ok = pool_take_tensor(&t->pool, TRAINER_ACTIVATIONS, c->activations, batch * DIGITS_PIXELS, &t->activation[0]);
    for (size_t l = 0; l < TRAINER_LAYERS; l++) {
        const size_t count = batch * trainer_layer[l].outputs;
        ok = ok && pool_take_tensor(&t->pool, TRAINER_ACTIVATIONS, c->activations, count, &t->activation[l + 1]) &&
             pool_take_tensor(&t->pool, TRAINER_ACTIVATION_GRADIENTS, c->gradients, count,
                              &t->activation_gradient[l + 1]);
    }
    return ok;
}

static bool take_workspace(trainer *t)
{
    workspace *w = &t->work;
    memory_pool *pool = &t->pool;
    const size_t batch = (size_t)t->config.batch;
    const size_t square = (size_t)TRAINER_HIDDEN * TRAINER_HIDDEN * sizeof(float);
    const size_t most = batch > TRAINER_HIDDEN ? batch : TRAINER_HIDDEN;
    const size_t rows = most * TRAINER_HIDDEN * sizeof(float);
    const size_t scratch = trainer_product_scratch(t->kernels, most, most, TRAINER_HIDDEN, t->config.threads);
    w->left = pool_take(pool, TRAINER_WORKSPACE, rows);
    w->delta = pool_take(pool, TRAINER_WORKSPACE, rows);
    w->out = pool_take(pool, TRAINER_WORKSPACE, rows);
    w->weights = pool_take(pool, TRAINER_WORKSPACE, square);
    w->bias = pool_take(pool, TRAINER_WORKSPACE, TRAINER_HIDDEN * sizeof(float));
    w->losses = pool_take(pool, TRAINER_WORKSPACE, batch * sizeof(float));
    w->labels = pool_take(pool, TRAINER_WORKSPACE, batch);
    w->scratch = pool_take(pool, TRAINER_WORKSPACE, scratch);
    return w->left != NULL && w->delta != NULL && w->out != NULL && w->weights != NULL && w->bias != NULL &&
           w->losses != NULL && w->labels != NULL && w->scratch != NULL;
}

trainer *trainer_new(const trainer_config *config, const trainer_digits *digits)
{
    assert(config != NULL && digits != NULL && trainer_config_error(config) == NULL);
    trainer *t = calloc(1, sizeof *t);
    float *initial = malloc(TRAINER_PARAMETERS * sizeof *initial);
    if (t != NULL) {
        t->config = *config;
        t->digits = digits;
        t->kernels = trainer_find_kernels(config->path);
    }
    if (t == NULL || initial == NULL || !take_parameters(t) || !take_activations(t) || !take_workspace(t)) {
        free(initial);
        trainer_free(t);
        return NULL;
    }
    const bool scaled = config->scaling != TRAINER_SCALE_NONE;
    const int interval = config->scaling == TRAINER_SCALE_DYNAMIC ? config->scale_interval : 0;
    t->scaler = loss_scaler_start(scaled ? config->loss_scale : 1, interval);
    t->beta_1_power = 1;
    t->beta_2_power = 1;
    split(t);
    initialise(t, initial);
    refresh_weights(t);
    free(initial);
    return t;
}

void trainer_free(trainer *t)
{
    if (t != NULL) {
        pool_free(&t->pool);
        free(t);
    }
}

static void apply_update(trainer *t, float unscale, trainer_statistics *statistics)
{
    const tensor *target = t->master.count != 0 ? &t->master : &t->weights;
    update_task task = {
        .count = TRAINER_PARAMETERS,
        .target_format = target->format,
        .gradient_format = t->gradients.format,
        .state_format = t->config.optimizer_state,
        .target = target->codes,
        .compensation = t->compensation.codes,
        .gradients = t->gradients.codes,
        .moment_1 = t->moment_1.codes,
        .moment_2 = t->moment_2.codes,
        .optimizer = t->config.optimizer,
        .rounding = t->config.update,
        .unscale = unscale,
        .learning_rate = t->config.learning_rate,
        .beta_1_power = t->beta_1_power,
        .beta_2_power = t->beta_2_power,
        .seed = t->config.seed,
        .first_random = t->steps * TRAINER_PARAMETERS,
        .statistics = statistics,
    };
    t->kernels->update(&task);
    t->beta_1_power = task.beta_1_power;
    t->beta_2_power = task.beta_2_power;
    refresh_weights(t);
}

trainer_step_report trainer_step_on(trainer *t, const uint16_t *images, trainer_statistics *statistics)
{
    assert(t != NULL && images != NULL);
    const float scale = t->scaler.scale;
    trainer_step_report report = {.scale = scale};
    network_forward(t, images, (size_t)t->config.batch);
    report.loss = network_backward(t, ldexpf(scale, -t->config.loss_exponent), statistics);
    /* Powers of two, exact; infinite only when repeated overflow has driven S to 0 or nearly. */
    const float unscale = ldexpf(1 / scale, t->config.loss_exponent);
    report.skipped = !tensor_finite(&t->gradients) || !isfinite(unscale);
    if (!report.skipped) {
        apply_update(t, unscale, statistics);
    }
    loss_scaler_step(&t->scaler, report.skipped);
    t->steps++;
    return report;
}

trainer_step_report trainer_step(trainer *t, trainer_statistics *statistics)
{
    assert(t != NULL);
    const int batch = t->config.batch;
    if (t->position == 0) {
        shuffle(t, STREAM_ORDER, t->epochs * DIGITS_TRAIN, t->train, DIGITS_TRAIN);
        t->epochs++;
    }
    const trainer_step_report report = trainer_step_on(t, t->train + (size_t)t->position * (size_t)batch, statistics);
    t->position = (t->position + 1) % (DIGITS_TRAIN / batch);
    return report;
}

trainer_epoch_report trainer_epoch(trainer *t, trainer_statistics *statistics)
{
    trainer_epoch_report epoch = {0};
    double sum = 0;
    do {
        const trainer_step_report step = trainer_step(t, statistics);
        sum += (double)step.loss;
        epoch.skipped += step.skipped;
        epoch.steps++;
    } while (t->position != 0);
    epoch.loss = sum / epoch.steps;
    epoch.scale = t->scaler.scale;
    return epoch;
}

double trainer_accuracy(trainer *t)
{
    assert(t != NULL);
    const size_t batch = (size_t)t->config.batch;
    int right = 0;
    for (size_t first = 0; first < DIGITS_TEST; first += batch) {
        const size_t rows = DIGITS_TEST - first < batch ? DIGITS_TEST - first : batch;
        network_forward(t, t->test + first, rows);
        const tensor *logits = &t->activation[TRAINER_LAYERS];
        for (size_t r = 0; r < rows; r++) {
            float z[DIGITS_CLASSES];
            t->kernels->decode(logits->format, tensor_at(logits, r * DIGITS_CLASSES), z, DIGITS_CLASSES);
            const size_t label = t->work.labels[r];
            bool wins = z[label] == z[label];
            for (size_t j = 0; j < DIGITS_CLASSES; j++) {
                wins = wins && (j < label ? z[j] < z[label] : z[j] <= z[label]);
            }
            right += wins;
        }
    }
    return (double)right / DIGITS_TEST;
}

loss_scaler trainer_scaler(const trainer *t)
{
    return t->scaler;
}

/* The tensor of a role of the first group; its count is 0 if the policy has none. */
static const tensor *parameter_tensor(const trainer *t, trainer_role role)
{
    const tensor *const of_role[] = {
        [TRAINER_WEIGHTS] = &t->weights,   [TRAINER_MASTER] = &t->master,     [TRAINER_GRADIENTS] = &t->gradients,
        [TRAINER_MOMENT_1] = &t->moment_1, [TRAINER_MOMENT_2] = &t->moment_2, [TRAINER_COMPENSATION] = &t->compensation,
    };
    assert(role <= TRAINER_COMPENSATION);
    return of_role[role];
}

bool trainer_values(const trainer *t, trainer_role role, float values[TRAINER_PARAMETERS])
{
    const tensor *from = parameter_tensor(t, role);
    if (from->count == 0) {
        return false;
    }
    t->kernels->decode(from->format, from->codes, values, from->count);
    return true;
}

uint64_t trainer_digest(const trainer *t, trainer_role role)
{
    const tensor *of = parameter_tensor(t, role);
    return of->count == 0 ? 0 : tensor_digest(of);
}

size_t trainer_bytes(const trainer *t, trainer_role role)
{
    return t->pool.bytes[role];
}
