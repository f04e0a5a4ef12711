/* SPDX-License-Identifier: Apache-2.0
 *
 * checkpoint.h - training interrupted and taken up again, with the same bits as if it had not been.
 *
 * A checkpoint holds the configuration, every parameter tensor in its codes, the loss scaler, Adam's powers, the order
 * of the images and what the caller has gathered of the current epoch; little-endian on every machine, with a CRC-32
 * over all of it. FILE is written as FILE.new, in the same folder, and renamed when it is complete and on the disk: at
 * its name there is always a whole one, the old or the new. A FILE.new that a crash has left is overwritten the next
 * time; a file of that name that is no checkpoint is refused. Links are followed: what they point to is replaced. Two
 * processes that write the same checkpoint take turns.
 *
 * Functions that take an `error` fail as refuse.h says.
 */
#ifndef TRAINER_CHECKPOINT_H
#define TRAINER_CHECKPOINT_H

#include "trainer.h"

/* Identifies the file to which the caller writes a row per step, so that resumed training can recognise it: FNV-1a (64
 * bits) of its rows since step `first`. `first` is 0 if there is no file. */
typedef struct {
    uint64_t first, digest;
} trainer_rows;

/* What the caller has gathered, so that its reports also cover the part before an interruption: sums over the steps of
 * the current epoch, and the rows of all epochs. */
typedef struct {
    double loss; /* sum of the steps' losses */
    uint64_t steps, skipped;
    trainer_statistics statistics;
    trainer_rows rows;
} trainer_epoch_sums;

enum { CHECKPOINT_NAME_BYTES = 512 };

/* `data_name` is what trainer_load_data takes, shorter than CHECKPOINT_NAME_BYTES. */
bool checkpoint_write(const trainer *t, const char *data_name, const trainer_epoch_sums *sums, const char *path,
                      char error[TRAINER_ERROR_SIZE]);

typedef struct checkpoint checkpoint;

/* Reads it and checks the CRC-32. Whether this machine can train so is trainer_config_valid's to say. NULL: see
 * `error`.
 */
checkpoint *checkpoint_read(const char *path, char error[TRAINER_ERROR_SIZE]);
void checkpoint_free(checkpoint *c); /* NULL is allowed */

/* What it was made with; threads are not kept, and 0. */
const trainer_config *checkpoint_config(const checkpoint *c);
const char *checkpoint_data_name(const checkpoint *c);

/* The trainer as it was, on `data`, which must be those that it was made with. `config` may differ from
 * checkpoint_config where trainer_config_difference does not see it. NULL: see `error`. */
trainer *checkpoint_resume(const checkpoint *c, const trainer_config *config, const trainer_data *data,
                           trainer_epoch_sums *sums, char error[TRAINER_ERROR_SIZE]);

#endif
