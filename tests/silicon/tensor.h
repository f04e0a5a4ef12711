/* SPDX-License-Identifier: Apache-2.0
 *
 * tensor.h - what the program for tensor cores and its CUDA part share: the instructions, and who runs them.
 */
#ifndef TENSOR_H
#define TENSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One instruction: d = a * b + c for tiles of m x k and k x n elements. Rows of a and columns of b are contiguous. */
typedef struct {
    const char *name; /* the PTX without ".sync.aligned" and ".row.col" */
    const char *row;  /* of the library's table (halfulp_dot.h) */
    int m, n, k;
    int negated;   /* 1: a or b is */
    int no_addend; /* 1: c is ignored */
} instruction;

extern const instruction instructions[];
extern const size_t instruction_count;

enum { LINKS_MAX = 4 };

/* Tiles, one after the other, each a chain of `links` instructions. Bytes are those of one tile. `exchanged` is for
 * wgmma: the two strides of its descriptors change places. */
typedef struct {
    const void *a, *b, *c;
    void *d;
    size_t tiles, a_bytes, b_bytes, d_bytes;
    int links, exchanged;
} device_job;

/* 0: done. -1: there is no such instruction here, or it failed. */
int device_run(const char *name, const device_job *job);
const char *device_name(void); /* NULL: no device */

#ifdef __cplusplus
}
#endif

#endif
