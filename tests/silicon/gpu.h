/* SPDX-License-Identifier: Apache-2.0
 *
 * gpu.h - the instructions that gpu.cu and headers.cu run, and the buffers in which their results come back. C and
 * CUDA. An error of CUDA ends the program with status 2 and says where.
 */
#ifndef SILICON_GPU_H
#define SILICON_GPU_H

#include "operands.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Where results go, and which operands: numbers first to first + count - 1 of the plan; or, if `list` is not NULL, the
 * tuples of SILICON_OPERANDS_MAX codes there. Results are packed. */
typedef struct {
    void *results;
    uint64_t first, count;
    silicon_plan plan;
    const uint64_t *list;
} silicon_job;

typedef struct {
    const char *name;                        /* as ptx.h reads it                                           */
    void (*on_gpu)(const silicon_job *job);  /* memory of the GPU; returns before it is done                */
    void (*on_host)(const silicon_job *job); /* the same C++ compiled for the processor; NULL: instructions */
} silicon_row;

/* The rows by index; NULL past the last. */
const silicon_row *silicon_instruction(size_t index); /* gpu.cu     */
const silicon_row *silicon_header(size_t index);      /* headers.cu */

enum { SILICON_BUFFERS = 2, SILICON_BUFFER_BYTES = 1 << 27 };

/* Takes the first GPU and the buffers; false, with a line on stderr, if there is none. Writes the GPU's name, the
 * driver and the version of CUDA to `text`. */
int silicon_open(char *text, size_t size);

/* Begins a job into buffer 0 or 1, of which job->results is ignored; then waits for it. */
void silicon_begin(int buffer, const silicon_row *row, silicon_job job, size_t result_size);
const void *silicon_finish(int buffer);

#ifdef __cplusplus
}
#endif

#endif
