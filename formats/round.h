/* SPDX-License-Identifier: Apache-2.0
 *
 * round: value -> value of the format. THE ONLY PLACE WHERE A NUMBER CHANGES.
 *
 * Rounding splits a magnitude into a whole number of quanta and a discarded fraction nu of one quantum, 0 <= nu < 1.
 * The result is either that number ("down", toward zero) or the next ("up", away from zero):
 *
 *                       nu = 0    0 < nu < 1/2    nu = 1/2      1/2 < nu
 *     nearest even       down         down        to even          up
 *     nearest away       down         down          up             up
 *     toward zero        down         down         down           down
 *     minus infinity     down       up if x < 0   up if x < 0   up if x < 0
 *     plus infinity      down       up if x > 0   up if x > 0   up if x > 0
 *     to odd             down         to odd       to odd         to odd
 *     stochastic         down       up with probability nu, on N random bits
 *
 * The result is inexact if nu > 0. The quantum is the format's ulp in x's binade, but never less than its smallest
 * subnormal number.
 */
#ifndef HU_ROUND_H
#define HU_ROUND_H

#include "arith.h"
#include "decode.h"

/* nu = fraction * 2^-64. The random integer R and its width N are arguments, so that tests can compute the probability
 * by summing over all draws. nu is first reduced to N bits: truncated (A), truncated and centred (B), or rounded to
 * nearest, ties to even (C). These are StochasticA, B and C of the IEEE P3109 draft. */
HU_RARE bool hu_stochastic_up(uint64_t fraction, const hu_env *env)
{
    int n = (int)env->random_bits & 63; /* without assertions, a bad width must not shift by 64 or more */
    uint64_t one = UINT64_C(1) << n;
    uint64_t truncated = n == 0 ? 0 : fraction >> (64 - n);
    uint64_t below = fraction << n; /* the part cut off by truncation to N bits, in units of 2^-(N + 64) */
    switch ((hu_rounding)env->rounding) {
    case HU_STOCHASTIC_A:
        return truncated + env->random >= one;
    case HU_STOCHASTIC_B:
        return 2 * truncated + (below >> 63) + 2 * env->random + 1 >= 2 * one;
    default: {
        bool up = below > UINT64_C(1) << 63 || (below == UINT64_C(1) << 63 && (truncated & 1) != 0);
        return truncated + up + env->random >= one;
    }
    }
}

HU_INLINE bool hu_rounds_up(uint64_t fraction, bool odd, bool sign, const hu_env *env)
{
    const uint64_t half = UINT64_C(1) << 63;
    switch ((hu_rounding)env->rounding) {
    case HU_NEAREST_EVEN:
        return fraction > half || (fraction == half && odd);
    case HU_NEAREST_AWAY:
        return fraction >= half;
    case HU_TOWARD_ZERO:
        return false;
    case HU_DOWN:
        return fraction != 0 && sign;
    case HU_UP:
        return fraction != 0 && !sign;
    case HU_TO_ODD:
        return fraction != 0 && !odd;
    case HU_STOCHASTIC_A:
    case HU_STOCHASTIC_B:
    case HU_STOCHASTIC_C:
        break;
    }
    return hu_stochastic_up(fraction, env);
}

/* The quantum 2^exponent. `parity` is added to a number of quanta before testing whether it is odd. It is 0 except in
 * normal binades of formats with one bit of precision: there the significand is always 1, and the parity is that of the
 * code. */
typedef struct {
    int exponent, parity;
} hu_quantum;

/* The ulp of f in a binade, as if the exponent had no lower bound. */
HU_INLINE hu_quantum hu_normal_quantum(const hu_format *f, int binade)
{
    return (hu_quantum){binade - f->fraction_bits, f->fraction_bits == 0 ? binade + f->bias - 1 : 0};
}

/* The smallest subnormal number: the quantum below 2^emin, in formats that have subnormals. */
HU_INLINE hu_quantum hu_subnormal_quantum(const hu_format *f)
{
    return (hu_quantum){hu_emin(f) - f->fraction_bits, 0};
}

HU_INLINE bool hu_is_subnormal(const hu_format *f, int binade)
{
    return f->has_zero && binade < hu_emin(f);
}

/* Rounds x to a multiple of the quantum. */
HU_INLINE hu_value hu_round_to_quantum(hu_value x, hu_quantum quantum, const hu_env *env, bool *inexact)
{
    int shift = quantum.exponent - x.exponent;
    *inexact = false;
    if (shift <= 0) {
        return x; /* already a multiple */
    }
    uint64_t quanta = shift < 64 ? x.significand >> shift : 0;
    uint64_t fraction = shift < 64 ? x.significand << (64 - shift) : x.significand;
    if (shift > 64) { /* far below half a quantum */
        fraction = hu_shift_right_jam(fraction, shift - 64);
    }
    bool odd = ((quanta + (uint64_t)quantum.parity) & 1) != 0;
    *inexact = fraction != 0;
    return hu_value_finite(x.sign, quantum.exponent, quanta + hu_rounds_up(fraction, odd, x.sign, env));
}

