/* SPDX-License-Identifier: Apache-2.0
 *
 * dot.c - the dot products of instructions, restated: what each one's result is by its description, on exact numbers of
 * MPFR and integers of GMP. The rows are in dot_rows.c, rules of others than NVIDIA's in dot_others.c.
 *
 * FUSED is the sum that cuts off. Every term, the addend too, has a binade: that of its operands, where a subnormal has
 * the smallest of its format. E is the largest binade of the terms that are not zero, and at least that of the row if
 * the addend is zero. Each term becomes an integer number of 2^(E - bits), cut off toward zero; the integers are added;
 * the sum is rounded to the result, once.
 */
#include "dot.h"

#include <assert.h>
#include <limits.h>
#include <string.h>

/* ---- FUSED ------------------------------------------------------------------------------------------------------- */

/* The all-ones NaN of NVIDIA. */
uint64_t ref_dot_nan(const ref_format *f)
{
    return UINT64_MAX >> (65 - f->width);
}

/* TF32 lies in the upper bits of 32. */
static uint64_t code_of(const ref_format *f, uint64_t bits)
{
    return strcmp(f->name, "tf32") == 0 ? bits >> 13 : bits;
}

/* The binade of a number: floor(log2 |x|), but not below the smallest. */
static long binade(const ref_dot_work *w, const mpfr_t x, const ref_format *f)
{
    const long least = w->row->rule == HALVES && f->width == 8 ? -14 : ref_emin(f); /* -14: FP16's */
    const long e = (long)mpfr_get_exp(x) - 1;
    return e > least ? e : least;
}

long ref_dot_term(ref_dot_work *w, size_t i, size_t count, uint64_t c, const uint64_t *x, const uint64_t *y, long scale)
{
    if (i == count) {
        ref_decode(w->value, w->result, c);
        return mpfr_regular_p(w->value) ? binade(w, w->value, w->result)
               : mpfr_zero_p(w->value)  ? w->row->zero
                                        : LONG_MIN;
    }
    ref_decode(w->value, w->x, code_of(w->x, x[i]));
    ref_decode(w->other, w->y, code_of(w->y, y[i]));
    const bool regular = mpfr_regular_p(w->value) && mpfr_regular_p(w->other);
    const long e = regular ? binade(w, w->value, w->x) + binade(w, w->other, w->y) + scale : LONG_MIN;
    mpfr_mul(w->value, w->value, w->other, MPFR_RNDN); /* exact: 127 bits for 2 * 11 */
    mpfr_mul_2si(w->value, w->value, scale, MPFR_RNDN);
    return e;
}

/* Rounds the number in w->b.exact: FP16 to nearest even; FP32 toward zero, to as many fraction bits as the row has. */
uint64_t ref_dot_round_result(ref_dot_work *w)
{
    const bool narrow = w->result->width == 16;
    ref_format to = *w->result;
    to.fraction_bits = w->row->fraction;
    ref_format_derive(&to);
    const ref_policy policy = {.rounding = narrow ? REF_NEAREST_EVEN : REF_TOWARD_ZERO};
    const int unused = w->result->fraction_bits - w->row->fraction;
    if (mpfr_regular_p(w->b.exact) && mpfr_get_exp(w->b.exact) > w->result->bias + 1) { /* 2^128, 2^16 and more */
        mpfr_set_inf(w->b.exact, mpfr_signbit(w->b.exact) ? -1 : 1);
    }
    w->b.truncated = false;
    const uint64_t code = ref_choose_value(&w->b, &to, &policy).code << unused;
    return code == UINT64_C(1) << (w->result->width - 1) ? 0 : code; /* never -0 */
}

