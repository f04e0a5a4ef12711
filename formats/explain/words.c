/* SPDX-License-Identifier: Apache-2.0
 *
 * The third stage for people: the two neighbours of the exact result, what is discarded, and why one of them, or
 * something else altogether, is the result.
 */
#include "text.h"

enum { DISCARDED_DRAWN = 24 }; /* of the discarded bits; as many as fit are drawn with the exact result */

const char *hu_words_rounding(uint32_t rounding)
{
    switch ((hu_rounding)rounding) {
    case HU_NEAREST_EVEN:
        return "to nearest, ties to even";
    case HU_NEAREST_AWAY:
        return "to nearest, ties away from zero";
    case HU_TOWARD_ZERO:
        return "toward zero";
    case HU_DOWN:
        return "down, toward minus infinity";
    case HU_UP:
        return "up, toward plus infinity";
    case HU_TO_ODD:
        return "to odd";
    case HU_STOCHASTIC_A:
        return "stochastically (A)";
    case HU_STOCHASTIC_B:
        return "stochastically (B)";
    case HU_STOCHASTIC_C:
        return "stochastically (C)";
    }
    return "as the environment says";
}

/* "0x34CC = 0.2998046875", or "no code = 480". */
static void add_neighbour(hu_phrase *p, const hu_format *to, const hu_explained_neighbour *n)
{
    if (n->place == HU_PLACE_CODE) {
        hu_phrase_add_code(p, to, n->code);
    } else {
        hu_phrase_add(p, "no code");
    }
    hu_phrase_add(p, " ");
    hu_phrase_add_decimal(p, n->value);
}

static void write_heading(hu_writer *w, const char *text, int unit, const char *more)
{
    hu_phrase p = {.length = 0};
    hu_phrase_add(&p, text);
    hu_phrase_add(&p, ", in units of ");
    hu_phrase_add_power(&p, unit);
    hu_phrase_add(&p, more);
    hu_write_char(w, '\n');
    hu_write_words(w, 0, p.text);
}

/* ---- The drawing ------------------------------------------------------------------------------------------------- */

/* The exact result, and where something is discarded that and the neighbours. */
static void draw_place(hu_writer *w, const hu_format *to, hu_explained_value exact, const hu_explained_rounding *r,
                       int unit)
{
    const int top = (r->reason != HU_REASON_EXACT ? r->outer.value.exponent : exact.exponent) + 63;
    hu_grid g = {top > unit ? top : unit, r->quantum - DISCARDED_DRAWN, unit, r->quantum};
    hu_draw_fit(&g, hu_draw_columns(w->width));
    hu_row rows[HU_DRAW_ROWS] = {hu_draw_row("exact", exact, g, g.left, true)};
    int count = 1;
    if (r->reason != HU_REASON_EXACT) {
        rows[1] = hu_draw_row("discarded", exact, g, r->quantum - 1, true);
        rows[1].sign = ' ';
        rows[2] = hu_draw_row("inner", r->inner.value, g, g.left, false);
        add_neighbour(&rows[2].note, to, &r->inner);
        rows[3] = hu_draw_row("outer", r->outer.value, g, g.left, false);
        add_neighbour(&rows[3].note, to, &r->outer);
        count = 4;
    }
    hu_draw_rows(w, rows, count);
}

/* An operand between the numbers next to it, for which nothing needs rounding. */
static void draw_neighbours(hu_writer *w, const hu_explanation *e)
{
    const hu_explained_rounding *r = &e->rounding;
    const hu_format *to = &e->result.format;
    const int unit = r->quantum + to->fraction_bits;
    const bool has_inner = e->previous.place == HU_PLACE_CODE;
    const bool has_outer = r->outer.place == HU_PLACE_CODE;
    const int top = r->outer.value.exponent + 63;
    hu_grid g = {has_outer && top > unit ? top : unit, r->quantum - 1, unit, r->quantum};
    hu_draw_fit(&g, hu_draw_columns(w->width));
    hu_row rows[3];
    int count = 0;
    if (has_inner) {
        rows[count] = hu_draw_row("inner", e->previous.value, g, g.left, false);
        add_neighbour(&rows[count++].note, to, &e->previous);
    }
    rows[count] = hu_draw_row("x", e->exact, g, g.left, false);
    add_neighbour(&rows[count++].note, to, &r->inner);
    if (has_outer) {
        rows[count] = hu_draw_row("outer", r->outer.value, g, g.left, false);
        add_neighbour(&rows[count++].note, to, &r->outer);
    }
    write_heading(w, "3. round", unit, ": nothing to do; x and its neighbours");
    hu_draw_rows(w, rows, count);
    hu_phrase p = {.length = 0};
    hu_phrase_add(&p, r->subnormal != 0 ? "The quantum here, the smallest subnormal number, is "
                                        : "The quantum here, one ulp, is ");
    hu_phrase_add_power(&p, r->quantum);
    hu_phrase_add(&p, ".");
    hu_write_sentence(w, p.text);
    if (!has_outer) {
        hu_write_sentence(w, "x is the largest finite number of its sign.");
    }
    if (!has_inner) {
        hu_write_sentence(w, "x is the smallest number.");
    }
}

