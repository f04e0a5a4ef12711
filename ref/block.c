/* SPDX-License-Identifier: Apache-2.0
 *
 * block.c - block quantisation: the largest magnitudes, the ratio, the scale, the zero point.
 */
#include "block_work.h"

#include <assert.h>

/* ---- FP32 -------------------------------------------------------------------------------------------------------- */

uint32_t ref_fl(ref_block_work *w, ref_op op, ref_operand x, ref_operand y)
{
    const ref_policy nearest = {0};
    ref_bracket(&w->b, op, w->fp32, (ref_operand[]){x, y}, false);
    return (uint32_t)ref_choose(&w->b, &nearest).code;
}

uint32_t ref_fl32(ref_block_work *w, ref_op op, uint32_t x, uint32_t y)
{
    return ref_fl(w, op, (ref_operand){w->fp32, x}, (ref_operand){w->fp32, y});
}

bool ref_is_nan32(uint32_t code)
{
    return (code & 0x7FFFFFFF) > REF_FP32_INFINITY;
}

ref_operand ref_scale_operand(const ref_block_work *w, uint32_t code)
{
    return (ref_operand){w->recipe->scale, code};
}

/* The larger of two codes of positive numbers; a NaN, which is above all, stays one. */
static uint32_t at_least(uint32_t x, uint32_t least)
{
    return x > least ? x : least;
}

/* ---- What counts ------------------------------------------------------------------------------------------------- */

static bool counts(const ref_block_recipe *r, uint32_t x)
{
    return r->amax == REF_AMAX_NAN ||
           (!ref_is_nan32(x) && (r->amax == REF_AMAX_NUMBERS || (x & 0x7FFFFFFF) != REF_FP32_INFINITY));
}

/* Codes of the largest magnitude and of the ends of the range. */
typedef struct {
    uint32_t amax, low, high;
} extremes;

static extremes extremes_of(const ref_block_recipe *r, ref_block_matrix x, ref_block part)
{
    extremes e = {0, 0, 0};
    for (size_t i = part.top; i < part.bottom; i++) {
        for (size_t j = part.left; j < part.right; j++) {
            const uint32_t code = x.x[i * x.columns + j];
            const uint32_t magnitude = code & 0x7FFFFFFF;
            if (!counts(r, code)) {
                continue;
            }
            if (ref_is_nan32(code)) {
                return (extremes){REF_FP32_NAN, REF_FP32_NAN, REF_FP32_NAN};
            }
            e.amax = at_least(e.amax, magnitude);
            if (code == magnitude) {
                e.high = at_least(e.high, code);
            } else {
                e.low = at_least(e.low & 0x7FFFFFFF, magnitude) | 0x80000000;
            }
        }
    }
    return e;
}

uint32_t ref_block_amax(const ref_block_recipe *r, ref_block_matrix x, size_t i)
{
    const ref_block all = {0, x.rows, 0, x.columns, 0};
    const ref_block row = {i, i + 1, 0, x.columns, 0};
    return extremes_of(r, x, r->tensor_rows ? row : all).amax;
}

/* ---- The target and the tensor's scale --------------------------------------------------------------------------- */

/* w->value := the element's largest number. */
static void largest_element(ref_block_work *w)
{
    const ref_block_recipe *r = w->recipe;
    if (r->element != NULL) {
        ref_decode(w->value, r->element, r->element->largest_code);
    } else {
        mpfr_set_si_2exp(w->value, r->greatest, -r->fraction_bits, MPFR_RNDN);
    }
}

static uint32_t target(ref_block_work *w)
{
    const ref_policy nearest = {0};
    if (w->recipe->target != 0) {
        return w->recipe->target;
    }
    largest_element(w);
    mpfr_set(w->b.exact, w->value, MPFR_RNDN);
    w->b.truncated = false;
    return (uint32_t)ref_choose_value(&w->b, w->fp32, &nearest).code;
}

