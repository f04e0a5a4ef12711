/* SPDX-License-Identifier: Apache-2.0
 *
 * The operations other than arithmetic: remainder, minimum and maximum, comparisons, classification, neighbours,
 * integral values and exponents. Each is a short exact step between the pipeline's decode, round and encode.
 */
#include "exact.h"
#include "pipeline.h"

static hu_value operand(hu_number x, const hu_env *env)
{
    return hu_operand(x.format, x.code, env);
}

static hu_number finish(const hu_format *to, hu_value exact, hu_env *env)
{
    return (hu_number){to, hu_finish(to, exact, env)};
}

/* ---- remainder, minimum and maximum: exact.h --------------------------------------------------------------------- */

hu_number hu_remainder(const hu_format *to, hu_number x, hu_number y, hu_env *env)
{
    hu_check_env(env);
    hu_value a = hu_arith_operand(x.format, x.code, env);
    hu_value b = hu_arith_operand(y.format, y.code, env);
    return (hu_number){to, hu_finish_arithmetic(to, hu_exact_remainder(a, b, env), env)};
}

static hu_number extremum(const hu_format *to, hu_number x, hu_number y, int wanted, bool number, hu_env *env)
{
    hu_check_env(env);
    return finish(to, hu_exact_extremum(operand(x, env), operand(y, env), wanted, number, env), env);
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

/* ---- order ------------------------------------------------------------------------------------------------------- */

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
    return a.kind == VALUE_ZERO && b.kind == VALUE_ZERO ? HU_EQUAL : (hu_relation)hu_order(a, b);
}

hu_relation hu_compare_quiet(hu_number x, hu_number y, hu_env *env)
{
    return compare(x, y, false, env);
}

hu_relation hu_compare_signaling(hu_number x, hu_number y, hu_env *env)
{
    return compare(x, y, true, env);
}

/* Codes without their sign are already in total order, including payloads and the quiet bit. A negative sign reverses
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

/* One step up or down from a code that is not a NaN. From zero, the step is away from zero in the given direction. */
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
        return magnitude; /* already the smallest number of a format without zero and sign */
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

hu_number hu_round_to_integral(const hu_format *to, hu_number x, bool exact, hu_env *env)
{
    hu_check_env(env);
    hu_value v = hu_exact_quiet(operand(x, env), env);
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
    hu_check_env(env);
    return finish(to, hu_exact_scale_b(operand(x, env), n, env), env);
}

hu_number hu_log_b(const hu_format *to, hu_number x, hu_env *env)
{
    hu_check_env(env);
    return finish(to, hu_exact_log_b(operand(x, env), env), env);
}
