/* SPDX-License-Identifier: Apache-2.0
 *
 * bf16_dots.h - the six ways in which processors add a dot product of BF16 numbers to an FP32 sum, by their models (see
 * halfulp_models.h). For lesson 15.
 */
#ifndef HALFULP_WAYS_H
#define HALFULP_WAYS_H

#include "halfulp.h"
#include "trainer/trainer.h" /* defines: trainer_path */

#include <stddef.h>

enum { TILE = 32 }; /* elements that one TDPBF16PS takes at most */

/* Also a variant with FPCR.FZ = 1, which differs only where results are subnormal. */
enum { PLAIN, VDPBF16PS, BFDOT, BFDOT_EBF, AMX_SDM, AMX_GUIDE, WAYS, BFDOT_EBF_FZ = WAYS, VARIANTS };

/* `halves` is the largest error of a rounding in halves of an ulp: to nearest it is one, 2^-24 of the value; to odd,
 * which may take the farther neighbour, less than two. */
typedef struct {
    const char *name, *order; /* the order in which a pair of elements is added */
    size_t step;              /* elements that one instruction takes */
    int halves;
    trainer_path silicon; /* the path with the instruction; AUTO: that of --path; SOFT: none */
    const char *missing;  /* why it cannot run */
} way;

extern const way ways[VARIANTS];

/* x[0] y[0] + ... + x[n-1] y[n-1] from +0, n even, by ways[w]. */
hu_fp32 ways_dot(int w, const hu_bf16 *x, const hu_bf16 *y, size_t n);

/* The largest number of roundings of a product on its way into a result of n elements, a multiple of TILE. A product of
 * two BF16 numbers has 16 bits and is exact, and so is the first addition to +0.
 *      one chain   every fma but the first: n - 1
 *      pairs       the sum of the pair, then each addition to the sum but the first: 1 + n/2 - 1
 *      two chains  TILE/2 - 1 in its own, 1 for even + odd, and 1 for each tile but the first: n/TILE - 1 */
int ways_roundings(int w, size_t n);

#endif
