/* SPDX-License-Identifier: Apache-2.0
 *
 * lesson.c - the story and the CHECK lines of the lessons. See lesson.h.
 */
#define _POSIX_C_SOURCE 200809L

#include "lesson.h"

#include "learn.h"
#include "print.h"
#include "trainer/refuse.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- Text -------------------------------------------------------------------------------------------------------- */

void print_wrapped_list(int indent, const char *format, va_list arguments)
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

void print_wrapped(int indent, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_wrapped_list(indent, format, arguments);
    va_end(arguments);
}

void print_failure(const char *name, const char *place, const char *message)
{
    char line[1024];
    snprintf(line, sizeof line, "%s%s%s", place, place[0] != '\0' ? ": " : "", message);
    trainer_complain(name, line);
    exit(2);
}

int lesson_end(lesson *l)
{
    assert(l->choices == 0);
    printf("\n");
    lesson_in(l, LESSON_BOLD);
    printf("%s:", l->plan->name);
    lesson_plain(l);
    printf(" %d CHECKs passed, %d failed", l->passed, l->failed);
    if (l->skipped > 0) {
        printf(", %d skipped", l->skipped);
    }
    printf("\n");
    if (fflush(stdout) != 0 || ferror(stdout)) {
        print_failure(l->plan->name, "standard output", "could not be written");
    }
    return l->failed == 0 ? 0 : 1;
}

void lesson_fail(const lesson *l, const char *format, ...)
{
    char message[900];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    lesson_progress(l, NULL);
    fflush(stdout);
    print_failure(l->plan->name, "", message);
}

/* ---- The story --------------------------------------------------------------------------------------------------- */

void lesson_in(const lesson *l, lesson_colour colour)
{
    static const char *const codes[] = {
        [LESSON_BOLD] = "1",  [LESSON_GOOD] = "32", [LESSON_BAD] = "1;31",
        [LESSON_LOST] = "33", [LESSON_HELD] = "36", [LESSON_FAINT] = "2",
    };
    if (l->colour) {
        printf("\033[%sm", codes[colour]);
    }
}

void lesson_plain(const lesson *l)
{
    if (l->colour) {
        printf("\033[0m");
    }
}

