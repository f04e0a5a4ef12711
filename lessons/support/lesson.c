/* SPDX-License-Identifier: Apache-2.0
 *
 * lesson.c - the command line, training runs, CHECK lines and text of the lessons. See lesson.h.
 */
#define _POSIX_C_SOURCE 200809L

#include "lesson.h"
#include "trainer/files/streams.h"
#include "trainer/refuse.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <langinfo.h>
#include <locale.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- Command line ------------------------------------------------------------------------------------------------ */

static _Noreturn void fail(const char *name, const char *place, const char *message)
{
    char line[1024];
    snprintf(line, sizeof line, "%s%s%s", place, place[0] ? ": " : "", message);
    trainer_complain(name, line);
    exit(2);
}

static void usage(const char *name, const char *title, const char *question)
{
    printf("usage: %s [--path PATH] [--plots DIR]\n\n", name);
    printf("Lesson: %s\n%s\n\n", title, question);
    printf("  --path PATH   who computes: soft, portable, avx2, avx512, neon, fma or auto (default); every path gives\n"
           "                the same bits\n"
           "  --plots DIR   also write the data of the pictures to DIR as CSV files\n"
           "  --help        this text\n\n"
           "Exit status: 0 if no CHECK fails, 1 if one does, 2 if the lesson cannot run.\n");
}

/* The value of option argv[*i], given as --option VALUE or --option=VALUE; NULL if argv[*i] is a different option. */
static const char *option_value(const char *name, int argc, char **argv, int *i, const char *option)
{
    const char *argument = argv[*i];
    size_t length = strlen(option);
    if (strncmp(argument, option, length) != 0) {
        return NULL;
    }
    if (argument[length] == '=') {
        return argument + length + 1;
    }
    if (argument[length] != '\0') {
        return NULL;
    }
    if (*i + 1 >= argc) {
        fail(name, option, "expected a value after it");
    }
    *i += 1;
    return argv[*i];
}

static void read_command_line(lesson *l, int argc, char **argv, const char *title, const char *question)
{
    for (int i = 1; i < argc; i++) {
        const char *given = argv[i];
        const char *value;
        if (strcmp(given, "--help") == 0 || strcmp(given, "-h") == 0) {
            usage(l->name, title, question);
            exit(0);
        } else if ((value = option_value(l->name, argc, argv, &i, "--path")) != NULL) {
            if (!trainer_path_parse(value, &l->path)) {
                fail(l->name, "--path", "expected soft, portable, avx2, avx512, neon, fma or auto");
            }
        } else if ((value = option_value(l->name, argc, argv, &i, "--plots")) != NULL) {
            if (value[0] == '\0') {
                fail(l->name, "--plots", "expected the name of a directory");
            }
            l->plots = value;
        } else {
            fail(l->name, given, "not an option; expected --path, --plots or --help");
        }
    }
}

lesson lesson_begin(int argc, char **argv, const char *name, const char *title, const char *question)
{
    lesson l = {.name = name, .title = title, .question = question, .path = TRAINER_PATH_AUTO};
    char error[TRAINER_ERROR_SIZE];
    if (!streams_prepare(error)) {
        lesson_fail(&l, error);
    }
    read_command_line(&l, argc, argv, title, question);
    trainer_config config = trainer_default_config();
    config.path = l.path;
    if (!trainer_config_valid(&config, NULL, error)) {
        fail(name, "--path", error);
    }
    if (l.plots != NULL && mkdir(l.plots, 0777) != 0 && errno != EEXIST) {
        fail(name, l.plots, strerror(errno));
    }
    const char *no_color = getenv("NO_COLOR");
    l.colour = isatty(STDOUT_FILENO) && (no_color == NULL || no_color[0] == '\0');
    l.unicode = setlocale(LC_CTYPE, "") != NULL && strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    if (isatty(STDOUT_FILENO) == 0) {
        setvbuf(stdout, NULL, _IOLBF, 0); /* so that a reader of the pipe sees each table at once */
    }
    return l;
}

