/* SPDX-License-Identifier: Apache-2.0
 *
 * The third stage of an explanation: the two neighbours of the exact result, what is discarded, and why one of them, or
 * something else altogether, is the result.
 */
#include "draw.h"

#include "pipeline.h"

enum { DISCARDED_DRAWN = 24 }; /* of the discarded bits; all are drawn with the exact result */

/* Where an exact value falls among the numbers of a format, its range left aside. */
typedef struct {
    hu_quantum quantum;
    bool subnormal;        /* the quantum is that of the smallest binade         */
    uint64_t fraction;     /* nu * 2^64, its lowest bit sticky                   */
    hu_value inner, outer; /* the multiples of the quantum around it, or both it */
} place;

static place find_place(const hu_format *to, hu_value exact)
{
    int binade = exact.exponent + 63;
    place p = {.subnormal = hu_is_subnormal(to, binade)};
    p.quantum = p.subnormal ? hu_subnormal_quantum(to) : hu_normal_quantum(to, binade);

    int shift = p.quantum.exponent - exact.exponent;
    if (shift > 0) {
        p.fraction = shift < 64 ? exact.significand << (64 - shift) : hu_shift_right_jam(exact.significand, shift - 64);
    }
    bool inexact;
    hu_env inward = {.rounding = HU_TOWARD_ZERO};
    hu_env outward = {.rounding = exact.sign ? HU_DOWN : HU_UP};
    p.inner = hu_round_to_quantum(exact, p.quantum, &inward, &inexact);
    p.outer = hu_round_to_quantum(exact, p.quantum, &outward, &inexact);
    return p;
}

static bool has_code(const hu_format *to, hu_value v)
{
    if (v.kind == VALUE_ZERO) {
        return to->has_zero;
    }
    return (to->has_sign || !v.sign) && (to->has_zero || v.exponent + 63 >= hu_emin(to)) &&
           !hu_magnitude_above(v, hu_decode(to, hu_largest(to)));
}

/* "0x34CC = 0.2998046875", or "no code = 480". */
static void describe(char text[HU_EXPLAIN_TEXT], const hu_format *to, hu_value v)
{
    char decimal[HU_EXPLAIN_TEXT], code[HU_EXPLAIN_TEXT];
    hu_explain_decimal(decimal, v);
    if (has_code(to, v)) {
        hu_explain_code(code, (hu_number){to, hu_encode(to, v)});
        snprintf(text, HU_EXPLAIN_TEXT, "%.24s %.64s", code, decimal);
    } else {
        snprintf(text, HU_EXPLAIN_TEXT, "no code %.64s", decimal);
    }
}

/* ---- The drawing ------------------------------------------------------------------------------------------------ */

static const char *against_half(uint64_t fraction)
{
    const uint64_t half = UINT64_C(1) << 63;
    return fraction == half ? "exactly half" : fraction < half ? "less than half" : "more than half";
}

static void draw_place(FILE *out, const hu_format *to, hu_value exact, const place *p)
{
    int quantum = p->quantum.exponent;
    int unit = quantum + to->fraction_bits;
    int top = p->outer.exponent + 63;
    hu_grid g = {top > unit ? top : unit, quantum - DISCARDED_DRAWN, unit, quantum};
    fprintf(out, "\n3. round, in units of 2^%d\n", unit);
    fprintf(out, "   %s has %d bit%s of precision", to->name, hu_precision(to), hu_precision(to) > 1 ? "s" : "");
    if (p->subnormal) {
        fprintf(out, ", fewer below 2^%d: there the quantum stays 2^%d.\n", hu_emin(to), quantum);
    } else {
        fprintf(out, ": the quantum here, one ulp, is 2^%d.\n", quantum);
    }
    hu_row rows[4] = {hu_explain_row("exact", exact, g, true)};
    int count = 1;
    if (p->fraction != 0) {
        rows[1] = hu_explain_row("discarded", exact, g, true);
        hu_explain_bits(rows[1].bits, exact, g, quantum - 1, true);
        strcpy(rows[1].label, "discarded");
        rows[2] = hu_explain_row("inner", p->inner, g, false);
        describe(rows[2].note, to, p->inner);
        rows[3] = hu_explain_row("outer", p->outer, g, false);
        describe(rows[3].note, to, p->outer);
        count = 4;
    }
    hu_explain_rows(out, rows, count);
    if (p->fraction != 0) {
        char decimal[HU_EXPLAIN_TEXT];
        int shift = quantum - exact.exponent;
        hu_value nu = hu_value_finite(false, -shift, exact.significand & hu_ones(shift < 64 ? shift : 64));
        nu.significand |= exact.significand & 1; /* still sticky, and so not printed as exact */
        hu_explain_decimal(decimal, nu);
        fprintf(out, "   Discarded is nu %s of a quantum: %s.\n", decimal, against_half(p->fraction));
    }
}

