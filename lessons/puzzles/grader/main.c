/* SPDX-License-Identifier: Apache-2.0
 *
 * puzzle - tells which puzzle is next, and grades what a reader has written.
 *
 * The reader's function runs in a process of its own (process.h) with every code or state there is (grade.h), and the
 * first wrong result is explained. The puzzles themselves are in reading.c, rounding.c, training.c and blocks.c.
 */
#define _XOPEN_SOURCE 700

#include "show.h"

#include "learn/screen.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

typedef struct {
    process_places places;
    const char *folder; /* of the reader's files; NULL: the usual one                     */
    const char *which;  /* a puzzle; NULL: the next one                                   */
    const char *answer; /* a file to grade, outside of the reader's folder; NULL: none    */
    bool list, hint, watch, quick;
} options;

static const char help[] = "usage: puzzle [OPTION]... [PUZZLE]\n"
                           "Grades what you have written for a puzzle (3, 03 or fp32_to_bf16), or for the\n"
                           "next one that you have not solved, with every code or state there is. As make:\n"
                           "\n"
                           "  make puzzle                the next one\n"
                           "  make puzzle N=3            that one\n"
                           "  make puzzle N=3 HINT=1     a hint, another one each time         (--hint)\n"
                           "  make puzzle N=3 WATCH=1    again whenever you save your file     (--watch)\n"
                           "  make puzzle LIST=1         all of them, and which are solved     (--list)\n"
                           "  make puzzle PUZZLES=DIR    with your files in DIR                (--dir DIR)\n"
                           "\n"
                           "Your files are copied to $XDG_STATE_HOME/halfulp/puzzles, or\n"
                           "~/.local/state/halfulp/puzzles, and never overwritten. To begin one anew,\n"
                           "delete your file.\n"
                           "\n"
                           "  --answer FILE   grade this file; nothing is copied or remembered\n"
                           "  --quick         a sample only, where there are more than a few million calls\n"
                           "  --limit SECONDS how long 65,536 calls may take (5)\n"
                           "  --build DIR     where make builds (build)\n"
                           "  --puzzles DIR   where the puzzles are (lessons/puzzles)\n"
                           "\n"
                           "Exit status: 0 if right, or if nothing was to grade; 1 if wrong; 2 if it could\n"
                           "not be graded. CC is the compiler, cc by default.\n";

/* ---- Grading ----------------------------------------------------------------------------------------------------- */

/* Prints the verdict. */
static grade_result judge(const options *o, const puzzle *p, const char *path)
{
    const grade g = grade_answer(&o->places, p, path, o->quick);
    switch (g.result) {
    case GRADE_RIGHT:
        show_right(p, &g, o->quick);
        break;
    case GRADE_WRONG:
        show_wrong(p, &g);
        break;
    default:
        show_in(SHOW_BAD);
        printf("%s:", p->name);
        show_in(SHOW_PLAIN);
        printf(" %s\n", g.complaint);
    }
    return g.result;
}

static int grade_one(const options *o, shelf *s, int index)
{
    char path[SHELF_PATH];
    const puzzle *p = puzzle_at(index);
    shelf_path(s, p, path);
    const grade_result result = judge(o, p, path);
    if (result == GRADE_WRONG && s->hints[index] < show_hints(p)) {
        printf("\n  make puzzle N=%d HINT=1: hint %d of %d\n", index + 1, s->hints[index] + 1, show_hints(p));
    }
    if (result == GRADE_RIGHT && !o->quick) {
        s->solved[index] = true;
        shelf_save(s);
        show_next(s, o->places.puzzles);
    }
    return result == GRADE_RIGHT ? 0 : 1;
}

/* Has the file another state than the one that was seen last? Between an editor's delete and its rename it has none. */
static bool saved(const char *path, struct stat *seen)
{
    struct stat file;
    if (stat(path, &file) != 0 || (file.st_mtim.tv_sec == seen->st_mtim.tv_sec &&
                                   file.st_mtim.tv_nsec == seen->st_mtim.tv_nsec && file.st_ino == seen->st_ino)) {
        return false;
    }
    *seen = file;
    return true;
}

/* Until it is right. Ctrl-C ends it before. */
static int watch(const options *o, shelf *s, int index)
{
    char path[SHELF_PATH];
    struct stat seen = {0};
    shelf_path(s, puzzle_at(index), path);
    for (;;) {
        if (saved(path, &seen)) {
            if (isatty(STDOUT_FILENO) != 0) {
                screen_clear();
            }
            if (grade_one(o, s, index) == 0) {
                return 0;
            }
            char shown[SHELF_PATH];
            shelf_show_path(s, puzzle_at(index), shown);
            printf("\nWatching %s; Ctrl-C ends.\n", shown);
            fflush(stdout);
        }
        nanosleep(&(struct timespec){.tv_nsec = 200000000}, NULL);
    }
}

