/* SPDX-License-Identifier: Apache-2.0
 *
 * The kernels in AVX2: 8 lanes. Compiled with -mavx2 -mfma -mf16c where the compiler knows them; paths.c asks the
 * processor before anything here is called.
 */
#include "array.h"

#if defined(__AVX2__) && defined(__FMA__) && defined(__F16C__)

#include "philox.h"

#include <immintrin.h>

typedef __m256i vec;
enum { LANES = 8, SHIFTS_LANES = 1 };

#define PRIMITIVE static inline __attribute__((always_inline))

PRIMITIVE vec v_set(uint32_t x)
{
    return _mm256_set1_epi32((int)x);
}

PRIMITIVE vec v_load(const void *p)
{
    return _mm256_loadu_si256(p);
}

PRIMITIVE void v_store(void *p, vec x)
{
    _mm256_storeu_si256(p, x);
}

PRIMITIVE vec v_and(vec x, vec y)
{
    return _mm256_and_si256(x, y);
}

PRIMITIVE vec v_andnot(vec x, vec y)
{
    return _mm256_andnot_si256(x, y);
}

PRIMITIVE vec v_or(vec x, vec y)
{
    return _mm256_or_si256(x, y);
}

PRIMITIVE vec v_xor(vec x, vec y)
{
    return _mm256_xor_si256(x, y);
}

PRIMITIVE vec v_add(vec x, vec y)
{
    return _mm256_add_epi32(x, y);
}

PRIMITIVE vec v_sub(vec x, vec y)
{
    return _mm256_sub_epi32(x, y);
}

/* max(x - y, 0) of numbers below 2^16. */
PRIMITIVE vec v_excess(vec x, vec y)
{
    return _mm256_subs_epu16(x, y);
}

PRIMITIVE vec v_min(vec x, vec y)
{
    return _mm256_min_epi32(x, y);
}

PRIMITIVE vec v_max(vec x, vec y)
{
    return _mm256_max_epi32(x, y);
}

PRIMITIVE vec v_gt(vec x, vec y)
{
    return _mm256_cmpgt_epi32(x, y);
}

PRIMITIVE vec v_eq(vec x, vec y)
{
    return _mm256_cmpeq_epi32(x, y);
}

PRIMITIVE vec v_shr(vec x, int n)
{
    return _mm256_srl_epi32(x, _mm_cvtsi32_si128(n));
}

PRIMITIVE vec v_shl(vec x, int n)
{
    return _mm256_sll_epi32(x, _mm_cvtsi32_si128(n));
}

PRIMITIVE vec v_shrv(vec x, vec n)
{
    return _mm256_srlv_epi32(x, n);
}

PRIMITIVE vec v_shlv(vec x, vec n)
{
    return _mm256_sllv_epi32(x, n);
}

/* Shifted right, with the bits that are lost jammed into the lowest one. */
PRIMITIVE vec v_jam(vec x, vec n)
{
    const vec shifted = v_shrv(x, n);
    return v_or(shifted, v_andnot(v_eq(v_shlv(shifted, n), x), v_set(1)));
}

/* The FP32 code of an integer below 2^24: exact, so the rounding direction does not matter. */
PRIMITIVE vec v_from_integer(vec x)
{
    return _mm256_castps_si256(_mm256_cvtepi32_ps(x));
}

/* Packing works within halves of 128 bits; a permutation puts the quarters in order. */
PRIMITIVE void v_store8(void *p, const vec x[4])
{
    const vec low = _mm256_packus_epi32(x[0], x[1]);
    const vec high = _mm256_packus_epi32(x[2], x[3]);
    const vec order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    v_store(p, _mm256_permutevar8x32_epi32(_mm256_packus_epi16(low, high), order));
}

PRIMITIVE void v_store16(void *p, const vec x[4])
{
    v_store(p, _mm256_permute4x64_epi64(_mm256_packus_epi32(x[0], x[1]), 0xD8));
    v_store((char *)p + 32, _mm256_permute4x64_epi64(_mm256_packus_epi32(x[2], x[3]), 0xD8));
}

PRIMITIVE vec v_load8(const void *p)
{
    return _mm256_cvtepu8_epi32(_mm_loadl_epi64(p));
}

PRIMITIVE vec v_load16(const void *p)
{
    return _mm256_cvtepu16_epi32(_mm_loadu_si128(p));
}

/* By F16C, rounded as MXCSR says. */
PRIMITIVE void v_store_fp16(void *p, vec x, bool clamped, uint32_t largest)
{
    __m128i code = _mm256_cvtps_ph(_mm256_castsi256_ps(x), _MM_FROUND_CUR_DIRECTION);
    if (clamped) {
        const __m128i magnitude = _mm_and_si128(code, _mm_set1_epi16(0x7FFF));
        code = _mm_or_si128(_mm_min_epi16(magnitude, _mm_set1_epi16((short)largest)), _mm_xor_si128(code, magnitude));
    }
    _mm_storeu_si128(p, code);
}

