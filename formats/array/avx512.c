/* SPDX-License-Identifier: Apache-2.0
 *
 * The kernels in AVX-512: 16 lanes. Compiled with -mavx512f -mavx512bw -mavx512dq -mavx512vl and what avx2.c needs,
 * where the compiler knows them; paths.c asks the processor before anything here is called.
 */
#include "array.h"

#if defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512DQ__) && defined(__F16C__)

#include "philox.h"

#include <immintrin.h>

typedef __m512i vec;
enum { LANES = 16, SHIFTS_LANES = 1 };

#define PRIMITIVE static inline __attribute__((always_inline))

PRIMITIVE vec v_set(uint32_t x)
{
    return _mm512_set1_epi32((int)x);
}

PRIMITIVE vec v_load(const void *p)
{
    return _mm512_loadu_si512(p);
}

PRIMITIVE void v_store(void *p, vec x)
{
    _mm512_storeu_si512(p, x);
}

PRIMITIVE vec v_and(vec x, vec y)
{
    return _mm512_and_si512(x, y);
}

PRIMITIVE vec v_andnot(vec x, vec y)
{
    return _mm512_andnot_si512(x, y);
}

PRIMITIVE vec v_or(vec x, vec y)
{
    return _mm512_or_si512(x, y);
}

PRIMITIVE vec v_xor(vec x, vec y)
{
    return _mm512_xor_si512(x, y);
}

PRIMITIVE vec v_add(vec x, vec y)
{
    return _mm512_add_epi32(x, y);
}

PRIMITIVE vec v_sub(vec x, vec y)
{
    return _mm512_sub_epi32(x, y);
}

/* max(x - y, 0) of numbers below 2^16. */
PRIMITIVE vec v_excess(vec x, vec y)
{
    return _mm512_subs_epu16(x, y);
}

PRIMITIVE vec v_min(vec x, vec y)
{
    return _mm512_min_epi32(x, y);
}

PRIMITIVE vec v_max(vec x, vec y)
{
    return _mm512_max_epi32(x, y);
}

PRIMITIVE vec v_gt(vec x, vec y)
{
    return _mm512_movm_epi32(_mm512_cmpgt_epi32_mask(x, y));
}

PRIMITIVE vec v_eq(vec x, vec y)
{
    return _mm512_movm_epi32(_mm512_cmpeq_epi32_mask(x, y));
}

PRIMITIVE vec v_shr(vec x, int n)
{
    return _mm512_srl_epi32(x, _mm_cvtsi32_si128(n));
}

PRIMITIVE vec v_shl(vec x, int n)
{
    return _mm512_sll_epi32(x, _mm_cvtsi32_si128(n));
}

PRIMITIVE vec v_shrv(vec x, vec n)
{
    return _mm512_srlv_epi32(x, n);
}

PRIMITIVE vec v_shlv(vec x, vec n)
{
    return _mm512_sllv_epi32(x, n);
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
    return _mm512_castps_si512(_mm512_cvtepi32_ps(x));
}

/* Packing works within quarters of 128 bits; a permutation puts the pieces in order. */
PRIMITIVE void v_store8(void *p, const vec x[4])
{
    const vec low = _mm512_packus_epi32(x[0], x[1]);
    const vec high = _mm512_packus_epi32(x[2], x[3]);
    const vec order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    v_store(p, _mm512_permutexvar_epi32(order, _mm512_packus_epi16(low, high)));
}

PRIMITIVE void v_store16(void *p, const vec x[4])
{
    const vec order = _mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7);
    v_store(p, _mm512_permutexvar_epi64(order, _mm512_packus_epi32(x[0], x[1])));
    v_store((char *)p + 64, _mm512_permutexvar_epi64(order, _mm512_packus_epi32(x[2], x[3])));
}

PRIMITIVE vec v_load8(const void *p)
{
    return _mm512_cvtepu8_epi32(_mm_loadu_si128(p));
}

PRIMITIVE vec v_load16(const void *p)
{
    return _mm512_cvtepu16_epi32(_mm256_loadu_si256(p));
}

/* By the instruction, rounded as MXCSR says. (The form without a mask is a macro at -O0, which warns in gcc 12.) */
PRIMITIVE void v_store_fp16(void *p, vec x, bool clamped, uint32_t largest)
{
    __m256i code = _mm512_maskz_cvtps_ph(0xFFFF, _mm512_castsi512_ps(x), _MM_FROUND_CUR_DIRECTION);
    if (clamped) {
        const __m256i magnitude = _mm256_and_si256(code, _mm256_set1_epi16(0x7FFF));
        const __m256i least = _mm256_min_epi16(magnitude, _mm256_set1_epi16((short)largest));
        code = _mm256_or_si256(least, _mm256_xor_si256(code, magnitude));
    }
    _mm256_storeu_si256(p, code);
}

PRIMITIVE vec v_load_fp16(const void *p)
{
    return _mm512_castps_si512(_mm512_cvtph_ps(_mm256_loadu_si256(p)));
}

/* FP32 arithmetic, and FP32 from FP64, in a direction that each instruction names. */
typedef enum { DOWNWARD = 1, UPWARD } direction; /* values of MXCSR's rounding control */
enum { PASSES = 1, DOWN = _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC, UP = _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC };

