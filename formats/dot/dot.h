/* SPDX-License-Identifier: Apache-2.0
 *
 * What the parts of the dot products share.
 */
#ifndef HU_DOT_H
#define HU_DOT_H

#include "halfulp_dot.h"
#include "value.h"

enum { HU_DOT_STEP_MAX = 64 };

/* NVIDIA's TF32 has the upper 19 bits of a register of 32; the others do not count. */
HU_INLINE int hu_dot_ignored_bits(const hu_format *f)
{
    return hu_width(f) == 19 ? 13 : 0;
}

/* The rows that are as published (nvidia.c, published.c). */
extern const hu_dot_model hu_dot_nvidia[];
extern const hu_dot_model hu_dot_others[];
extern const size_t hu_dot_nvidia_count;
extern const size_t hu_dot_others_count;

/* One aligned sum (aligned.c): addend + (x[0] y[0] + x[1] y[1] + ...) 2^scale, count <= HU_DOT_STEP_MAX. Its last step,
 * which rounds to the result; and what infinities and NaNs among the terms add up to. */
uint64_t hu_dot_aligned(const hu_dot_model *m, uint64_t addend, const uint64_t *x, const uint64_t *y, size_t count,
                        int scale);
uint64_t hu_dot_finish(const hu_dot_model *m, hu_value sum);
hu_value hu_dot_special(const hu_dot_model *m, uint64_t addend, const uint64_t *x, const uint64_t *y, size_t count);

/* c + (x[0] y[0] + x[1] y[1] + ...) 2^scale, for the k products of a row (arm.c). The row needs no other fields than k
 * and the formats. */
uint64_t hu_dot_exact_signed(const hu_dot_model *m, uint64_t addend, const uint64_t *x, const uint64_t *y, int scale,
                             hu_overflow overflow);

/* One instruction by each of the other schemes (blocks.c, bulk.c, matrix_cores.c, tiles.c). */
uint64_t hu_dot_blocks(const hu_dot_model *m, uint64_t addend, const uint64_t *x, const uint64_t *y,
                       const uint64_t *x_scales, const uint64_t *y_scales);
uint64_t hu_dot_bulk(const hu_dot_model *m, uint64_t addend, const uint64_t *x, const uint64_t *y);
uint64_t hu_dot_trees(const hu_dot_model *m, uint64_t addend, const uint64_t *x, const uint64_t *y, bool flushed);
uint64_t hu_dot_exact_steps(const hu_dot_model *m, uint64_t addend, const uint64_t *x, const uint64_t *y);
uint64_t hu_dot_rounded_down(const hu_dot_model *m, uint64_t addend, const uint64_t *x, const uint64_t *y, bool apart);
uint64_t hu_dot_odd_first(const hu_dot_model *m, uint64_t addend, const uint64_t *x, const uint64_t *y);
uint64_t hu_dot_even_and_odd(const hu_dot_model *m, uint64_t addend, const uint64_t *x, const uint64_t *y);

/* x * y + c, codes of FP64. */
uint64_t hu_dot_fma_fp64(uint64_t x, uint64_t y, uint64_t c);

#endif
