/* SPDX-License-Identifier: Apache-2.0
 *
 * Packing in plain C. Each tile's file calls these with the width of its tile, a constant, so that the loops over lines
 * become a few vector instructions of that machine: hence the separate loops for lines side by side in memory, for
 * lines one after the other, and for the last panel, in which lines are missing.
 */
#ifndef TRAINER_GEMM_PACK_H
#define TRAINER_GEMM_PACK_H

#include "gemm.h"

#include <string.h>

/* FP32 to words [depth][width]. */
static inline void pack_fp32(const gemm_panel *p, size_t width, float *restrict to)
{
    const float *from = p->from;
    if (p->lines < width) {
        memset(to, 0, p->depth * width * sizeof *to);
        for (size_t i = 0; i < p->lines; i++) {
            for (size_t k = 0; k < p->depth; k++) {
                to[k * width + i] = from[i * p->line + k * p->k];
            }
        }
    } else if (p->line == 1) {
        for (size_t k = 0; k < p->depth; k++) {
            for (size_t i = 0; i < width; i++) {
                to[k * width + i] = from[k * p->k + i];
            }
        }
    } else {
        for (size_t k = 0; k < p->depth; k++) {
            for (size_t i = 0; i < width; i++) {
                to[k * width + i] = from[i * p->line + k]; /* p->k is 1 */
            }
        }
    }
}

/* Two BF16 numbers as one word: the even k in the low half. */
static inline uint32_t bf16_pair(uint16_t even, uint16_t odd)
{
    return even | (uint32_t)odd << 16;
}

/* BF16 to words [ceil(depth / 2)][width]. */
static inline void pack_pairs(const gemm_panel *p, size_t width, uint32_t *restrict to)
{
    const uint16_t *from = p->from;
    const size_t pairs = p->depth / 2;
    if (p->lines < width) {
        memset(to, 0, pairs * width * sizeof *to);
        for (size_t i = 0; i < p->lines; i++) {
            for (size_t g = 0; g < pairs; g++) {
                const uint16_t *even = from + i * p->line + 2 * g * p->k;
                to[g * width + i] = bf16_pair(even[0], even[p->k]);
            }
        }
    } else if (p->line == 1) {
        for (size_t g = 0; g < pairs; g++) {
            const uint16_t *even = from + 2 * g * p->k;
            const uint16_t *odd = even + p->k;
            for (size_t i = 0; i < width; i++) {
                to[g * width + i] = bf16_pair(even[i], odd[i]);
            }
        }
    } else {
        for (size_t g = 0; g < pairs; g++) {
            for (size_t i = 0; i < width; i++) {
                const uint16_t *even = from + i * p->line + 2 * g; /* p->k is 1 */
                to[g * width + i] = bf16_pair(even[0], even[1]);
            }
        }
    }
    for (size_t i = 0; p->depth % 2 != 0 && i < width; i++) {
        to[pairs * width + i] = i < p->lines ? from[i * p->line + 2 * pairs * p->k] : 0;
    }
}

#endif