int lesson_end(const lesson *l)
{
    int passed = 0, skipped = 0;
    const char *why = "";
    printf("\n%sWhat was checked%s\n", l->colour ? "\033[1m" : "", l->colour ? "\033[0m" : "");
    for (int i = 0; i < l->count; i++) {
        const lesson_check *c = &l->checks[i];
        if (c->why != NULL && strcmp(c->why, why) != 0) {
            why = c->why;
            printf("  %s: %s\n", c->skipped ? "skipped" : "bound", why);
        }
        printf("CHECK %-46s %14s %14s  %s%s%s\n", c->name, c->measured, c->expected,
               !l->colour   ? ""
               : c->skipped ? "\033[33m"
               : c->holds   ? "\033[32m"
                            : "\033[31m",
               c->skipped ? "SKIP"
               : c->holds ? "PASS"
                          : "FAIL",
               l->colour ? "\033[0m" : "");
        passed += c->holds;
        skipped += c->skipped;
    }
    const int failed = l->count - passed - skipped;
    printf("\n%s: %d CHECKs passed, %d failed", l->name, passed, failed);
    if (skipped > 0) {
        printf(", %d skipped", skipped);
    }
    printf("\n");
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fail(l->name, "standard output", "could not be written");
    }
    return failed == 0 ? 0 : 1;
}

void lesson_fail(const lesson *l, const char *message)
{
    lesson_progress(l, NULL);
    fflush(stdout);
    fail(l->name, "", message);
}

void lesson_heading(lesson *l, const char *text)
{
    lesson_subject(l, "%s", "");
    if (l->title != NULL) { /* printed only now, when everything needed to run has been found */
        printf("%s%s: %s%s\n%s\n", l->colour ? "\033[1m" : "", l->name, l->title, l->colour ? "\033[0m" : "",
               l->question);
        l->title = NULL;
    }
    printf("\n%s%s%s\n", l->colour ? "\033[1m" : "", text, l->colour ? "\033[0m" : "");
}

void lesson_progress(const lesson *l, const char *what)
{
    if (isatty(STDERR_FILENO)) {
        fflush(stdout); /* both may be the same terminal: finished lines before the transient one */
        if (what == NULL) {
            fprintf(stderr, "\r%*s\r", LESSON_WIDTH - 1, "");
        } else {
            fprintf(stderr, "\r%s: %-60.60s", l->name, what);
        }
    }
}

/* ---- Training runs ----------------------------------------------------------------------------------------------- */

void lesson_load_digits(const lesson *l, trainer_data *digits)
{
    char error[TRAINER_ERROR_SIZE];
    if (!trainer_load_digits(NULL, digits, error)) {
        lesson_fail(l, error);
    }
}

trainer *lesson_trainer(const lesson *l, const trainer_data *digits, const trainer_config *config)
{
    trainer_config here = *config;
    here.path = l->path;
    char error[TRAINER_ERROR_SIZE];
    if (!trainer_config_valid(&here, digits, error)) {
        lesson_fail(l, error);
    }
    trainer *t = trainer_new(&here, digits);
    if (t == NULL) {
        lesson_fail(l, "out of memory");
    }
    return t;
}

lesson_run lesson_train(const lesson *l, const trainer_data *digits, const trainer_config *config, unsigned counted,
                        const char *what)
{
    lesson_run run = {.statistics = {.wanted = counted}};
    trainer *t = lesson_trainer(l, digits, config);
    const size_t parameters = trainer_parameters(t);
    trainer_role updated = config->master == NULL ? TRAINER_WEIGHTS : TRAINER_MASTER;
    uint64_t initial = trainer_digest(t, updated);
    lesson_progress(l, what);
    for (int epoch = 0; epoch < config->epochs; epoch++) {
        trainer_epoch_report report = trainer_epoch(t, counted != 0 ? &run.statistics : NULL);
        run.loss = report.loss;
        run.steps += report.steps;
        run.skipped += report.skipped;
    }
    run.accuracy = 100.0 * trainer_accuracy(t);
    run.moved = trainer_digest(t, updated) != initial;
    float *weights = malloc(parameters * sizeof *weights);
    if (weights == NULL) {
        lesson_fail(l, "out of memory");
    }
    trainer_values(t, TRAINER_WEIGHTS, weights);
    for (size_t i = parameters - DIGITS_CLASSES; i < parameters; i++) {
        run.bias_mean += (double)weights[i] / DIGITS_CLASSES;
    }
    free(weights);
    trainer_free(t);
    lesson_progress(l, NULL);
    return run;
}

