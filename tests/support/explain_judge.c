/* SPDX-License-Identifier: Apache-2.0
 *
 * Compares the stages of hu_explain with ref/, field by field. See explain_judge.h.
 */
#include "explain_judge.h"

enum { SURE_BITS = 59 };

void judge_want(judged *j, bool ok, const char *field)
{
    if (!ok && j->wrong == NULL) {
        j->wrong = field;
    }
}

/* ---- Codes and the exact result ---------------------------------------------------------------------------------- */

bool judge_same_value(const hu_explained_value *v, const mpfr_t number)
{
    if (mpfr_nan_p(number)) {
        return v->kind == HU_EXPLAINED_NAN;
    }
    if (mpfr_inf_p(number) || mpfr_zero_p(number)) {
        const hu_explained_kind kind = mpfr_inf_p(number) ? HU_EXPLAINED_INFINITY : HU_EXPLAINED_ZERO;
        return v->kind == kind && (v->sign != 0) == (mpfr_signbit(number) != 0);
    }
    mpfr_t value;
    mpfr_init2(value, 64);
    mpfr_set_uj_2exp(value, v->significand, v->exponent, MPFR_RNDN);
    mpfr_setsign(value, value, v->sign, MPFR_RNDN);
    const bool same =
        v->kind == HU_EXPLAINED_FINITE && v->significand >> 63 != 0 && v->sticky == 0 && mpfr_equal_p(value, number);
    mpfr_clear(value);
    return same;
}

void judge_code(judged *j, const hu_explained_code *x, hu_number given, bool flush)
{
    const ref_operand same = compare_operand(given);
    const ref_format *f = same.format;
    mpfr_t value;
    mpfr_init2(value, REF_OPERAND_PRECISION);
    const bool signaling = ref_decode(value, f, given.code);
    const bool subnormal = ref_is_subnormal(f, given.code);
    const uint64_t fields = (uint64_t)x->sign_field << (f->exponent_bits + f->fraction_bits) |
                            (uint64_t)x->exponent_field << f->fraction_bits | x->fraction_field;
    judge_want(j, x->kind == HU_KIND_NUMBER && x->code == given.code && fields == given.code, "fields of a code");
    judge_want(j, x->fraction_field >> f->fraction_bits == 0, "the fraction field");
    judge_want(j, judge_same_value(&x->value, value) && (x->value.signaling != 0) == signaling,
               "the meaning of a code");
    judge_want(j, (x->subnormal != 0) == subnormal && (x->flushed != 0) == (subnormal && flush), "subnormal, flushed");
    mpfr_clear(value);
}

static hu_explained_cause expected_cause(const ref_bracket_t *b, unsigned flags)
{
    bool nan = false;
    for (int i = 0; i < b->arity; i++) {
        nan = nan || b->nan[i].is_nan;
        if (b->nan[i].is_nan && b->nan[i].signaling) {
            return HU_CAUSE_SIGNALING_NAN;
        }
    }
    return (flags & REF_INVALID) != 0          ? HU_CAUSE_INVALID
           : (flags & REF_DIVIDE_BY_ZERO) != 0 ? HU_CAUSE_DIVIDE_BY_ZERO
           : nan                               ? HU_CAUSE_NAN
                                               : HU_CAUSE_NUMBER;
}

/* P3109's x/0 is a NaN; IEEE 754's is an infinity. */
static bool divided_into_nan(const judged *j)
{
    return j->b->zero_divided && j->policy.zero_divide == REF_ZERO_DIVIDE_NAN;
}

