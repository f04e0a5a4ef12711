/* SPDX-License-Identifier: Apache-2.0
 *
 * like_p3109.c - IEEE P3109, interim report 4.0 of June 2026, an unapproved draft: the projection of clause 4.7 (round
 * to precision, saturate, encode), and the operations Convert, Add, Subtract, Multiply, Divide, Sqrt, FMA, Minimum and
 * Maximum of clause 4.9.
 */
#include "like.h"

typedef struct {
    like_kind kind;
    bool negative;
    int64_t code; /* of a number's magnitude, in the grid without upper end */
} datum;

/* The operations on closed extended reals. They are MPFR's, except that division by zero is always NaN. Zero has no
 * sign. */
static like_value operate(const like_question *q)
{
    const like_value *y = &q->x[1];
    if (q->op == REF_DIV && y->kind == LIKE_NUMBER && y->magnitude == 0) {
        return (like_value){.kind = LIKE_NAN};
    }
    return q->op == REF_CONVERT ? q->x[0] : like_exact(q->op, q->x, false);
}

/* Clause 4.7.5, the rules in the draft's order; the first that matches applies. M_lo is -M_hi, or 0 if unsigned. */
static datum saturate(like_p3109_saturation sat, ref_rounding round, datum X, const ref_format *f)
{
    const bool is_signed = f->has_sign;
    const bool extended = f->infinity != REF_INFINITY_NONE;
    const datum M_hi = {LIKE_NUMBER, false, (int64_t)f->largest_code};
    const datum M_lo = {LIKE_NUMBER, is_signed, is_signed ? (int64_t)f->largest_code : 0};
    const datum nan = {.kind = LIKE_NAN};
    const datum infinity = {LIKE_INFINITY, X.negative, 0};
    const bool above = X.kind == LIKE_NUMBER && !X.negative && X.code > M_hi.code;
    const bool below = X.kind == LIKE_NUMBER && X.negative && X.code > M_lo.code;
    const bool plus_infinity = X.kind == LIKE_INFINITY && !X.negative;

    if (X.kind == LIKE_NAN || (X.kind == LIKE_NUMBER && !above && !below)) {
        return X;
    }
    switch (sat) {
    case LIKE_SAT_FINITE:
        return above || plus_infinity ? M_hi : M_lo;
    case LIKE_SAT_PROPAGATE:
        if (plus_infinity) {
            return extended ? infinity : M_hi;
        }
        if (X.kind == LIKE_INFINITY) {
            return is_signed && extended ? infinity : M_lo;
        }
        return above ? M_hi : M_lo;
    case LIKE_SAT_NONE:
        break;
    }
    if (plus_infinity) {
        return extended ? infinity : M_hi;
    }
    if (X.kind == LIKE_INFINITY) {
        return is_signed ? (extended ? infinity : M_lo) : nan;
    }
    if (above) {
        bool finite = (round == REF_TO_ODD && !is_signed && extended) || round == REF_TOWARD_ZERO || round == REF_DOWN;
        return finite || !extended ? M_hi : infinity;
    }
    if (round == REF_TOWARD_ZERO || round == REF_UP) {
        return M_lo;
    }
    return is_signed ? (extended ? infinity : M_lo) : nan;
}

static uint64_t encode(datum X, const ref_format *f)
{
    uint64_t sign = f->has_sign && X.negative ? UINT64_C(1) << (f->width - 1) : 0;
    if (X.kind == LIKE_NAN) {
        return f->has_sign ? UINT64_C(1) << (f->width - 1) : (UINT64_C(1) << f->width) - 1;
    }
    if (X.kind == LIKE_INFINITY) {
        return sign | (f->largest_code + 1);
    }
    return X.code == 0 ? 0 : sign | (uint64_t)X.code;
}

like_answer like_p3109(const like_question *q, like_p3109_saturation saturation)
{
    const like_value exact = operate(q);
    datum X = {.kind = exact.kind, .negative = exact.negative};
    if (exact.kind == LIKE_NUMBER) {
        bool inexact;
        X.code = like_round(q->to, &exact, q->mode, &inexact);
    }
    return (like_answer){.code = encode(saturate(saturation, q->mode.rounding, X, q->to), q->to)};
}
