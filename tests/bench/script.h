/* SPDX-License-Identifier: Apache-2.0
 *
 * script.h - a peer in Python, as a process that is told by lines what to do and takes its own time, so that it is
 * measured in turn with the others: bench_side.seconds. Its first line is a greeting, its name and version; without one
 * (nothing that it imports, say) it is missing. Commands: "load BYTES BYTES WORK" with that many bytes of both operands
 * after the line; "time REPEATS", answered by a line with the seconds of its CPU time; "result", answered by the bytes.
 */
#ifndef BENCH_SCRIPT_H
#define BENCH_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

typedef struct {
    char greeting[32]; /* "NumPy 1.24.2" */
    FILE *to, *from;
} bench_script;

/* Starts the script with $PYTHON, python3 or /usr/bin/python3, the first that gives a greeting. */
bool script_start(bench_script *s, const char *file);

/* Hands over what to do, and on what. y may be NULL. */
void script_load(const bench_script *s, const char *work, const void *x, size_t x_bytes, const void *y, size_t y_bytes);

/* Does the work so often; the seconds it took. */
double script_seconds(const bench_script *s, size_t repeats);

/* The result of the work. */
void script_result(const bench_script *s, void *out, size_t bytes);

void script_end(bench_script *s);

#endif