static int at_next(const options *o, shelf *s)
{
    const int next = shelf_next(s);
    if (next < 0) {
        show_list(s);
        show_next(s, o->places.puzzles);
        return 0;
    }
    const shelf_state state = shelf_fetch(s, puzzle_at(next), o->places.puzzles);
    if (o->watch) {
        return watch(o, s, next);
    }
    if (state == SHELF_CHANGED) {
        return grade_one(o, s, next);
    }
    show_puzzle(s, next);
    printf("%s\n"
           "  make puzzle            grades it\n"
           "  make puzzle WATCH=1    grades it whenever you save\n"
           "  make puzzle HINT=1     gives a hint\n"
           "  make puzzle LIST=1     lists all puzzles; make puzzle N=%d begins with that one\n",
           state == SHELF_NEW ? "It has been put there now. Write the function in it, and then:"
                              : "It is as it came. Write the function in it, and then:",
           next + 2 <= show_total() ? next + 2 : 1);
    return 0;
}

/* ---- The command line -------------------------------------------------------------------------------------------- */

static const char *value_after(int argc, char **argv, int *i)
{
    if (*i + 1 >= argc) {
        process_fail(argv[*i], "expected a value after it");
    }
    return argv[++*i];
}

static double seconds(const char *text)
{
    char *end;
    const double value = strtod(text, &end);
    if (end == text || *end != '\0' || !(value > 0 && value < PUZZLE_ALARM)) {
        process_fail("--limit", "expected a number of seconds, less than 60");
    }
    return value;
}

static void read_option(options *o, int argc, char **argv, int *i)
{
    const char *name = argv[*i];
    if (strcmp(name, "--help") == 0) {
        printf("%s", help);
        exit(0);
    }
    if (strcmp(name, "--list") == 0) {
        o->list = true;
    } else if (strcmp(name, "--hint") == 0) {
        o->hint = true;
    } else if (strcmp(name, "--watch") == 0) {
        o->watch = true;
    } else if (strcmp(name, "--quick") == 0) {
        o->quick = true;
    } else if (strcmp(name, "--dir") == 0) {
        o->folder = value_after(argc, argv, i);
    } else if (strcmp(name, "--answer") == 0) {
        o->answer = value_after(argc, argv, i);
    } else if (strcmp(name, "--build") == 0) {
        o->places.build = value_after(argc, argv, i);
    } else if (strcmp(name, "--puzzles") == 0) {
        o->places.puzzles = value_after(argc, argv, i);
    } else if (strcmp(name, "--limit") == 0) {
        o->places.limit = seconds(value_after(argc, argv, i));
    } else if (name[0] == '-' || o->which != NULL) {
        process_fail(name, name[0] == '-' ? "not an option; see puzzle --help" : "expected one puzzle only");
    } else {
        o->which = name;
    }
}

/* Ends the program if there is no such file to read. */
static void expect_file(const char *path)
{
    struct stat file;
    if (access(path, R_OK) != 0 || stat(path, &file) != 0) {
        process_fail(path, strerror(errno));
    }
    if (S_ISDIR(file.st_mode)) {
        process_fail(path, "expected a file, not a directory");
    }
}

static int run(const options *o)
{
    shelf s;
    const int index = o->which != NULL ? puzzle_find(o->which) : -1;
    if (o->which != NULL && index < 0) {
        char message[64];
        snprintf(message, sizeof message, "no such puzzle; expected a number from 1 to %d", show_total());
        process_fail(o->which, message);
    }
    if (o->answer != NULL) {
        if (index < 0) {
            process_fail("--answer", "expected a puzzle as well");
        }
        expect_file(o->answer);
        return judge(o, puzzle_at(index), o->answer) == GRADE_RIGHT ? 0 : 1;
    }
    shelf_open(&s, o->folder);
    if (o->list) {
        show_list(&s);
        return 0;
    }
    if (o->hint) {
        const int next = shelf_next(&s);
        show_hint(&s, index >= 0 ? index : next >= 0 ? next : 0);
        return 0;
    }
    if (index < 0) {
        return at_next(o, &s);
    }
    if (shelf_fetch(&s, puzzle_at(index), o->places.puzzles) == SHELF_NEW && !o->watch) {
        show_puzzle(&s, index);
        printf("It has been put there now. Write the function in it; then the same command\ngrades it.\n");
        return 0;
    }
    return o->watch ? watch(o, &s, index) : grade_one(o, &s, index);
}

int main(int argc, char **argv)
{
    options o = {.places = {.build = "build", .puzzles = "lessons/puzzles", .limit = 5}};
    for (int i = 1; i < argc; i++) {
        read_option(&o, argc, argv, &i);
    }
    const int status = run(&o);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        process_fail("standard output", "could not be written");
    }
    return status;
}
