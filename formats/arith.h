/* SPDX-License-Identifier: Apache-2.0
 *
 * arith: values -> the exact result of an operation, or the exact result with a sticky lowest bit (value.h). Nothing is
 * rounded here. The environment decides the sign of an exact zero sum, the choice among NaNs and the result of x/0; the
 * only flags raised are invalid and divide-by-zero.
 *
 * Operands have at most 24 bits of precision (the caller asserts it), so the low 40 bits of their significands are
 * zero. That is why 64 bits are enough and no 128-bit type is needed: a product has 48 bits and is exact.
 */
#ifndef HU_ARITH_H
#define HU_ARITH_H

#include "value.h"

/* The NaN of an operation without a NaN operand. Its sign and payload matter only if env->nan keeps them. */
HU_INLINE hu_value hu_default_nan(const hu_env *env)
{
    return (hu_value){.kind = VALUE_NAN, .sign = env->nan == HU_X86_NAN, .significand = UINT64_C(1) << 63};
}

HU_INLINE hu_value hu_invalid(hu_env *env)
{
    env->flags |= HU_INVALID;
    return hu_default_nan(env);
}

/* The NaN that an operation propagates from x, y and z, in that order of preference: the first NaN, except that ARM
 * prefers the first signaling one. A signaling NaN raises invalid. round.h quiets or replaces the chosen NaN. */
HU_RARE hu_value hu_propagate_nan(hu_value x, hu_value y, hu_value z, hu_env *env)
{
    bool signaling = x.signaling || y.signaling || z.signaling;
    if (signaling) {
        env->flags |= HU_INVALID;
    }
    if (signaling && env->nan == HU_ARM_NAN) {
        return x.signaling ? x : y.signaling ? y : z;
    }
    return x.kind == VALUE_NAN ? x : y.kind == VALUE_NAN ? y : z;
}

/* x + y of two finite values. Both are exact, because the sum is the last step of every operation.
 *
 * 1. The smaller magnitude is aligned with the larger one. Bits are lost only if it is shifted by 16 or more (a product
 *    has 48 bits). Then cancellation takes at most one leading bit, and at least 63 bits remain above the sticky one.
 * 2. Equal signs: add, and shift a carry out of bit 63 back in, jamming. Different signs: subtract. A jammed lowest bit
 *    remains a correct sticky bit, since the larger significand is even (jamming is rounding to odd). */
HU_INLINE hu_value hu_add_finite(hu_value x, hu_value y, const hu_env *env)
{
    bool swap = x.exponent < y.exponent || (x.exponent == y.exponent && x.significand < y.significand);
    hu_value large = swap ? y : x;
    hu_value small = swap ? x : y;
    uint64_t addend = hu_shift_right_jam(small.significand, large.exponent - small.exponent);

    if (large.sign == small.sign) {
        uint64_t sum = large.significand + addend;
        if (sum < addend) {
            sum = UINT64_C(1) << 63 | sum >> 1 | (sum & 1);
            large.exponent++;
        }
        large.significand = sum;
        return large;
    }
    uint64_t difference = large.significand - addend;
    bool sign = difference != 0 ? large.sign : env->rounding == HU_DOWN;
    return hu_value_finite(sign, large.exponent, difference);
}

HU_INLINE hu_value hu_exact_add(hu_value x, hu_value y, hu_env *env)
{
    if (x.kind == VALUE_FINITE && y.kind == VALUE_FINITE) {
        return hu_add_finite(x, y, env);
    }
    if (x.kind == VALUE_NAN || y.kind == VALUE_NAN) {
        return hu_propagate_nan(x, y, y, env);
    }
    if (x.kind == VALUE_INFINITY && y.kind == VALUE_INFINITY && x.sign != y.sign) {
        return hu_invalid(env);
    }
    if (x.kind == VALUE_ZERO && y.kind == VALUE_ZERO) {
        x.sign = x.sign == y.sign ? x.sign : env->rounding == HU_DOWN;
        return x;
    }
    return x.kind == VALUE_INFINITY || y.kind == VALUE_ZERO ? x : y;
}

HU_INLINE hu_value hu_exact_mul(hu_value x, hu_value y, hu_env *env)
{
    bool sign = x.sign != y.sign;
    if (x.kind == VALUE_FINITE && y.kind == VALUE_FINITE) {
        return hu_value_finite(sign, x.exponent + y.exponent + 64, (x.significand >> 32) * (y.significand >> 32));
    }
    if (x.kind == VALUE_NAN || y.kind == VALUE_NAN) {
        return hu_propagate_nan(x, y, y, env);
    }
    bool infinity = x.kind == VALUE_INFINITY || y.kind == VALUE_INFINITY;
    bool zero = x.kind == VALUE_ZERO || y.kind == VALUE_ZERO;
    if (infinity && zero) {
        return hu_invalid(env);
    }
    return (hu_value){.kind = infinity ? VALUE_INFINITY : VALUE_ZERO, .sign = sign};
}

