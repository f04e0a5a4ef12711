/* SPDX-License-Identifier: Apache-2.0
 *
 * What the stages of explain.c and round.c are drawn with. Internal to the library.
 */
#ifndef HU_EXPLAIN_DRAW_H
#define HU_EXPLAIN_DRAW_H

#include <stdio.h>

#include "value.h"

enum { HU_EXPLAIN_COLUMNS = 100, HU_EXPLAIN_TEXT = 256 }; /* of a line; room for any text below */

/* Where the columns of a drawing lie, as exponents of two: 2^left is the first and 2^right the last, the point follows
 * 2^unit, and what is below 2^quantum follows a bar. */
typedef struct {
    int left, right, unit, quantum;
} hu_grid;

/* One line of a drawing; an empty note is none. */
typedef struct {
    char label[16];
    char bits[HU_EXPLAIN_TEXT];
    char note[HU_EXPLAIN_TEXT];
} hu_row;

/* "= 0.125", all digits if they are few; "= 0.1000000000000000055511151231...", the first 30 characters of many;
 * "~ 1.5e+300" if very large or very small; "~ 0.6666666667" if sticky; "~ 2^65000" beyond what hu_print serves. */
void hu_explain_decimal(char text[HU_EXPLAIN_TEXT], hu_value v);

/* "to nearest, ties to even": completes "rounded". */
const char *hu_explain_rounding(hu_rounding rounding);

/* "0x34CC", as many digits as the format's width takes. */
void hu_explain_code(char text[HU_EXPLAIN_TEXT], hu_number x);

/* v's bits on the grid, at least down to 2^quantum. "..." stands for what is beyond 2^right, or beyond a sticky 64th
 * bit. The columns above 2^shown are left blank. `bar`: show where the quantum ends. */
void hu_explain_bits(char text[HU_EXPLAIN_TEXT], hu_value v, hu_grid g, int shown, bool bar);

/* A row for v, its sign with the label. */
hu_row hu_explain_row(const char *label, hu_value v, hu_grid g, bool bar);

/* Rows of one grid, the notes in a column of their own, or on lines of their own if one is too long. */
void hu_explain_rows(FILE *out, const hu_row *rows, int count);

/* Two parts of one line, or of two where that would be too long. */
void hu_explain_parts(FILE *out, int indent, const char *head, const char *tail);

/* The third stage (round.c): prints how `exact` becomes a number of `to`, which it returns. `alone`: there is
 * no other operand or format to speak of, only x itself and where it lies. */
hu_value hu_explain_round(FILE *out, const hu_format *to, hu_value exact, bool alone, hu_env *env);

#endif
