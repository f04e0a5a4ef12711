/* SPDX-License-Identifier: Apache-2.0
 *
 * lesson.h - the form that all lessons share: the command line, steps, predictions and their answers, CHECK lines.
 *
 * A lesson asks one question and answers it in two to four steps. A step is a prediction, an experiment, a picture and
 * a sentence; the CHECKs of a claim stand right behind it. A lesson is one main function that reads from top to bottom:
 *
 *      lesson l = lesson_begin(argc, argv, &plan);
 *      lesson_step(&l, "One number that will not move");
 *      lesson_ask(&l, ...);                   what will happen?
 *      ... the experiment: printf, tables, pictures (pictures.h), runs over several seeds (runs.h) ...
 *      lesson_answer(&l, ...);                what has happened, from what was measured
 *      lesson_check_integer(&l, ...);         and the proof
 *      return lesson_end(&l);
 *
 * Its output fits LESSON_WIDTH columns and is the same on every run, every machine and every kernel path: it has no
 * times (except in lesson 13, which says so), no addresses and no random seeds that are not given. Only progress (on
 * stderr, on a terminal) and colour depend on where it runs. `make learn` (learn.c) shows the same output to a person,
 * a screen at a time, and asks for the predictions.
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

#include "trainer/trainer.h"

enum {
    LESSON_WIDTH = 80, /* columns in a line of output                 */
    LESSON_SEEDS = 5,  /* what training shows, it shows for these many */
    LESSON_CHOICES = 5 /* the most that a prediction may offer         */
};

/* ---- The command line -------------------------------------------------------------------------------------------- */

/* What a lesson takes besides --path, --plots, --quick and --help. */
enum { LESSON_TAKES_SEED = 1, LESSON_TAKES_FORMAT = 2 };

/* An option of one lesson alone, for its exercises: "--rate N". The variable holds the default and receives the value;
 * numbers must be finite and within the bounds. */
typedef struct {
    const char *name, *help;
    double *number; /* NULL: a flag, without a value */
    double least, most;
    bool *flag;
} lesson_option;

typedef struct {
    const char *name;            /* "03_underflow": the program, and the first part of its files' names */
    const char *title;           /* "underflow"                                                         */
    const char *question;        /* one sentence                                                        */
    unsigned takes;              /* LESSON_TAKES_...                                                    */
    const char *format;          /* the default of --format                                             */
    const lesson_option *option; /* those of its own, the last with a NULL name; or NULL                */
} lesson_plan;

typedef struct {
    const lesson_plan *plan;
    uint64_t seed;           /* --seed S: the first of the seeds S, S + 1, ...; 1                          */
    const hu_format *format; /* --format; NULL if the lesson takes none                                    */
    trainer_path path;       /* --path: the kernels to use                                                 */
    const char *plots;       /* --plots: the directory of the pictures; NULL: none                         */
    bool quick;              /* --quick: the same claims on less                                           */
    bool unicode;            /* standard output takes UTF-8: bars of block characters, otherwise of '#'    */
    bool colour;             /* standard output is a terminal and NO_COLOR is not set, or learn.c reads it */
    bool marked;             /* learn.c reads the output, and the marks in it                              */
    int steps;               /* begun so far                                                               */
    int choices;             /* of the prediction that waits for its answer; 0: none does                  */
    char choice[LESSON_CHOICES][64];
    char subject[40]; /* the subject of the next CHECK lines: see lesson_subject                    */
    int passed, failed, skipped;
    const char *why; /* the bound's reason that was printed last                                   */
} lesson;

/* Reads the command line. On --help it prints the help and exits with 0; on a mistake it prints one line and exits with
 * 2. The plan must outlive the lesson. */
lesson lesson_begin(int argc, char **argv, const lesson_plan *plan);

/* Counts the CHECKs and returns the exit status: 0 if none failed, otherwise 1. Skipped checks have not failed. */
int lesson_end(lesson *l);

/* Prints one line on stderr that names the lesson, then exits with status 2: the lesson cannot run (no data file, no
 * memory). */
_Noreturn void lesson_fail(const lesson *l, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- The story --------------------------------------------------------------------------------------------------- */

/* Begins the next step with a heading, "2. TITLE"; the first one comes below title and question. Also clears the
 * subject of the CHECKs. */
void lesson_step(lesson *l, const char *title);

/* Prints a paragraph, with a format as in printf: ASCII, indented by two columns and wrapped to LESSON_WIDTH. At most
 * 2047 characters, as in lesson_expected. */
void lesson_say(const lesson *l, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Asks for a prediction before an experiment. The choices, at least two, are a), b), ... and end with NULL; hints,
 * which only learn.c shows, on request and one at a time, end with NULL or are NULL. */
void lesson_ask(lesson *l, const char *question, const char *const *choice, const char *const *hint);

/* Answers it: the choice with this index, found by measuring. */
void lesson_answer(lesson *l, int choice);

/* Prints `EXPECTED text`, in ASCII, wrapped to LESSON_WIDTH columns: a result that may surprise. A CHECK follows. */
void lesson_expected(const lesson *l, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Shows what is running, on stderr and only on a terminal; NULL clears the line. */
void lesson_progress(const lesson *l, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Colours for what is printed until lesson_plain; nothing where there is no colour. GOOD and BAD are for verdicts, LOST
 * for what a format cannot hold, HELD for what it can, FAINT for what is secondary. */
typedef enum { LESSON_BOLD, LESSON_GOOD, LESSON_BAD, LESSON_LOST, LESSON_HELD, LESSON_FAINT } lesson_colour;
void lesson_in(const lesson *l, lesson_colour colour);
void lesson_plain(const lesson *l);

/* ---- CHECK lines ------------------------------------------------------------------------------------------------- */

/* Sets the subject of the next CHECKs, without spaces: their names become subject.name. "" for none. */
void lesson_subject(lesson *l, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Exact laws: equality. Names have no spaces. */
void lesson_check_integer(lesson *l, const char *name, int64_t measured, int64_t expected);
void lesson_check_code(lesson *l, const char *name, uint64_t measured, uint64_t expected); /* shown in hexadecimal */
void lesson_check_number(lesson *l, const char *name, double measured, double expected);   /* not NaN              */
void lesson_check_true(lesson *l, const char *name, bool holds);                           /* prints yes and =yes  */

/* Bounds, inclusive; NaN fails. `why`, a constant string, says where the bound comes from. */
void lesson_check_at_least(lesson *l, const char *name, double measured, double bound, const char *why);
void lesson_check_at_most(lesson *l, const char *name, double measured, double bound, const char *why);

/* Records a CHECK that this machine cannot make; `why`, a constant string, says what it lacks. */
void lesson_check_skip(lesson *l, const char *name, const char *why);

/* Are the options those that the next claims and CHECKs are about? If not, records one skipped CHECK for all of them,
 * and the caller leaves them out. */
bool lesson_usual(lesson *l, bool usual);

#endif