/* ---- Results that are not numbers of the format, by policy (halfulp_env.h) --------------------------------------- */

/* The largest finite number, with the given sign. */
HU_INLINE hu_value hu_clamp(const hu_format *f, bool sign)
{
    hu_value largest = hu_decode(f, hu_largest(f));
    largest.sign = sign;
    return largest;
}

/* A NaN in f, by hu_nan_policy, or by hu_missing_nan if f has none. */
HU_RARE hu_value hu_round_nan(const hu_format *f, hu_value x, hu_env *env)
{
    if (f->nan == HU_NAN_NONE) {
        env->flags |= HU_INVALID;
        if (env->missing_nan == HU_MISSING_NAN_LARGEST) {
            return hu_clamp(f, false);
        }
        return (hu_value){.kind = VALUE_ZERO, .sign = env->missing_nan == HU_MISSING_NAN_OPPOSITE_ZERO && !x.sign};
    }
    switch ((hu_nan_policy)env->nan) {
    case HU_CANONICAL_NAN:
        return hu_decode(f, f->canonical_nan);
    case HU_SIGNED_NAN: {
        hu_value canonical = hu_decode(f, f->canonical_nan);
        canonical.sign = x.sign;
        return canonical;
    }
    case HU_NVIDIA_NAN:
        return (hu_value){.kind = VALUE_NAN, .significand = UINT64_MAX};
    case HU_X86_NAN:
    case HU_ARM_NAN:
        break;
    }
    x.signaling = false;
    x.significand |= UINT64_C(1) << 63;
    return x;
}

/* Infinity; if f has none, NaN; if f has no NaN either, the largest finite number. */
HU_RARE hu_value hu_infinity_or_else(const hu_format *f, bool sign, hu_env *env)
{
    if (f->infinity != HU_INFINITY_NONE) {
        return (hu_value){.kind = VALUE_INFINITY, .sign = sign};
    }
    if (f->nan == HU_NAN_NONE) {
        return hu_clamp(f, sign);
    }
    hu_value nan = hu_round_nan(f, hu_default_nan(env), env);
    if (env->infinity_nan == HU_INFINITY_NAN_SIGNED) {
        nan.sign = sign;
    }
    return nan;
}

/* A rounded magnitude beyond the largest finite number, IEEE 754-2019 clause 7.4. The direction decides first, then the
 * policy. Only directions that point away from zero can give infinity. To odd does so if the policy asks for the odd
 * code and infinity, the next code, is the odd one. */
HU_RARE hu_value hu_overflow_result(const hu_format *f, bool sign, hu_env *env)
{
    env->flags |= HU_OVERFLOW | HU_INEXACT;
    bool odd_infinity =
        env->odd_overflow == HU_ODD_OVERFLOW_ODD_CODE && f->infinity != HU_INFINITY_NONE && (hu_largest(f) & 1) == 0;
    bool inward = env->rounding == HU_TOWARD_ZERO || (env->rounding == HU_TO_ODD && !odd_infinity) ||
                  env->rounding == (sign ? HU_UP : HU_DOWN);
    if (inward || env->overflow != HU_OVERFLOW_NONE) {
        return hu_clamp(f, sign);
    }
    return hu_infinity_or_else(f, sign, env);
}

/* A result below zero in a format without a sign, unless the policy takes its magnitude. */
HU_RARE hu_value hu_negative_result(const hu_format *f, bool infinite, hu_env *env)
{
    env->flags |= HU_INVALID;
    bool nan = env->overflow == HU_OVERFLOW_NONE;
    if (env->negative == HU_NEGATIVE_DIRECTED) {
        nan = infinite || !(env->rounding == HU_TOWARD_ZERO || env->rounding == HU_UP);
    }
    if (nan) {
        return hu_round_nan(f, hu_default_nan(env), env);
    }
    if (!f->has_zero) {
        return hu_decode(f, 0);
    }
    return (hu_value){.kind = VALUE_ZERO};
}

/* Zero, or a result that rounded below the smallest number, in a format without a zero. */
HU_RARE hu_value hu_below_smallest(const hu_format *f, bool sign, bool is_zero, hu_env *env)
{
    env->flags |= HU_UNDERFLOW | HU_INEXACT;
    bool by_overflow = env->missing_zero == HU_MISSING_ZERO_BY_OVERFLOW ||
                       (env->missing_zero == HU_MISSING_ZERO_TINY_SMALLEST && is_zero);
    if (by_overflow && env->overflow == HU_OVERFLOW_NONE) {
        return hu_round_nan(f, hu_default_nan(env), env);
    }
    hu_value smallest = hu_decode(f, 0);
    smallest.sign = sign;
    return smallest;
}

