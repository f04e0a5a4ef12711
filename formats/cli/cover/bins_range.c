/* SPDX-License-Identifier: Apache-2.0
 *
 * Bins of the exact result beside the ends of the format's range.
 */
#include <stddef.h>

#include "bins.h"
#include "numbers.h"

static const char *const signs[] = {"+", "-"};
static const char *const parts[] = {"exact", "below half", "half", "above half"};

/* What the groups below are for: arithmetic and conversions whose result is a number. */
static bool has_range(const cover_target *t)
{
    return t->f->uses_rounding && !t->plain_root && t->f->result[0].kind == HU_KIND_NUMBER &&
           t->shape != SHAPE_CHOOSE && t->shape != SHAPE_STEP && t->shape != SHAPE_INTEGRAL;
}

static bool ranged(const cover_case *c)
{
    return c->rounds && c->grid == &c->e.rounding;
}

/* ---- Proofs ------------------------------------------------------------------------------------------------------ */

static bool fits(uint64_t odd, int p)
{
    return odd >> p == 0;
}

/* Is an odd number the product of two of at most p bits? */
static bool is_product(uint64_t odd, int p)
{
    for (uint64_t d = 1; d * d <= odd; d += 2) {
        if (odd % d == 0 && fits(d, p) && fits(odd / d, p)) {
            return true;
        }
    }
    return false;
}

/* Is n/2 to (n + 1)/2 so near 2^k quanta that no quotient of two numbers of p bits is between? The one nearest to 1 is
 * 1 - 2^-p or above 1 + 2^-p. */
static bool is_beside_power(uint64_t n, uint64_t power, int p)
{
    const uint64_t one = UINT64_C(1) << p;
    return n * one >= 2 * power * (one - 1) && (n + 1) * one <= 2 * power * (one + 1);
}

/* Can an operand of a conversion, or of scaleB, which has any exponent, not be that? */
static bool operand_cannot_be(const cover_target *t, uint64_t n, int quantum, int part)
{
    const operand_facts *const x = &t->operand[0];
    const int far = 1 << 20;
    return t->shape == SHAPE_CONVERT ? !can_be(x->precision, x->lowest - quantum, x->emax - quantum, n, part)
           : t->shape == SHAPE_SCALE ? !can_be(x->precision, -far, far, n, part)
                                     : false;
}

/* Is there no exact result of n quanta, an integer power of two each, and that part of one? A product or a quotient of
 * one format's numbers has an odd factor that is a product of two of p bits, or divides one of them. */
static bool part_impossible(const cover_target *t, uint64_t n, int quantum, int part)
{
    const int p = t->precision;
    uint64_t odd = part == PART_HALF ? 2 * n + 1 : n;
    if (n >> 63 != 0) {
        return true; /* below 0, in a format of few bits */
    }
    if (operand_cannot_be(t, n, quantum, part) || bit_length(n) - 1 + quantum > t->reach[1]) {
        return true;
    }
    if (!t->same_formats || p > 24 || n == 0 || (t->shape != SHAPE_MUL && t->shape != SHAPE_DIV)) {
        return false;
    }
    while ((odd & 1) == 0) {
        odd >>= 1;
    }
    if (part == PART_EXACT || part == PART_HALF) {
        return t->shape == SHAPE_DIV ? !fits(odd, p) : !is_product(odd, p);
    }
    const uint64_t halves = 2 * n + (part == PART_ABOVE_HALF);
    return t->shape == SHAPE_DIV &&
           (is_beside_power(halves, UINT64_C(1) << p, p) || is_beside_power(halves, UINT64_C(1) << (p - 1), p));
}

/* ---- Overflow ---------------------------------------------------------------------------------------------------- */

static int overflow_axes(const cover_target *t, cover_axis axes[AXES_MAX])
{
    axes[0] = (cover_axis){.name = "sign", .words = signs, .count = 2};
    axes[1] = axis_range("ulps beyond the largest", -3, 3);
    axes[2] = (cover_axis){.name = "rest", .words = parts, .count = 4};
    return has_range(t) && t->reach[1] >= t->emax ? 3 : 0;
}

/* In ulps of the largest number, also one binade above it, where the grid is twice as wide. */
static void overflow_take(const cover_case *c, cover_taken *taken)
{
    const cover_target *const t = c->target;
    const int quantum = t->emax - t->to.fraction_bits;
    uint64_t kept = c->grid->kept;
    uint64_t nu = c->grid->nu;
    if (!ranged(c) || (c->grid->quantum != quantum && c->grid->quantum != quantum + 1)) {
        return;
    }
    if (c->grid->quantum == quantum + 1) {
        kept = kept << 1 | nu >> 63;
        nu <<= 1;
    }
    const int64_t beyond = (int64_t)(kept - t->largest);
    if (beyond >= -3 && beyond <= 3) {
        cover_take(taken, c->e.exact.sign, (int)beyond, part_of(nu, c->grid->more != 0), 0);
    }
}

static bool overflow_impossible(const cover_target *t, const int at[AXES_MAX])
{
    return (at[0] == 1 && t->no_negatives) ||
           part_impossible(t, t->largest + (uint64_t)(int64_t)(at[1] - 3), t->emax - t->to.fraction_bits, at[2]);
}

