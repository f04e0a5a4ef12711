/* SPDX-License-Identifier: Apache-2.0
 *
 * Operands of dot products, made for what can go wrong in an aligned sum.
 */
#include "support/dots.h"

#include "support/check.h"
#include "support/operands.h"

enum { STREAM = 900 };

/* ---- Operands ---------------------------------------------------------------------------------------------------- */

/* Random numbers in a row: those of one case. */
typedef struct {
    uint64_t next;
} draws;

static uint64_t draw(draws *r)
{
    return hu_random(check_seed(), STREAM, r->next++);
}

static int between(draws *r, int low, int high)
{
    return low + (int)(draw(r) % (uint64_t)(high - low + 1));
}

static bool one_in(draws *r, size_t n)
{
    return draw(r) % n == 0;
}

static size_t place(draws *r, size_t count)
{
    return (size_t)(draw(r) % count);
}

static bool is_tf32(const hu_format *f)
{
    return hu_format_width(f) == 19;
}

/* As the instruction takes it: TF32 in the upper bits of a register, and below them anything. */
static uint64_t in_register(const hu_format *f, uint64_t code, draws *r)
{
    return is_tf32(f) ? code << 13 | draw(r) % 8192 : code;
}

static uint64_t sign_bit(const hu_format *f)
{
    return UINT64_C(1) << (is_tf32(f) ? 31 : hu_format_width(f) - 1);
}

/* Anything, zero, ones, or few bits. */
static uint64_t fraction_of(const hu_format *f, draws *r)
{
    const uint64_t all = (UINT64_C(1) << f->fraction_bits) - 1;
    const uint64_t mask = draw(r);
    switch (between(r, 0, 3)) {
    case 0:
        return mask & all;
    case 1:
        return 0;
    case 2:
        return all << between(r, 0, 3) & all;
    default:
        return draw(r) & mask & mask >> 7 & all;
    }
}

/* A number in that binade, or in the nearest that the format has. */
static uint64_t number_at(const hu_format *f, draws *r, int exponent)
{
    const int most = (1 << f->exponent_bits) - 2;
    const int field = exponent + f->bias;
    const uint64_t sign = (draw(r) & 1) << (hu_format_width(f) - 1);
    return sign | (uint64_t)(field < 0 ? 0 : field > most ? most : field) << f->fraction_bits | fraction_of(f, r);
}

/* A power of two, or the nearest that is a normal number. */
static uint64_t power_of_two(const hu_format *f, int exponent)
{
    const int most = (1 << f->exponent_bits) - 2;
    const int field = exponent + f->bias;
    return (uint64_t)(field < 1 ? 1 : field > most ? most : field) << f->fraction_bits;
}

/* The i-th product: in that binade, as far as the formats reach. */
static void product_at(dot_case *d, size_t i, draws *r, int exponent)
{
    const int reach = hu_format_emin(d->m->y);
    const int middle = exponent < reach ? exponent / 2 : 0;
    const int part = middle + between(r, -3, 3);
    d->y[i] = in_register(d->m->y, number_at(d->m->y, r, part), r);
    d->x[i] = in_register(d->m->x, number_at(d->m->x, r, exponent - part), r);
}

static void zero_at(dot_case *d, size_t i, draws *r)
{
    product_at(d, i, r, 0);
    if (one_in(r, 2)) {
        d->x[i] &= sign_bit(d->m->x);
    } else {
        d->y[i] &= sign_bit(d->m->y);
    }
}

static uint64_t special(const hu_format *f, draws *r)
{
    uint64_t code = f->canonical_nan;
    if (!hu_format_infinity(f, &code) || one_in(r, 2)) {
        code = f->canonical_nan | (draw(r) & 1);
    }
    return in_register(f, code | (draw(r) & 1) << (hu_format_width(f) - 1), r);
}

/* ---- Kinds of cases ---------------------------------------------------------------------------------------------- */

static void anything(dot_case *d, draws *r)
{
    for (size_t i = 0; i < d->count; i++) {
        d->x[i] = in_register(d->m->x, operand_code(d->m->x, check_seed(), STREAM + 1, draw(r)), r);
        d->y[i] = in_register(d->m->y, operand_code(d->m->y, check_seed(), STREAM + 2, draw(r)), r);
    }
    d->c = operand_code(d->m->result, check_seed(), STREAM + 3, draw(r));
}

