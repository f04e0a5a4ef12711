/* SPDX-License-Identifier: Apache-2.0
 *
 * Bins of sums: how far the addends are apart, what carries and what cancels, and what a product does that the sum
 * undoes. Exponents are floor(log2 |x|) of the exact addends: of subnormal numbers too, and of exact products.
 */
#include <stddef.h>

#include "bins.h"

static const char *const operations[] = {"add", "subtract"};

static int exponent_of(const hu_explained_value *v)
{
    return v->exponent + 63;
}

static bool is_sum(const cover_target *t)
{
    return t->shape == SHAPE_ADD || t->shape == SHAPE_FMA;
}

/* Both addends are finite and not zero. */
static bool has_addends(const cover_case *c)
{
    return c->e.addend[0].kind == HU_EXPLAINED_FINITE && c->e.addend[1].kind == HU_EXPLAINED_FINITE;
}

static bool subtracts(const cover_case *c)
{
    return c->e.addend[0].sign != c->e.addend[1].sign;
}

/* ---- Shift ------------------------------------------------------------------------------------------------------- */

static int shift_axes(const cover_target *t, cover_axis axes[AXES_MAX])
{
    const int p = t->precision;
    axes[0] = (cover_axis){.name = "effective", .words = operations, .count = 2};
    axes[1] = t->shape == SHAPE_FMA ? axis_range("exponent z - xy", -(2 * p + 2), p + 2)
                                    : axis_range("exponent x - y", -(p + 5), p + 5);
    axes[1].open_below = true;
    axes[1].open_above = true;
    return is_sum(t) ? 2 : 0;
}

static void shift_take(const cover_case *c, cover_taken *taken)
{
    if (has_addends(c)) {
        const int difference = exponent_of(&c->e.addend[0]) - exponent_of(&c->e.addend[1]);
        cover_take(taken, subtracts(c), c->target->shape == SHAPE_FMA ? -difference : difference, 0, 0);
    }
}

static bool shift_impossible(const cover_target *t, const int at[AXES_MAX])
{
    const operand_facts *const x = &t->operand[0];
    const operand_facts *const y = &t->operand[1];
    const operand_facts *const z = &t->operand[2];
    const bool fma = t->shape == SHAPE_FMA;
    const int lowest = fma ? z->lowest - (x->emax + y->emax + 1) : x->lowest - y->emax;
    const int highest = fma ? z->emax - (x->lowest + y->lowest) : x->emax - y->lowest;
    const int difference = at[1] - (fma ? 2 * t->precision + 2 : t->precision + 5);
    return difference < lowest || difference > highest;
}

const cover_group group_shift = {"shift",    "B10, B14", "difference of the addends' exponents",
                                 shift_axes, shift_take, shift_impossible};

/* ---- Carry and cancellation -------------------------------------------------------------------------------------- */

/* More than this cancels only where everything does: see cancellation_impossible. */
static int cancelled_most(const cover_target *t)
{
    return t->shape == SHAPE_FMA ? 2 * t->precision + 1 : t->precision;
}

static int cancellation_axes(const cover_target *t, cover_axis axes[AXES_MAX])
{
    static const char *const sizes[] = {"normal", "below normal"};
    axes[0] = (cover_axis){.name = "effective", .words = operations, .count = 2};
    axes[1] = axis_range("exponent of sum - of larger addend", -cancelled_most(t) - 1, 1);
    axes[1].open_below = true;
    axes[2] = (cover_axis){.name = "sum", .words = sizes, .count = 2};
    return is_sum(t) ? 3 : 0;
}

static void cancellation_take(const cover_case *c, cover_taken *taken)
{
    if (!has_addends(c)) {
        return;
    }
    const int x = exponent_of(&c->e.addend[0]);
    const int y = exponent_of(&c->e.addend[1]);
    const bool zero = c->e.exact.kind == HU_EXPLAINED_ZERO;
    const int sum = zero ? -(1 << 20) : exponent_of(&c->e.exact);
    cover_take(taken, subtracts(c), sum - (x > y ? x : y), sum < c->target->emin, 0);
}

/* The larger exponent is E. Where more than one bit cancels, the other is E or E - 1, and the sum a multiple of the
 * smaller ulp: 2^(E - p) for two operands of p bits. A product has an ulp of 2^(E - 2 p + 1) at least, or half of it
 * where z = 2^E is above it; but a product of 2 p bits is at most 2^2p - 2^(p + 1) + 1, so that then little cancels. */
static bool cancellation_impossible(const cover_target *t, const int at[AXES_MAX])
{
    const int exponent = at[1] - cancelled_most(t) - 1;
    const bool subtract = at[0] == 1;
    const bool below = at[2] == 1;
    if (!subtract) {
        return exponent < 0;
    }
    if (at[1] == 0 && t->same_formats) { /* an addend of more precision may leave a number behind */
        return !below || (t->no_negatives && t->f->operation != HU_OP_SUB);
    }
    const int most = t->shape == SHAPE_FMA ? 2 * t->precision - 1 : t->precision;
    return exponent > 0 || (t->same_formats && exponent < -most);
}

const cover_group group_cancellation = {
    "cancellation",    "B12, B13, B16, B17", "carry (1) and cancelled bits; the lowest value is a sum of 0",
    cancellation_axes, cancellation_take,    cancellation_impossible};

/* ---- Products that a sum undoes ---------------------------------------------------------------------------------- */

enum { PRODUCT_OVERFLOW = 8, PRODUCT_UNDERFLOW, PRODUCTS };

static int product_axes(const cover_target *t, cover_axis axes[AXES_MAX])
{
    static const char *const words[PRODUCTS] = {"last 0, guard 0, sticky 0",       "last 0, guard 0, sticky 1",
                                                "last 0, guard 1, sticky 0",       "last 0, guard 1, sticky 1",
                                                "last 1, guard 0, sticky 0",       "last 1, guard 0, sticky 1",
                                                "last 1, guard 1, sticky 0",       "last 1, guard 1, sticky 1",
                                                "beyond the largest, the sum not", "below normal, the sum not"};
    axes[0] = (cover_axis){.name = "product", .words = words, .count = PRODUCTS};
    return t->shape == SHAPE_FMA && t->precision <= 32 ? 1 : 0;
}

/* The product's bits around the last of p, where the sum needs no rounding; and products outside the range of normal
 * numbers, with sums inside it. */
static void product_take(const cover_case *c, cover_taken *taken)
{
    const cover_target *const t = c->target;
    const hu_explained_value *const product = &c->e.addend[0];
    if (!has_addends(c) || !c->rounds) {
        return;
    }
    const uint64_t s = product->significand;
    const int last = 64 - t->precision;
    if (c->grid->nu == 0 && c->grid->more == 0) {
        const uint64_t rest = s << t->precision;
        cover_take(taken, (int)(s >> last & 1) * 4 + (int)(rest >> 63) * 2 + (rest << 1 != 0), 0, 0, 0);
    }
    const int product_exponent = exponent_of(product);
    const int exponent = exponent_of(&c->e.exact);
    const bool inside = exponent >= t->emin && exponent <= t->emax && (c->flags & HU_OVERFLOW) == 0;
    if (inside && product_exponent > t->emax) {
        cover_take(taken, PRODUCT_OVERFLOW, 0, 0, 0);
    }
    if (inside && product_exponent < t->emin) {
        cover_take(taken, PRODUCT_UNDERFLOW, 0, 0, 0);
    }
}

const cover_group group_product = {
    "product",    "B18",        "products that would round, overflow or underflow, where the sum does not",
    product_axes, product_take, NULL};