/* ---- The choice -------------------------------------------------------------------------------------------------- */

static void write_discarded(hu_writer *w, const hu_explained_rounding *r)
{
    const uint64_t half = UINT64_C(1) << 63;
    hu_phrase p = {.length = 0};
    hu_phrase_add(&p, "The discarded part, nu, is ");
    if (r->nu == 0) {
        hu_phrase_add(&p, "less than 2^-64");
    } else {
        hu_explained_value nu = hu_explain_value(hu_value_finite(false, -64, r->nu), false);
        nu.sticky = r->more;
        hu_phrase decimal = {.length = 0};
        hu_phrase_add_decimal(&decimal, nu);
        hu_phrase_add(&p, decimal.text[0] == '~' ? "about " : "");
        hu_phrase_add(&p, decimal.text + 2);
    }
    hu_phrase_add(&p, " of a quantum: ");
    hu_phrase_add(&p, r->nu == half && r->more == 0 ? "exactly half."
                      : r->nu < half                ? "less than half."
                                                    : "more than half.");
    hu_write_sentence(w, p.text);
}

static void write_draw(hu_writer *w, const hu_explained_rounding *r, const hu_env *env)
{
    const char *formula = "floor(nu * 2^N) + R >= 2^N";
    if (env->rounding == HU_STOCHASTIC_B) {
        formula = "floor(nu * 2^(N+1)) + 2R + 1 >= 2^(N+1)";
    } else if (env->rounding == HU_STOCHASTIC_C) {
        formula = "(nu * 2^N to nearest, ties to even) + R >= 2^N";
    }
    hu_phrase p = {.length = 0};
    hu_phrase_add(&p, "Outer is chosen if ");
    hu_phrase_add(&p, formula);
    hu_phrase_add(&p, ". With N = ");
    hu_phrase_add_unsigned(&p, env->random_bits);
    hu_phrase_add(&p, " random bits, R = ");
    hu_phrase_add_unsigned(&p, env->random);
    hu_phrase_add(&p, ": ");
    hu_phrase_add_unsigned(&p, r->draw);
    hu_phrase_add(&p, " + ");
    hu_phrase_add_unsigned(&p, r->random);
    hu_phrase_add(&p, r->outward != 0 ? " >= " : " < ");
    hu_phrase_add_unsigned(&p, r->threshold);
    hu_phrase_add(&p, ".");
    hu_write_sentence(w, p.text);
}

/* Completes "rounded up, toward plus infinity: ". */
static const char *reason(const hu_explained_rounding *r, bool negative, const hu_env *env)
{
    switch ((hu_explained_reason)r->reason) {
    case HU_REASON_BELOW_HALF:
        return "less than half is discarded, so ";
    case HU_REASON_ABOVE_HALF:
        return "more than half is discarded, so ";
    case HU_REASON_TIE_EVEN:
        return "a tie, so the even one, ";
    case HU_REASON_TIE_AWAY:
        return "a tie, so ";
    case HU_REASON_DIRECTED:
        return env->rounding == HU_TOWARD_ZERO ? "whatever is discarded, "
               : negative                      ? "the result is negative, so "
                                               : "the result is positive, so ";
    case HU_REASON_ODD:
        return "not exact, so the odd one, ";
    case HU_REASON_DRAWN:
    case HU_REASON_SPECIAL:
    case HU_REASON_EXACT:
        break;
    }
    return "as drawn, ";
}

