/* SPDX-License-Identifier: Apache-2.0
 *
 * Bins of conversions to and from integers, and of rounding to an integer.
 */
#include <stddef.h>

#include "bins.h"
#include "numbers.h"

static const char *const signs[] = {"+", "-"};
static const char *const parts[] = {"exact", "below half", "half", "above half"};
static const uint64_t half = UINT64_C(1) << 63;

/* Can a number of the operand's format be n and that part of 1? */
static bool exists(const operand_facts *x, uint64_t n, int part)
{
    return can_be(x->precision, x->lowest, x->emax, n, part);
}

/* ---- Magnitude --------------------------------------------------------------------------------------------------- */

static int magnitude_axes(const cover_target *t, cover_axis axes[AXES_MAX])
{
    axes[0] = (cover_axis){.name = "sign", .words = signs, .count = 2};
    axes[1] = axis_range("exponent", -4, t->f->result[0].bits + 4);
    axes[1].open_below = true;
    axes[1].open_above = true;
    return t->shape == SHAPE_TO_INTEGER ? 2 : 0;
}

static void magnitude_take(const cover_case *c, cover_taken *taken)
{
    const hu_explained_value *const x = &c->e.operand[0].value;
    if (x->kind == HU_EXPLAINED_FINITE) {
        cover_take(taken, x->sign, x->exponent + 63, 0, 0);
    }
}

static bool magnitude_impossible(const cover_target *t, const int at[AXES_MAX])
{
    const int exponent = at[1] - 4;
    return exponent < t->operand[0].lowest || exponent > t->operand[0].emax || (at[0] == 1 && t->no_negatives);
}

const cover_group group_magnitude = {
    "magnitude",    "B22",          "exponent of the number, from below 1/8 to beyond the integers",
    magnitude_axes, magnitude_take, magnitude_impossible};

/* ---- The limits of the integers ---------------------------------------------------------------------------------- */

/* The largest magnitude of an integer of that sign. */
static uint64_t limit_of(const type *t, bool negative)
{
    const uint64_t all = ~UINT64_C(0) >> (64 - t->bits);
    return type_is_signed(t) ? (all >> 1) + negative : negative ? 0 : all;
}

static int limit_axes(const cover_target *t, cover_axis axes[AXES_MAX])
{
    axes[0] = (cover_axis){.name = "sign", .words = signs, .count = 2};
    axes[1] = axis_range("beyond the limit", -1, 1);
    axes[2] = (cover_axis){.name = "rest", .words = parts, .count = 4};
    return t->shape == SHAPE_TO_INTEGER ? 3 : 0;
}

/* 2^64, one beyond the limit of 64 bits, is no number of quanta that the grid can hold. */
static void limit_take(const cover_case *c, cover_taken *taken)
{
    const uint64_t limit = limit_of(&c->target->f->result[0], c->e.exact.sign != 0);
    const hu_explained_value *const x = &c->e.exact;
    if (!c->rounds) {
        return;
    }
    if (c->grid->kept == UINT64_MAX) {
        if (limit == UINT64_MAX && x->significand == half && x->exponent == 1) {
            cover_take(taken, x->sign, 1, PART_EXACT, 0);
        }
        return;
    }
    for (int beyond = -1; beyond <= 1; beyond++) {
        const bool wraps = (limit == 0 && beyond == -1) || (limit == UINT64_MAX && beyond == 1);
        if (!wraps && c->grid->kept == limit + (uint64_t)(int64_t)beyond) {
            cover_take(taken, x->sign, beyond, part_of(c->grid->nu, c->grid->more != 0), 0);
        }
    }
}

static bool limit_impossible(const cover_target *t, const int at[AXES_MAX])
{
    const uint64_t limit = limit_of(&t->f->result[0], at[0] == 1);
    const uint64_t n = limit + (uint64_t)at[1] - 1;
    if (at[0] == 1 && (t->no_negatives || t->f->operand[0].format.has_sign == 0)) {
        return true;
    }
    if (limit == UINT64_MAX && at[1] == 2) {
        return at[2] != PART_EXACT || t->operand[0].emax < 64;
    }
    return (limit == 0 && at[1] == 0) || !exists(&t->operand[0], n, at[2]);
}

const cover_group group_limit = {"integer limits", "B23",      "numbers next to the largest and the smallest integer",
                                 limit_axes,       limit_take, limit_impossible};

/* ---- Around small integers --------------------------------------------------------------------------------------- */

static int around_axes(const cover_target *t, cover_axis axes[AXES_MAX])
{
    axes[0] = (cover_axis){.name = "sign", .words = signs, .count = 2};
    axes[1] = axis_range("integer", 0, 3);
    axes[2] = (cover_axis){.name = "rest", .words = parts, .count = 4};
    return t->shape == SHAPE_TO_INTEGER || t->shape == SHAPE_INTEGRAL ? 3 : 0;
}

static void around_take(const cover_case *c, cover_taken *taken)
{
    if (c->rounds && c->grid->kept <= 3) {
        cover_take(taken, c->e.exact.sign, (int)c->grid->kept, part_of(c->grid->nu, c->grid->more != 0), 0);
    }
}

static bool around_impossible(const cover_target *t, const int at[AXES_MAX])
{
    return (at[0] == 1 && t->f->operand[0].format.has_sign == 0) || !exists(&t->operand[0], (uint64_t)at[1], at[2]);
}

const cover_group group_around = {
    "small integers", "B24, B28",  "numbers from 0 to 4, by the part of 1 beyond the integer",
    around_axes,      around_take, around_impossible};

/* ---- From integers ----------------------------------------------------------------------------------------------- */

enum { POWER, ALL_ONES, OTHER_BITS };

static int integers_axes(const cover_target *t, cover_axis axes[AXES_MAX])
{
    static const char *const words[] = {"2^n", "2^n - 1", "other"};
    axes[0] = (cover_axis){.name = "sign", .words = signs, .count = 2};
    axes[1] = axis_range("bits", 0, t->f->operand[0].bits);
    axes[2] = (cover_axis){.name = "magnitude", .words = words, .count = 3};
    return t->shape == SHAPE_FROM_INTEGER ? 3 : 0;
}

static void integers_take(const cover_case *c, cover_taken *taken)
{
    const type *const t = &c->target->f->operand[0];
    const uint64_t n = c->operands[0];
    const bool negative = type_is_signed(t) && (n >> (t->bits - 1) & 1) != 0;
    const uint64_t m = (negative ? 0 - n : n) & ~UINT64_C(0) >> (64 - t->bits);
    cover_take(taken, negative, bit_length(m),
               (m & (m + 1)) == 0 && m != 1 ? ALL_ONES
               : (m & (m - 1)) == 0         ? POWER
                                            : OTHER_BITS,
               0);
}

static bool integers_impossible(const cover_target *t, const int at[AXES_MAX])
{
    const type *const x = &t->f->operand[0];
    const bool negative = at[0] == 1;
    if (negative && (!type_is_signed(x) || at[1] == 0)) {
        return true;
    }
    if (type_is_signed(x) && at[1] == x->bits) {
        return !negative || at[2] != POWER;
    }
    return at[1] == 0 ? at[2] != ALL_ONES : at[1] == 1 ? at[2] != POWER : at[1] == 2 && at[2] == OTHER_BITS;
}

const cover_group group_integers = {"integers",    "B25, B26",    "integers by their sign and number of bits",
                                    integers_axes, integers_take, integers_impossible};
