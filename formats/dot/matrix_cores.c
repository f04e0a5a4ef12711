/* SPDX-License-Identifier: Apache-2.0
 *
 * AMD's matrix cores, as published (the sources are in published.c) and as halfulp_dot.h defines their sums. Where a
 * zero product of CDNA3 has no binade, as Khattak has it, it counts as 2^-126 in MMA-Sim's program.
 */
#include <limits.h>

#include "decode.h"
#include "encode.h"
#include "register.h"
#include "round.h"
#include "table.h"
#include "term.h"

/* ---- CDNA1 and CDNA2: sums of FP32 ------------------------------------------------------------------------------- */

/* A subnormal operand is +0. */
static hu_number operand(const hu_format *f, uint64_t code, bool flushed)
{
    return (hu_number){f, flushed && hu_magnitude(f, code) < UINT64_C(1) << f->fraction_bits ? 0 : code};
}

/* Neighbours are added, then these sums: p[0] + p[1], or (p[0] + p[1]) + (p[2] + p[3]). */
static hu_number tree(const hu_dot_model *m, const uint64_t *x, const uint64_t *y, size_t count, bool flushed)
{
    hu_env env = {.flush = flushed ? HU_FLUSH_RESULTS : 0};
    const hu_format *fp32 = &hu_table[ROW_FP32];
    hu_number sum[HU_DOT_STEP_MAX] = {{NULL, 0}};
    for (size_t i = 0; i < count; i++) {
        const hu_number zero = {fp32, 0};
        sum[i] = hu_fma(fp32, operand(m->x, x[i], flushed), operand(m->y, y[i], flushed), zero, &env);
    }
    for (; count > 1; count /= 2) {
        for (size_t i = 0; i < count / 2; i++) {
            sum[i] = hu_add(fp32, sum[2 * i], sum[2 * i + 1], &env);
        }
    }
    return sum[0];
}

uint64_t hu_dot_trees(const hu_dot_model *m, uint64_t addend, const uint64_t *x, const uint64_t *y, bool flushed)
{
    hu_env env = {.flush = flushed ? HU_FLUSH_RESULTS : 0};
    hu_number c = operand(m->result, addend, flushed);
    for (size_t i = 0; i < m->k; i += m->step) {
        c = hu_add(m->result, c, tree(m, x + i, y + i, m->step, flushed), &env);
    }
    return c.code;
}

uint64_t hu_dot_exact_steps(const hu_dot_model *m, uint64_t addend, const uint64_t *x, const uint64_t *y)
{
    hu_env env = {0};
    for (size_t i = 0; i < m->k; i += m->step) {
        hu_exact_register r = {0};
        hu_register_add(&r, hu_decode(m->result, addend), &env);
        for (size_t j = i; j < i + m->step; j++) {
            hu_register_add(&r, hu_exact_mul(hu_decode(m->x, x[j]), hu_decode(m->y, y[j]), &env), &env);
        }
        hu_value sum = hu_round(m->result, hu_register_sum(&r, &env), &env);
        sum.sign &= sum.kind != VALUE_ZERO;
        addend = hu_encode(m->result, sum);
    }
    return addend;
}

/* ---- CDNA3 ------------------------------------------------------------------------------------------------------- */

enum { KEPT = 24, KEPT_OF_SUM = 31, FAR = 25, NONE = -2000 };

/* sum * 2^(binade - KEPT); without products that are not zero, the binade NONE. */
typedef struct {
    int64_t sum;
    int binade;
    bool infinite[2];
    bool special;
} partial;

/* sum / 2^shift, rounded down. */
static int64_t shift_down(int64_t sum, int shift)
{
    const int most = shift < 62 ? shift : 62;
    return sum >= 0 ? sum >> most : ~(~sum >> most);
}

/* Of every `stride`-th product. */
static partial cut_off_sum(const hu_dot_model *m, const uint64_t *x, const uint64_t *y, size_t stride)
{
    const layout lx = layout_of(m->x, NULL);
    const layout ly = layout_of(m->y, NULL);
    const int fraction_bits = lx.fraction_bits + ly.fraction_bits;
    partial s = {.binade = NONE};
    term product[HU_DOT_STEP_MAX];
    for (size_t i = 0; i < m->step; i += stride) {
        const term a = take(&lx, x[i]);
        const term b = take(&ly, y[i]);
        term *p = &product[i];
        *p = (term){a.significand * b.significand, a.binade + b.binade, a.sign ^ b.sign, 0};
        s.binade = p->significand != 0 && p->binade > s.binade ? p->binade : s.binade;
        s.infinite[p->sign] |= p->binade + (p->significand >> (fraction_bits + 1) != 0) >= 128;
        s.special |=
            (a.special | b.special) != 0 || hu_is_nan(m->x, x[i] >> lx.ignored) || hu_is_nan(m->y, y[i] >> ly.ignored);
    }
    for (size_t i = 0; i < m->step; i += stride) {
        const term *p = &product[i];
        if (p->significand != 0) {
            s.sum += align(p->significand, fraction_bits, p->sign, s.binade - p->binade, KEPT);
        }
    }
    return s;
}

static partial added(partial s, partial other)
{
    const int binade = s.binade > other.binade ? s.binade : other.binade;
    s.sum = shift_down(s.sum, binade - s.binade) + shift_down(other.sum, binade - other.binade);
    s.binade = binade;
    s.infinite[0] |= other.infinite[0];
    s.infinite[1] |= other.infinite[1];
    s.special |= other.special;
    return s;
}

static hu_value add_addend(const hu_dot_model *m, partial s, uint64_t addend, bool apart)
{
    const layout lc = layout_of(m->result, NULL);
    const term c = take(&lc, addend);
    const int binade = s.binade > c.binade ? s.binade : c.binade;
    const int64_t significand = c.sign != 0 ? -(int64_t)c.significand : (int64_t)c.significand;
    const bool left_out = apart && c.binade < binade - FAR;
    const int64_t rest = left_out ? 0 : shift_down(significand * (1 << (KEPT - 23)), binade - c.binade);
    const int64_t sum =
        shift_down(s.sum * (1 << (KEPT_OF_SUM - KEPT)), binade - s.binade) + rest * (1 << (KEPT_OF_SUM - KEPT));
    return hu_value_finite(sum < 0, binade - KEPT_OF_SUM, (uint64_t)(sum < 0 ? -sum : sum));
}

uint64_t hu_dot_rounded_down(const hu_dot_model *m, uint64_t addend, const uint64_t *x, const uint64_t *y, bool apart)
{
    for (size_t i = 0; i < m->k; i += m->step) {
        hu_env env = {0};
        partial s = cut_off_sum(m, x + i, y + i, apart ? 2 : 1);
        if (apart) {
            s = added(s, cut_off_sum(m, x + i + 1, y + i + 1, 2));
        }
        hu_value sum;
        if (s.special || hu_decode(m->result, addend).kind > VALUE_FINITE) {
            sum = hu_dot_special(m, addend, x + i, y + i, m->step);
        } else if (s.infinite[0] || s.infinite[1]) {
            const bool nan = s.infinite[0] && s.infinite[1];
            sum = (hu_value){.kind = nan ? VALUE_NAN : VALUE_INFINITY, .sign = s.infinite[1]};
        } else {
            sum = add_addend(m, s, addend, apart);
        }
        sum = hu_round(m->result, sum, &env);
        sum.sign &= sum.kind != VALUE_ZERO;
        addend = hu_encode(m->result, sum);
    }
    return addend;
}