static void write_choice(hu_writer *w, const hu_explained_rounding *r, bool negative, const hu_env *env)
{
    if (r->reason == HU_REASON_EXACT) {
        hu_write_sentence(w, "Nothing is discarded: every rounding mode gives this.");
        return;
    }
    hu_write_sentence(w, "Inner is the neighbour toward zero, outer the one away from zero.");
    write_discarded(w, r);
    if (r->reason == HU_REASON_DRAWN && r->threshold != 0) {
        write_draw(w, r, env);
    }
    hu_phrase p = {.length = 0};
    hu_phrase_add(&p, "Rounded ");
    hu_phrase_add(&p, hu_words_rounding(env->rounding));
    hu_phrase_add(&p, ": ");
    hu_phrase_add(&p, reason(r, negative, env));
    hu_phrase_add(&p, r->outward != 0 ? "outer" : "inner");
    hu_phrase_add(&p, r->reason == HU_REASON_TIE_EVEN || r->reason == HU_REASON_ODD ? ", is chosen." : " is chosen.");
    hu_write_sentence(w, p.text);
}

/* ---- The stage --------------------------------------------------------------------------------------------------- */

static void write_special(hu_writer *w, const hu_explanation *e)
{
    static const char *const stays[] = {"zero stays zero.", "", "infinity stays infinity.", "NaN stays NaN."};
    hu_write(w, "\n3. round\n");
    if (e->replaced != HU_REPLACED_NOT) {
        hu_write_replacement(w, e);
        return;
    }
    hu_phrase p = {.length = 0};
    hu_phrase_add(&p, "Nothing to round: ");
    hu_phrase_add(&p, stays[e->to_round.kind]);
    hu_write_sentence(w, p.text);
}

/* roundToIntegral: first to an integer. True: and that is a number of the format, so that no more need be said. */
static bool write_integral(hu_writer *w, const hu_explanation *e)
{
    const hu_explained_rounding *r = &e->integral;
    if (r->reason == HU_REASON_SPECIAL) {
        return false;
    }
    write_heading(w, "3. round to an integer", 0, "");
    if (r->kept == UINT64_MAX) {
        hu_write_sentence(w, "x is an integer.");
    } else {
        draw_place(w, &e->result.format, e->exact, r, 0);
        write_choice(w, r, e->exact.sign != 0, &e->env);
    }
    return e->rounding.reason <= HU_REASON_EXACT && e->replaced == HU_REPLACED_NOT;
}

void hu_write_rounding(hu_writer *w, const hu_explanation *e)
{
    const hu_explained_rounding *r = &e->rounding;
    const hu_format *to = &e->result.format;
    if (e->has_integral != 0 && write_integral(w, e)) {
        return;
    }
    if (e->to_round.kind != HU_EXPLAINED_FINITE) {
        write_special(w, e);
        return;
    }
    if (e->same != 0 && e->replaced == HU_REPLACED_NOT) {
        draw_neighbours(w, e);
        return;
    }
    const int unit = r->quantum + to->fraction_bits;
    write_heading(w, e->has_integral != 0 ? "3. round to the format" : "3. round", unit, "");
    hu_phrase p = {.length = 0};
    hu_phrase_add(&p, to->name);
    hu_phrase_add(&p, " has ");
    hu_phrase_add_signed(&p, hu_precision(to));
    hu_phrase_add(&p, hu_precision(to) > 1 ? " bits of precision" : " bit of precision");
    if (r->subnormal != 0) {
        hu_phrase_add(&p, ", but fewer below ");
        hu_phrase_add_power(&p, hu_emin(to));
        hu_phrase_add(&p, ": there the quantum stays ");
    } else {
        hu_phrase_add(&p, ": the quantum here, one ulp, is ");
    }
    hu_phrase_add_power(&p, r->quantum);
    hu_phrase_add(&p, ".");
    hu_write_sentence(w, p.text);
    hu_explained_value exact = e->to_round;
    exact.sign = r->inner.value.sign; /* hu_negative may have taken it away */
    draw_place(w, to, exact, r, unit);
    write_choice(w, r, exact.sign != 0, &e->env);
    hu_write_replacement(w, e);
}
