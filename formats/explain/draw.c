/* SPDX-License-Identifier: Apache-2.0
 *
 * Bits in columns, and numbers as decimals.
 */
#include "draw.h"

#include "pipeline.h"

enum { DECIMAL_SHOWN = 30, EXPONENT_SHOWN = 32000, STICKY_SHOWN = 12, DECIMAL_SIZE = 64, BELOW_LEAST = 4 };

/* ---- Decimals ---------------------------------------------------------------------------------------------------- */

/* hu_print wants a number of some format; v is lent one of 53 bits whose bias puts 2^0 where v is. */
static hu_format lend(int binade)
{
    return (hu_format){.name = "lent",
                       .exponent_bits = 11,
                       .fraction_bits = 52,
                       .bias = 1023 - binade,
                       .has_sign = 1,
                       .has_zero = 1,
                       .infinity = HU_INFINITY_TOP_EXPONENT,
                       .nan = HU_NAN_TOP_EXPONENT};
}

/* An integer of at most 64 bits, which may be more than the format that is lent has room for. */
static bool is_integer(hu_explained_value v)
{
    return v.kind == HU_EXPLAINED_FINITE && v.sticky == 0 && v.exponent <= 0 && v.exponent > -64 &&
           (v.significand & hu_ones(-v.exponent)) == 0;
}

void hu_phrase_add_decimal(hu_phrase *p, hu_explained_value v)
{
    if (is_integer(v)) {
        hu_phrase_add(p, v.sign != 0 ? "=" HU_HARD_SPACE "-" : "=" HU_HARD_SPACE);
        hu_phrase_add_unsigned(p, hu_explain_integer(v));
        return;
    }
    const int binade = v.kind == HU_EXPLAINED_FINITE ? v.exponent + 63 : 0;
    if (binade < -EXPONENT_SHOWN || binade > EXPONENT_SHOWN) {
        hu_phrase_add(p, v.sign != 0 ? "~" HU_HARD_SPACE "-" : "~" HU_HARD_SPACE);
        hu_phrase_add_power(p, binade);
        return;
    }
    hu_format lent = lend(binade);
    hu_env env = {0};
    hu_number number = {&lent, hu_encode(&lent, hu_round(&lent, hu_explain_private(v), &env))};
    const bool exact = env.flags == 0 && v.sticky == 0;
    const bool may_be_few = binade > -DECIMAL_SHOWN && binade < 4 * DECIMAL_SHOWN; /* thousands of digits take long */
    const bool few = may_be_few && hu_print(NULL, 0, number, HU_TEXT_EXACT) <= DECIMAL_SHOWN;
    const bool near_one = binade > -30 && binade < 30; /* or its first digits would be all zeros, or lack the point */
    char text[DECIMAL_SIZE];
    if (exact && few) {
        hu_print(text, sizeof text, number, HU_TEXT_EXACT);
    } else if (exact && near_one) {
        hu_print(text, DECIMAL_SHOWN + 1, number, HU_TEXT_EXACT);
    } else if (near_one && binade > -4) {
        hu_print(text, STICKY_SHOWN + 1 + v.sign, number, HU_TEXT_EXACT);
    } else {
        if (v.sticky != 0) { /* more digits would be noise */
            lent.fraction_bits = 32;
            number.code = hu_encode(&lent, hu_round(&lent, hu_explain_private(v), &env));
        }
        hu_print(text, sizeof text, number, HU_TEXT_SHORTEST);
    }
    hu_phrase_add(p, exact && (few || near_one) ? "=" HU_HARD_SPACE : "~" HU_HARD_SPACE);
    hu_phrase_add(p, text);
    hu_phrase_add(p, exact && near_one && !few ? "..." : "");
}

/* ---- Bits -------------------------------------------------------------------------------------------------------- */

int hu_draw_columns(int width)
{
    const int others = 1 + 1 + 3 + 1; /* and one more for a carry into the next binade */
    return width - HU_DRAW_BITS - others;
}

