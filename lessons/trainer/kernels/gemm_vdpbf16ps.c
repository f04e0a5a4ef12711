/* SPDX-License-Identifier: Apache-2.0
 *
 * BF16 by VDPBF16PS of AVX512-BF16: tiles of 12 x 32 as gemm_avx512.c has them. The instruction adds the odd k of a
 * pair first and then the even one, each by a fused multiply-add that takes subnormal operands and results for zeros
 * (Intel's Software Developer's Manual, VDPBF16PS). Its model is hu_x86_vdpbf16ps, and the twin soft_bf16.c.
 */
#include "gemm.h"

#if defined(__AVX512BF16__)

#include <immintrin.h>

#include "gemm_pack.h"

enum { LANES = 16, ROWS = 12, COLUMNS = 2 * LANES };

static void pack_left(const gemm_panel *panel, void *words)
{
    pack_pairs(panel, ROWS, words);
}

static void pack_right(const gemm_panel *panel, void *words)
{
    pack_pairs(panel, COLUMNS, words);
}

static __m512bh pairs(__m512i words)
{
    __m512bh same; /* the same register: the intrinsics have no cast that every compiler knows */
    memcpy(&same, &words, sizeof same);
    return same;
}

static void tile(const gemm_tile *t)
{
    const uint32_t *left = t->left;
    const uint32_t *right = t->right;
    const __m512 zero = _mm512_setzero_ps();
    __m512 sum[ROWS][2];
    for (size_t r = 0; r < ROWS; r++) {
        sum[r][0] = t->first ? zero : _mm512_loadu_ps(t->out + r * t->stride);
        sum[r][1] = t->first ? zero : _mm512_loadu_ps(t->out + r * t->stride + LANES);
    }
    for (size_t k = 0; k < t->links; k++) {
        const __m512bh right_0 = pairs(_mm512_load_si512(right + k * COLUMNS));
        const __m512bh right_1 = pairs(_mm512_load_si512(right + k * COLUMNS + LANES));
        for (size_t r = 0; r < ROWS; r++) {
            const __m512bh left_r = pairs(_mm512_set1_epi32((int)left[k * t->left_link + r * t->left_row]));
            sum[r][0] = _mm512_dpbf16_ps(sum[r][0], left_r, right_0);
            sum[r][1] = _mm512_dpbf16_ps(sum[r][1], left_r, right_1);
        }
    }
    for (size_t r = 0; r < ROWS; r++) {
        _mm512_storeu_ps(t->out + r * t->stride, sum[r][0]);
        _mm512_storeu_ps(t->out + r * t->stride + LANES, sum[r][1]);
    }
}

const gemm_kernel gemm_vdpbf16ps = {ROWS, ROWS, COLUMNS, 2, 2, pack_left, pack_right, tile};

#else

const gemm_kernel gemm_vdpbf16ps = {0};

#endif
