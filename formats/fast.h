/* SPDX-License-Identifier: Apache-2.0
 *
 * The fast path: the same results as the pipeline's (pipeline.h, which is the definition), in a half to a third of the
 * time, for what nearly every call is: operands that are numbers, a rounding that is not stochastic, nothing flushed.
 * All other calls take the pipeline.
 *
 *      code --decode.h--> value --arith.h--> exact value --round and encode in one step--> code
 *
 * The one idea is that last step. Codes of one sign are in the order of their numbers, without gaps: after the largest
 * fraction of a binade comes the smallest of the next. So put the significand where one quantum of the result is bit 0
 * of an integer, add the exponent field above it, and round the integer: a carry walks by itself from the fraction into
 * the exponent, from the subnormal numbers to the normal ones, and from the largest number to what comes after it.
 *
 *      significand   1.ffff...fff | rrrrrrrr      code of the number below: 2^fraction_bits (field - 1) + 1.ffff...fff
 *                    <- p bits ->   <- rest ->    the next code if the rest is above a limit
 *
 * (The leading 1 makes field - 1 the field.) A number below 2^emin is shifted further and has no leading 1 at that
 * place. The roundings differ only in this limit: hu_fast_limit. Three questions are left, each after the fact: is the
 * rest not zero (inexact), is the code above the largest (overflow), and is an inexact result below 2^emin tiny?
 * Policies matter in the last two only, and are looked at there.
 *
 * Proof: the check fast.rounding compares this step with round.h and encode.h, code and flags, in each rounding, of
 * both signs, on every binade, every pattern of p + 2 bits and a sticky one, on which rounding depends, in formats of
 * up to 16 bits (patterns of them in wider ones); the checks of arith, convert and policies compare all that follows
 * from it with MPFR.
 */
#ifndef HU_FAST_H
#define HU_FAST_H

#include "pipeline.h"

/* The results that the step below can make: without random bits, into a format with a sign, a zero, and at least 2 bits
 * of precision (with 1 bit, the place at which a result ceases to be tiny is judged otherwise). Nothing is flushed. */
HU_INLINE bool hu_is_fast(const hu_format *to, const hu_env *env)
{
    assert(env != NULL);
    return ((env->rounding <= HU_TO_ODD) & (env->flush == 0)) && to->has_sign && to->has_zero &&
           to->fraction_bits > 0 && to->exponent_bits > 1;
}

/* A number that arith.h can take. */
HU_INLINE bool hu_is_fast_operand(const hu_format *f, uint64_t code)
{
    return hu_precision(f) <= 24 && hu_is_number(f, code);
}

/* The largest rest that is dropped, as a fraction of a quantum in units of 2^-64: with a greater one the number becomes
 * the next code. This limit defines a rounding: it is the table of round.h, indexed by the sign and the last bit of the
 * code. A table lookup replaces branches, because no processor predicts signs. */
static const uint64_t hu_fast_limits[HU_TO_ODD + 1][2][2] = {
    /* numbers above zero: even, odd; below: even, odd */
    [HU_NEAREST_AWAY] = {{INT64_MAX, INT64_MAX}, {INT64_MAX, INT64_MAX}},
    [HU_TOWARD_ZERO] = {{UINT64_MAX, UINT64_MAX}, {UINT64_MAX, UINT64_MAX}},
    [HU_DOWN] = {{UINT64_MAX, UINT64_MAX}, {0, 0}},
    [HU_UP] = {{0, 0}, {UINT64_MAX, UINT64_MAX}},
    [HU_TO_ODD] = {{0, UINT64_MAX}, {0, UINT64_MAX}},
};

/* To nearest even it is a half, or just below if the code is odd. */
HU_INLINE uint64_t hu_fast_limit(bool sign, uint64_t code, const hu_env *env)
{
    return env->rounding == HU_NEAREST_EVEN ? (UINT64_C(1) << 63) - (code & 1)
                                            : hu_fast_limits[env->rounding][sign][code & 1];
}

