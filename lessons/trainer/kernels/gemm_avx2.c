/* SPDX-License-Identifier: Apache-2.0
 *
 * FP32 by AVX2 and FMA: tiles of 6 x 16 in 12 of the 16 registers of 8 lanes; a row of the right operand takes two
 * more. And the same for FP16 operands, which VCVTPH2PS widens, exactly, as they are packed: memory holds FP16, and the
 * tile reads FP32.
 */
#include "gemm.h"

#if defined(__AVX2__) && defined(__FMA__) && defined(__F16C__)

#include <immintrin.h>

#include "gemm_pack.h"
#include "transpose_x86.h"

enum { LANES = 8, ROWS = 6, COLUMNS = 2 * LANES };

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
    if (panel->lines == COLUMNS && panel->k == 1) {
        pack_lines(panel->from, panel->line, panel->depth, COLUMNS, words);
    } else {
        pack_fp32(panel, COLUMNS, words);
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
    __m256 sum[ROWS][2];
    if (t->first) {
#pragma GCC unroll 6 /* else gcc 12 keeps the sums in memory, and the tile takes twice as long */
        for (size_t r = 0; r < rows; r++) {
            sum[r][0] = sum[r][1] = _mm256_setzero_ps();
        }
    } else {
#pragma GCC unroll 6
        for (size_t r = 0; r < rows; r++) {
            sum[r][0] = _mm256_loadu_ps(out + r * stride);
            sum[r][1] = _mm256_loadu_ps(out + r * stride + LANES);
        }
    }
    for (size_t k = t->links; k > 0; k--) {
        const __m256 right_0 = _mm256_load_ps(right);
        const __m256 right_1 = _mm256_load_ps(right + LANES);
#pragma GCC unroll 6
        for (size_t r = 0; r < rows; r++) {
            const __m256 left_r = _mm256_broadcast_ss(left + r * row);
            sum[r][0] = _mm256_fmadd_ps(left_r, right_0, sum[r][0]);
            sum[r][1] = _mm256_fmadd_ps(left_r, right_1, sum[r][1]);
        }
        left += link;
        right += COLUMNS;
    }
#pragma GCC unroll 6
    for (size_t r = 0; r < rows; r++) {
        _mm256_storeu_ps(out + r * stride, sum[r][0]);
        _mm256_storeu_ps(out + r * stride + LANES, sum[r][1]);
    }
}

static void tile(const gemm_tile *t)
{
    switch (t->rows) {
    case 2:
        multiply(t, 2);
        break;
    case 4:
        multiply(t, 4);
        break;
    default:
        multiply(t, ROWS);
        break;
    }
}

const gemm_kernel gemm_avx2 = {ROWS, 2, COLUMNS, 1, 4, pack_left, pack_right, tile};

/* FP16 to words [depth][width], each line or each k in vectors of eight. */
static inline void pack_fp16(const gemm_panel *p, size_t width, float *restrict to)
{
    const uint16_t *from = p->from;
    if (p->lines < width) {
        memset(to, 0, p->depth * width * sizeof *to);
    }
    if (p->line == 1 && p->lines == width && width % LANES == 0) {
        for (size_t k = 0; k < p->depth; k++) {
            for (size_t i = 0; i < width; i += LANES) {
                const __m128i eight = _mm_loadu_si128((const __m128i_u *)(from + k * p->k + i));
                _mm256_store_ps(to + k * width + i, _mm256_cvtph_ps(eight));
            }
        }
        return;
    }
    for (size_t i = 0; i < p->lines; i++) {
        for (size_t k = 0; k < p->depth; k++) {
            to[k * width + i] = _cvtsh_ss(from[i * p->line + k * p->k]);
        }
    }
}

static void pack_left_fp16(const gemm_panel *panel, void *words)
{
    pack_fp16(panel, ROWS, words);
}

static void pack_right_fp16(const gemm_panel *panel, void *words)
{
    pack_fp16(panel, COLUMNS, words);
}

const gemm_kernel gemm_f16c = {ROWS, 2, COLUMNS, 1, 2, pack_left_fp16, pack_right_fp16, tile};

#else

const gemm_kernel gemm_avx2 = {0};
const gemm_kernel gemm_f16c = {0};

#endif
