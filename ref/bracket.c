/* SPDX-License-Identifier: Apache-2.0
 *
 * bracket.c - step 1, second half: the two numbers of the destination's grid around an exact value.
 */
#include "ref.h"

ref_place ref_locate(ref_bracket_t *b, long exponent)
{
    ref_place place = {.exponent = exponent};
    mpfr_div_2si(b->scratch, b->exact, exponent, MPFR_RNDZ);
    mpfr_abs(b->scratch, b->scratch, MPFR_RNDZ);
    place.steps = mpfr_get_uj(b->scratch, MPFR_RNDZ);
    mpfr_frac(b->scratch, b->scratch, MPFR_RNDZ);
    mpfr_mul_2ui(b->scratch, b->scratch, 64, MPFR_RNDZ);
    place.nu64 = mpfr_get_uj(b->scratch, MPFR_RNDZ);
    place.more = b->truncated || !mpfr_integer_p(b->scratch);
    place.odd = place.steps % 2 != 0;
    return place;
}

/* The exponent field of steps * 2^exponent in a format whose exponents have no bounds. 0 if the format has a zero and
 * the number is subnormal. */
static long exponent_field(const ref_format *f, uint64_t steps, long exponent)
{
    return steps < UINT64_C(1) << f->fraction_bits ? 0 : exponent + f->fraction_bits + f->bias;
}

/* ref_locate(), with the parity of the code: its lowest bit is the lowest bit of T, or of the exponent field if the
 * format has no T. */
static ref_place locate_code(ref_bracket_t *b, long exponent)
{
    ref_place place = ref_locate(b, exponent);
    if (b->to->fraction_bits == 0) {
        place.odd = exponent_field(b->to, place.steps, exponent) % 2 != 0;
    }
    return place;
}

static ref_neighbour neighbour(const ref_format *f, uint64_t steps, long exponent)
{
    uint64_t implicit = UINT64_C(1) << f->fraction_bits;
    if (steps == 2 * implicit) { /* the first number of the next binade */
        steps = implicit;
        exponent++;
    }
    long E = exponent_field(f, steps, exponent);
    if (E < 0) {
        return (ref_neighbour){.underflows = true};
    }
    if (E >= 1L << f->exponent_bits) {
        return (ref_neighbour){.overflows = true};
    }
    uint64_t T = steps % implicit;
    uint64_t code = (uint64_t)E * implicit + T;
    return (ref_neighbour){.overflows = code > f->largest_code, .code = code};
}

static void bracket_finite(ref_bracket_t *b)
{
    const ref_format *f = b->to;
    long exponent = (long)mpfr_get_exp(b->exact) - 1; /* MPFR's significands lie in [1/2, 1) */
    long emin = ref_emin(f);

    b->tiny = exponent < emin;
    b->place = locate_code(b, (b->tiny && f->has_zero ? emin : exponent) - f->fraction_bits);
    b->lower = neighbour(f, b->place.steps, b->place.exponent);
    b->upper = neighbour(f, b->place.steps + 1, b->place.exponent);
    if (b->tiny) {
        uint64_t last_of_binade = (UINT64_C(2) << f->fraction_bits) - 1;
        b->tiny_place = locate_code(b, exponent - f->fraction_bits);
        b->tiny_may_round_up = exponent == emin - 1 && b->tiny_place.steps == last_of_binade;
    }
}

void ref_bracket_value(ref_bracket_t *b, const ref_format *to)
{
    b->to = to;
    b->negative = b->negative_down = mpfr_signbit(b->exact) != 0;
    if (mpfr_nan_p(b->exact)) {
        b->outcome = REF_RESULT_NAN;
    } else if (mpfr_inf_p(b->exact)) {
        b->outcome = REF_RESULT_INFINITE;
    } else if (mpfr_zero_p(b->exact)) {
        b->outcome = REF_RESULT_ZERO;
    } else {
        b->outcome = REF_RESULT_FINITE;
        bracket_finite(b);
    }
}
