/* SPDX-License-Identifier: Apache-2.0
 *
 * dot_others.c - the dot products of Blackwell's blocks, of AMD and RISC-V, each from its description.
 */
#include "dot.h"

#include <limits.h>

static const uint64_t quiet_nan = 0x7FC00000; /* of FP32 */

static long larger(long a, long b)
{
    return a > b ? a : b;
}

/* w->integer := floor or trunc of x * 2^bits. */
static void to_integer(ref_dot_work *w, mpfr_t x, long bits, mpfr_rnd_t direction)
{
    mpfr_mul_2si(w->other, x, bits, MPFR_RNDN);
    mpfr_get_z(w->integer, w->other, direction);
}

/* ---- Blackwell: blocks with scales ------------------------------------------------------------------------------- */

/* Multiplies w->value by a scale. Returns its binade: -126 for zero. */
static long scale_by(ref_dot_work *w, uint64_t code)
{
    ref_decode(w->other, w->scale, code);
    mpfr_mul(w->value, w->value, w->other, MPFR_RNDN);
    return mpfr_regular_p(w->other) ? larger((long)mpfr_get_exp(w->other) - 1, ref_emin(w->scale)) : -126;
}

/* w->value := the i-th block, or c. Its binade. */
static long block(ref_dot_work *w, size_t i, uint64_t c, const uint64_t *x, const uint64_t *y, const uint64_t *x_scales,
                  const uint64_t *y_scales)
{
    if (16 * i == w->row->k) {
        return ref_dot_term(w, 0, 0, c, x, y, 0);
    }
    mpfr_set_zero(w->wide, 1);
    for (size_t j = 0; j < 16; j++) {
        ref_dot_term(w, 16 * i + j, SIZE_MAX, c, x, y, 0);
        mpfr_add(w->wide, w->wide, w->value, MPFR_RNDN);
    }
    mpfr_set(w->value, w->wide, MPFR_RNDN);
    const size_t at = 16 * i / w->row->block;
    const long e = scale_by(w, x_scales[at]);
    return e + scale_by(w, y_scales[at]);
}

static uint64_t blocks(ref_dot_work *w, uint64_t c, const uint64_t *x, const uint64_t *y, const uint64_t *x_scales,
                       const uint64_t *y_scales)
{
    long largest = LONG_MIN;
    bool nan = false;
    for (size_t i = 0; i <= w->row->k / 16; i++) {
        largest = larger(largest, block(w, i, c, x, y, x_scales, y_scales));
        nan = nan || mpfr_nan_p(w->value);
    }
    if (nan) {
        return ref_dot_nan(w->result);
    }
    if (mpfr_inf_p(w->value)) { /* c */
        mpfr_set(w->b.exact, w->value, MPFR_RNDN);
        return ref_dot_round_result(w);
    }
    mpz_set_ui(w->sum, 0);
    for (size_t i = 0; i <= w->row->k / 16; i++) {
        block(w, i, c, x, y, x_scales, y_scales);
        to_integer(w, w->value, w->row->bits - largest, MPFR_RNDZ);
        mpz_add(w->sum, w->sum, w->integer);
    }
    mpfr_set_z_2exp(w->b.exact, w->sum, largest - w->row->bits, MPFR_RNDN);
    return ref_dot_round_result(w);
}

/* ---- CDNA1 and CDNA2 --------------------------------------------------------------------------------------------- */

static ref_operand without_subnormal(const ref_format *f, uint64_t code, bool flushed)
{
    const uint64_t magnitude = code & ((UINT64_C(1) << (f->width - 1)) - 1);
    return (ref_operand){f, flushed && (ref_is_subnormal(f, code) || magnitude == 0) ? 0 : code};
}

static ref_operand tree(ref_dot_work *w, const uint64_t *x, const uint64_t *y, size_t count)
{
    const bool flushed = w->row->rule == TREES_FLUSHED;
    const ref_policy policy = {.flush = flushed ? REF_FLUSH_RESULTS : 0};
    if (count == 1) {
        const ref_operand zero = {ref_format_find("fp32"), 0};
        return ref_dot_in_fp32(w, REF_FMA, without_subnormal(w->x, *x, flushed), without_subnormal(w->y, *y, flushed),
                               zero, &policy);
    }
    const ref_operand left = tree(w, x, y, count / 2);
    const ref_operand right = tree(w, x + count / 2, y + count / 2, count / 2);
    return ref_dot_in_fp32(w, REF_ADD, left, right, right, &policy);
}

