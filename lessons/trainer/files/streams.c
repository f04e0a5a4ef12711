/* SPDX-License-Identifier: Apache-2.0
 *
 * Standard streams and signals of a program that writes files; see streams.h.
 */
#define _POSIX_C_SOURCE 200809L

#include "streams.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

bool streams_prepare(char error[TRAINER_ERROR_SIZE])
{
    signal(SIGXFSZ, SIG_IGN);
    for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor++) {
        if (fcntl(descriptor, F_GETFD) >= 0) {
            continue;
        }
        /* The lowest that is free is this one. */
        if (descriptor == STDOUT_FILENO || open("/dev/null", O_RDWR) != descriptor) {
            return trainer_refuse(error, "standard output: %s: expected an open file", strerror(errno));
        }
    }
    return true;
}
