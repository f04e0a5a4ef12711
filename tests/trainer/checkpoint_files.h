/* SPDX-License-Identifier: Apache-2.0
 *
 * Shared by the checks of checkpoints: small data, a small network, and files as bytes. Implemented in checkpoints.c.
 */
#ifndef TESTS_TRAINER_CHECKPOINT_FILES_H
#define TESTS_TRAINER_CHECKPOINT_FILES_H

#include "files/checkpoint.h"
#include "shared.h"

enum { CHECKED_IMAGES = 96 };

/* 80 + 16 images of 6 pixels, in 3 classes that can be learnt. Returns false if out of memory. */
bool checked_images(trainer_data *data);

/* Two hidden layers of 24 and 16, batch 16: 5 steps per epoch; on the soft path, several threads share some
 * products. */
trainer_config checked_config(void);

/* Takes `count` steps, and accumulates the current epoch's sums like the trainer's command. */
void checked_steps(trainer *t, int count, trainer_epoch_sums *sums, float *losses);

typedef struct {
    uint8_t bytes[1 << 15]; /* twice the size of a checkpoint of that network */
    size_t size;
} file_bytes;

/* Reads a whole file. Returns false if it does not exist, is empty or is too large. */
bool read_bytes(const char *path, file_bytes *to);
bool write_bytes(const char *path, const uint8_t *bytes, size_t size);
bool same_bytes(const file_bytes *a, const file_bytes *b);

#endif
