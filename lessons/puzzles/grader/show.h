/* SPDX-License-Identifier: Apache-2.0
 *
 * show.h - what puzzle prints: the list, a puzzle and its hints, and what became of an answer.
 */
#ifndef HALFULP_PUZZLES_SHOW_H
#define HALFULP_PUZZLES_SHOW_H

#include "grade.h"
#include "shelf.h"

#include <stdbool.h>

/* What follows is in this colour, on a terminal and without NO_COLOR. */
typedef enum { SHOW_PLAIN, SHOW_BOLD, SHOW_GOOD, SHOW_BAD } show_colour;
void show_in(show_colour c);

int show_total(void);            /* how many puzzles there are */
int show_hints(const puzzle *p); /* how many hints it has      */
void show_list(const shelf *s);

/* A puzzle's title and file; the same of the next one, which is fetched from the folder `puzzles`. */
void show_puzzle(const shelf *s, int index);
void show_next(const shelf *s, const char *puzzles);

/* The next hint, which the shelf remembers, or all if all have been shown. */
void show_hint(shelf *s, int index);

/* The verdict on an answer. */
void show_right(const puzzle *p, const grade *g, bool quick);
void show_wrong(const puzzle *p, const grade *g);

#endif
