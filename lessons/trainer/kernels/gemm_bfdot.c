/* SPDX-License-Identifier: Apache-2.0
 *
 * BF16 by BFDOT of ARM's FEAT_BF16: tiles of 8 x 12 as gemm_neon.c has them. The instruction rounds both products of a
 * pair, their sum, and its sum with the accumulator, each to odd, with subnormals flushed (Arm Architecture Reference
 * Manual, BFDotAdd, while FPCR.EBF is 0, as Linux leaves it). So these are other bits than VDPBF16PS gives. Its model
 * is hu_arm_bfdot, and the twin soft_bf16.c.
 */
#include "gemm.h"

#if defined(__aarch64__) && defined(__ARM_FEATURE_BF16_VECTOR_ARITHMETIC)

#include <arm_neon.h>

#include "gemm_pack.h"

enum { LANES = 4, ROWS = 8, COLUMNS = 3 * LANES };

static void pack_left(const gemm_panel *panel, void *words)
{
    pack_pairs(panel, ROWS, words);
}

static void pack_right(const gemm_panel *panel, void *words)
{
    pack_pairs(panel, COLUMNS, words);
}

static bfloat16x8_t pairs(uint32x4_t words)
{
    return vreinterpretq_bf16_u32(words);
}

static void tile(const gemm_tile *t)
{
    const uint32_t *left = t->left;
    const uint32_t *right = t->right;
    const float32x4_t zero = vdupq_n_f32(0);
    float32x4_t sum[ROWS][3];
    for (size_t r = 0; r < ROWS; r++) {
        sum[r][0] = t->first ? zero : vld1q_f32(t->out + r * t->stride);
        sum[r][1] = t->first ? zero : vld1q_f32(t->out + r * t->stride + LANES);
        sum[r][2] = t->first ? zero : vld1q_f32(t->out + r * t->stride + 2 * LANES);
    }
    for (size_t k = 0; k < t->links; k++) {
        const bfloat16x8_t right_0 = pairs(vld1q_u32(right + k * COLUMNS));
        const bfloat16x8_t right_1 = pairs(vld1q_u32(right + k * COLUMNS + LANES));
        const bfloat16x8_t right_2 = pairs(vld1q_u32(right + k * COLUMNS + 2 * LANES));
        for (size_t r = 0; r < ROWS; r++) {
            const bfloat16x8_t left_r = pairs(vdupq_n_u32(left[k * t->left_link + r * t->left_row]));
            sum[r][0] = vbfdotq_f32(sum[r][0], left_r, right_0);
            sum[r][1] = vbfdotq_f32(sum[r][1], left_r, right_1);
            sum[r][2] = vbfdotq_f32(sum[r][2], left_r, right_2);
        }
    }
    for (size_t r = 0; r < ROWS; r++) {
        vst1q_f32(t->out + r * t->stride, sum[r][0]);
        vst1q_f32(t->out + r * t->stride + LANES, sum[r][1]);
        vst1q_f32(t->out + r * t->stride + 2 * LANES, sum[r][2]);
    }
}

const gemm_kernel gemm_bfdot = {ROWS, ROWS, COLUMNS, 2, 2, pack_left, pack_right, tile};

#else

const gemm_kernel gemm_bfdot = {0};

#endif