/* Sets w->T, E and D. */
static void tensor_scale(ref_block_work *w, uint32_t T)
{
    const uint32_t N = w->recipe->tensor_target;
    w->T = ref_is_nan32(T) ? REF_FP32_NAN : T;
    if (w->recipe->tensor == REF_TENSOR_DECODE) {
        w->D = ref_fl32(w, REF_DIV, T, N);
    } else if (w->recipe->tensor == REF_TENSOR_ENCODE) {
        w->E = ref_fl32(w, REF_DIV, N, T);
        w->E = w->E >= REF_FP32_INFINITY ? REF_FP32_LARGEST : w->E; /* infinite or NaN */
        w->E = w->E == 0 || T == 0 ? REF_FP32_ONE : w->E;
        w->D = ref_fl32(w, REF_DIV, REF_FP32_ONE, w->E);
    }
}

/* ---- The ratio --------------------------------------------------------------------------------------------------- */

static bool is_exact(const ref_block_recipe *r)
{
    return r->ratio <= REF_RATIO_RCEIL;
}

/* floor(log2 x) of a positive number. */
static long floor_log2(const mpfr_t x)
{
    return (long)mpfr_get_exp(x) - 1; /* MPFR's significands lie in [1/2, 1) */
}

static bool is_power_of_two(const mpfr_t x)
{
    return mpfr_min_prec(x) == 1;
}

/* The significant bits that an element has. */
static long element_precision(const ref_block_recipe *r)
{
    long bits = 0;
    if (r->element != NULL) {
        return r->element->fraction_bits + 1;
    }
    while (r->greatest >> bits != 0) {
        bits++;
    }
    return bits;
}

/* x := x to `bits` significant bits, ties away from zero: half of the last one is added, and the rest cut off. */
static void round_away(ref_block_work *w, mpfr_t x, long bits)
{
    mpfr_set_si_2exp(w->other, 1, floor_log2(x) - bits, MPFR_RNDN);
    mpfr_add(x, x, w->other, MPFR_RNDN); /* exact: 127 bits */
    mpfr_set_si_2exp(w->other, 1, floor_log2(x) - bits + 1, MPFR_RNDN);
    mpfr_div(x, x, w->other, MPFR_RNDN);
    mpfr_trunc(x, x);
    mpfr_mul(x, x, w->other, MPFR_RNDN);
}

/* The smallest e with w->value <= M * 2^e. */
static long ceil_log2_of_quotient(ref_block_work *w)
{
    ref_decode(w->other, w->fp32, w->M);
    long e = (long)mpfr_get_exp(w->value) - (long)mpfr_get_exp(w->other) - 1; /* or one or two more */
    mpfr_mul_2si(w->other, w->other, e, MPFR_RNDN);
    for (; mpfr_greater_p(w->value, w->other); e++) {
        mpfr_mul_2si(w->other, w->other, 1, MPFR_RNDN);
    }
    return e;
}

/* The code of E8M0 by one of the exact ratios. */
static uint32_t exact_scale(ref_block_work *w, uint32_t A)
{
    enum { BIAS = 127, NAN_CODE = 0xFF };
    const ref_block_recipe *r = w->recipe;
    const uint32_t too_large = r->scale_overflow == REF_OVERFLOW_NONE ? NAN_CODE : 127 + BIAS;
    if (ref_is_nan32(A)) {
        return NAN_CODE;
    }
    if (A == REF_FP32_INFINITY) {
        return too_large;
    }
    if (A == 0) {
        return r->zero == REF_ZERO_IS_ONE ? BIAS : 0;
    }
    largest_element(w);
    const long emax = floor_log2(w->value);
    ref_decode(w->value, w->fp32, A);
    long e = floor_log2(w->value) - emax;
    if (r->ratio == REF_RATIO_CEIL && !is_power_of_two(w->value)) {
        e++;
    }
    if (r->ratio == REF_RATIO_EVEN) {
        round_away(w, w->value, element_precision(r));
        e = floor_log2(w->value) - emax;
        if (floor_log2(w->value) == 128) {
            return too_large;
        }
    }
    if (r->ratio == REF_RATIO_RCEIL) {
        e = ceil_log2_of_quotient(w);
    }
    return e > 127 ? too_large : e < -127 ? 0 : (uint32_t)(e + BIAS);
}