/* Products and their negatives, which leave what is added between them. */
static void cancelling(dot_case *d, draws *r)
{
    const int far = between(r, 4, 40);
    for (size_t i = 0; i < d->count; i++) {
        product_at(d, i, r, one_in(r, 2) ? 8 : 8 - far);
        if (i % 2 == 1 && !one_in(r, 4)) {
            d->x[i] = d->x[i - 1] ^ sign_bit(d->m->x);
            d->y[i] = d->y[i - 1];
        }
    }
    d->c = number_at(d->m->result, r, 8 - far);
}

/* One huge term, a product or the addend, and terms near the bit below which all is cut off. */
static void cut_off(dot_case *d, draws *r)
{
    const int base = between(r, -4, 10);
    const int edge = base - (int)d->m->fraction_bits;
    for (size_t i = 0; i < d->count; i++) {
        product_at(d, i, r, edge + between(r, -5, 4));
    }
    d->c = number_at(d->m->result, r, one_in(r, 3) ? base : edge + between(r, -4, 4));
    product_at(d, place(r, d->count), r, base);
}

static void zeros(dot_case *d, draws *r)
{
    for (size_t i = 0; i < d->count; i++) {
        zero_at(d, i, r);
        if (one_in(r, 8 * d->count)) {
            product_at(d, i, r, hu_format_emin(d->m->result));
        }
    }
    d->c = one_in(r, 8) ? number_at(d->m->result, r, -200) : (draw(r) & 1) * sign_bit(d->m->result);
    if (one_in(r, 2)) { /* all negative */
        for (size_t i = 0; i < d->count; i++) {
            d->x[i] |= sign_bit(d->m->x);
            d->y[i] &= ~sign_bit(d->m->y);
        }
    }
}

static void infinities_and_nans(dot_case *d, draws *r)
{
    cut_off(d, r);
    for (int i = between(r, 1, 3); i > 0; i--) {
        const size_t at = place(r, d->count);
        switch (between(r, 0, 3)) {
        case 0:
            d->x[at] = special(d->m->x, r);
            break;
        case 1:
            d->y[at] = special(d->m->y, r);
            break;
        case 2:
            d->c = special(d->m->result, r);
            break;
        default: /* infinity times zero */
            d->x[at] = special(d->m->x, r);
            d->y[at] &= sign_bit(d->m->y);
        }
    }
}

/* Where subnormal operands, results below the smallest number, and the binade of a zero addend show. */
static void small(dot_case *d, draws *r)
{
    const int smallest = hu_format_emin(d->m->x) + hu_format_emin(d->m->y);
    const int base = smallest < -500   ? smallest / 2
                     : smallest < -200 ? between(r, -162, -118)
                                       : between(r, 0, 8) + smallest;
    for (size_t i = 0; i < d->count; i++) {
        product_at(d, i, r, base - between(r, 0, 12));
        if (one_in(r, 3)) {
            zero_at(d, i, r);
        }
    }
    d->c = one_in(r, 2) ? (draw(r) & 1) * sign_bit(d->m->result)
                        : number_at(d->m->result, r, between(r, base - 20, base + 4));
}

/* A power of two, and terms of the other sign on both sides of the bit below which all is cut off: each that is kept
 * takes it below the power. If c is zero and the power small, c's binade decides. */
static void at_the_edge(dot_case *d, draws *r)
{
    const int zero_addend = d->m->zero_addend;
    const bool low = one_in(r, 2);
    const int base = low ? zero_addend - between(r, 0, 6) : between(r, -4, 10);
    const int edge = (low ? zero_addend : base) - (int)d->m->fraction_bits;
    const size_t power = place(r, d->count);
    for (size_t i = 0; i < d->count; i++) {
        product_at(d, i, r, i == power ? base : edge + between(r, -3, 1));
        d->x[i] = i == power ? d->x[i] & ~sign_bit(d->m->x) : d->x[i] | sign_bit(d->m->x);
        d->y[i] &= ~sign_bit(d->m->y);
    }
    const int part = low && base < -100 ? base / 2 : 0;
    d->x[power] = in_register(d->m->x, power_of_two(d->m->x, base - part), r);
    d->y[power] = in_register(d->m->y, power_of_two(d->m->y, part), r);
    d->c = (draw(r) & 1) * sign_bit(d->m->result);
}

/* FP64: half an ulp of the addend and 2^-75 of that more, (1 + e) (1 - e + e^2) = 1 + e^3; or a product between two
 * numbers, and an addend far below, which decides. */
