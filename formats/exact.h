/* SPDX-License-Identifier: Apache-2.0
 *
 * exact: the exact results of the operations other than arithmetic (arith.h). Nothing is rounded here.
 */
#ifndef HU_EXACT_H
#define HU_EXACT_H

#include "arith.h"
#include "round.h"

/* x - n * y of 24-bit significands. With x = a 2^i and y = b 2^j (a and b of 24 bits):
 *
 *   i < j - 1   |x| < |y|/2 and n = 0: the result is x. If i = j - 1, y is aligned with x instead.
 *   otherwise   a 2^(i-j) mod b, 39 bits of the exponent gap at a time, since the remainder has up to 24. The last
 *               quotient has the parity of n.
 *
 * Finally, subtract one more b if the remainder is more than half of b, or exactly half and n is odd. */
HU_INLINE hu_value hu_remainder_finite(hu_value x, hu_value y)
{
    uint64_t a = x.significand >> 40;
    uint64_t b = y.significand >> 40;
    int gap = x.exponent - y.exponent;
    int exponent = y.exponent + 40;
    if (gap < -1) {
        return x;
    }
    if (gap == -1) {
        b <<= 1;
        exponent--;
        gap = 0;
    }
    uint64_t quotient = a / b;
    uint64_t rest = a % b;
    while (gap > 0) {
        int bits = gap < 39 ? gap : 39;
        quotient = (rest << bits) / b;
        rest = (rest << bits) % b;
        gap -= bits;
    }
    bool up = 2 * rest > b || (2 * rest == b && (quotient & 1) != 0);
    return hu_value_finite(x.sign != up, exponent, up ? b - rest : rest);
}

/* Operands have at most 24 bits of precision, as in arith.h. */
HU_INLINE hu_value hu_exact_remainder(hu_value x, hu_value y, hu_env *env)
{
    if (x.kind == VALUE_NAN || y.kind == VALUE_NAN) {
        return hu_propagate_nan(x, y, y, env);
    }
    if (x.kind == VALUE_INFINITY || y.kind == VALUE_ZERO) {
        return hu_invalid(env);
    }
    bool finite = x.kind == VALUE_FINITE && y.kind == VALUE_FINITE;
    return finite ? hu_remainder_finite(x, y) : x; /* remainder(x, inf), remainder(0, y) */
}

/* Compares magnitudes of values that are not NaNs. The kinds are numbered so that zero < finite < infinity. */
HU_INLINE int hu_magnitude_order(hu_value x, hu_value y)
{
    if (x.kind != y.kind) {
        return x.kind < y.kind ? -1 : 1;
    }
    if (x.kind != VALUE_FINITE) {
        return 0;
    }
    return hu_magnitude_above(x, y) ? 1 : hu_magnitude_above(y, x) ? -1 : 0;
}

/* -0 is less than +0, as minimum and maximum require. */
HU_INLINE int hu_order(hu_value x, hu_value y)
{
    if (x.sign != y.sign) {
        return x.sign ? -1 : 1;
    }
    return x.sign ? -hu_magnitude_order(x, y) : hu_magnitude_order(x, y);
}

/* The smaller (wanted = -1) or the larger (wanted = 1). `number`: given a number and a NaN, returns the number. */
HU_INLINE hu_value hu_exact_extremum(hu_value x, hu_value y, int wanted, bool number, hu_env *env)
{
    if (x.kind != VALUE_NAN && y.kind != VALUE_NAN) {
        return hu_order(x, y) == wanted ? x : y;
    }
    hu_value nan = hu_propagate_nan(x, y, y, env);
    if (number && x.kind != y.kind) {
        return x.kind == VALUE_NAN ? y : x;
    }
    return nan;
}

/* An operand of the operations below, or of a rounding to an integer: a signaling NaN raises invalid. */
HU_INLINE hu_value hu_exact_quiet(hu_value x, hu_env *env)
{
    return x.kind == VALUE_NAN ? hu_propagate_nan(x, x, x, env) : x;
}

/* x * 2^n. */
HU_INLINE hu_value hu_exact_scale_b(hu_value x, int n, hu_env *env)
{
    enum { FAR = 1 << 20 }; /* beyond every format's range, without overflow in the sum */
    x = hu_exact_quiet(x, env);
    if (x.kind == VALUE_FINITE) {
        x.exponent += n > FAR ? FAR : n < -FAR ? -FAR : n;
    }
    return x;
}

/* floor(log2 |x|). */
HU_INLINE hu_value hu_exact_log_b(hu_value x, hu_env *env)
{
    x = hu_exact_quiet(x, env);
    switch (x.kind) {
    case VALUE_ZERO:
        env->flags |= HU_DIVIDE_BY_ZERO;
        return (hu_value){.kind = VALUE_INFINITY, .sign = true};
    case VALUE_INFINITY:
        x.sign = false;
        break;
    case VALUE_FINITE: {
        int exponent = x.exponent + 63;
        return hu_value_finite(exponent < 0, 0, (uint64_t)(exponent < 0 ? -exponent : exponent));
    }
    case VALUE_NAN:
        break;
    }
    return x;
}

#endif
