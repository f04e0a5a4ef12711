/* SPDX-License-Identifier: Apache-2.0
 *
 * values.h - the values of options. A bad one ends the program with status 2 and a line that names the option, the
 * value and what was expected. Numbers are digits, without sign or blanks, and never octal.
 */
#ifndef TRAINER_VALUES_H
#define TRAINER_VALUES_H

#include "trainer.h"

_Noreturn void refuse_value(const char *option, const char *value, const char *expected);

/* Index of the value among `names`, which ends with NULL. */
int choice_of(const char *option, const char *value, const char *const *names, const char *expected);

/* A row of storage.h; "none", which only --master may be, is NULL. */
const trainer_format *format_of(const char *option, const char *value);

/* 0 to 2^31 - 1. */
int integer_of(const char *option, const char *value);

/* From 1 on. */
int positive_of(const char *option, const char *value);

/* Rounded to FP32. What is too large or too small becomes infinite or 0, for which trainer_config_valid has words. */
float number_of(const char *option, const char *value);

/* 0 to 2^64 - 1; hexadecimal behind 0x. */
uint64_t seed_of(const char *option, const char *value);

/* A file's: 1 to CHECKPOINT_NAME_BYTES - 1 characters. */
const char *name_of(const char *option, const char *value);

/* The widths of hidden layers, with commas between, or "none". */
void set_layers(trainer_config *c, const char *option, const char *value);

/* "none", "dynamic", or a static scale. */
void set_loss_scale(trainer_config *c, const char *option, const char *value);

#endif
