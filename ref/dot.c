/* SPDX-License-Identifier: Apache-2.0
 *
 * dot.c - the dot products of tensor cores, restated: what each instruction's result is by its description, on exact
 * numbers of MPFR and integers of GMP.
 *
 * FUSED is the sum that cuts off. Every term, the addend too, has a binade: that of its operands, where a subnormal has
 * the smallest of its format. E is the largest binade of the terms that are not zero, and at least -133 if the addend
 * is zero. Each term becomes an integer number of 2^(E - bits), cut off toward zero; the integers are added; the sum is
 * rounded to the result, once.
 */
#include "ref.h"

#include <assert.h>
#include <limits.h>
#include <string.h>

/* How k products come into the result. */
enum {
    FUSED,  /* `step` products at a time                                                                         */
    HALVES, /* of four products the first two, for all fours, then the other two: fused, from +0; c is added last */
    FMA,    /* FP64: one after the other                                                                         */
    SUM,    /* FP32: (((0 + p0) + p1) + p2) + p3, then c + that                                                  */
    PAIRS   /* FP32: (c + (p0 + p1)) + (p2 + p3), then into the result                                           */
};

struct ref_dot_row {
    const char *name, *x, *y, *result;
    int rule;
    size_t k, step;
    long bits;    /* kept below the largest binade */
    int fraction; /* bits of the result's fraction that may be set */
};

/* Hopper multiplies FP8 in two ways: wgmma as such, with few bits; mma after a conversion to FP16. */
#define FP8(PAIR, X, Y)                                                                                                \
    {"hopper_wgmma_" PAIR "_fp32", X, Y, "fp32", FUSED, 32, 32, 13, 13},                                               \
        {"hopper_wgmma_" PAIR "_fp16", X, Y, "fp16", FUSED, 32, 32, 13, 10},                                           \
        {"hopper_mma_k16_" PAIR "_fp32", X, Y, "fp32", HALVES, 16, 8, 25, 23},                                         \
        {"hopper_mma_k16_" PAIR "_fp16", X, Y, "fp16", HALVES, 16, 8, 25, 10},                                         \
        {"hopper_mma_k32_" PAIR "_fp32", X, Y, "fp32", HALVES, 32, 16, 25, 23},                                        \
    {                                                                                                                  \
        "hopper_mma_k32_" PAIR "_fp16", X, Y, "fp16", HALVES, 32, 16, 25, 10                                           \
    }

