/* SPDX-License-Identifier: Apache-2.0
 *
 * grade.h - grades a reader's file: compiles it, calls its function with every record of the puzzle, and compares.
 */
#ifndef HALFULP_PUZZLES_GRADE_H
#define HALFULP_PUZZLES_GRADE_H

#include "process.h"

typedef enum {
    GRADE_RIGHT,
    GRADE_WRONG, /* there is a wrong result                                                   */
    GRADE_FAILED /* there is none: it does not compile, crashes, hangs, exits, prints or is too slow to grade */
} grade_result;

typedef struct {
    grade_result result;
    uint64_t tried, wrong;                           /* records; after a wrong one, those of the first stage alone */
    uint32_t in[PUZZLE_INPUTS], out[PUZZLE_OUTPUTS]; /* GRADE_WRONG: the first of them                             */
    char complaint[PROCESS_TEXT + PUZZLE_TEXT + 8];  /* GRADE_FAILED: one line */
    double seconds;
} grade;

/* `quick`: only the puzzle's sample, if it has one. Shows on a terminal how far it is. */
grade grade_answer(const process_places *places, const puzzle *p, const char *answer, bool quick);

#endif
