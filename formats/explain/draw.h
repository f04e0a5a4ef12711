/* SPDX-License-Identifier: Apache-2.0
 *
 * Bits in columns, and numbers in words, for explain/. Internal to the library.
 */
#ifndef HU_EXPLAIN_DRAW_H
#define HU_EXPLAIN_DRAW_H

#include "stages.h"
#include "writer.h"

/* Where a drawing begins: 3 columns of indent, a label, a sign, a blank. */
enum { HU_DRAW_INDENT = 3, HU_DRAW_SIGN = 14, HU_DRAW_BITS = 16, HU_DRAW_ROWS = 4 };

/* Where the columns of a drawing lie, as exponents of two: 2^left is the first and 2^right the last, the point follows
 * 2^unit, and what is below 2^quantum follows a bar. */
typedef struct {
    int left, right, unit, quantum;
} hu_grid;

/* One line of a drawing. An empty note is none. */
typedef struct {
    char label[HU_DRAW_SIGN - HU_DRAW_INDENT];
    char sign; /* '+', '-' or ' ' */
    hu_phrase bits;
    hu_phrase note;
} hu_row;

/* Columns for digits in a line of that width: those after HU_DRAW_BITS, but for a point, a bar and an ellipsis. */
int hu_draw_columns(int width);

/* Moves `right` and then `left` inward until the grid has no more than that many columns. */
void hu_draw_fit(hu_grid *g, int columns);

/* "= 0.125", all digits if they are few; "= 0.1000000000000000055511151231...", the first 30 characters of many;
 * "~ 1.5e+300" if very large or very small; "~ 0.6666666666" if sticky; "~ 2^65000" beyond what hu_print serves. */
void hu_phrase_add_decimal(hu_phrase *p, hu_explained_value v);

/* v's bits on the grid, at least down to 2^quantum. "..." stands for what is beyond 2^right, or beyond the last bit
 * that is known. The columns above 2^shown are left blank. `bar`: show where the quantum ends. */
void hu_phrase_add_bits(hu_phrase *p, hu_explained_value v, hu_grid g, int shown, bool bar);

/* A row for v; `shown` and `bar` as above. */
hu_row hu_draw_row(const char *label, hu_explained_value v, hu_grid g, int shown, bool bar);

/* Rows of one grid, the notes in a column of their own, or below their rows if one is too long for that. */
void hu_draw_rows(hu_writer *w, const hu_row *rows, int count);

#endif