static uint64_t fused(ref_dot_work *w, uint64_t c, const uint64_t *x, const uint64_t *y, size_t count, long scale)
{
    long largest = LONG_MIN;
    bool special = false;
    mpfr_set_zero(w->b.exact, 1);
    for (size_t i = 0; i <= count; i++) {
        const long e = ref_dot_term(w, i, count, c, x, y, scale);
        largest = e > largest ? e : largest;
        if (!mpfr_number_p(w->value)) { /* then only these matter, and MPFR knows what they add up to */
            special = true;
            mpfr_add(w->b.exact, w->b.exact, w->value, MPFR_RNDN);
        }
    }
    if (special) {
        return mpfr_nan_p(w->b.exact) ? ref_dot_nan(w->result) : ref_dot_round_result(w);
    }
    mpz_set_ui(w->sum, 0);
    for (size_t i = 0; i <= count; i++) {
        ref_dot_term(w, i, count, c, x, y, scale);
        mpfr_mul_2si(w->value, w->value, w->row->bits - largest, MPFR_RNDN);
        mpfr_get_z(w->integer, w->value, MPFR_RNDZ);
        mpz_add(w->sum, w->sum, w->integer);
    }
    mpfr_set_z_2exp(w->b.exact, w->sum, largest - w->row->bits, MPFR_RNDN);
    return ref_dot_round_result(w);
}

/* ---- The other rules --------------------------------------------------------------------------------------------- */

static uint64_t operation(ref_dot_work *w, ref_op op, const ref_format *to, const ref_operand *operands)
{
    const ref_policy policy = {.nan = REF_NVIDIA_NAN};
    ref_bracket(&w->b, op, to, operands, false);
    return ref_choose(&w->b, &policy).code;
}

static uint64_t halves(ref_dot_work *w, uint64_t c, const uint64_t *x, const uint64_t *y)
{
    uint64_t sum = 0;
    for (size_t half = 0; half < 2; half++) {
        uint64_t half_x[16];
        uint64_t half_y[16];
        size_t count = 0;
        for (size_t i = 0; i < w->row->k; i++) {
            if ((i % 4 >= 2) == (half == 1)) {
                half_x[count] = x[i];
                half_y[count++] = y[i];
            }
        }
        sum = fused(w, sum, half_x, half_y, count, 0);
    }
    return operation(w, REF_ADD, w->result, (ref_operand[]){{w->result, c}, {w->result, sum}});
}

/* FP32 sums: the product of two FP16 numbers is a number of FP32. */
static uint64_t in_fp32(ref_dot_work *w, uint64_t c, const uint64_t *x, const uint64_t *y)
{
    const ref_format *fp32 = ref_format_find("fp32");
    ref_operand p[4];
    for (size_t i = 0; i < 4; i++) {
        p[i] = (ref_operand){fp32, operation(w, REF_MUL, fp32, (ref_operand[]){{w->x, x[i]}, {w->y, y[i]}})};
    }
    ref_operand sum = {fp32, 0};
    if (w->row->rule == SUM) {
        for (size_t i = 0; i < 4; i++) {
            sum.code = operation(w, REF_ADD, fp32, (ref_operand[]){sum, p[i]});
        }
        return operation(w, REF_ADD, fp32, (ref_operand[]){{w->result, c}, sum});
    }
    const ref_operand first = {fp32, operation(w, REF_ADD, fp32, (ref_operand[]){p[0], p[1]})};
    const ref_operand second = {fp32, operation(w, REF_ADD, fp32, (ref_operand[]){p[2], p[3]})};
    sum.code = operation(w, REF_ADD, fp32, (ref_operand[]){{w->result, c}, first});
    sum.code = operation(w, REF_ADD, fp32, (ref_operand[]){sum, second});
    return operation(w, REF_CONVERT, w->result, &sum);
}

/* NaNs: y's, then c's, then x's, made quiet; without one, the default NaN, which is negative. */
static uint64_t fma_fp64(ref_dot_work *w, uint64_t x, uint64_t y, uint64_t c)
{
    const uint64_t by_rank[3] = {y, c, x};
    for (size_t i = 0; i < 3; i++) {
        if (ref_decode_nan(w->x, by_rank[i]).is_nan) {
            return by_rank[i] | UINT64_C(1) << 51;
        }
    }
    const uint64_t code = operation(w, REF_FMA, w->result, (ref_operand[]){{w->x, x}, {w->y, y}, {w->result, c}});
    return ref_decode_nan(w->result, code).is_nan ? UINT64_C(0xFFF8000000000000) : code;
}

