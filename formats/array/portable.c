/* SPDX-License-Identifier: Apache-2.0
 *
 * The kernels in plain C, for every processor. Compiled twice: with -mgeneral-regs-only, to prove that there is no
 * floating point in them (make check-integers), and without, so that the compiler may use vectors.
 */
#include "array.h"

#include "philox.h"

#if defined(__GNUC__)
#define PRIMITIVE static inline __attribute__((always_inline))
#else
#define PRIMITIVE static inline
#endif

/* Where the processor has vectors of integers, four lanes by those of the compiler, on whose lanes C's operators work
 * one by one; elsewhere a lane is a number. A comparison gives lanes of ones or zeros. */
#if defined(__SSE2__) || defined(__ARM_NEON) || defined(__ALTIVEC__) || defined(__VX__) || defined(__wasm_simd128__)
typedef uint32_t vec __attribute__((vector_size(16)));
typedef int32_t signed_vec __attribute__((vector_size(16)));
typedef uint16_t vec_of_16 __attribute__((vector_size(8)));
typedef uint8_t vec_of_8 __attribute__((vector_size(4)));
enum { LANES = 4, SHIFTS_LANES = 0 };

PRIMITIVE vec v_set(uint32_t x)
{
    return (vec){x, x, x, x};
}

PRIMITIVE vec v_gt(vec x, vec y)
{
    return (vec)((signed_vec)x > (signed_vec)y);
}

PRIMITIVE vec v_eq(vec x, vec y)
{
    return (vec)(x == y);
}

PRIMITIVE vec_of_16 to_16(vec x)
{
    return __builtin_convertvector(x, vec_of_16);
}

PRIMITIVE vec from_16(vec_of_16 x)
{
    return __builtin_convertvector(x, vec);
}

PRIMITIVE vec_of_8 to_8(vec x)
{
    return __builtin_convertvector(x, vec_of_8);
}

PRIMITIVE vec from_8(vec_of_8 x)
{
    return __builtin_convertvector(x, vec);
}

/* Shifts by a number of places for each lane, which many processors have no instruction for: by 16, 8, 4, 2 and 1 where
 * that power of two is in the number. */
PRIMITIVE vec v_shrv(vec x, vec n)
{
    for (uint32_t step = 16; step != 0; step /= 2) {
        const vec taken = v_eq(n & step, v_set(step));
        x = (x >> step & taken) | (x & ~taken);
    }
    return x & v_gt(v_set(32), n);
}

PRIMITIVE vec v_shlv(vec x, vec n)
{
    for (uint32_t step = 16; step != 0; step /= 2) {
        const vec taken = v_eq(n & step, v_set(step));
        x = (x << step & taken) | (x & ~taken);
    }
    return x & v_gt(v_set(32), n);
}
#else
typedef uint32_t vec;
typedef uint16_t vec_of_16;
typedef uint8_t vec_of_8;
enum { LANES = 1, SHIFTS_LANES = 1 };

PRIMITIVE vec v_set(uint32_t x)
{
    return x;
}

/* Of signed numbers. */
PRIMITIVE vec v_gt(vec x, vec y)
{
    return 0 - (uint32_t)((x ^ 0x80000000) > (y ^ 0x80000000));
}

PRIMITIVE vec v_eq(vec x, vec y)
{
    return 0 - (uint32_t)(x == y);
}

PRIMITIVE vec_of_16 to_16(vec x)
{
    return (vec_of_16)x;
}

PRIMITIVE vec from_16(vec_of_16 x)
{
    return x;
}

PRIMITIVE vec_of_8 to_8(vec x)
{
    return (vec_of_8)x;
}

PRIMITIVE vec from_8(vec_of_8 x)
{
    return x;
}

PRIMITIVE vec v_shrv(vec x, vec n)
{
    return n < 32 ? x >> n : 0;
}

PRIMITIVE vec v_shlv(vec x, vec n)
{
    return n < 32 ? x << n : 0;
}
#endif

PRIMITIVE vec v_load(const void *p)
{
    vec x;
    memcpy(&x, p, sizeof x);
    return x;
}

PRIMITIVE void v_store(void *p, vec x)
{
    memcpy(p, &x, sizeof x);
}

PRIMITIVE vec v_and(vec x, vec y)
{
    return x & y;
}

PRIMITIVE vec v_andnot(vec x, vec y)
{
    return ~x & y;
}

PRIMITIVE vec v_or(vec x, vec y)
{
    return x | y;
}

PRIMITIVE vec v_xor(vec x, vec y)
{
    return x ^ y;
}

PRIMITIVE vec v_add(vec x, vec y)
{
    return x + y;
}

PRIMITIVE vec v_sub(vec x, vec y)
{
    return x - y;
}

/* y where the mask is ones, else x. */
PRIMITIVE vec select(vec mask, vec x, vec y)
{
    return (mask & y) | (~mask & x);
}

PRIMITIVE vec v_min(vec x, vec y)
{
    return select(v_gt(x, y), x, y);
}

PRIMITIVE vec v_max(vec x, vec y)
{
    return select(v_gt(x, y), y, x);
}

/* x - y, or 0 if that is negative: of numbers below 2^31. */
PRIMITIVE vec v_excess(vec x, vec y)
{
    return (x - y) & v_gt(x, y);
}

PRIMITIVE vec v_shr(vec x, int n)
{
    return x >> (n & 31);
}

PRIMITIVE vec v_shl(vec x, int n)
{
    return x << (n & 31);
}

