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

#include "root.h"
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

/* x + y of two finite values. Both are exact, because the sum is the last step of every operation. There is no branch
 * on signs or exponents, which are as good as random.
 *
 * 1. The one with the smaller exponent is aligned with the other. Two places on top make room for a carry and a sign:
 *    the lowest bits are zero (a product has 48 bits). Bits are lost only if the gap is more than 14. Then cancellation
 *    takes at most one leading bit, and at least 60 bits remain above the sticky one.
 * 2. Equal signs: add. Different signs: subtract; the difference is negative only if both have the same exponent. A
 *    jammed lowest bit remains a correct sticky bit, since the larger significand is even (jamming is rounding to odd).
 *
 * `swap`, `opposite` and `below` are all ones where y has the larger exponent, the signs differ, and the difference is
 * negative; otherwise 0. */
HU_INLINE hu_value hu_add_finite(hu_value x, hu_value y, const hu_env *env)
{
    int gap = x.exponent - y.exponent;
    uint64_t swap = -(uint64_t)(gap < 0);
    uint64_t opposite = -(uint64_t)(x.sign != y.sign);
    uint64_t exchange = (x.significand ^ y.significand) & swap;

    uint64_t addend = hu_shift_right_jam((y.significand ^ exchange) >> 2, gap < 0 ? -gap : gap);
    uint64_t sum = ((x.significand ^ exchange) >> 2) + ((addend ^ opposite) - opposite);
    if (sum == 0) {
        return hu_value_finite(opposite != 0 ? env->rounding == HU_DOWN : x.sign, 0, 0);
    }
    uint64_t below = -(sum >> 63);
    bool sign = x.sign ^ (((swap & opposite) ^ below) & 1);
    return hu_value_finite(sign, (gap < 0 ? y.exponent : x.exponent) + 2, (sum ^ below) - below);
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

/* The product of two normalised significands has its top bit or the next one. A zero of the fast path (hu_value_finite)
 * remains one. */
HU_INLINE hu_value hu_mul_finite(hu_value x, hu_value y)
{
    uint64_t product = (x.significand >> 32) * (y.significand >> 32);
    int shift = product >> 63 == 0;
    return (hu_value){.kind = VALUE_FINITE,
                      .sign = x.sign != y.sign,
                      .exponent = x.exponent + y.exponent + 64 - shift,
                      .significand = product << shift};
}

HU_INLINE hu_value hu_exact_mul(hu_value x, hu_value y, hu_env *env)
{
    bool sign = x.sign != y.sign;
    if (x.kind == VALUE_FINITE && y.kind == VALUE_FINITE) {
        return hu_mul_finite(x, y);
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

/* floor(2^27 * a/b) of 24-bit significands a and b, and 35 bits more from the remainder if all are asked for. The
 * quotient is above 1/2 and below 2. y is not zero. */
HU_INLINE hu_value hu_div_finite(hu_value x, hu_value y, hu_bits wanted)
{
    uint64_t dividend = x.significand >> 13; /* a * 2^27 */
    uint64_t divisor = y.significand >> 40;
    uint64_t quotient = dividend / divisor;
    uint64_t rest = dividend % divisor;
    int bits = 27; /* after the point */
    if (wanted == BITS_FOR_ALL) {
        quotient = quotient << 35 | (rest << 35) / divisor;
        rest = (rest << 35) % divisor;
        bits += 35;
    }
    int shift = 63 - bits + (quotient >> bits == 0);
    return (hu_value){.kind = VALUE_FINITE,
                      .sign = x.sign != y.sign,
                      .exponent = x.exponent - y.exponent - bits - shift,
                      .significand = quotient << shift | (rest != 0)};
}

HU_INLINE hu_value hu_exact_div(hu_value x, hu_value y, hu_env *env)
{
    bool sign = x.sign != y.sign;
    if (x.kind == VALUE_FINITE && y.kind == VALUE_FINITE) {
        return hu_div_finite(x, y, BITS_FOR_ALL);
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

HU_INLINE hu_value hu_exact_sqrt(hu_value x, hu_env *env)
{
    if (x.kind == VALUE_NAN) {
        return hu_propagate_nan(x, x, x, env);
    }
    if (x.kind == VALUE_ZERO || (x.kind == VALUE_INFINITY && !x.sign)) {
        return x; /* sqrt(-0) is -0, IEEE 754-2019 clause 5.4.1 */
    }
    return x.sign ? hu_invalid(env) : hu_sqrt_finite(x, BITS_FOR_ALL);
}

#endif
