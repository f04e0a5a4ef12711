/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers to text: all digits, the shortest digits that read back, and C's hexadecimal form.
 */
#include "bignum.h"
#include "decode.h"

/* All characters go through here, so that the length of a text does not depend on the room for it. */
typedef struct {
    char *text;
    size_t size;
    size_t length;
} sink;

static void put(sink *out, char c)
{
    if (out->length + 1 < out->size) {
        out->text[out->length] = c;
    }
    out->length++;
}

static void put_string(sink *out, const char *s)
{
    for (; *s != '\0'; s++) {
        put(out, *s);
    }
}

static void put_repeated(sink *out, char c, int count)
{
    for (; count > 0; count--) {
        put(out, c);
    }
}

/* Writes n with at least `width` digits; width is at most 9. */
static void put_integer(sink *out, uint32_t n, int width)
{
    char digits[10];
    int count = 0;
    for (; n != 0 || count < width; n /= 10) {
        digits[count++] = (char)('0' + n % 10);
    }
    while (count > 0) {
        put(out, digits[--count]);
    }
}

static void put_signed_exponent(sink *out, char letter, int exponent, int width)
{
    put(out, letter);
    put(out, exponent < 0 ? '-' : '+');
    put_integer(out, (uint32_t)(exponent < 0 ? -exponent : exponent), width);
}

/* ---- Exact ------------------------------------------------------------------------------------------------------ */

static void put_big(sink *out, hu_big *n)
{
    uint32_t group[HU_TEXT_RANGE / 29 + 1]; /* 10^9 has more than 29 bits */
    int count = 0;
    do {
        group[count++] = hu_big_divide_billion(n);
    } while (n->length > 0);
    put_integer(out, group[--count], 1);
    while (count > 0) {
        put_integer(out, group[--count], 9);
    }
}

/* Writes the digits of fraction * 2^-places, which is below 1 and has an odd fraction: exactly `places` digits. The
 * point is aligned with a word boundary, so that multiplying by 10^9 carries the next nine digits into a word of their
 * own. */
static void put_fraction(sink *out, uint64_t fraction, int places)
{
    hu_big rest;
    int words = (places + 31) / 32;
    hu_big_set(&rest, fraction);
    hu_big_shift(&rest, 32 * words - places);
    for (; places > 0; places -= 9) {
        hu_big_multiply(&rest, 1000000000, 0);
        uint32_t group = 0;
        if (rest.length > words) {
            group = rest.word[words];
            rest.length = words;
            hu_big_trim(&rest);
        }
        int width = 9;
        for (; width > places; width--) {
            group /= 10; /* zeros below the last digit */
        }
        put_integer(out, group, width);
    }
}

static void put_exact(sink *out, hu_value x)
{
    while ((x.significand & 1) == 0) {
        x.significand >>= 1;
        x.exponent++;
    }
    int places = x.exponent < 0 ? -x.exponent : 0;
    hu_big whole;
    hu_big_set(&whole, places < 64 ? x.significand >> places : 0);
    hu_big_shift(&whole, x.exponent > 0 ? x.exponent : 0);
    put_big(out, &whole);
    if (places > 0) {
        put(out, '.');
        put_fraction(out, places < 64 ? x.significand & hu_ones(places) : x.significand, places);
    }
}

/* ---- Shortest --------------------------------------------------------------------------------------------------- */

enum { SHORTEST_MAX = 17 }; /* digits that distinguish all numbers of 53 bits: ceil(53 log10 2) + 1 */

/* 0.d1 d2 d3 ... * 10^point, d1 > 0. */
typedef struct {
    int count;
    int point;
    char digit[SHORTEST_MAX];
} decimal;

/* x and the interval of decimals that round to it, in units of 1/scale: from x - below to x + above, including the ends
 * if the code is even (a tie goes to it). */
typedef struct {
    hu_big x, below, above, scale;
    bool inclusive;
} interval;

/* In a format with precision p, the ends of the interval are half an ulp away. Below a power of two the ulp is half as
 * large, so the lower end is a quarter of an ulp away, except at the bottom of the grid. The largest number is no
 * exception, since a number is rounded before it is compared with it. x = significand * 2^quantum becomes x / 10^point
 * = x 5^-point 2^(quantum - point); negative exponents go into the scale. */
static void make_interval(interval *i, const hu_number *number, hu_value v, int point)
{
    const hu_format *f = number->format;
    int binade = v.exponent + 63;
    int quantum = (binade < hu_emin(f) && f->has_zero ? hu_emin(f) : binade) - f->fraction_bits;
    uint64_t significand = v.significand >> (quantum - v.exponent);
    bool lowest = f->has_zero && binade <= hu_emin(f);
    bool power_of_2 = significand == UINT64_C(1) << f->fraction_bits;

    hu_big_set(&i->x, significand);
    hu_big_set(&i->below, power_of_2 && !lowest ? 1 : 2);
    hu_big_set(&i->above, 2);
    hu_big_set(&i->scale, 1);
    if (point > 0) {
        hu_big_multiply_power_of_5(&i->scale, point);
    } else {
        hu_big_multiply_power_of_5(&i->x, -point);
        hu_big_multiply_power_of_5(&i->below, -point);
        hu_big_multiply_power_of_5(&i->above, -point);
    }
    int shift = quantum - point - 2; /* below and above are in quarters of an ulp */
    int up = shift > 0 ? shift : 0;
    hu_big_shift(&i->x, up + 2);
    hu_big_shift(&i->below, up);
    hu_big_shift(&i->above, up);
    hu_big_shift(&i->scale, up - shift);
    i->inclusive = (number->code & 1) == 0;
}