double lesson_flushed(const trainer_statistics *statistics)
{
    const trainer_histogram *logits = &statistics->logit_gradients, *hidden = &statistics->hidden_gradients;
    uint64_t seen = trainer_histogram_total(logits) - logits->zero + trainer_histogram_total(hidden) - hidden->zero;
    return seen > 0 ? 100.0 * (double)(logits->flushed + hidden->flushed) / (double)seen : 0.0;
}

/* ---- CHECK lines ------------------------------------------------------------------------------------------------- */

void lesson_subject(lesson *l, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(l->subject, sizeof l->subject, format, arguments);
    va_end(arguments);
}

static void note(lesson *l, const char *name, const char *measured, const char *expected, bool holds, const char *why)
{
    if (l->count == LESSON_CHECKS) {
        lesson_fail(l, "more CHECKs than LESSON_CHECKS");
    }
    lesson_check *c = &l->checks[l->count++];
    snprintf(c->name, sizeof c->name, "%s%s%s", l->subject, l->subject[0] != '\0' ? "." : "", name);
    snprintf(c->measured, sizeof c->measured, "%s", measured);
    snprintf(c->expected, sizeof c->expected, "%s", expected);
    c->why = why;
    c->holds = holds;
    c->skipped = false;
}

void lesson_check_integer(lesson *l, const char *name, int64_t measured, int64_t expected)
{
    char m[20], e[20];
    snprintf(m, sizeof m, "%" PRId64, measured);
    snprintf(e, sizeof e, "=%" PRId64, expected);
    note(l, name, m, e, measured == expected, NULL);
}

void lesson_check_code(lesson *l, const char *name, uint64_t measured, uint64_t expected)
{
    char m[20], e[20];
    snprintf(m, sizeof m, "0x%04" PRIX64, measured);
    snprintf(e, sizeof e, "=0x%04" PRIX64, expected);
    note(l, name, m, e, measured == expected, NULL);
}

void lesson_check_true(lesson *l, const char *name, bool holds)
{
    note(l, name, holds ? "yes" : "no", "=yes", holds, NULL);
}

static void check_bound(lesson *l, const char *name, double measured, const char *relation, double bound, bool holds,
                        const char *why)
{
    char m[20], e[20];
    snprintf(m, sizeof m, "%.5g", measured);
    snprintf(e, sizeof e, "%s%.5g", relation, bound);
    note(l, name, m, e, holds, why);
}

void lesson_check_at_least(lesson *l, const char *name, double measured, double bound, const char *why)
{
    check_bound(l, name, measured, ">=", bound, measured >= bound, why);
}

void lesson_check_at_most(lesson *l, const char *name, double measured, double bound, const char *why)
{
    check_bound(l, name, measured, "<=", bound, measured <= bound, why);
}

void lesson_check_skip(lesson *l, const char *name, const char *why)
{
    note(l, name, "-", "-", false, why);
    l->checks[l->count - 1].skipped = true;
}

/* Prints the text, wrapped at spaces. On the first line, `indent` columns are already used. */
static void wrap(int indent, const char *format, va_list arguments)
{
    char whole[2048];
    const int length = vsnprintf(whole, sizeof whole, format, arguments);
    assert(length >= 0 && length < (int)sizeof whole);
    (void)length;
    const int room = LESSON_WIDTH - indent;
    const char *text = whole;
    while ((int)strlen(text) > room) {
        int cut = room;
        while (cut > 0 && text[cut] != ' ') {
            cut--;
        }
        if (cut == 0) {
            cut = room; /* a single word wider than a line */
        }
        printf("%.*s\n%*s", cut, text, indent, "");
        text += cut + (text[cut] == ' ');
    }
    printf("%s\n", text);
}

void lesson_say(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    printf("  ");
    wrap(2, format, arguments);
    va_end(arguments);
}

void lesson_expected(const lesson *l, const char *format, ...)
{
    static const char word[] = "EXPECTED ";
    va_list arguments;
    va_start(arguments, format);
    printf("%s%s%s", l->colour ? "\033[33m" : "", word, l->colour ? "\033[0m" : "");
    wrap((int)sizeof word - 1, format, arguments);
    va_end(arguments);
}