/* The numbers next to a finite x on either side, for which nothing needs rounding. */
static void draw_neighbours(FILE *out, const hu_format *to, hu_value x, const place *p)
{
    int quantum = p->quantum.exponent;
    uint64_t code = hu_encode(to, x);
    uint64_t magnitude = hu_magnitude(to, code);
    uint64_t sign = code ^ magnitude;
    bool has_inner = magnitude > 1 || (magnitude == 1 && (sign == 0 || hu_has_negative_zero(to)));
    bool has_outer = magnitude < hu_largest(to);
    int unit = quantum + to->fraction_bits;
    hu_value inner = has_inner ? hu_decode(to, sign | (magnitude - 1)) : x;
    hu_value outer = has_outer ? hu_decode(to, sign | (magnitude + 1)) : x;
    hu_grid g = {outer.exponent + 63 > unit ? outer.exponent + 63 : unit, quantum - 1, unit, quantum};
    hu_row rows[3];
    int count = 0;
    if (has_inner) {
        rows[count] = hu_explain_row("inner", inner, g, false);
        describe(rows[count++].note, to, inner);
    }
    rows[count] = hu_explain_row("x", x, g, false);
    describe(rows[count++].note, to, x);
    if (has_outer) {
        rows[count] = hu_explain_row("outer", outer, g, false);
        describe(rows[count++].note, to, outer);
    }
    fprintf(out, "\n3. round: nothing to do; x and its neighbours, in units of 2^%d\n", unit);
    hu_explain_rows(out, rows, count);
    fprintf(out, "   The quantum here, one ulp, is 2^%d%s.\n", quantum,
            p->subnormal ? ", as in all subnormal numbers" : "");
    if (!has_outer) {
        fprintf(out, "   x is the largest number of its sign.\n");
    }
}

/* ---- The decision ----------------------------------------------------------------------------------------------- */

/* Left and right hand side of the comparison that hu_stochastic_up makes. */
static void print_draw(FILE *out, uint64_t fraction, const hu_env *env)
{
    int n = (int)env->random_bits;
    unsigned long long r = env->random, one = 1ULL << n;
    unsigned long long cut = n == 0 ? 0 : fraction >> (64 - n);
    unsigned long long below = fraction << n;
    const char *formula = "floor(nu 2^N) + R >= 2^N";
    switch (env->rounding) {
    case HU_STOCHASTIC_B:
        formula = "floor(nu 2^(N+1)) + 2 R + 1 >= 2^(N+1)";
        cut = 2 * cut + (below >> 63);
        r = 2 * r + 1;
        one *= 2;
        break;
    case HU_STOCHASTIC_C:
        formula = "(nu 2^N to nearest, ties to even) + R >= 2^N";
        cut += below > 1ULL << 63 || (below == 1ULL << 63 && (cut & 1) != 0);
        break;
    default:
        break;
    }
    char head[HU_EXPLAIN_TEXT], tail[HU_EXPLAIN_TEXT];
    snprintf(head, sizeof head, "Outer if %s, N = %d:", formula, n);
    snprintf(tail, sizeof tail, "%llu + %llu %s %llu.", cut, r, cut + r >= one ? ">=" : "<", one);
    hu_explain_parts(out, 3, head, tail);
}

/* Why `outer` or inner: completes "rounded up, toward plus infinity: ". */
static const char *reason(uint64_t fraction, bool negative, bool outer, const hu_env *env)
{
    const bool tie = fraction == UINT64_C(1) << 63;
    switch (env->rounding) {
    case HU_NEAREST_EVEN:
        if (!tie) {
            return against_half(fraction);
        }
        return outer ? "a tie, and the outer one is even" : "a tie, and the inner one is even";
    case HU_NEAREST_AWAY:
        return !tie ? against_half(fraction) : "a tie";
    case HU_TOWARD_ZERO:
        return "whatever nu is";
    case HU_DOWN:
    case HU_UP:
        return negative ? "the result is negative" : "the result is positive";
    case HU_TO_ODD:
        return outer ? "not exact, and the outer one is odd" : "not exact, and the inner one is odd";
    case HU_STOCHASTIC_A:
    case HU_STOCHASTIC_B:
    case HU_STOCHASTIC_C:
        break;
    }
    return "as drawn";
}