static const ref_dot_row rows[] = {
    {"hopper_wgmma_fp16_fp32", "fp16", "fp16", "fp32", FUSED, 16, 16, 25, 23},
    {"hopper_wgmma_fp16_fp16", "fp16", "fp16", "fp16", FUSED, 16, 16, 25, 10},
    {"hopper_wgmma_bf16_fp32", "bf16", "bf16", "fp32", FUSED, 16, 16, 25, 23},
    {"hopper_wgmma_tf32_fp32", "tf32", "tf32", "fp32", FUSED, 8, 8, 25, 23},
    FP8("e4m3_e4m3", "e4m3", "e4m3"),
    FP8("e4m3_e5m2", "e4m3", "e5m2"),
    FP8("e5m2_e4m3", "e5m2", "e4m3"),
    FP8("e5m2_e5m2", "e5m2", "e5m2"),
    {"hopper_mma_k8_fp16_fp32", "fp16", "fp16", "fp32", FUSED, 8, 8, 25, 23},
    {"hopper_mma_k8_fp16_fp16", "fp16", "fp16", "fp16", FUSED, 8, 8, 25, 10},
    {"hopper_mma_k16_fp16_fp32", "fp16", "fp16", "fp32", FUSED, 16, 16, 25, 23},
    {"hopper_mma_k16_fp16_fp16", "fp16", "fp16", "fp16", FUSED, 16, 16, 25, 10},
    {"hopper_mma_k8_bf16_fp32", "bf16", "bf16", "fp32", FUSED, 8, 8, 25, 23},
    {"hopper_mma_k16_bf16_fp32", "bf16", "bf16", "fp32", FUSED, 16, 16, 25, 23},
    {"hopper_mma_k4_tf32_fp32", "tf32", "tf32", "fp32", FUSED, 4, 4, 25, 23},
    {"hopper_mma_k8_tf32_fp32", "tf32", "tf32", "fp32", FUSED, 8, 8, 25, 23},
    {"hopper_mma_k4_fp16_fp32", "fp16", "fp16", "fp32", SUM, 4, 4, 0, 23},
    {"hopper_mma_k4_fp16_fp16", "fp16", "fp16", "fp16", PAIRS, 4, 4, 0, 10},
    {"hopper_mma_fp64", "fp64", "fp64", "fp64", FMA, 1, 1, 0, 52},
    {"volta_mma_k4_fp16_fp32", "fp16", "fp16", "fp32", FUSED, 4, 4, 23, 23},
    {"turing_mma_k8_fp16_fp32", "fp16", "fp16", "fp32", FUSED, 8, 8, 24, 23},
    {"ampere_mma_k16_fp16_fp32", "fp16", "fp16", "fp32", FUSED, 16, 8, 24, 23},
    {"ampere_mma_k16_bf16_fp32", "bf16", "bf16", "fp32", FUSED, 16, 8, 24, 23},
    {"ampere_mma_k8_tf32_fp32", "tf32", "tf32", "fp32", FUSED, 8, 4, 24, 23},
    {"ada_mma_k32_e4m3_e4m3_fp32", "e4m3", "e4m3", "fp32", FUSED, 32, 16, 13, 13},
    {"blackwell_mma_k16_fp16_fp32", "fp16", "fp16", "fp32", FUSED, 16, 16, 25, 23},
    {"blackwell_mma_k32_e4m3_e4m3_fp32", "e4m3", "e4m3", "fp32", FUSED, 32, 32, 25, 23},
};

typedef struct {
    const ref_dot_row *row;
    const ref_format *x, *y, *result;
    ref_bracket_t b;
    mpfr_t value, other; /* one term, or its operands */
    mpz_t integer, sum;
} work;

const ref_dot_row *ref_dot_find(const char *name)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(rows[i].name, name) == 0) {
            return &rows[i];
        }
    }
    return NULL;
}

size_t ref_dot_products(const ref_dot_row *row)
{
    return row->k;
}

const ref_format *ref_dot_result(const ref_dot_row *row)
{
    return ref_format_find(row->result);
}

/* ---- FUSED ------------------------------------------------------------------------------------------------------- */

/* The all-ones NaN of NVIDIA. */
static uint64_t nan_of(const ref_format *f)
{
    return UINT64_MAX >> (65 - f->width);
}

/* TF32 lies in the upper bits of 32. */
static uint64_t code_of(const ref_format *f, uint64_t bits)
{
    return strcmp(f->name, "tf32") == 0 ? bits >> 13 : bits;
}

/* The binade of a number: floor(log2 |x|), but not below the smallest. */
static long binade(const work *w, const mpfr_t x, const ref_format *f)
{
    const long least = w->row->rule == HALVES && f->width == 8 ? -14 : ref_emin(f); /* -14: FP16's */
    const long e = (long)mpfr_get_exp(x) - 1;
    return e > least ? e : least;
}

/* w->value := the i-th term: the products, then c. Its binade, or LONG_MIN for zero. */
static long term(work *w, size_t i, size_t count, uint64_t c, const uint64_t *x, const uint64_t *y)
{
    if (i == count) {
        ref_decode(w->value, w->result, c);
        return mpfr_regular_p(w->value) ? binade(w, w->value, w->result) : mpfr_zero_p(w->value) ? -133 : LONG_MIN;
    }
    ref_decode(w->value, w->x, code_of(w->x, x[i]));
    ref_decode(w->other, w->y, code_of(w->y, y[i]));
    const bool regular = mpfr_regular_p(w->value) && mpfr_regular_p(w->other);
    const long e = regular ? binade(w, w->value, w->x) + binade(w, w->other, w->y) : LONG_MIN;
    mpfr_mul(w->value, w->value, w->other, MPFR_RNDN); /* exact: 127 bits for 2 * 11 */
    return e;
}

