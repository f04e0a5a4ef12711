/* SPDX-License-Identifier: Apache-2.0
 *
 * The configuration: its defaults, what it may be, and in what two of them differ. Errors call the fields by the
 * command's options.
 */
#include "kernels/kernels.h"

#include <assert.h>
#include <math.h>
#include <string.h>

trainer_config trainer_default_config(void)
{
    const trainer_config config = {
        .hidden_layers = 2,
        .hidden = {128, 128},
        .weights = &trainer_fp32,
        .activations = &trainer_fp32,
        .gradients = &trainer_fp32,
        .master = NULL,
        .optimizer_state = &trainer_fp32,
        .accumulator = &trainer_fp32,
        .update = TRAINER_NEAREST,
        .gradient_rounding = TRAINER_GRADIENTS_NEAREST,
        .state_rounding = TRAINER_NEAREST,
        .scaling = TRAINER_SCALE_NONE,
        .loss_scale = LOSS_SCALE_START,
        .scale_interval = LOSS_SCALE_INTERVAL,
        .loss_exponent = 0,
        .optimizer = TRAINER_SGD,
        .learning_rate = 0.1F,
        .batch = 32,
        .epochs = 30,
        .seed = 1,
        .split = TRAINER_SPLIT_SHUFFLED,
        .path = TRAINER_PATH_AUTO,
        .threads = 0,
    };
    return config;
}

/* Is it a row that can hold numbers? */
static bool usable(const trainer_format *f)
{
    const hu_format *definition = trainer_format_definition(f);
    const bool whole = f->bytes == 1 || f->bytes == 2 || f->bytes == 4;
    return whole && definition != NULL && (size_t)hu_format_width(definition) <= 8 * f->bytes &&
           strlen(f->name) <= TRAINER_FORMAT_NAME &&
           (f->fast == NULL || (f->bytes <= 2 && f->overflow != HU_SATURATE_ALL));
}

static bool formats_valid(const trainer_config *c, char error[TRAINER_ERROR_SIZE])
{
    char choices[TRAINER_ERROR_SIZE / 2];
    const trainer_format *const roles[] = {c->weights,         c->activations, c->gradients,
                                           c->optimizer_state, c->accumulator, c->master};
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        if (i < 5 && roles[i] == NULL) {
            return trainer_refuse(error, "only the master weights may have no format: expected %s",
                                  trainer_format_choices(choices, sizeof choices, false));
        }
        if (roles[i] != NULL && !usable(roles[i])) {
            return trainer_refuse(
                error, "%.15s is no row of a format: expected one that formats/ defines, in codes of 1, 2 or 4 bytes",
                roles[i]->name);
        }
    }
    return true;
}

/* What is rounded stochastically, or balanced, is narrower than FP32. */
static bool roundings_valid(const trainer_config *c, char error[TRAINER_ERROR_SIZE])
{
    const trainer_format *target = c->master == NULL ? c->weights : c->master;
    if (c->update == TRAINER_STOCHASTIC && target == &trainer_fp32) {
        return trainer_refuse(error,
                              "a stochastic update needs weights (or master weights) in a format narrower than fp32");
    }
    if (c->gradient_rounding != TRAINER_GRADIENTS_NEAREST && c->gradients == &trainer_fp32) {
        return trainer_refuse(error, "a rounding of gradients needs gradients in a format narrower than fp32");
    }
    if (c->state_rounding == TRAINER_KAHAN) {
        return trainer_refuse(error, "the optimizer's state is rounded to nearest or stochastically");
    }
    return c->state_rounding == TRAINER_NEAREST || c->optimizer_state != &trainer_fp32 ||
           trainer_refuse(error, "a stochastic state needs a state in a format narrower than fp32");
}

static bool scaling_valid(const trainer_config *c, char error[TRAINER_ERROR_SIZE])
{
    int exponent;
    if (!isfinite(c->loss_scale) || frexpf(c->loss_scale, &exponent) != 0.5F || exponent < -59 || exponent > 61) {
        return trainer_refuse(error, "--loss-scale %g: expected a power of two from 2^-60 to 2^60",
                              (double)c->loss_scale);
    }
    if (c->scale_interval < 1) {
        return trainer_refuse(error, "--scale-interval %d: expected 1 step or more", c->scale_interval);
    }
    return (c->loss_exponent >= 0 && c->loss_exponent <= 60) ||
           trainer_refuse(error, "--loss-exponent %d: expected 0 to 60", c->loss_exponent);
}

