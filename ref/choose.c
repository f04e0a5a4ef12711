/* SPDX-License-Identifier: Apache-2.0
 *
 * choose.c - step 2: which of the two neighbours, then overflow, then flags.
 */
#include "ref.h"

#include <assert.h>

static bool inexact(const ref_place *place)
{
    return place->nu64 != 0 || place->more;
}

/* nu against one half: -1, 0 or 1. */
static int compare_with_half(uint64_t nu64, bool more)
{
    const uint64_t half = UINT64_C(1) << 63;
    if (nu64 != half) {
        return nu64 < half ? -1 : 1;
    }
    return more ? 1 : 0;
}

/* floor(nu * 2^bits), 0 <= bits <= 64 */
static uint64_t scaled_nu(const ref_place *place, unsigned bits)
{
    return bits == 0 ? 0 : place->nu64 >> (64 - bits);
}

/* nu * 2^bits to the nearest integer, ties to even, 0 <= bits < 64 */
static uint64_t scaled_nu_to_nearest(const ref_place *place, unsigned bits)
{
    uint64_t floor = scaled_nu(place, bits);
    int rest = compare_with_half(place->nu64 << bits, place->more);
    return rest > 0 || (rest == 0 && floor % 2 != 0) ? floor + 1 : floor;
}

/* Does an inexact magnitude become the neighbour above? */
static bool goes_up(const ref_place *place, bool negative, const ref_policy *p)
{
    unsigned N = p->random_bits;
    uint64_t R = p->random;
    int half = compare_with_half(place->nu64, place->more);
    assert((unsigned)p->rounding < REF_ROUNDINGS);
    switch (p->rounding) {
    case REF_NEAREST_EVEN:
        return half > 0 || (half == 0 && place->odd);
    case REF_NEAREST_AWAY:
        return half >= 0;
    case REF_TOWARD_ZERO:
        return false;
    case REF_DOWN:
        return negative;
    case REF_UP:
        return !negative;
    case REF_TO_ODD:
        return !place->odd;
    case REF_STOCHASTIC_A:
        return scaled_nu(place, N) + R >= UINT64_C(1) << N;
    case REF_STOCHASTIC_B:
        return scaled_nu(place, N + 1) + 2 * R + 1 >= UINT64_C(1) << (N + 1);
    case REF_STOCHASTIC_C:
        break;
    }
    return scaled_nu_to_nearest(place, N) + R >= UINT64_C(1) << N;
}

/* Does the mode keep a magnitude that overflows at the largest finite number? */
static bool stays_finite(bool negative, ref_rounding rounding)
{
    return rounding == REF_TOWARD_ZERO || rounding == REF_TO_ODD || (rounding == REF_DOWN && !negative) ||
           (rounding == REF_UP && negative);
}

static ref_result nan_result(const ref_format *f, unsigned flags)
{
    assert(f->nan != REF_NAN_NONE);
    return (ref_result){.code = f->canonical_nan, .is_nan = true, .flags = flags};
}

static ref_result signed_result(const ref_format *f, bool negative, uint64_t magnitude, unsigned flags)
{
    bool no_minus_zero = f->nan == REF_NAN_NEGATIVE_ZERO && magnitude == 0;
    uint64_t sign = negative && !no_minus_zero ? UINT64_C(1) << (f->width - 1) : 0;
    return (ref_result){.code = sign | magnitude, .flags = flags};
}

/* Infinity, or what stands in for it: a NaN, and without that the largest finite number. */
static ref_result infinite_result(const ref_format *f, bool negative, unsigned flags)
{
    if (f->infinity != REF_INFINITY_NONE) {
        return signed_result(f, negative, ref_infinity_code(f), flags);
    }
    if (f->nan != REF_NAN_NONE) {
        return nan_result(f, flags);
    }
    return signed_result(f, negative, f->largest_code, flags);
}

static ref_result choose_finite(const ref_bracket_t *b, const ref_policy *p)
{
    /* 1. The mode's choice, in a grid without upper end. */
    bool rounded = inexact(&b->place);
    const ref_neighbour *chosen = rounded && goes_up(&b->place, b->negative, p) ? &b->upper : &b->lower;

    /* 2. Overflow is judged on what was chosen. */
    if (chosen->overflows) {
        unsigned flags = REF_OVERFLOW | REF_INEXACT;
        if (p->overflow != REF_OVERFLOW_NONE || stays_finite(b->negative, p->rounding)) {
            return signed_result(b->to, b->negative, b->to->largest_code, flags);
        }
        return infinite_result(b->to, b->negative, flags);
    }

    /* 3. Tininess: of the exact magnitude, or of the one rounded in the grid that has no lower end. */
    bool tiny = b->tiny;
    if (tiny && p->tininess == REF_TININESS_AFTER) {
        bool up = inexact(&b->tiny_place) && goes_up(&b->tiny_place, b->negative, p);
        tiny = !(b->tiny_may_round_up && up);
    }
    unsigned flags = rounded ? REF_INEXACT : 0;
    return signed_result(b->to, b->negative, chosen->code, tiny && rounded ? flags | REF_UNDERFLOW : flags);
}

ref_result ref_choose(const ref_bracket_t *b, const ref_policy *p)
{
    assert(p->random_bits <= REF_RANDOM_BITS_MAX && p->random >> p->random_bits == 0);
    switch (b->outcome) {
    case REF_RESULT_NAN:
        return nan_result(b->to, b->flags);
    case REF_RESULT_INFINITE:
        if (p->overflow == REF_SATURATE_ALL) {
            return signed_result(b->to, b->negative, b->to->largest_code, b->flags);
        }
        return infinite_result(b->to, b->negative, b->flags);
    case REF_RESULT_ZERO:
        return signed_result(b->to, p->rounding == REF_DOWN ? b->negative_down : b->negative, 0, 0);
    case REF_RESULT_FINITE:
        break;
    }
    return choose_finite(b, p);
}