/* Beyond the largest finite number: which row of hu_overflow's table the result came from. */
static void print_overflow(FILE *out, const hu_format *to, hu_value rounded, hu_value result, const hu_env *env)
{
    char limit[HU_EXPLAIN_TEXT], decimal[HU_EXPLAIN_TEXT];
    hu_value largest = hu_decode(to, hu_largest(to));
    describe(limit, to, largest);
    rounded.sign = false;
    hu_explain_decimal(decimal, rounded);
    char head[2 * HU_EXPLAIN_TEXT];
    snprintf(head, sizeof head, "Overflow: %s is more than", decimal + 2);
    strcat(limit, ", the largest number.");
    hu_explain_parts(out, 3, head, limit);
    if (result.kind == VALUE_INFINITY) {
        fprintf(out, "   The result is infinity.\n");
    } else if (result.kind == VALUE_NAN) {
        fprintf(out, "   %s has no infinity: the result is NaN.\n", to->name);
    } else if (env->overflow != HU_OVERFLOW_NONE) {
        fprintf(out, "   Saturated: the largest number is the result.\n");
    } else {
        fprintf(out, "   %s: the largest number is the result.\n",
                to->infinity == HU_INFINITY_NONE && to->nan == HU_NAN_NONE ? "There is neither infinity nor NaN"
                                                                           : "This direction does not go beyond it");
    }
}

/* What became of the rounded number at the low end of the range. */
static void print_underflow(FILE *out, const hu_format *to, const place *p, hu_value result, const hu_env *env)
{
    if (!to->has_zero && (env->flags & HU_UNDERFLOW) != 0) {
        fprintf(out, "   Underflow: below the smallest number, and %s has no zero: the result is %s.\n", to->name,
                result.kind == VALUE_NAN ? "NaN" : "that number");
    } else if (p->subnormal && (env->flags & HU_UNDERFLOW) == 0) {
        fprintf(out, "   No underflow: %s.\n",
                p->fraction == 0 ? "the result is subnormal, but exact"
                                 : "with an unbounded exponent it would round to a normal number");
    } else if (p->subnormal) {
        const char *when =
            env->tininess == HU_TININESS_BEFORE ? "before rounding" : "after rounding, its exponent unbounded";
        fprintf(out, "   Underflow: below 2^%d %s%s.\n", hu_emin(to), when,
                (env->flush & HU_FLUSH_RESULTS) != 0 ? ", and so flushed to zero (FTZ)" : ", and inexact");
    }
}

static void print_special(FILE *out, const hu_format *to, hu_value exact, hu_value result)
{
    static const char *const kinds[] = {"zero", "a number", "infinity", "NaN"};
    fprintf(out, "\n3. round\n");
    if (result.kind == exact.kind) {
        fprintf(out, "   Nothing to round: %s stays %s.\n", kinds[exact.kind], kinds[exact.kind]);
        return;
    }
    char text[HU_EXPLAIN_TEXT];
    if (result.kind == VALUE_FINITE) {
        describe(text, to, result);
    } else {
        snprintf(text, sizeof text, "%s", kinds[result.kind]);
    }
    char tail[2 * HU_EXPLAIN_TEXT];
    snprintf(tail, sizeof tail, "%s becomes %s in %s.", kinds[exact.kind], text, to->name);
    hu_explain_parts(out, 3, "Nothing to round; but by the environment's policies", tail);
}

hu_value hu_explain_round(FILE *out, const hu_format *to, hu_value exact, bool alone, hu_env *env)
{
    hu_value result = hu_round(to, exact, env);
    if (exact.kind != VALUE_FINITE) {
        print_special(out, to, exact, result);
        return result;
    }
    if (!to->has_sign && env->negative == HU_NEGATIVE_MAGNITUDE) {
        exact.sign = false;
    }
    place p = find_place(to, exact);
    if (alone && (env->flags & HU_UNDERFLOW) == 0) {
        draw_neighbours(out, to, exact, &p);
        return result;
    }
    draw_place(out, to, exact, &p);
    bool inexact;
    hu_value rounded = hu_round_to_quantum(exact, p.quantum, env, &inexact);
    assert(!has_code(to, rounded) || (env->flush & HU_FLUSH_RESULTS) != 0 ||
           hu_encode(to, rounded) == hu_encode(to, result));
    if (inexact) {
        bool outer = rounded.kind != p.inner.kind || hu_magnitude_above(rounded, p.inner);
        if (env->rounding >= HU_STOCHASTIC_A) {
            print_draw(out, p.fraction, env);
        }
        fprintf(out, "   Rounded %s: %s, so the %s neighbour.\n", hu_explain_rounding(env->rounding),
                reason(p.fraction, exact.sign, outer, env), outer ? "outer" : "inner");
    } else {
        fprintf(out, "   Nothing is discarded: every rounding mode gives this.\n");
    }
    if (exact.sign && !to->has_sign && rounded.kind == VALUE_FINITE) {
        fprintf(out, "   %s has no sign: a negative result is invalid.\n", to->name);
    } else if ((env->flags & HU_OVERFLOW) != 0) {
        print_overflow(out, to, rounded, result, env);
    } else {
        print_underflow(out, to, &p, result, env);
    }
    return result;
}
