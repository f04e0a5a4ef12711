/* SPDX-License-Identifier: Apache-2.0
 *
 * pictures.h - pictures of the lessons: in text, and as files for --plots.
 */
#ifndef HALFULP_LESSON_PICTURES_H
#define HALFULP_LESSON_PICTURES_H

#include "lesson.h"

/* ---- In text ----------------------------------------------------------------------------------------------------- */

/* Prints a horizontal bar of value/full * width columns, in eighths of a column if the output takes UTF-8, padded with
 * spaces to `width`. 0 <= value <= full. The bar of a value above zero is never empty. */
void picture_bar(const lesson *l, double value, double full, int width);

/* Prints a picture of an integer series y[0..count-1] over time: one line for each value from the largest to the
 * smallest, labelled with `prefix` and the value, at most PICTURE_COLUMNS wide. A column that stands for several points
 * shows all their values. Below them, a line has '!' under each column in which an element of marks is true. */
enum { PICTURE_COLUMNS = 68 };
void picture_trace(const lesson *l, const char *prefix, const int *y, const bool *marks, int count);

/* A curve: a letter at each of its points. */
typedef struct {
    char letter;
    const double *y;
} picture_curve;

/* Prints curves of `count` points each, 1 to PICTURE_COLUMNS, in `rows` lines from `high` down to `low`; what lies
 * outside is drawn at the edge. Later curves hide earlier ones. `format` prints the labels of the first, the middle and
 * the last line in at most 8 columns. */
void picture_curves(const lesson *l, const picture_curve *curve, int curves, int count, int rows, double low,
                    double high, const char *format);

/* ---- As files ---------------------------------------------------------------------------------------------------- */

/* With --plots, the file PLOTS/NAME_table.csv, written under a temporary name and renamed when complete, so that
 * readers never see half a file. Without, these functions do nothing. Errors end the program with status 2. */
typedef struct {
    FILE *file; /* NULL: not wanted */
    char path[512], temporary[528];
} figure;

figure figure_begin(const lesson *l, const char *table, const char *header);
void figure_row(figure *f, const char *format, ...) __attribute__((format(printf, 2, 3)));
void figure_end(const lesson *l, figure *f);

/* What a picture shows. `plot` are gnuplot's commands, the last of them a plot; in them CSV is the name of the file,
 * and PICTURE_STYLE's line types 1 to 6 are colours that colour-blind readers can tell apart. */
typedef struct {
    const char *title, *x, *y; /* axes with their units */
    const char *plot;
} figure_picture;

/* figure_end, and then PLOTS/NAME_table.svg by gnuplot. If gnuplot is not there, one line says so, once. */
void figure_draw(lesson *l, figure *f, const figure_picture *picture);

#endif
