/* SPDX-License-Identifier: Apache-2.0
 *
 * The ends of a format's range for people: overflow, underflow, and what stands for something that the format does not
 * have.
 */
#include "decode.h"
#include "text.h"

/* What stands for something that the format does not have: "infinity", "NaN", "0x7E = 448, the largest number". */
static void add_result(hu_phrase *p, const hu_explanation *e)
{
    const hu_explained_code *x = &e->result;
    const uint64_t magnitude = hu_magnitude(&x->format, x->code);
    switch ((hu_explained_kind)x->value.kind) {
    case HU_EXPLAINED_NAN:
        hu_phrase_add(p, "NaN");
        return;
    case HU_EXPLAINED_INFINITY:
        hu_phrase_add(p, x->value.sign != 0 ? "minus infinity" : "infinity");
        return;
    case HU_EXPLAINED_ZERO:
        hu_phrase_add(p, x->value.sign != 0 ? "-0" : "zero");
        return;
    case HU_EXPLAINED_FINITE:
        break;
    }
    hu_phrase_add_code(p, &x->format, x->code);
    hu_phrase_add(p, " ");
    hu_phrase_add_decimal(p, x->value);
    if (magnitude == hu_largest(&x->format)) {
        hu_phrase_add(p, x->value.sign != 0 ? ", the lowest number" : ", the largest number");
    } else if (magnitude == (uint64_t)x->format.has_zero) {
        hu_phrase_add(p, ", the smallest number");
    }
}

static void write_overflow(hu_writer *w, const hu_explanation *e)
{
    const hu_format *to = &e->result.format;
    hu_explained_value chosen = e->rounding.outward != 0 ? e->rounding.outer.value : e->rounding.inner.value;
    hu_phrase p = {.length = 0}, decimal = {.length = 0};
    chosen.sign = 0;
    hu_phrase_add_decimal(&decimal, chosen);
    hu_phrase_add(&p, "Overflow: ");
    hu_phrase_add(&p, decimal.text + 2);
    hu_phrase_add(&p, " is more than ");
    hu_phrase_add_code(&p, to, hu_largest(to));
    hu_phrase_add(&p, " ");
    hu_phrase_add_decimal(&p, hu_explain_value(hu_decode(to, hu_largest(to)), false));
    hu_phrase_add(&p, ", the largest finite number.");
    hu_write_sentence(w, p.text);
    p = (hu_phrase){.length = 0};
    if (e->result.value.kind == HU_EXPLAINED_INFINITY) {
        hu_phrase_add(&p, e->result.value.sign != 0 ? "The result is minus infinity." : "The result is infinity.");
    } else if (e->result.value.kind == HU_EXPLAINED_NAN) {
        hu_phrase_add(&p, to->name);
        hu_phrase_add(&p, " has no infinity, so the result is NaN.");
    } else if (e->env.overflow != HU_OVERFLOW_NONE) {
        hu_phrase_add(&p, "By the overflow policy it is saturated: the result is the largest finite number.");
    } else if (to->infinity == HU_INFINITY_NONE && to->nan == HU_NAN_NONE) {
        hu_phrase_add(&p, to->name);
        hu_phrase_add(&p, " has neither infinity nor NaN, so the result is the largest number.");
    } else {
        hu_phrase_add(&p, "This rounding direction never goes beyond it, so it is the result.");
    }
    hu_write_sentence(w, p.text);
}

static void write_underflow(hu_writer *w, const hu_explanation *e)
{
    const hu_explained_rounding *r = &e->rounding;
    hu_phrase p = {.length = 0};
    if (r->tiny_before == 0) {
        return;
    }
    if ((e->flags & HU_UNDERFLOW) == 0) {
        hu_phrase_add(&p, "No underflow: the result is ");
        hu_phrase_add(&p, r->reason == HU_REASON_EXACT
                              ? "subnormal, but exact."
                              : "inexact, but rounded with an unbounded exponent it would be a "
                                "normal number.");
    } else {
        hu_phrase_add(&p, e->env.tininess == HU_TININESS_BEFORE
                              ? "Underflow: before rounding, the result is"
                              : "Underflow: even when rounded with an unbounded exponent, the result is");
        hu_phrase_add(&p, " below the smallest normal number, ");
        hu_phrase_add_power(&p, hu_emin(&e->result.format));
        hu_phrase_add(&p, e->replaced == HU_REPLACED_FLUSHED ? ", so it is flushed to zero (FTZ)."
                                                             : ", and it is inexact.");
    }
    hu_write_sentence(w, p.text);
}

void hu_write_replacement(hu_writer *w, const hu_explanation *e)
{
    hu_phrase p = {.length = 0};
    const char *name = e->result.format.name;
    switch ((hu_explained_replacement)e->replaced) {
    case HU_REPLACED_OVERFLOW:
        write_overflow(w, e);
        return;
    case HU_REPLACED_NOT:
    case HU_REPLACED_FLUSHED:
        write_underflow(w, e);
        return;
    case HU_REPLACED_INFINITY:
        hu_phrase_add(&p, e->result.format.infinity == HU_INFINITY_NONE ? name : "Infinity is saturated");
        hu_phrase_add(&p, e->result.format.infinity == HU_INFINITY_NONE ? " has no infinity" : "");
        break;
    case HU_REPLACED_MISSING_NAN:
        hu_phrase_add(&p, name);
        hu_phrase_add(&p, " has no NaN (invalid)");
        break;
    case HU_REPLACED_MISSING_ZERO:
        hu_phrase_add(&p, "Underflow: less than the smallest number, and ");
        hu_phrase_add(&p, name);
        hu_phrase_add(&p, " has no zero");
        break;
    case HU_REPLACED_NEGATIVE:
        hu_phrase_add(&p, "Below zero, and ");
        hu_phrase_add(&p, name);
        hu_phrase_add(&p, " has no sign (invalid)");
        break;
    }
    hu_phrase_add(&p, ": by the environment's policies the result is ");
    add_result(&p, e);
    hu_phrase_add(&p, ".");
    hu_write_sentence(w, p.text);
}
