/* SPDX-License-Identifier: Apache-2.0
 *
 * screen.h - a terminal, a screen at a time.
 */
#ifndef HALFULP_LEARN_SCREEN_H
#define HALFULP_LEARN_SCREEN_H

#include <stdbool.h>

/* The next line is the first of a new screen. */
void screen_clear(void);

/* Prints a line; if the screen is full, waits for the reader first. False: the reader leaves. */
bool screen_show(const char *line);

/* Prints a paragraph in at most 80 columns: the first line begins with `before`, the others as far in. */
void screen_wrap(const char *before, const char *text);

/* Lines that have been printed otherwise. */
void screen_lines(int count);

/* Waits for Enter. False: the reader leaves. */
bool screen_pause(const char *what);

/* Prints the prompt, reads a line, and returns its first letter in lower case, '\n' for an empty line, EOF at the
 * end. */
int screen_ask(const char *prompt);

#endif
