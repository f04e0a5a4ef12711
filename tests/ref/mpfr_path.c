/* SPDX-License-Identifier: Apache-2.0
 *
 * mpfr_path.c - the same results by MPFR's own emulation of IEEE 754 formats: a precision, an exponent range
 * (emin, emax) and mpfr_subnormalize(), which undoes the double rounding of subnormal results. It rounds inside MPFR,
 * so it shares neither the neighbours nor the choice with bracket.c and choose.c. It supports fewer formats and modes.
 */
#include "mpfr_path.h"

#include <assert.h>

static bool has_direction(ref_rounding rounding)
{
    return rounding == REF_NEAREST_EVEN || rounding == REF_TOWARD_ZERO || rounding == REF_UP || rounding == REF_DOWN;
}

static mpfr_rnd_t direction_of(ref_rounding rounding)
{
    switch (rounding) {
    case REF_TOWARD_ZERO:
        return MPFR_RNDZ;
    case REF_UP:
        return MPFR_RNDU;
    case REF_DOWN:
        return MPFR_RNDD;
    default:
        assert(rounding == REF_NEAREST_EVEN);
        return MPFR_RNDN;
    }
}

bool ref_second_opinion_applies(const ref_format *to, const ref_policy *policy)
{
    return to->has_sign && to->has_zero && to->infinity == REF_INFINITY_TOP_EXPONENT &&
           to->nan == REF_NAN_TOP_EXPONENT && has_direction(policy->rounding) &&
           policy->overflow == REF_OVERFLOW_NONE && policy->flush == 0;
}

/* True if the exact result, which rounds to x with that ternary value, was tiny. */
static bool is_tiny(const mpfr_t x, int ternary, int emin, ref_tininess tininess)
{
    mpfr_t smallest_normal;
    mpfr_init2(smallest_normal, REF_OPERAND_PRECISION);
    mpfr_set_ui_2exp(smallest_normal, 1, emin, MPFR_RNDZ);
    int order = mpfr_cmpabs(x, smallest_normal);
    mpfr_clear(smallest_normal);
    bool came_from_below = mpfr_signbit(x) ? ternary < 0 : ternary > 0; /* the magnitude was rounded up */
    return order < 0 || (order == 0 && came_from_below && tininess == REF_TININESS_BEFORE);
}

/* Computes op in the format `to` into x, and returns its flags, except invalid. */
static unsigned imitate(mpfr_t x, ref_op op, const mpfr_t *operands, const ref_format *to, const ref_policy *policy)
{
    mpfr_rnd_t direction = direction_of(policy->rounding);
    int emin = 1 - to->bias;
    int emax = (1 << to->exponent_bits) - 2 - to->bias;

    mpfr_set_prec(x, to->fraction_bits + 1);
    mpfr_clear_flags();
    int ternary = ref_apply(x, op, operands, direction);
    unsigned flags = mpfr_divby0_p() ? REF_DIVIDE_BY_ZERO : 0;
    bool tiny = mpfr_regular_p(x) && is_tiny(x, ternary, emin, policy->tininess);

    mpfr_exp_t emin_before = mpfr_get_emin();
    mpfr_exp_t emax_before = mpfr_get_emax();
    mpfr_set_emin(emin - to->fraction_bits + 1); /* MPFR's significands lie in [1/2, 1) */
    mpfr_set_emax(emax + 1);
    ternary = mpfr_check_range(x, ternary, direction);
    flags |= mpfr_overflow_p() ? REF_OVERFLOW : 0;
    ternary = mpfr_subnormalize(x, ternary, direction);
    mpfr_set_emin(emin_before);
    mpfr_set_emax(emax_before);

    flags |= ternary != 0 ? REF_INEXACT : 0;
    return tiny && ternary != 0 ? flags | REF_UNDERFLOW : flags;
}

static bool same(const mpfr_t x, const mpfr_t y)
{
    if (mpfr_nan_p(x) || mpfr_nan_p(y)) {
        return mpfr_nan_p(x) && mpfr_nan_p(y);
    }
    return mpfr_equal_p(x, y) && mpfr_signbit(x) == mpfr_signbit(y);
}

bool ref_second_opinion_agrees(ref_op op, const ref_operand *operands, const ref_format *to, const ref_policy *policy,
                               ref_result result)
{
    assert(ref_second_opinion_applies(to, policy));
    mpfr_t x[REF_OPERANDS_MAX];
    mpfr_t mine;
    mpfr_t theirs;
    mpfr_inits2(REF_OPERAND_PRECISION, mine, theirs, x[0], x[1], x[2], (mpfr_ptr)NULL);
    bool nan_operand = false;
    for (int i = 0; i < ref_arity(op); i++) {
        ref_decode(x[i], operands[i].format, operands[i].code);
        nan_operand = nan_operand || mpfr_nan_p(x[i]);
    }
    unsigned flags = imitate(mine, op, x, to, policy);
    if (mpfr_nan_p(mine) && !nan_operand) {
        flags |= REF_INVALID;
    }
    ref_decode(theirs, to, result.code);
    bool agree = same(mine, theirs) && (nan_operand || flags == result.flags);
    mpfr_clears(mine, theirs, x[0], x[1], x[2], (mpfr_ptr)NULL);
    return agree;
}