const cover_group group_overflow = {
    "overflow",    "B4",          "the exact result near the largest number, in its ulps",
    overflow_axes, overflow_take, overflow_impossible};

/* ---- Underflow --------------------------------------------------------------------------------------------------- */

enum { POINTS = 11, FROM_ZERO = 4 };

static int underflow_axes(const cover_target *t, cover_axis axes[AXES_MAX])
{
    static const char *const points[POINTS] = {"0",           "1",           "2",           "3",
                                               "minNorm - 3", "minNorm - 2", "minNorm - 1", "minNorm",
                                               "minNorm + 1", "minNorm + 2", "minNorm + 3"};
    axes[0] = (cover_axis){.name = "sign", .words = signs, .count = 2};
    axes[1] = (cover_axis){.name = "smallest numbers", .words = points, .count = POINTS};
    axes[2] = (cover_axis){.name = "rest", .words = parts, .count = 4};
    return has_range(t) && t->to.has_zero != 0 && t->reach[0] <= t->emin ? 3 : 0;
}

/* The point's number in quanta of the lowest binade. */
static int64_t point_at(const cover_target *t, int point)
{
    return point < FROM_ZERO ? point : ((int64_t)1 << t->to.fraction_bits) + point - FROM_ZERO - 3;
}

static void underflow_take(const cover_case *c, cover_taken *taken)
{
    const cover_target *const t = c->target;
    if (!ranged(c) || c->grid->quantum != t->emin - t->to.fraction_bits) {
        return;
    }
    for (int point = 0; point < POINTS; point++) {
        if (point_at(t, point) == (int64_t)c->grid->kept) {
            cover_take(taken, c->e.exact.sign, point, part_of(c->grid->nu, c->grid->more != 0), 0);
            return;
        }
    }
}

/* A point that another one before it stands for, or below 0, or in the next binade, of a format with few bits. */
static bool is_other_point(const cover_target *t, int point)
{
    const int64_t at = point_at(t, point);
    const bool below = point >= FROM_ZERO && at < FROM_ZERO;
    return below || at >= (int64_t)2 << t->to.fraction_bits;
}

static bool underflow_impossible(const cover_target *t, const int at[AXES_MAX])
{
    if ((at[1] == 0 && at[2] == 0) || is_other_point(t, at[1])) {
        return true; /* nothing is an exact result of its own at zero */
    }
    return (at[0] == 1 && t->no_negatives) || (t->exact_below && at[2] != 0) ||
           part_impossible(t, (uint64_t)point_at(t, at[1]), t->emin - t->to.fraction_bits, at[2]);
}

const cover_group group_underflow = {
    "underflow",
    "B5, B6",
    "the exact result near zero and near the smallest normal number, in smallest numbers",
    underflow_axes,
    underflow_take,
    underflow_impossible};

/* ---- Exponents --------------------------------------------------------------------------------------------------- */

static int large_axes(const cover_target *t, cover_axis axes[AXES_MAX])
{
    axes[0] = (cover_axis){.name = "sign", .words = signs, .count = 2};
    axes[1] = axis_range("exponent", t->emax - 3, t->emax + 4);
    axes[1].open_above = true;
    return has_range(t) && t->reach[1] >= t->emax ? 2 : 0;
}

static int small_axes(const cover_target *t, cover_axis axes[AXES_MAX])
{
    axes[0] = (cover_axis){.name = "sign", .words = signs, .count = 2};
    axes[1] = axis_range("exponent", t->emin - t->to.fraction_bits - 2, t->emin + 5);
    axes[1].open_below = true;
    return has_range(t) && t->to.has_zero != 0 && t->reach[0] <= t->emin ? 2 : 0;
}

static void large_take(const cover_case *c, cover_taken *taken)
{
    const int exponent = c->e.exact.exponent + 63;
    if (ranged(c) && exponent >= c->target->emax - 3) {
        cover_take(taken, c->e.exact.sign, exponent, 0, 0);
    }
}

static void small_take(const cover_case *c, cover_taken *taken)
{
    const int exponent = c->e.exact.exponent + 63;
    if (ranged(c) && exponent <= c->target->emin + 5) {
        cover_take(taken, c->e.exact.sign, exponent, 0, 0);
    }
}

static bool is_beyond(const cover_target *t, int exponent)
{
    return exponent < t->reach[0] || exponent > t->reach[1];
}

static bool large_impossible(const cover_target *t, const int at[AXES_MAX])
{
    return (at[0] == 1 && t->no_negatives) || is_beyond(t, at[1] + t->emax - 3);
}

static bool small_impossible(const cover_target *t, const int at[AXES_MAX])
{
    return (at[0] == 1 && t->no_negatives) || is_beyond(t, at[1] + t->emin - t->to.fraction_bits - 2);
}

const cover_group group_large = {
    "large exponents", "B4",       "exponent of the exact result near that of the largest number",
    large_axes,        large_take, large_impossible};
const cover_group group_small = {
    "small exponents", "B5",       "exponent of the exact result near those of subnormal numbers",
    small_axes,        small_take, small_impossible};