static void chain_ties(dot_case *d, draws *r)
{
    const uint64_t one = UINT64_C(1023) << 52;
    const bool far = one_in(r, 2);
    for (size_t i = 0; i < d->count; i++) {
        const int e = between(r, 25, 26);
        const uint64_t small = (UINT64_C(1) << 52) - (UINT64_C(1) << (53 - e)) + (UINT64_C(1) << (53 - 2 * e));
        d->x[i] = far ? one | UINT64_C(1) << 51 : one | UINT64_C(1) << (52 - e);
        d->y[i] = far ? number_at(d->m->y, r, 60 * (int)i) | 1 : (UINT64_C(969) << 52) + small;
        d->x[i] |= (draw(r) & 1) << 63;
    }
    d->c = number_at(d->m->result, r, far ? -150 : 0);
}

/* Into FP16: the tie 3/2 of its smallest number, less a product of 2^-41 to 2^-48 that decides it, if it is not below
 * the bit that the binade of a zero addend leaves. */
static void tie_at_the_smallest(dot_case *d, draws *r)
{
    for (size_t i = 0; i < d->count; i++) {
        zero_at(d, i, r);
    }
    d->x[0] = 0x0E00;              /* 1.5 * 2^-12 */
    d->y[0] = 0x0C00;              /* 2^-12 */
    d->x[d->m->step - 1] = 0x8001; /* -2^-24 */
    d->y[d->m->step - 1] = UINT64_C(1) << between(r, 0, 7);
    d->c = (draw(r) & 1) * sign_bit(d->m->result);
}

/* Half an ulp of the addend, and less. */
static void ties(dot_case *d, draws *r)
{
    if (d->m->scheme == HU_DOT_CHAIN) {
        chain_ties(d, r);
        return;
    }
    if (hu_format_width(d->m->result) == 16 && hu_format_width(d->m->x) == 16 && one_in(r, 2)) {
        tie_at_the_smallest(d, r);
        return;
    }
    const int base = between(r, -3, 8);
    const int half = base - d->m->result->fraction_bits - 1;
    for (size_t i = 0; i < d->count; i++) {
        zero_at(d, i, r);
        if (one_in(r, d->count)) {
            product_at(d, i, r, half - between(r, 1, 16));
        }
    }
    product_at(d, place(r, d->count), r, half);
    d->c = number_at(d->m->result, r, base);
}

static void large(dot_case *d, draws *r)
{
    const int products = hu_format_emax(d->m->x) + hu_format_emax(d->m->y);
    const int result = hu_format_emax(d->m->result);
    const int top = products < result ? products : result;
    for (size_t i = 0; i < d->count; i++) {
        product_at(d, i, r, 0);
        const int part = top / 2 - between(r, 0, 2);
        d->x[i] = in_register(d->m->x, number_at(d->m->x, r, part), r);
        d->y[i] = in_register(d->m->y, number_at(d->m->y, r, top - part - between(r, -1, 4)), r);
    }
    d->c = number_at(d->m->result, r, result - between(r, 0, 6));
}

/* The addend is the negative of the rest, or beside it. */
static void against_c(dot_case *d, draws *r)
{
    anything(d, r);
    for (size_t i = 0; i < d->count; i++) {
        product_at(d, i, r, between(r, -6, 6));
    }
    d->c = hu_dot(d->m, 0, d->x, d->y, d->count) ^ sign_bit(d->m->result);
    d->c = one_in(r, 2) ? d->c : operand_near(d->m->result, d->c, check_seed(), STREAM + 4, draw(r));
}

static const struct {
    const char *name;
    void (*make)(dot_case *d, draws *r);
} kinds[] = {
    {"anything", anything}, {"cancelling", cancelling},
    {"cut off", cut_off},   {"at the edge", at_the_edge},
    {"zeros", zeros},       {"infinities and NaNs", infinities_and_nans},
    {"small", small},       {"ties", ties},
    {"large", large},       {"against c", against_c},
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

void dots_draw(dot_case *d, const hu_dot_model *m, uint64_t index)
{
    draws r = {.next = index << 16};
    d->m = m;
    d->kind = kinds[index % KINDS].name;
    d->count = m->k == 1 ? 6 : one_in(&r, 8) ? 2 * (size_t)m->k : m->k;
    kinds[index % KINDS].make(d, &r);
}

uint64_t dots_one(const hu_format *format)
{
    return is_tf32(format) ? hu_format_one(format) << 13 : hu_format_one(format);
}
