/* SPDX-License-Identifier: Apache-2.0
 *
 * FP32 by AVX-512F: tiles of 12 x 32 in 24 registers of 16 lanes; a row of the right operand takes two more. Each link
 * is VFMADD231PS with the left operand's number in all lanes.
 */
#include "gemm.h"

#if defined(__AVX512F__)

#include <immintrin.h>

#include "gemm_pack.h"

enum { LANES = 16, ROWS = 12, COLUMNS = 2 * LANES };

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
    const __m512 zero = _mm512_setzero_ps();
    __m512 sum[ROWS][2];
    for (size_t r = 0; r < ROWS; r++) {
        sum[r][0] = t->first ? zero : _mm512_loadu_ps(t->out + r * t->stride);
        sum[r][1] = t->first ? zero : _mm512_loadu_ps(t->out + r * t->stride + LANES);
    }
    for (size_t k = 0; k < t->links; k++) {
        const __m512 right_0 = _mm512_load_ps(right + k * COLUMNS);
        const __m512 right_1 = _mm512_load_ps(right + k * COLUMNS + LANES);
        for (size_t r = 0; r < ROWS; r++) {
            const __m512 left_r = _mm512_set1_ps(left[k * t->left_link + r * t->left_row]);
            sum[r][0] = _mm512_fmadd_ps(left_r, right_0, sum[r][0]);
            sum[r][1] = _mm512_fmadd_ps(left_r, right_1, sum[r][1]);
        }
    }
    for (size_t r = 0; r < ROWS; r++) {
        _mm512_storeu_ps(t->out + r * t->stride, sum[r][0]);
        _mm512_storeu_ps(t->out + r * t->stride + LANES, sum[r][1]);
    }
}

const gemm_kernel gemm_avx512 = {ROWS, COLUMNS, 1, 4, pack_left, pack_right, tile};

#else

const gemm_kernel gemm_avx512 = {0};

#endif
