/* SPDX-License-Identifier: Apache-2.0
 *
 * FP32 by AVX-512F: tiles of 12 x 32 in 24 registers of 16 lanes; a row of the right operand takes two more. Each link
 * is VFMADD231PS with the left operand's number in all lanes.
 */
#include "gemm.h"

#if defined(__AVX512F__)

#include <immintrin.h>

#include "gemm_pack.h"
#include "transpose_x86.h"

enum { LANES = 16, ROWS = 12, COLUMNS = 2 * LANES };

static void pack_left(const gemm_panel *panel, void *words)
{
    if (panel->lines == ROWS && panel->k == 1) {
        pack_lines(panel->from, panel->line, panel->depth, ROWS, words);
    } else {
        pack_fp32(panel, ROWS, words);
    }
}

static void pack_right(const gemm_panel *panel, void *words)
{
    const float *from = panel->from;
    float *to = words;
    if (panel->lines == COLUMNS && panel->line == 1) { /* for which compilers call memcpy */
        for (size_t k = 0; k < panel->depth; k++) {
            _mm512_store_ps(to + k * COLUMNS, _mm512_loadu_ps(from + k * panel->k));
            _mm512_store_ps(to + k * COLUMNS + LANES, _mm512_loadu_ps(from + k * panel->k + LANES));
        }
    } else if (panel->lines == COLUMNS && panel->k == 1) {
        pack_lines(from, panel->line, panel->depth, COLUMNS, to);
    } else {
        pack_fp32(panel, COLUMNS, to);
    }
}

/* `rows` is a constant, so that the sums are registers. */
static inline __attribute__((always_inline)) void multiply(const gemm_tile *t, size_t rows)
{
    const float *left = t->left;
    const float *right = t->right;
    const size_t row = t->left_row;
    const size_t link = t->left_link;
    const size_t stride = t->stride;
    float *out = t->out;
    __m512 sum[ROWS][2];
    if (t->first) {
#pragma GCC unroll 12 /* else gcc 12 keeps the sums in memory, and the tile takes twice as long */
        for (size_t r = 0; r < rows; r++) {
            sum[r][0] = sum[r][1] = _mm512_setzero_ps();
        }
    } else {
#pragma GCC unroll 12
        for (size_t r = 0; r < rows; r++) {
            sum[r][0] = _mm512_loadu_ps(out + r * stride);
            sum[r][1] = _mm512_loadu_ps(out + r * stride + LANES);
        }
    }
    for (size_t k = t->links; k > 0; k--) {
        const __m512 right_0 = _mm512_load_ps(right);
        const __m512 right_1 = _mm512_load_ps(right + LANES);
#pragma GCC unroll 12
        for (size_t r = 0; r < rows; r++) {
            const __m512 left_r = _mm512_set1_ps(left[r * row]);
            sum[r][0] = _mm512_fmadd_ps(left_r, right_0, sum[r][0]);
            sum[r][1] = _mm512_fmadd_ps(left_r, right_1, sum[r][1]);
        }
        left += link;
        right += COLUMNS;
    }
#pragma GCC unroll 12
    for (size_t r = 0; r < rows; r++) {
        _mm512_storeu_ps(out + r * stride, sum[r][0]);
        _mm512_storeu_ps(out + r * stride + LANES, sum[r][1]);
    }
}

static void tile(const gemm_tile *t)
{
    switch (t->rows) {
    case 4:
        multiply(t, 4);
        break;
    case 8:
        multiply(t, 8);
        break;
    default:
        multiply(t, ROWS);
        break;
    }
}

const gemm_kernel gemm_avx512 = {ROWS, 4, COLUMNS, 1, 4, pack_left, pack_right, tile};

#else

const gemm_kernel gemm_avx512 = {0};

#endif
