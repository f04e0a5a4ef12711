/* SPDX-License-Identifier: Apache-2.0
 *
 * process.h - a reader's function in processes of its own: compiled without halfulp, limited in memory, stopped when it
 * hangs. Nothing that it does can do more than end its process.
 */
#ifndef HALFULP_PUZZLES_PROCESS_H
#define HALFULP_PUZZLES_PROCESS_H

#include "puzzle.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { PROCESS_PATH = 1200, PROCESS_TEXT = 400 };

/* Where things are. */
typedef struct {
    const char *build;   /* build/: child.o, and room for what is compiled     */
    const char *puzzles; /* lessons/puzzles: the stubs, and harness/           */
    double limit;        /* seconds that a block of calls may take: five       */
} process_places;

/* Compiles the file into `program`, which is the caller's to remove. False: `complaint` is one line, with what the
 * compiler says first, or that it takes more than ten seconds. */
bool process_compile(const process_places *places, const puzzle *p, const char *answer, char program[PROCESS_PATH],
                     char complaint[PROCESS_TEXT]);

typedef struct {
    pid_t pid;
    int orders, reports, output; /* file descriptors; `output` is what it prints */
    puzzle_shared *shared;
} process;

/* Starts the program. What fails here is no fault of the reader: it ends the grader with status 2. */
void process_start(process *child, const process_places *places, const puzzle *p, const char *program);

/* Has it make that many calls. It reports when they are made, or is gone: `reports` becomes readable either way. */
void process_order(process *child, uint32_t calls);

/* Takes the report. False: the process has ended instead. */
bool process_report(const process *child);

/* Ends it, and says in `complaint` what was wrong: "it crashed (Segmentation fault)", "it called exit(3)", "it prints
 * ..."; nothing if all calls were made and it has not printed. */
typedef enum {
    PROCESS_DONE, /* all calls are made        */
    PROCESS_GONE, /* it has ended by itself    */
    PROCESS_STOP  /* it is killed              */
} process_ending;
void process_end(process *child, process_ending ending, char complaint[PROCESS_TEXT]);

/* Prints a line on stderr and exits with 2. */
_Noreturn void process_fail(const char *what, const char *why);

#endif
