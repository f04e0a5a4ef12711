/* SPDX-License-Identifier: Apache-2.0
 *
 * What can be read from a trainer: accuracy, parameters, digests, bytes; see trainer.h.
 */
#include "internal.h"

#include <assert.h>

size_t trainer_parameters(const trainer *t)
{
    return t->parameters;
}

const trainer_config *trainer_configuration(const trainer *t)
{
    return &t->config;
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

bool trainer_values(const trainer *t, trainer_role role, float *values)
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

/* Is the largest logit that of the label? No comparison with a NaN holds. */
static bool classified(const float *logits, size_t classes, size_t label)
{
    bool wins = true;
    for (size_t j = 0; j < classes; j++) {
        wins = wins && (j < label ? logits[j] < logits[label] : logits[j] <= logits[label]);
    }
    return wins;
}

double trainer_accuracy(trainer *t)
{
    assert(t != NULL);
    const size_t batch = (size_t)t->config.batch;
    const size_t classes = t->data->classes;
    const size_t tests = t->data->images - t->data->train;
    size_t right = 0;
    for (size_t first = 0; first < tests; first += batch) {
        const size_t rows = tests - first < batch ? tests - first : batch;
        const uint32_t *images = t->images + t->data->train + first;
        network_forward(t, images, rows, NULL);
        const tensor *logits = &t->activation[t->layers];
        for (size_t r = 0; r < rows; r++) {
            float z[TRAINER_CLASSES_MAX];
            t->kernels->decode(logits->format, tensor_at(logits, r * classes), z, classes);
            right += classified(z, classes, t->data->label[images[r]]);
        }
    }
    return (double)right / (double)tests;
}
