/* SPDX-License-Identifier: Apache-2.0
 *
 * Text to numbers, correctly rounded. A text becomes 61 to 64 bits of its exact value, the lowest of them sticky, and
 * is then rounded and encoded like any other result. By value.h's invariant that suffices for p + N + 2 <= 61: for
 * every format except FP64 with more than 6 random bits.
 *
 * How many decimal digits matter? Rounding compares the number only with multiples of some 2^-L: neighbours, the
 * midpoints between them, and the thresholds of stochastic rounding, N + 1 bits below the quantum, and one more binade
 * below for tininess. So L <= 33000 + 1 + 33, and 2^L times the threshold is below 2^(p + N + 2) <= 2^87 if the
 * threshold is not an integer. Such a number m 2^-L = m 5^L 10^-L has at most 87 log10(2) + 33034 log10(5) + 1 < 23118
 * significant digits; an integer below 2^33001 has fewer. So no threshold lies strictly between two adjacent decimals
 * of DIGITS_MAX digits. Of all digits after those, it matters only whether any is nonzero.
 */
#include "ascii.h"
#include "bignum.h"
#include "pipeline.h"

enum {
    VALUE_BITS = 61,
    DIGITS_MAX = 23130,
    DECADE_MAX = 9950,     /* 2^-33034 > 10^-9950 and 2^33001 < 10^9950: numbers beyond are all alike */
    EXPONENT_FAR = 1 << 20 /* of 2: beyond the range of every format */
};

/* Exponents in the text saturate here. No text has enough digits to bring such a number back into range. */
static const int64_t exponent_max = INT64_C(1) << 60;

static bool skip_sign(hu_cursor *at)
{
    bool negative = hu_cursor_peek(at) == '-';
    at->at += negative || hu_cursor_peek(at) == '+';
    return negative;
}

/* Reads an integer with an optional sign. Returns false if there is no digit. */
static bool read_exponent(hu_cursor *at, int64_t *exponent)
{
    bool negative = skip_sign(at);
    if (!hu_ascii_digit(hu_cursor_peek(at))) {
        return false;
    }
    int64_t n = 0;
    for (; hu_ascii_digit(hu_cursor_peek(at)); at->at++) {
        n = n < exponent_max / 10 ? 10 * n + (hu_cursor_peek(at) - '0') : exponent_max;
    }
    *exponent = negative ? -n : n;
    return true;
}

/* A stand-in for a magnitude beyond the range of every format: only the direction matters. */
static hu_value far(bool huge)
{
    return (hu_value){
        .kind = VALUE_FINITE, .exponent = huge ? EXPONENT_FAR : -EXPONENT_FAR, .significand = UINT64_C(1) << 63};
}

/* ---- Decimal ---------------------------------------------------------------------------------------------------- */

/* digits * 10^exponent, or slightly more if sticky. */
typedef struct {
    hu_big digits;
    int count; /* significant digits, 0 for zero */
    int64_t exponent;
    bool sticky;
} decimal;

/* Reads digits with at most one point among them, nine at a time. Returns false if there is no digit. */
static bool read_digits(hu_cursor *at, decimal *d)
{
    static const uint32_t power_of_10[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000};
    uint32_t group = 0;
    int grouped = 0;
    bool point = false, any = false;
    hu_big_set(&d->digits, 0);
    d->count = 0;
    d->exponent = 0;
    d->sticky = false;
    for (; hu_ascii_digit(hu_cursor_peek(at)) || (hu_cursor_peek(at) == '.' && !point); at->at++) {
        if (hu_cursor_peek(at) == '.') {
            point = true;
            continue;
        }
        uint32_t digit = (uint32_t)(hu_cursor_peek(at) - '0');
        any = true;
        d->exponent -= point;
        if (d->count == 0 && digit == 0) {
            continue; /* a leading zero */
        }
        if (d->count == DIGITS_MAX) {
            d->sticky = d->sticky || digit != 0;
            d->exponent++;
            continue;
        }
        d->count++;
        group = 10 * group + digit;
        if (++grouped == 9) {
            hu_big_multiply(&d->digits, power_of_10[9], group);
            group = 0;
            grouped = 0;
        }
    }
    hu_big_multiply(&d->digits, power_of_10[grouped], group);
    return any;
}

/* numerator / divisor * 2^exponent: 64 bits of the quotient, one by one, with the rest jammed into the last. */
static hu_value quotient(hu_big *numerator, hu_big *divisor, int exponent, bool sticky)
{
    int lead = hu_big_bits(numerator) - hu_big_bits(divisor);
    hu_big_shift(numerator, lead < 0 ? -lead : 0);
    hu_big_shift(divisor, lead > 0 ? lead : 0);
    if (hu_big_compare(numerator, divisor) < 0) {
        hu_big_shift(numerator, 1);
        lead--;
    }
    uint64_t bits = 0; /* of the quotient, which is now at least 1 and less than 2 */
    for (int i = 0; i < 64; i++) {
        bool one = hu_big_compare(numerator, divisor) >= 0;
        if (one) {
            hu_big_subtract(numerator, 1, divisor);
        }
        hu_big_shift(numerator, 1);
        bits = bits << 1 | one;
    }
    sticky = sticky || numerator->length > 0;
    return hu_value_finite(false, exponent + lead - 63, bits | sticky);
}

