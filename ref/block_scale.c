/* SPDX-License-Identifier: Apache-2.0
 *
 * block_scale.c - block quantisation: the ratio, the scale, the zero point.
 */
#include "block_work.h"

#include <assert.h>

/* ---- The target and the tensor's scale --------------------------------------------------------------------------- */

/* w->value := the element's largest number. */
static void largest_element(ref_block_work *w)
{
    const ref_block_recipe *r = w->recipe;
    if (r->element != NULL) {
        ref_decode(w->value, r->element, r->element->largest_code);
    } else {
        mpfr_set_si_2exp(w->value, r->greatest, -r->fraction_bits, MPFR_RNDN);
    }
}

uint32_t ref_block_target(ref_block_work *w)
{
    const ref_policy nearest = {0};
    if (w->recipe->target != 0) {
        return w->recipe->target;
    }
    largest_element(w);
    mpfr_set(w->b.exact, w->value, MPFR_RNDN);
    w->b.truncated = false;
    return (uint32_t)ref_choose_value(&w->b, w->fp32, &nearest).code;
}

void ref_block_tensor(ref_block_work *w, uint32_t T)
{
    const uint32_t N = w->recipe->tensor_target;
    w->T = ref_is_nan32(T) ? REF_FP32_NAN : T;
    if (w->recipe->tensor == REF_TENSOR_DECODE) {
        w->D = ref_fl32(w, REF_DIV, T, N);
    } else if (w->recipe->tensor == REF_TENSOR_ENCODE) {
        w->E = ref_fl32(w, REF_DIV, N, T);
        w->E = w->E >= REF_FP32_INFINITY ? REF_FP32_LARGEST : w->E; /* infinite or NaN */
        w->E = w->E == 0 || T == 0 ? REF_FP32_ONE : w->E;
        w->D = ref_fl32(w, REF_DIV, REF_FP32_ONE, w->E);
    }
}

/* ---- The ratio --------------------------------------------------------------------------------------------------- */

bool ref_block_is_exact(const ref_block_recipe *r)
{
    return r->ratio <= REF_RATIO_RCEIL;
}

/* floor(log2 x) of a positive number. */
static long floor_log2(const mpfr_t x)
{
    return (long)mpfr_get_exp(x) - 1; /* MPFR's significands lie in [1/2, 1) */
}

static bool is_power_of_two(const mpfr_t x)
{
    return mpfr_min_prec(x) == 1;
}

/* The significant bits that an element has. */
static long element_precision(const ref_block_recipe *r)
{
    long bits = 0;
    if (r->element != NULL) {
        return r->element->fraction_bits + 1;
    }
    while (r->greatest >> bits != 0) {
        bits++;
    }
    return bits;
}

/* x := x to `bits` significant bits, ties away from zero: half of the last one is added, and the rest cut off. */
static void round_away(ref_block_work *w, mpfr_t x, long bits)
{
    mpfr_set_si_2exp(w->other, 1, floor_log2(x) - bits, MPFR_RNDN);
    mpfr_add(x, x, w->other, MPFR_RNDN); /* exact: 127 bits */
    mpfr_set_si_2exp(w->other, 1, floor_log2(x) - bits + 1, MPFR_RNDN);
    mpfr_div(x, x, w->other, MPFR_RNDN);
    mpfr_trunc(x, x);
    mpfr_mul(x, x, w->other, MPFR_RNDN);
}

/* The smallest e with w->value <= M * 2^e. */
static long ceil_log2_of_quotient(ref_block_work *w)
{
    ref_decode(w->other, w->fp32, w->M);
    long e = (long)mpfr_get_exp(w->value) - (long)mpfr_get_exp(w->other) - 1; /* or one or two more */
    mpfr_mul_2si(w->other, w->other, e, MPFR_RNDN);
    for (; mpfr_greater_p(w->value, w->other); e++) {
        mpfr_mul_2si(w->other, w->other, 1, MPFR_RNDN);
    }
    return e;
}

uint32_t ref_block_exact_scale(ref_block_work *w, uint32_t A)
{
    enum { BIAS = 127, NAN_CODE = 0xFF };
    const ref_block_recipe *r = w->recipe;
    const uint32_t too_large = r->scale_overflow == REF_OVERFLOW_NONE ? NAN_CODE : 127 + BIAS;
    if (ref_is_nan32(A)) {
        return NAN_CODE;
    }
    if (A == REF_FP32_INFINITY) {
        return too_large;
    }
    if (A == 0) {
        return r->zero == REF_ZERO_IS_ONE ? BIAS : 0;
    }
    largest_element(w);
    const long emax = floor_log2(w->value);
    ref_decode(w->value, w->fp32, A);
    long e = floor_log2(w->value) - emax;
    if (r->ratio == REF_RATIO_CEIL && !is_power_of_two(w->value)) {
        e++;
    }
    if (r->ratio == REF_RATIO_EVEN) {
        round_away(w, w->value, element_precision(r));
        e = floor_log2(w->value) - emax;
        if (floor_log2(w->value) == 128) {
            return too_large;
        }
    }
    if (r->ratio == REF_RATIO_RCEIL) {
        e = ceil_log2_of_quotient(w);
    }
    return e > 127 ? too_large : e < -127 ? 0 : (uint32_t)(e + BIAS);
}

