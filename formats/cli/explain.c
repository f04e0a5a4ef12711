/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp explain: one number or one operation, stage by stage. This file reads the options and prints;
 * explain_question.c reads the question, explain_json.c writes JSON, and halfulp_explain.h answers.
 */
#include "explain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "values.h"

static const char help[] =
    "usage: halfulp explain [OPTION]... FORMAT VALUE\n"
    "       halfulp explain [OPTION]... \"FORMATS: EXPRESSION\"\n"
    "Shows how a code is read, or how a result is rounded: decode -> exact -> round -> encode.\n"
    "\n"
    "  halfulp explain e4m3 0x7e\n"
    "  halfulp explain \"fp16: 0.1 + 0.2\" --rounding up\n"
    "  halfulp explain \"fp32 -> e4m3: 449\"\n"
    "  halfulp explain \"e4m3, e4m3, fp32 -> fp16: fma(1.5, -2, 0x3F800000)\"\n"
    "  halfulp explain \"e5m3b15:inf=none,nan=top, fp16: remainder(5, 3)\"\n"
    "\n"
    "EXPRESSION is x, x + y, x - y, x * y, x / y, or a function: sqrt(x); fma(x, y, z), which is\n"
    "x * y + z rounded once; remainder(x, y), minimum(x, y), maximum, minimumNumber, maximumNumber,\n"
    "roundToIntegral(x), roundToIntegralExact, scaleB(x, n), logB(x), from_i32(n), from_i64, from_ui32\n"
    "or from_ui64.\n"
    "A number is a code (0x and hexadecimal digits), decimal, hexadecimal with its exponent\n"
    "(0x1.8p+3), inf or nan; one that its format does not have is first rounded to the nearest.\n"
    "FORMATS is one format, or one for each operand; after -> that of the result, which otherwise is\n"
    "the last operand's. A colon or comma followed by inf=, nan= or zero= belongs to a format.\n"
    "\n"
    "  --width N             columns of a line, 60 to 1000; 80 is the default\n"
    "  --json                the stages as data: one JSON object, much as halfulp_explain.h has them\n"
    "\n";

/* The columns of --width; NULL: those of a terminal. */
static int read_width(const char *text)
{
    uint64_t width;
    if (text == NULL) {
        return HU_EXPLAIN_WIDTH;
    }
    if (!parse_unsigned(text, 1000, &width) || width < HU_EXPLAIN_WIDTH_MIN) {
        fail("--width %s: expected a number from %d to 1000", shown(text), (int)HU_EXPLAIN_WIDTH_MIN);
    }
    return (int)width;
}

static char *join(char **words, int count)
{
    size_t size = 1;
    for (int i = 0; i < count; i++) {
        size += strlen(words[i]) + 1;
    }
    char *text = calloc(size, 1);
    if (text == NULL) {
        fail("out of memory");
    }
    for (int i = 0; i < count; i++) {
        strcat(text, i == 0 ? "" : " ");
        strcat(text, words[i]);
    }
    return text;
}

static void print_explanation(const hu_explanation *e, int width)
{
    const size_t length = hu_explain_text(NULL, 0, e, width);
    char *text = malloc(length + 1);
    if (text == NULL) {
        fail("out of memory");
    }
    hu_explain_text(text, length + 1, e, width);
    fputs(text, stdout);
    free(text);
}

/* Which numbers had to be rounded to be operands at all. */
static void print_roundings(const question *q)
{
    bool any = false;
    for (int i = 0; i < q->number_count; i++) {
        if (q->inexact[i]) {
            printf("%s is not a number of %s; the nearest is ", q->number[i], q->operands[i].format->name);
            print_hex_code(q->operands[i]);
            printf(" = ");
            print_number(q->operands[i], PRINT_DECIMAL);
            putchar('\n');
            any = true;
        }
    }
    if (any) {
        putchar('\n');
    }
}

int command_explain(int argc, char **argv)
{
    const char *width_text = NULL;
    bool json = false;
    const own_option own[] = {{"width", &width_text, NULL}, {"json", NULL, &json}, {NULL, NULL, NULL}};
    const value_options options = value_options_parse(own, argc, argv, help);
    const int width = read_width(width_text);
    if (options.word_count == 0) {
        fail("expected FORMAT VALUE, or \"FORMAT: EXPRESSION\"; see halfulp explain --help");
    }
    char *const text = join(options.words, options.word_count);
    question q;
    question_parse(text, &q);
    const hu_env env = value_environment(&options, q.result);
    hu_explanation e;
    const hu_status status = hu_explain(q.operation, q.result, q.operands, &env, &e);
    if (status != HU_STATUS_GOOD) {
        fail("%s: %s", text, hu_status_text(status));
    }
    if (json) {
        explain_json(&e);
    } else {
        print_roundings(&q);
        print_explanation(&e, width);
    }
    free(text);
    finish_output();
    return STATUS_GOOD;
}