/* d of the ratios in FP32. */
static uint32_t ratio(ref_block_work *w, uint32_t A, extremes e)
{
    const uint32_t M = w->M;
    uint32_t first;
    switch (w->recipe->ratio) {
    case REF_RATIO_QUOTIENT:
        return ref_fl32(w, REF_DIV, A, M);
    case REF_RATIO_PRODUCT:
        first = ref_fl32(w, REF_DIV, REF_FP32_ONE, M);
        return ref_fl32(w, REF_MUL, A, first);
    case REF_RATIO_QUOTIENT_ENCODE:
        first = ref_fl32(w, REF_DIV, A, M);
        return ref_fl32(w, REF_MUL, first, w->E);
    case REF_RATIO_PRODUCT_ENCODE:
        first = ref_fl32(w, REF_DIV, REF_FP32_ONE, M);
        first = ref_fl32(w, REF_MUL, w->E, first);
        return ref_fl32(w, REF_MUL, A, first);
    case REF_RATIO_QUOTIENT_DECODE:
        first = ref_fl32(w, REF_DIV, A, M);
        return ref_fl32(w, REF_DIV, first, w->D);
    case REF_RATIO_JOINT_DECODE:
        first = ref_fl32(w, REF_MUL, M, w->D);
        return ref_fl32(w, REF_DIV, A, first);
    default:
        assert(w->recipe->ratio == REF_RATIO_RANGE);
        first = ref_fl32(w, REF_SUB, e.high, e.low);
        return ref_fl32(w, REF_DIV, first, M);
    }
}

/* ---- The scale and the zero point -------------------------------------------------------------------------------- */

static uint32_t round_scale(ref_block_work *w, uint32_t d)
{
    const ref_policy policy = {.rounding = w->recipe->scale_rounding,
                               .overflow = w->recipe->scale_overflow,
                               .missing_zero = REF_MISSING_ZERO_SMALLEST};
    const ref_operand x = {w->fp32, d};
    ref_bracket(&w->b, REF_CONVERT, w->recipe->scale, &x, false);
    return (uint32_t)ref_choose(&w->b, &policy).code;
}

/* Of a small integer. */
static uint32_t integer32(ref_block_work *w, long n)
{
    const ref_policy nearest = {0};
    return (uint32_t)ref_from_int64(&w->b, w->fp32, n, &nearest).code;
}

static long clamp(const ref_block_recipe *r, long n)
{
    return n < r->least ? r->least : n > r->greatest ? r->greatest : n;
}

/* The FP32 number, clamped into [l, g] and then rounded to an integer, ties to even; infinities are clamped as well. */
static long clamp_and_round(ref_block_work *w, uint32_t x, long least, long greatest)
{
    ref_decode(w->value, w->fp32, x);
    if (mpfr_cmp_si(w->value, least) < 0) {
        return least;
    }
    if (mpfr_cmp_si(w->value, greatest) > 0) {
        return greatest;
    }
    return mpfr_get_si(w->value, MPFR_RNDN);
}

static long zero_point(ref_block_work *w, uint32_t low, uint32_t scale)
{
    enum { FAR = 1000 }; /* beyond every clamp */
    const ref_block_recipe *r = w->recipe;
    const uint32_t quotient = ref_fl(w, REF_DIV, (ref_operand){w->fp32, low}, ref_scale_operand(w, scale));
    if (ref_is_nan32(quotient)) {
        return clamp(r, 0);
    }
    if (r->zero_point == REF_ZERO_POINT_LAST) {
        const uint32_t difference = ref_fl32(w, REF_SUB, integer32(w, r->least), quotient);
        return clamp_and_round(w, difference, r->least, r->greatest);
    }
    return clamp(r, r->least - clamp_and_round(w, quotient, -FAR, FAR));
}

/* ---- Blocks ------------------------------------------------------------------------------------------------------ */

static size_t divide_up(size_t n, size_t by)
{
    return by == 0 ? 1 : (n + by - 1) / by;
}

