/* SPDX-License-Identifier: Apache-2.0
 *
 * instructions.h - the instruction that converts FP32, where there is one: VCVTPS2PH for FP16, VCVTNEPS2BF16 for BF16.
 */
#ifndef BENCH_INSTRUCTIONS_H
#define BENCH_INSTRUCTIONS_H

#include "bench/arrays.h"

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>

static inline const char *instruction_missing(bench_format format)
{
    unsigned a, b, c, d;
    const int f16c = __get_cpuid(1, &a, &b, &c, &d) != 0 && (c >> 29 & 1) != 0;
    switch (format) {
    case BENCH_FP16:
        return f16c && __builtin_cpu_supports("avx") ? NULL : "this processor has no F16C";
    case BENCH_BF16:
        return __builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512vl")
                   ? NULL
                   : "this processor has no AVX512_BF16";
    default:
        return "no instruction that most processors have converts to FP8";
    }
}

__attribute__((target("avx,f16c"))) static inline void instruction_fp16(const float *x, uint16_t *out, size_t n)
{
    for (size_t i = 0; i < n; i += 8) {
        _mm_storeu_si128((__m128i *)(void *)(out + i), _mm256_cvtps_ph(_mm256_loadu_ps(x + i), 0));
    }
}

__attribute__((target("avx512f,avx512vl,avx512bf16"))) static inline void instruction_bf16(const float *x,
                                                                                           uint16_t *out, size_t n)
{
    for (size_t i = 0; i < n; i += 8) {
        _mm_storeu_si128((__m128i *)(void *)(out + i), (__m128i)_mm256_cvtneps_pbh(_mm256_loadu_ps(x + i)));
    }
}

/* n is a multiple of 8. */
static inline void instruction_convert(bench_format format, const float *x, void *out, size_t n)
{
    if (format == BENCH_FP16) {
        instruction_fp16(x, out, n);
    } else {
        instruction_bf16(x, out, n);
    }
}

#else

static inline const char *instruction_missing(bench_format format)
{
    (void)format;
    return "no instruction of this processor is measured";
}

static inline void instruction_convert(bench_format format, const float *x, void *out, size_t n)
{
    (void)format, (void)x, (void)out, (void)n;
}

#endif

#endif
