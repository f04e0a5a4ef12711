/* SPDX-License-Identifier: Apache-2.0
 *
 * block_work.h - what block.c, block_scale.c and block_element.c share.
 */
#ifndef REF_BLOCK_WORK_H
#define REF_BLOCK_WORK_H

#include "block.h"

enum { REF_BLOCK_PRECISION = 254 }; /* bits of a scratch number: more than every sum or product here needs */

enum {
    REF_FP32_ONE = 0x3F800000,
    REF_FP32_ONE_AND_A_HALF = 0x3FC00000,
    REF_FP32_LARGEST = 0x7F7FFFFF,
    REF_FP32_INFINITY = 0x7F800000,
    REF_FP32_NAN = 0x7FC00000
};

typedef struct {
    const ref_block_recipe *recipe;
    const ref_format *fp32;
    const ref_policy *policy; /* of the elements */
    ref_block_matrix x;
    const uint32_t *random;
    const ref_block_result *result;
    uint32_t M;       /* the target */
    uint32_t T, E, D; /* of the tensor or the row */
    ref_bracket_t b;
    mpfr_t value, other;
} ref_block_work;

/* Elements [top, bottom) x [left, right), and where the block stands among the scales. */
typedef struct {
    size_t top, bottom, left, right, scale;
} ref_block;

/* fl(x op y). */
uint32_t ref_fl(ref_block_work *w, ref_op op, ref_operand x, ref_operand y);
uint32_t ref_fl32(ref_block_work *w, ref_op op, uint32_t x, uint32_t y);
bool ref_is_nan32(uint32_t code);

/* The larger of two codes of positive numbers; a NaN, which is above all, stays one. */
uint32_t ref_larger32(uint32_t x, uint32_t y);

/* The scale with that code, as an operand. */
ref_operand ref_scale_operand(const ref_block_work *w, uint32_t code);

/* Codes of the largest magnitude and of the ends of the range, of what counts. */
typedef struct {
    uint32_t amax, low, high;
} ref_extremes;

ref_extremes ref_block_extremes(const ref_block_recipe *recipe, ref_block_matrix x, ref_block part);

/* ---- Scales (block_scale.c) -------------------------------------------------------------------------------------- */

/* M. */
uint32_t ref_block_target(ref_block_work *w);

/* Sets w->T, E and D. */
void ref_block_tensor(ref_block_work *w, uint32_t T);

/* d of the ratios in FP32; it and scale_least. */
uint32_t ref_block_ratio(ref_block_work *w, ref_extremes e);

/* The code of the scale: of an exact ratio, from A; or of d. */
bool ref_block_is_exact(const ref_block_recipe *recipe);
uint32_t ref_block_exact_scale(ref_block_work *w, uint32_t A);
uint32_t ref_block_round_scale(ref_block_work *w, uint32_t d);

long ref_block_zero_point(ref_block_work *w, uint32_t low, uint32_t scale);

/* ---- Elements (block_element.c) ---------------------------------------------------------------------------------- */

/* n, or the nearer end of the integer's range. */
long ref_block_clamp(const ref_block_recipe *recipe, long n);

/* Quantises the elements of a block with its scale and zero point, which are in the result. */
void ref_block_elements(ref_block_work *w, const ref_block *block);

/* The error of a block's codes by the rule of four over six. */
uint32_t ref_block_error(ref_block_work *w, const ref_block *block);

#endif
