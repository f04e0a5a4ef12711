/* SPDX-License-Identifier: Apache-2.0
 *
 * Bits in columns, and numbers in words.
 */
#include "draw.h"

#include "pipeline.h"

enum { DECIMAL_SHOWN = 30, EXPONENT_SHOWN = 32000, LABEL = 16 };

/* hu_print wants a number of some format; v is lent one of 53 bits whose bias puts 2^0 where v is. */
void hu_explain_decimal(char text[HU_EXPLAIN_TEXT], hu_value v)
{
    int binade = v.kind == VALUE_FINITE ? v.exponent + 63 : 0;
    if (binade < -EXPONENT_SHOWN || binade > EXPONENT_SHOWN) {
        snprintf(text, HU_EXPLAIN_TEXT, "~ %s2^%d", v.sign ? "-" : "", binade);
        return;
    }
    int bias = 1023 - binade;
    hu_format lent = {"lent", 11, 52, bias, true, true, HU_INFINITY_TOP_EXPONENT, HU_NAN_TOP_EXPONENT, 0, {0}};
    hu_env env = {0};
    hu_number number = {&lent, hu_encode(&lent, hu_round(&lent, v, &env))};
    bool exact = env.flags == 0;
    if (!exact) { /* sticky: more digits would be noise */
        lent.fraction_bits = 36;
        number.code = hu_encode(&lent, hu_round(&lent, v, &env));
    }
    bool few = hu_print(NULL, 0, number, HU_TEXT_EXACT) <= DECIMAL_SHOWN;
    bool near_one = bias > 1023 - 30 && bias < 1023 + 30; /* or its first digits would all be zeros, or not the point */
    strcpy(text, exact && (few || near_one) ? "= " : "~ ");
    if (exact && few) {
        hu_print(text + 2, HU_EXPLAIN_TEXT - 2, number, HU_TEXT_EXACT);
    } else if (exact && near_one) {
        hu_print(text + 2, DECIMAL_SHOWN + 1, number, HU_TEXT_EXACT);
        strcat(text, "...");
    } else {
        hu_print(text + 2, HU_EXPLAIN_TEXT - 2, number, HU_TEXT_SHORTEST);
    }
}

const char *hu_explain_rounding(hu_rounding rounding)
{
    static const char *const names[] = {
        "to nearest, ties to even",
        "to nearest, ties away from zero",
        "toward zero",
        "down, toward minus infinity",
        "up, toward plus infinity",
        "to odd",
        "stochastically (A)",
        "stochastically (B)",
        "stochastically (C)",
    };
    return names[rounding];
}

void hu_explain_code(char text[HU_EXPLAIN_TEXT], hu_number x)
{
    snprintf(text, HU_EXPLAIN_TEXT, "0x%0*llX", (hu_width(x.format) + 3) / 4, (unsigned long long)x.code);
}

/* The weight of the last bit that is not zero. */
static int lowest_bit(hu_value v)
{
    int lowest = v.exponent;
    for (uint64_t s = v.significand; (s & 1) == 0; s >>= 1) {
        lowest++;
    }
    return lowest;
}

void hu_explain_bits(char text[HU_EXPLAIN_TEXT], hu_value v, hu_grid g, int shown, bool bar)
{
    bool finite = v.kind == VALUE_FINITE; /* else zero */
    int top = finite ? v.exponent + 63 : g.unit;
    int lowest = finite ? lowest_bit(v) : g.unit;
    int used = 0;
    int weight = g.left;
    for (; weight >= g.right && (weight >= lowest || weight >= g.quantum); weight--) {
        bool blank = weight > shown || (weight > g.unit && weight > top);
        bool one = finite && weight <= top && weight >= lowest && (v.significand >> (weight - v.exponent) & 1) != 0;
        text[used++] = blank ? ' ' : one ? '1' : '0';
        if (weight == g.unit && (weight > lowest || weight > g.quantum)) {
            text[used++] = blank ? ' ' : '.';
        }
        if (weight == g.quantum && bar) {
            text[used++] = '|';
        }
    }
    bool sticky = finite && (v.significand & 1) != 0;
    strcpy(text + used, finite && (weight >= lowest || sticky) ? "..." : "");
}

hu_row hu_explain_row(const char *label, hu_value v, hu_grid g, bool bar)
{
    hu_row r = {.note = ""};
    snprintf(r.label, sizeof r.label, "%-*s%s", LABEL - 5, label, v.sign ? "-" : "+");
    hu_explain_bits(r.bits, v, g, g.left, bar);
    return r;
}

void hu_explain_rows(FILE *out, const hu_row *rows, int count)
{
    int width = 0, note = 0;
    for (int i = 0; i < count; i++) {
        int bits = (int)strlen(rows[i].bits);
        int words = (int)strlen(rows[i].note);
        width = bits > width ? bits : width;
        note = words > note ? words : note;
    }
    const int indent = 3 + LABEL - 3;
    bool fits = indent + width + 2 + note <= HU_EXPLAIN_COLUMNS;
    for (int i = 0; i < count; i++) {
        const hu_row *r = &rows[i];
        fprintf(out, "   %-*s", LABEL - 3, r->label);
        if (r->note[0] == '\0') {
            fprintf(out, "%s\n", r->bits);
        } else if (fits) {
            fprintf(out, "%-*s  %s\n", width, r->bits, r->note);
        } else {
            fprintf(out, "%s\n%*s%s\n", r->bits, indent, "", r->note);
        }
    }
}

void hu_explain_parts(FILE *out, int indent, const char *head, const char *tail)
{
    bool fits = indent + (int)(strlen(head) + 1 + strlen(tail)) <= HU_EXPLAIN_COLUMNS;
    if (fits) {
        fprintf(out, "%*s%s %s\n", indent, "", head, tail);
    } else {
        fprintf(out, "%*s%s\n%*s%s\n", indent, "", head, indent, "", tail);
    }
}
