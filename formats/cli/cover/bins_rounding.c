/* SPDX-License-Identifier: Apache-2.0
 *
 * Bins of the rounding: flags, the bits around the last one kept, and how near the exact result is to where the
 * decision changes.
 */
#include <stddef.h>

#include "bins.h"
#include "numbers.h"

static const char *const signs[] = {"+", "-"};
static const char *const bits[] = {"0", "1"};
static const char *const ranges[] = {"normal", "subnormal"};
static const uint64_t half = UINT64_C(1) << 63;

/* Does the function round a number of its format? */
static bool rounds_a_number(const cover_target *t)
{
    return t->f->uses_rounding && (t->f->result[0].kind == HU_KIND_NUMBER || t->shape == SHAPE_TO_INTEGER) &&
           t->shape != SHAPE_REMAINDER && t->shape != SHAPE_CHOOSE && t->shape != SHAPE_STEP;
}

static bool to_integers(const cover_target *t)
{
    return t->shape == SHAPE_INTEGRAL || t->shape == SHAPE_TO_INTEGER;
}

/* ---- Flags ------------------------------------------------------------------------------------------------------- */

enum { FLAG_NONE, FLAG_INEXACT, FLAG_UNDERFLOW, FLAG_OVERFLOW, FLAG_INFINITE, FLAG_INVALID, FLAGS };

static int flags_axes(const cover_target *t, cover_axis axes[AXES_MAX])
{
    static const char *const words[FLAGS] = {"none", "inexact", "underflow", "overflow", "divide by zero", "invalid"};
    axes[0] = (cover_axis){.name = "flags", .words = words, .count = FLAGS};
    return t->f->flag_bits == 0 ? 0 : 1;
}

static void flags_take(const cover_case *c, cover_taken *taken)
{
    const uint32_t flags = c->flags;
    cover_take(taken,
               (flags & HU_INVALID) != 0          ? FLAG_INVALID
               : (flags & HU_DIVIDE_BY_ZERO) != 0 ? FLAG_INFINITE
               : (flags & HU_OVERFLOW) != 0       ? FLAG_OVERFLOW
               : (flags & HU_UNDERFLOW) != 0      ? FLAG_UNDERFLOW
               : (flags & HU_INEXACT) != 0        ? FLAG_INEXACT
                                                  : FLAG_NONE,
               0, 0, 0);
}

static bool flags_impossible(const cover_target *t, const int at[AXES_MAX])
{
    const bool exact = t->shape == SHAPE_COMPARE || t->shape == SHAPE_STEP;
    const bool whole = t->shape == SHAPE_TO_INTEGER || t->shape == SHAPE_INTEGRAL;
    const bool own = t->same_formats && t->env.flush == 0 && t->to.has_zero != 0;
    switch (at[0]) {
    case FLAG_INFINITE:
        return t->shape != SHAPE_DIV && t->f->operation != HU_OP_LOG_B;
    case FLAG_INEXACT:
        return (exact && t->f->operation != HU_OP_LOG_B) || (whole && !t->f->exact) ||
               (own && t->shape == SHAPE_SCALE) || (own && (t->shape == SHAPE_CHOOSE || t->shape == SHAPE_REMAINDER));
    case FLAG_OVERFLOW:
        return (exact && t->f->operation != HU_OP_LOG_B) || t->shape == SHAPE_TO_INTEGER ||
               (t->reach[1] < t->emax && !whole && !exact) ||
               (own && (t->shape == SHAPE_CHOOSE || t->shape == SHAPE_REMAINDER || t->plain_root));
    case FLAG_INVALID:
        return (t->shape == SHAPE_FROM_INTEGER && t->to.has_sign != 0 && t->to.has_zero != 0) ||
               (t->same_formats && t->to.has_sign != 0 && t->to.infinity == HU_INFINITY_NONE &&
                t->to.nan != HU_NAN_TOP_EXPONENT &&
                (t->shape == SHAPE_ADD || t->shape == SHAPE_MUL || t->shape == SHAPE_FMA));
    case FLAG_UNDERFLOW:
        return (exact && t->f->operation != HU_OP_LOG_B) || t->shape == SHAPE_TO_INTEGER ||
               (t->reach[0] >= t->emin && t->to.has_zero != 0 && t->env.flush == 0 && !whole && !exact) ||
               (own && (t->shape == SHAPE_CHOOSE || t->shape == SHAPE_REMAINDER || t->exact_below || t->plain_root));
    default:
        return false;
    }
}

const cover_group group_flags = {"flags", "", "the gravest flag raised", flags_axes, flags_take, flags_impossible};

/* ---- Sign, last bit, guard, sticky ------------------------------------------------------------------------------- */

