/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp explain: one number or one operation, stage by stage. This file reads the question; explain/ answers it.
 */
#include "explain/explain.h"

#include <assert.h>
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
    "\n"
    "EXPRESSION is x, x + y, x - y, x * y, x / y, sqrt(x) or fma(x, y, z), which is x * y + z rounded\n"
    "once. A number is a code (0x and hexadecimal digits), decimal, hexadecimal with its exponent\n"
    "(0x1.8p+3), inf or nan; one that its format does not have is first rounded to the nearest.\n"
    "FORMATS is one format, or one for each operand; after -> that of the result, which else is the\n"
    "last operand's.\n"
    "\n";

enum { EXPLAIN_OPERANDS = 3, NUMBER_SIZE = 256 };

typedef struct {
    const char *whole; /* for errors                          */
    const char *at;
    hu_format storage[EXPLAIN_OPERANDS + 1]; /* of formats made by rule */
    const hu_format *operand[EXPLAIN_OPERANDS];
    const hu_format *result;
    int format_count;
    char number[EXPLAIN_OPERANDS][NUMBER_SIZE];
    int number_count;
    hu_explained_op op;
} question;

static _Noreturn void expected(const question *q, const char *what)
{
    if (*q->at == '\0') {
        fail("%s: expected %s at the end", shown(q->whole), what);
    }
    fail("%s: expected %s at \"%s\"", q->whole, what, q->at);
}

static void skip_blanks(question *q)
{
    q->at += strspn(q->at, " \t");
}

/* Moves past the text, and blanks around it, if it stands there. */
static bool skip(question *q, const char *text)
{
    skip_blanks(q);
    if (strncmp(q->at, text, strlen(text)) != 0) {
        return false;
    }
    q->at += strlen(text);
    skip_blanks(q);
    return true;
}

static const hu_format *take_format(question *q, hu_format *storage)
{
    char name[NUMBER_SIZE];
    const size_t length = strcspn(q->at, " \t,:-");
    if (length == 0 || length >= sizeof name) {
        expected(q, "a format");
    }
    memcpy(name, q->at, length);
    name[length] = '\0';
    q->at += length;
    return find_format(name, storage);
}

/* FORMAT [, FORMAT]... [-> FORMAT], and a colon or a blank behind it. */
static void parse_formats(question *q)
{
    do {
        if (q->format_count == EXPLAIN_OPERANDS) {
            expected(q, "at most three formats");
        }
        q->operand[q->format_count] = take_format(q, &q->storage[q->format_count]);
        q->format_count++;
    } while (skip(q, ","));
    if (skip(q, "->")) {
        q->result = take_format(q, &q->storage[EXPLAIN_OPERANDS]);
    }
    if (!skip(q, ":") && strchr(q->at, ':') != NULL) {
        expected(q, "a comma, -> or a colon");
    }
}

/* A number ends where no number goes on: at anything but letters, digits and points, and the sign of an exponent, which
 * follows an e, or a p in hexadecimal. */
static size_t number_length(const char *text)
{
    const size_t sign = text[0] == '-' || text[0] == '+';
    const bool hexadecimal = text[sign] == '0' && (text[sign + 1] == 'x' || text[sign + 1] == 'X');
    const char *const exponent = hexadecimal ? "pP" : "eE";
    size_t length = sign;
    for (;; length++) {
        const char c = text[length];
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        const bool exponent_sign =
            (c == '-' || c == '+') && length > sign + 1 && strchr(exponent, text[length - 1]) != NULL;
        if (!letter && !(c >= '0' && c <= '9') && c != '.' && !exponent_sign) {
            return length > sign ? length : 0;
        }
    }
}

static void take_number(question *q)
{
    skip_blanks(q);
    const size_t length = number_length(q->at);
    if (length == 0) {
        expected(q, "a number");
    }
    if (length >= NUMBER_SIZE) {
        expected(q, "a shorter number");
    }
    memcpy(q->number[q->number_count], q->at, length);
    q->number[q->number_count][length] = '\0';
    q->number_count++;
    q->at += length;
    skip_blanks(q);
}

