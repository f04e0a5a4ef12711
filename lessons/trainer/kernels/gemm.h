/* SPDX-License-Identifier: Apache-2.0
 *
 * Fast matrix products. gemm.c cuts a product into blocks that stay in the caches, and blocks into tiles: as many
 * outputs as fit into the registers. Each instruction set has its own tile, and packs both operands into the order in
 * which that tile reads them: gemm_avx512.c, gemm_avx2.c, ...
 *
 * The order of operations is the canonical one, a single chain per output in ascending k from +0: in each block of k
 * the tile continues the chains that the block before left in the outputs. So blocks and tiles change no bit.
 */
#ifndef TRAINER_GEMM_H
#define TRAINER_GEMM_H

#include "kernels.h"

/* Some rows of the left operand, or columns of the right: `lines` of them, and of each `depth` elements. */
typedef struct {
    const void *from; /* the element of line 0, k = 0                                     */
    size_t line, k;   /* elements from one line, and from one k, to the next; one is 1    */
    size_t lines;     /* at most the tile's; missing lines are packed as zeros           */
    size_t depth;
} gemm_panel;

/* What a tile computes: its `links` links more of the chains of its outputs. */
typedef struct {
    size_t links, rows;
    const void *left;           /* words: left_row from one row to the next, left_link from one link to the next */
    size_t left_row, left_link; /* 1 and the tile's rows if the operand was packed                                */
    const void *right;          /* words [link][columns], aligned to 64 bytes                                     */
    float *out;                 /* [rows][columns], its rows `stride` floats apart                                */
    size_t stride;
    bool first; /* the chains begin here, at +0; otherwise they go on from what is in `out` */
} gemm_tile;

/* Packed operands are words of 32 bits: an FP32 number, or two BF16 with the even k in the low half. A word of the left
 * and one of the right are a link: what one instruction adds to the chain of an output. */
struct gemm_kernel {
    size_t rows;       /* of the tile, a multiple of `step`                                             */
    size_t step;       /* a tile may also have fewer rows, a multiple of this                           */
    size_t columns;    /* of every tile                                                                 */
    size_t elements;   /* k in a link: 1, or 2; an odd last one is joined by +0, in both operands       */
    size_t code_bytes; /* of an operand's element in memory                                             */
    /* To words [link][rows] and [link][columns]. */
    void (*pack_left)(const gemm_panel *panel, void *words);
    void (*pack_right)(const gemm_panel *panel, void *words);
    void (*tile)(const gemm_tile *t); /* NULL: this build does not have the kernel */
};

/* The product of a task whose accumulator is FP32, in one thread. Operands as trainer_kernels.operand says. The task's
 * scratch has at least gemm_scratch bytes, aligned to 64. Rows of `out` are `stride` floats apart: task->columns, or
 * more where a part of the columns is computed. */
void gemm_product(const gemm_kernel *kernel, const product_task *task, size_t stride);

/* Bytes of scratch for a product of at most this size. */
size_t gemm_scratch(const gemm_kernel *kernel, size_t rows, size_t depth, size_t columns);

extern const gemm_kernel gemm_avx512, gemm_avx2, gemm_f16c, gemm_vdpbf16ps, gemm_neon, gemm_bfdot;

#endif