/* floor(log10 |x|) or one less, for x in the binade 2^binade. log10 2 = 0.3010299957: with 0.30103 and 0.001 less, the
 * result is too small, and by less than 0.002, within +-2^16. */
static int estimate_log10(int binade)
{
    int scaled = binade * 30103 - 100;
    return scaled >= 0 ? scaled / 100000 : -((99999 - scaled) / 100000);
}

static bool within(const hu_big *distance, const hu_big *limit, bool inclusive)
{
    int order = hu_big_compare(distance, limit);
    return order < 0 || (order == 0 && inclusive);
}

/* Generates the digits of x, exactly, until truncating there, or adding one in the last place, gives a decimal in the
 * interval (Steele and White, PLDI 1990). Those two are the nearest decimals of that length on either side, so if
 * neither is in the interval, no decimal of that length is. Unlike in the paper, the first place is that of x and not
 * that of the interval's upper end: in formats of few bits the two differ, and 8 would be written as 10. */
static decimal shortest(const hu_number *number, hu_value v)
{
    decimal d = {.point = estimate_log10(v.exponent + 63) + 1};
    interval i;
    make_interval(&i, number, v, d.point);
    if (hu_big_compare(&i.x, &i.scale) >= 0) {
        d.point++;
        hu_big_multiply(&i.scale, 10, 0);
    }
    bool down = false, up = false;
    while (!down && !up) {
        assert(d.count < SHORTEST_MAX);
        hu_big_multiply(&i.x, 10, 0);
        hu_big_multiply(&i.below, 10, 0);
        hu_big_multiply(&i.above, 10, 0);
        d.digit[d.count++] = (char)hu_big_divide_digit(&i.x, &i.scale);

        hu_big missing; /* up to the next digit */
        hu_big_copy(&missing, &i.scale);
        hu_big_subtract(&missing, 1, &i.x);
        down = within(&i.x, &i.below, i.inclusive);
        up = within(&missing, &i.above, i.inclusive);
        if (down && up) { /* both read back: the nearer one, or the even one */
            int nearer = hu_big_compare(&i.x, &missing);
            up = nearer > 0 || (nearer == 0 && (d.digit[d.count - 1] & 1) != 0);
        }
    }
    d.digit[d.count - 1] = (char)(d.digit[d.count - 1] + up);
    if (d.digit[0] == 10) { /* only a first digit can carry: a later one would have ended one place earlier */
        d.digit[0] = 1;
        d.point++;
    }
    return d;
}

/* Positional from 0.0001 to below 10^16, otherwise d.ddde+xx, like Python and others; an integer has no point. */
static void put_decimal(sink *out, const decimal *d)
{
    int exponent = d->point - 1;
    bool plain = exponent >= -4 && exponent < 16;
    int whole = plain ? d->point : 1;
    if (whole <= 0) {
        put_string(out, "0.");
        put_repeated(out, '0', -whole);
    }
    for (int i = 0; i < d->count; i++) {
        if (i == whole && i > 0) {
            put(out, '.');
        }
        put(out, (char)('0' + d->digit[i]));
    }
    put_repeated(out, '0', whole - d->count);
    if (!plain) {
        put_signed_exponent(out, 'e', exponent, 2);
    }
}

/* ---- Hexadecimal ------------------------------------------------------------------------------------------------ */

static void put_hex(sink *out, hu_value x)
{
    put_string(out, "0x1");
    uint64_t fraction = x.significand << 1;
    if (fraction != 0) {
        put(out, '.');
    }
    for (; fraction != 0; fraction <<= 4) {
        put(out, "0123456789abcdef"[fraction >> 60]);
    }
    put_signed_exponent(out, 'p', x.exponent + 63, 1);
}

/* ---- Any style ------------------------------------------------------------------------------------------------- */

static void put_finite(sink *out, const hu_number *number, hu_value x, hu_text style)
{
    assert(x.exponent >= -HU_TEXT_RANGE - 63 && x.exponent + 64 <= HU_TEXT_RANGE && "text serves 2^-33000 to 2^33000");
    switch (style) {
    case HU_TEXT_SHORTEST: {
        decimal d = shortest(number, x);
        put_decimal(out, &d);
        return;
    }
    case HU_TEXT_EXACT:
        put_exact(out, x);
        return;
    case HU_TEXT_HEX:
        put_hex(out, x);
        return;
    }
    assert(false && "unknown style: expected one of hu_text");
}

size_t hu_print(char *text, size_t size, hu_number x, hu_text style)
{
    assert(x.format != NULL && (text != NULL || size == 0));
    sink out = {text, size, 0};
    hu_value v = hu_decode(x.format, x.code);
    if (v.sign) {
        put(&out, '-');
    }
    switch (v.kind) {
    case VALUE_NAN:
        put_string(&out, v.signaling ? "snan" : "nan");
        break;
    case VALUE_INFINITY:
        put_string(&out, "inf");
        break;
    case VALUE_ZERO:
        put_string(&out, style == HU_TEXT_HEX ? "0x0p+0" : "0");
        break;
    case VALUE_FINITE:
        put_finite(&out, &x, v, style);
        break;
    }
    if (size > 0) {
        text[out.length < size ? out.length : size - 1] = '\0';
    }
    return out.length;
}
