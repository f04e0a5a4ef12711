/* SPDX-License-Identifier: Apache-2.0
 *
 * like_documents.c - conversions by the tables of two documents.
 *
 *   OCP    OFP8 revision 1.0, conversion to FP8, SAT and NONSAT; MX version 1.0, conversion to FP6 and FP4: larger
 *          numbers are clamped. Round to nearest even; the rounded number is compared with the largest.
 *   ONNX   the operator Cast of opset 25, whose text has the tables: saturate = 1 and 0; into E8M0 round_mode = up.
 */
#include "like.h"

static uint64_t sign_of(const like_question *q)
{
    const ref_format *f = q->to;
    return f->has_sign && q->x[0].negative ? UINT64_C(1) << (f->width - 1) : 0;
}

static int64_t to_nearest(const like_question *q)
{
    bool inexact;
    return like_round(q->to, &q->x[0], (like_mode){.rounding = REF_NEAREST_EVEN}, &inexact);
}

like_answer like_ocp(const like_question *q, bool saturate)
{
    const ref_format *f = q->to;
    const like_kind kind = q->x[0].kind;
    const like_answer nan = {.code = f->canonical_nan, .any_nan = true, .any_sign = true};
    const bool mx = f->nan == REF_NAN_NONE;
    if (kind != LIKE_NUMBER && mx) {
        return (like_answer){.unspecified = true};
    }
    if (kind == LIKE_NAN) {
        return nan;
    }
    int64_t code = kind == LIKE_NUMBER ? to_nearest(q) : INT64_MAX;
    if (code <= (int64_t)f->largest_code) {
        return (like_answer){.code = sign_of(q) | (uint64_t)code};
    }
    if (saturate || mx) {
        return (like_answer){.code = sign_of(q) | f->largest_code};
    }
    bool has_infinity = f->infinity != REF_INFINITY_NONE; /* E5M2; E4M3 has none */
    return has_infinity ? (like_answer){.code = sign_of(q) | ref_infinity_code(f)} : nan;
}

/* Saturating, up: zero and anything less than the smallest number give the smallest; anything more than the largest
 * gives the largest. */
static like_answer onnx_e8m0(const like_question *q)
{
    const like_value *x = &q->x[0];
    if (x->kind == LIKE_NAN) {
        return (like_answer){.code = 0xFF};
    }
    if (x->negative) {
        return (like_answer){.unspecified = true};
    }
    bool inexact;
    int64_t code = x->kind == LIKE_INFINITY ? 0xFF : like_round(q->to, x, (like_mode){.rounding = REF_UP}, &inexact);
    return (like_answer){.code = code < 0 ? 0 : code > 0xFE ? 0xFE : (uint64_t)code};
}

like_answer like_onnx(const like_question *q, bool saturate)
{
    const ref_format *f = q->to;
    const like_kind kind = q->x[0].kind;
    if (!f->has_zero) {
        return saturate ? onnx_e8m0(q) : (like_answer){.unspecified = true};
    }
    const bool fnuz = f->nan == REF_NAN_NEGATIVE_ZERO; /* one zero and one NaN, without signs */
    const like_answer nan = {.code = fnuz ? 0x80 : sign_of(q) | 0x7F, .any_nan = !fnuz};
    if (kind == LIKE_NAN) { /* the table for saturate = 1 has no row for -NaN */
        like_answer any = nan;
        any.any_sign = saturate && !fnuz;
        return any;
    }
    if (kind == LIKE_INFINITY) {
        if (saturate) {
            return fnuz ? nan : (like_answer){.code = sign_of(q) | f->largest_code};
        }
        return f->infinity == REF_INFINITY_NONE ? nan : (like_answer){.code = sign_of(q) | ref_infinity_code(f)};
    }
    int64_t code = to_nearest(q);
    if (code <= (int64_t)f->largest_code) {
        return (like_answer){.code = fnuz && code == 0 ? 0 : sign_of(q) | (uint64_t)code};
    }
    if (saturate) {
        return (like_answer){.code = sign_of(q) | f->largest_code};
    }
    return f->infinity == REF_INFINITY_NONE ? nan : (like_answer){.code = sign_of(q) | ref_infinity_code(f)};
}
