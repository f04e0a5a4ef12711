/* SPDX-License-Identifier: Apache-2.0 */
#include "kernels/kernels.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const format_names[] = {
    [TRAINER_FP32] = "fp32", [TRAINER_FP16] = "fp16", [TRAINER_BF16] = "bf16",
    [TRAINER_E4M3] = "e4m3", [TRAINER_E5M2] = "e5m2", [TRAINER_NO_FORMAT] = "none",
};

const char *trainer_format_name(trainer_format format)
{
    return format_names[format];
}

bool trainer_format_parse(const char *name, trainer_format *format)
{
    for (int i = 0; i <= TRAINER_NO_FORMAT; i++) {
        if (strcmp(format_names[i], name) == 0) {
            *format = (trainer_format)i;
            return true;
        }
    }
    return false;
}

hu_overflow trainer_overflow(trainer_format format)
{
    return format == TRAINER_E4M3 || format == TRAINER_E5M2 ? HU_SATURATE_FINITE : HU_OVERFLOW_NONE;
}

trainer_config trainer_default_config(void)
{
    const trainer_config config = {
        .hidden_layers = 2,
        .hidden = {128, 128},
        .weights = TRAINER_FP32,
        .activations = TRAINER_FP32,
        .gradients = TRAINER_FP32,
        .master = TRAINER_NO_FORMAT,
        .optimizer_state = TRAINER_FP32,
        .accumulator = TRAINER_FP32,
        .update = TRAINER_NEAREST,
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

static const char *format_error(const trainer_config *c)
{
    if (c->weights >= TRAINER_NO_FORMAT || c->activations >= TRAINER_NO_FORMAT || c->gradients >= TRAINER_NO_FORMAT ||
        c->optimizer_state >= TRAINER_NO_FORMAT || c->accumulator >= TRAINER_NO_FORMAT) {
        return "only the master weights may have no format: expected fp32, fp16, bf16, e4m3 or e5m2";
    }
    if (c->master > TRAINER_NO_FORMAT) {
        return "the master weights need a format or none";
    }
    const trainer_format target = c->master == TRAINER_NO_FORMAT ? c->weights : c->master;
    if (c->update == TRAINER_STOCHASTIC && target == TRAINER_FP32) {
        return "a stochastic update needs weights (or master weights) in a format narrower than fp32";
    }
    return NULL;
}

/* What is wrong with the network for these data. */
static const char *shape_error(const trainer_config *c, const trainer_data *data)
{
    if (c->hidden_layers < 0 || c->hidden_layers > TRAINER_HIDDEN_MAX) {
        return "the hidden layers must be from 0 to 8";
    }
    for (int i = 0; i < c->hidden_layers; i++) {
        if (c->hidden[i] < 1 || c->hidden[i] > TRAINER_WIDTH_MAX) {
            return "the width of a hidden layer must be from 1 to 16384";
        }
    }
    if (data == NULL) {
        return NULL;
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
    return parameters <= TRAINER_ELEMENTS_MAX && widest * (uint64_t)c->batch <= TRAINER_ELEMENTS_MAX
               ? NULL
               : "the network is too large: expected at most 2^28 parameters, and numbers in a layer of the batch";
}

static const char *scaling_error(const trainer_config *c)
{
    int exponent;
    if (!isfinite(c->loss_scale) || frexpf(c->loss_scale, &exponent) != 0.5F || exponent < -59 || exponent > 61) {
        return "the loss scale must be a power of two from 2^-60 to 2^60";
    }
    if (c->scale_interval < 1) {
        return "the scale interval must be 1 step or more";
    }
    if (c->loss_exponent < 0 || c->loss_exponent > 60) {
        return "the loss exponent must be from 0 to 60";
    }
    return NULL;
}

static const char *training_error(const trainer_config *c)
{
    if (!isfinite(c->learning_rate) || c->learning_rate <= 0) {
        return "the learning rate must be a finite number above 0";
    }
    if (c->epochs < 1) {
        return "the epochs must be 1 or more";
    }
    if (c->threads < 0 || c->threads > TRAINER_THREADS_MAX) {
        return "the threads must be from 1 to 1024, or 0 for all cores";
    }
    return NULL;
}

bool trainer_config_valid(const trainer_config *c, const trainer_data *data, char error[TRAINER_ERROR_SIZE])
{
    assert(c != NULL);
    if (c->batch < 1 || (data != NULL && (uint32_t)c->batch > data->train)) {
        if (data != NULL) {
            snprintf(error, TRAINER_ERROR_SIZE, "the batch must be from 1 to %lu images, the training set",
                     (unsigned long)data->train);
        } else {
            snprintf(error, TRAINER_ERROR_SIZE, "the batch must be 1 image or more");
        }
        return false;
    }
    const char *const wrong[] = {format_error(c), scaling_error(c), training_error(c), trainer_path_error(c),
                                 shape_error(c, data)};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        if (wrong[i] != NULL) {
            snprintf(error, TRAINER_ERROR_SIZE, "%s", wrong[i]);
            return false;
        }
    }
    return true;
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