/* Overflow that is not simply infinity: the largest number, or a NaN; or by the direction. */
HU_APART uint64_t hu_fast_overflow(const hu_format *to, bool sign, hu_env *env)
{
    hu_check_env(env);
    return hu_encode(to, hu_overflow_result(to, sign, env));
}

/* A result below 2^emin: field is 0 or less. A number is tiny after rounding if it does not round up to 2^emin with
 * p bits: if it is at most the largest significand of p bits, which is odd, plus its limit. */
HU_INLINE uint64_t hu_fast_finish_below(const hu_format *to, hu_value x, int field, hu_env *env)
{
    int shift = 63 - to->fraction_bits;
    uint64_t aligned = hu_shift_right_jam(x.significand, 1 - field);
    uint64_t rest = aligned << (64 - shift);
    uint64_t code = aligned >> shift;
    code += rest > hu_fast_limit(x.sign, code, env);
    if (rest != 0) {
        bool tiny = field < 0 || env->tininess == HU_TININESS_BEFORE ||
                    x.significand <= (UINT64_MAX << shift | hu_fast_limit(x.sign, 1, env) >> (64 - shift));
        env->flags |= tiny ? HU_UNDERFLOW | HU_INEXACT : HU_INEXACT;
    }
    bool sign = x.sign && (code != 0 || hu_has_negative_zero(to));
    return code | (uint64_t)sign << (hu_width(to) - 1);
}

/* Rounds x, a number or zero, and encodes it. */
HU_INLINE uint64_t hu_fast_finish(const hu_format *to, hu_value x, hu_env *env)
{
    int field = x.exponent + 63 + to->bias;
    int shift = 63 - to->fraction_bits;
    if (field <= 0) {
        return hu_fast_finish_below(to, x, field, env);
    }
    if (to->fraction_bits > 40 && field >> to->exponent_bits != 0) {
        field = 1 << to->exponent_bits; /* the field of FP64 must not wrap */
    }
    uint64_t rest = x.significand << (64 - shift);
    uint64_t code = ((uint64_t)(field - 1) << to->fraction_bits) + (x.significand >> shift);
    code += rest > hu_fast_limit(x.sign, code, env);
    uint32_t flags = rest != 0;
    if (code > hu_largest(to)) {
        if ((env->rounding | env->overflow) != 0 || to->infinity == HU_INFINITY_NONE) {
            return hu_fast_overflow(to, x.sign, env);
        }
        code = hu_largest(to) + 1;
        flags = HU_OVERFLOW | HU_INEXACT;
    }
    env->flags |= flags;
    return code | (uint64_t)x.sign << (hu_width(to) - 1);
}

/* ---- The operations: the fast path where it is open, otherwise the pipeline -------------------------------------- */

/* If the numbers of one format are numbers of another, and normal ones normal, conversion is a shift and an addition,
 * whatever the rounding. Returns false if that does not hold for the number x, or is not known. */
HU_INLINE bool hu_fast_widen(const hu_format *to, const hu_format *from, uint64_t x, uint64_t *code)
{
    int shift = to->fraction_bits - from->fraction_bits;
    int bias = to->bias - from->bias;
    uint64_t magnitude = hu_magnitude(from, x);
    if (shift < 0 || bias < 0 || to->exponent_bits < from->exponent_bits || !from->has_zero ||
        !hu_has_negative_zero(to) || (bias != 0 && magnitude >> from->fraction_bits == 0)) {
        return false;
    }
    magnitude = (magnitude << shift) + ((uint64_t)bias << to->fraction_bits);
    *code = magnitude | (uint64_t)hu_sign(from, x) << (hu_width(to) - 1);
    return magnitude <= hu_largest(to);
}

HU_INLINE uint64_t hu_fast_convert(const hu_format *to, const hu_format *from, uint64_t x, hu_env *env)
{
    assert(env != NULL);
    if (env->flush == 0 && hu_is_number(from, x)) {
        uint64_t code;
        if (hu_fast_widen(to, from, x, &code)) {
            return code;
        }
        if (hu_is_fast(to, env)) {
            return hu_fast_finish(to, hu_decode_number(from, x), env);
        }
    }
    return hu_pipe_convert(to, from, x, env);
}