/* The ratio itself. */
static uint32_t ratio(ref_block_work *w, ref_extremes e)
{
    const uint32_t A = e.amax;
    const uint32_t M = w->M;
    uint32_t first;
    switch (w->recipe->ratio) {
    case REF_RATIO_QUOTIENT:
        return ref_fl32(w, REF_DIV, A, M);
    case REF_RATIO_PRODUCT:
        first = ref_fl32(w, REF_DIV, REF_FP32_ONE, M);
        return ref_fl32(w, REF_MUL, A, first);
    case REF_RATIO_QUOTIENT_ENCODE:
        first = ref_fl32(w, REF_DIV, A, M);
        return ref_fl32(w, REF_MUL, first, w->E);
    case REF_RATIO_PRODUCT_ENCODE:
        first = ref_fl32(w, REF_DIV, REF_FP32_ONE, M);
        first = ref_fl32(w, REF_MUL, w->E, first);
        return ref_fl32(w, REF_MUL, A, first);
    case REF_RATIO_QUOTIENT_DECODE:
        first = ref_fl32(w, REF_DIV, A, M);
        return ref_fl32(w, REF_DIV, first, w->D);
    case REF_RATIO_JOINT_DECODE:
        first = ref_fl32(w, REF_MUL, M, w->D);
        return ref_fl32(w, REF_DIV, A, first);
    default:
        assert(w->recipe->ratio == REF_RATIO_RANGE);
        first = ref_fl32(w, REF_SUB, e.high, e.low);
        return ref_fl32(w, REF_DIV, first, M);
    }
}

uint32_t ref_block_ratio(ref_block_work *w, ref_extremes e)
{
    uint32_t d = ratio(w, e);
    d = d == 0 && w->recipe->zero == REF_ZERO_IS_ONE ? REF_FP32_ONE : d;
    return ref_larger32(d, w->recipe->scale_least);
}

/* ---- The scale and the zero point -------------------------------------------------------------------------------- */

uint32_t ref_block_round_scale(ref_block_work *w, uint32_t d)
{
    const ref_policy policy = {.rounding = w->recipe->scale_rounding,
                               .overflow = w->recipe->scale_overflow,
                               .missing_zero = REF_MISSING_ZERO_SMALLEST};
    const ref_operand x = {w->fp32, d};
    ref_bracket(&w->b, REF_CONVERT, w->recipe->scale, &x, false);
    return (uint32_t)ref_choose(&w->b, &policy).code;
}

/* Of a small integer. */
static uint32_t integer32(ref_block_work *w, long n)
{
    const ref_policy nearest = {0};
    return (uint32_t)ref_from_int64(&w->b, w->fp32, n, &nearest).code;
}

/* The FP32 number, clamped into [l, g] and then rounded to an integer, ties to even; infinities are clamped as well. */
static long clamp_and_round(ref_block_work *w, uint32_t x, long least, long greatest)
{
    ref_decode(w->value, w->fp32, x);
    if (mpfr_cmp_si(w->value, least) < 0) {
        return least;
    }
    if (mpfr_cmp_si(w->value, greatest) > 0) {
        return greatest;
    }
    return mpfr_get_si(w->value, MPFR_RNDN);
}

long ref_block_zero_point(ref_block_work *w, uint32_t low, uint32_t scale)
{
    enum { FAR = 1000 }; /* beyond every clamp */
    const ref_block_recipe *r = w->recipe;
    const uint32_t quotient = ref_fl(w, REF_DIV, (ref_operand){w->fp32, low}, ref_scale_operand(w, scale));
    if (ref_is_nan32(quotient)) {
        return ref_block_clamp(r, 0);
    }
    if (r->zero_point == REF_ZERO_POINT_LAST) {
        const uint32_t difference = ref_fl32(w, REF_SUB, integer32(w, r->least), quotient);
        return clamp_and_round(w, difference, r->least, r->greatest);
    }
    return ref_block_clamp(r, r->least - clamp_and_round(w, quotient, -FAR, FAR));
}
