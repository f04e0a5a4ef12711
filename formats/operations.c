/* SPDX-License-Identifier: Apache-2.0
 *
 * The operations beside arithmetic: remainder, minimum and maximum, comparisons, classification, neighbours, and those
 * on the exponent. They are the pipeline's decode, round and encode around a short exact step.
 */
#include "pipeline.h"

static hu_value operand(hu_number x, const hu_env *env)
{
    return hu_operand(x.format, x.code, env);
}

static hu_number finish(const hu_format *to, hu_value exact, hu_env *env)
{
    return (hu_number){to, hu_finish(to, exact, env)};
}

/* ---- remainder --------------------------------------------------------------------------------------------------- */

/* x - n * y of 24-bit significands. With x = a 2^i and y = b 2^j (a, b of 24 bits):
 *   i < j - 1    |x| < |y|/2, and n = 0: x itself. One binade above that, y is lined up with x instead.
 *   otherwise    a 2^(i-j) mod b, 39 bits of the exponent gap at a time (the rest has 24 bits); the last quotient's
 * parity is n's. Then the nearest multiple, ties to even n: one b less if the rest is more than half. */
static hu_value remainder_finite(hu_value x, hu_value y)
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

hu_number hu_remainder(const hu_format *to, hu_number x, hu_number y, hu_env *env)
{
    hu_check_env(env);
    hu_value a = hu_arith_operand(x.format, x.code, env);
    hu_value b = hu_arith_operand(y.format, y.code, env);
    hu_value result = a; /* remainder(x, inf), remainder(0, y) */
    if (a.kind == VALUE_NAN || b.kind == VALUE_NAN) {
        result = hu_propagate_nan(a, b, b, env);
    } else if (a.kind == VALUE_INFINITY || b.kind == VALUE_ZERO) {
        result = hu_invalid(env);
    } else if (a.kind == VALUE_FINITE && b.kind == VALUE_FINITE) {
        result = remainder_finite(a, b);
    }
    return (hu_number){to, hu_finish_arithmetic(to, result, env)};
}

/* ---- order ------------------------------------------------------------------------------------------------------- */

/* Of magnitudes, which are no NaNs: zero < finite < infinity, as the kinds are numbered. */
static int magnitude_order(hu_value x, hu_value y)
{
    if (x.kind != y.kind) {
        return x.kind < y.kind ? -1 : 1;
    }
    if (x.kind != VALUE_FINITE) {
        return 0;
    }
    return hu_magnitude_above(x, y) ? 1 : hu_magnitude_above(y, x) ? -1 : 0;
}

/* -0 before +0, as minimum and maximum see them. */
static int order(hu_value x, hu_value y)
{
    if (x.sign != y.sign) {
        return x.sign ? -1 : 1;
    }
    return x.sign ? -magnitude_order(x, y) : magnitude_order(x, y);
}

static hu_number extremum(const hu_format *to, hu_number x, hu_number y, int wanted, bool number, hu_env *env)
{
    hu_check_env(env);
    hu_value a = operand(x, env);
    hu_value b = operand(y, env);
    hu_value result = order(a, b) == wanted ? a : b;
    if (a.kind == VALUE_NAN || b.kind == VALUE_NAN) {
        result = hu_propagate_nan(a, b, b, env);
        if (number && a.kind != b.kind) {
            result = a.kind == VALUE_NAN ? b : a;
        }
    }
    return finish(to, result, env);
}

hu_number hu_minimum(const hu_format *to, hu_number x, hu_number y, hu_env *env)
{
    return extremum(to, x, y, -1, false, env);
}

hu_number hu_maximum(const hu_format *to, hu_number x, hu_number y, hu_env *env)
{
    return extremum(to, x, y, 1, false, env);
}

hu_number hu_minimum_number(const hu_format *to, hu_number x, hu_number y, hu_env *env)
{
    return extremum(to, x, y, -1, true, env);
}

hu_number hu_maximum_number(const hu_format *to, hu_number x, hu_number y, hu_env *env)
{
    return extremum(to, x, y, 1, true, env);
}

static hu_relation compare(hu_number x, hu_number y, bool signaling, hu_env *env)
{
    hu_check_env(env);
    hu_value a = operand(x, env);
    hu_value b = operand(y, env);
    if (a.kind == VALUE_NAN || b.kind == VALUE_NAN) {
        if (signaling || a.signaling || b.signaling) {
            env->flags |= HU_INVALID;
        }
        return HU_UNORDERED;
    }
    return a.kind == VALUE_ZERO && b.kind == VALUE_ZERO ? HU_EQUAL : (hu_relation)order(a, b);
}

hu_relation hu_compare_quiet(hu_number x, hu_number y, hu_env *env)
{
    return compare(x, y, false, env);
}

hu_relation hu_compare_signaling(hu_number x, hu_number y, hu_env *env)
{
    return compare(x, y, true, env);
}

/* Codes without their sign are in the total order already, payloads and quiet bit included; a negative sign reverses
 * it. */
