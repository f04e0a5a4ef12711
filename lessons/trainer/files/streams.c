/* SPDX-License-Identifier: Apache-2.0 */
#define _POSIX_C_SOURCE 200809L

#include "streams.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

bool streams_prepare(void)
{
    signal(SIGXFSZ, SIG_IGN);
    for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor++) {
        if (fcntl(descriptor, F_GETFD) >= 0) {
            continue;
        }
        /* The lowest that is free is this one. */
        if (descriptor == STDOUT_FILENO || open("/dev/null", O_RDWR) != descriptor) {
            return false;
        }
    }
    return true;
}
