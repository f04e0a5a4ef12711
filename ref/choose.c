/* SPDX-License-Identifier: Apache-2.0
 *
 * choose.c - step 2: the choice between the two neighbours, then overflow, then flags.
 */
#include "ref.h"

#include <assert.h>

static bool inexact(const ref_place *place)
{
    return place->nu64 != 0 || place->more;
}

/* nu compared with one half: -1, 0 or 1. */
static int compare_with_half(uint64_t nu64, bool more)
{
    const uint64_t half = UINT64_C(1) << 63;
    if (nu64 != half) {
        return nu64 < half ? -1 : 1;
    }
    return more ? 1 : 0;
}

/* floor(nu * 2^bits), 0 <= bits <= 64. */
static uint64_t scaled_nu(const ref_place *place, unsigned bits)
{
    return bits == 0 ? 0 : place->nu64 >> (64 - bits);
}

/* nu * 2^bits to the nearest integer, ties to even, 0 <= bits < 64. */
static uint64_t scaled_nu_to_nearest(const ref_place *place, unsigned bits)
{
    uint64_t floor = scaled_nu(place, bits);
    int rest = compare_with_half(place->nu64 << bits, place->more);
    return rest > 0 || (rest == 0 && floor % 2 != 0) ? floor + 1 : floor;
}

bool ref_goes_up(const ref_place *place, bool negative, const ref_policy *p)
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

/* True if the mode replaces an overflowing magnitude by the largest finite number. */
static bool stays_finite(const ref_format *f, bool negative, const ref_policy *p)
{
    if (p->rounding == REF_TO_ODD) {
        bool infinity_is_odd = f->infinity != REF_INFINITY_NONE && f->largest_code % 2 == 0;
        return p->odd_overflow == REF_ODD_OVERFLOW_LARGEST || !infinity_is_odd;
    }
    return p->rounding == REF_TOWARD_ZERO || (p->rounding == REF_DOWN && !negative) ||
           (p->rounding == REF_UP && negative);
}

static uint64_t sign_bit(const ref_format *f)
{
    return f->has_sign ? UINT64_C(1) << (f->width - 1) : 0;
}

static uint64_t all_ones(const ref_format *f)
{
    return UINT64_MAX >> (64 - f->exponent_bits - f->fraction_bits);
}

/* The NaN operand that the policy propagates; NULL if there is none or the NaN stands for something else. The first by
 * position, except that fma on ARM begins with the addend. */
static const ref_nan_operand *chosen_nan(const ref_bracket_t *b, const ref_policy *p)
{
    const ref_nan_operand *first = NULL;
    const ref_nan_operand *first_signaling = NULL;
    for (int i = 0; i < b->arity && b->outcome == REF_RESULT_NAN; i++) {
        bool addend_first = p->nan == REF_ARM_NAN && b->is_fma;
        const ref_nan_operand *nan = &b->nan[addend_first ? (i + 2) % 3 : i];
        if (nan->is_nan && first == NULL) {
            first = nan;
        }
        if (nan->is_nan && nan->signaling && first_signaling == NULL) {
            first_signaling = nan;
        }
    }
    if (p->nan == REF_ARM_NAN && first_signaling != NULL) {
        return first_signaling;
    }
    return p->nan == REF_ARM_NAN && b->zero_times_infinity ? NULL : first;
}

/* The sign of the NaN that the result is derived from. */
static bool nan_is_negative(const ref_bracket_t *b, const ref_policy *p)
{
    const ref_nan_operand *chosen = chosen_nan(b, p);
    return chosen != NULL ? chosen->negative : p->nan == REF_X86_NAN;
}

