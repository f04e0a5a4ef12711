/* SPDX-License-Identifier: Apache-2.0
 *
 * dot_arm.c - ARM's dot products of FP8, from the Arm ARM's pseudocode: FP8DotAddFP, and FPRound_FP8 for the overflow.
 */
#include "ref.h"

/* All terms are multiples of 2^-160 below 2^129. */
enum { EXACT_BITS = 400 };

/* value := x y 2^-scale. */
static void product(mpfr_t value, mpfr_t other, const ref_format *x_format, uint64_t x, const ref_format *y_format,
                    uint64_t y, long scale)
{
    ref_decode(value, x_format, x);
    ref_decode(other, y_format, y);
    mpfr_mul(value, value, other, MPFR_RNDN);
    mpfr_mul_2si(value, value, -scale, MPFR_RNDN);
}

/* The sum, rounded to nearest even. */
static uint64_t round_sum(const ref_format *to, const mpfr_t sum, bool minus, bool saturate)
{
    const uint64_t sign = UINT64_C(1) << (to->width - 1);
    if (mpfr_nan_p(sum)) {
        return ref_infinity_code(to) | UINT64_C(1) << (to->fraction_bits - 1); /* FPDefaultNaN */
    }
    if (mpfr_inf_p(sum)) {
        return ref_infinity_code(to) | (mpfr_signbit(sum) ? sign : 0);
    }
    if (mpfr_zero_p(sum)) {
        return minus ? sign : 0;
    }
    const ref_policy policy = {.tininess = REF_TININESS_BEFORE};
    ref_bracket_t b;
    ref_bracket_init(&b);
    b.truncated = mpfr_set(b.exact, sum, MPFR_RNDZ) != 0;
    const ref_result r = ref_choose_value(&b, to, &policy);
    ref_bracket_clear(&b);
    return (r.flags & REF_OVERFLOW) != 0 && saturate ? to->largest_code | (r.code & sign) : r.code;
}

uint64_t ref_dot_arm(const ref_format *to, uint64_t c, const ref_format *x_format, const uint64_t *x,
                     const ref_format *y_format, const uint64_t *y, size_t count, long scale, bool saturate)
{
    mpfr_t sum, value, other;
    mpfr_inits2(EXACT_BITS, sum, value, other, (mpfr_ptr)NULL);
    ref_decode(sum, to, c);
    bool minus = mpfr_zero_p(sum) && mpfr_signbit(sum); /* all terms are -0 */
    for (size_t i = 0; i < count && x_format != NULL && y_format != NULL; i++) {
        product(value, other, x_format, x[i], y_format, y[i], scale);
        minus = minus && mpfr_zero_p(value) && mpfr_signbit(value);
        mpfr_add(sum, sum, value, MPFR_RNDN);
    }
    if (x_format == NULL || y_format == NULL) { /* a signaling NaN each */
        mpfr_set_nan(sum);
    }
    const uint64_t code = round_sum(to, sum, minus, saturate);
    mpfr_clears(sum, value, other, (mpfr_ptr)NULL);
    return code;
}
