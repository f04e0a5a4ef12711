/* SPDX-License-Identifier: Apache-2.0
 *
 * The update of all weights, in several threads where that is worth it: no bit depends on their number.
 */
#include "internal.h"

enum { SOME = 256 }; /* values in a buffer, and a chunk of kernel_body.inc */

const tensor *update_target(const trainer *t)
{
    return t->master.count != 0 ? &t->master : &t->weights;
}

void update_weights(const trainer *t)
{
    if (t->master.count == 0) {
        return;
    }
    float some[SOME];
    for (size_t i = 0; i < t->parameters; i += SOME) {
        const size_t count = t->parameters - i < SOME ? t->parameters - i : SOME;
        t->kernels->decode(t->master.format, tensor_at(&t->master, i), some, count);
        t->kernels->encode(t->weights.format, t->weights.format->overflow, some, tensor_at(&t->weights, i), count);
    }
}

/* An update in parts of `share` weights, a multiple of SOME, each with its own end of Adam's powers. */
typedef struct {
    const trainer *t;
    const update_task *whole;
    size_t share;
} divided_update;

/* The task of a part: the same, from another weight on. A tensor that is not there has no codes to move on in. */
static update_task part_of_update(const divided_update *d, size_t index)
{
    update_task part = *d->whole;
    const size_t first = index * d->share;
    const size_t target = trainer_codes_bytes(part.target_format, first);
    part.count = first < part.count ? part.count - first : 0;
    part.count = part.count < d->share ? part.count : d->share;
    part.target += target;
    part.gradients += trainer_codes_bytes(part.gradient_format, first);
    part.first_random += first;
    if (part.rounding == TRAINER_KAHAN) {
        part.compensation += target;
    }
    if (part.optimizer == TRAINER_ADAM) {
        part.moment_1 += trainer_codes_bytes(part.state_format, first);
        part.moment_2 += trainer_codes_bytes(part.state_format, first);
    }
    return part;
}

static void update_part(const void *context, size_t index)
{
    const divided_update *d = context;
    update_task part = part_of_update(d, index);
    d->t->kernels->update(&part);
}

/* Divided among threads where it is worth it, unless something is counted. */
static void update_in_threads(const trainer *t, update_task *task)
{
    enum { GRAIN = 1 << 18 }; /* weights that justify one more thread */
    const size_t most = (size_t)t->threads;
    const size_t worth = task->statistics != NULL ? 1 : task->count / GRAIN;
    const size_t parts = worth < most ? worth : most;
    if (parts <= 1) {
        t->kernels->update(task);
        return;
    }
    const divided_update d = {t, task, round_up((task->count + parts - 1) / parts, SOME)};
    trainer_in_threads(parts, update_part, &d);
    update_task none = *task; /* every part has moved the powers on for itself */
    none.count = 0;
    t->kernels->update(&none);
    task->beta_1_power = none.beta_1_power;
    task->beta_2_power = none.beta_2_power;
}

void update_all(trainer *t, float unscale, trainer_statistics *statistics)
{
    const tensor *target = update_target(t);
    update_task task = {
        .count = t->parameters,
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
        .state_rounding = t->config.state_rounding,
        .unscale = unscale,
        .learning_rate = t->config.learning_rate,
        .beta_1_power = t->beta_1_power,
        .beta_2_power = t->beta_2_power,
        .seed = t->config.seed,
        .first_random = t->steps * t->parameters,
        .statistics = statistics,
    };
    update_in_threads(t, &task);
    t->beta_1_power = task.beta_1_power;
    t->beta_2_power = task.beta_2_power;
    update_weights(t);
}
