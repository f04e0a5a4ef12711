/* SPDX-License-Identifier: Apache-2.0
 *
 * shelf.h - the reader's own files, and how far the reader is: in $XDG_STATE_HOME/halfulp/puzzles or another folder.
 * The puzzles are copied there when they are first wanted and never written again. The file `progress` has a line for
 * each, "03_fp32_to_bf16 2 solved": hints shown, and "solved" or "open".
 */
#ifndef HALFULP_PUZZLES_SHELF_H
#define HALFULP_PUZZLES_SHELF_H

#include "puzzle.h"

#include "learn/state.h"

#include <stdbool.h>

enum { SHELF_PUZZLES = 32 };

typedef struct {
    char folder[STATE_PATH];
    bool solved[SHELF_PUZZLES]; /* by index, as puzzle_at counts */
    int hints[SHELF_PUZZLES];
} shelf;

/* Reads the progress. A NULL folder, or "", is the usual place. */
void shelf_open(shelf *s, const char *folder);

/* Writes it. If that cannot be done, a line on stderr says so. */
void shelf_save(const shelf *s);

int shelf_count(const shelf *s); /* solved */
int shelf_next(const shelf *s);  /* the index of the first one that is not solved; -1 if all are */

/* The path of the reader's file; and that path for people, with ~ for the home directory. */
enum { SHELF_PATH = STATE_PATH + 64 };
void shelf_path(const shelf *s, const puzzle *p, char path[SHELF_PATH]);
void shelf_show_path(const shelf *s, const puzzle *p, char path[SHELF_PATH]);

/* Copies the puzzle from the folder `puzzles`, if the reader has no file yet. */
typedef enum {
    SHELF_NEW,       /* it has been copied now           */
    SHELF_UNTOUCHED, /* the reader has not changed it    */
    SHELF_CHANGED
} shelf_state;
shelf_state shelf_fetch(const shelf *s, const puzzle *p, const char *puzzles);

#endif
