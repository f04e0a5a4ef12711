/* SPDX-License-Identifier: Apache-2.0
 *
 * timing.h - how all benches measure and report: several sides do the same work in turn, many times over, so that
 * changes in load affect all alike. What counts is the ratio of two times of one round: of the ratios the median and
 * the quartiles are shown. The time is this thread's CPU time, so that other programs cost little. Times are reported
 * and never judged; answers are judged, by each bench.
 *
 *     bench_begin(argc, argv, &about);
 *     for each piece of work: if (bench_wanted(what)) ...
 *         bench_side sides[] = {{.name = "avx2", .run = f, .subject = &x, .operations = n},
 *                               {.name = "memcpy", .theirs = true, ...}};
 *         bench_measure(what, sides, 2);
 *         bench_report(what, &sides[0], &sides[1]);
 *     return bench_end();
 */
#ifndef BENCH_TIMING_H
#define BENCH_TIMING_H

#include <stdbool.h>
#include <stddef.h>

enum { BENCH_ROUNDS = 15, BENCH_ROUNDS_MOST = 99 };

/* ---- A program --------------------------------------------------------------------------------------------------- */

/* An option of one program that takes a value. */
typedef struct {
    const char *name;  /* "--path"; NULL ends a list */
    const char *value; /* "NAME"                    */
    const char *help;  /* one line                  */
    const char **chosen;
} bench_option;

typedef struct {
    const char *name;            /* "scalars"                                          */
    const char *purpose;         /* one line of --help                                 */
    const char *unit;            /* what a time is of, in the header: "ns an operation" */
    const bench_option *options; /* or NULL */
} bench_about;

/* Understands --help, --csv, --only, --rounds, --ours and the program's own options. A bad option is one line and
 * status 2. */
void bench_begin(int argc, char **argv, const bench_about *about);

/* Does the user ask for this piece of work? Its name has no comma and at most 30 characters. */
bool bench_wanted(const char *what);

/* Are peers measured? Not under --ours, which is for comparing two revisions. */
bool bench_peers(void);

int bench_rounds(void);

/* Says on a terminal what is being done; NULL: nothing any more. */
void bench_progress(const char *what);

/* The exit status: 1 if answers differed. */
int bench_end(void);

/* Says that a peer is not measured, and why; once for each pair of texts. */
void bench_missing(const char *name, const char *why);

/* Says that answers differ, as printf does, and has the program end with status 1. The line begins with the name of the
 * work; the rest says what both sides gave. */
__attribute__((format(printf, 2, 3))) void bench_differs(const char *what, const char *format, ...);

/* Ends the program with status 2 and one line. */
__attribute__((noreturn)) void bench_fail(const char *what);

/* ---- Measuring --------------------------------------------------------------------------------------------------- */

/* Who does the work, and how. */
typedef struct {
    const char *name;           /* of a peer, "SoftFloat 3e"; of ours, what ran, "avx512" */
    const char *missing;        /* why there is nothing to measure, or NULL             */
    bool theirs;                /* a peer                                               */
    void (*run)(void *subject); /* does the work once                                   */
    double (*seconds)(void *subject,
                      size_t repeats); /* or does it so often and says how long it took: another process */
    void *subject;
    double operations;                     /* that one run does */
    size_t repeats;                        /* set by bench_measure                       */
    double nanoseconds[BENCH_ROUNDS_MOST]; /* set by bench_measure: an operation's, of each round */
} bench_side;

/* Measures all sides in turn. A side that takes no time ends the program: it would have been optimised away. */
void bench_measure(const char *what, bench_side *sides, size_t count);

/* One line: ours, theirs, and median and quartiles of ours / theirs; or that a peer is missing. theirs may be NULL. */
void bench_report(const char *what, const bench_side *ours, const bench_side *theirs);

/* Lower quartile, median and upper quartile of the ratios, or, if theirs is NULL, of the times in nanoseconds. */
void bench_quartiles(const bench_side *ours, const bench_side *theirs, double q[3]);

/* The median alone. */
double bench_median(const bench_side *side);
double bench_median_ratio(const bench_side *ours, const bench_side *theirs);

/* This thread's CPU time. */
double bench_seconds(void);

/* Somebody may read what a points to: what was written there is not optimised away. */
static inline void bench_keep(const void *a)
{
    __asm__ volatile("" : : "r"(a) : "memory");
}

#endif
