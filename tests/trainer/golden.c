/* SPDX-License-Identifier: Apache-2.0
 *
 * A checkpoint has the same bytes on every machine, so one that was written elsewhere can be resumed.
 */
#define _POSIX_C_SOURCE 200809L

#include "checkpoint_files.h"

#include <inttypes.h>
#include <unistd.h>

/* FNV-1a of the checkpoint's bytes, by the soft path, which is integer arithmetic: the same on x86-64 and on s390x,
 * which is big-endian. Change it only if the format of checkpoints, or the training here, is meant to change. */
static const uint64_t golden = 0x8761A2B102CA5A81;

/* Codes of 1, 2 and 4 bytes, a seed of 64 bits, and all tensors. */
static trainer_config golden_config(void)
{
    trainer_config c = trainer_default_config();
    c.hidden[0] = 5;
    c.hidden[1] = 4;
    c.weights = &trainer_e4m3;
    c.activations = &trainer_bf16;
    c.gradients = &trainer_fp16;
    c.master = &trainer_bf16;
    c.gradient_rounding = TRAINER_GRADIENTS_STOCHASTIC;
    c.update = TRAINER_KAHAN;
    c.optimizer = TRAINER_ADAM;
    c.learning_rate = 0.01F;
    c.scaling = TRAINER_SCALE_DYNAMIC;
    c.loss_scale = 0x1p20F;
    c.batch = 4;
    c.seed = 0x0123456789ABCDEF;
    c.path = TRAINER_PATH_SOFT;
    return c;
}

static int compare_digest(FILE *log, trainer *t, const char *path)
{
    static file_bytes found;
    char error[TRAINER_ERROR_SIZE] = "it cannot be read";
    float losses[5];
    trainer_epoch_sums sums = {.steps = 0};
    checked_steps(t, 5, &sums, losses); /* an epoch of 3, and 2 */
    if (!checkpoint_write(t, "golden", &sums, path, error) || !read_bytes(path, &found)) {
        fprintf(log, "%s\n", error);
        return 1;
    }
    const uint64_t digest = trainer_fnv(trainer_fnv_start, found.bytes, found.size);
    if (digest != golden) {
        fprintf(log, "a checkpoint of %zu bytes has the digest %016" PRIX64 ", expected %016" PRIX64 "\n", found.size,
                digest, golden);
        return 1;
    }
    return 0;
}

/* A checkpoint's bytes equal those that other machines write. */
long check_trainer_golden(void)
{
    FILE *const log = stderr;
    char folder[CHECKED_PATH];
    char path[2 * CHECKED_PATH];
    char error[TRAINER_ERROR_SIZE] = "";
    trainer_data data;
    if (!checked_idx_set(log, folder)) {
        return 1;
    }
    int failures = 1;
    if (trainer_load_data(folder, &data, error)) {
        const trainer_config config = golden_config();
        trainer *t = trainer_new(&config, &data);
        snprintf(path, sizeof path, "%s/checkpoint", folder);
        failures = t != NULL ? compare_digest(log, t, path) : 1;
        trainer_free(t);
        trainer_data_free(&data);
        unlink(path);
    } else {
        fprintf(log, "%s\n", error);
    }
    return failures + !checked_idx_removed(folder);
}