static int rounding_axes(const cover_target *t, cover_axis axes[AXES_MAX])
{
    static const char *const rests[] = {"exact", "sticky", "guard", "guard and sticky"};
    axes[0] = (cover_axis){.name = "sign", .words = signs, .count = 2};
    axes[1] = (cover_axis){.name = "last bit", .words = bits, .count = 2};
    axes[2] = (cover_axis){.name = "rest", .words = rests, .count = 4};
    axes[3] = (cover_axis){.name = "result", .words = ranges, .count = to_integers(t) ? 1 : 2};
    return rounds_a_number(t) ? 4 : 0;
}

static void rounding_take(const cover_case *c, cover_taken *taken)
{
    if (c->rounds) {
        const int guard = c->grid->nu >= half;
        const int sticky = c->grid->nu << 1 != 0 || c->grid->more != 0;
        /* integers of more than 64 bits, which the grid cannot hold, are even */
        const int last = c->grid->kept == UINT64_MAX ? 0 : (int)(c->grid->kept & 1);
        cover_take(taken, c->e.exact.sign, last, 2 * guard + sticky,
                   c->grid == &c->e.rounding && c->grid->subnormal != 0);
    }
}

/* An exact root has half the bits of a number at most. Neither a root nor, unless it is subnormal, a quotient of two
 * numbers of p bits is a tie: q with p + 1 bits, squared or times the divisor, would have as many. */
static bool rounding_impossible(const cover_target *t, const int at[AXES_MAX])
{
    const bool tie = at[2] == 2;
    const bool subnormal = at[3] == 1;
    if (t->plain_root) {
        const bool odd = at[1] == 1 && at[2] == 0 && t->precision > 1;
        return at[0] == 1 || subnormal || tie || odd;
    }
    if (t->shape == SHAPE_DIV && t->same_formats && tie && !subnormal) {
        return true;
    }
    if (subnormal ? t->reach[0] >= t->emin : t->shape == SHAPE_SCALE && t->same_formats && at[2] != 0) {
        return true; /* nothing is as small; a shift within the normal range is exact */
    }
    return (t->exact_below && subnormal && at[2] != 0) || (at[0] == 1 && t->no_negatives);
}

const cover_group group_rounding = {
    "rounding",
    "B3, B29",
    "sign, last bit kept, guard (half of it) and sticky (anything below) of the exact result",
    rounding_axes,
    rounding_take,
    rounding_impossible};

/* ---- The distance from where the decision changes ---------------------------------------------------------------- */

/* The bits of the exact result that an operation can have beyond the precision and still be near: see DISTANCE. */
static int distance_bits(const cover_target *t)
{
    const int p = t->precision;
    const int wanted = t->shape == SHAPE_FMA       ? 2 * p + 1
                       : t->shape == SHAPE_CONVERT ? t->operand[0].precision - p
                                                   : p + 1;
    const int known = 58 - p; /* arithmetic keeps 60 bits */
    return wanted < known ? wanted : known;
}

static int distance_axes(const cover_target *t, cover_axis axes[AXES_MAX])
{
    static const char *const places[] = {"above a number", "below a tie", "above a tie", "below a number"};
    axes[0] = (cover_axis){.name = "place", .words = places, .count = 4};
    axes[1] = axis_range("bits", 2, distance_bits(t) + 1);
    axes[1].open_above = true;
    const bool other = to_integers(t) || t->shape == SHAPE_FROM_INTEGER || t->shape == SHAPE_SCALE;
    return rounds_a_number(t) && !other && distance_bits(t) >= 2 ? 2 : 0;
}

/* The distance is in (2^-(k + 1), 2^-k] quanta, k from 2 on; d in units of 2^-64 quanta. */
static int distance_exponent(uint64_t d)
{
    int k = 64;
    for (uint64_t reach = 1; reach < d; reach <<= 1) {
        k--;
    }
    return k;
}

/* Unknown bits of a sticky result are a little more than nu says: nearer to what is above, farther from below. */
static void distance_take(const cover_case *c, cover_taken *taken)
{
    const uint64_t quarter = half >> 1;
    const uint64_t nu = c->grid->nu;
    const int more = c->grid->more != 0;
    if (!c->rounds || ((nu == 0 || nu == half) && more == 0)) {
        return;
    }
    const int place = (int)(nu / quarter);
    const bool from_above = place == 0 || place == 2;
    if (nu % quarter == 0 && more == 0) { /* a quarter or three: as far from both */
        cover_take(taken, place - 1, 2, 0, 0);
        cover_take(taken, place, 2, 0, 0);
        return;
    }
    const uint64_t anchor = quarter * (uint64_t)(from_above ? place : place + 1);
    const uint64_t distance = from_above ? nu - anchor + (uint64_t)more : anchor - nu;
    cover_take(taken, place, distance_exponent(distance), 0, 0);
}