static uint64_t nan_code(const ref_bracket_t *b, const ref_format *f, const ref_policy *p)
{
    const ref_nan_operand *chosen = chosen_nan(b, p);
    bool canonical = p->nan == REF_CANONICAL_NAN || (p->nan == REF_ARM_NAN && chosen == NULL);
    if (canonical || f->nan == REF_NAN_NEGATIVE_ZERO) {
        return f->canonical_nan;
    }
    if (p->nan == REF_NVIDIA_NAN) {
        return all_ones(f);
    }
    uint64_t sign = nan_is_negative(b, p) ? sign_bit(f) : 0;
    if (p->nan == REF_SIGNED_NAN) {
        return sign | f->canonical_nan;
    }
    if (f->nan == REF_NAN_TOP_CODE) {
        return sign | all_ones(f);
    }
    assert(f->nan == REF_NAN_TOP_EXPONENT);
    uint64_t exponent = all_ones(f) >> f->fraction_bits << f->fraction_bits;
    uint64_t payload = (chosen == NULL ? 0 : chosen->payload) | UINT64_C(1) << 63; /* quiet */
    return sign | exponent | payload >> (64 - f->fraction_bits);
}

static ref_result nan_result(const ref_bracket_t *b, const ref_policy *p, unsigned flags)
{
    const ref_format *f = b->to;
    if (f->nan != REF_NAN_NONE) {
        return (ref_result){nan_code(b, f, p), flags};
    }
    flags |= REF_INVALID;
    switch (p->missing_nan) {
    case REF_MISSING_NAN_LARGEST:
        return (ref_result){f->largest_code, flags};
    case REF_MISSING_NAN_OPPOSITE_ZERO:
        return (ref_result){nan_is_negative(b, p) ? 0 : sign_bit(f), flags};
    case REF_MISSING_NAN_ZERO:
        break;
    }
    return (ref_result){0, flags};
}

/* The result for zero, or below the smallest number, in a format without zero. The code 0 is the smallest number. */
static ref_result missing_zero_result(const ref_bracket_t *b, const ref_policy *p, bool zero)
{
    unsigned flags = b->flags | REF_UNDERFLOW | REF_INEXACT;
    bool smallest =
        p->missing_zero == REF_MISSING_ZERO_SMALLEST || (p->missing_zero == REF_MISSING_ZERO_TINY_SMALLEST && !zero);
    bool nan = !smallest && p->overflow == REF_OVERFLOW_NONE;
    return nan ? nan_result(b, p, flags) : (ref_result){0, flags};
}

static ref_result zero_result(const ref_bracket_t *b, bool negative, const ref_policy *p, unsigned flags)
{
    const ref_format *f = b->to;
    if (!f->has_zero) {
        return missing_zero_result(b, p, true);
    }
    return (ref_result){negative && f->nan != REF_NAN_NEGATIVE_ZERO ? sign_bit(f) : 0, flags};
}

/* A result below zero in a format without a sign. The code 0 is zero, or the smallest number if there is no zero. */
static ref_result below_zero_result(const ref_bracket_t *b, const ref_policy *p)
{
    unsigned flags = b->flags | REF_INVALID;
    bool number = p->overflow != REF_OVERFLOW_NONE;
    if (p->negative == REF_NEGATIVE_DIRECTED) { /* a direction that points up from below zero */
        number = b->outcome == REF_RESULT_FINITE && (p->rounding == REF_TOWARD_ZERO || p->rounding == REF_UP);
    }
    return number ? (ref_result){0, flags} : nan_result(b, p, flags);
}

/* Infinity, or its replacement: a NaN, or without one the largest finite number. */
static ref_result infinite_result(const ref_bracket_t *b, bool negative, const ref_policy *p, unsigned flags)
{
    const ref_format *f = b->to;
    uint64_t sign = negative ? sign_bit(f) : 0;
    if (f->infinity != REF_INFINITY_NONE) {
        return (ref_result){sign | ref_infinity_code(f), flags};
    }
    if (f->nan == REF_NAN_NONE) {
        return (ref_result){sign | f->largest_code, flags};
    }
    ref_result nan = nan_result(b, p, flags);
    if (p->infinity_nan == REF_INFINITY_NAN_SIGNED && f->nan == REF_NAN_TOP_CODE) { /* there is one of each sign */
        nan.code = sign | all_ones(f);
    }
    return nan;
}

