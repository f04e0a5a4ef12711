/* SPDX-License-Identifier: Apache-2.0
 *
 * What the subcommands of `halfulp` share: their entry points, errors, and small pieces of text.
 */
#ifndef CLI_H
#define CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "halfulp.h"

/* Exit status of every subcommand. */
enum { STATUS_GOOD = 0, STATUS_MISMATCH = 1, STATUS_BAD_INPUT = 2 };

/* The subcommands. argv[0] is the subcommand's own name; each returns the exit status. */
int command_formats(int argc, char **argv);
int command_explain(int argc, char **argv);
int command_convert(int argc, char **argv);
int command_run(int argc, char **argv);
int command_gen(int argc, char **argv);
int command_check(int argc, char **argv);

/* The name that errors begin with: "halfulp run". */
void set_program(const char *subcommand);

/* Prints one line on standard error, "halfulp run: " and the text, and ends the program with status 2. */
_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Prints a usage text on standard output and returns the status of having done so. */
int print_help(const char *text);

/* Flushes standard output. A reader that closed it early is no error, and ends the program quietly; a full disk is one.
 */
void finish_output(void);

/* The same for whoever writes to the descriptor itself: what a failed write means, by errno. */
_Noreturn void fail_output(void);

/* How an error shows a piece of input: as it stands, but "" where it is empty. */
const char *shown(const char *input);

/* A format by any of its names, or fail. The format lives as long as the program where it is a row of the table, and as
 * long as *storage where it is made by IEEE P3109's rule. */
const hu_format *find_format(const char *name, hu_format *storage);

/* An unsigned integer, decimal or 0x hexadecimal, at most `most`; false, and *value untouched, if it is not one. */
bool parse_unsigned(const char *text, uint64_t most, uint64_t *value);

/* Hexadecimal digits of a code of that many bits. */
int hex_digits(int bits);

/* The flags as TestFloat's five letters, "v i o u x" with a dot for each that is not raised: invalid, infinite
 * (division by zero), overflow, underflow, inexact. */
void flag_letters(uint32_t flags, char letters[6]);

/* Equal but for case and for '-' and '_', which do not count: so "near_even", "neareven" and "nearEven" are one word.
 */
bool same_word(const char *a, const char *b);

/* How numbers are printed: with the digits that name them among the numbers of FP64, so that the largest of E4M3 is 448
 * (450 would name it among its own); or in one of hu_print's styles. */
typedef enum { PRINT_DECIMAL, PRINT_SHORTEST, PRINT_EXACT, PRINT_HEX } print_style;

/* To standard output; an exact number may be thousands of digits long. */
void print_number(hu_number x, print_style style);

#endif
