/* SPDX-License-Identifier: Apache-2.0
 *
 * like_processors.c - the results of processors, in their default environment except for the rounding.
 *
 *   x86      SDM volume 1, 4.8.3.5 (the first NaN, quiet; the real indefinite is negative), 11.5 (flags, tininess after
 *            rounding); VCVTNEPS2BF16 treats subnormal operands as zeros.
 *   ARM      Arm ARM, pseudocode FPProcessNaNs, FPProcessNaNs3, FPMulAdd (the addend's NaN comes first; 0 * inf with a
 *            quiet addend is the default NaN), FPRound (tininess before rounding), FPConvert.
 *   RISC-V   unprivileged ISA, F: the canonical NaN, tininess after rounding; Zvfofp8min: 7F in either format.
 *   AVX10.2  VCVTPH2HF8, VCVTPH2BF8, their S forms, and with a bias of 8 bits VCVTBIASPH2HF8 and VCVTBIASPH2BF8.
 */
#include "like.h"

#include <assert.h>

static uint64_t sign_bit(const ref_format *f, bool negative)
{
    return negative ? UINT64_C(1) << (f->width - 1) : 0;
}

/* ---- NaNs -------------------------------------------------------------------------------------------------------- */

/* An operand's NaN in an IEEE format, quieted: the upper bits of its fraction. */
static uint64_t quieted(const ref_format *f, const like_value *nan)
{
    const uint64_t top = ((UINT64_C(1) << f->exponent_bits) - 1) << f->fraction_bits;
    return sign_bit(f, nan->negative) | top | (nan->payload | UINT64_C(1) << 63) >> (64 - f->fraction_bits);
}

static bool is_nan(const like_value *x)
{
    return x->kind == LIKE_NAN;
}

static bool is_zero(const like_value *x)
{
    return x->kind == LIKE_NUMBER && x->magnitude == 0;
}

static bool zero_times_infinity(const like_question *q)
{
    return q->op == REF_FMA && ((is_zero(&q->x[0]) && q->x[1].kind == LIKE_INFINITY) ||
                                (q->x[0].kind == LIKE_INFINITY && is_zero(&q->x[1])));
}

static uint64_t x86_nan(const like_question *q)
{
    const ref_format *f = q->to;
    for (int i = 0; i < ref_arity(q->op); i++) {
        if (is_nan(&q->x[i])) {
            return quieted(f, &q->x[i]);
        }
    }
    return sign_bit(f, true) | f->canonical_nan;
}

static uint64_t arm_nan(const like_question *q)
{
    const int arity = ref_arity(q->op);
    if (zero_times_infinity(q) && !q->x[2].signaling) {
        return q->to->canonical_nan;
    }
    for (int quiet = 0; quiet < 2; quiet++) {
        for (int i = 0; i < arity; i++) {
            const like_value *x = &q->x[arity == 3 ? (i + 2) % 3 : i]; /* addend, first factor, second */
            if (is_nan(x) && x->signaling == (quiet == 0)) {
                return quieted(q->to, x);
            }
        }
    }
    return q->to->canonical_nan;
}

static like_answer nan_answer(const like_question *q, like_processor cpu)
{
    bool operand = false;
    bool signaling = false;
    for (int i = 0; i < ref_arity(q->op); i++) {
        operand = operand || is_nan(&q->x[i]);
        signaling = signaling || q->x[i].signaling;
    }
    bool invalid = signaling || !operand || (zero_times_infinity(q) && cpu != LIKE_X86);
    uint64_t code = cpu == LIKE_X86 ? x86_nan(q) : cpu == LIKE_ARM ? arm_nan(q) : q->to->canonical_nan;
    return (like_answer){.code = code, .flags = invalid ? REF_INVALID : 0u};
}

/* ---- Numbers: IEEE 754 ------------------------------------------------------------------------------------------- */

/* True if the magnitude is less than the smallest normal number, before rounding, or after rounding with the same
 * precision and smaller exponents. */
static bool is_tiny(const like_question *q, const like_value *x, bool before)
{
    const ref_format *f = q->to;
    const double smallest = like_number(q->to, INT64_C(1) << f->fraction_bits);
    if (before || x->magnitude >= smallest) {
        return x->magnitude < smallest;
    }
    ref_format wider = *f;
    wider.exponent_bits += 8; /* more binades below, and as many numbers as before above */
    wider.bias += 64;
    bool inexact;
    return like_number(&wider, like_round(&wider, x, q->mode, &inexact)) < smallest;
}

static like_answer number_answer(const like_question *q, const like_value *x, bool tininess_before)
{
    const ref_format *f = q->to;
    const ref_rounding rounding = q->mode.rounding;
    bool inexact;
    uint64_t code = (uint64_t)like_round(q->to, x, q->mode, &inexact);
    unsigned flags = inexact ? REF_INEXACT : 0u;
    if (code > f->largest_code) {
        bool inward = rounding == REF_TOWARD_ZERO || rounding == (x->negative ? REF_UP : REF_DOWN);
        code = inward ? f->largest_code : ref_infinity_code(f);
        flags = REF_OVERFLOW | REF_INEXACT;
    } else if (inexact && is_tiny(q, x, tininess_before)) {
        flags |= REF_UNDERFLOW;
    }
    return (like_answer){.code = sign_bit(f, x->negative) | code, .flags = flags};
}

