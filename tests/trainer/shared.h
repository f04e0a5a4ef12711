/* SPDX-License-Identifier: Apache-2.0
 *
 * shared.h - shared by the checks of lessons/trainer: data, a folder for files, and rounding by formats/. On failure,
 * `log` gets a line. The digits are read from where the trainer reads them: $HALFULP_DATA/digits.txt, or
 * data/digits.txt.
 */
#ifndef TESTS_TRAINER_SHARED_H
#define TESTS_TRAINER_SHARED_H

#include "halfulp.h"
#include "support/check.h"
#include "trainer.h"

#include <stdbool.h>
#include <stdio.h>

/* The digits, read once; NULL, and a line in the log, on failure. */
const trainer_data *checked_digits(FILE *log);

enum { CHECKED_PATH = 256 };

/* Creates a folder for a check's files, in $TMPDIR or /tmp. On failure it returns false, with a line in the log. */
bool checked_folder(FILE *log, char path[CHECKED_PATH]);

/* Rows that the trainer does not have: E3M4, which the fast paths convert themselves, and E4M3FNUZ, whose NaN is the
 * code of -0, which they leave to formats/. */
extern const trainer_format checked_e3m4, checked_e4m3fnuz;

/* All rows, trainer_formats and these two; NULL past the last. FP32 is the first. */
const trainer_format *checked_format(size_t index);

/* x rounded to that format as `env` says, and widened again. By REFERENCE.md, numbers that are too large saturate in
 * formats of 8 bits and overflow in the others, except gradients, which overflow in all. */
hu_fp32 checked_stored(const trainer_format *format, hu_fp32 x, hu_env env);
hu_overflow checked_overflow(const trainer_format *format);

enum { CHECKED_IDX_IMAGES = 12 + 4 };

/* Creates, or removes, a folder with a set in the files of MNIST, 12 + 4 images of 6 pixels in 3 classes. Returns false
 * on failure, on creation with a line in the log. Implemented in idx.c. */
bool checked_idx_set(FILE *log, char folder[CHECKED_PATH]);
bool checked_idx_removed(const char *folder);

/* Compares every path that this machine has with its soft twin over three epochs, which takes some minutes. Returns the
 * number of failures. For the sweeps. Implemented in paths.c. */
long compare_paths_over_epochs(FILE *log);

#endif
