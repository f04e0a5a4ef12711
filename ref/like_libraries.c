/* SPDX-License-Identifier: Apache-2.0
 *
 * like_libraries.c - conversions as two libraries compute them.
 *
 *   ml_dtypes   versions 0.6.0 and 0.5.4, include/float8.h and mxfloat.h. Python's astype does not saturate; the
 *               template argument of ConvertFrom does. Arithmetic is done in FP32 and then converted.
 *   CUDA        the headers cuda_fp8.hpp, cuda_fp6.hpp, cuda_fp4.hpp, cuda_fp16.hpp and cuda_bf16.hpp of Toolkit 13,
 *               host code.
 */
#include "like.h"

#include <assert.h>
#include <math.h>

static const like_mode nearest_even = {.rounding = REF_NEAREST_EVEN};

static uint64_t sign_bit(const ref_format *f, bool negative)
{
    return f->has_sign && negative ? UINT64_C(1) << (f->width - 1) : 0;
}

/* The biased exponent field, E8M0's code, of the largest power of two not above the magnitude, and the ratio of the
 * magnitude to it. */
static int power_below(double magnitude, double *ratio)
{
    int exponent;
    *ratio = 2 * frexp(magnitude, &exponent); /* 1 <= ratio < 2 */
    return exponent - 1 + 127;
}

/* ---- ml_dtypes --------------------------------------------------------------------------------------------------- */

/* E8M0. The general conversion treats code 00 as the end of a range with subnormal numbers: numbers below 2^-126 are
 * rounded to a multiple of it, and 00 stands for zero times that. So 2^-127 becomes 00, which is right, but the numbers
 * from there to 2^-126 become 01. Above, 1.5 times a power of two rounds up, because the implicit bit is odd. The sum
 * that forms the code has 8 bits: from 1.5 * 2^128, which only FP64 holds, to 2^129 it wraps to 00 before it is
 * compared. */
static uint64_t ml_dtypes_e8m0(const like_value *x, bool saturate)
{
    const uint64_t nan = 0xFF;
    const uint64_t smallest = 0x00;
    const uint64_t largest = 0xFE;
    if (x->kind != LIKE_NUMBER) {
        return nan;
    }
    if (x->magnitude == 0 || x->negative) {
        return saturate ? smallest : nan;
    }
    double ratio;
    int code = power_below(x->magnitude, &ratio);
    if (code < 1) {
        return x->magnitude > 0x1p-127 ? 1 : smallest;
    }
    code += ratio >= 1.5;
    if (code == 0x100 && ratio >= 1.5) {
        return smallest;
    }
    if (code > (int)largest) {
        return saturate ? largest : nan;
    }
    return (uint64_t)code;
}

/* The values of numeric_limits' infinity and quiet_NaN, positive. If there is no infinity, it is the NaN, and in MX's
 * formats the largest number; the NaN is MX's minus zero. Negation flips the sign bit, except of the FNUZ formats'
 * NaN. */
static uint64_t ml_dtypes_infinity(const ref_format *f)
{
    if (f->infinity != REF_INFINITY_NONE) {
        return ref_infinity_code(f);
    }
    return f->nan == REF_NAN_NONE ? f->largest_code : f->canonical_nan;
}

static uint64_t ml_dtypes_nan(const ref_format *f)
{
    return f->nan == REF_NAN_NONE ? UINT64_C(1) << (f->width - 1) : f->canonical_nan;
}

static uint64_t ml_dtypes_minus(const ref_format *f, uint64_t code)
{
    const uint64_t sign = sign_bit(f, true);
    bool fnuz = f->nan == REF_NAN_NEGATIVE_ZERO;
    return fnuz && (code & ~sign) == 0 ? code : code ^ sign;
}

static uint64_t ml_dtypes_convert(const like_question *q, const like_value *x, bool saturate)
{
    const ref_format *f = q->to;
    if (!f->has_zero) {
        return ml_dtypes_e8m0(x, saturate);
    }
    bool inexact;
    uint64_t code = 0;
    if (x->kind == LIKE_INFINITY) {
        code = ml_dtypes_infinity(f);
    } else if (x->kind == LIKE_NAN) {
        code = ml_dtypes_nan(f);
    } else {
        code = (uint64_t)like_round(q->to, x, nearest_even, &inexact);
        if (code > f->largest_code) {
            code = saturate ? f->largest_code : ml_dtypes_infinity(f);
        }
    }
    return x->negative ? ml_dtypes_minus(f, code) : code;
}

