/* SPDX-License-Identifier: Apache-2.0
 *
 * accumulate.c - dot products that are added up as the caller says: each addition by its definition, ref_bracket() and
 * ref_choose(), and the order of the additions as recursions over ranges of products.
 *
 * A product that stays exact is a number of FP64, which holds the product of any two FP32 numbers. The exact sum is a
 * sum of MPFR numbers that have room for all of FP64.
 */
#include "ref.h"

#include <assert.h>

enum { WIDE = 2400 }; /* bits: from 2^-1074 to 2^1024, and carries */

typedef struct {
    const ref_accumulation *how;
    const ref_format *sum, *total, *fp64;
    ref_operand (*operands)[2]; /* x and y */
    ref_policy policy;
    const uint64_t *draws; /* R of each rounding, in their order; NULL: not stochastic */
    unsigned flags;
    ref_bracket_t b;
} work;

/* ---- Roundings --------------------------------------------------------------------------------------------------- */

static ref_operand keep(work *w, const ref_format *to, ref_result r)
{
    w->flags |= r.flags;
    return (ref_operand){to, r.code};
}

static ref_operand rounded(work *w, ref_op op, const ref_format *to, ref_operand x, ref_operand y, ref_operand z)
{
    w->policy.random = w->draws != NULL ? *w->draws++ : w->policy.random;
    ref_bracket(&w->b, op, to, (ref_operand[]){x, y, z}, (w->policy.flush & REF_FLUSH_OPERANDS) != 0);
    return keep(w, to, ref_choose(&w->b, &w->policy));
}

static ref_operand plus(work *w, const ref_format *to, ref_operand x, ref_operand y)
{
    return rounded(w, REF_ADD, to, x, y, y);
}

static ref_operand minus(work *w, ref_operand x, ref_operand y)
{
    return rounded(w, REF_SUB, w->sum, x, y, y);
}

/* In FP64, where the result is exact; infinities are kept, whatever the policy. */
static ref_operand exact(work *w, ref_op op, ref_operand x, ref_operand y)
{
    const ref_policy policy = {.nan = w->policy.nan};
    ref_bracket(&w->b, op, w->fp64, (ref_operand[]){x, y}, (w->policy.flush & REF_FLUSH_OPERANDS) != 0);
    return keep(w, w->fp64, ref_choose(&w->b, &policy));
}

static ref_operand product(work *w, size_t i)
{
    const ref_operand x = w->operands[i][0];
    const ref_operand y = w->operands[i][1];
    return w->how->product != NULL ? rounded(w, REF_MUL, w->how->product, x, y, y) : exact(w, REF_MUL, x, y);
}

/* ---- Orders: s and the products from `begin` to before `end` ----------------------------------------------------- */

static ref_operand in_order(work *w, ref_operand s, size_t begin, size_t end)
{
    if (begin == end) {
        return s;
    }
    s = in_order(w, s, begin, end - 1);
    if (w->how->product == NULL) {
        return rounded(w, REF_FMA, w->sum, w->operands[end - 1][0], w->operands[end - 1][1], s);
    }
    return plus(w, w->sum, s, product(w, end - 1));
}

/* Adding neighbours until one is left: the left half is the largest power of two below the number of products. */
static ref_operand tree(work *w, size_t begin, size_t end)
{
    size_t left = 1;
    if (end - begin == 1) {
        return product(w, begin);
    }
    while (2 * left < end - begin) {
        left *= 2;
    }
    const ref_operand x = tree(w, begin, begin + left);
    const ref_operand y = tree(w, begin + left, end);
    return plus(w, w->sum, x, y);
}

static ref_operand compensated(work *w, ref_operand s, size_t begin, size_t end)
{
    ref_operand e = {w->sum, 0};
    for (size_t i = begin; i < end; i++) {
        const ref_operand p = product(w, i);
        const ref_operand y = minus(w, p, e);
        const ref_operand t = plus(w, w->sum, s, y);
        const ref_operand difference = minus(w, t, s);
        e = minus(w, difference, y);
        s = t;
    }
    return s;
}

/* Infinities and NaNs are added in FP64, by themselves. */
typedef struct {
    mpfr_t sum, term;
    ref_operand special;
    bool is_special, any_plus, any_minus;
} exact_sum;

static void exact_term(work *w, exact_sum *e, ref_operand x)
{
    x = exact(w, REF_CONVERT, x, x);
    ref_decode(e->term, x.format, x.code);
    if (!mpfr_number_p(e->term)) {
        e->special = exact(w, REF_ADD, e->special, x);
        e->is_special = true;
        return;
    }
    e->any_plus = e->any_plus || !mpfr_zero_p(e->term) || !mpfr_signbit(e->term);
    e->any_minus = e->any_minus || !mpfr_zero_p(e->term) || mpfr_signbit(e->term);
    const int inexact = mpfr_add(e->sum, e->sum, e->term, MPFR_RNDN);
    assert(inexact == 0);
    (void)inexact;
}