/* Infinities, zeros and NaNs in f. */
HU_RARE hu_value hu_round_special(const hu_format *f, hu_value x, hu_env *env)
{
    switch (x.kind) {
    case VALUE_NAN:
        return hu_round_nan(f, x, env);
    case VALUE_INFINITY:
        if (x.sign && !f->has_sign) {
            return hu_negative_result(f, true, env);
        }
        return env->overflow == HU_SATURATE_ALL ? hu_clamp(f, x.sign) : hu_infinity_or_else(f, x.sign, env);
    case VALUE_ZERO:
    case VALUE_FINITE:
        break;
    }
    return f->has_zero ? x : hu_below_smallest(f, f->has_sign && x.sign, true, env);
}

/* ---- Numbers ----------------------------------------------------------------------------------------------------- */

/* x is finite and below the smallest normal number 2^emin. It is tiny (IEEE 754-2019 clause 7.5) unless tininess is
 * detected after rounding and x rounds up to 2^emin with p bits and an unbounded exponent. That can happen only in the
 * binade just below 2^emin. */
HU_RARE bool hu_is_tiny(const hu_format *f, hu_value x, const hu_env *env)
{
    int binade = x.exponent + 63;
    if (env->tininess == HU_TININESS_BEFORE || binade < hu_emin(f) - 1) {
        return true;
    }
    bool inexact;
    hu_value unbounded = hu_round_to_quantum(x, hu_normal_quantum(f, binade), env, &inexact);
    return unbounded.exponent + 63 < hu_emin(f);
}

HU_INLINE bool hu_magnitude_above(hu_value x, hu_value y)
{
    return x.exponent > y.exponent || (x.exponent == y.exponent && x.significand > y.significand);
}

/* Rounds a finite x into f.
 *
 * 1. If x is tiny and tiny results are flushed, the result is zero.
 * 2. Round to the quantum: f's ulp in x's binade, but in formats with a zero never less than the smallest subnormal.
 * 3. Test the rounded number against the ends of the range: below zero without a sign, below the smallest number
 *    without a zero, beyond the largest finite number.
 * 4. Raise inexact, and underflow if x was tiny. */
HU_INLINE hu_value hu_round_finite(const hu_format *f, hu_value x, hu_env *env)
{
    int binade = x.exponent + 63;
    bool below = binade < hu_emin(f);
    if (below && (env->flush & HU_FLUSH_RESULTS) != 0 && hu_is_tiny(f, x, env)) {
        env->flags |= HU_UNDERFLOW | HU_INEXACT;
        return hu_round_special(f, (hu_value){.kind = VALUE_ZERO, .sign = x.sign}, env);
    }
    /* Two calls, because in the second the shift is a constant of the format. */
    bool inexact;
    hu_value result = hu_is_subnormal(f, binade) ? hu_round_to_quantum(x, hu_subnormal_quantum(f), env, &inexact)
                                                 : hu_round_to_quantum(x, hu_normal_quantum(f, binade), env, &inexact);
    if (result.kind == VALUE_FINITE) {
        if (x.sign && !f->has_sign) {
            return hu_negative_result(f, false, env);
        }
        if (!f->has_zero && result.exponent + 63 < hu_emin(f)) {
            return hu_below_smallest(f, x.sign, false, env);
        }
        if (hu_magnitude_above(result, hu_decode(f, hu_largest(f)))) {
            return hu_overflow_result(f, x.sign, env);
        }
    }
    if (inexact) {
        env->flags |= HU_INEXACT;
        if (below && hu_is_tiny(f, x, env)) {
            env->flags |= HU_UNDERFLOW;
        }
    }
    return result;
}

/* Rounds x into format f. If the result is not simply a number of the format, the policies of hu_env decide:
 *
 *     x is                          result                                                        flags
 *     NaN                           by nan; where there is none, by missing_nan                   - ; invalid
 *     infinite                      saturate-all: largest; else infinity, else NaN, else largest  -
 *     zero, and f has none          by missing_zero: smallest, or (overflow none) NaN             underflow inexact
 *     below zero, and f unsigned    by negative: magnitude; or NaN, zero or smallest              - ; invalid
 *     tiny, results flushed         zero of its sign                                              underflow inexact
 *     tiny by tininess, inexact     the rounded number                                            underflow inexact
 *     rounded below f's smallest    (only where f has no zero) by missing_zero                    underflow inexact
 *     rounded beyond f's largest    inward direction: largest; saturating: largest;               overflow inexact
 *                                   to odd: largest, or by odd_overflow the odd one of it and
 *                                   infinity; else infinity, else NaN, else largest */
HU_INLINE hu_value hu_round(const hu_format *f, hu_value x, hu_env *env)
{
    if (!f->has_sign && env->negative == HU_NEGATIVE_MAGNITUDE) {
        x.sign = false;
    }
    return x.kind == VALUE_FINITE ? hu_round_finite(f, x, env) : hu_round_special(f, x, env);
}

#endif
