/* SPDX-License-Identifier: Apache-2.0
 *
 * learn - the course for a person at a terminal: runs a lesson, shows its output a screen at a time, asks for the
 * predictions and compares them with what is then measured, and remembers how far the reader has got.
 *
 * The lesson computes ahead while the reader reads: its output comes through a pipe, with the marks of support/learn.h
 * in it. The reader's answers do not go back; a lesson prints the same whatever is predicted.
 */
#define _XOPEN_SOURCE 700

#include "support/learn.h"

#include "progress.h"
#include "screen.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { HINTS = 8, HINT = 512, LINE = 4096 };

typedef struct {
    const char *name; /* "03_underflow" */
    FILE *output;     /* of the lesson  */
    pid_t pid;
    learner *learner;
    int step;   /* whose lines are being read                     */
    int resume; /* the first step that is shown                   */
    char guess; /* a, b, ...; 0: none was made                    */
    char hint[HINTS][HINT];
    int hints;
} lecture;

static _Noreturn void fail(const char *what, const char *why)
{
    fprintf(stderr, "learn: %s: %s\n", what, why);
    exit(2);
}

/* ---- The lesson's process ---------------------------------------------------------------------------------------- */

static void begin(lecture *l, const char *program)
{
    int ends[2];
    if (pipe(ends) != 0) {
        fail("a pipe", strerror(errno));
    }
    fflush(NULL);
    l->pid = fork();
    if (l->pid < 0) {
        fail(program, strerror(errno));
    }
    if (l->pid == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        execl(program, program, LEARN_OPTION, (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    l->output = fdopen(ends[0], "r");
    if (l->output == NULL) {
        fail("a pipe", strerror(errno));
    }
}

/* Its exit status. */
static int end(lecture *l, bool stop)
{
    int status = 0;
    if (stop) {
        kill(l->pid, SIGTERM);
    }
    fclose(l->output);
    waitpid(l->pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

/* ---- What the marks ask for -------------------------------------------------------------------------------------- */

static bool begin_step(lecture *l)
{
    bool stay = true;
    if (l->step >= l->resume && l->step > 0) {
        learner_finish_step(l->learner, l->name, l->step);
        stay = screen_pause("Enter: the next step; q: leave, and go on here another time");
    }
    l->step++;
    l->hints = 0;
    if (stay && l->step > l->resume) { /* the first one stands below the lesson's title */
        screen_clear();
    }
    return stay;
}

/* Asks until a letter from 'a' to `last` comes. False: the reader leaves. */
static bool ask(lecture *l, char last)
{
    int shown = 0;
    l->guess = 0;
    for (;;) {
        char prompt[96];
        snprintf(prompt, sizeof prompt, "  Your prediction, a to %c%s; Enter: none; q: leave> ", last,
                 shown < l->hints ? "; h: a hint" : "");
        const int key = screen_ask(prompt);
        if (key == 'q' || key == EOF) {
            return false;
        }
        if (key == 'h' && shown < l->hints) {
            screen_wrap("  Hint: ", l->hint[shown++]);
        } else if (key == '\n' || (key >= 'a' && key <= last)) {
            l->guess = key == '\n' ? 0 : (char)key;
            return true;
        }
    }
}

static void compare(lecture *l, char measured)
{
    if (l->guess == 0) {
        return;
    }
    const bool right = l->guess == measured;
    learner_count(l->learner, right);
    printf("           You predicted %c%s\n", l->guess, right ? ", and so it is." : "; read on to see why.");
    screen_lines(1);
}

/* A line of the lesson. False: the reader leaves. */
static bool take(lecture *l, char *line)
{
    const bool shown = l->step >= l->resume;
    line[strcspn(line, "\n")] = '\0';
    if (line[0] != LEARN_MARK) {
        return !(shown || l->step == 0) || screen_show(line);
    }
    switch (line[1]) {
    case LEARN_STEP:
        return begin_step(l);
    case LEARN_HINT:
        if (l->hints < HINTS) {
            snprintf(l->hint[l->hints++], HINT, "%.*s", HINT - 1, line + 2);
        }
        return true;
    case LEARN_ASK:
        return !shown || ask(l, line[2]);
    case LEARN_ANSWER:
        if (shown) {
            compare(l, line[2]);
        }
        return true;
    default:
        return true;
    }
}

/* ---- The course -------------------------------------------------------------------------------------------------- */

/* Shows one lesson from where the reader left it. Returns false if the reader leaves. */
static bool give(const char *build, const char *name, learner *who)
{
    char program[1024];
    static char line[LINE];
    lecture l = {.name = name, .learner = who};
    snprintf(program, sizeof program, "%s/lessons/%s", build, name);
    if (access(program, X_OK) != 0) {
        fail(program, "it is not built; run make first");
    }
    l.resume = learner_steps(who, name) + 1;
    screen_clear();
    begin(&l, program);
    bool stay = true;
    while (stay && fgets(line, sizeof line, l.output) != NULL) {
        stay = take(&l, line);
    }
    const int status = end(&l, !stay);
    if (!stay) {
        return false;
    }
    if (status > 1) {
        fail(program, "it could not run to its end");
    }
    learner_finish_lesson(who, name);
    learner_report(who);
    return screen_pause("Enter: the next lesson; q: leave");
}

/* The number that a text is, or -1. */
static int number_of(const char *text)
{
    char *end;
    const long number = strtol(text, &end, 10);
    return text[0] >= '0' && text[0] <= '9' && *end == '\0' && number < 100 ? (int)number : -1;
}

/* Is NN_name meant by NN, N, name or NN_name? */
static bool is_meant(const char *lesson, const char *wanted)
{
    const char number[3] = {lesson[0], lesson[1], '\0'};
    return strcmp(lesson, wanted) == 0 || strcmp(lesson + 3, wanted) == 0 ||
           (number_of(wanted) >= 0 && number_of(wanted) == number_of(number));
}

static void usage(void)
{
    printf(
        "usage: learn BUILD [LESSON] NAME...\n\n"
        "The course at a terminal: shows the lessons NAME..., built in BUILD, from where you left off, or LESSON (5,\n"
        "05 or master_weights; =5 to begin it again). It asks what you predict before each experiment.\n"
        "What you have done is kept in $XDG_STATE_HOME/halfulp/learn, or ~/.local/state/halfulp/learn.\n");
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        usage();
        return 0;
    }
    if (argc < 4) {
        fail("arguments", "expected BUILD LESSON NAME...; see learn --help");
    }
    if (isatty(STDIN_FILENO) == 0 || isatty(STDOUT_FILENO) == 0) {
        fail("standard input and output", "expected a terminal; make lessons runs the course without questions");
    }
    learner *who = learner_load();
    const char *wanted = argv[2];
    const bool again = wanted[0] == '=';
    wanted += again;
    bool found = false;
    bool stay = true;
    for (int i = 3; i < argc && stay; i++) {
        const bool this_one = wanted[0] != '\0' && is_meant(argv[i], wanted);
        if (!this_one && (wanted[0] != '\0' || learner_has(who, argv[i]))) {
            continue;
        }
        found = true;
        if (again || this_one) {
            learner_forget(who, argv[i], again || learner_has(who, argv[i]));
        }
        stay = give(argv[1], argv[i], who);
        if (this_one) {
            break;
        }
    }
    if (!found && wanted[0] != '\0') {
        enum { LAST_PLANNED = 17 };
        const int number = number_of(wanted);
        fail(wanted, number >= 0 && number <= LAST_PLANNED ? "this lesson is planned but not written yet"
                                                           : "no such lesson; expected a number or a name");
    }
    if (!found) {
        printf("You have done all lessons. make learn LESSON=05 shows one again.\n");
    } else if (!stay) {
        printf("\nYou can go on from here with: make learn\n");
    }
    learner_free(who);
    return 0;
}
