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

/* One aligned sum: addend + x[0] y[0] + x[1] y[1] + ..., count <= HU_DOT_STEP_MAX. */
uint64_t hu_dot_aligned(const hu_dot_model *m, uint64_t addend, const uint64_t *x, const uint64_t *y, size_t count);

/* x * y + c, codes of FP64. */
uint64_t hu_dot_fma_fp64(uint64_t x, uint64_t y, uint64_t c);

#endif