static like_answer ieee(const like_question *q, like_processor cpu)
{
    const ref_format *f = q->to;
    const like_value x = q->op == REF_CONVERT ? q->x[0] : like_exact(q->op, q->x, q->mode.rounding == REF_DOWN);
    if (x.kind == LIKE_NAN) {
        return nan_answer(q, cpu);
    }
    if (x.kind == LIKE_INFINITY) {
        bool divided = q->op == REF_DIV && q->x[0].kind == LIKE_NUMBER;
        return (like_answer){.code = sign_bit(f, x.negative) | ref_infinity_code(f),
                             .flags = divided ? REF_DIVIDE_BY_ZERO : 0u};
    }
    return number_answer(q, &x, cpu == LIKE_ARM);
}

like_answer like_x86(const like_question *q)
{
    const ref_format *f = q->to;
    like_question answered = *q;
    bool bf16 = f->exponent_bits == 8 && f->fraction_bits == 7;
    if (bf16 && q->x[0].kind == LIKE_NUMBER && q->x[0].magnitude < 0x1p-126) {
        answered.x[0].magnitude = 0;
    }
    return ieee(&answered, LIKE_X86);
}

like_answer like_arm(const like_question *q)
{
    return ieee(q, LIKE_ARM);
}

/* ---- To integers ------------------------------------------------------------------------------------------------- */

/* Out of range: x86 always returns the indefinite integer, ARM and RISC-V the nearest end. NaN: 0 on ARM, the largest
 * integer on RISC-V. */
static uint64_t no_integer(like_processor cpu, const like_value *x, int bits, bool is_signed)
{
    const uint64_t ones = UINT64_MAX >> (64 - bits);
    const uint64_t top = UINT64_C(1) << (bits - 1);
    if (cpu == LIKE_X86) {
        return is_signed ? top : ones;
    }
    if (is_nan(x) && cpu == LIKE_ARM) {
        return 0;
    }
    if (is_nan(x) || !x->negative) {
        return is_signed ? top - 1 : ones;
    }
    return is_signed ? top : 0;
}

like_answer like_integer(like_processor cpu, const like_value *x, like_mode mode, int bits, bool is_signed)
{
    bool inexact = false;
    if (x->kind == LIKE_NUMBER) {
        const double integer = like_round_to_integer(x, mode, &inexact);
        const double most = is_signed ? 0x1p-1 : 1; /* times 2^bits: the first number that is too large */
        const double end = bits == 32 ? most * 0x1p32 : most * 0x1p64;
        if (x->negative ? integer <= (is_signed ? end : 0) : integer < end) {
            const uint64_t magnitude = (uint64_t)integer;
            const uint64_t code = x->negative ? 0 - magnitude : magnitude;
            return (like_answer){.code = code & UINT64_MAX >> (64 - bits), .flags = inexact ? REF_INEXACT : 0u};
        }
    }
    return (like_answer){.code = no_integer(cpu, x, bits, is_signed), .flags = REF_INVALID};
}

/* ---- FP8 --------------------------------------------------------------------------------------------------------- */

/* Infinities are treated like numbers that round beyond the largest; the S and `sat` forms give the largest. */
static uint64_t fp8_magnitude(const like_question *q, bool saturate)
{
    const ref_format *f = q->to;
    const like_value *x = &q->x[0];
    bool inexact;
    uint64_t code = UINT64_MAX;
    if (x->kind == LIKE_NUMBER) {
        code = (uint64_t)like_round(q->to, x, q->mode, &inexact);
        bool inward = q->mode.rounding == REF_TOWARD_ZERO || q->mode.rounding == (x->negative ? REF_UP : REF_DOWN);
        if (code > f->largest_code && inward) {
            return f->largest_code;
        }
    }
    if (code <= f->largest_code || saturate) {
        return code <= f->largest_code ? code : f->largest_code;
    }
    return f->infinity != REF_INFINITY_NONE ? ref_infinity_code(f) : 0x7F;
}

like_answer like_riscv(const like_question *q, bool saturate)
{
    if (q->to->width > 8) {
        return ieee(q, LIKE_RISCV);
    }
    const like_value *x = &q->x[0];
    if (x->kind == LIKE_NAN) {
        return (like_answer){.code = 0x7F, .flags = x->signaling ? REF_INVALID : 0u};
    }
    bool inexact = false;
    unsigned flags = 0;
    if (x->kind == LIKE_NUMBER) {
        uint64_t rounded = (uint64_t)like_round(q->to, x, q->mode, &inexact);
        bool overflow = rounded > q->to->largest_code;
        flags = (overflow ? REF_OVERFLOW | REF_INEXACT : 0u) | (inexact ? REF_INEXACT : 0u) |
                (inexact && is_tiny(q, x, false) ? REF_UNDERFLOW : 0u);
    }
    uint64_t code = fp8_magnitude(q, saturate);
    bool nan = q->to->nan == REF_NAN_TOP_CODE && code == 0x7F; /* E4M3's has no sign */
    return (like_answer){.code = nan ? code : sign_bit(q->to, x->negative) | code, .flags = flags};
}

like_answer like_avx10_2(const like_question *q, bool saturate)
{
    const ref_format *f = q->to;
    const like_value *x = &q->x[0];
    if (x->kind == LIKE_NAN) { /* HF8: all ones; BF8: the upper byte of the FP16, quieted */
        return (like_answer){.code = f->nan == REF_NAN_TOP_CODE ? sign_bit(f, x->negative) | 0x7F : quieted(f, x)};
    }
    return (like_answer){.code = sign_bit(f, x->negative) | fp8_magnitude(q, saturate)};
}
