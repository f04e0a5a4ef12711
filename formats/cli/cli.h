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
int command_cover(int argc, char **argv);
int command_models(int argc, char **argv);
int command_presets(int argc, char **argv);
int command_dot(int argc, char **argv);
int command_inspect(int argc, char **argv);
int command_quantize(int argc, char **argv);
int command_dequantize(int argc, char **argv);
int command_digest(int argc, char **argv);
int command_vectors(int argc, char **argv);

/* ---- The process (process.c) ------------------------------------------------------------------------------------- */

/* The name that errors begin with: "halfulp run". */
void set_program(const char *subcommand);

/* Errors from here on are about that line of the input, which is standard input unless it was named, and say so; 0: no
 * longer. */
void set_input_line(uint64_t line);
void set_input_name(const char *name);

/* Prints one line on standard error, "halfulp run: " and the text, and ends the program with status 2. The text may
 * hold anything that a user typed or sent: it is printed as show_text shows it, in at most a few hundred characters. */
_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Flushes standard output. A reader that closed it early is no error, and ends the program quietly; a full disk is one.
 */
void finish_output(void);

/* The same for code that writes to the descriptor itself: ends the program as errno says. */
_Noreturn void fail_output(void);

/* How much of what bears that name is done: a line on standard error, if that is a terminal, which the next one
 * overwrites, and which vanishes when all is done. */
void report_progress(const char *name, uint64_t done, uint64_t all);

/* Standard input and output without stdio: reads at most `size` bytes, 0 at the end; writes all of them. Both fail for
 * the user where the system does. */
size_t read_input(char *text, size_t size);
bool input_is_terminal(void);
void write_output(const char *text, size_t length);

/* ---- Text (cli.c) ------------------------------------------------------------------------------------------------ */

/* Prints the usage text; returns STATUS_GOOD. */
int print_help(const char *text);

/* Writes text[0 .. length - 1] into to[0 .. size - 1] so that a terminal can show it, with a terminating zero:
 * printable ASCII as it is, any other byte as \xNN, and "..." for the middle of what does not fit. size is at least
 * 16. */
void show_text(char *to, size_t size, const char *text, size_t length);

/* A piece of input in an error: itself, but "" where it is empty. */
const char *shown(const char *input);

/* Fails on a text that is not a format: "BEFORENAME: not a format: what was expectedAFTER". */
_Noreturn void fail_format(const char *before, const char *name, const char *after);

/* A format by any text that hu_format_parse takes, or fail. The format lives as long as the program where it is a row
 * of the table, and as long as *storage where it is made of a name of IEEE P3109 or of a description. */
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
