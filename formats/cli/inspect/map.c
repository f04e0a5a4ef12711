/* SPDX-License-Identifier: Apache-2.0
 *
 * A file in memory, without a copy.
 */
#define _POSIX_C_SOURCE 200809L

#include "map.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"

/* For the signal that comes when somebody else makes a mapped file shorter. */
static const char became_shorter[] = "halfulp: a file became shorter while it was read\n";

static void fail_shorter(int signal)
{
    (void)signal;
    const ssize_t written = write(STDERR_FILENO, became_shorter, sizeof became_shorter - 1);
    (void)written; /* there is nobody else to tell */
    _Exit(STATUS_BAD_INPUT);
}

const unsigned char *map_file(const char *path, size_t *size)
{
    struct stat status;
    const int file = open(path, O_RDONLY | O_NONBLOCK); /* opening a pipe must not wait for its writer */
    if (file < 0 || fstat(file, &status) != 0) {
        fail("%s: %s", shown(path), strerror(errno));
    }
    if (!S_ISREG(status.st_mode)) {
        fail("%s: expected a regular file, which can be mapped into memory", path);
    }
    if (status.st_size == 0) {
        fail("%s: is empty", path);
    }
    if ((uintmax_t)status.st_size > SIZE_MAX / 2) {
        fail("%s: too large to be mapped on this machine", path);
    }
    *size = (size_t)status.st_size;
    void *const bytes = mmap(NULL, *size, PROT_READ, MAP_PRIVATE, file, 0);
    if (bytes == MAP_FAILED) {
        fail("%s: cannot be mapped: %s", path, strerror(errno));
    }
    close(file);
    signal(SIGBUS, fail_shorter);
    return bytes;
}
