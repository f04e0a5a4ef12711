/* SPDX-License-Identifier: Apache-2.0
 *
 * The question that `halfulp explain` is asked:
 *
 *     FORMAT [, FORMAT]... [-> FORMAT] [:] EXPRESSION
 *
 * A description of a format may hold colons and commas itself (e5m3b15:inf=none,nan=top). They are told from those of
 * the question by what follows: a key and an equals sign, which no expression has.
 */
#include "explain.h"

#include <assert.h>
#include <string.h>

#include "cli.h"
#include "values.h"

/* ---- Text -------------------------------------------------------------------------------------------------------- */

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

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* ---- Formats ----------------------------------------------------------------------------------------------------- */

/* Letters and an equals sign, as after the colon and the commas of a description. */
static bool is_attribute(const char *text)
{
    size_t length = 0;
    while (is_letter(text[length])) {
        length++;
    }
    return length > 0 && text[length] == '=';
}

static size_t format_length(const char *text)
{
    size_t length = 0;
    for (; text[length] != '\0' && strchr(" \t", text[length]) == NULL; length++) {
        const char c = text[length];
        const bool separator = (c == ':' || c == ',') && !is_attribute(text + length + 1);
        const bool bias = length > 0 && (text[length - 1] == 'b' || text[length - 1] == 'B'); /* e5m2b-3 */
        if (separator || (c == '-' && !bias)) {
            break;
        }
    }
    return length;
}

static const hu_format *take_format(question *q, hu_format *storage)
{
    char name[NUMBER_SIZE];
    const size_t length = format_length(q->at);
    if (length == 0 || length >= sizeof name) {
        expected(q, "a format");
    }
    memcpy(name, q->at, length);
    name[length] = '\0';
    q->at += length;
    return find_format(name, storage);
}

/* Up to the colon, or the blank, that ends the formats. */
static void parse_formats(question *q)
{
    do {
        if (q->format_count == HU_OPERANDS_MAX) {
            expected(q, "at most three formats");
        }
        q->format[q->format_count] = take_format(q, &q->storage[q->format_count]);
        q->format_count++;
    } while (skip(q, ","));
    if (skip(q, "->")) {
        q->result = take_format(q, &q->storage[HU_OPERANDS_MAX]);
    }
    if (!skip(q, ":") && strchr(q->at, ':') != NULL) {
        expected(q, "a comma, -> or a colon");
    }
}

