/* SPDX-License-Identifier: Apache-2.0
 *
 * Packing FP32 lines that lie one after the other in memory, in AVX: the transposition that the plain loop of
 * gemm_pack.h does number by number, in small squares that fit into registers. check_trainer_products compares all
 * layouts.
 */
#ifndef TRAINER_TRANSPOSE_X86_H
#define TRAINER_TRANSPOSE_X86_H

#include <immintrin.h>
#include <stddef.h>

/* Each of these: to[k][i] = from[i][k] for some lines i, `line` floats apart, and some k, `width` floats apart in `to`.
 * Here 8 lines and 8 k. After the first two steps a register holds four lines of one k in each half: of k and k + 4. */
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

/* 4 lines, 4 k. */
__attribute__((target("avx"))) static inline void transpose_4x4(const float *from, size_t line, float *to, size_t width)
{
    __m128 a = _mm_loadu_ps(from);
    __m128 b = _mm_loadu_ps(from + line);
    __m128 c = _mm_loadu_ps(from + 2 * line);
    __m128 d = _mm_loadu_ps(from + 3 * line);
    _MM_TRANSPOSE4_PS(a, b, c, d);
    _mm_storeu_ps(to, a);
    _mm_storeu_ps(to + width, b);
    _mm_storeu_ps(to + 2 * width, c);
    _mm_storeu_ps(to + 3 * width, d);
}

/* 2 lines, 4 k. */
__attribute__((target("avx"))) static inline void transpose_2x4(const float *from, size_t line, float *to, size_t width)
{
    const __m128 a = _mm_loadu_ps(from);
    const __m128 b = _mm_loadu_ps(from + line);
    const __m128 low = _mm_unpacklo_ps(a, b);
    const __m128 high = _mm_unpackhi_ps(a, b);
    _mm_storel_pi((__m64 *)to, low);
    _mm_storeh_pi((__m64 *)(to + width), low);
    _mm_storel_pi((__m64 *)(to + 2 * width), high);
    _mm_storeh_pi((__m64 *)(to + 3 * width), high);
}

/* `width` lines, an even number and a constant, to words [depth][width]. 16 k at a time use up a cache line of each
 * line: the lines may share a set of the cache. */
__attribute__((target("avx"))) static inline void pack_lines(const float *from, size_t line, size_t depth, size_t width,
                                                             float *to)
{
    const size_t whole = depth - depth % 16;
    for (size_t k = 0; k < whole; k += 16) {
        size_t i = 0;
        for (; i + 8 <= width; i += 8) {
            transpose_8x8(from + i * line + k, line, to + k * width + i, width);
            transpose_8x8(from + i * line + k + 8, line, to + (k + 8) * width + i, width);
        }
        for (size_t j = k; i + 4 <= width && j < k + 16; j += 4) {
            transpose_4x4(from + i * line + j, line, to + j * width + i, width);
        }
        for (size_t j = k; width % 4 != 0 && j < k + 16; j += 4) {
            transpose_2x4(from + (width - 2) * line + j, line, to + j * width + width - 2, width);
        }
    }
    for (size_t k = whole; k < depth; k++) {
        for (size_t i = 0; i < width; i++) {
            to[k * width + i] = from[i * line + k];
        }
    }
}

#endif