/* Rounds the number in w->b.exact: FP16 to nearest even; FP32 toward zero, to as many fraction bits as the row has. */
static uint64_t round_result(work *w)
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

static uint64_t fused(work *w, uint64_t c, const uint64_t *x, const uint64_t *y, size_t count)
{
    long largest = LONG_MIN;
    bool special = false;
    mpfr_set_zero(w->b.exact, 1);
    for (size_t i = 0; i <= count; i++) {
        const long e = term(w, i, count, c, x, y);
        largest = e > largest ? e : largest;
        if (!mpfr_number_p(w->value)) { /* then only these matter, and MPFR knows what they add up to */
            special = true;
            mpfr_add(w->b.exact, w->b.exact, w->value, MPFR_RNDN);
        }
    }
    if (special) {
        return mpfr_nan_p(w->b.exact) ? nan_of(w->result) : round_result(w);
    }
    mpz_set_ui(w->sum, 0);
    for (size_t i = 0; i <= count; i++) {
        term(w, i, count, c, x, y);
        mpfr_mul_2si(w->value, w->value, w->row->bits - largest, MPFR_RNDN);
        mpfr_get_z(w->integer, w->value, MPFR_RNDZ);
        mpz_add(w->sum, w->sum, w->integer);
    }
    mpfr_set_z_2exp(w->b.exact, w->sum, largest - w->row->bits, MPFR_RNDN);
    return round_result(w);
}

/* ---- The other rules --------------------------------------------------------------------------------------------- */

static uint64_t operation(work *w, ref_op op, const ref_format *to, const ref_operand *operands)
{
    const ref_policy policy = {.nan = REF_NVIDIA_NAN};
    ref_bracket(&w->b, op, to, operands, false);
    return ref_choose(&w->b, &policy).code;
}

static uint64_t halves(work *w, uint64_t c, const uint64_t *x, const uint64_t *y)
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
        sum = fused(w, sum, half_x, half_y, count);
    }
    return operation(w, REF_ADD, w->result, (ref_operand[]){{w->result, c}, {w->result, sum}});
}

/* FP32 sums: the product of two FP16 numbers is a number of FP32. */
static uint64_t in_fp32(work *w, uint64_t c, const uint64_t *x, const uint64_t *y)
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
static uint64_t fma_fp64(work *w, uint64_t x, uint64_t y, uint64_t c)
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

static uint64_t instruction(work *w, uint64_t c, const uint64_t *x, const uint64_t *y)
{
    switch (w->row->rule) {
    case FUSED:
        for (size_t i = 0; i < w->row->k; i += w->row->step) {
            c = fused(w, c, x + i, y + i, w->row->step);
        }
        return c;
    case HALVES:
        return halves(w, c, x, y);
    case FMA:
        return fma_fp64(w, x[0], y[0], c);
    default:
        return in_fp32(w, c, x, y);
    }
}

uint64_t ref_dot(const ref_dot_row *row, uint64_t addend, const uint64_t *x, const uint64_t *y, size_t count)
{
    work w = {
        row,  ref_format_find(row->x), ref_format_find(row->y), ref_format_find(row->result), {0}, {{0}}, {{0}}, {{0}},
        {{0}}};
    assert(count % row->k == 0);
    ref_bracket_init(&w.b);
    mpfr_inits2(REF_OPERAND_PRECISION, w.value, w.other, (mpfr_ptr)NULL);
    mpz_inits(w.integer, w.sum, (mpz_ptr)NULL);
    for (size_t i = 0; i < count; i += row->k) {
        addend = instruction(&w, addend, x + i, y + i);
    }
    ref_bracket_clear(&w.b);
    mpfr_clears(w.value, w.other, (mpfr_ptr)NULL);
    mpz_clears(w.integer, w.sum, (mpz_ptr)NULL);
    return addend;
}
