/* SPDX-License-Identifier: Apache-2.0
 *
 * Replacing a file in one step; see replace.h.
 */
#define _XOPEN_SOURCE 700 /* realpath */

#include "replace.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* `folder` and "/" and `name`, which the caller frees; NULL: out of memory. */
static char *joined(const char *folder, const char *name)
{
    const size_t size = strlen(folder) + strlen(name) + 2;
    char *path = malloc(size);
    if (path != NULL) {
        snprintf(path, size, "%s/%s", folder, name);
    }
    return path;
}

/* The whole name of a file that is not there yet, or of what a link that dangles points to. */
static char *place_of_new(const char *path, int links)
{
    enum { LINKS_MAX = 40 };
    char target[PATH_MAX];
    const char *slash = strrchr(path, '/');
    char *folder = slash == NULL ? strdup(".") : slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
    const ssize_t length = folder != NULL ? readlink(path, target, sizeof target - 1) : -1;
    char *place = NULL;
    if (length >= 0 && links < LINKS_MAX) {
        target[length] = '\0';
        char *next = target[0] == '/' ? strdup(target) : joined(folder, target);
        place = next != NULL ? realpath(next, NULL) : NULL;
        if (next != NULL && place == NULL && errno == ENOENT) {
            place = place_of_new(next, links + 1);
        }
        free(next);
    } else if (folder != NULL && length < 0) {
        char *whole = realpath(folder, NULL);
        place = whole != NULL ? joined(whole, slash == NULL ? path : slash + 1) : NULL;
        free(whole);
    }
    free(folder);
    return place;
}

/* Where the file of this name is, or would be made. NULL: errno says why. */
static char *place_of(const char *path)
{
    char *place = realpath(path, NULL);
    return place != NULL || errno != ENOENT ? place : place_of_new(path, 0);
}

static char *aside_of(const char *place)
{
    const size_t size = strlen(place) + sizeof ".new";
    char *aside = malloc(size);
    if (aside != NULL) {
        snprintf(aside, size, "%s.new", place);
    }
    return aside;
}

char *replace_aside(const char *path)
{
    char *place = place_of(path);
    char *aside = place != NULL ? aside_of(place) : NULL;
    free(place);
    return aside;
}

bool same_file(const char *a, const char *b)
{
    struct stat of_a;
    struct stat of_b;
    if (stat(a, &of_a) == 0 && stat(b, &of_b) == 0) {
        return of_a.st_dev == of_b.st_dev && of_a.st_ino == of_b.st_ino;
    }
    char *place_a = place_of(a);
    char *place_b = place_of(b);
    const bool same = place_a != NULL && place_b != NULL && strcmp(place_a, place_b) == 0;
    free(place_a);
    free(place_b);
    return same;
}

/* The file in which to write, still with the contents that a crash may have left, and locked: another process that
 * writes the same file waits, and then finds that the file which it waited for has been renamed. A file system
 * without locks is not refused: two such processes are rare. -1: errno says why. */
static int open_aside(const char *aside)
{
    for (;;) {
        const int handle = open(aside, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0666);
        if (handle < 0) {
            return -1;
        }
        struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
        struct stat held;
        struct stat named;
        fcntl(handle, F_SETLKW, &whole);
        if (fstat(handle, &held) == 0 && lstat(aside, &named) == 0 && held.st_dev == named.st_dev &&
            held.st_ino == named.st_ino) {
            return handle;
        }
        close(handle);
    }
}

/* Is it empty, or does it begin as one that was to be renamed? */
static bool may_overwrite(int handle, const uint8_t *bytes, size_t alike)
{
    uint8_t begin[REPLACE_ALIKE_MAX];
    struct stat about;
    if (fstat(handle, &about) != 0 || !S_ISREG(about.st_mode)) {
        return false;
    }
    const ssize_t some = pread(handle, begin, alike, 0);
    return some >= 0 && memcmp(begin, bytes, (size_t)some) == 0;
}

/* All of it, down to the disk. */
static bool write_bytes(int handle, const uint8_t *bytes, size_t size)
{
    bool ok = ftruncate(handle, 0) == 0;
    for (size_t done = 0; ok && done < size;) {
        const ssize_t some = write(handle, bytes + done, size - done);
        ok = some >= 0 || errno == EINTR;
        done += some > 0 ? (size_t)some : 0;
    }
    return ok && fsync(handle) == 0;
}

bool replace_file(const char *path, const uint8_t *bytes, size_t size, size_t alike, char error[TRAINER_ERROR_SIZE])
{
    assert(alike <= size && alike <= REPLACE_ALIKE_MAX);
    char *place = place_of(path);
    char *aside = place != NULL ? aside_of(place) : NULL;
    const int handle = aside != NULL ? open_aside(aside) : -1;
    bool ok = false;
    if (handle < 0) {
        trainer_refuse(error, "%.300s: %s", aside != NULL ? aside : path, strerror(errno));
    } else if (!may_overwrite(handle, bytes, alike)) {
        trainer_refuse(error,
                       "%.300s: it is in the way: expected no file there, or one that an interrupted write has left",
                       aside);
    } else {
        ok = write_bytes(handle, bytes, size) && rename(aside, place) == 0;
        if (!ok) {
            trainer_refuse(error, "%.300s: %s", path, strerror(errno));
            unlink(aside);
        }
    }
    if (handle >= 0) {
        close(handle); /* only now: it gives up the lock, and fsync has told of failures */
    }
    free(aside);
    free(place);
    return ok;
}