void judge_exact(judged *j)
{
    static const hu_explained_kind kinds[] = {HU_EXPLAINED_NAN, HU_EXPLAINED_INFINITY, HU_EXPLAINED_ZERO,
                                              HU_EXPLAINED_FINITE};
    ref_bracket_t *b = j->b;
    const hu_explained_value *v = &j->e->exact;
    const bool open_invalid = b->zero_times_infinity && j->policy.nan != REF_X86_NAN;
    const unsigned flags = divided_into_nan(j) ? REF_INVALID : b->flags | (open_invalid ? REF_INVALID : 0u);
    const ref_outcome outcome = divided_into_nan(j) ? REF_RESULT_NAN : b->outcome;
    judge_want(j, v->kind == kinds[outcome], "the kind of the exact result");
    judge_want(j, j->e->exact_flags == flags, "the flags of the exact result");
    judge_want(j, j->e->cause == expected_cause(b, flags), "the cause");
    if (outcome == REF_RESULT_NAN) {
        return;
    }
    const bool negative = j->policy.rounding == REF_DOWN ? b->negative_down : b->negative;
    judge_want(j, (v->sign != 0) == negative, "the sign of the exact result");
    if (b->outcome != REF_RESULT_FINITE || v->kind != HU_EXPLAINED_FINITE) {
        return;
    }
    const ref_place place = ref_locate(b, v->exponent);
    const uint64_t unsure = (UINT64_C(1) << (64 - SURE_BITS)) - 1;
    const bool more = place.nu64 != 0 || place.more;
    if (v->sticky == 0) {
        judge_want(j, v->significand == place.steps && !more, "the exact significand");
    } else {
        judge_want(j, v->significand == (place.steps & ~unsure), "the significand of a sticky result");
        judge_want(j, more || (place.steps & unsure) != 0, "sticky, and the result is exact");
    }
}

void judge_addends(judged *j, ref_op op)
{
    const bool sum = op == REF_ADD || op == REF_SUB || op == REF_FMA;
    judge_want(j, (j->e->is_sum != 0) == sum, "is_sum");
    if (!sum || j->b->outcome != REF_RESULT_FINITE) {
        return;
    }
    mpfr_t x;
    mpfr_init2(x, 128);
    mpfr_set(x, j->b->operand[0], MPFR_RNDN);
    if (op == REF_FMA) {
        mpfr_mul(x, x, j->b->operand[1], MPFR_RNDN);
    }
    judge_want(j, judge_same_value(&j->e->addend[0], x), "the first addend");
    mpfr_set(x, j->b->operand[op == REF_FMA ? 2 : 1], MPFR_RNDN);
    if (op == REF_SUB) {
        mpfr_neg(x, x, MPFR_RNDN);
    }
    judge_want(j, judge_same_value(&j->e->addend[1], x), "the second addend");
    mpfr_clear(x);
}

/* ---- Rounding ---------------------------------------------------------------------------------------------------- */

static bool is_inexact(const ref_place *place)
{
    return place->nu64 != 0 || place->more;
}

static void judge_neighbour(judged *j, const hu_explained_neighbour *n, const ref_neighbour *r, uint64_t steps)
{
    const ref_format *f = j->b->to;
    const bool zero = f->has_zero && steps == 0;
    const hu_explained_place place = j->negative && !f->has_sign && !zero ? HU_PLACE_NEGATIVE
                                     : r->overflows                       ? HU_PLACE_ABOVE_LARGEST
                                     : r->underflows                      ? HU_PLACE_BELOW_SMALLEST
                                                                          : HU_PLACE_CODE;
    judge_want(j, n->place == place, "the place of a neighbour");
    const bool minus = j->negative && f->has_sign && !(zero && f->nan == REF_NAN_NEGATIVE_ZERO);
    const uint64_t code = r->code | (minus ? UINT64_C(1) << (f->width - 1) : 0);
    judge_want(j, n->code == (place == HU_PLACE_CODE ? code : 0), "the code of a neighbour");
    mpfr_t value;
    mpfr_init2(value, 64);
    mpfr_set_uj_2exp(value, steps, j->b->place.exponent, MPFR_RNDN);
    mpfr_setsign(value, value, j->negative, MPFR_RNDN);
    judge_want(j, judge_same_value(&n->value, value), "the value of a neighbour");
    mpfr_clear(value);
}

