/* SPDX-License-Identifier: Apache-2.0
 *
 * Formats from text: names in the table, IEEE P3109's names, and descriptions of custom formats. halfulp_format.h
 * documents the grammar.
 */
#include "decode.h"
#include "text/ascii.h"

/* Reads a decimal number of at most `digits` digits, without leading zeros except for 0 itself, and moves past it.
 * Returns false if there is none. */
static bool skip_number(hu_cursor *c, int digits, int32_t *number)
{
    hu_cursor at = *c;
    int32_t n = 0;
    int count = 0;
    for (; hu_ascii_digit(hu_cursor_peek(&at)); at.at++, count++) {
        if (count == digits || (count > 0 && n == 0)) {
            return false;
        }
        n = 10 * n + (*at.at - '0');
    }
    if (count == 0) {
        return false;
    }
    *c = at;
    *number = n;
    return true;
}

/* ---- IEEE P3109 -------------------------------------------------------------------------------------------------- */

/* Interim report 4.0 (a draft): Binary{K}p{P}{s|u}{e|f}. The bias puts 1.0 in the middle of the positive codes. There
 * is one zero and one NaN: in place of minus zero if signed, otherwise the highest code. Extended formats have
 * infinities, in the highest remaining code of each sign. */
static bool read_p3109(hu_cursor c, hu_format *f)
{
    int32_t bits;
    int32_t precision;
    if (!hu_cursor_skip(&c, "binary") || !skip_number(&c, 2, &bits) || !hu_cursor_skip(&c, "p") ||
        !skip_number(&c, 2, &precision)) {
        return false;
    }
    bool has_sign = hu_cursor_skip(&c, "s");
    if (!has_sign && !hu_cursor_skip(&c, "u")) {
        return false;
    }
    bool extended = hu_cursor_skip(&c, "e");
    if ((!extended && !hu_cursor_skip(&c, "f")) || c.at != c.end) {
        return false;
    }
    if (bits < 3 || bits > 16 || precision < 1 || precision > bits - has_sign) {
        return false;
    }
    f->has_sign = has_sign;
    f->has_zero = true;
    f->fraction_bits = precision - 1;
    f->exponent_bits = bits - has_sign - f->fraction_bits;
    f->bias = 1 << (f->exponent_bits - 1);
    f->infinity = extended ? HU_INFINITY_TOP_CODE : HU_INFINITY_NONE;
    f->nan = has_sign ? HU_NAN_NEGATIVE_ZERO : HU_NAN_TOP_CODE;
    return true;
}

/* ---- Descriptions ------------------------------------------------------------------------------------------------ */

static const char expected[] = "expected a name in the table of formats, a name of IEEE P3109 (binary8p3se), or a "
                               "description such as e5m3 or e5m3b15:inf=none,nan=top";

/* The choices for each key, in the order of the enum's values. */
static const struct {
    const char *key, *choices[4];
} attributes[] = {
    {"inf", {"none", "ieee", "top"}},
    {"nan", {"none", "ieee", "top", "zero"}},
    {"zero", {"no", "yes"}},
};

/* Reads KEY=CHOICE and moves past it. */
static const char *read_attribute(hu_cursor *c, hu_format *f, unsigned *given)
{
    uint8_t *const fields[] = {&f->infinity, &f->nan, &f->has_zero};
    for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++) {
        hu_cursor at = *c;
        if (!hu_cursor_skip(&at, attributes[i].key) || !hu_cursor_skip(&at, "=")) {
            continue;
        }
        for (uint8_t choice = 0; choice < 4 && attributes[i].choices[choice] != NULL; choice++) {
            hu_cursor after = at;
            if (hu_cursor_skip(&after, attributes[i].choices[choice]) && (after.at == after.end || *after.at == ',')) {
                if ((*given >> i & 1) != 0) {
                    return "after the colon: expected each of inf, nan and zero once";
                }
                *given |= 1U << i;
                *fields[i] = choice;
                *c = after;
                return NULL;
            }
        }
        return "after the colon: expected inf=none, ieee or top; nan=none, ieee, top or zero; zero=yes or no";
    }
    return "after the colon: expected inf=, nan= or zero=, separated by commas";
}

static const char *read_attributes(hu_cursor *c, hu_format *f)
{
    const char *error = NULL;
    unsigned given = 0; /* a bit for each key */
    do {
        error = read_attribute(c, f, &given);
    } while (error == NULL && hu_cursor_skip(c, ","));
    return error;
}

/* The defaults for fields that a description leaves out: those of the table's row with that name, otherwise IEEE 754's.
 * `u` means unsigned here too, although the table's e8m0 has no sign without it. */
static void start_description(const char *text, size_t length, hu_format *f)
{
    char name[sizeof f->name] = "";
    memcpy(name, text, length < sizeof name ? length : sizeof name - 1);
    const hu_format *row = hu_format_find(name);
    if (row != NULL && row->has_sign == f->has_sign) {
        *f = *row;
        return;
    }
    f->has_zero = true;
    f->bias = (1 << (f->exponent_bits - 1)) - 1;
    f->infinity = HU_INFINITY_TOP_EXPONENT;
    f->nan = HU_NAN_TOP_EXPONENT;
}

static const char *read_description(hu_cursor c, hu_format *f)
{
    const char *const text = c.at;
    f->has_sign = !hu_cursor_skip(&c, "u");
    if (!hu_cursor_skip(&c, "e") || !skip_number(&c, 2, &f->exponent_bits) || !hu_cursor_skip(&c, "m") ||
        !skip_number(&c, 2, &f->fraction_bits)) {
        return expected;
    }
    if (f->exponent_bits < 1 || f->exponent_bits > 16) {
        return "exponent bits: expected 1 to 16";
    }
    start_description(text, (size_t)(c.at - text), f);
    if (hu_cursor_skip(&c, "b")) {
        bool negative = hu_cursor_skip(&c, "-");
        int32_t bias;
        if (!skip_number(&c, 5, &bias)) {
            return "after 'b': expected a bias, a decimal integer";
        }
        f->bias = negative ? -bias : bias;
    }
    const char *error = hu_cursor_skip(&c, ":") ? read_attributes(&c, f) : NULL;
    if (error == NULL && c.at != c.end) {
        return "expected nothing more, or a colon and attributes such as inf=none,nan=top";
    }
    return error;
}

static const char *read_format(const char *text, hu_format *format)
{
    assert(text != NULL);
    const hu_format *row = hu_format_find(text);
    if (row != NULL) {
        *format = *row;
        return NULL;
    }
    hu_format f = {.name = ""};
    hu_cursor c = hu_cursor_of(text);
    if ((size_t)(c.end - c.at) >= sizeof f.name) {
        return expected;
    }
    const char *error = NULL;
    if (!read_p3109(c, &f)) {
        f = (hu_format){.name = ""};
        error = read_description(c, &f);
    }
    if (error != NULL) {
        return error;
    }
    memset(f.name, 0, sizeof f.name);
    for (size_t i = 0; text[i] != '\0'; i++) {
        f.name[i] = hu_ascii_lower(text[i]);
    }
    f.canonical_nan = hu_canonical_nan(&f);
    error = hu_format_error(&f);
    if (error == NULL) {
        *format = f;
    }
    return error;
}

bool hu_format_parse(const char *text, hu_format *format)
{
    assert(format != NULL);
    return read_format(text, format) == NULL;
}

const char *hu_format_parse_error(const char *text)
{
    hu_format ignored;
    return read_format(text, &ignored);
}