static hu_value decimal_value(decimal *d)
{
    int64_t decade = d->count + d->exponent; /* the number is in [10^(decade - 1), 10^decade) */
    if (d->count == 0) {
        return (hu_value){.kind = VALUE_ZERO};
    }
    if (decade > DECADE_MAX || decade < -DECADE_MAX) {
        return far(decade > 0);
    }
    int power = (int)d->exponent; /* 10^power = 5^power * 2^power */
    hu_big divisor;
    hu_big_set(&divisor, 1);
    hu_big_multiply_power_of_5(power < 0 ? &divisor : &d->digits, power < 0 ? -power : power);
    return quotient(&d->digits, &divisor, power, d->sticky);
}

static const char *read_decimal(hu_cursor *at, hu_value *v)
{
    decimal d;
    if (!read_digits(at, &d)) {
        return "expected a number: decimal (-1.5e3), hexadecimal (0x1.8p+3), inf or nan";
    }
    if (hu_ascii_lower(hu_cursor_peek(at)) == 'e') {
        at->at++;
        int64_t exponent;
        if (!read_exponent(at, &exponent)) {
            return "expected an exponent after 'e'";
        }
        d.exponent += exponent;
    }
    *v = decimal_value(&d);
    return NULL;
}

/* ---- Hexadecimal ------------------------------------------------------------------------------------------------ */

/* -1: not a digit. */
static int hex_digit(char c)
{
    if (hu_ascii_digit(c)) {
        return c - '0';
    }
    c = hu_ascii_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Reads what follows "0x". The binary exponent is required: without it the text looks like a code, and may be meant as
 * one. */
static const char *read_hexadecimal(hu_cursor *at, hu_value *v)
{
    uint64_t significand = 0;
    int64_t exponent = 0;
    bool point = false, any = false;
    for (; hex_digit(hu_cursor_peek(at)) >= 0 || (hu_cursor_peek(at) == '.' && !point); at->at++) {
        if (hu_cursor_peek(at) == '.') {
            point = true;
            continue;
        }
        uint64_t digit = (uint64_t)hex_digit(hu_cursor_peek(at));
        bool room = significand >> 60 == 0;
        any = true;
        significand = room ? significand << 4 | digit : significand | (digit != 0);
        exponent += 4L * (!room - point);
    }
    if (!any) {
        return "expected a hexadecimal digit after '0x'";
    }
    if (hu_ascii_lower(hu_cursor_peek(at)) != 'p') {
        return "expected 'p' and a binary exponent after the hexadecimal digits";
    }
    at->at++;
    int64_t power;
    if (!read_exponent(at, &power)) {
        return "expected an exponent after 'p'";
    }
    exponent += power;
    bool in_range = exponent >= -EXPONENT_FAR && exponent <= EXPONENT_FAR;
    *v = significand == 0 || in_range ? hu_value_finite(false, in_range ? (int)exponent : 0, significand)
                                      : far(exponent > 0);
    return NULL;
}

/* ---- Any text -------------------------------------------------------------------------------------------------- */

static const char *read_value(hu_cursor at, hu_value *v)
{
    bool sign = skip_sign(&at);
    const char *error = NULL;
    if (hu_cursor_skip(&at, "infinity") || hu_cursor_skip(&at, "inf")) {
        *v = (hu_value){.kind = VALUE_INFINITY};
    } else if (hu_cursor_skip(&at, "nan")) {
        *v = (hu_value){.kind = VALUE_NAN, .significand = UINT64_C(1) << 63};
    } else if (hu_cursor_skip(&at, "snan")) {
        *v = (hu_value){.kind = VALUE_NAN, .signaling = true, .significand = UINT64_C(1) << 63};
    } else if (hu_cursor_skip(&at, "0x")) {
        error = read_hexadecimal(&at, v);
    } else {
        error = read_decimal(&at, v);
    }
    v->sign = sign;
    return error == NULL && at.at != at.end ? "expected nothing after the number" : error;
}

/* A signaling NaN can be read, though never computed: hu_round would quiet it. The format must have a NaN without the
 * quiet bit. */
static bool has_signaling_nan(const hu_format *f)
{
    return f->nan == HU_NAN_TOP_EXPONENT && f->fraction_bits > 1;
}

const char *hu_parse_length(const hu_format *to, const char *text, size_t length, hu_env *env, hu_number *x)
{
    assert(to != NULL && text != NULL && x != NULL);
    hu_check_env(env);
    if (env->rounding >= HU_STOCHASTIC_A && (unsigned)hu_precision(to) + env->random_bits + 2 > VALUE_BITS) {
        return "expected fewer random bits: text is read on at most 59 bits less the precision (fp64: 6)";
    }
    hu_value v;
    const char *error = read_value((hu_cursor){text, text + length}, &v);
    if (error != NULL) {
        return error;
    }
    if (v.signaling && has_signaling_nan(to)) {
        *x =
            (hu_number){to, (to->has_sign && v.sign ? UINT64_C(1) << (hu_width(to) - 1) : 0) | hu_top_exponent(to) | 1};
    } else {
        *x = (hu_number){to, hu_finish(to, v, env)};
    }
    return NULL;
}

const char *hu_parse(const hu_format *to, const char *text, hu_env *env, hu_number *x)
{
    assert(text != NULL);
    return hu_parse_length(to, text, strlen(text), env, x);
}
