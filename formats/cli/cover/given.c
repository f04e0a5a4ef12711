/* SPDX-License-Identifier: Apache-2.0
 *
 * Cases whose results are given, or whose operands are patterns. See hard.h.
 */
#include "maker.h"
#include "numbers.h"

/* ---- Results that are given -------------------------------------------------------------------------------------- */

/* The value of a code of that format as an operand, rounded if need be. */
static uint64_t as_operand(const maker *m, int operand, const hu_format *format, uint64_t code)
{
    hu_env env = {0};
    return hu_convert(&m->t->f->operand[operand].format, (hu_number){format, code}, &env).code;
}

static void give(const maker *m, uint64_t code)
{
    const function *const f = m->t->f;
    const uint64_t x = as_operand(m, 0, &m->t->to, code);
    if (m->t->shape == SHAPE_SQRT) {
        hu_env env = {0};
        const hu_number root = {&m->t->to, code};
        emit(m, hu_mul(&f->operand[0].format, root, root, &env).code, 0, 0);
        return;
    }
    const bool sum = m->t->shape == SHAPE_ADD;
    const uint64_t y = f->arity > 1 && !sum ? hu_format_one(&f->operand[1].format) : 0;
    emit(m, x, y, 0);
    if (f->arity > 1 && f->operand[1].format.has_sign != 0) {
        emit(m, x, y | UINT64_C(1) << (f->operand[1].bits - 1), 0);
    }
}

static void give_ends(const maker *m)
{
    const hu_format *const f = &m->t->to;
    const uint64_t normal = hu_format_smallest_normal(f);
    const uint64_t ends[] = {0, hu_format_one(f), hu_format_smallest(f), normal - 1, normal, hu_format_largest(f)};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        for (int sign = 0; sign <= f->has_sign; sign++) {
            const uint64_t code = (ends[i] & ones(hu_format_width(f) - f->has_sign)) |
                                  (sign != 0 ? UINT64_C(1) << (hu_format_width(f) - 1) : 0);
            for (int step = -4; step <= 4; step++) {
                give(m, (code + (uint64_t)step) & ones(hu_format_width(f)));
            }
            for (int bit = 0; bit < f->fraction_bits; bit++) {
                give(m, code ^ UINT64_C(1) << bit);
            }
        }
    }
}

/* A product of one format's numbers that is n, odd, times a power of two. */
static void give_product(const maker *m, uint64_t n, int exponent)
{
    for (uint64_t d = 1; d * d <= n; d += 2) {
        if (n % d == 0) {
            const int half = exponent / 2;
            emit_numbers(m, (number){false, n / d, half}, (number){false, d, exponent - half}, (number){0});
            emit_numbers(m, (number){true, n / d, half}, (number){false, d, exponent - half}, (number){0});
        }
    }
}

/* x * y or x / y near target quanta, with y small or drawn: x is the number of p bits below that, and the next one. */
static void give_factors(maker *m, uint64_t target, int quantum)
{
    const int p = m->t->precision;
    const bool quotient = m->t->shape == SHAPE_DIV;
    for (int i = 0; i < DRAWS; i++) {
        const uint64_t y = i < DRAWS / 2 ? 2 * (uint64_t)i + 1 : draw_odd(m, p);
        const int room = 60 - bit_length(target);
        const int up = quotient ? 0 : p < room ? p : room; /* so that the division leaves p bits */
        const uint64_t wide = quotient ? target * y : (target << up) / y;
        const int excess = bit_length(wide) > p ? bit_length(wide) - p : 0;
        const int half = quantum / 2 - (quotient ? 0 : bit_length(y) / 2);
        const int exponent = excess + quantum - up + (quotient ? half : -half);
        for (uint64_t more = 0; more < 2; more++) {
            emit_numbers(m, (number){(i & 1) != 0, (wide >> excess) + more, exponent}, (number){false, y, half},
                         (number){0});
        }
    }
}

/* Results of `n` quanta, and each number of eighths of one: as sums with so many eighths, as products and quotients,
 * and converted. */
static void give_near(maker *m, uint64_t n, int quantum)
{
    if (n >> 32 != 0) {
        return; /* below 0, in a format of few bits */
    }
    for (uint64_t part = 0; part < 8; part++) {
        const uint64_t target = n << 3 | part;
        for (int i = 0; i < 2; i++) {
            const bool negative = i == 1;
            emit_numbers(m, (number){negative, n, quantum}, (number){negative, part, quantum - 3}, (number){0});
            emit_numbers(m, (number){negative, n + 1, quantum}, (number){!negative, 8 - part, quantum - 3},
                         (number){0});
            if (m->t->f->arity == 1) {
                emit_numbers(m, (number){negative, target, quantum - 3}, (number){0}, (number){0});
                emit_numbers(m, (number){negative, target << 3 | 1, quantum - 6}, (number){0}, (number){0});
            }
        }
        if (m->t->shape == SHAPE_MUL && (part & 3) == 0 && n != 0) {
            give_product(m, target >> (part == 0 ? 3 : 2), quantum - (part == 0 ? 0 : 1));
        }
        if (m->t->f->arity == 2 && m->t->shape != SHAPE_ADD) {
            give_factors(m, target, quantum - 3);
        }
    }
}