static bool is_tiny(const ref_bracket_t *b, bool negative, const ref_policy *p)
{
    if (!b->tiny || p->tininess == REF_TININESS_BEFORE) {
        return b->tiny;
    }
    bool up = inexact(&b->tiny_place) && ref_goes_up(&b->tiny_place, negative, p);
    return !(b->tiny_may_round_up && up);
}

static ref_result choose_finite(const ref_bracket_t *b, bool negative, const ref_policy *p)
{
    const ref_format *f = b->to;

    /* 1. A tiny result may be flushed. Tininess is that of the exact magnitude, or of the magnitude rounded in the grid
     * without a lower end. */
    bool tiny = is_tiny(b, negative, p);
    if (tiny && (p->flush & REF_FLUSH_RESULTS) != 0) {
        return zero_result(b, negative, p, b->flags | REF_UNDERFLOW | REF_INEXACT);
    }

    /* 2. The mode's choice, in a grid without upper end. */
    bool rounded = inexact(&b->place);
    const ref_neighbour *chosen = rounded && ref_goes_up(&b->place, negative, p) ? &b->upper : &b->lower;

    /* 3. The format may have no sign or no zero. A number that rounds to minus zero is zero. */
    bool is_zero = f->has_zero && !chosen->overflows && chosen->code == 0;
    if (negative && !f->has_sign && !is_zero) {
        return below_zero_result(b, p);
    }
    if (chosen->underflows) {
        return missing_zero_result(b, p, false);
    }

    /* 4. Overflow is judged on the chosen neighbour. */
    uint64_t sign = negative ? sign_bit(f) : 0;
    if (chosen->overflows) {
        unsigned flags = b->flags | REF_OVERFLOW | REF_INEXACT;
        if (p->overflow != REF_OVERFLOW_NONE || stays_finite(f, negative, p)) {
            return (ref_result){sign | f->largest_code, flags};
        }
        return infinite_result(b, negative, p, flags);
    }
    unsigned flags = b->flags | (rounded ? REF_INEXACT : 0u) | (tiny && rounded ? REF_UNDERFLOW : 0u);
    return is_zero ? zero_result(b, negative, p, flags) : (ref_result){sign | chosen->code, flags};
}

ref_result ref_choose(const ref_bracket_t *b, const ref_policy *p)
{
    assert(p->random_bits <= REF_RANDOM_BITS_MAX && p->random >> p->random_bits == 0);
    const ref_format *f = b->to;
    bool negative = b->negative && (f->has_sign || p->negative != REF_NEGATIVE_MAGNITUDE);
    if (b->zero_divided && p->zero_divide == REF_ZERO_DIVIDE_NAN) {
        return nan_result(b, p, REF_INVALID);
    }
    switch (b->outcome) {
    case REF_RESULT_NAN: {
        /* fma(0, inf, quiet NaN), which clause 7.2 leaves open */
        unsigned invalid = b->zero_times_infinity && p->nan != REF_X86_NAN ? REF_INVALID : 0u;
        return nan_result(b, p, b->flags | invalid);
    }
    case REF_RESULT_INFINITE:
        if (negative && !f->has_sign) {
            return below_zero_result(b, p);
        }
        if (p->overflow == REF_SATURATE_ALL) {
            return (ref_result){(negative ? sign_bit(f) : 0) | f->largest_code, b->flags};
        }
        return infinite_result(b, negative, p, b->flags);
    case REF_RESULT_ZERO:
        return zero_result(b, p->rounding == REF_DOWN ? b->negative_down : b->negative, p, b->flags);
    case REF_RESULT_FINITE:
        break;
    }
    return choose_finite(b, negative, p);
}

ref_result ref_choose_value(ref_bracket_t *b, const ref_format *to, const ref_policy *policy)
{
    b->flags = 0;
    b->arity = 0;
    b->is_fma = b->zero_times_infinity = b->zero_divided = false;
    ref_bracket_value(b, to);
    return ref_choose(b, policy);
}
