/* SPDX-License-Identifier: Apache-2.0
 *
 * The kernels in plain C: one lane. Compiled twice: with -mgeneral-regs-only, to prove that there is no floating point
 * in them (make check-integers), and without, so that the compiler may use vectors.
 */
#include "array.h"

#include "philox.h"

typedef uint32_t vec;
enum { LANES = 1 };

#if defined(__GNUC__)
#define PRIMITIVE static inline __attribute__((always_inline))
#else
#define PRIMITIVE static inline
#endif

PRIMITIVE vec v_set(uint32_t x)
{
    return x;
}

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

/* Comparisons are of signed numbers. */
PRIMITIVE bool above(vec x, vec y)
{
    return (x ^ 0x80000000) > (y ^ 0x80000000);
}

PRIMITIVE vec v_gt(vec x, vec y)
{
    return 0 - (uint32_t)above(x, y);
}

PRIMITIVE vec v_eq(vec x, vec y)
{
    return 0 - (uint32_t)(x == y);
}

PRIMITIVE vec v_min(vec x, vec y)
{
    return above(x, y) ? y : x;
}

PRIMITIVE vec v_max(vec x, vec y)
{
    return above(x, y) ? x : y;
}

PRIMITIVE vec v_excess(vec x, vec y)
{
    return x > y ? x - y : 0;
}

PRIMITIVE vec v_shr(vec x, int n)
{
    return x >> (n & 31);
}

PRIMITIVE vec v_shl(vec x, int n)
{
    return x << (n & 31);
}

PRIMITIVE vec v_shrv(vec x, vec n)
{
    return n < 32 ? x >> n : 0;
}

PRIMITIVE vec v_shlv(vec x, vec n)
{
    return n < 32 ? x << n : 0;
}

/* The FP32 code of an integer below 2^24. */
PRIMITIVE vec v_from_integer(vec x)
{
    uint32_t e = 150;
    for (uint32_t step = 16; x != 0 && step != 0; step /= 2) {
        if (x >> (24 - step) == 0) {
            x <<= step;
            e -= step;
        }
    }
    return x == 0 ? 0 : x + ((e - 1) << 23);
}

PRIMITIVE void v_store8(void *p, const vec x[4])
{
    const uint8_t codes[4] = {(uint8_t)x[0], (uint8_t)x[1], (uint8_t)x[2], (uint8_t)x[3]};
    memcpy(p, codes, sizeof codes);
}

PRIMITIVE void v_store16(void *p, const vec x[4])
{
    const uint16_t codes[4] = {(uint16_t)x[0], (uint16_t)x[1], (uint16_t)x[2], (uint16_t)x[3]};
    memcpy(p, codes, sizeof codes);
}

PRIMITIVE vec v_load8(const void *p)
{
    uint8_t x;
    memcpy(&x, p, sizeof x);
    return x;
}

PRIMITIVE vec v_load16(const void *p)
{
    uint16_t x;
    memcpy(&x, p, sizeof x);
    return x;
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

const array_kernels array_portable = {
    .name = "portable", .round = kernel_round, .widen = kernel_widen, .narrow = narrow, .draw = kernel_draw};