PRIMITIVE vec v_load_fp16(const void *p)
{
    return _mm256_castps_si256(_mm256_cvtph_ps(_mm_loadu_si128(p)));
}

/* FP32 arithmetic, and FP32 from FP64, rounded as MXCSR says: combine.inc sets it, once for each direction. */
typedef enum { DOWNWARD = 1, UPWARD } direction; /* values of MXCSR's rounding control */
enum { PASSES = 2 };

PRIMITIVE vec v_plus(vec x, vec y, direction d)
{
    (void)d;
    return _mm256_castps_si256(_mm256_add_ps(_mm256_castsi256_ps(x), _mm256_castsi256_ps(y)));
}

PRIMITIVE vec v_minus(vec x, vec y, direction d)
{
    (void)d;
    return _mm256_castps_si256(_mm256_sub_ps(_mm256_castsi256_ps(x), _mm256_castsi256_ps(y)));
}

PRIMITIVE vec v_times(vec x, vec y, direction d)
{
    (void)d;
    return _mm256_castps_si256(_mm256_mul_ps(_mm256_castsi256_ps(x), _mm256_castsi256_ps(y)));
}

PRIMITIVE vec v_times_plus(vec x, vec y, vec z, direction d)
{
    (void)d;
    return _mm256_castps_si256(_mm256_fmadd_ps(_mm256_castsi256_ps(x), _mm256_castsi256_ps(y), _mm256_castsi256_ps(z)));
}

PRIMITIVE vec v_narrow(const void *p, direction d)
{
    (void)d;
    const __m128i low = _mm_castps_si128(_mm256_cvtpd_ps(_mm256_loadu_pd(p)));
    const __m128i high = _mm_castps_si128(_mm256_cvtpd_ps(_mm256_loadu_pd((const void *)((const char *)p + 32))));
    return _mm256_inserti128_si256(_mm256_castsi128_si256(low), high, 1);
}

/* FP32 arithmetic rounded as MXCSR says. */
PRIMITIVE vec v_product(vec x, vec y)
{
    return _mm256_castps_si256(_mm256_mul_ps(_mm256_castsi256_ps(x), _mm256_castsi256_ps(y)));
}

PRIMITIVE vec v_quotient(vec x, vec y)
{
    return _mm256_castps_si256(_mm256_div_ps(_mm256_castsi256_ps(x), _mm256_castsi256_ps(y)));
}

/* The largest lane, of lanes without a sign. */
PRIMITIVE uint32_t v_peak(vec x)
{
    __m128i m = _mm_max_epi32(_mm256_castsi256_si128(x), _mm256_extracti128_si256(x, 1));
    m = _mm_max_epi32(m, _mm_shuffle_epi32(m, 0x4E));
    return (uint32_t)_mm_cvtsi128_si32(_mm_max_epi32(m, _mm_shuffle_epi32(m, 0xB1)));
}

/* Lanes of 64 bits, for random words. */
typedef __m256i vec64;
enum { BLOCKS = 4 };

PRIMITIVE vec64 v64_set(uint32_t x)
{
    return _mm256_set1_epi64x((int64_t)x);
}

/* x, x + 1, ... */
PRIMITIVE vec64 v64_count(uint32_t x)
{
    return _mm256_add_epi64(v64_set(x), _mm256_setr_epi64x(0, 1, 2, 3));
}

PRIMITIVE vec64 v64_xor(vec64 x, vec64 y)
{
    return _mm256_xor_si256(x, y);
}

/* The products of the low halves. */
PRIMITIVE vec64 v64_product(vec64 x, vec64 y)
{
    return _mm256_mul_epu32(x, y);
}

/* The upper halves. */
PRIMITIVE vec64 v64_high(vec64 x)
{
    return _mm256_srli_epi64(x, 32);
}

/* The low halves, lane by lane: x[0], x[1], x[2] and x[3] of lane 0, then of lane 1, ... */
PRIMITIVE void v64_store(uint32_t *p, const vec64 x[4])
{
    const vec64 front = _mm256_blend_epi32(x[0], _mm256_slli_epi64(x[1], 32), 0xAA);
    const vec64 back = _mm256_blend_epi32(x[2], _mm256_slli_epi64(x[3], 32), 0xAA);
    const vec64 even = _mm256_unpacklo_epi64(front, back);
    const vec64 odd = _mm256_unpackhi_epi64(front, back);
    v_store(p, _mm256_permute2x128_si256(even, odd, 0x20));
    v_store(p + 8, _mm256_permute2x128_si256(even, odd, 0x31));
}

#include "kernels.inc"

#include "x86.inc"

const array_kernels array_avx2 = {.name = "avx2",
                                  .round = x86_round,
                                  .widen = x86_widen,
                                  .narrow = combine_narrow,
                                  .combine = kernel_combine,
                                  .peaks = kernel_peaks,
                                  .scale = kernel_scale,
                                  .draw = kernel_draw,
                                  .enter = x86_enter,
                                  .leave = x86_leave};

#else

const array_kernels array_avx2;

#endif
