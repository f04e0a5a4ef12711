/* SPDX-License-Identifier: Apache-2.0
 *
 * What convert and explain share: options with two dashes, and single numbers as people write them.
 */
#ifndef VALUES_H
#define VALUES_H

#include "cli.h"
#include "policies.h"

typedef struct {
    policies policies;
    int word_count; /* what is left of the command line */
    char **words;
} value_options;

/* An option of a subcommand: its name without dashes, and where its value goes; or, without a value, what it sets. A
 * list ends with a name of NULL. */
typedef struct {
    const char *name;
    const char **value;
    bool *given;
} own_option;

/* Reads the command line: the options of the environment, and the subcommand's own. Words that are not options are
 * moved to the front of argv. Prints `help` and ends the program where that is asked for; fails on anything it does not
 * know. */
value_options value_options_parse(const own_option *own, int argc, char **argv, const char *help);

/* The style of that name; NULL is PRINT_DECIMAL. Fails on any other. */
print_style text_style(const char *name);

/* The environment that the options choose for results in the format `to`; fails if they do not fit together. */
hu_env value_environment(const value_options *options, const hu_format *to);

/* Is the text a code, "0x" and hexadecimal digits? "0x1p3" is a number. */
bool is_code(const char *text);

/* A code of the format, or any other number rounded to its nearest; *inexact: was it? NULL, or a
 * sentence that says what was expected. */
const char *read_value(const hu_format *format, const char *text, hu_number *x, bool *inexact);

/* Prints a code of the format: "0x7E". */
void print_hex_code(hu_number x);

/* The options of the environment, for the two help texts. */
extern const char environment_help[];

#endif
