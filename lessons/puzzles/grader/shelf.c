/* SPDX-License-Identifier: Apache-2.0
 *
 * shelf.c - the reader's files. See shelf.h.
 */
#define _XOPEN_SOURCE 700

#include "shelf.h"

#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void progress_path(const shelf *s, char path[SHELF_PATH])
{
    snprintf(path, SHELF_PATH, "%s/progress", s->folder);
}

/* A line that makes no sense, of a later version perhaps, is passed over. */
static void read_line(shelf *s, const char *line)
{
    char name[64];
    char state[16];
    int hints;
    const int index = sscanf(line, "%63s %d %15s", name, &hints, state) == 3 ? puzzle_find(name) : -1;
    if (index >= 0 && hints >= 0 && hints < 100) {
        s->hints[index] = hints;
        s->solved[index] = strcmp(state, "solved") == 0;
    }
}

void shelf_open(shelf *s, const char *folder)
{
    char path[SHELF_PATH];
    char line[256];
    memset(s, 0, sizeof *s);
    const bool usual = folder == NULL || folder[0] == '\0';
    if (usual && !state_path(s->folder, "puzzles")) {
        process_fail("$XDG_STATE_HOME and $HOME", "expected the path of a folder; or name one, with PUZZLES=DIR");
    }
    if (!usual && snprintf(s->folder, sizeof s->folder, "%s", folder) >= STATE_PATH - 64) {
        process_fail(folder, "expected a shorter path");
    }
    progress_path(s, path);
    FILE *file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        read_line(s, line);
    }
    if (file != NULL) {
        fclose(file);
    }
}

void shelf_save(const shelf *s)
{
    char path[SHELF_PATH];
    progress_path(s, path);
    FILE *file = state_begin(path);
    for (int i = 0; file != NULL && puzzle_at(i) != NULL; i++) {
        fprintf(file, "%s %d %s\n", puzzle_at(i)->name, s->hints[i], s->solved[i] ? "solved" : "open");
    }
    if (file == NULL || !state_end(path, file)) {
        fprintf(stderr, "puzzle: %s: %s: how far you are is not remembered\n", path, strerror(errno));
    }
}

int shelf_count(const shelf *s)
{
    int count = 0;
    for (int i = 0; puzzle_at(i) != NULL; i++) {
        count += s->solved[i];
    }
    return count;
}

int shelf_next(const shelf *s)
{
    for (int i = 0; puzzle_at(i) != NULL; i++) {
        if (!s->solved[i]) {
            return i;
        }
    }
    return -1;
}

void shelf_path(const shelf *s, const puzzle *p, char path[SHELF_PATH])
{
    snprintf(path, SHELF_PATH, "%s/%s.c", s->folder, p->name);
}

void shelf_show_path(const shelf *s, const puzzle *p, char path[SHELF_PATH])
{
    const char *home = getenv("HOME");
    const size_t length = home != NULL ? strlen(home) : 0;
    if (length > 1 && strncmp(s->folder, home, length) == 0 && s->folder[length] == '/') {
        snprintf(path, SHELF_PATH, "~%s/%s.c", s->folder + length, p->name);
    } else {
        shelf_path(s, p, path);
    }
}

/* All of a text file; the longest puzzle is much shorter. */
static size_t read_all(const char *path, char *text, size_t size)
{
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        process_fail(path, strerror(errno));
    }
    const size_t length = fread(text, 1, size, file);
    fclose(file);
    return length;
}

shelf_state shelf_fetch(const shelf *s, const puzzle *p, const char *puzzles)
{
    static char given[16384];
    static char own[16384];
    char source[SHELF_PATH];
    char path[SHELF_PATH];
    snprintf(source, sizeof source, "%s/%s.c", puzzles, p->name);
    shelf_path(s, p, path);
    const size_t length = read_all(source, given, sizeof given);
    const int file = state_make_folders(path) ? open(path, O_WRONLY | O_CREAT | O_EXCL, 0666) : -1;
    if (file < 0 && errno == EEXIST) {
        return read_all(path, own, sizeof own) == length && memcmp(given, own, length) == 0 ? SHELF_UNTOUCHED
                                                                                            : SHELF_CHANGED;
    }
    if (file < 0 || write(file, given, length) != (ssize_t)length || close(file) != 0) {
        process_fail(path, strerror(errno));
    }
    return SHELF_NEW;
}
