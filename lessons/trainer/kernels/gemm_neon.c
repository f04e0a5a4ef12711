/* SPDX-License-Identifier: Apache-2.0
 *
 * FP32 by NEON: tiles of 8 x 12 in 24 of the 32 registers of 4 lanes; a row of the right operand takes three more. Each
 * link is FMLA with the left operand's number in all lanes.
 */
#include "gemm.h"

#if defined(__aarch64__)

#include <arm_neon.h>

#include "gemm_pack.h"

enum { LANES = 4, ROWS = 8, COLUMNS = 3 * LANES };

static void pack_left(const gemm_panel *panel, void *words)
{
    pack_fp32(panel, ROWS, words);
}

static void pack_right(const gemm_panel *panel, void *words)
{
    pack_fp32(panel, COLUMNS, words);
}

static void tile(const gemm_tile *t)
{
    const float *left = t->left;
    const float *right = t->right;
    const float32x4_t zero = vdupq_n_f32(0);
    float32x4_t sum[ROWS][3];
    for (size_t r = 0; r < ROWS; r++) {
        sum[r][0] = t->first ? zero : vld1q_f32(t->out + r * t->stride);
        sum[r][1] = t->first ? zero : vld1q_f32(t->out + r * t->stride + LANES);
        sum[r][2] = t->first ? zero : vld1q_f32(t->out + r * t->stride + 2 * LANES);
    }
    for (size_t k = 0; k < t->links; k++) {
        const float32x4_t right_0 = vld1q_f32(right + k * COLUMNS);
        const float32x4_t right_1 = vld1q_f32(right + k * COLUMNS + LANES);
        const float32x4_t right_2 = vld1q_f32(right + k * COLUMNS + 2 * LANES);
        for (size_t r = 0; r < ROWS; r++) {
            const float left_r = left[k * t->left_link + r * t->left_row];
            sum[r][0] = vfmaq_n_f32(sum[r][0], right_0, left_r);
            sum[r][1] = vfmaq_n_f32(sum[r][1], right_1, left_r);
            sum[r][2] = vfmaq_n_f32(sum[r][2], right_2, left_r);
        }
    }
    for (size_t r = 0; r < ROWS; r++) {
        vst1q_f32(t->out + r * t->stride, sum[r][0]);
        vst1q_f32(t->out + r * t->stride + LANES, sum[r][1]);
        vst1q_f32(t->out + r * t->stride + 2 * LANES, sum[r][2]);
    }
}

const gemm_kernel gemm_neon = {ROWS, ROWS, COLUMNS, 1, 4, pack_left, pack_right, tile};

#else

const gemm_kernel gemm_neon = {0};

#endif
