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

PRIMITIVE vec v_iota(void)
{
    return 0;
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
    return above(x, y) ? UINT32_MAX : 0;
}

PRIMITIVE vec v_eq(vec x, vec y)
{
    return x == y ? UINT32_MAX : 0;
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

PRIMITIVE vec v_product(vec x, uint32_t y, vec *high)
{
    const uint64_t product = (uint64_t)x * y;
    *high = (uint32_t)(product >> 32);
    return (uint32_t)product;
}

PRIMITIVE void v_store_turned(uint32_t *p, const vec x[4])
{
    memcpy(p, x, 4 * sizeof x[0]);
}

#include "kernels.inc"

const array_kernels array_portable = {
    .name = "portable", .round = kernel_round, .widen = kernel_widen, .narrow = kernel_narrow, .draw = kernel_draw};