hu_explained_reason judge_reason(const ref_place *place, ref_rounding rounding)
{
    const uint64_t half = UINT64_C(1) << 63;
    const bool tie = place->nu64 == half && !place->more;
    if (!is_inexact(place)) {
        return HU_REASON_EXACT;
    }
    if (rounding >= REF_STOCHASTIC_A) {
        return HU_REASON_DRAWN;
    }
    if (rounding == REF_TO_ODD) {
        return HU_REASON_ODD;
    }
    if (rounding >= REF_TOWARD_ZERO) {
        return HU_REASON_DIRECTED;
    }
    if (tie) {
        return rounding == REF_NEAREST_EVEN ? HU_REASON_TIE_EVEN : HU_REASON_TIE_AWAY;
    }
    return place->nu64 < half ? HU_REASON_BELOW_HALF : HU_REASON_ABOVE_HALF;
}

/* nu * 2^bits to an integer, by MPFR's rounding. */
static uint64_t scaled_nu(const judged *j, unsigned bits, mpfr_rnd_t direction)
{
    mpfr_t nu;
    mpfr_init2(nu, mpfr_get_prec(j->b->exact));
    mpfr_div_2si(nu, j->b->exact, j->b->place.exponent, MPFR_RNDZ);
    mpfr_abs(nu, nu, MPFR_RNDZ);
    mpfr_frac(nu, nu, MPFR_RNDZ);
    mpfr_mul_2ui(nu, nu, bits, MPFR_RNDZ);
    mpfr_rint(nu, nu, direction);
    const uint64_t scaled = mpfr_get_uj(nu, MPFR_RNDZ);
    mpfr_clear(nu);
    return scaled;
}

static void judge_draw(judged *j, const hu_explained_rounding *r)
{
    const ref_policy *p = &j->policy;
    const unsigned n = p->random_bits;
    if (r->reason != HU_REASON_DRAWN) {
        judge_want(j, r->draw == 0 && r->random == 0 && r->threshold == 0, "a draw where there is none");
        return;
    }
    const bool b = p->rounding == REF_STOCHASTIC_B;
    const bool c = p->rounding == REF_STOCHASTIC_C;
    judge_want(j, r->threshold == UINT64_C(1) << (b ? n + 1 : n), "the threshold of a draw");
    judge_want(j, r->random == (b ? 2 * p->random + 1 : p->random), "the random integer of a draw");
    judge_want(j, r->draw == scaled_nu(j, b ? n + 1 : n, c ? MPFR_RNDN : MPFR_RNDD), "the draw");
}

static void judge_discarded(judged *j, const hu_explained_rounding *r, hu_explained_value exact)
{
    const ref_place *place = &j->b->place;
    /* the bits of nu that are unknown if the result is sticky */
    const long open = exact.sticky == 0 ? 0 : exact.exponent + 64 - SURE_BITS - (place->exponent - 64);
    const uint64_t known = open <= 0 ? UINT64_MAX : open >= 64 ? 0 : UINT64_MAX << open;
    judge_want(j, r->kept == place->steps, "kept");
    judge_want(j, r->nu == (place->nu64 & known), "nu");
    judge_want(j, (r->more != 0) == (place->more || (place->nu64 & ~known) != 0), "more");
    const long lowest = (long)mpfr_get_exp(j->b->exact) - (long)mpfr_min_prec(j->b->exact);
    const long discarded = place->exponent > lowest ? place->exponent - lowest : 0;
    judge_want(j, exact.sticky != 0 ? r->discarded_bits <= discarded : r->discarded_bits == discarded,
               "discarded bits");
}

static void judge_tininess(judged *j, const hu_explained_rounding *r)
{
    const ref_bracket_t *b = j->b;
    const bool up = b->tiny && is_inexact(&b->tiny_place) && ref_goes_up(&b->tiny_place, j->negative, &j->policy);
    const bool after = b->tiny && !(b->tiny_may_round_up && up);
    judge_want(j, (r->tiny_before != 0) == b->tiny, "tiny before rounding");
    judge_want(j, (r->tiny_after != 0) == after, "tiny after rounding");
    judge_want(j, (r->tiny != 0) == (j->policy.tininess == REF_TININESS_BEFORE ? b->tiny : after), "tiny");
}