static uint64_t trees(ref_dot_work *w, uint64_t c, const uint64_t *x, const uint64_t *y)
{
    const bool flushed = w->row->rule == TREES_FLUSHED;
    const ref_policy policy = {.flush = flushed ? REF_FLUSH_RESULTS : 0};
    ref_operand sum = without_subnormal(w->result, c, flushed);
    for (size_t i = 0; i < w->row->k; i += w->row->step) {
        const ref_operand next = tree(w, x + i, y + i, w->row->step);
        sum = ref_dot_in_fp32(w, REF_ADD, sum, next, next, &policy);
    }
    return sum.code;
}

/* w->wide, rounded; zeros and what becomes zero are +0. */
static uint64_t nearest(ref_dot_work *w, ref_rounding rounding)
{
    const ref_policy policy = {.rounding = rounding};
    if (mpfr_nan_p(w->wide)) {
        return quiet_nan;
    }
    w->b.truncated = mpfr_set(w->b.exact, w->wide, MPFR_RNDZ) != 0;
    const uint64_t code = ref_choose_value(&w->b, w->result, &policy).code;
    return code == UINT64_C(1) << 31 ? 0 : code;
}

static uint64_t exact(ref_dot_work *w, uint64_t c, const uint64_t *x, const uint64_t *y)
{
    for (size_t i = 0; i < w->row->k; i += w->row->step) {
        mpfr_set_zero(w->wide, 1);
        for (size_t j = 0; j <= w->row->step; j++) {
            ref_dot_term(w, j, w->row->step, c, x + i, y + i, 0);
            mpfr_add(w->wide, w->wide, w->value, MPFR_RNDN);
        }
        c = nearest(w, REF_NEAREST_EVEN);
    }
    return c;
}

/* ---- CDNA3 ------------------------------------------------------------------------------------------------------- */

/* w->sum := every `stride`-th product of a step in units of 2^(E - 24), cut off toward zero. Returns E, the largest
 * binade. w->wide gets the products' infinities and NaNs. */
static long cut_off(ref_dot_work *w, const uint64_t *x, const uint64_t *y, size_t stride)
{
    long largest = LONG_MIN / 4;
    for (size_t i = 0; i < w->row->step; i += stride) {
        largest = larger(largest, ref_dot_term(w, i, SIZE_MAX, 0, x, y, 0));
        if (!mpfr_number_p(w->value)) {
            mpfr_add(w->wide, w->wide, w->value, MPFR_RNDN);
        }
    }
    mpz_set_ui(w->sum, 0);
    for (size_t i = 0; i < w->row->step; i += stride) {
        ref_dot_term(w, i, SIZE_MAX, 0, x, y, 0);
        if (mpfr_regular_p(w->value)) {
            to_integer(w, w->value, 24 - largest, MPFR_RNDZ);
            mpz_add(w->sum, w->sum, w->integer);
        }
    }
    return largest;
}

/* z / 2^shift, rounded down. */
static void shift_down(mpz_t z, long shift)
{
    mpz_fdiv_q_2exp(z, z, (mp_bitcnt_t)(shift < 5000 ? shift : 5000));
}

/* Both halves of FP8 products in w->sum, in units of 2^(E - 24). Returns E. */
static long both(ref_dot_work *w, const uint64_t *x, const uint64_t *y)
{
    mpz_t even;
    mpz_init(even);
    const long e = cut_off(w, x, y, 2);
    mpz_set(even, w->sum);
    const long o = cut_off(w, x + 1, y + 1, 2);
    shift_down(even, larger(e, o) - e);
    shift_down(w->sum, larger(e, o) - o);
    mpz_add(w->sum, w->sum, even);
    mpz_clear(even);
    return larger(e, o);
}

/* Products of 2^128 and more are infinities, too, if there are no others and no NaN. */
static void overflowed_products(ref_dot_work *w, const uint64_t *x, const uint64_t *y)
{
    for (size_t i = 0; i < w->row->step; i++) {
        ref_dot_term(w, i, SIZE_MAX, 0, x, y, 0);
        if (mpfr_regular_p(w->value) && mpfr_get_exp(w->value) > 128) {
            mpfr_set_inf(w->value, mpfr_signbit(w->value) ? -1 : 1);
            mpfr_add(w->wide, w->wide, w->value, MPFR_RNDN);
        }
    }
}