/* An FP32 number from a value with 53 bits or more. No result for operands of FP8 or less is beyond its range. */
static like_value through_fp32(const like_value *exact)
{
    if (exact->kind != LIKE_NUMBER) {
        return *exact;
    }
    static const ref_format *fp32;
    if (fp32 == NULL) {
        fp32 = ref_format_find("fp32");
    }
    bool inexact;
    int64_t code = like_round(fp32, exact, nearest_even, &inexact);
    return (like_value){LIKE_NUMBER, exact->negative, like_number(fp32, code), false, false, 0};
}

like_answer like_ml_dtypes(const like_question *q, bool saturate)
{
    const ref_format *f = q->to;
    if (q->op == REF_CONVERT) {
        const like_value *x = &q->x[0];
        if (x->kind == LIKE_NAN && q->from->fraction_bits == 10 && f->exponent_bits == 5 && f->fraction_bits == 2 &&
            f->nan == REF_NAN_TOP_EXPONENT) { /* FP16 to E5M2 is special: the upper byte, quieted */
            return (like_answer){.code = sign_bit(f, x->negative) | 0x7E | x->payload >> 62};
        }
        return (like_answer){.code = ml_dtypes_convert(q, x, saturate)};
    }
    const like_value exact = like_exact(q->op, q->x, false);
    const like_value x = through_fp32(&exact);
    /* The host's FP32 determines the sign of its NaN, and so which zero replaces it in MX's formats. */
    return (like_answer){.code = ml_dtypes_convert(q, &x, saturate), .any_sign = x.kind == LIKE_NAN};
}

/* ---- CUDA -------------------------------------------------------------------------------------------------------- */

/* The sign is dropped. Rounds up, under the name cudaRoundPosInf, or toward zero. A number not above 2^-127 becomes
 * 2^-127, and a number beyond FP32's range counts as slightly more than FP32's largest. */
static uint64_t cuda_e8m0(const like_value *x, ref_rounding rounding, bool saturate)
{
    if (x->kind == LIKE_NAN) {
        return 0xFF;
    }
    int code = 0xFF;
    if (x->kind == LIKE_NUMBER && x->magnitude <= 0x1p-127) {
        code = 0;
    } else if (x->kind == LIKE_NUMBER) {
        double ratio;
        code = power_below(x->magnitude, &ratio);
        code += ratio > 1 && rounding == REF_UP;
        code = code < 0xFF ? code : rounding == REF_UP ? 0xFF : 0xFE;
    }
    return code == 0xFF && saturate ? 0xFE : (uint64_t)code;
}

like_answer like_cuda(const like_question *q, bool saturate)
{
    const ref_format *f = q->to;
    const like_value *x = &q->x[0];
    if (!f->has_zero) {
        return (like_answer){.code = cuda_e8m0(x, q->mode.rounding, saturate)};
    }
    const bool fp6_or_fp4 = f->nan == REF_NAN_NONE;
    const bool fp8 = f->width == 8;
    if (x->kind == LIKE_NAN && fp8 &&
        q->from->fraction_bits == 52) { /* FP64's path; the others arrive as FP32's 7FFFFFFF */
        uint64_t nan = f->nan == REF_NAN_TOP_CODE ? 0x7F : 0x7E | x->payload >> 62;
        return (like_answer){.code = sign_bit(f, x->negative) | nan};
    }
    if (x->kind == LIKE_NAN) { /* positive, all ones: 7F, 7FFF; in FP6 and FP4 the largest number */
        return (like_answer){.code = fp6_or_fp4 ? f->largest_code : UINT64_MAX >> (65 - f->width)};
    }
    bool inexact;
    uint64_t code = UINT64_MAX;
    if (x->kind == LIKE_NUMBER) {
        code = (uint64_t)like_round(q->to, x, q->mode, &inexact);
    }
    if (code > f->largest_code) { /* infinities too */
        if (fp6_or_fp4 || (fp8 && saturate)) {
            code = f->largest_code;
        } else if (f->infinity != REF_INFINITY_NONE) {
            code = ref_infinity_code(f);
        } else {
            assert(f->nan == REF_NAN_TOP_CODE);
            code = f->canonical_nan; /* E4M3's; the sign is added below */
        }
    }
    return (like_answer){.code = sign_bit(f, x->negative) | code};
}