static hu_explained_replacement expected_replacement(const judged *j, bool tiny, bool outward)
{
    const ref_format *f = j->b->to;
    const ref_neighbour *chosen = outward ? &j->b->upper : &j->b->lower;
    switch (divided_into_nan(j) ? REF_RESULT_NAN : j->b->outcome) {
    case REF_RESULT_NAN:
        return f->nan == REF_NAN_NONE ? HU_REPLACED_MISSING_NAN : HU_REPLACED_NOT;
    case REF_RESULT_INFINITE:
        if (j->negative && !f->has_sign) {
            return HU_REPLACED_NEGATIVE;
        }
        return f->infinity == REF_INFINITY_NONE || j->policy.overflow == REF_SATURATE_ALL ? HU_REPLACED_INFINITY
                                                                                          : HU_REPLACED_NOT;
    case REF_RESULT_ZERO:
        return f->has_zero ? HU_REPLACED_NOT : HU_REPLACED_MISSING_ZERO;
    case REF_RESULT_FINITE:
        break;
    }
    if (tiny && (j->policy.flush & REF_FLUSH_RESULTS) != 0) {
        return f->has_zero ? HU_REPLACED_FLUSHED : HU_REPLACED_MISSING_ZERO;
    }
    if (j->negative && !f->has_sign && !(f->has_zero && chosen->code == 0 && !chosen->overflows)) {
        return HU_REPLACED_NEGATIVE;
    }
    return chosen->underflows ? HU_REPLACED_MISSING_ZERO : chosen->overflows ? HU_REPLACED_OVERFLOW : HU_REPLACED_NOT;
}

void judge_rounding(judged *j, hu_explained_value exact)
{
    const ref_bracket_t *b = j->b;
    const hu_explained_rounding *r = &j->e->rounding;
    bool outward = false;
    if (b->outcome == REF_RESULT_FINITE) {
        const ref_place *place = &b->place;
        outward = is_inexact(place) && ref_goes_up(place, j->negative, &j->policy);
        judge_want(j, r->quantum == place->exponent, "the quantum");
        judge_want(j, (r->subnormal != 0) == (b->tiny && b->to->has_zero), "a subnormal quantum");
        judge_want(j, r->reason == judge_reason(place, j->policy.rounding), "the reason");
        judge_discarded(j, r, exact);
        judge_neighbour(j, &r->inner, &b->lower, place->steps);
        judge_neighbour(j, &r->outer, &b->upper, place->steps + 1);
        judge_draw(j, r);
        judge_tininess(j, r);
    } else {
        judge_want(j,
                   r->reason == HU_REASON_SPECIAL && r->inner.place == HU_PLACE_NONE && r->outer.place == HU_PLACE_NONE,
                   "a rounding of a value that is not a number");
    }
    judge_want(j, (r->outward != 0) == outward, "the choice of the neighbour");
    judge_want(j, j->e->replaced == expected_replacement(j, r->tiny != 0, outward), "the replacement");
}

void judge_result(judged *j, const hu_format *to)
{
    judge_want(j, j->e->result.code == j->expected.code && j->e->flags == j->expected.flags, "the result or its flags");
    judge_code(j, &j->e->result, (hu_number){to, j->expected.code}, false);
}

void judge_previous(judged *j, ref_op op, const hu_number *x, const hu_format *to, ref_bracket_t *scratch)
{
    const bool same = op == REF_CONVERT && compare_format(x->format) == compare_format(to);
    judge_want(j, (j->e->same != 0) == same, "same");
    const hu_explained_neighbour *previous = &j->e->previous;
    if (!same || j->b->outcome != REF_RESULT_FINITE) {
        judge_want(j, previous->place == HU_PLACE_NONE, "a number toward zero where there is none");
        return;
    }
    const ref_policy none = {.rounding = REF_NEAREST_EVEN};
    const ref_result next = ref_next(scratch, compare_operand(*x), j->b->negative, &none);
    if (next.code == x->code) {
        judge_want(j, previous->place == HU_PLACE_NONE, "a number before the smallest");
        return;
    }
    mpfr_t value;
    mpfr_init2(value, REF_OPERAND_PRECISION);
    ref_decode(value, compare_format(to), next.code);
    judge_want(
        j, previous->place == HU_PLACE_CODE && previous->code == next.code && judge_same_value(&previous->value, value),
        "the next number toward zero");
    mpfr_clear(value);
}
