/* SPDX-License-Identifier: Apache-2.0
 *
 * peer_numpy.py as a process. See peer_numpy.h.
 */
#define _POSIX_C_SOURCE 200809L

#include "bench/peer_numpy.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

bool numpy_start(peer_numpy *n)
{
    const char *python = getenv("PYTHON");
    int to[2];
    int from[2];
    if (pipe(to) != 0 || pipe(from) != 0) {
        return false;
    }
    const pid_t child = fork();
    if (child == 0) {
        dup2(to[0], 0);
        dup2(from[1], 1);
        close(to[1]);
        close(from[0]);
        setenv("OPENBLAS_NUM_THREADS", "1", 1);
        if (freopen("/dev/null", "w", stderr) != NULL) { /* that NumPy is missing is said once, by us */
            execlp(python != NULL ? python : "python3", "python3", "tests/bench/peer_numpy.py", (char *)NULL);
        }
        _exit(127);
    }
    close(to[0]);
    close(from[1]);
    n->to = fdopen(to[1], "wb");
    n->from = fdopen(from[0], "rb");
    return child >= 0 && n->to != NULL && n->from != NULL;
}

void numpy_stop(peer_numpy *n)
{
    fclose(n->to);
    fclose(n->from);
    n->to = n->from = NULL;
}

void numpy_send(const peer_numpy *n, const void *words, size_t count)
{
    fwrite(words, sizeof(uint32_t), count, n->to);
}

bool numpy_answers(const peer_numpy *n, double answer[2])
{
    fflush(n->to);
    return fread(answer, sizeof *answer, 2, n->from) == 2;
}
