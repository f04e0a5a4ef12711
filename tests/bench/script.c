/* SPDX-License-Identifier: Apache-2.0
 *
 * Starts a peer in Python, sends it commands and reads its answers through pipes. See script.h.
 */
#define _POSIX_C_SOURCE 200809L

#include "bench/script.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/timing.h"

/* The ends of a pair of pipes, in a process of its own: to its input, from its output. */
static bool start(bench_script *s, const char *python, const char *file)
{
    int down[2], up[2];
    if (pipe(down) != 0 || pipe(up) != 0) {
        bench_fail("no pipe");
    }
    const pid_t child = fork();
    if (child < 0) {
        bench_fail("no process for a script");
    }
    if (child == 0) {
        dup2(down[0], STDIN_FILENO);
        dup2(up[1], STDOUT_FILENO);
        close(down[0]), close(down[1]), close(up[0]), close(up[1]);
        execlp(python, python, file, (char *)NULL);
        _exit(127);
    }
    close(down[0]), close(up[1]);
    s->to = fdopen(down[1], "w");
    s->from = fdopen(up[0], "r");
    if (s->to == NULL || s->from == NULL) {
        bench_fail("out of memory");
    }
    if (fgets(s->greeting, sizeof s->greeting, s->from) == NULL) {
        script_end(s);
        return false;
    }
    s->greeting[strcspn(s->greeting, "\n")] = '\0';
    return true;
}

bool script_start(bench_script *s, const char *file)
{
    const char *const pythons[] = {getenv("PYTHON"), "python3", "/usr/bin/python3"};
    signal(SIGPIPE, SIG_IGN);
    for (size_t i = 0; i < sizeof pythons / sizeof pythons[0]; i++) {
        if (pythons[i] != NULL && access(file, R_OK) == 0 && start(s, pythons[i], file)) {
            return true;
        }
    }
    return false;
}

void script_load(const bench_script *s, const char *work, const void *x, size_t x_bytes, const void *y, size_t y_bytes)
{
    fprintf(s->to, "load %zu %zu %s\n", x_bytes, y_bytes, work);
    if (fwrite(x, 1, x_bytes, s->to) != x_bytes || fwrite(y, 1, y_bytes, s->to) != y_bytes || fflush(s->to) != 0) {
        bench_fail("a script ended too early");
    }
}

double script_seconds(const bench_script *s, size_t repeats)
{
    char line[64];
    fprintf(s->to, "time %zu\n", repeats);
    if (fflush(s->to) != 0 || fgets(line, sizeof line, s->from) == NULL) {
        bench_fail("a script ended too early");
    }
    return strtod(line, NULL);
}

void script_result(const bench_script *s, void *out, size_t bytes)
{
    fprintf(s->to, "result\n");
    if (fflush(s->to) != 0 || fread(out, 1, bytes, s->from) != bytes) {
        bench_fail("a script gave no result");
    }
}

void script_end(bench_script *s)
{
    fclose(s->to);
    fclose(s->from);
    while (wait(NULL) > 0) {
    }
}
