/* SPDX-License-Identifier: Apache-2.0
 *
 * explain_reader.h - reads what hu_explain_text has written: rows of bits, codes and decimals, as numbers.
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

/* What follows `words` anywhere in the text, or NULL. */
const char *reader_after(const char *text, const char *words);

/* A row of a drawing: "   exact      + 1.0011001100|1...  0x34CC = 0.3". */
typedef struct {
    bool found;
    char sign;
    mpz_t digits;     /* all digits as one integer                          */
    int count;        /* of digits                                          */
    int fraction;     /* of digits after the point                          */
    int below;        /* of digits after the bar; -1 without a bar          */
    bool cut;         /* "...": more digits follow                          */
    bool clipped;     /* "..": more digits come first                       */
    const char *note; /* what follows the digits, or is on the next line    */
} reader_row;

void reader_row_init(reader_row *r);
void reader_row_clear(reader_row *r);

/* The row of that label, of those from `section` to the next empty line. */
void reader_read_row(reader_row *r, const char *section, const char *label);

/* Are the row's digits those of |value|, in units of 2^unit, and is the ellipsis there where more follow? `more`: value is
 * cut off itself. */
bool reader_row_is(const reader_row *r, const mpfr_t value, long unit, bool more);

/* "= 0.125", "= 0.1000000000000000055511151231...", "~ 1e+300", "~ 2^65000": is that the value? `more` as above. */
bool reader_decimal_is(const char *text, const mpfr_t value, bool more);

/* The bits of the fields of a code, which follow its "0x..." and end at an equals sign; false if they are not `width`. */
bool reader_fields(const char *text, int width, uint64_t *code);

/* Is every line of printable ASCII, at most that wide, without a blank at its end, and the last one ended? */
bool reader_layout(const char *text, int width);

#endif
