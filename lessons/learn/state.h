/* SPDX-License-Identifier: Apache-2.0
 *
 * state.h - where what a reader has done is kept: in $XDG_STATE_HOME/halfulp, or ~/.local/state/halfulp, where `make
 * clean` does not reach it; and how a file there is written.
 */
#ifndef HALFULP_LEARN_STATE_H
#define HALFULP_LEARN_STATE_H

#include <stdbool.h>
#include <stdio.h>

enum { STATE_PATH = 1024 };

/* Sets path[STATE_PATH] to the place of that name. False, with errno: the environment names none, or too long a one. */
bool state_path(char *path, const char *name);

/* Makes the folders that the path is in. False, with errno. */
bool state_make_folders(char *path);

/* Writes a file under another name first, so that it is whole at all times: state_begin makes its folders and opens it,
 * state_end closes it and gives it its name. NULL or false, with errno. */
FILE *state_begin(char *path);
bool state_end(const char *path, FILE *file);

#endif