static void parse_call(question *q, hu_explained_op op)
{
    q->op = op;
    for (int i = 0; i < hu_explained_arity(op); i++) {
        if (i > 0 && !skip(q, ",")) {
            expected(q, "a comma");
        }
        take_number(q);
    }
    if (!skip(q, ")")) {
        expected(q, "a closing parenthesis");
    }
}

static void parse_expression(question *q)
{
    static const struct {
        const char *sign;
        hu_explained_op op;
    } binary[] = {{"+", HU_EXPLAIN_ADD}, {"-", HU_EXPLAIN_SUB}, {"*", HU_EXPLAIN_MUL}, {"/", HU_EXPLAIN_DIV}};
    if (skip(q, "sqrt(")) {
        parse_call(q, HU_EXPLAIN_SQRT);
    } else if (skip(q, "fma(")) {
        parse_call(q, HU_EXPLAIN_FMA);
    } else {
        take_number(q);
        q->op = HU_EXPLAIN_CONVERT;
        for (size_t i = 0; i < sizeof binary / sizeof binary[0] && q->number_count == 1; i++) {
            if (skip(q, binary[i].sign)) {
                q->op = binary[i].op;
                take_number(q);
            }
        }
    }
    if (*q->at != '\0') {
        expected(q, q->op == HU_EXPLAIN_CONVERT ? "+, -, *, / or nothing more" : "nothing more");
    }
}

/* One format stands for all operands; the last one's is the result's. FP64 has no arithmetic. */
static void complete_formats(question *q)
{
    const int arity = hu_explained_arity(q->op);
    if (q->format_count != 1 && q->format_count != arity) {
        fail("%s: expected one format, or one for each operand (%d)", q->whole, arity);
    }
    for (int i = q->format_count; i < arity; i++) {
        q->operand[i] = q->operand[0];
    }
    if (q->result == NULL) {
        q->result = q->operand[arity - 1];
    }
    for (int i = 0; i <= arity && q->op != HU_EXPLAIN_CONVERT; i++) {
        const hu_format *format = i == arity ? q->result : q->operand[i];
        assert(format != NULL);
        if (format->fraction_bits > 23) {
            fail("%s: there is no arithmetic in %s; it converts only", q->whole, format->name);
        }
    }
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

int command_explain(int argc, char **argv)
{
    const value_options options = value_options_parse(false, argc, argv, help);
    if (options.word_count == 0) {
        fail("expected FORMAT VALUE, or \"FORMAT: EXPRESSION\"; see halfulp explain --help");
    }
    char *const text = join(options.words, options.word_count);
    question q = {.whole = text, .at = text};
    skip_blanks(&q);
    parse_formats(&q);
    if (*q.at == '\0') {
        fail("%s: expected a number or an expression after it; see halfulp explain --help", text);
    }
    parse_expression(&q);
    complete_formats(&q);
    hu_number operands[EXPLAIN_OPERANDS];
    bool any_inexact = false;
    for (int i = 0; i < q.number_count; i++) {
        bool inexact;
        const char *error = read_value(q.operand[i], q.number[i], &operands[i], &inexact);
        if (error != NULL) {
            fail("%s: %s: %s", text, q.number[i], error);
        }
        if (inexact) {
            printf("%s is not a number of %s; the nearest is ", q.number[i], q.operand[i]->name);
            print_hex_code(operands[i]);
            printf(" = ");
            print_number(operands[i], PRINT_DECIMAL);
            putchar('\n');
        }
        any_inexact |= inexact;
    }
    if (any_inexact) {
        putchar('\n');
    }
    hu_explain(stdout, q.op, q.result, operands, &options.env);
    free(text);
    finish_output();
    return STATUS_GOOD;
}
