/* SPDX-License-Identifier: Apache-2.0
 *
 * explain_reader.h - reads the output of hu_explain_text: rows of bits, codes and decimals, as numbers.
 */
#ifndef EXPLAIN_READER_H
#define EXPLAIN_READER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <gmp.h>
#include <mpfr.h>

/* The line that begins with these words, or NULL. */
const char *reader_line(const char *text, const char *words);

/* The text after `words`, wherever they occur, or NULL. */
const char *reader_after(const char *text, const char *words);

/* A row of a drawing: "   exact      + 1.0011001100|1...  0x34CC = 0.3". */
typedef struct {
    bool found;
    char sign;
    mpz_t digits;     /* all digits as one integer                     */
    int count;        /* number of digits                              */
    int fraction;     /* digits after the point                        */
    int below;        /* digits after the bar; -1 without a bar        */
    bool cut;         /* "...": more digits follow                     */
    bool clipped;     /* "..": more digits precede                     */
    const char *note; /* the text after the digits or on the next line */
} reader_row;

void reader_row_init(reader_row *r);
void reader_row_clear(reader_row *r);

/* Reads the row with that label, from `section` to the next empty line. */
void reader_read_row(reader_row *r, const char *section, const char *label);

/* True if the row's digits are those of |value|, in units of 2^unit, with the ellipsis if more follow. `more`: value
 * itself is truncated. */
bool reader_row_is(const reader_row *r, const mpfr_t value, long unit, bool more);

/* True if "= 0.125", "= 0.1000000000000000055511151231...", "~ 1e+300" or "~ 2^65000" is that value. `more` as
 * above. */
bool reader_decimal_is(const char *text, const mpfr_t value, bool more);

/* The bits of the fields of a code, which follow its "0x..." and end at an equals sign. Returns false if there are not
 * `width` of them. */
bool reader_fields(const char *text, int width, uint64_t *code);

/* True if all lines are printable ASCII, at most that wide, without a trailing blank, and the last one is ended. */
bool reader_layout(const char *text, int width);

#endif
