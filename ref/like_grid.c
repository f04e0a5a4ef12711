/* SPDX-License-Identifier: Apache-2.0
 *
 * like_grid.c - values as doubles, exact results by MPFR, and rounding to a grid by finding the two neighbours.
 */
#include "like.h"

#include <assert.h>
#include <math.h>

like_value like_of(ref_operand x)
{
    mpfr_t value;
    mpfr_init2(value, REF_OPERAND_PRECISION);
    like_value v = {.kind = LIKE_NUMBER};
    v.signaling = ref_decode(value, x.format, x.code);
    if (mpfr_nan_p(value)) {
        ref_nan_operand nan = ref_decode_nan(x.format, x.code);
        v.kind = LIKE_NAN;
        v.negative = nan.negative;
        v.payload = nan.payload;
    } else {
        v.kind = mpfr_inf_p(value) ? LIKE_INFINITY : LIKE_NUMBER;
        v.negative = mpfr_signbit(value) != 0;
        v.magnitude = fabs(mpfr_get_d(value, MPFR_RNDZ));
    }
    mpfr_clear(value);
    return v;
}

static void set(mpfr_t out, const like_value *v)
{
    assert(!v->more);
    if (v->kind == LIKE_NAN) {
        mpfr_set_nan(out);
    } else if (v->kind == LIKE_INFINITY) {
        mpfr_set_inf(out, v->negative ? -1 : 1);
    } else {
        mpfr_set_d(out, v->negative ? -v->magnitude : v->magnitude, MPFR_RNDZ);
    }
}

like_value like_exact(ref_op op, const like_value *x, bool down)
{
    mpfr_t operand[REF_OPERANDS_MAX];
    mpfr_t result;
    const int arity = ref_arity(op);
    for (int i = 0; i < arity; i++) {
        mpfr_init2(operand[i], 53);
        set(operand[i], &x[i]);
    }
    mpfr_init2(result, 53);
    like_value v = {.kind = LIKE_NUMBER};
    v.more = ref_apply(result, op, operand, MPFR_RNDZ) != 0;
    if (mpfr_zero_p(result) && down) {
        ref_apply(result, op, operand, MPFR_RNDD);
    }
    if (mpfr_nan_p(result)) {
        v.kind = LIKE_NAN;
    } else {
        v.kind = mpfr_inf_p(result) ? LIKE_INFINITY : LIKE_NUMBER;
        v.negative = mpfr_signbit(result) != 0;
        v.magnitude = fabs(mpfr_get_d(result, MPFR_RNDZ));
    }
    for (int i = 0; i < arity; i++) {
        mpfr_clear(operand[i]);
    }
    mpfr_clear(result);
    return v;
}

/* ---- The grid ---------------------------------------------------------------------------------------------------- */

/* significand * 2^exponent. The powers that matter most stand in a table. */
static double scaled(int64_t significand, int64_t exponent)
{
    enum { TABLE = 512 };
    static double power[2 * TABLE];
    if (exponent < -TABLE || exponent >= TABLE) {
        return ldexp((double)significand, (int)exponent);
    }
    double *p = &power[exponent + TABLE];
    if (*p == 0) {
        *p = ldexp(1, (int)exponent);
    }
    return (double)significand * *p;
}

/* One binade, or the first code, beyond all numbers that matter. */
static int64_t grid_end(const ref_format *f)
{
    const int bits = f->exponent_bits + f->fraction_bits;
    return bits < 62 ? (INT64_C(1) << bits) + (INT64_C(1) << f->fraction_bits) : INT64_MAX;
}

double like_number(const ref_format *f, int64_t code)
{
    const int64_t implicit = INT64_C(1) << f->fraction_bits;
    const int64_t T = (int64_t)((uint64_t)code & (uint64_t)(implicit - 1));
    const int64_t E = code >= 0 ? code >> f->fraction_bits : -((T - code) >> f->fraction_bits); /* floor */
    const int64_t exponent = E - f->bias - f->fraction_bits;
    return E == 0 && f->has_zero ? scaled(T, exponent + 1) : scaled(implicit + T, exponent);
}

/* nu compared with one half: -1, 0, 1. */
static int against_half(double nu, bool more)
{
    return nu > 0.5 || (nu == 0.5 && more) ? 1 : nu == 0.5 ? 0 : -1;
}

/* nu * 2^bits to the nearest integer, ties to even. */
static double scaled_to_nearest(double nu, bool more, unsigned bits)
{
    double scaled = ldexp(nu, (int)bits);
    double low = floor(scaled);
    int half = against_half(scaled - low, more);
    return half > 0 || (half == 0 && fmod(low, 2) == 1) ? low + 1 : low;
}

static bool goes_up(double nu, bool more, bool odd, bool negative, like_mode mode)
{
    const double R = (double)mode.random;
    const double full = ldexp(1, (int)mode.random_bits);
    if (nu == 0 && !more) {
        return false;
    }
    switch (mode.rounding) {
    case REF_NEAREST_EVEN:
        return against_half(nu, more) > 0 || (against_half(nu, more) == 0 && odd);
    case REF_NEAREST_AWAY:
        return against_half(nu, more) >= 0;
    case REF_TOWARD_ZERO:
        return false;
    case REF_DOWN:
        return negative;
    case REF_UP:
        return !negative;
    case REF_TO_ODD:
        return !odd;
    case REF_STOCHASTIC_A:
        return floor(nu * full) + R >= full;
    case REF_STOCHASTIC_B:
        return floor(nu * 2 * full) + 2 * R + 1 >= 2 * full;
    case REF_STOCHASTIC_C:
        break;
    }
    return scaled_to_nearest(nu, more, mode.random_bits) + R >= full;
}

int64_t like_round(const ref_format *f, const like_value *x, like_mode mode, bool *inexact)
{
    /* The grid of a format without a zero continues below code 0. 2^-1100 is less than every number here. */
    int64_t low = f->has_zero ? 0 : -1100;
    int64_t high = grid_end(f); /* the number of low <= magnitude < the number of high */
    if (x->magnitude >= like_number(f, high)) {
        *inexact = true;
        return high;
    }
    if (x->magnitude < like_number(f, low)) {
        *inexact = true;
        return low;
    }
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (like_number(f, middle) <= x->magnitude) {
            low = middle;
        } else {
            high = middle;
        }
    }
    double below = like_number(f, low);
    double nu = (x->magnitude - below) / (like_number(f, high) - below); /* exact: the divisor is a power of two */
    *inexact = nu != 0 || x->more;
    return goes_up(nu, x->more, low % 2 != 0, x->negative, mode) ? high : low;
}

double like_round_to_integer(const like_value *x, like_mode mode, bool *inexact)
{
    const double low = floor(x->magnitude);
    const double nu = x->magnitude - low;
    *inexact = nu != 0 || x->more;
    return goes_up(nu, x->more, fmod(low, 2) == 1, x->negative, mode) ? low + 1 : low;
}
