/* SPDX-License-Identifier: Apache-2.0
 *
 * peer_numpy.h - the same training in NumPy: peer_numpy.py as a process, with a pipe to it and one from it.
 */
#ifndef BENCH_PEER_NUMPY_H
#define BENCH_PEER_NUMPY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

typedef struct {
    FILE *to, *from; /* NULL: there is none */
} peer_numpy;

/* Starts the script with $PYTHON or python3. False: no pipe or no process. That NumPy is missing shows by its first
 * answer. */
bool numpy_start(peer_numpy *n);
void numpy_stop(peer_numpy *n);

/* Hands over words of 32 bits, integers or floats. */
void numpy_send(const peer_numpy *n, const void *words, size_t count);

/* The script's answer: seconds and loss. False: it has ended. */
bool numpy_answers(const peer_numpy *n, double answer[2]);

#endif
