/* SPDX-License-Identifier: Apache-2.0
 *
 * Models of instructions as functions of the command.
 */
#ifndef MODELS_H
#define MODELS_H

#include "functions.h"

/* What options say of a model. */
typedef struct {
    const char *register_option; /* "-mxcsr", "-fpcr", ...; NULL: not given */
    uint32_t control;
    uint64_t immediate;
    bool has_immediate;
    uint64_t groups; /* 0: not given */
} model_settings;

/* The model as a function, with its columns; fails, with `name`, if a setting does not fit it. */
function model_function(const hu_model *model, const model_settings *settings);

/* "x86_vfmadd, MXCSR 1F80": the model and what it obeys. */
void model_title(char *text, size_t size, const function *f);

/* The status register's flags as six letters with a dot for each that is not raised: v invalid, d denormal operand, i
 * infinite (division by zero), o overflow, u underflow, x inexact. */
void model_flag_letters(const function *f, uint64_t flags, char letters[7]);

#endif
