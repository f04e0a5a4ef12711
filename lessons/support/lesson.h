/* SPDX-License-Identifier: Apache-2.0
 *
 * lesson.h - what every lesson shares: its command line, CHECK lines, text pictures and CSV files.
 *
 * A lesson is one main that reads from top to bottom. It begins with lesson_begin(), tells its story with printf and
 * the functions below, and returns lesson_end(). Its output is the same on every run, every machine and every kernel
 * path: no time (but lesson 13's, which says so), no address, no random seed that is not fixed. Only progress (on
 * stderr, on a terminal) and colour depend on where it runs.
 *
 * The lines that a program may look for begin at the first column and have five words:
 *
 *      CHECK name measured expected PASS|FAIL|SKIP
 *
 * where `expected` says the relation too: "=105", ">=90", "<=1.5". One FAIL makes the exit status 1. SKIP says that
 * this machine could not measure, "-", what would be expected, "-", and the line above it why; it leaves the exit
 * status alone. A line `EXPECTED text` states a result that a reader might not have expected: a negative one, most
 * often.
 */
#ifndef HALFULP_LESSON_H
#define HALFULP_LESSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "trainer/trainer.h" /* defines: trainer_config, trainer_data, trainer_statistics */

enum {
    LESSON_WIDTH = 100, /* columns that a line of output may take */
    LESSON_CHECKS = 64  /* that a lesson may have */
};

/* One CHECK line. */
typedef struct {
    char name[48], measured[20], expected[20];
    const char *why; /* where a bound comes from, or why the CHECK is skipped; NULL for an exact law */
    bool holds, skipped;
} lesson_check;

typedef struct {
    const char *name;             /* "03_underflow": the program, and the first part of the names of its CSV files */
    const char *title, *question; /* title: NULL once both are printed */
    trainer_path path;            /* who computes: --path */
    const char *plots;            /* directory for CSV files, or NULL: write none */
    bool unicode;                 /* standard output takes UTF-8: bars of block characters, else of '#' */
    bool colour;                  /* standard output is a terminal and NO_COLOR is not set */
    char subject[40];             /* what the CHECK lines are about now: see lesson_subject */
    lesson_check checks[LESSON_CHECKS];
    int count; /* of checks */
} lesson;

/* Reads the command line (--help, --path PATH, --plots DIR) and keeps the title and `question`. On --help it prints
 * and exits with 0, on a mistake it prints one line and exits with 2. */
lesson lesson_begin(int argc, char **argv, const char *name, const char *title, const char *question);

/* Prints the CHECK lines and their tally; returns the exit status: 0 if none failed, 1 otherwise. Skipped ones have not
 * failed. */
int lesson_end(const lesson *lesson);

/* One line on stderr that names the lesson, then exit status 2: the lesson cannot run (no data file, no memory). */
_Noreturn void lesson_fail(const lesson *lesson, const char *message);

/* A heading, the first one below title and question; it also clears the subject of the CHECKs. */
void lesson_heading(lesson *lesson, const char *text);

/* A paragraph of the story, as printf has it: ASCII, indented by two and wrapped to LESSON_WIDTH columns. Fewer than
 * 2048 characters, as in lesson_expected. */
void lesson_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* What runs now, on stderr and only on a terminal; NULL clears the line. */
void lesson_progress(const lesson *lesson, const char *what);

/* ---- Training runs ----------------------------------------------------------------------------------------------- */

typedef struct {
    double loss;     /* mean training loss of the last epoch */
    double accuracy; /* of the test set at the end, percent */
    int steps, skipped;
    bool moved;                    /* a weight (or master weight) is not what it was at the start */
    double bias_mean;              /* of the ten output biases at the end; they start at zero */
    trainer_statistics statistics; /* of the whole run, what was asked for */
} lesson_run;

/* The digits, or the end of the program with status 2. */
void lesson_load_digits(const lesson *lesson, trainer_data *digits);

/* A new trainer on the lesson's path (config->path is not read). A configuration that this machine cannot run, or want
 * of memory, ends the program with status 2. */
trainer *lesson_trainer(const lesson *lesson, const trainer_data *digits, const trainer_config *config);

/* config->epochs epochs from the start. `counted` is what to count in the statistics, TRAINER_COUNT_... flags, or 0;
 * `what` is shown as progress. */
lesson_run lesson_train(const lesson *lesson, const trainer_data *digits, const trainer_config *config,
                        unsigned counted, const char *what);

/* Of the gradients of logits and hidden layers that were not zero before rounding: the percentage that was after. */
double lesson_flushed(const trainer_statistics *statistics);

/* ---- CHECK lines ------------------------------------------------------------------------------------------------- */

/* Each notes one CHECK; lesson_end prints them all, in this order. */

/* What the next CHECKs are about, without spaces: their names are subject.name. "" for none. */
void lesson_subject(lesson *lesson, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Exact laws: equality. Names have no spaces. */
void lesson_check_integer(lesson *lesson, const char *name, int64_t measured, int64_t expected);
void lesson_check_code(lesson *lesson, const char *name, uint64_t measured, uint64_t expected); /* shown in hex */
void lesson_check_true(lesson *lesson, const char *name, bool holds);                           /* yes, =yes    */

/* Bounds, inclusive; NaN fails. `why`, a constant, says where the bound comes from. */
void lesson_check_at_least(lesson *lesson, const char *name, double measured, double bound, const char *why);
void lesson_check_at_most(lesson *lesson, const char *name, double measured, double bound, const char *why);

/* A CHECK that this machine cannot make; `why`, a constant, says what it lacks. */
void lesson_check_skip(lesson *lesson, const char *name, const char *why);

/* `EXPECTED text`, ASCII, wrapped to LESSON_WIDTH columns. */
void lesson_expected(const lesson *lesson, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- Pictures ---------------------------------------------------------------------------------------------------- */

/* A horizontal bar of value/full * width columns, in eighths of a column where the output takes UTF-8, padded with
 * spaces to `width`. 0 <= value <= full; a value above zero never shows as nothing. */
void lesson_bar(const lesson *lesson, double value, double full, int width);

/* A picture of an integer series y[0..count-1] over time: one line for each value from the largest to the smallest,
 * labelled `prefix` and the value, at most LESSON_TRACE_COLUMNS wide. Where a column stands for several points it shows
 * all their values. Below, a line with '!' under each column in which an element of marks is true. */
enum { LESSON_TRACE_COLUMNS = 88 };
void lesson_trace(const lesson *lesson, const char *prefix, const int *y, const bool *marks, int count);

/* ---- CSV files for plotting -------------------------------------------------------------------------------------- */

/* PLOTS/NAME_table.csv, written beside itself and renamed when complete, so that a reader never sees half a file.
 * Without the option --plots all three do nothing. Errors end the program with status 2. */
typedef struct {
    FILE *file; /* NULL: not wanted */
    char path[512], temporary[528];
} lesson_csv;

lesson_csv lesson_csv_open(const lesson *lesson, const char *table, const char *header);
void lesson_csv_row(lesson_csv *csv, const char *format, ...) __attribute__((format(printf, 2, 3)));
void lesson_csv_close(const lesson *lesson, lesson_csv *csv);

#endif
