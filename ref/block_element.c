/* SPDX-License-Identifier: Apache-2.0
 *
 * block_element.c - block quantisation: the elements of a block whose scale is known, the error that four over six
 * compares, and back to FP32.
 */
#include "block_work.h"

#include <assert.h>

long ref_block_clamp(const ref_block_recipe *r, long n)
{
    return n < r->least ? r->least : n > r->greatest ? r->greatest : n;
}

int ref_block_bits(const ref_block_recipe *r)
{
    int bits = 1;
    if (r->element != NULL) {
        return r->element->width;
    }
    if (r->least >= 0) {
        while (r->greatest >= 1L << bits) {
            bits++;
        }
        return bits;
    }
    while (r->least < -(1L << (bits - 1)) || r->greatest >= 1L << (bits - 1)) {
        bits++;
    }
    return bits;
}

/* ---- One element ------------------------------------------------------------------------------------------------- */

/* The code of r of HU_BLOCK_RECIPROCAL_SHIFTED. */
static uint32_t shifted_reciprocal(uint32_t scale)
{
    return scale == 0 ? REF_FP32_ONE : (uint32_t)(((int64_t)254 - (int64_t)scale) * (1 << 23));
}

/* v in FP32. S' is the scale, or with a tensor scale fl(S * D). */
static uint32_t scaled(ref_block_work *w, uint32_t x, uint32_t scale)
{
    const ref_operand one = {w->fp32, REF_FP32_ONE};
    ref_operand S = ref_scale_operand(w, scale);
    if (w->recipe->tensor != REF_TENSOR_NONE) {
        S = (ref_operand){w->fp32, ref_fl(w, REF_MUL, S, (ref_operand){w->fp32, w->D})};
    }
    if (w->recipe->apply == REF_DIVIDE) {
        return ref_fl(w, REF_DIV, (ref_operand){w->fp32, x}, S);
    }
    uint32_t r = ref_fl(w, REF_DIV, one, S);
    if (w->recipe->apply == REF_RECIPROCAL_FINITE && (r & 0x7FFFFFFF) >= REF_FP32_INFINITY) {
        r = REF_FP32_LARGEST;
    }
    if (w->recipe->apply == REF_RECIPROCAL_SHIFTED) {
        r = shifted_reciprocal(scale);
    }
    return ref_fl32(w, REF_MUL, x, r);
}

/* What is rounded, as a bracket: the exact quotient x / S, or v. */
static void bracket_element(ref_block_work *w, const ref_format *to, uint32_t x, uint32_t scale)
{
    const bool flush = (w->policy->flush & REF_FLUSH_OPERANDS) != 0;
    if (w->recipe->apply == REF_EXACT_QUOTIENT) {
        ref_bracket(&w->b, REF_DIV, to, (ref_operand[]){{w->fp32, x}, ref_scale_operand(w, scale)}, flush);
    } else {
        const ref_operand v = {w->fp32, scaled(w, x, scale)};
        ref_bracket(&w->b, REF_CONVERT, to, &v, flush);
    }
}

/* The bracketed number to an integer. */
static ref_result round_integer(ref_block_work *w, const ref_policy *p, long zero_point)
{
    enum { FAR = 40 }; /* a number of 2^40 and more is beyond every range */
    const ref_block_recipe *r = w->recipe;
    ref_bracket_t *b = &w->b;
    const bool negative = mpfr_signbit(b->exact) != 0;
    if (b->outcome == REF_RESULT_NAN || (b->zero_divided && p->zero_divide == REF_ZERO_DIVIDE_NAN)) {
        const bool largest = p->missing_nan == REF_MISSING_NAN_LARGEST;
        return (ref_result){(uint64_t)(largest ? r->greatest : ref_block_clamp(r, zero_point)), REF_INVALID};
    }
    if (b->outcome == REF_RESULT_INFINITE) {
        return (ref_result){(uint64_t)(negative ? r->least : r->greatest), b->flags};
    }
    mpfr_mul_2si(b->exact, b->exact, r->fraction_bits, MPFR_RNDN);
    ref_place place = {0};
    if (b->outcome == REF_RESULT_FINITE && mpfr_get_exp(b->exact) > FAR) {
        place.steps = UINT64_C(1) << FAR;
    } else if (b->outcome == REF_RESULT_FINITE) {
        place = ref_locate(b, 0);
    }
    const bool inexact = place.nu64 != 0 || place.more;
    const int64_t magnitude = (int64_t)place.steps + (inexact && ref_goes_up(&place, negative, p) ? 1 : 0);
    const int64_t n = (negative ? -magnitude : magnitude) + zero_point;
    if (n < r->least || n > r->greatest) {
        return (ref_result){(uint64_t)(n < r->least ? r->least : r->greatest), REF_OVERFLOW | REF_INEXACT};
    }
    return (ref_result){(uint64_t)n, b->flags | (inexact ? REF_INEXACT : 0u)};
}

void ref_block_elements(ref_block_work *w, const ref_block *block)
{
    const ref_block_recipe *r = w->recipe;
    const uint32_t scale = w->result->scales[block->scale];
    const long zero_point = r->zero_point == REF_SYMMETRIC ? 0 : w->result->zero_points[block->scale];
    ref_policy policy = *w->policy;
    for (size_t i = block->top; i < block->bottom; i++) {
        for (size_t j = block->left; j < block->right; j++) {
            const size_t k = i * w->x.columns + j;
            policy.random = w->random != NULL ? w->random[k] : 0;
            bracket_element(w, r->element != NULL ? r->element : w->fp32, w->x.x[k], scale);
            const ref_result rounded =
                r->element != NULL ? ref_choose(&w->b, &policy) : round_integer(w, &policy, zero_point);
            w->result->codes[k] = (uint8_t)(rounded.code & ((UINT64_C(1) << ref_block_bits(r)) - 1));
            w->result->flags[k] = (uint8_t)rounded.flags;
        }
    }
}