bool hu_total_order(hu_number x, hu_number y)
{
    const hu_format *f = x.format;
    assert(hu_same_format(f, y.format));
    bool lone_nan = f->nan == HU_NAN_NEGATIVE_ZERO;
    if (lone_nan && (hu_is_nan(f, x.code) || hu_is_nan(f, y.code))) {
        return hu_is_nan(f, y.code);
    }
    bool x_negative = hu_sign(f, x.code);
    bool y_negative = hu_sign(f, y.code);
    if (x_negative != y_negative) {
        return x_negative;
    }
    uint64_t a = hu_magnitude(f, x.code);
    uint64_t b = hu_magnitude(f, y.code);
    return x_negative ? a >= b : a <= b;
}

hu_class hu_classify(hu_number x)
{
    hu_value v = hu_decode(x.format, x.code);
    switch (v.kind) {
    case VALUE_NAN:
        return v.signaling ? HU_SIGNALING_NAN : HU_QUIET_NAN;
    case VALUE_INFINITY:
        return v.sign ? HU_NEGATIVE_INFINITY : HU_POSITIVE_INFINITY;
    case VALUE_ZERO:
        return v.sign ? HU_NEGATIVE_ZERO : HU_POSITIVE_ZERO;
    case VALUE_FINITE:
        break;
    }
    if (v.exponent + 63 < hu_emin(x.format)) {
        return v.sign ? HU_NEGATIVE_SUBNORMAL : HU_POSITIVE_SUBNORMAL;
    }
    return v.sign ? HU_NEGATIVE_NORMAL : HU_POSITIVE_NORMAL;
}

/* ---- neighbours -------------------------------------------------------------------------------------------------- */

/* The highest magnitude that is not a NaN. */
static uint64_t top_magnitude(const hu_format *f)
{
    return hu_largest(f) + (f->infinity != HU_INFINITY_NONE);
}

/* One step of a code that is no NaN, away from zero or toward it. From zero there is only away, into the given
 * direction. */
static uint64_t step(const hu_format *f, uint64_t code, bool up)
{
    uint64_t magnitude = hu_magnitude(f, code);
    bool negative = hu_sign(f, code);
    if (f->has_zero && magnitude == 0) {
        negative = !up;
        if (negative && !f->has_sign) {
            return magnitude;
        }
    }
    bool away = negative != up;
    if (away) {
        magnitude += magnitude < top_magnitude(f);
    } else if (magnitude == 0) {
        return magnitude; /* the smallest number of a format without zero and sign */
    } else {
        magnitude--;
    }
    bool sign = negative && (magnitude != 0 || hu_has_negative_zero(f));
    return f->has_sign ? magnitude | (uint64_t)sign << (hu_width(f) - 1) : magnitude;
}

static hu_number next(hu_number x, bool up, hu_env *env)
{
    hu_check_env(env);
    hu_value v = hu_decode(x.format, x.code);
    if (v.kind == VALUE_NAN) {
        return finish(x.format, hu_propagate_nan(v, v, v, env), env);
    }
    return (hu_number){x.format, step(x.format, x.code, up)};
}

hu_number hu_next_up(hu_number x, hu_env *env)
{
    return next(x, true, env);
}

hu_number hu_next_down(hu_number x, hu_env *env)
{
    return next(x, false, env);
}

/* ---- integral values and exponents ------------------------------------------------------------------------------- */

/* A signaling NaN raises invalid; everything else goes on to be rounded. */
static hu_value quiet_operand(hu_number x, hu_env *env)
{
    hu_check_env(env);
    hu_value v = operand(x, env);
    return v.kind == VALUE_NAN ? hu_propagate_nan(v, v, v, env) : v;
}

hu_number hu_round_to_integral(const hu_format *to, hu_number x, bool exact, hu_env *env)
{
    hu_value v = quiet_operand(x, env);
    if (v.kind == VALUE_FINITE) {
        bool inexact;
        v = hu_round_to_quantum(v, (hu_quantum){0}, env, &inexact);
        if (exact && inexact) {
            env->flags |= HU_INEXACT;
        }
    }
    return finish(to, v, env);
}

hu_number hu_scale_b(const hu_format *to, hu_number x, int n, hu_env *env)
{
    enum { FAR = 1 << 20 }; /* farther than any format reaches, and no overflow of the sum */
    hu_value v = quiet_operand(x, env);
    if (v.kind == VALUE_FINITE) {
        v.exponent += n > FAR ? FAR : n < -FAR ? -FAR : n;
    }
    return finish(to, v, env);
}

hu_number hu_log_b(const hu_format *to, hu_number x, hu_env *env)
{
    hu_value v = quiet_operand(x, env);
    switch (v.kind) {
    case VALUE_ZERO:
        env->flags |= HU_DIVIDE_BY_ZERO;
        v = (hu_value){.kind = VALUE_INFINITY, .sign = true};
        break;
    case VALUE_INFINITY:
        v.sign = false;
        break;
    case VALUE_FINITE: {
        int exponent = v.exponent + 63;
        v = hu_value_finite(exponent < 0, 0, (uint64_t)(exponent < 0 ? -exponent : exponent));
        break;
    }
    case VALUE_NAN:
        break;
    }
    return finish(to, v, env);
}