/* fma with at least one NaN operand. For 0 * inf + NaN see hu_nan_policy. */
HU_RARE hu_value hu_fma_nan(hu_value x, hu_value y, hu_value z, hu_env *env)
{
    bool invalid_product =
        (x.kind == VALUE_ZERO && y.kind == VALUE_INFINITY) || (x.kind == VALUE_INFINITY && y.kind == VALUE_ZERO);
    if (invalid_product && env->nan != HU_X86_NAN) {
        env->flags |= HU_INVALID;
        if (env->nan == HU_ARM_NAN && !z.signaling) {
            return hu_default_nan(env);
        }
    }
    return env->nan == HU_ARM_NAN ? hu_propagate_nan(z, x, y, env) : hu_propagate_nan(x, y, z, env);
}

/* The product is exact and the sum at worst sticky, so there is only one rounding. */
HU_INLINE hu_value hu_exact_fma(hu_value x, hu_value y, hu_value z, hu_env *env)
{
    if (x.kind == VALUE_NAN || y.kind == VALUE_NAN || z.kind == VALUE_NAN) {
        return hu_fma_nan(x, y, z, env);
    }
    return hu_exact_add(hu_exact_mul(x, y, env), z, env);
}

/* floor(2^62 * a/b) of 24-bit significands a and b in two steps of long division: 40 bits, then 22 more from the
 * remainder. The quotient has 62 or 63 bits; the last remainder is jammed. */
HU_INLINE hu_value hu_div_finite(hu_value x, hu_value y)
{
    uint64_t dividend = x.significand; /* a * 2^40 */
    uint64_t divisor = y.significand >> 40;
    uint64_t high = dividend / divisor;
    uint64_t rest = (dividend % divisor) << 22;
    uint64_t quotient = high << 22 | rest / divisor;
    return hu_value_finite(x.sign != y.sign, x.exponent - y.exponent - 62, quotient | (rest % divisor != 0));
}

HU_INLINE hu_value hu_exact_div(hu_value x, hu_value y, hu_env *env)
{
    bool sign = x.sign != y.sign;
    if (x.kind == VALUE_FINITE && y.kind == VALUE_FINITE) {
        return hu_div_finite(x, y);
    }
    if (x.kind == VALUE_NAN || y.kind == VALUE_NAN) {
        return hu_propagate_nan(x, y, y, env);
    }
    if (x.kind == y.kind) { /* 0/0, inf/inf */
        return hu_invalid(env);
    }
    if (y.kind == VALUE_ZERO && env->zero_divide == HU_ZERO_DIVIDE_NAN) {
        return hu_invalid(env);
    }
    if (y.kind == VALUE_ZERO &&
        x.kind == VALUE_FINITE) { /* inf/0 is an exact infinity too, but of an infinite operand */
        env->flags |= HU_DIVIDE_BY_ZERO;
    }
    bool zero = x.kind == VALUE_ZERO || y.kind == VALUE_INFINITY;
    return (hu_value){.kind = zero ? VALUE_ZERO : VALUE_INFINITY, .sign = sign};
}

/* A square root and its remainder: n = root^2 + rest, 0 <= rest <= 2 root. */
typedef struct {
    uint64_t root, rest;
} hu_root;

/* The root of n * 2^(2 bits) + low from the root of n: `bits` more bits of it. The new digits q are what is left,
 * divided by twice the root. q may be one too large, in which case the rest is negative (Zimmermann, "Karatsuba Square
 * Root", INRIA RR-3805, 1999: one correction is enough if the root's top bit is set and bits is at most its width). */
HU_INLINE hu_root hu_extend_root(hu_root r, int bits, uint64_t low)
{
    uint64_t left = r.rest << bits | low >> bits;
    uint64_t q = left / (2 * r.root);
    uint64_t u = left % (2 * r.root);
    uint64_t root = (r.root << bits) + q;
    uint64_t rest = u << bits | (low & hu_ones(bits));
    if (rest < q * q) {
        root--;
        rest += 2 * root + 1;
    }
    return (hu_root){root, rest - q * q};
}

/* sqrt(significand * 2^exponent), after making the exponent even. The first 8 bits of the root are found digit by
 * digit; two extensions give 16 and 32 bits, and a third gives 60, with zeros for the radicand's bits below 2^0. The
 * remainder is jammed. */
HU_INLINE hu_value hu_sqrt_finite(hu_value x)
{
    bool odd = (x.exponent & 1) != 0;
    uint64_t n = odd ? x.significand >> 1 : x.significand;
    int exponent = odd ? x.exponent + 1 : x.exponent;

    hu_root r = {0, n >> 48};
    for (uint64_t bit = 0x80; bit != 0; bit >>= 1) {
        uint64_t square = bit * (2 * r.root + bit); /* (root + bit)^2 - root^2 */
        if (r.rest >= square) {
            r.rest -= square;
            r.root += bit;
        }
    }
    r = hu_extend_root(r, 8, n >> 32 & 0xFFFF);
    r = hu_extend_root(r, 16, n & 0xFFFFFFFF);
    r = hu_extend_root(r, 28, 0);
    return hu_value_finite(false, exponent / 2 - 28, r.root | (r.rest != 0));
}

HU_INLINE hu_value hu_exact_sqrt(hu_value x, hu_env *env)
{
    if (x.kind == VALUE_NAN) {
        return hu_propagate_nan(x, x, x, env);
    }
    if (x.kind == VALUE_ZERO || (x.kind == VALUE_INFINITY && !x.sign)) {
        return x; /* sqrt(-0) is -0, IEEE 754-2019 clause 5.4.1 */
    }
    return x.sign ? hu_invalid(env) : hu_sqrt_finite(x);
}

#endif