void hu_draw_fit(hu_grid *g, int columns)
{
    const int wanted = g->quantum - g->right; /* columns below the quantum; some remain in any case */
    const int least = wanted < BELOW_LEAST ? wanted : BELOW_LEAST;
    const int right = g->left - columns + 1;
    g->right = g->right > right ? g->right : right;
    if (g->right > g->quantum - least) {
        g->right = g->quantum - least;
        g->left = g->right + columns - 1;
    }
}

/* The weight of the last bit that is known to be 1, or of the last known bit of a sticky number. */
static int lowest_bit(hu_explained_value v)
{
    if (v.sticky != 0) {
        return v.exponent + 64 - HU_EXPLAIN_SURE_BITS;
    }
    int lowest = v.exponent;
    for (uint64_t s = v.significand; (s & 1) == 0; s >>= 1) {
        lowest++;
    }
    return lowest;
}

void hu_phrase_add_bits(hu_phrase *p, hu_explained_value v, hu_grid g, int shown, bool bar)
{
    const bool finite = v.kind == HU_EXPLAINED_FINITE; /* else zero */
    const int top = finite ? v.exponent + 63 : g.unit;
    const int lowest = finite ? lowest_bit(v) : g.unit;
    int weight = g.left;
    for (; weight >= g.right && (weight >= lowest || weight >= g.quantum); weight--) {
        const bool blank = weight > shown || (weight > g.unit && weight > top);
        const bool one = finite && weight <= top && weight >= lowest && (v.significand >> (weight - v.exponent) & 1);
        hu_phrase_add_char(p, blank ? ' ' : one ? '1' : '0');
        if (weight == g.unit && (weight > lowest || weight > g.quantum)) {
            hu_phrase_add_char(p, blank ? ' ' : '.');
        }
        if (weight == g.quantum && bar) {
            hu_phrase_add_char(p, '|');
        }
    }
    if (finite && (weight >= lowest || v.sticky != 0)) {
        hu_phrase_add(p, "...");
    }
}

/* ---- Rows -------------------------------------------------------------------------------------------------------- */

hu_row hu_draw_row(const char *label, hu_explained_value v, hu_grid g, int shown, bool bar)
{
    hu_row r = {.sign = v.sign != 0 ? '-' : '+'};
    assert(strlen(label) < sizeof r.label);
    memcpy(r.label, label, strlen(label) + 1);
    const bool high = v.kind == HU_EXPLAINED_FINITE && v.exponent + 63 > g.left;
    if (high || g.left < g.unit) {
        hu_phrase_add(&r.bits, shown < g.left ? "  " : ".."); /* the line is too short for all */
        g.left -= 2;
    }
    hu_phrase_add_bits(&r.bits, v, g, shown, bar);
    return r;
}

void hu_draw_rows(hu_writer *w, const hu_row *rows, int count)
{
    int bits = 0, note = 0;
    for (int i = 0; i < count; i++) {
        if (rows[i].note.length != 0 && (int)rows[i].bits.length > bits) {
            bits = (int)rows[i].bits.length;
        }
        note = (int)rows[i].note.length > note ? (int)rows[i].note.length : note;
    }
    const int beside = HU_DRAW_BITS + bits + 2;
    const bool fits = beside + note <= w->width;
    for (int i = 0; i < count; i++) {
        const hu_row *r = &rows[i];
        hu_write_to(w, HU_DRAW_INDENT);
        hu_write(w, r->label);
        hu_write_to(w, HU_DRAW_SIGN);
        hu_write_char(w, r->sign);
        hu_write_to(w, HU_DRAW_BITS);
        hu_write(w, r->bits.text);
        if (r->note.length == 0 || !fits) {
            hu_write_char(w, '\n');
        }
        if (r->note.length != 0) {
            hu_write_words(w, fits ? beside : HU_DRAW_BITS, r->note.text);
        }
    }
}
