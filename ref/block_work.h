/* SPDX-License-Identifier: Apache-2.0
 *
 * block_work.h - what block.c and block_element.c share.
 */
#ifndef REF_BLOCK_WORK_H
#define REF_BLOCK_WORK_H

#include "block.h"

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

uint32_t ref_fl(ref_block_work *w, ref_op op, ref_operand x, ref_operand y);
uint32_t ref_fl32(ref_block_work *w, ref_op op, uint32_t x, uint32_t y);
bool ref_is_nan32(uint32_t code);

/* The scale with that code, as an operand. */
ref_operand ref_scale_operand(const ref_block_work *w, uint32_t code);

/* Quantises the elements of a block with its scale and zero point, which are in the result. */
void ref_block_elements(ref_block_work *w, const ref_block *block);

/* The error of a block's codes by the rule of four over six. */
uint32_t ref_block_error(ref_block_work *w, const ref_block *block);

#endif