static bool training_valid(const trainer_config *c, char error[TRAINER_ERROR_SIZE])
{
    if (!isfinite(c->learning_rate) || c->learning_rate <= 0) {
        return trainer_refuse(error, "--lr %g: expected a finite number above 0", (double)c->learning_rate);
    }
    if (c->epochs < 1) {
        return trainer_refuse(error, "--epochs %d: expected 1 or more", c->epochs);
    }
    return (c->threads >= 0 && c->threads <= TRAINER_THREADS_MAX) ||
           trainer_refuse(error, "--threads %d: expected 1 to %d, or 0 for all cores", c->threads,
                          (int)TRAINER_THREADS_MAX);
}

/* The network for these data; without them, as far as it can be told. */
static bool shape_valid(const trainer_config *c, const trainer_data *data, char error[TRAINER_ERROR_SIZE])
{
    if (c->hidden_layers < 0 || c->hidden_layers > TRAINER_HIDDEN_MAX) {
        return trainer_refuse(error, "--layers: expected 0 to %d hidden layers", (int)TRAINER_HIDDEN_MAX);
    }
    for (int i = 0; i < c->hidden_layers; i++) {
        if (c->hidden[i] < 1 || c->hidden[i] > TRAINER_WIDTH_MAX) {
            return trainer_refuse(error, "--layers %d: expected widths of 1 to %d", c->hidden[i],
                                  (int)TRAINER_WIDTH_MAX);
        }
    }
    if (data == NULL) {
        return true;
    }
    uint64_t widest = data->inputs;
    uint64_t parameters = 0;
    uint64_t inputs = data->inputs;
    for (int i = 0; i <= c->hidden_layers; i++) {
        const uint64_t outputs = i < c->hidden_layers ? (uint64_t)c->hidden[i] : data->classes;
        parameters += (inputs + 1) * outputs;
        widest = outputs > widest ? outputs : widest;
        inputs = outputs;
    }
    return (parameters <= TRAINER_ELEMENTS_MAX && widest * (uint64_t)c->batch <= TRAINER_ELEMENTS_MAX) ||
           trainer_refuse(
               error,
               "the network is too large: expected at most 2^28 parameters, and numbers in a layer of the batch");
}

static bool batch_valid(const trainer_config *c, const trainer_data *data, char error[TRAINER_ERROR_SIZE])
{
    if (data == NULL) {
        return c->batch >= 1 || trainer_refuse(error, "--batch %d: expected 1 image or more", c->batch);
    }
    return (c->batch >= 1 && (uint32_t)c->batch <= data->train) ||
           trainer_refuse(error, "--batch %d: expected 1 to %lu images, the training set", c->batch,
                          (unsigned long)data->train);
}

bool trainer_config_valid(const trainer_config *c, const trainer_data *data, char error[TRAINER_ERROR_SIZE])
{
    assert(c != NULL);
    return batch_valid(c, data, error) && formats_valid(c, error) && roundings_valid(c, error) &&
           scaling_valid(c, error) && training_valid(c, error) && trainer_path_valid(c, error) &&
           shape_valid(c, data, error);
}

const char *trainer_config_difference(const trainer_config *a, const trainer_config *b)
{
    bool layers = a->hidden_layers == b->hidden_layers;
    for (int i = 0; layers && i < a->hidden_layers; i++) {
        layers = a->hidden[i] == b->hidden[i];
    }
    const struct {
        const char *option;
        bool same;
    } fields[] = {
        {"layers", layers},
        {"optimizer", a->optimizer == b->optimizer},
        {"lr", a->learning_rate == b->learning_rate},
        {"batch", a->batch == b->batch},
        {"seed", a->seed == b->seed},
        {"split", a->split == b->split},
        {"weights", a->weights == b->weights},
        {"activations", a->activations == b->activations},
        {"gradients", a->gradients == b->gradients},
        {"master", a->master == b->master},
        {"optimizer-state", a->optimizer_state == b->optimizer_state},
        {"accumulator", a->accumulator == b->accumulator},
        {"update", a->update == b->update},
        {"gradient-rounding", a->gradient_rounding == b->gradient_rounding},
        {"state-rounding", a->state_rounding == b->state_rounding},
        {"loss-scale", a->scaling == b->scaling && a->loss_scale == b->loss_scale},
        {"scale-interval", a->scale_interval == b->scale_interval},
        {"loss-exponent", a->loss_exponent == b->loss_exponent},
        {"path", trainer_path_twin(a->path) == trainer_path_twin(b->path)},
    };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (!fields[i].same) {
            return fields[i].option;
        }
    }
    return NULL;
}