/* Scales are powers of two. Returns false for a NaN. */
static bool scale_exponent(ref_dot_work *w, uint64_t x_scale, uint64_t y_scale, long *exponent)
{
    ref_decode(w->value, w->scale, x_scale);
    ref_decode(w->other, w->scale, y_scale);
    const bool numbers = mpfr_regular_p(w->value) && mpfr_regular_p(w->other);
    *exponent = numbers ? (long)mpfr_get_exp(w->value) - 1 + (long)mpfr_get_exp(w->other) - 1 : 0;
    return numbers;
}

static uint64_t fused_steps(ref_dot_work *w, uint64_t c, const uint64_t *x, const uint64_t *y, const uint64_t *x_scales,
                            const uint64_t *y_scales)
{
    for (size_t i = 0; i < w->row->k; i += w->row->step) {
        long scale = 0;
        if (w->scale != NULL && !scale_exponent(w, x_scales[i / w->row->block], y_scales[i / w->row->block], &scale)) {
            return ref_dot_nan(w->result);
        }
        c = fused(w, c, x + i, y + i, w->row->step, scale);
    }
    return c;
}

static uint64_t instruction(ref_dot_work *w, uint64_t c, const uint64_t *x, const uint64_t *y, const uint64_t *x_scales,
                            const uint64_t *y_scales)
{
    switch (w->row->rule) {
    case FUSED:
        return fused_steps(w, c, x, y, x_scales, y_scales);
    case HALVES:
        return halves(w, c, x, y);
    case FMA:
        return fma_fp64(w, x[0], y[0], c);
    case SUM:
    case PAIRS:
        return in_fp32(w, c, x, y);
    default:
        return ref_dot_other(w, c, x, y, x_scales, y_scales);
    }
}

uint64_t ref_dot_scaled(const ref_dot_row *row, uint64_t addend, const uint64_t *x, const uint64_t *y,
                        const uint64_t *x_scales, const uint64_t *y_scales, size_t count)
{
    ref_dot_work w = {.row = row,
                      .x = ref_format_find(row->x),
                      .y = ref_format_find(row->y),
                      .result = ref_format_find(row->result),
                      .scale = row->scale != NULL ? ref_format_find(row->scale) : NULL};
    assert(count % row->k == 0);
    ref_bracket_init(&w.b);
    mpfr_inits2(REF_OPERAND_PRECISION, w.value, w.other, (mpfr_ptr)NULL);
    mpfr_init2(w.wide, 1000);
    mpz_inits(w.integer, w.sum, (mpz_ptr)NULL);
    for (size_t i = 0; i < count; i += row->k) {
        const size_t at = row->scale != NULL ? i / row->block : 0;
        addend = instruction(&w, addend, x + i, y + i, x_scales + at, y_scales + at);
    }
    ref_bracket_clear(&w.b);
    mpfr_clears(w.value, w.other, w.wide, (mpfr_ptr)NULL);
    mpz_clears(w.integer, w.sum, (mpz_ptr)NULL);
    return addend;
}

uint64_t ref_dot(const ref_dot_row *row, uint64_t addend, const uint64_t *x, const uint64_t *y, size_t count)
{
    uint64_t ones[512];
    const ref_format *scale = row->scale != NULL ? ref_format_find(row->scale) : NULL;
    assert(count <= sizeof ones / sizeof ones[0]);
    for (size_t i = 0; scale != NULL && i < count; i++) {
        ones[i] = (uint64_t)scale->bias << scale->fraction_bits;
    }
    return ref_dot_scaled(row, addend, x, y, ones, ones, count);
}