static void bold_line(const lesson *l, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void bold_line(const lesson *l, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    lesson_in(l, LESSON_BOLD);
    vprintf(format, arguments);
    lesson_plain(l);
    printf("\n");
    va_end(arguments);
}

void lesson_step(lesson *l, const char *title)
{
    assert(l->choices == 0); /* every prediction has been answered */
    lesson_subject(l, "%s", "");
    l->why = NULL;
    if (l->steps == 0) { /* printed only now, when everything needed to run has been found */
        bold_line(l, "%s: %s", l->plan->name, l->plan->title);
        print_wrapped(0, "%s", l->plan->question);
    }
    l->steps++;
    learn_mark(l->marked, LEARN_STEP, title);
    printf("\n");
    bold_line(l, "%d. %s", l->steps, title);
}

void lesson_say(const lesson *l, const char *format, ...)
{
    (void)l;
    va_list arguments;
    va_start(arguments, format);
    printf("  ");
    print_wrapped_list(2, format, arguments);
    va_end(arguments);
}

void lesson_ask(lesson *l, const char *question, const char *const *choice, const char *const *hint)
{
    assert(l->choices == 0);
    printf("\n");
    lesson_in(l, LESSON_BOLD);
    printf("  PREDICT");
    lesson_plain(l);
    printf("  ");
    print_wrapped(11, "%s", question);
    for (; choice[l->choices] != NULL; l->choices++) {
        assert(l->choices < LESSON_CHOICES);
        snprintf(l->choice[l->choices], sizeof l->choice[0], "%s", choice[l->choices]);
        printf("           %c) ", 'a' + l->choices);
        print_wrapped(14, "%s", choice[l->choices]);
    }
    for (; l->marked && hint != NULL && *hint != NULL; hint++) {
        learn_mark(true, LEARN_HINT, *hint);
    }
    char last[2] = {(char)('a' + l->choices - 1), '\0'};
    learn_mark(l->marked, LEARN_ASK, last);
    printf("\n");
}

void lesson_answer(lesson *l, int choice)
{
    assert(choice >= 0 && choice < l->choices);
    char letter[2] = {(char)('a' + choice), '\0'};
    printf("\n");
    lesson_in(l, LESSON_BOLD);
    printf("  ANSWER");
    lesson_plain(l);
    printf("   %s) ", letter);
    print_wrapped(14, "%s", l->choice[choice]);
    learn_mark(l->marked, LEARN_ANSWER, letter);
    l->choices = 0;
}

void lesson_expected(const lesson *l, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    lesson_in(l, LESSON_BOLD);
    printf("EXPECTED");
    lesson_plain(l);
    printf(" ");
    print_wrapped_list(9, format, arguments);
    va_end(arguments);
}

void lesson_progress(const lesson *l, const char *format, ...)
{
    if (l->marked || isatty(STDERR_FILENO) == 0) {
        return;
    }
    fflush(stdout); /* both may be the same terminal: finished lines before the transient one */
    if (format == NULL) {
        fprintf(stderr, "\r%*s\r", LESSON_WIDTH - 1, "");
        return;
    }
    char what[56];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    fprintf(stderr, "\r%s: %-*s", l->plan->name, (int)sizeof what, what);
}

/* ---- CHECK lines ------------------------------------------------------------------------------------------------- */

void lesson_subject(lesson *l, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(l->subject, sizeof l->subject, format, arguments);
    va_end(arguments);
}

typedef enum { PASS, FAIL, SKIP } verdict;

static void note(lesson *l, const char *name, const char *measured, const char *expected, verdict v, const char *why)
{
    static const char *const words[] = {"PASS", "FAIL", "SKIP"};
    static const lesson_colour colours[] = {LESSON_GOOD, LESSON_BAD, LESSON_LOST};
    char whole[80];
    snprintf(whole, sizeof whole, "%s%s%s", l->subject, l->subject[0] != '\0' ? "." : "", name);
    if (why != NULL && (l->why == NULL || strcmp(why, l->why) != 0)) {
        lesson_in(l, LESSON_FAINT);
        printf("  %s: ", v == SKIP ? "skipped" : "bound");
        print_wrapped(v == SKIP ? 11 : 9, "%s", why);
        lesson_plain(l);
    }
    l->why = why;
    lesson_in(l, LESSON_FAINT);
    printf("CHECK %-39s %13s %14s  ", whole, measured, expected);
    lesson_plain(l);
    lesson_in(l, colours[v]);
    printf("%s", words[v]);
    lesson_plain(l);
    printf("\n");
    *(v == PASS ? &l->passed : v == FAIL ? &l->failed : &l->skipped) += 1;
}

void lesson_check_integer(lesson *l, const char *name, int64_t measured, int64_t expected)
{
    char m[24];
    char e[24];
    snprintf(m, sizeof m, "%" PRId64, measured);
    snprintf(e, sizeof e, "=%" PRId64, expected);
    note(l, name, m, e, measured == expected ? PASS : FAIL, NULL);
}

void lesson_check_code(lesson *l, const char *name, uint64_t measured, uint64_t expected)
{
    char m[24];
    char e[24];
    snprintf(m, sizeof m, "0x%04" PRIX64, measured);
    snprintf(e, sizeof e, "=0x%04" PRIX64, expected);
    note(l, name, m, e, measured == expected ? PASS : FAIL, NULL);
}

void lesson_check_number(lesson *l, const char *name, double measured, double expected)
{
    char m[24];
    char e[24];
    snprintf(m, sizeof m, "%.8g", measured);
    snprintf(e, sizeof e, "=%.8g", expected);
    note(l, name, m, e, measured == expected ? PASS : FAIL, NULL);
}

void lesson_check_true(lesson *l, const char *name, bool holds)
{
    note(l, name, holds ? "yes" : "no", "=yes", holds ? PASS : FAIL, NULL);
}

static void check_bound(lesson *l, const char *name, double measured, const char *relation, double bound, bool holds,
                        const char *why)
{
    char m[24];
    char e[24];
    snprintf(m, sizeof m, "%.5g", measured);
    snprintf(e, sizeof e, "%s%.5g", relation, bound);
    note(l, name, m, e, holds ? PASS : FAIL, why);
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
    note(l, name, "-", "-", SKIP, why);
}

bool lesson_usual(lesson *l, bool usual)
{
    if (!usual) {
        lesson_check_skip(l, "claims_for_the_usual_options", "the lesson's claims here are about its usual options");
    }
    return usual;
}