ref_block_shape ref_block_measure(const ref_block_recipe *r, size_t rows, size_t columns)
{
    if (rows == 0 || columns == 0) {
        return (ref_block_shape){0, 0, 0};
    }
    return (ref_block_shape){divide_up(rows, r->rows), divide_up(columns, r->columns),
                             r->tensor == REF_TENSOR_NONE ? 0
                             : r->tensor_rows             ? rows
                                                          : 1};
}

/* Four over six: the codes of "four", then those of "six", and if these are not better, those of "four" again. */
static void better_of_two(ref_block_work *w, const ref_block *block, uint32_t d)
{
    uint32_t *scale = &w->result->scales[block->scale];
    const uint32_t six = round_scale(w, d);
    const uint32_t four = round_scale(w, ref_fl32(w, REF_MUL, d, REF_FP32_ONE_AND_A_HALF));
    *scale = four;
    ref_block_elements(w, block);
    const uint32_t error_of_four = ref_block_error(w, block);
    *scale = six;
    ref_block_elements(w, block);
    const uint32_t error_of_six = ref_block_error(w, block);
    /* Errors are not negative: their codes are in their order, and NaNs are above all. */
    if (error_of_four < error_of_six && !ref_is_nan32(error_of_six)) {
        *scale = four;
        ref_block_elements(w, block);
    }
}

static void quantize_block(ref_block_work *w, const ref_block *block)
{
    const ref_block_recipe *r = w->recipe;
    const extremes e = extremes_of(r, w->x, *block);
    const uint32_t A = at_least(e.amax, r->amax_least);
    uint32_t *scale = &w->result->scales[block->scale];
    if (is_exact(r)) {
        *scale = exact_scale(w, A);
    } else {
        uint32_t d = ratio(w, A, e);
        d = d == 0 && r->zero == REF_ZERO_IS_ONE ? REF_FP32_ONE : d;
        d = at_least(d, r->scale_least);
        if (r->four_over_six != REF_ONE_SCALE) {
            better_of_two(w, block, d);
            return;
        }
        *scale = round_scale(w, d);
    }
    if (r->zero_point != REF_SYMMETRIC) {
        w->result->zero_points[block->scale] = (int32_t)zero_point(w, e.low, *scale);
    }
    ref_block_elements(w, block);
}

static size_t smaller(size_t x, size_t y)
{
    return x < y ? x : y;
}

void ref_block_quantize(const ref_block_recipe *r, ref_block_matrix x, const uint32_t *amax, const uint32_t *random,
                        const ref_policy *policy, const ref_block_result *result)
{
    const ref_block_shape shape = ref_block_measure(r, x.rows, x.columns);
    const size_t rows = r->rows == 0 ? x.rows : r->rows;
    const size_t columns = r->columns == 0 ? x.columns : r->columns;
    ref_policy of_elements = *policy;
    of_elements.overflow = r->element_overflow;
    ref_block_work w = {.recipe = r, .policy = &of_elements, .x = x, .random = random, .result = result};
    w.fp32 = ref_format_find("fp32");
    ref_bracket_init(&w.b);
    mpfr_inits2(2 * REF_OPERAND_PRECISION, w.value, w.other, (mpfr_ptr)NULL);
    w.M = target(&w);
    for (size_t i = 0; i < shape.tensors; i++) {
        tensor_scale(&w, amax != NULL ? amax[i] & 0x7FFFFFFF : ref_block_amax(r, x, i));
        result->tensor[i] = r->tensor == REF_TENSOR_DECODE ? w.D : w.T;
    }
    for (size_t i = 0; i < shape.rows; i++) {
        if (shape.tensors > 1) {
            tensor_scale(&w, amax != NULL ? amax[i] & 0x7FFFFFFF : ref_block_amax(r, x, i));
        }
        for (size_t j = 0; j < shape.columns; j++) {
            const ref_block block = {i * rows, smaller(i * rows + rows, x.rows), j * columns,
                                     smaller(j * columns + columns, x.columns), i * shape.columns + j};
            quantize_block(&w, &block);
        }
    }
    ref_bracket_clear(&w.b);
    mpfr_clears(w.value, w.other, (mpfr_ptr)NULL);
}
