/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp convert: numbers from one format to another.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "lines.h"
#include "values.h"

static const char help[] =
    "usage: halfulp convert [--from FORMAT] --to FORMAT [OPTION]... VALUE...\n"
    "Converts each VALUE, and prints its code, its value and the flags raised, a line each:\n"
    "\n"
    "  $ halfulp convert --from fp32 --to e4m3 449 0x7F800000\n"
    "  0x7E 448 ....x\n"
    "  0x7F nan .....\n"
    "\n"
    "VALUE is a code of the source format (0x and hexadecimal digits), a decimal number (449, -1.5e-3),\n"
    "a hexadecimal one with its exponent (0x1.8p+3), inf or nan; for -, lines with a VALUE each are read\n"
    "from standard input. Decimal numbers are first rounded to the source format, to the nearest;\n"
    "without --from they are rounded once, to the destination.\n"
    "Flags are letters, or dots if not raised: v invalid, i infinite (x/0), o overflow, u underflow,\n"
    "x inexact.\n"
    "\n"
    "  --from FORMAT --to FORMAT   names that `halfulp formats` lists, and others; see its --help\n"
    "  --text STYLE          how values are printed: decimal, with the digits that name the number\n"
    "                        among those of FP64 (default); shortest, with those that name it in its\n"
    "                        own format; exact, all digits; or hex\n";

typedef struct {
    const hu_format *from; /* NULL: straight to `to` */
    const hu_format *to;
    hu_env env;
    print_style style;
} conversion;

/* NULL, or a sentence that says what was expected of the text. */
static const char *convert_value(const conversion *c, const char *text)
{
    hu_env env = c->env;
    hu_number result;
    if (c->from == NULL) {
        if (is_code(text)) {
            return "expected --from FORMAT, to say of which format this code is";
        }
        const char *error = hu_parse(c->to, text, &env, &result);
        if (error != NULL) {
            return error;
        }
    } else {
        hu_number x;
        bool inexact;
        const char *error = read_value(c->from, text, &x, &inexact);
        if (error != NULL) {
            return error;
        }
        result = hu_convert(c->to, x, &env);
    }
    char letters[6];
    flag_letters(env.flags, letters);
    print_hex_code(result);
    putchar(' ');
    print_number(result, c->style);
    printf(" %s\n", letters);
    return NULL;
}

static void convert_lines(const conversion *c)
{
    static line_reader reader;
    while (line_next(&reader, NULL)) {
        const char *error = convert_value(c, line_text(&reader));
        if (error != NULL) {
            fail("standard input, line %" PRIu64 ": %s: %s", reader.number, shown(line_text(&reader)), error);
        }
    }
}

int command_convert(int argc, char **argv)
{
    hu_format from;
    hu_format to;
    const char *from_name = NULL;
    const char *to_name = NULL;
    const char *text = NULL;
    const own_option own[] = {
        {"from", &from_name, NULL}, {"to", &to_name, NULL}, {"text", &text, NULL}, {NULL, NULL, NULL}};
    const value_options options = value_options_parse(own, argc, argv, help);
    if (to_name == NULL) {
        fail("expected --to FORMAT; see halfulp convert --help");
    }
    if (options.word_count == 0) {
        fail("expected a VALUE, or - to read them from standard input; see halfulp convert --help");
    }
    const hu_format *const destination = find_format(to_name, &to);
    const conversion c = {.from = from_name == NULL ? NULL : find_format(from_name, &from),
                          .to = destination,
                          .env = value_environment(&options, destination),
                          .style = text_style(text)};
    for (int i = 0; i < options.word_count; i++) {
        if (strcmp(options.words[i], "-") == 0) {
            convert_lines(&c);
            continue;
        }
        const char *error = convert_value(&c, options.words[i]);
        if (error != NULL) {
            fail("%s: %s", shown(options.words[i]), error);
        }
    }
    finish_output();
    return STATUS_GOOD;
}
