/* SPDX-License-Identifier: Apache-2.0
 *
 * state.c - files that outlive `make clean`. See state.h.
 */
#define _XOPEN_SOURCE 700

#include "state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { SUFFIX = 8 }; /* room that a path leaves for ".new" */

bool state_path(char *path, const char *name)
{
    const char *state = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");
    int length = -1;
    if (state != NULL && state[0] == '/') {
        length = snprintf(path, STATE_PATH, "%s/halfulp/%s", state, name);
    } else if (home != NULL && home[0] == '/') {
        length = snprintf(path, STATE_PATH, "%s/.local/state/halfulp/%s", home, name);
    }
    if (length < 0 || length >= STATE_PATH - SUFFIX) {
        path[0] = '\0';
        errno = ENOENT;
        return false;
    }
    return true;
}

bool state_make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        const bool made = mkdir(path, 0777) == 0 || errno == EEXIST;
        *slash = '/';
        if (!made) {
            return false;
        }
    }
    return true;
}

FILE *state_begin(char *path)
{
    char temporary[STATE_PATH + SUFFIX];
    snprintf(temporary, sizeof temporary, "%s.new", path);
    return state_make_folders(path) ? fopen(temporary, "w") : NULL;
}

bool state_end(const char *path, FILE *file)
{
    char temporary[STATE_PATH + SUFFIX];
    snprintf(temporary, sizeof temporary, "%s.new", path);
    const bool written = fflush(file) == 0 && ferror(file) == 0;
    if (fclose(file) == 0 && written && rename(temporary, path) == 0) {
        return true;
    }
    const int why = errno;
    remove(temporary);
    errno = why;
    return false;
}
