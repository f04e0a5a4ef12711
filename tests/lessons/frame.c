/* SPDX-License-Identifier: Apache-2.0
 *
 * The frame of the lessons: the contents and the count of CHECK lines, inclusive bounds, NaN that never passes, and the
 * exit status. A small lesson of this test runs in its own process, and its output is read.
 */
#define _POSIX_C_SOURCE 200809L

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/check.h"
#include "support/runs.h"

enum { OUTPUT = 8192 };

static const lesson_plan plan = {.name = "99_test", .title = "A test", .question = "Does it count?"};

static int lesson_that_fails(int argc, char **argv)
{
    lesson l = lesson_begin(argc, argv, &plan);
    lesson_step(&l, "Only part");
    lesson_ask(&l, "Which one?", (const char *const[]){"the first", "the other", NULL},
               (const char *const[]){"A hint.", NULL});
    lesson_answer(&l, 1);
    lesson_check_integer(&l, "same", -5, -5);
    lesson_check_code(&l, "code", 0x7E, 0x7F);
    lesson_subject(&l, "fp%d", 16);
    lesson_check_true(&l, "true", true);
    lesson_check_number(&l, "half", 0.5, 0.5);
    lesson_check_number(&l, "nan", (double)NAN, (double)NAN);
    lesson_check_at_least(&l, "least", 2.5, 2.5, "a bound");
    lesson_check_at_most(&l, "most", 2.5, 2.5, "a bound");
    lesson_check_at_least(&l, "nan_least", (double)NAN, 0, "a bound");
    lesson_check_at_most(&l, "nan_most", (double)NAN, 0, "a bound");
    lesson_check_skip(&l, "skipped", "no such machine");
    lesson_expected(&l, "%s", "a negative result");
    return lesson_end(&l);
}

static int lesson_that_passes(int argc, char **argv)
{
    lesson l = lesson_begin(argc, argv, &plan);
    lesson_step(&l, "One");
    lesson_step(&l, "Two");
    lesson_check_true(&l, "true", true);
    lesson_check_skip(&l, "skipped", "no such machine");
    lesson_check_true(&l, "usual", lesson_usual(&l, true) && !lesson_usual(&l, false));
    return lesson_end(&l);
}

/* The lesson's output, as written into a pipe, and its exit status; -1 if it could not be run. */
static int run(int (*lesson_main)(int argc, char **argv), char output[OUTPUT])
{
    int pipe_ends[2];
    if (pipe(pipe_ends) != 0) {
        return -1;
    }
    fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
        static char name[] = "99_test";
        char *argv[] = {name, NULL};
        dup2(pipe_ends[1], STDOUT_FILENO);
        close(pipe_ends[0]);
        close(pipe_ends[1]);
        exit(lesson_main(1, argv));
    }
    close(pipe_ends[1]);
    size_t length = 0;
    ssize_t got = 1;
    while (got > 0 && length < OUTPUT - 1) {
        got = read(pipe_ends[0], output + length, OUTPUT - 1 - length);
        length += got > 0 ? (size_t)got : 0;
    }
    output[length] = '\0';
    close(pipe_ends[0]);
    int status;
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* True if a line begins with `wanted`, where one blank stands for any number of them. */
static bool has_line(const char *output, const char *wanted)
{
    for (const char *line = output; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        const char *at = line;
        const char *w = wanted;
        while (*w != '\0' && *at == *w) {
            bool blank = *w == ' ';
            w++;
            at++;
            while (blank && *at == ' ') {
                at++;
            }
        }
        if (*w == '\0') {
            return true;
        }
    }
    return false;
}

long check_lessons_frame(void)
{
    static const char *const lines[] = {
        "99_test: A test",
        "Does it count?",
        "1. Only part",
        " PREDICT Which one?",
        " a) the first",
        " b) the other",
        " ANSWER b) the other",
        "CHECK same -5 =-5 PASS",
        "CHECK code 0x007E =0x007F FAIL",
        "CHECK fp16.true yes =yes PASS",
        "CHECK fp16.half 0.5 =0.5 PASS",
        "CHECK fp16.nan nan =nan FAIL",
        " bound: a bound",
        "CHECK fp16.least 2.5 >=2.5 PASS",
        "CHECK fp16.most 2.5 <=2.5 PASS",
        "CHECK fp16.nan_least nan >=0 FAIL",
        "CHECK fp16.nan_most nan <=0 FAIL",
        " skipped: no such machine",
        "CHECK fp16.skipped - - SKIP",
        "EXPECTED a negative result",
        "99_test: 5 CHECKs passed, 4 failed, 1 skipped",
    };
    static char output[OUTPUT];
    const long count = sizeof lines / sizeof lines[0];
    long failures = 0;
    const int status = run(lesson_that_fails, output);
    if (status != 1) {
        fprintf(stderr, "  a lesson with failed CHECKs ends with status %d and not 1\n", status);
        failures++;
    }
    for (long i = 0; i < count; i++) {
        if (!has_line(output, lines[i])) {
            fprintf(stderr, "  expected a line '%s'\n", lines[i]);
            failures++;
        }
    }
    if (run(lesson_that_passes, output) != 0 || !has_line(output, "99_test: 2 CHECKs passed, 0 failed, 2 skipped")) {
        fprintf(stderr, "  a lesson without failed CHECKs does not end with status 0\n");
        failures++;
    }
    /* 3 + 1 of 6 + 2 gradients that were not zero. */
    const trainer_statistics few = {.logit_gradients = {.finite = 6, .zero = 5, .flushed = 3},
                                    .hidden_gradients = {.finite = 2, .flushed = 1}};
    if (run_flushed(&few) != 50) {
        fprintf(stderr, "  flushed: %g %%, expected 50\n", run_flushed(&few));
        failures++;
    }
    return check_end("lessons.frame", count + 3, failures);
}
