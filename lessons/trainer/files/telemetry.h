/* SPDX-License-Identifier: Apache-2.0
 *
 * telemetry.h - what to watch when training in few bits, a CSV line per step.
 *
 * Columns:
 *   step                   from 1; of resumed training too
 *   epoch                  from 1
 *   loss                   mean of the batch, without the scale
 *   scale                  the loss scale S in this step
 *   skipped                1: no update, for an infinity or NaN among the weight gradients or in 2^k/S
 *   flushed_percent        of all gradients that were not zero, those that rounding made zero
 *   overflowed             gradients that rounding made infinite or NaN, or that were so before
 *   lost_percent           of the updates that are not zero, those that changed nothing
 *   delivered              how far the weights moved along their updates, sum (w - w') u / sum u^2: 1 is right
 *   weight_headroom, activation_headroom, gradient_headroom
 *                          binades from the largest magnitude (before rounding to the format, but for weights without
 *                          a master) up to the format's largest number: log2(largest number / magnitude)
 * A field is empty where there was nothing to measure: no update in a skipped step, no gradient but zeros, no finite
 * number but zeros, sums that are not finite.
 */
#ifndef TRAINER_TELEMETRY_H
#define TRAINER_TELEMETRY_H

#include "checkpoint.h"

#include <stdio.h>

/* Of all gradients that were not zero before rounding, the percentage that was after. */
double telemetry_flushed(const trainer_statistics *s);

/* `part` of `whole` in percent; 0 of nothing. */
double telemetry_percent(uint64_t part, uint64_t whole);

/* Prints a row. */
void telemetry_row(FILE *to, const trainer_config *config, trainer_place place, const trainer_step_report *step,
                   const trainer_statistics *statistics);

typedef struct {
    FILE *file;       /* NULL: none */
    const char *path; /* "-" for standard output */
    bool created;     /* by this run, where there was no file */
} telemetry_file;

/* Functions that take an `error` fail as refuse.h says. */

/* Opens the file for training that begins after `step` steps: a new one, or the one that `rows` identify, whose rows up
 * to there are kept. "-" is standard output; it, a pipe and a device get the header and the rows from here on. Any
 * other file that exists is refused. `rows` become those of the open file. `path` must outlive it. */
bool telemetry_open(telemetry_file *telemetry, const char *path, uint64_t step, trainer_rows *rows,
                    char error[TRAINER_ERROR_SIZE]);

/* Prints a row to the file, and adds it to `rows`. */
bool telemetry_write(const telemetry_file *telemetry, const trainer_config *config, trainer_place place,
                     const trainer_step_report *step, const trainer_statistics *statistics, trainer_rows *rows,
                     char error[TRAINER_ERROR_SIZE]);

/* Sends on what the C library still holds; and closes the file, unless it is standard output. */
bool telemetry_flush(const telemetry_file *telemetry, char error[TRAINER_ERROR_SIZE]);
bool telemetry_close(telemetry_file *telemetry, char error[TRAINER_ERROR_SIZE]);

#endif