/* Sums x * y + z of 0 and an ulp of z beside it, of factors of all sizes. */
static void give_zero_sums(const maker *m)
{
    const hu_format *const f = &m->t->f->operand[0].format;
    const hu_format *const fz = &m->t->f->operand[2].format;
    const uint64_t normal = hu_format_smallest_normal(f);
    const uint64_t codes[] = {hu_format_one(f), hu_format_smallest(f), normal - 1,
                              normal,           hu_format_largest(f),  hu_format_largest(f) & ~ones(f->fraction_bits),
                              normal >> 1};
    enum { COUNT = sizeof codes / sizeof codes[0] };
    const uint64_t sign = fz->has_sign != 0 ? UINT64_C(1) << (hu_format_width(fz) - 1) : 0;
    for (int i = 0; i < COUNT * COUNT; i++) {
        hu_env env = {0};
        const hu_number x = {f, codes[i / COUNT] & ones(hu_format_width(f))};
        const hu_number y = {&m->t->f->operand[1].format,
                             as_operand(m, 1, f, codes[i % COUNT] & ones(hu_format_width(f)))};
        const uint64_t z = hu_mul(fz, x, y, &env).code;
        for (uint64_t step = 0; step < 3; step++) {
            emit(m, x.code, y.code, ((z ^ sign) + step - 1) & ones(hu_format_width(fz)));
        }
    }
}

static void give_limits(maker *m)
{
    const cover_target *const t = m->t;
    const int fine = t->emin - t->to.fraction_bits;
    const uint64_t normal = UINT64_C(1) << t->to.fraction_bits;
    for (uint64_t i = 0; i < 8; i++) {
        give_near(m, t->largest + i - 4, t->emax - t->to.fraction_bits);
        give_near(m, i, fine);
        give_near(m, normal + i - 4, fine);
    }
}

void give_results(maker *m)
{
    give_ends(m);
    give_limits(m);
    if (m->t->shape == SHAPE_FMA) {
        give_zero_sums(m);
    }
}

/* ---- Patterns ---------------------------------------------------------------------------------------------------- */

/* A fraction of each pattern of codes.h, with the exponent of 1. */
static uint64_t patterned(const hu_format *f, int which)
{
    const int n = f->fraction_bits;
    const uint64_t all = ones(n);
    const uint64_t fractions[PATTERNS] = {0,
                                          all,
                                          UINT64_C(1) << n / 2,
                                          all ^ UINT64_C(1) << n / 2,
                                          all ^ ones(n / 2),
                                          ones(n / 2),
                                          ones(n / 2) ^ ones(n / 4),
                                          all ^ ones(n / 2) ^ ones(n / 4),
                                          UINT64_C(0x5555555555555555),
                                          UINT64_C(0x9E3779B97F4A7C15)};
    return hu_format_one(f) | (fractions[which] & all);
}

void give_patterns(const maker *m)
{
    const function *const f = m->t->f;
    uint64_t operands[HU_OPERANDS_MAX] = {0};
    for (int i = 0; i < PATTERNS * PATTERNS; i++) {
        for (int k = 0; k < f->arity; k++) {
            const int which = k == 0 ? i % PATTERNS : i / PATTERNS;
            operands[k] = m->t->operand[k].is_number ? patterned(&f->operand[k].format, which) : 0;
        }
        emit(m, operands[0], operands[1], operands[2]);
    }
}

/* NaNs with a bit in either part of the payload, with and without the quiet bit, in each operand. */
void give_nans(const maker *m)
{
    const function *const f = m->t->f;
    for (int i = 0; i < 16 * f->arity; i++) {
        uint64_t operands[HU_OPERANDS_MAX] = {0};
        const type *const t = &f->operand[i / 16];
        const int n = t->format.fraction_bits;
        if (t->kind != HU_KIND_NUMBER || n < 2) {
            continue;
        }
        const uint64_t bits = (i & 1) | (uint64_t)(i >> 1 & 1) << (n - 1) | (uint64_t)(i >> 2 & 1) << (n - 2);
        operands[i / 16] = ones(t->format.exponent_bits) << n | bits | (uint64_t)(i >> 3 & 1) << (t->bits - 1);
        emit(m, operands[0], operands[1], operands[2]);
    }
}
