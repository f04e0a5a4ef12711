/* SPDX-License-Identifier: Apache-2.0
 *
 * Bins of the rounded result: codes one bit away from special ones, and quotients and roots that are exact.
 */
#include <stddef.h>

#include "bins.h"
#include "codes.h"

static const char *const signs[] = {"+", "-"};

/* ---- One bit away ------------------------------------------------------------------------------------------------ */

enum { BASES = 6 };
static const char *const base_words[BASES] = {"0", "1", "minSub", "maxSub", "minNorm", "maxNorm"};

/* False: the format has no such number. */
static bool base_code(const hu_format *f, int base, uint64_t *code)
{
    const uint64_t normal = hu_format_smallest_normal(f);
    const uint64_t codes[BASES] = {0,          hu_format_one(f), hu_format_smallest(f),
                                   normal - 1, normal,           hu_format_largest(f)};
    *code = codes[base];
    return base == 1   ? *code != 0
           : base == 0 ? f->has_zero != 0
           : base < 4  ? f->has_zero != 0 && f->fraction_bits > 0
                       : true;
}

static int near_axes(const cover_target *t, cover_axis axes[AXES_MAX])
{
    axes[0] = (cover_axis){.name = "base", .words = base_words, .count = BASES};
    axes[1] = (cover_axis){.name = "sign", .words = signs, .count = 2};
    axes[2] = axis_range("fraction bit", 0, t->to.fraction_bits - 1);
    const bool suits = t->shape == SHAPE_ADD || t->shape == SHAPE_MUL || t->shape == SHAPE_DIV ||
                       t->shape == SHAPE_SQRT || t->shape == SHAPE_FMA || t->shape == SHAPE_CONVERT;
    return suits && t->f->uses_rounding && t->to.fraction_bits > 0 ? 3 : 0;
}

static bool is_finite(const hu_format *f, uint64_t code)
{
    return code_class(f, code) <= CLASS_NORMAL;
}

static void near_take(const cover_case *c, cover_taken *taken)
{
    const hu_format *const f = &c->target->to;
    const bool sign = code_sign(f, c->result);
    const uint64_t magnitude = c->result & ~((uint64_t)sign << (hu_format_width(f) - 1));
    for (int base = 0; base < BASES && is_finite(f, c->result); base++) {
        uint64_t code;
        if (!base_code(f, base, &code)) {
            continue;
        }
        const uint64_t flipped = magnitude ^ code;
        if (flipped != 0 && (flipped & (flipped - 1)) == 0 && flipped >> f->fraction_bits == 0) {
            int bit = 0;
            while (flipped >> bit != 1) {
                bit++;
            }
            cover_take(taken, base, sign, bit, 0);
        }
    }
}

/* floor(log2) of a positive finite code. */
static int exponent_of(const hu_format *f, uint64_t code)
{
    const uint64_t fraction = code & ((UINT64_C(1) << f->fraction_bits) - 1);
    const int field = (int)(code >> f->fraction_bits);
    if (field != 0 || f->has_zero == 0) {
        return field - f->bias;
    }
    int top = 0;
    while (fraction >> top > 1) {
        top++;
    }
    return hu_format_emin(f) - f->fraction_bits + top;
}

/* Rounding may add one to the exponent, and takes none away, unless the result is below the smallest number. */
static bool near_impossible(const cover_target *t, const int at[AXES_MAX])
{
    uint64_t code;
    if (!base_code(&t->to, at[0], &code) || (at[1] == 1 && t->no_negatives)) {
        return true;
    }
    code ^= UINT64_C(1) << at[2];
    if (at[1] == 1 && t->plain_root) {
        return code != 0; /* the root of -0 is -0 */
    }
    const bool negated = at[1] == 1 && t->to.has_sign != 0;
    if (!is_finite(&t->to, code | (uint64_t)negated << (hu_format_width(&t->to) - 1))) {
        return true;
    }
    if (code == 0) {
        return false;
    }
    const int exponent = exponent_of(&t->to, code);
    return exponent < t->reach[0] || exponent > t->reach[1] + 1;
}

const cover_group group_near = {
    "near",    "B2",      "results that are a special number but for one bit of the fraction",
    near_axes, near_take, near_impossible};

/* ---- Exact quotients and roots ----------------------------------------------------------------------------------- */

static int trailing_axes(const cover_target *t, cover_axis axes[AXES_MAX])
{
    axes[0] = axis_range("trailing zeros", 0, t->to.fraction_bits);
    return t->shape == SHAPE_DIV || t->shape == SHAPE_SQRT ? 1 : 0;
}

static void trailing_take(const cover_case *c, cover_taken *taken)
{
    const hu_explained_rounding *const r = &c->e.rounding;
    if (!c->rounds || r->nu != 0 || r->more != 0 || r->subnormal != 0) {
        return;
    }
    int zeros = 0;
    while ((r->kept >> zeros & 1) == 0) {
        zeros++;
    }
    cover_take(taken, zeros, 0, 0, 0);
}

/* A root of n significant bits is the root of a number of 2 n - 1 or 2 n. */
static bool trailing_impossible(const cover_target *t, const int at[AXES_MAX])
{
    const int bits = t->precision - at[0];
    return t->plain_root && 2 * bits - 1 > t->precision;
}

const cover_group group_trailing = {
    "trailing zeros", "B20",         "exact normal quotients and roots, by trailing zeros",
    trailing_axes,    trailing_take, trailing_impossible};
