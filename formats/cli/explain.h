/* SPDX-License-Identifier: Apache-2.0
 *
 * The parts of `halfulp explain`: the question, and the answer as JSON.
 */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include "halfulp_explain.h"

enum { NUMBER_SIZE = 256 };

/* What is to be explained: an operation, its operands and the format of its result. */
typedef struct {
    const char *whole; /* the text, for errors ...                                    */
    const char *at;    /* ... and what is left of it                                  */
    hu_format storage[HU_OPERANDS_MAX + 1];
    const hu_format *format[HU_OPERANDS_MAX]; /* those named before -> ... */
    const hu_format *result;                  /* ... and the one after it; the result's in the end */
    int format_count;
    char number[HU_OPERANDS_MAX][NUMBER_SIZE];
    int number_count;
    hu_operation operation;
    hu_number operands[HU_OPERANDS_MAX];
    bool inexact[HU_OPERANDS_MAX]; /* the text is not a number of its format; operands has the nearest */
} question;

/* Reads "FORMATS: EXPRESSION" or "FORMAT VALUE", or fails, saying what was expected. *q points into itself and
 * `text`. */
void question_parse(const char *text, question *q);

/* Prints the stages as one JSON object. */
void explain_json(const hu_explanation *e);

#endif