static uint64_t down_step(ref_dot_work *w, uint64_t c, const uint64_t *x, const uint64_t *y)
{
    const bool apart = w->row->rule == DOWN_APART;
    mpfr_set_zero(w->wide, 1);
    const long e = apart ? both(w, x, y) : cut_off(w, x, y, 1);
    ref_decode(w->value, w->result, c);
    if (!mpfr_number_p(w->value)) {
        mpfr_add(w->wide, w->wide, w->value, MPFR_RNDN);
    }
    if (mpfr_number_p(w->wide)) {
        overflowed_products(w, x, y);
    }
    if (!mpfr_number_p(w->wide)) {
        return nearest(w, REF_NEAREST_EVEN);
    }
    ref_decode(w->value, w->result, c);
    const long of_c = mpfr_regular_p(w->value) ? larger((long)mpfr_get_exp(w->value) - 1, -126) : -126;
    const long most = larger(e, of_c);
    mpz_mul_2exp(w->sum, w->sum, 7);
    shift_down(w->sum, most - e);
    to_integer(w, w->value, 24 - most, MPFR_RNDD);
    if (apart && of_c < most - 25) {
        mpz_set_ui(w->integer, 0);
    }
    mpz_mul_2exp(w->integer, w->integer, 7);
    mpz_add(w->sum, w->sum, w->integer);
    mpfr_set_z_2exp(w->wide, w->sum, most - 31, MPFR_RNDN);
    return nearest(w, REF_NEAREST_EVEN);
}

/* ---- RISC-V ------------------------------------------------------------------------------------------------------ */

/* Infinity if it is beyond the largest number. */
static uint64_t to_odd(ref_dot_work *w)
{
    if (mpfr_regular_p(w->wide) && mpfr_get_exp(w->wide) > 128) {
        mpfr_set_inf(w->wide, mpfr_signbit(w->wide) ? -1 : 1);
    }
    return nearest(w, REF_TO_ODD);
}

static uint64_t bulk(ref_dot_work *w, uint64_t c, const uint64_t *x, const uint64_t *y)
{
    long largest = LONG_MIN / 4;
    mpfr_set_zero(w->wide, 1);
    for (size_t i = 0; i < w->row->k; i++) {
        largest = larger(largest, ref_dot_term(w, i, SIZE_MAX, c, x, y, 0));
        if (!mpfr_number_p(w->value)) {
            mpfr_add(w->wide, w->wide, w->value, MPFR_RNDN);
        }
    }
    mpz_set_ui(w->sum, 0);
    for (size_t i = 0; i < w->row->k && mpfr_number_p(w->wide); i++) {
        ref_dot_term(w, i, SIZE_MAX, c, x, y, 0);
        if (mpfr_zero_p(w->value)) {
            continue;
        }
        to_integer(w, w->value, w->row->bits - largest, MPFR_RNDZ);
        if (mpfr_cmp_z(w->other, w->integer) != 0 && mpz_even_p(w->integer)) {
            mpz_set_si(w->integer, mpz_get_si(w->integer) + (mpfr_signbit(w->value) ? -1 : 1));
        }
        mpz_add(w->sum, w->sum, w->integer);
    }
    if (mpfr_number_p(w->wide)) {
        mpfr_set_z_2exp(w->wide, w->sum, largest - w->row->bits, MPFR_RNDN);
    }
    const ref_policy policy = {.rounding = REF_TO_ODD};
    const ref_operand sum[] = {{w->result, to_odd(w)}, {w->result, c}};
    ref_bracket(&w->b, REF_ADD, w->result, sum, false);
    const ref_result r = ref_choose(&w->b, &policy);
    return (r.flags & REF_OVERFLOW) != 0 ? (r.code & UINT64_C(0x80000000)) | ref_infinity_code(w->result) : r.code;
}

uint64_t ref_dot_other(ref_dot_work *w, uint64_t c, const uint64_t *x, const uint64_t *y, const uint64_t *x_scales,
                       const uint64_t *y_scales)
{
    switch (w->row->rule) {
    case BLOCKS:
        return blocks(w, c, x, y, x_scales, y_scales);
    case TREES:
    case TREES_FLUSHED:
        return trees(w, c, x, y);
    case EXACT:
        return exact(w, c, x, y);
    case DOWN:
    case DOWN_APART:
        for (size_t i = 0; i < w->row->k; i += w->row->step) {
            c = down_step(w, c, x + i, y + i);
        }
        return c;
    case BULK:
        return bulk(w, c, x, y);
    case ARM_EXACT:
        return ref_dot_arm(w->result, c, w->x, x, w->y, y, w->row->k, 0, false);
    default:
        return ref_dot_x86(w, c, x, y);
    }
}
