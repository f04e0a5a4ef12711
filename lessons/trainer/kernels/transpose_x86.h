/* SPDX-License-Identifier: Apache-2.0
 *
 * Packing FP32 lines that lie one after the other in memory, in AVX: the transposition that the plain loop of
 * gemm_pack.h does number by number, 8 x 8 at a time. check_trainer_products compares all layouts.
 */
#ifndef TRAINER_TRANSPOSE_X86_H
#define TRAINER_TRANSPOSE_X86_H

#include <immintrin.h>
#include <stddef.h>

/* to[k][i] = from[i][k] for 8 lines i, `line` floats apart, and 8 k, `width` floats apart in `to`. After the first two
 * steps a register holds four lines of one k in each half: those of k and k + 4. */
__attribute__((target("avx"))) static inline void transpose_8x8(const float *from, size_t line, float *to, size_t width)
{
    __m256 pair[8], four[8];
    for (size_t i = 0; i < 8; i += 2) {
        const __m256 even = _mm256_loadu_ps(from + i * line);
        const __m256 odd = _mm256_loadu_ps(from + (i + 1) * line);
        pair[i] = _mm256_unpacklo_ps(even, odd);     /* k 0, 1; 4, 5 of two lines */
        pair[i + 1] = _mm256_unpackhi_ps(even, odd); /* k 2, 3; 6, 7 */
    }
    for (size_t i = 0; i < 8; i += 4) {
        four[i] = _mm256_shuffle_ps(pair[i], pair[i + 2], 0x44); /* k 0; 4 */
        four[i + 1] = _mm256_shuffle_ps(pair[i], pair[i + 2], 0xEE);
        four[i + 2] = _mm256_shuffle_ps(pair[i + 1], pair[i + 3], 0x44);
        four[i + 3] = _mm256_shuffle_ps(pair[i + 1], pair[i + 3], 0xEE);
    }
    for (size_t k = 0; k < 4; k++) {
        _mm256_storeu_ps(to + k * width, _mm256_permute2f128_ps(four[k], four[k + 4], 0x20));
        _mm256_storeu_ps(to + (k + 4) * width, _mm256_permute2f128_ps(four[k], four[k + 4], 0x31));
    }
}

/* `width` lines, a multiple of 8, to words [depth][width]. Two blocks at a time use up a cache line of each line: the
 * lines may share a set of the cache. */
__attribute__((target("avx"))) static inline void pack_lines(const float *from, size_t line, size_t depth, size_t width,
                                                             float *to)
{
    const size_t blocks = depth / 16;
    for (size_t b = 0; b < blocks; b++) {
        for (size_t i = 0; i < width; i += 8) {
            transpose_8x8(from + i * line + b * 16, line, to + b * 16 * width + i, width);
            transpose_8x8(from + i * line + b * 16 + 8, line, to + (b * 16 + 8) * width + i, width);
        }
    }
    for (size_t k = blocks * 16; k < depth; k++) {
        for (size_t i = 0; i < width; i++) {
            to[k * width + i] = from[i * line + k];
        }
    }
}

#endif
