/* SPDX-License-Identifier: Apache-2.0
 *
 * Cases made for one operation. See hard.h.
 */
#include "hard.h"

#include "maker.h"
#include "numbers.h"

/* ---- Roots ------------------------------------------------------------------------------------------------------- */

static void roots_of(maker *m, int64_t d, int n)
{
    const int p = m->t->precision;
    for (int i = 0; i < 4; i++) {
        for (uint64_t s = root_modulo((uint64_t)d, n, i); s >> (p + 1) == 0; s += UINT64_C(1) << n) {
            const uint64_t x = (s * s - (uint64_t)d) >> n;
            for (int parity = 0; parity < 2; parity++) {
                emit_numbers(m, (number){false, x, parity - p}, (number){0}, (number){0});
            }
        }
    }
}

static void hard_roots(maker *m)
{
    const int p = m->t->precision;
    for (int64_t d = -4095; d <= 4097; d += 8) {
        for (int n = p - 1 > 3 ? p - 1 : 3; n <= p + 2; n++) {
            roots_of(m, d, n);
        }
    }
}

/* ---- Quotients and products -------------------------------------------------------------------------------------- */

static void hard_quotients(maker *m)
{
    const int p = m->t->precision;
    for (int i = 0; i < DRAWS; i++) {
        const uint64_t y = draw_odd(m, p);
        for (int64_t d = -8; d <= 8; d++) {
            for (int n = p; n <= p + 1 && d != 0; n++) {
                const uint64_t q = ((0 - (uint64_t)d) * inverse(y) & ones(n)) | UINT64_C(1) << p;
                const uint64_t x = (q * y + (uint64_t)d) >> n;
                emit_numbers(m, (number){false, x, 0}, (number){false, y, 0}, (number){0});
            }
        }
    }
}

/* x * y - z and z + 1 - x * y, z being the high bits of x * y; the larger addends near 2^scale. */
static void emit_cancelling(const maker *m, uint64_t x, uint64_t y, uint64_t z, int scale)
{
    const int p = m->t->precision;
    const int half = scale / 2;
    const number factor = {false, y, scale - half - p};
    emit_numbers(m, (number){false, x, half - p}, factor, (number){true, z, scale - p});
    emit_numbers(m, (number){true, x, half - p}, factor, (number){false, z + 1, scale - p});
}

/* Low bits of the product that are r: alone, or 2^j beside a half. */
static void hard_products(maker *m)
{
    const int p = m->t->precision;
    const uint64_t middle = UINT64_C(1) << (p - 1);
    for (int j = 0; j < p; j++) {
        const uint64_t bit = UINT64_C(1) << j;
        const uint64_t rests[] = {bit, 0 - bit, middle + bit, middle - bit};
        for (int i = 0; i < 4 * DRAWS; i++) {
            const uint64_t r = rests[i % 4];
            const uint64_t y = draw_odd(m, p);
            const uint64_t x = r * inverse(y) & ones(p);
            const int exponent = -2 * p - (i & 8 ? 1 : 0);
            emit_numbers(m, (number){false, x, exponent / 2}, (number){false, y, exponent / 2}, (number){0});
            if (m->t->shape == SHAPE_FMA && x != 0) {
                const uint64_t z = x * y >> p; /* what is left of x * y - z is r, or what r misses of 2^p */
                emit_cancelling(m, x, y, z, 0);
                emit_cancelling(m, x, y, z, m->t->emax - 2);
                emit_cancelling(m, x, y, z, m->t->emin + 2);
            }
        }
    }
}

/* A product (1 + 2^-i) (1 - 2^-j) of about half an ulp of z, or a quarter: it lies 2^-i - 2^-j - 2^-(i + j) beside
 * it. */
static void hard_sums_of_products(maker *m)
{
    const int p = m->t->precision;
    for (int i = 0; i < p; i++) {
        for (int j = 1; j <= p; j++) {
            const uint64_t x = (UINT64_C(1) << i) + (i > 0);
            const uint64_t y = (UINT64_C(1) << j) - 1;
            const uint64_t z = draw_odd(m, p) ^ (draw(m) & 1);
            for (int signs = 0; signs < 4; signs++) {
                const number last = {(signs & 1) != 0, z, 0};
                emit_numbers(m, (number){false, x, -i - 1}, (number){false, y, -j}, last);
                emit_numbers(m, (number){(signs & 2) != 0, x, -i - p}, (number){false, y, -j}, last);
            }
        }
    }
}

void hard_cases(const cover_target *t, uint64_t seed, case_sink sink)
{
    maker m = {.t = t, .sink = sink, .seed = seed};
    give_patterns(&m);
    give_nans(&m);
    const bool arithmetic = t->numbers == t->f->arity && t->f->result[0].kind == HU_KIND_NUMBER && t->precision <= 24;
    if (!arithmetic) {
        return;
    }
    if (t->shape == SHAPE_SQRT) {
        hard_roots(&m);
    } else if (t->shape == SHAPE_DIV) {
        hard_quotients(&m);
    } else if (t->shape == SHAPE_MUL) {
        hard_products(&m);
    } else if (t->shape == SHAPE_FMA) {
        hard_products(&m);
        hard_sums_of_products(&m);
    }
    give_results(&m);
}