PRIMITIVE vec v_plus(vec x, vec y, direction d)
{
    return _mm512_castps_si512(d == UPWARD ? _mm512_add_round_ps(_mm512_castsi512_ps(x), _mm512_castsi512_ps(y), UP)
                                           : _mm512_add_round_ps(_mm512_castsi512_ps(x), _mm512_castsi512_ps(y), DOWN));
}

PRIMITIVE vec v_minus(vec x, vec y, direction d)
{
    return _mm512_castps_si512(d == UPWARD ? _mm512_sub_round_ps(_mm512_castsi512_ps(x), _mm512_castsi512_ps(y), UP)
                                           : _mm512_sub_round_ps(_mm512_castsi512_ps(x), _mm512_castsi512_ps(y), DOWN));
}

PRIMITIVE vec v_times(vec x, vec y, direction d)
{
    return _mm512_castps_si512(d == UPWARD ? _mm512_mul_round_ps(_mm512_castsi512_ps(x), _mm512_castsi512_ps(y), UP)
                                           : _mm512_mul_round_ps(_mm512_castsi512_ps(x), _mm512_castsi512_ps(y), DOWN));
}

PRIMITIVE vec v_times_plus(vec x, vec y, vec z, direction d)
{
    return _mm512_castps_si512(
        d == UPWARD
            ? _mm512_fmadd_round_ps(_mm512_castsi512_ps(x), _mm512_castsi512_ps(y), _mm512_castsi512_ps(z), UP)
            : _mm512_fmadd_round_ps(_mm512_castsi512_ps(x), _mm512_castsi512_ps(y), _mm512_castsi512_ps(z), DOWN));
}

PRIMITIVE vec v_narrow(const void *p, direction d)
{
    const __m512d x = _mm512_loadu_pd(p);
    const __m512d y = _mm512_loadu_pd((const char *)p + 64);
    const __m256 low = d == UPWARD ? _mm512_cvt_roundpd_ps(x, UP) : _mm512_cvt_roundpd_ps(x, DOWN);
    const __m256 high = d == UPWARD ? _mm512_cvt_roundpd_ps(y, UP) : _mm512_cvt_roundpd_ps(y, DOWN);
    return _mm512_inserti64x4(_mm512_castsi256_si512(_mm256_castps_si256(low)), _mm256_castps_si256(high), 1);
}

/* FP32 arithmetic rounded as MXCSR says. */
PRIMITIVE vec v_product(vec x, vec y)
{
    return _mm512_castps_si512(_mm512_mul_ps(_mm512_castsi512_ps(x), _mm512_castsi512_ps(y)));
}

PRIMITIVE vec v_quotient(vec x, vec y)
{
    return _mm512_castps_si512(_mm512_div_ps(_mm512_castsi512_ps(x), _mm512_castsi512_ps(y)));
}

/* The largest lane, of lanes without a sign. */
PRIMITIVE uint32_t v_peak(vec x)
{
    const __m256i y = _mm256_max_epi32(_mm512_castsi512_si256(x), _mm512_extracti64x4_epi64(x, 1));
    __m128i m = _mm_max_epi32(_mm256_castsi256_si128(y), _mm256_extracti128_si256(y, 1));
    m = _mm_max_epi32(m, _mm_shuffle_epi32(m, 0x4E));
    return (uint32_t)_mm_cvtsi128_si32(_mm_max_epi32(m, _mm_shuffle_epi32(m, 0xB1)));
}

/* Lanes of 64 bits, for random words. */
typedef __m512i vec64;
enum { BLOCKS = 8 };

PRIMITIVE vec64 v64_set(uint32_t x)
{
    return _mm512_set1_epi64((int64_t)x);
}

/* x, x + 1, ... */
PRIMITIVE vec64 v64_count(uint32_t x)
{
    return _mm512_add_epi64(v64_set(x), _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7));
}

PRIMITIVE vec64 v64_xor(vec64 x, vec64 y)
{
    return _mm512_xor_si512(x, y);
}

/* The products of the low halves. */
PRIMITIVE vec64 v64_product(vec64 x, vec64 y)
{
    return _mm512_mul_epu32(x, y);
}

/* The upper halves. */
PRIMITIVE vec64 v64_high(vec64 x)
{
    return _mm512_srli_epi64(x, 32);
}

/* The low halves, lane by lane: x[0], x[1], x[2] and x[3] of lane 0, then of lane 1, ... */
PRIMITIVE void v64_store(uint32_t *p, const vec64 x[4])
{
    const vec64 front = _mm512_mask_blend_epi32(0xAAAA, x[0], _mm512_slli_epi64(x[1], 32));
    const vec64 back = _mm512_mask_blend_epi32(0xAAAA, x[2], _mm512_slli_epi64(x[3], 32));
    const vec64 low = _mm512_setr_epi64(0, 8, 1, 9, 2, 10, 3, 11);
    const vec64 high = _mm512_setr_epi64(4, 12, 5, 13, 6, 14, 7, 15);
    v_store(p, _mm512_permutex2var_epi64(front, low, back));
    v_store(p + 16, _mm512_permutex2var_epi64(front, high, back));
}

#include "kernels.inc"

#include "x86.inc"

const array_kernels array_avx512 = {.name = "avx512",
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

const array_kernels array_avx512;

#endif