/* Is there a root 7 squares of half a quantum above a tie, at most 2^-p quanta beside it? */
static bool has_near_root(int p)
{
    for (int i = 0; i < 8 && p >= 3 && p <= 24; i++) {
        const int n = p + 1 + (i & 1);
        const uint64_t s = root_modulo(0 - UINT64_C(7), n, i >> 1);
        const uint64_t x = (s * s + 7) >> n;
        if (s >= UINT64_C(7) << (p - 2) && s >> (p + 1) == 0 && x >> (p - 1) == 1) {
            return true;
        }
    }
    return p < 3 || p > 24;
}

/* In one format of precision p, with X and Y of p bits and r a number of quanta:
 *
 *   root      4 x = 4 r^2 is a multiple of 2^(p + 1) in squares of quanta. From a tie, d = (2 m + 1)^2 - 4 x is odd and
 *             1 modulo 8: 1 below it, with 2 m + 1 = 2^p + 1 or 2^(p + 1) - 1 (distance d / (8 r), k = p + 2), or at
 *             least 9 below (k < p) or 7 above (k <= p; k = p only with 2 m + 1 above 7/8 of the binade, which is
 *             looked up). From a number, d = m^2 - x is 1 below it (k = p) or 4 (k = p - 2) or more, or 7 above
 *             (k < p - 1): no other is a square modulo 8, or 4 times one.
 *   quotient  |X 2^-a - (m + 1/2) Y| / Y: from a tie at least 1 / (2 Y) (k <= p) where a <= 1, and a = 2 reaches only
 *             the first from below (k <= p + 1). From below a number at least 1 / (2 Y) (k <= p). Beyond, a quotient
 *             may be as near above 0 as one likes.
 *   converted the operand is a multiple of its own ulp, which is p_x - p bits below that of the result, unless that is
 *             subnormal, and of its smallest number at least.
 *   sum       no operand that decides a tie has bits below 2^-(p + 1) quanta. */
static bool distance_impossible(const cover_target *t, const int at[AXES_MAX])
{
    enum { ABOVE_NUMBER, BELOW_TIE, ABOVE_TIE, BELOW_NUMBER };
    const int p = t->precision;
    const int k = at[1] + 2;
    const int place = at[0];
    if (t->plain_root) {
        return place == BELOW_TIE      ? k == p || k == p + 1
               : place == ABOVE_NUMBER ? k > p - 2
               : place == BELOW_NUMBER ? k > p || k == p - 1
                                       : k > p || (k == p && !has_near_root(p));
    }
    if (t->shape == SHAPE_CONVERT && t->to.has_zero != 0) {
        const int normal = t->operand[0].precision - p;
        const int below = t->emin - t->to.fraction_bits - t->operand[0].lowest;
        return k > (normal > below ? normal : below);
    }
    if (!t->same_formats || t->to.has_zero == 0) {
        return false;
    }
    if (t->shape == SHAPE_DIV) {
        return place != ABOVE_NUMBER && k > (place == BELOW_TIE ? p + 1 : p);
    }
    return t->shape == SHAPE_ADD && (place == BELOW_TIE || place == ABOVE_TIE) && k > p + 1;
}

const cover_group group_distance = {
    "distance",
    "B8",
    "how near the exact result is to a number or a tie: bits k of a distance in (2^-(k+1), 2^-k] ulp",
    distance_axes,
    distance_take,
    distance_impossible};

/* ---- Sticky bits, one at a time ---------------------------------------------------------------------------------- */

static int sticky_axes(const cover_target *t, cover_axis axes[AXES_MAX])
{
    const int p = t->precision;
    const int last = t->shape == SHAPE_FMA       ? 2 * p
                     : t->shape == SHAPE_ADD     ? p + 1
                     : t->shape == SHAPE_CONVERT ? t->operand[0].precision - p
                                                 : p;
    const bool suits = t->shape == SHAPE_FMA || t->shape == SHAPE_ADD || t->shape == SHAPE_MUL ||
                       t->shape == SHAPE_DIV || t->shape == SHAPE_CONVERT;
    axes[0] = axis_range("bit", 2, last < 58 - p ? last : 58 - p);
    return suits && rounds_a_number(t) && axes[0].count > 0 ? 1 : 0;
}

static void sticky_take(const cover_case *c, cover_taken *taken)
{
    const uint64_t nu = c->grid->nu;
    if (c->rounds && c->grid->more == 0 && nu != 0 && (nu & (nu - 1)) == 0) {
        cover_take(taken, distance_exponent(nu), 0, 0, 0);
    }
}

const cover_group group_sticky = {
    "sticky", "B7", "a single bit below the guard, of weight 2^-bit ulp, and no other", sticky_axes, sticky_take, NULL};
