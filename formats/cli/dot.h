/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp dot: the question (dot.c), its operands (dot_operands.c), instructions (dot_models.c) and the answers
 * (dot_answers.c).
 */
#ifndef CLI_DOT_H
#define CLI_DOT_H

#include "cli.h"
#include "halfulp_dot.h"

/* The options, as text; NULL where they are not given. */
typedef struct {
    const char *model, *addend, *x_scales, *y_scales, *of, *sum, *order, *product, *chunk, *parts, *total, *seed, *text;
    bool compare;
} dot_options;

/* Codes, in the smallest elements that hold them, as hu_array_operand has them. */
typedef struct {
    const hu_format *format;
    uint64_t *codes;
    size_t count;
    size_t room;
} dot_list;

typedef struct {
    const hu_dot_model *model; /* NULL: an order of one's own */
    hu_accumulation how;
    hu_env env;
    dot_list x, y;
    const hu_format *result;
    uint64_t addend;
    print_style style;
} dot_question;

/* The code of a value of the format; fails if it is none. */
uint64_t dot_read_value(const hu_format *format, const char *text);

/* Appends values with commas between them; lines with an x and a y each, from standard input. */
void dot_read_list(dot_list *list, const char *text);
void dot_read_lines(dot_list *x, dot_list *y);

/* Appends zeros until there is a multiple of k; returns how many. */
size_t dot_fill(dot_list *list, size_t k);

/* The instruction of that name, or the only one with that part in its name; fails otherwise. */
const hu_dot_model *dot_model(const char *name);

/* Prints all facts of the instruction of that name, or a line of each whose name has that part; fails if none has. */
void dot_list_models(const char *part);

/* Print the result, and what all ways of adding up give. */
void dot_answer(dot_question *q, const dot_options *given);
void dot_compare(dot_question *q);

#endif