static ref_operand exactly(work *w, ref_operand s, size_t begin, size_t end)
{
    exact_sum e = {.special = {w->fp64, 0}};
    mpfr_inits2(WIDE, e.sum, e.term, (mpfr_ptr)NULL);
    mpfr_set_zero(e.sum, 1);
    exact_term(w, &e, s);
    for (size_t i = begin; i < end; i++) {
        exact_term(w, &e, product(w, i));
    }
    ref_operand result;
    if (e.is_special) {
        result = rounded(w, REF_CONVERT, w->sum, e.special, e.special, e.special);
    } else {
        w->policy.random = w->draws != NULL ? *w->draws++ : w->policy.random;
        if (mpfr_zero_p(e.sum)) {
            const bool mixed = e.any_plus && e.any_minus;
            mpfr_set_zero(e.sum, (mixed ? w->policy.rounding == REF_DOWN : e.any_minus) ? -1 : 1);
        }
        w->b.truncated = mpfr_set(w->b.exact, e.sum, MPFR_RNDZ) != 0;
        result = keep(w, w->sum, ref_choose_value(&w->b, w->sum, &w->policy));
    }
    mpfr_clears(e.sum, e.term, (mpfr_ptr)NULL);
    return result;
}

static ref_operand by_instruction(work *w, ref_operand s, size_t begin, size_t end)
{
    enum { MOST = 64 };
    const size_t k = ref_dot_products(w->how->instruction);
    assert(k <= MOST);
    for (size_t i = begin; i < end; i += k) {
        uint64_t x[MOST];
        uint64_t y[MOST];
        for (size_t j = 0; j < k; j++) {
            const bool high = w->operands[i + j][0].format->width == 19; /* of a register of 32 bits */
            x[j] = w->operands[i + j][0].code << (high ? 13 : 0);
            y[j] = w->operands[i + j][1].code << (high ? 13 : 0);
        }
        s.code = ref_dot(w->how->instruction, s.code, x, y, k);
    }
    return s;
}

/* ---- Levels ------------------------------------------------------------------------------------------------------ */

static ref_operand chunk_sum(work *w, ref_operand s, size_t begin, size_t end)
{
    switch (w->how->order) {
    case REF_IN_ORDER:
        return in_order(w, s, begin, end);
    case REF_IN_PAIRS:
        return begin == end ? s : plus(w, w->sum, s, tree(w, begin, end));
    case REF_COMPENSATED:
        return compensated(w, s, begin, end);
    case REF_EXACT:
        return exactly(w, s, begin, end);
    default:
        return by_instruction(w, s, begin, end);
    }
}

static ref_operand part_sum(work *w, ref_operand s, size_t begin, size_t end)
{
    const size_t chunk = w->how->chunk;
    if (chunk == 0) {
        return chunk_sum(w, s, begin, end);
    }
    for (size_t i = begin; i < end; i += chunk) {
        const size_t last = i + chunk < end ? i + chunk : end;
        s = plus(w, w->total, s, chunk_sum(w, (ref_operand){w->sum, 0}, i, last));
    }
    return s;
}

static size_t divide_up(size_t n, size_t by)
{
    return (n + by - 1) / by;
}

static ref_operand whole_sum(work *w, ref_operand s, size_t count)
{
    const size_t chunk = w->how->chunk;
    const size_t unit = chunk != 0 ? chunk : w->how->instruction != NULL ? ref_dot_products(w->how->instruction) : 1;
    if (w->how->parts < 2) {
        return part_sum(w, s, 0, count);
    }
    const size_t length = divide_up(divide_up(count, unit), w->how->parts) * unit;
    for (size_t i = 0; i < count; i += length) {
        const ref_operand zero = {chunk != 0 ? w->total : w->sum, 0};
        s = plus(w, w->total, s, part_sum(w, zero, i, i + length < count ? i + length : count));
    }
    return s;
}

ref_result ref_accumulate(const ref_accumulation *how, uint64_t addend, ref_operand (*operands)[2], size_t count,
                          const ref_policy *policy, const uint64_t *draws)
{
    work w = {.how = how,
              .sum = how->sum,
              .total = how->total != NULL ? how->total : how->sum,
              .fp64 = ref_format_find("fp64"),
              .operands = operands,
              .policy = *policy,
              .draws = draws};
    const bool levels = how->chunk != 0 || how->parts > 1;
    ref_bracket_init(&w.b);
    const ref_operand result = whole_sum(&w, (ref_operand){levels ? w.total : w.sum, addend}, count);
    ref_bracket_clear(&w.b);
    return (ref_result){result.code, w.flags};
}