/* ---- The value of an element, and four over six ------------------------------------------------------------------ */

/* w->value := the value of an element's code; may be a NaN or infinite. */
static void element_value(ref_block_work *w, uint8_t code, int32_t zero_point)
{
    const ref_block_recipe *r = w->recipe;
    const ref_policy nearest = {0};
    const int bits = ref_block_bits(r);
    long n = code & ((1L << bits) - 1);
    if (r->element != NULL) {
        ref_decode(w->value, r->element, (uint64_t)n);
        return;
    }
    if (r->least < 0 && n >> (bits - 1) != 0) {
        n -= 1L << bits;
    }
    w->b.truncated = false;
    mpfr_set_sj(w->b.exact, (int64_t)n - zero_point, MPFR_RNDN);
    ref_decode(w->value, w->fp32, ref_choose_value(&w->b, w->fp32, &nearest).code); /* rounds beyond 2^24 */
    mpfr_div_2si(w->value, w->value, r->fraction_bits, MPFR_RNDN);
}

/* fl(q * s) of the number in w->value. */
static uint32_t value_times(ref_block_work *w, ref_operand s)
{
    const ref_policy nearest = {0};
    ref_decode(w->other, s.format, s.code);
    w->b.truncated = mpfr_mul(w->b.exact, w->value, w->other, MPFR_RNDZ) != 0;
    return (uint32_t)ref_choose_value(&w->b, w->fp32, &nearest).code;
}

/* |u| or fl(u * u). */
static uint32_t element_error(ref_block_work *w, size_t k, uint32_t scale)
{
    const ref_4over6 rule = w->recipe->four_over_six;
    const bool encoded = rule == REF_4OVER6_MAE_ENCODED || rule == REF_4OVER6_MSE_ENCODED;
    const uint32_t x = w->x.x[k];
    uint32_t u;
    element_value(w, w->result->codes[k], 0);
    const uint32_t product = value_times(w, ref_scale_operand(w, scale));
    if (encoded) {
        u = ref_fl32(w, REF_SUB, product, ref_fl32(w, REF_MUL, x, w->E));
    } else {
        const uint32_t times_T = ref_fl32(w, REF_MUL, product, w->T);
        u = ref_fl32(w, REF_SUB, ref_fl32(w, REF_DIV, times_T, w->recipe->tensor_target), x);
    }
    const bool squared = rule == REF_4OVER6_MSE || rule == REF_4OVER6_MSE_ENCODED;
    return squared ? ref_fl32(w, REF_MUL, u, u) : u & 0x7FFFFFFF;
}

uint32_t ref_block_error(ref_block_work *w, const ref_block *block)
{
    enum { ROWS = 16 };
    const uint32_t scale = w->result->scales[block->scale];
    uint32_t sum[ROWS] = {0};
    assert(block->bottom - block->top <= ROWS);
    for (size_t i = block->top; i < block->bottom; i++) {
        for (size_t j = block->left; j < block->right; j++) {
            const uint32_t error = element_error(w, i * w->x.columns + j, scale);
            sum[i - block->top] = ref_fl32(w, REF_ADD, sum[i - block->top], error);
        }
    }
    for (size_t half = ROWS / 2; half > 0; half /= 2) {
        for (size_t i = 0; i < half; i++) {
            sum[i] = ref_fl32(w, REF_ADD, sum[i], sum[i + half]);
        }
    }
    return sum[0];
}

/* ---- Back to FP32 ------------------------------------------------------------------------------------------------ */

/* S' of the block with that scale. */
static ref_operand scale_back(ref_block_work *w, uint32_t scale, uint32_t tensor)
{
    const ref_operand S = ref_scale_operand(w, scale);
    if (w->recipe->tensor == REF_TENSOR_NONE) {
        return S;
    }
    const uint32_t product = ref_fl(w, REF_MUL, S, (ref_operand){w->fp32, tensor});
    if (w->recipe->tensor == REF_TENSOR_DECODE) {
        return (ref_operand){w->fp32, product};
    }
    const uint32_t reciprocal = ref_fl32(w, REF_DIV, REF_FP32_ONE, w->recipe->tensor_target);
    return (ref_operand){w->fp32, ref_fl32(w, REF_MUL, product, reciprocal)};
}

void ref_block_dequantize(const ref_block_recipe *r, const ref_block_result *data, size_t rows, size_t columns,
                          uint32_t *x)
{
    const ref_block_shape shape = ref_block_measure(r, rows, columns);
    ref_block_work w = {.recipe = r, .fp32 = ref_format_find("fp32")};
    ref_bracket_init(&w.b);
    mpfr_inits2(REF_BLOCK_PRECISION, w.value, w.other, (mpfr_ptr)NULL);
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = 0; j < columns; j++) {
            const size_t block_row = r->rows == 0 ? 0 : i / r->rows;
            const size_t block = block_row * shape.columns + (r->columns == 0 ? 0 : j / r->columns);
            const uint32_t tensor = shape.tensors == 0 ? 0 : data->tensor[shape.tensors == 1 ? 0 : i];
            const ref_operand S = scale_back(&w, data->scales[block], tensor);
            element_value(&w, data->codes[i * columns + j],
                          r->zero_point == REF_SYMMETRIC ? 0 : data->zero_points[block]);
            x[i * columns + j] = value_times(&w, S);
        }
    }
    ref_bracket_clear(&w.b);
    mpfr_clears(w.value, w.other, (mpfr_ptr)NULL);
}
