/* SPDX-License-Identifier: Apache-2.0
 *
 * integers.c - rounding to an integer, and conversion from and to integers.
 */
#include "ref.h"

#include <assert.h>

/* Rounds the finite b->exact to an integer by the mode, and returns whether it was not one. Non-integers are below 2^52
 * in every format, so they have at most 64 bits in steps of 1. */
static bool round_to_integer(ref_bracket_t *b, const ref_policy *p)
{
    if (mpfr_integer_p(b->exact)) {
        return false;
    }
    bool negative = mpfr_signbit(b->exact) != 0;
    ref_place place = ref_locate(b, 0);
    uint64_t magnitude = place.steps + (ref_goes_up(&place, negative, p) ? 1 : 0);
    mpfr_set_uj(b->exact, magnitude, MPFR_RNDZ);
    mpfr_setsign(b->exact, b->exact, negative, MPFR_RNDZ);
    return true;
}

ref_result ref_round_to_integral(ref_bracket_t *b, const ref_format *to, ref_operand x, bool exact,
                                 const ref_policy *policy)
{
    ref_bracket(b, REF_CONVERT, to, &x, (policy->flush & REF_FLUSH_OPERANDS) != 0);
    if (b->outcome != REF_RESULT_FINITE) {
        return ref_choose(b, policy);
    }
    bool rounded = round_to_integer(b, policy);
    ref_bracket_value(b, to);
    ref_result result = ref_choose(b, policy);
    result.flags |= exact && rounded ? REF_INEXACT : 0u;
    return result;
}

/* The result for a NaN or a number beyond the range. NVIDIA, PTX ISA 9.0, cvt: a NaN is 0 if the source is not FP64 and
 * the integer has 32 bits, and 2^(bits - 1) otherwise. */
static uint64_t invalid_integer(bool nan, bool fp64, bool negative, int bits, bool is_signed, ref_nan_policy policy)
{
    uint64_t all_ones = UINT64_MAX >> (64 - bits);
    uint64_t smallest = is_signed ? UINT64_C(1) << (bits - 1) : 0; /* two's complement */
    uint64_t largest = is_signed ? all_ones >> 1 : all_ones;
    if (policy == REF_X86_NAN) { /* the "integer indefinite" */
        return is_signed ? smallest : all_ones;
    }
    if (nan && policy == REF_NVIDIA_NAN && (fp64 || bits == 64)) {
        return UINT64_C(1) << (bits - 1);
    }
    if (nan) {
        return policy == REF_CANONICAL_NAN || policy == REF_SIGNED_NAN ? largest : 0;
    }
    return negative ? smallest : largest;
}

ref_result ref_to_integer(ref_bracket_t *b, ref_operand x, int bits, bool is_signed, bool exact,
                          const ref_policy *policy)
{
    assert(bits == 32 || bits == 64);
    ref_bracket(b, REF_CONVERT, x.format, &x, (policy->flush & REF_FLUSH_OPERANDS) != 0);
    bool nan = b->outcome == REF_RESULT_NAN;
    bool rounded = b->outcome == REF_RESULT_FINITE && round_to_integer(b, policy);
    bool negative = mpfr_signbit(b->exact) != 0;

    /* The range: -2^(bits-1) <= n < 2^(bits-1), or 0 <= n < 2^bits. */
    bool in_range = !nan && mpfr_cmp_ui_2exp(b->exact, 1, is_signed ? bits - 1 : bits) < 0 &&
                    (is_signed ? mpfr_cmp_si_2exp(b->exact, -1, bits - 1) >= 0 : mpfr_sgn(b->exact) >= 0);
    if (!in_range) {
        bool fp64 = x.format->fraction_bits == 52;
        return (ref_result){invalid_integer(nan, fp64, negative, bits, is_signed, policy->nan), REF_INVALID};
    }
    mpfr_abs(b->scratch, b->exact, MPFR_RNDZ);
    uint64_t magnitude = mpfr_get_uj(b->scratch, MPFR_RNDZ);
    uint64_t code = (negative ? 0 - magnitude : magnitude) & UINT64_MAX >> (64 - bits);
    return (ref_result){code, exact && rounded ? REF_INEXACT : 0u};
}

ref_result ref_from_int64(ref_bracket_t *b, const ref_format *to, int64_t n, const ref_policy *policy)
{
    b->truncated = mpfr_set_sj(b->exact, n, MPFR_RNDZ) != 0;
    return ref_choose_value(b, to, policy);
}

ref_result ref_from_uint64(ref_bracket_t *b, const ref_format *to, uint64_t n, const ref_policy *policy)
{
    b->truncated = mpfr_set_uj(b->exact, n, MPFR_RNDZ) != 0;
    return ref_choose_value(b, to, policy);
}