HU_INLINE uint64_t hu_fast_add(const hu_format *to, const hu_format *fx, uint64_t x, const hu_format *fy, uint64_t y,
                               hu_env *env)
{
    if (hu_is_fast(to, env) && hu_is_fast_operand(fx, x) && hu_is_fast_operand(fy, y)) {
        return hu_fast_finish(to, hu_add_finite(hu_decode_number(fx, x), hu_decode_number(fy, y), env), env);
    }
    return hu_pipe_add(to, fx, x, fy, y, env);
}

HU_INLINE uint64_t hu_fast_sub(const hu_format *to, const hu_format *fx, uint64_t x, const hu_format *fy, uint64_t y,
                               hu_env *env)
{
    if (hu_is_fast(to, env) && hu_is_fast_operand(fx, x) && hu_is_fast_operand(fy, y)) {
        hu_value negated = hu_decode_number(fy, y);
        negated.sign = !negated.sign;
        return hu_fast_finish(to, hu_add_finite(hu_decode_number(fx, x), negated, env), env);
    }
    return hu_pipe_sub(to, fx, x, fy, y, env);
}

HU_INLINE uint64_t hu_fast_mul(const hu_format *to, const hu_format *fx, uint64_t x, const hu_format *fy, uint64_t y,
                               hu_env *env)
{
    if (hu_is_fast(to, env) && hu_is_fast_operand(fx, x) && hu_is_fast_operand(fy, y)) {
        return hu_fast_finish(to, hu_mul_finite(hu_decode_number(fx, x), hu_decode_number(fy, y)), env);
    }
    return hu_pipe_mul(to, fx, x, fy, y, env);
}

/* x/0 is the pipeline's. */
HU_INLINE uint64_t hu_fast_div(const hu_format *to, const hu_format *fx, uint64_t x, const hu_format *fy, uint64_t y,
                               hu_env *env)
{
    if (hu_is_fast(to, env) && hu_is_fast_operand(fx, x) && hu_is_fast_operand(fy, y)) {
        hu_value divisor = hu_decode_number(fy, y);
        if (divisor.significand != 0) {
            return hu_fast_finish(to, hu_div_finite(hu_decode_number(fx, x), divisor, BITS_FOR_FIXED), env);
        }
    }
    return hu_pipe_div(to, fx, x, fy, y, env);
}

/* Half of all codes are negative. */
HU_APART uint64_t hu_fast_invalid(const hu_format *to, hu_env *env)
{
    hu_check_env(env);
    return hu_finish(to, hu_invalid(env), env);
}

/* Roots of zeros are the pipeline's. */
HU_INLINE uint64_t hu_fast_sqrt(const hu_format *to, const hu_format *fx, uint64_t x, hu_env *env)
{
    if (hu_is_fast(to, env) && hu_is_fast_operand(fx, x)) {
        hu_value value = hu_decode_number(fx, x);
        if (value.significand != 0) {
            return value.sign ? hu_fast_invalid(to, env)
                              : hu_fast_finish(to, hu_sqrt_finite(value, BITS_FOR_FIXED), env);
        }
    }
    return hu_pipe_sqrt(to, fx, x, env);
}

HU_INLINE uint64_t hu_fast_fma(const hu_format *to, const hu_format *fx, uint64_t x, const hu_format *fy, uint64_t y,
                               const hu_format *fz, uint64_t z, hu_env *env)
{
    if (hu_is_fast(to, env) && hu_is_fast_operand(fx, x) && hu_is_fast_operand(fy, y) && hu_is_fast_operand(fz, z)) {
        hu_value product = hu_mul_finite(hu_decode_number(fx, x), hu_decode_number(fy, y));
        return hu_fast_finish(to, hu_add_finite(product, hu_decode_number(fz, z), env), env);
    }
    return hu_pipe_fma(to, fx, x, fy, y, fz, z, env);
}

#endif
