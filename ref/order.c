/* SPDX-License-Identifier: Apache-2.0
 *
 * order.c - comparisons, the total order, the class and the next number.
 */
#include "ref.h"

#include <assert.h>

int ref_compare(ref_operand x, ref_operand y, bool signaling, bool flush_operands, unsigned *flags)
{
    const ref_operand operand[2] = {x, y};
    mpfr_t value[2];
    bool nan = false;
    *flags = 0;
    for (int i = 0; i < 2; i++) {
        mpfr_init2(value[i], REF_OPERAND_PRECISION);
        bool is_signaling = ref_decode(value[i], operand[i].format, operand[i].code);
        bool is_nan = mpfr_nan_p(value[i]) != 0;
        if (is_signaling || (is_nan && signaling)) {
            *flags = REF_INVALID;
        }
        nan = nan || is_nan;
        if (flush_operands && ref_is_subnormal(operand[i].format, operand[i].code)) {
            mpfr_set_zero(value[i], 1);
        }
    }
    int order = nan ? 2 : mpfr_cmp(value[0], value[1]);
    mpfr_clear(value[0]);
    mpfr_clear(value[1]);
    return nan ? 2 : (order > 0) - (order < 0);
}

/* Clause 5.10 c: negative NaNs below the numbers and positive NaNs above, signaling ones nearer to the numbers, then by
 * payload. The quiet bit is the payload's highest, so the payload alone gives both. */
static int nan_order(ref_nan_operand x, ref_nan_operand y)
{
    int side_x = !x.is_nan ? 0 : x.negative ? -1 : 1;
    int side_y = !y.is_nan ? 0 : y.negative ? -1 : 1;
    if (side_x != side_y || side_x == 0) {
        return (side_x > side_y) - (side_x < side_y);
    }
    int order = (x.payload > y.payload) - (x.payload < y.payload);
    return side_x * order;
}

bool ref_total_order(ref_operand x, ref_operand y)
{
    assert(x.format == y.format);
    ref_nan_operand nan_x = ref_decode_nan(x.format, x.code);
    ref_nan_operand nan_y = ref_decode_nan(y.format, y.code);
    if (nan_x.is_nan || nan_y.is_nan) {
        return nan_order(nan_x, nan_y) <= 0;
    }
    mpfr_t a;
    mpfr_t b;
    mpfr_inits2(REF_OPERAND_PRECISION, a, b, (mpfr_ptr)NULL);
    ref_decode(a, x.format, x.code);
    ref_decode(b, y.format, y.code);
    int order = mpfr_cmp(a, b);
    bool minus_zero_first = mpfr_signbit(a) != 0 || mpfr_signbit(b) == 0;
    mpfr_clears(a, b, (mpfr_ptr)NULL);
    return order < 0 || (order == 0 && minus_zero_first);
}

int ref_classify(ref_operand x)
{
    ref_nan_operand nan = ref_decode_nan(x.format, x.code);
    if (nan.is_nan) {
        return nan.signaling ? 0 : 1;
    }
    mpfr_t value;
    mpfr_init2(value, REF_OPERAND_PRECISION);
    ref_decode(value, x.format, x.code);
    bool negative = mpfr_signbit(value) != 0;
    int kind = mpfr_inf_p(value) ? 0 : mpfr_zero_p(value) ? 3 : ref_is_subnormal(x.format, x.code) ? 2 : 1;
    mpfr_clear(value);
    return negative ? 2 + kind : 9 - kind;
}

/* By definition: the smallest number that is not below x plus a minute amount, or the largest that is not above x minus
 * it. A number out of range is infinity, or the largest number if there is no infinity. Nothing is flushed: the step is
 * from code to code. */
ref_result ref_next(ref_bracket_t *b, ref_operand x, bool up, const ref_policy *policy)
{
    const ref_format *f = x.format;
    ref_bracket(b, REF_CONVERT, f, &x, false);
    if (b->outcome == REF_RESULT_NAN) {
        return ref_choose(b, policy);
    }
    bool nothing_below = !f->has_sign && (f->has_zero ? b->outcome == REF_RESULT_ZERO : x.code == 0);
    if (nothing_below && !up) {
        return (ref_result){f->has_zero ? 0 : x.code, 0};
    }
    if (up) {
        mpfr_nextabove(b->exact);
    } else {
        mpfr_nextbelow(b->exact);
    }
    ref_bracket_value(b, f);
    bool has_infinity = f->infinity != REF_INFINITY_NONE;
    ref_policy directed = {.rounding = up ? REF_UP : REF_DOWN,
                           .overflow = has_infinity ? REF_OVERFLOW_NONE : REF_SATURATE_FINITE};
    return (ref_result){ref_choose(b, &directed).code, 0};
}
