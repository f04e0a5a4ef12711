/* SPDX-License-Identifier: Apache-2.0
 *
 * Conversions and sums as loops over the instructions of x86, chosen by the name of the work. See instructions.h.
 */
#include "bench/instructions.h"

#include <stdbool.h>
#include <string.h>

static const char none[] = "no instruction that most processors have does this with FP8 or FP64";

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>

#define F16C __attribute__((target("avx,f16c")))

static inline F16C __m256 wide(const void *x, size_t i)
{
    return _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(const void *)((const uint16_t *)x + i)));
}

static inline F16C void narrow(__m256 x, void *out, size_t i)
{
    _mm_storeu_si128((__m128i *)(void *)((uint16_t *)out + i), _mm256_cvtps_ph(x, 0));
}

static F16C void fp32_to_fp16(const void *x, const void *y, void *out, size_t n)
{
    (void)y;
    for (size_t i = 0; i < n; i += 8) {
        narrow(_mm256_loadu_ps((const float *)x + i), out, i);
    }
}

static F16C void fp16_to_fp32(const void *x, const void *y, void *out, size_t n)
{
    (void)y;
    for (size_t i = 0; i < n; i += 8) {
        _mm256_storeu_ps((float *)out + i, wide(x, i));
    }
}

/* By FP32, which has more than twice the precision: rounding twice is rounding once. */
static F16C void fp16_add(const void *x, const void *y, void *out, size_t n)
{
    for (size_t i = 0; i < n; i += 8) {
        narrow(_mm256_add_ps(wide(x, i), wide(y, i)), out, i);
    }
}

static F16C void fp16_mul(const void *x, const void *y, void *out, size_t n)
{
    for (size_t i = 0; i < n; i += 8) {
        narrow(_mm256_mul_ps(wide(x, i), wide(y, i)), out, i);
    }
}

__attribute__((target("avx512f,avx512vl,avx512bf16"))) static void fp32_to_bf16(const void *x, const void *y, void *out,
                                                                                size_t n)
{
    (void)y;
    for (size_t i = 0; i < n; i += 16) {
        const __m512 numbers = _mm512_loadu_ps((const float *)x + i);
        _mm256_storeu_si256((__m256i *)(void *)((uint16_t *)out + i), (__m256i)_mm512_cvtneps_pbh(numbers));
    }
}

__attribute__((target("avx2"))) static void bf16_to_fp32(const void *x, const void *y, void *out, size_t n)
{
    (void)y;
    for (size_t i = 0; i < n; i += 8) {
        const __m128i codes = _mm_loadu_si128((const __m128i *)(const void *)((const uint16_t *)x + i));
        const __m256i words = _mm256_slli_epi32(_mm256_cvtepu16_epi32(codes), 16);
        _mm256_storeu_si256((__m256i *)(void *)((uint32_t *)out + i), words);
    }
}

static bool has_f16c(void)
{
    unsigned a, b, c, d;
    return __get_cpuid(1, &a, &b, &c, &d) != 0 && (c >> 29 & 1) != 0 && __builtin_cpu_supports("avx");
}

static bool has_avx2(void)
{
    return __builtin_cpu_supports("avx2");
}

static bool has_bf16(void)
{
    return __builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512vl");
}

static const struct {
    bench_array loop;
    const char *name;
    bool (*present)(void);
    const char *lacks;
} instructions[] = {
    {{"fp32 to fp16", fp32_to_fp16}, "VCVTPS2PH", has_f16c, "this processor has no F16C"},
    {{"fp16 to fp32", fp16_to_fp32}, "VCVTPH2PS", has_f16c, "this processor has no F16C"},
    {{"fp16 add", fp16_add}, "F16C and VADDPS", has_f16c, "this processor has no F16C"},
    {{"fp16 mul", fp16_mul}, "F16C and VMULPS", has_f16c, "this processor has no F16C"},
    {{"fp32 to bf16", fp32_to_bf16}, "VCVTNEPS2BF16", has_bf16, "this processor has no AVX512_BF16"},
    {{"bf16 to fp32", bf16_to_fp32}, "VPSLLD", has_avx2, "this processor has no AVX2"},
};

bench_array_pass *instruction_find(const char *work, const char **name, const char **why)
{
    *name = "instructions";
    *why = none;
    for (size_t i = 0; i < sizeof instructions / sizeof instructions[0]; i++) {
        if (strcmp(instructions[i].loop.work, work) == 0) {
            *name = instructions[i].name;
            *why = instructions[i].lacks;
            return instructions[i].present() ? instructions[i].loop.pass : NULL;
        }
    }
    return NULL;
}

#else

bench_array_pass *instruction_find(const char *work, const char **name, const char **why)
{
    (void)work, (void)none;
    *name = "instructions";
    *why = "none of this processor is measured";
    return NULL;
}

#endif