PRIMITIVE bool all_zero(vec x)
{
    uint32_t lane[LANES];
    uint32_t any = 0;
    v_store(lane, x);
    for (int i = 0; i < LANES; i++) {
        any |= lane[i];
    }
    return any == 0;
}

/* Shifted right, with the bits that are lost jammed into the lowest one. Mostly there is nothing to shift. */
PRIMITIVE vec v_jam(vec x, vec n)
{
    if (all_zero(n)) {
        return x;
    }
    const vec shifted = v_shrv(x, n);
    return shifted | (v_set(1) & ~v_eq(v_shlv(shifted, n), x));
}

/* The FP32 code of an integer below 2^24. */
PRIMITIVE vec v_from_integer(vec x)
{
    vec e = v_set(149);
    for (int step = 16; step != 0; step /= 2) {
        const vec low = v_eq(v_shr(x, 24 - step), v_set(0));
        x = select(low, x, v_shl(x, step));
        e = e - (low & v_set((uint32_t)step));
    }
    return (x + v_shl(e, 23)) & ~v_eq(x, v_set(0));
}

PRIMITIVE void v_store8(void *p, const vec x[4])
{
    for (size_t i = 0; i < 4; i++) {
        const vec_of_8 codes = to_8(x[i]);
        memcpy((char *)p + i * sizeof codes, &codes, sizeof codes);
    }
}

PRIMITIVE void v_store16(void *p, const vec x[4])
{
    for (size_t i = 0; i < 4; i++) {
        const vec_of_16 codes = to_16(x[i]);
        memcpy((char *)p + i * sizeof codes, &codes, sizeof codes);
    }
}

PRIMITIVE vec v_load8(const void *p)
{
    vec_of_8 x;
    memcpy(&x, p, sizeof x);
    return from_8(x);
}

PRIMITIVE vec v_load16(const void *p)
{
    vec_of_16 x;
    memcpy(&x, p, sizeof x);
    return from_16(x);
}

/* A lane of 64 bits, for random words. */
typedef uint64_t vec64;
enum { BLOCKS = 1 };

PRIMITIVE vec64 v64_set(uint32_t x)
{
    return x;
}

PRIMITIVE vec64 v64_count(uint32_t x)
{
    return x;
}

PRIMITIVE vec64 v64_xor(vec64 x, vec64 y)
{
    return x ^ y;
}

/* The product of the low halves. */
PRIMITIVE vec64 v64_product(vec64 x, vec64 y)
{
    return (uint64_t)(uint32_t)x * (uint32_t)y;
}

PRIMITIVE vec64 v64_high(vec64 x)
{
    return x >> 32;
}

PRIMITIVE void v64_store(uint32_t *p, const vec64 x[4])
{
    const uint32_t words[4] = {(uint32_t)x[0], (uint32_t)x[1], (uint32_t)x[2], (uint32_t)x[3]};
    memcpy(p, words, sizeof words);
}

#include "kernels.inc"

/* FP32 arithmetic to nearest even, by the scalar functions. Their NaNs need not be those of instructions. */
KERNEL vec v_product(vec x, vec y)
{
    uint32_t a[LANES], b[LANES];
    v_store(a, x);
    v_store(b, y);
    for (int i = 0; i < LANES; i++) {
        hu_env env = {0};
        a[i] = hu_fp32_mul((hu_fp32){a[i]}, (hu_fp32){b[i]}, &env).code;
    }
    return v_load(a);
}

KERNEL vec v_quotient(vec x, vec y)
{
    uint32_t a[LANES], b[LANES];
    v_store(a, x);
    v_store(b, y);
    for (int i = 0; i < LANES; i++) {
        hu_env env = {0};
        a[i] = hu_fp32_div((hu_fp32){a[i]}, (hu_fp32){b[i]}, &env).code;
    }
    return v_load(a);
}

KERNEL uint32_t v_peak(vec x)
{
    return v_largest(x);
}

#include "scaling.inc"

/* An FP64 code to FP32, rounded to odd: the discarded bits are jammed into the lowest one, which keeps what a later
 * rounding to at most 22 bits must know. Numbers beyond the largest FP32 number, infinities and NaNs are special. */
KERNEL uint32_t narrow_one(uint64_t x)
{
    const uint64_t hidden = UINT64_C(1) << 52;
    const uint64_t a = x & (UINT64_MAX >> 1);
    const uint64_t e = a >> 52;
    const uint64_t down = e > 896 ? 0 : 897 - e;
    const uint64_t drop = 29 + (down > 30 ? 30 : down);
    const uint64_t significand = (a & (hidden - 1)) | (e != 0 ? hidden : 0);
    uint64_t code = (significand >> drop) | ((significand & ((UINT64_C(1) << drop) - 1)) != 0);
    code += e > 896 ? (e - 897) << 23 : 0;
    code = code > FP32_LARGEST ? FP32_MAGNITUDE : code;
    return (uint32_t)code | (uint32_t)(x >> 32 & 0x80000000);
}

static void narrow(const void *x, uint32_t *out, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t code;
        memcpy(&code, (const char *)x + 8 * i, sizeof code);
        out[i] = narrow_one(code);
    }
}

const array_kernels array_portable = {.name = "portable",
                                      .round = kernel_round,
                                      .widen = kernel_widen,
                                      .narrow = narrow,
                                      .peaks = kernel_peaks,
                                      .scale = kernel_scale,
                                      .draw = kernel_draw};
