/* SPDX-License-Identifier: Apache-2.0
 *
 * The options, tables and CSV of all benches, and their reports of missing peers and of answers that differ. See
 * timing.h.
 */
#define _POSIX_C_SOURCE 200809L

#include "bench/timing.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/processor.h"

enum { SAID_MOST = 64 };

static struct {
    const bench_about *about;
    bool csv, ours, begun;
    const char *only;
    int rounds, status;
    char processor[80];
    const char *said[SAID_MOST][2];
    size_t said_count;
} bench = {.only = "", .rounds = BENCH_ROUNDS};

void bench_fail(const char *what)
{
    fprintf(stderr, "bench %s: %s\n", bench.about->name, what);
    exit(2);
}

static void help(void)
{
    printf("usage: %s [OPTION]...\n%s\n\n", bench.about->name, bench.about->purpose);
    printf("  --csv           comma-separated values instead of a table\n"
           "  --only TEXT     the lines with TEXT in the name of the work\n"
           "  --rounds N      1 to %d instead of %d\n"
           "  --ours          no peers: for comparing revisions\n",
           BENCH_ROUNDS_MOST, BENCH_ROUNDS);
    for (const bench_option *o = bench.about->options; o != NULL && o->name != NULL; o++) {
        char shown[32];
        snprintf(shown, sizeof shown, "%s %s", o->name, o->value);
        printf("  %-15s %s\n", shown, o->help);
    }
    exit(0);
}

static void bad_option(const char *option, const char *expected)
{
    fprintf(stderr, "bench %s: %s: expected %s\n", bench.about->name, option, expected);
    exit(2);
}

static int rounds_of(const char *text)
{
    char *end;
    const long n = strtol(text, &end, 10);
    if (end == text || *end != '\0' || n < 1 || n > BENCH_ROUNDS_MOST) {
        bad_option(text, "a number of rounds from 1 to 99");
    }
    return (int)n;
}

/* Takes an option with its value. */
static void take(const char *name, const char *value)
{
    const bench_option *own = bench.about->options;
    while (own != NULL && own->name != NULL && strcmp(own->name, name) != 0) {
        own++;
    }
    const bool is_own = own != NULL && own->name != NULL;
    if (!is_own && strcmp(name, "--only") != 0 && strcmp(name, "--rounds") != 0) {
        bad_option(name, "an option that --help lists");
    }
    if (value == NULL) {
        bad_option(name, "a value after it");
    }
    if (is_own) {
        *own->chosen = value;
    } else if (strcmp(name, "--only") == 0) {
        bench.only = value;
    } else {
        bench.rounds = rounds_of(value);
    }
}

void bench_begin(int argc, char **argv, const bench_about *about)
{
    bench.about = about;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            help();
        } else if (strcmp(argv[i], "--csv") == 0) {
            bench.csv = true;
        } else if (strcmp(argv[i], "--ours") == 0) {
            bench.ours = true;
        } else {
            take(argv[i], i + 1 < argc ? argv[i + 1] : NULL);
            i++;
        }
    }
    processor_name(bench.processor, sizeof bench.processor);
}

/* What stands above the lines, once: after all that may refuse an option. */
static void header(void)
{
    if (bench.begun) {
        return;
    }
    bench.begun = true;
    if (bench.csv) {
        printf("what,ours_ns,peer,peer_ns,ratio,lower_quartile,upper_quartile,ran,cpu\n");
    } else {
        printf("%s: %s; %s%s\n%s, medians of %d rounds; ratio: ours / peer, less is faster\n\n", bench.about->name,
               bench.processor, strstr(__VERSION__, "lang") == NULL ? "gcc " : "", __VERSION__, bench.about->unit,
               bench.rounds);
        printf("%-30s %8s  %-18s %8s %6s  %-11s  %s\n", "what", "ours ns", "peer", "peer ns", "ratio", "quartiles",
               "ran");
    }
}

bool bench_wanted(const char *what)
{
    return strstr(what, bench.only) != NULL;
}

bool bench_peers(void)
{
    return !bench.ours;
}

int bench_rounds(void)
{
    return bench.rounds;
}

void bench_progress(const char *what)
{
    if (isatty(STDERR_FILENO) != 0) {
        fprintf(stderr, "\r\033[K%s%s%s\r", what != NULL ? bench.about->name : "", what != NULL ? ": " : "",
                what != NULL ? what : "");
    }
}

int bench_end(void)
{
    header();
    bench_progress(NULL);
    return bench.status;
}

/* Is this the first time? */
static bool first_time(const char *name, const char *why)
{
    for (size_t i = 0; i < bench.said_count; i++) {
        if (strcmp(bench.said[i][0], name) == 0 && strcmp(bench.said[i][1], why) == 0) {
            return false;
        }
    }
    if (bench.said_count < SAID_MOST) {
        bench.said[bench.said_count][0] = name;
        bench.said[bench.said_count][1] = why;
        bench.said_count++;
    }
    return true;
}

void bench_missing(const char *name, const char *why)
{
    if (!bench.ours && first_time(name, why)) {
        header();
        printf(bench.csv ? ",,%s,,,,,missing: %s,%s\n" : "%s: SKIP: %s\n", name, why, bench.processor);
        fflush(stdout);
    }
}

void bench_differs(const char *what, const char *format, ...)
{
    va_list arguments;
    fprintf(stderr, "bench %s: the answers differ: %s: ", bench.about->name, what);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fprintf(stderr, "\n");
    bench.status = 1;
}

/* Four significant digits without an exponent. */
static int decimals(double x)
{
    return x < 1 ? 4 : x < 10 ? 3 : x < 100 ? 2 : x < 1000 ? 1 : 0;
}

static void report_csv(const char *what, const bench_side *ours, const bench_side *theirs)
{
    const double t = bench_median(ours);
    printf("%s,%.*f,", what, decimals(t), t);
    if (theirs != NULL) {
        const double u = bench_median(theirs);
        double q[3];
        bench_quartiles(ours, theirs, q);
        printf("%s,%.*f,%.4f,%.4f,%.4f,", theirs->name, decimals(u), u, q[1], q[0], q[2]);
    } else {
        printf(",,,,,");
    }
    printf("%s,%s\n", ours->name, bench.processor);
}

static void report_line(const char *what, const bench_side *ours, const bench_side *theirs)
{
    const double t = bench_median(ours);
    printf("%-30s %8.*f  ", what, decimals(t), t);
    if (theirs != NULL) {
        const double u = bench_median(theirs);
        double q[3];
        bench_quartiles(ours, theirs, q);
        printf("%-18s %8.*f %6.2f  %5.2f %5.2f  ", theirs->name, decimals(u), u, q[1], q[0], q[2]);
    } else {
        printf("%-18s %8s %6s  %5s %5s  ", "-", "", "", "", "");
    }
    printf("%s\n", ours->name);
}

void bench_report(const char *what, const bench_side *ours, const bench_side *theirs)
{
    if (ours->missing != NULL) {
        bench_missing(ours->name, ours->missing);
    } else if (theirs != NULL && theirs->missing != NULL) {
        bench_missing(theirs->name, theirs->missing);
    } else {
        header();
        (bench.csv ? report_csv : report_line)(what, ours, bench.ours ? NULL : theirs);
    }
    fflush(stdout);
}