/* ---- Expressions ------------------------------------------------------------------------------------------------- */

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
        const bool exponent_sign =
            (c == '-' || c == '+') && length > sign + 1 && strchr(exponent, text[length - 1]) != NULL;
        if (!is_letter(c) && !is_digit(c) && c != '.' && !exponent_sign) {
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

/* The length of the name at the start of "name(...", blanks before the parenthesis included; 0: it is no call. */
static size_t call_length(const char *text)
{
    size_t length = 0;
    while (is_letter(text[length]) || is_digit(text[length]) || text[length] == '_') {
        length++;
    }
    const size_t blanks = strspn(text + length, " \t");
    return length > 0 && text[length + blanks] == '(' ? length : 0;
}

/* The operation of that name: its name in hu_operation_info, or the function that its text is, "remainder(x, y)". */
static hu_operation find_operation(const question *q, const char *name, size_t length)
{
    char word[64] = "";
    if (length < sizeof word) {
        memcpy(word, name, length);
    }
    if (same_word(word, "fma")) {
        return HU_OP_FMA;
    }
    for (int i = 0; i < HU_OPERATIONS; i++) {
        const hu_operation_info *info = hu_operation_describe((hu_operation)i);
        char function[64] = "";
        const size_t before = strcspn(info->text, "(");
        if (before < sizeof function && info->text[before] == '(') {
            memcpy(function, info->text, before);
        }
        if (same_word(word, info->name) || (function[0] != '\0' && same_word(word, function))) {
            if (hu_explainable((hu_operation)i)) {
                return (hu_operation)i;
            }
            fail("%s: %s has no result that is rounded; see halfulp explain --help", q->whole, word);
        }
    }
    fail("%s: %.*s: expected a function such as sqrt or fma; see halfulp explain --help", q->whole,
         (int)(length < sizeof word ? length : sizeof word), name);
}

static void parse_call(question *q, size_t length)
{
    q->operation = find_operation(q, q->at, length);
    q->at += length;
    skip(q, "(");
    for (int i = 0; i < hu_operation_describe(q->operation)->arity; i++) {
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
        hu_operation operation;
    } binary[] = {{"+", HU_OP_ADD}, {"-", HU_OP_SUB}, {"*", HU_OP_MUL}, {"/", HU_OP_DIV}};
    const size_t call = call_length(q->at);
    if (call > 0) {
        parse_call(q, call);
    } else {
        take_number(q);
        q->operation = HU_OP_CONVERT;
        for (size_t i = 0; i < sizeof binary / sizeof binary[0] && q->number_count == 1; i++) {
            if (skip(q, binary[i].sign)) {
                q->operation = binary[i].operation;
                take_number(q);
            }
        }
    }
    if (*q->at != '\0') {
        expected(q, q->operation == HU_OP_CONVERT ? "+, -, *, / or nothing more" : "nothing more");
    }
}

/* ---- Operands ---------------------------------------------------------------------------------------------------- */

/* A decimal integer, or a code of its type, 0x and hexadecimal digits. */
static uint64_t read_integer(const question *q, const char *text, hu_kind kind)
{
    const bool narrow = kind == HU_KIND_INT32 || kind == HU_KIND_UINT32;
    const bool is_signed = kind == HU_KIND_INT32 || kind == HU_KIND_INT64;
    const uint64_t mask = narrow ? UINT32_MAX : UINT64_MAX;
    const uint64_t most = is_signed && !is_code(text) ? mask / 2 : mask;
    const bool negative = is_signed && text[0] == '-' && !is_code(text + 1);
    uint64_t magnitude;
    if (!parse_unsigned(text + negative, most + negative, &magnitude)) {
        fail("%s: %s: expected %s integer of %d bits", q->whole, text, is_signed ? "a signed" : "an unsigned",
             narrow ? 32 : 64);
    }
    return (negative ? ~magnitude + 1 : magnitude) & mask;
}

/* One format stands for all operands; the last one's is the result's. Integers have none: where all operands are
 * integers, the one format is the result's. */
static void complete_operands(question *q)
{
    const hu_operation_info *info = hu_operation_describe(q->operation);
    int numbers = 0;
    for (int i = 0; i < info->arity; i++) {
        numbers += info->operand[i] == HU_KIND_NUMBER;
    }
    if (q->format_count != 1 && q->format_count != numbers) {
        fail("%s: expected one format, or one for each operand (%d)", q->whole, numbers);
    }
    if (q->result == NULL) {
        q->result = q->format[q->format_count - 1];
    }
    for (int i = 0, number = 0; i < info->arity; i++) {
        const char *text = q->number[i];
        if (info->operand[i] != HU_KIND_NUMBER) {
            q->operands[i] = (hu_number){NULL, read_integer(q, text, (hu_kind)info->operand[i])};
            continue;
        }
        const hu_format *format = q->format[q->format_count == 1 ? 0 : number];
        const char *error = read_value(format, text, &q->operands[i], &q->inexact[i]);
        if (error != NULL) {
            fail("%s: %s: %s", q->whole, text, error);
        }
        number++;
    }
    for (int i = 0; i <= info->arity && info->arithmetic != 0; i++) {
        const hu_format *format = i == info->arity ? q->result : q->operands[i].format;
        assert(format != NULL);
        if (format->fraction_bits > 23) {
            fail("%s: there is no arithmetic in %s, which has more than 24 bits of precision; it converts only",
                 q->whole, format->name);
        }
    }
}

void question_parse(const char *text, question *q)
{
    *q = (question){.whole = text, .at = text};
    skip_blanks(q);
    parse_formats(q);
    if (*q->at == '\0') {
        fail("%s: expected a number or an expression after it; see halfulp explain --help", text);
    }
    parse_expression(q);
    complete_operands(q);
}
