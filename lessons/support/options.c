/* SPDX-License-Identifier: Apache-2.0
 *
 * options.c - the command line of the lessons. See lesson.h.
 */
#define _POSIX_C_SOURCE 200809L

#include "lesson.h"

#include "learn.h"
#include "print.h"
#include "trainer/files/streams.h"
#include "trainer/refuse.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void usage(const lesson_plan *p)
{
    printf("usage: %s [OPTION]...\n\nLesson: %s\n", p->name, p->title);
    print_wrapped(0, "%s", p->question);
    printf("\n");
    if ((p->takes & LESSON_TAKES_SEED) != 0) {
        printf("  --seed S       the first of the seeds S, S + 1, ... (default 1)\n");
    }
    if ((p->takes & LESSON_TAKES_FORMAT) != 0) {
        printf("  --format NAME  the format of the experiment (default %s)\n", p->format);
    }
    for (const lesson_option *o = p->option; o != NULL && o->name != NULL; o++) {
        char option[32];
        snprintf(option, sizeof option, "--%s%s", o->name, o->number != NULL ? " N" : "");
        printf("  %-14s %s", option, o->help);
        if (o->number != NULL) {
            printf(" (default %g)", *o->number);
        }
        printf("\n");
    }
    printf("  --quick        the same claims on less: fewer seeds, shorter runs\n"
           "  --path PATH    who computes: soft, portable, avx2, avx512, neon, fma or auto\n"
           "                 (default); every path gives the same bits\n"
           "  --plots DIR    also write the pictures to DIR: CSV files, and SVG by gnuplot\n"
           "  --help         this text\n\n"
           "Exit status: 0 if no CHECK fails, 1 if one does, 2 if the lesson cannot run.\n");
}

/* The value of option argv[*i], given as --option VALUE or --option=VALUE; NULL if argv[*i] is a different option. */
static const char *option_value(const char *name, int argc, char **argv, int *i, const char *option)
{
    const char *argument = argv[*i] + 2;
    const size_t length = strlen(option);
    if (strncmp(argv[*i], "--", 2) != 0 || strncmp(argument, option, length) != 0) {
        return NULL;
    }
    if (argument[length] == '=') {
        return argument + length + 1;
    }
    if (argument[length] != '\0') {
        return NULL;
    }
    if (*i + 1 >= argc) {
        print_failure(name, argv[*i], "expected a value after it");
    }
    *i += 1;
    return argv[*i];
}

static void set_seed(lesson *l, const char *value)
{
    char *end;
    errno = 0;
    const unsigned long long seed = strtoull(value, &end, 10);
    if (value[0] < '0' || value[0] > '9' || *end != '\0' || errno != 0 || seed > UINT64_MAX - LESSON_SEEDS) {
        print_failure(l->plan->name, "--seed", "expected an integer from 0 to 18446744073709551610");
    }
    l->seed = seed;
}

static void set_number(const lesson *l, const lesson_option *o, const char *value)
{
    char *end;
    const double number = strtod(value, &end);
    if (end == value || *end != '\0' || !(number >= o->least && number <= o->most)) {
        char place[40];
        char message[80];
        snprintf(place, sizeof place, "--%s", o->name);
        snprintf(message, sizeof message, "expected a number from %g to %g", o->least, o->most);
        print_failure(l->plan->name, place, message);
    }
    *o->number = number;
}

/* Is argv[*i] an option of this lesson's own? Sets it. */
static bool own_option(const lesson *l, int argc, char **argv, int *i)
{
    for (const lesson_option *o = l->plan->option; o != NULL && o->name != NULL; o++) {
        if (o->number == NULL && strncmp(argv[*i], "--", 2) == 0 && strcmp(argv[*i] + 2, o->name) == 0) {
            *o->flag = true;
            return true;
        }
        const char *value = o->number != NULL ? option_value(l->plan->name, argc, argv, i, o->name) : NULL;
        if (value != NULL) {
            set_number(l, o, value);
            return true;
        }
    }
    return false;
}

static bool common_option(lesson *l, int argc, char **argv, int *i)
{
    const char *name = l->plan->name;
    const char *value;
    if ((l->plan->takes & LESSON_TAKES_SEED) != 0 && (value = option_value(name, argc, argv, i, "seed")) != NULL) {
        set_seed(l, value);
    } else if ((l->plan->takes & LESSON_TAKES_FORMAT) != 0 &&
               (value = option_value(name, argc, argv, i, "format")) != NULL) {
        l->format = hu_format_find(value);
        if (l->format == NULL) {
            print_failure(name, "--format", "expected the name of a format, such as fp16, bf16, e4m3 or e5m2");
        }
    } else if ((value = option_value(name, argc, argv, i, "path")) != NULL) {
        if (!trainer_path_parse(value, &l->path)) {
            print_failure(name, "--path", "expected soft, portable, avx2, avx512, neon, fma or auto");
        }
    } else if ((value = option_value(name, argc, argv, i, "plots")) != NULL) {
        if (value[0] == '\0') {
            print_failure(name, "--plots", "expected the name of a directory");
        }
        l->plots = value;
    } else if (strcmp(argv[*i], "--quick") == 0) {
        l->quick = true;
    } else {
        return false;
    }
    return true;
}

static void read_command_line(lesson *l, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        const char *const given = argv[i];
        if (strcmp(given, "--help") == 0 || strcmp(given, "-h") == 0) {
            usage(l->plan);
            exit(0);
        }
        if (strcmp(given, LEARN_OPTION) == 0) {
            l->marked = true;
        } else if (!common_option(l, argc, argv, &i) && !own_option(l, argc, argv, &i)) {
            char message[160];
            snprintf(message, sizeof message, "not an option of this lesson; see %s --help", l->plan->name);
            print_failure(l->plan->name, given, message);
        }
    }
}

lesson lesson_begin(int argc, char **argv, const lesson_plan *plan)
{
    lesson l = {.plan = plan, .seed = 1, .path = TRAINER_PATH_AUTO};
    char error[TRAINER_ERROR_SIZE];
    if (!streams_prepare(error)) {
        lesson_fail(&l, "%s", error);
    }
    l.format = plan->format != NULL ? hu_format_find(plan->format) : NULL;
    read_command_line(&l, argc, argv);
    trainer_config config = trainer_default_config();
    config.path = l.path;
    if (!trainer_config_valid(&config, NULL, error)) {
        print_failure(plan->name, "--path", error);
    }
    if (l.plots != NULL && mkdir(l.plots, 0777) != 0 && errno != EEXIST) {
        print_failure(plan->name, l.plots, strerror(errno));
    }
    const char *no_color = getenv("NO_COLOR");
    l.colour = (l.marked || isatty(STDOUT_FILENO)) && (no_color == NULL || no_color[0] == '\0');
    l.unicode = setlocale(LC_CTYPE, "") != NULL && strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    if (isatty(STDOUT_FILENO) == 0) {
        setvbuf(stdout, NULL, _IOLBF, 0); /* so that a reader of the pipe sees each table at once */
    }
    return l;
}
