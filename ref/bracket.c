/* SPDX-License-Identifier: Apache-2.0
 *
 * bracket.c - step 1, second half: the two numbers of the destination's grid around an exact value.
 */
#include "ref.h"

/* The binary digits of a number that is neither zero nor special, as MPFR keeps them: an integer in words of
 * GMP_NUMB_BITS, the lowest first, times a power of two. */
typedef struct {
    const mp_limb_t *word;
    long words;
    long lowest; /* the exponent of the lowest digit of word[0] */
} digits;

static digits digits_of(const mpfr_t x)
{
    const long words = ((long)mpfr_get_prec(x) - 1) / GMP_NUMB_BITS + 1;
    return (digits){mpfr_custom_get_significand(x), words, (long)mpfr_get_exp(x) - words * GMP_NUMB_BITS};
}

/* 64 digits: floor(|x| / 2^exponent) modulo 2^64. */
static uint64_t digits_from(const digits *d, long exponent)
{
    uint64_t result = 0;
    for (long i = 0; i < d->words; i++) {
        const long shift = d->lowest + i * GMP_NUMB_BITS - exponent;
        if (shift > -GMP_NUMB_BITS && shift < 64) {
            const uint64_t word = d->word[i];
            result |= shift >= 0 ? word << shift : word >> -shift;
        }
    }
    return result;
}

/* True if |x| is no multiple of 2^exponent. */
static bool digits_below(const digits *d, long exponent)
{
    bool any = false;
    for (long i = 0; i < d->words; i++) {
        const long below = exponent - d->lowest - i * GMP_NUMB_BITS; /* of the digits of this word */
        any =
            any || (below >= GMP_NUMB_BITS ? d->word[i] != 0 : below > 0 && d->word[i] << (GMP_NUMB_BITS - below) != 0);
    }
    return any;
}

ref_place ref_locate(const ref_bracket_t *b, long exponent)
{
    ref_place place = {.exponent = exponent};
    if (mpfr_regular_p(b->exact)) {
        const digits d = digits_of(b->exact);
        place.steps = digits_from(&d, exponent);
        place.nu64 = digits_from(&d, exponent - 64);
        place.more = digits_below(&d, exponent - 64);
    }
    place.more = place.more || b->truncated;
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
static ref_place locate_code(const ref_bracket_t *b, long exponent)
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
