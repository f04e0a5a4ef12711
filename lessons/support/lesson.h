/* SPDX-License-Identifier: Apache-2.0
 *
 * lesson.h - what all lessons share: the command line, CHECK lines, text pictures and CSV files.
 *
 * A lesson is one main function that reads from top to bottom. It begins with lesson_begin(), tells its story with
 * printf and the functions below, and returns lesson_end(). Its output is the same on every run, every machine and
 * every kernel path: it has no times (except in lesson 13, which says so), no addresses and no random seeds that are
 * not fixed. Only progress (on stderr, on a terminal) and colour depend on where it runs.
 *
 * The lines meant for programs begin in the first column and have five words:
 *
 *     CHECK name measured expected PASS|FAIL|SKIP
 *
 * `expected` includes the relation: "=105", ">=90", "<=1.5". One FAIL makes the exit status 1. With SKIP, both values
 * are "-": this machine could not measure, and the line above says why; the exit status is unaffected. A line `EXPECTED
 * text` states a result that may surprise the reader, usually a negative one.
 */
#ifndef HALFULP_LESSON_H
#define HALFULP_LESSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "trainer/trainer.h" /* defines: trainer_config, trainer_data, trainer_statistics */

enum {
    LESSON_WIDTH = 100, /* columns in a line of output */
    LESSON_CHECKS = 64  /* the most that a lesson may have */
};

/* One CHECK line. */
typedef struct {
    char name[48], measured[20], expected[20];
    const char *why; /* where a bound comes from, or why the CHECK is skipped; NULL for an exact law */
    bool holds, skipped;
} lesson_check;

typedef struct {
    const char *name;             /* "03_underflow": the program, and the first part of its CSV files' names */
    const char *title, *question; /* title: NULL once both are printed */
    trainer_path path;            /* the kernels to use: --path */
    const char *plots;            /* directory for CSV files; NULL: write none */
    bool unicode;                 /* standard output takes UTF-8: bars of block characters, otherwise of '#' */
    bool colour;                  /* standard output is a terminal and NO_COLOR is not set */
    char subject[40];             /* the subject of the next CHECK lines: see lesson_subject */
    lesson_check checks[LESSON_CHECKS];
    int count; /* of checks */
} lesson;

/* Reads the command line (--help, --path PATH, --plots DIR) and stores the title and the question. On --help it prints
 * the help and exits with 0; on a mistake it prints one line and exits with 2. */
lesson lesson_begin(int argc, char **argv, const char *name, const char *title, const char *question);

/* Prints the CHECK lines and their totals. Returns the exit status: 0 if none failed, otherwise 1. Skipped checks have
 * not failed. */
int lesson_end(const lesson *lesson);

/* Prints one line on stderr that names the lesson, then exits with status 2: the lesson cannot run (no data file, no
 * memory). */
_Noreturn void lesson_fail(const lesson *lesson, const char *message);

/* Prints a heading; the first one comes below title and question. Also clears the subject of the CHECKs. */
void lesson_heading(lesson *lesson, const char *text);

/* Prints a paragraph of the story, with a format as in printf: ASCII, indented by two columns and wrapped to
 * LESSON_WIDTH. At most 2047 characters, as in lesson_expected. */
void lesson_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Shows what is running, on stderr and only on a terminal; NULL clears the line. */
void lesson_progress(const lesson *lesson, const char *what);

/* ---- Training runs ----------------------------------------------------------------------------------------------- */

typedef struct {
    double loss;     /* mean training loss of the last epoch */
    double accuracy; /* on the test set at the end, in percent */
    int steps, skipped;
    bool moved;                    /* a weight (or master weight) differs from its initial value */
    double bias_mean;              /* of the ten output biases at the end; they start at zero */
    trainer_statistics statistics; /* of the whole run, those that were asked for */
} lesson_run;

/* Loads the digits, or ends the program with status 2. */
void lesson_load_digits(const lesson *lesson, trainer_data *digits);

/* Makes a new trainer on the lesson's path (config->path is ignored). A configuration that this machine cannot run, or
 * lack of memory, ends the program with status 2. */
trainer *lesson_trainer(const lesson *lesson, const trainer_data *digits, const trainer_config *config);

/* Trains config->epochs epochs from the start. `counted` selects the statistics, TRAINER_COUNT_... flags, or 0. `what`
 * is shown as progress. */
lesson_run lesson_train(const lesson *lesson, const trainer_data *digits, const trainer_config *config,
                        unsigned counted, const char *what);

/* The percentage of the gradients of logits and hidden layers that were not zero before rounding and zero after it. */
double lesson_flushed(const trainer_statistics *statistics);

/* ---- CHECK lines ------------------------------------------------------------------------------------------------- */

/* Each records one CHECK; lesson_end prints them all, in this order. */

/* Sets the subject of the next CHECKs, without spaces: their names become subject.name. "" for none. */
void lesson_subject(lesson *lesson, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Exact laws: equality. Names have no spaces. */
void lesson_check_integer(lesson *lesson, const char *name, int64_t measured, int64_t expected);
void lesson_check_code(lesson *lesson, const char *name, uint64_t measured, uint64_t expected); /* shown in hex */
void lesson_check_true(lesson *lesson, const char *name, bool holds);                           /* prints yes and
                                                                                                 * =yes */

/* Bounds, inclusive; NaN fails. `why`, a constant string, says where the bound comes from. */
void lesson_check_at_least(lesson *lesson, const char *name, double measured, double bound, const char *why);
void lesson_check_at_most(lesson *lesson, const char *name, double measured, double bound, const char *why);

/* Records a CHECK that this machine cannot make; `why`, a constant string, says what it lacks. */
void lesson_check_skip(lesson *lesson, const char *name, const char *why);

/* Prints `EXPECTED text`, in ASCII, wrapped to LESSON_WIDTH columns. */
void lesson_expected(const lesson *lesson, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- Pictures ---------------------------------------------------------------------------------------------------- */

/* Prints a horizontal bar of value/full * width columns, in eighths of a column if the output takes UTF-8, padded with
 * spaces to `width`. 0 <= value <= full. The bar of a value above zero is never empty. */
void lesson_bar(const lesson *lesson, double value, double full, int width);

/* Prints a picture of an integer series y[0..count-1] over time: one line for each value from the largest to the
 * smallest, labelled with `prefix` and the value, at most LESSON_TRACE_COLUMNS wide. A column that stands for several
 * points shows all their values. Below them, a line has '!' under each column in which an element of marks is true. */
enum { LESSON_TRACE_COLUMNS = 88 };
void lesson_trace(const lesson *lesson, const char *prefix, const int *y, const bool *marks, int count);

/* ---- CSV files for plotting -------------------------------------------------------------------------------------- */

/* The file PLOTS/NAME_table.csv, written under a temporary name and renamed when complete, so that readers never see
 * half a file. Without the option --plots these functions do nothing. Errors end the program with status 2. */
typedef struct {
    FILE *file; /* NULL: not wanted */
    char path[512], temporary[528];
} lesson_csv;

lesson_csv lesson_csv_open(const lesson *lesson, const char *table, const char *header);
void lesson_csv_row(lesson_csv *csv, const char *format, ...) __attribute__((format(printf, 2, 3)));
void lesson_csv_close(const lesson *lesson, lesson_csv *csv);

#endif
