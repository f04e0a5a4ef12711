/* SPDX-License-Identifier: Apache-2.0
 *
 * Custom formats: random descriptions are accepted or refused by the rules of halfulp_format.h, mean what they say, and
 * compute like ref/ with the same fields. Refusals and the parsing of texts are tested case by case.
 */
#include <inttypes.h>

#include "support/check.h"
#include "support/compare.h"
#include "support/operands.h"

enum { DRAWN = 3000, STREAM = 70 };

/* Random fields. The ranges are those of the header and slightly wider, so that some are refused. */
static ref_format draw_format(uint64_t index)
{
    uint64_t r = hu_random(check_seed(), STREAM, index);
    int exponent_bits = r % 8 == 0 ? (int)((r >> 8) % 16) + 1 : (int)((r >> 8) % 6) + 1;
    int usual = (1 << (exponent_bits - 1)) - 1;
    int shift = (int)((r >> 24) % 64) - 32;
    return (ref_format){.exponent_bits = exponent_bits,
                        .fraction_bits = (int)((r >> 16) % ((r >> 4) % 4 == 0 ? 54 : 8)),
                        .bias = (r >> 32) % 3 == 0    ? usual
                                : (r >> 32) % 31 == 1 ? 1000 * shift
                                                      : usual + shift,
                        .has_sign = (r >> 40) % 3 != 0,
                        .has_zero = (r >> 44) % 8 != 0,
                        .infinity = (ref_infinity)((r >> 48) % 3),
                        .nan = (ref_nan)((r >> 52) % 4)};
}

/* The full description as text. */
static void print_format(ref_format *f)
{
    static const char *const infinities[] = {"none", "ieee", "top"};
    static const char *const nans[] = {"none", "ieee", "top", "zero"};
    char text[96];
    snprintf(text, sizeof text, "%se%dm%db%d:inf=%s,nan=%s,zero=%s", f->has_sign ? "" : "u", f->exponent_bits,
             f->fraction_bits, f->bias, infinities[f->infinity], nans[f->nan], f->has_zero ? "yes" : "no");
    strcpy(f->name, strlen(text) < sizeof f->name ? text : "");
}

/* The rules of halfulp_format.h, restated. */
static bool is_usable(const ref_format *f)
{
    if (f->fraction_bits > 52 || f->exponent_bits + f->fraction_bits + f->has_sign > 64) {
        return false;
    }
    bool ieee_infinity = f->infinity == REF_INFINITY_TOP_EXPONENT;
    bool ieee_nan = f->nan == REF_NAN_TOP_EXPONENT;
    if (ieee_infinity != ieee_nan || (ieee_nan && f->fraction_bits == 0)) {
        return false;
    }
    if ((f->nan == REF_NAN_NEGATIVE_ZERO && (!f->has_sign || !f->has_zero)) ||
        (!f->has_zero && (f->has_sign || f->nan == REF_NAN_NONE))) {
        return false;
    }
    /* Magnitudes, without zero, infinities and NaNs. */
    double magnitudes = (double)(UINT64_C(1) << f->exponent_bits) * (double)(UINT64_C(1) << f->fraction_bits);
    double special = ieee_nan ? (double)(UINT64_C(1) << f->fraction_bits)
                              : (f->nan == REF_NAN_TOP_CODE) + (f->infinity == REF_INFINITY_TOP_CODE);
    if (magnitudes - special - f->has_zero < 1) {
        return false;
    }
    ref_format whole = *f;
    ref_format_derive(&whole);
    long lowest = (f->has_zero ? 1 : 0) - (long)f->bias - f->fraction_bits;
    long highest = (long)(whole.largest_code >> f->fraction_bits) - f->bias;
    return lowest >= -33000 && highest < 33000;
}

static bool same_fields(const hu_format *f, const ref_format *r)
{
    return f->exponent_bits == r->exponent_bits && f->fraction_bits == r->fraction_bits && f->bias == r->bias &&
           f->has_sign == r->has_sign && f->has_zero == r->has_zero && f->infinity == (uint8_t)r->infinity &&
           f->nan == (uint8_t)r->nan && f->canonical_nan == r->canonical_nan && strcmp(f->name, r->name) == 0;
}

/* x, and the NaN, to an integer: 32 or 64 bits, signed or not. */
static void compare_integers(compare *c, const hu_format *f, uint64_t x, uint64_t choice)
{
    const hu_number operand = {f, choice % 4 == 0 && f->nan != HU_NAN_NONE ? f->canonical_nan : x};
    const bool wide = (choice & 4) != 0, is_signed = (choice & 8) != 0;
    const hu_env policy = compare_draw(c);
    const ref_policy same = compare_policy(&policy);
    hu_env env = policy;
    const uint64_t code =
        wide        ? is_signed ? (uint64_t)hu_to_int64(operand, true, &env) : hu_to_uint64(operand, true, &env)
               : is_signed ? (uint32_t)hu_to_int32(operand, true, &env)
                    : hu_to_uint32(operand, true, &env);
    compare_answers(c, "to an integer", operand, &policy, code, env.flags,
                    ref_to_integer(&c->bracket[0], compare_operand(operand), wide ? 64 : 32, is_signed, true, &same));
}

/* The numbers beside x. */
static void compare_neighbours(compare *c, const hu_format *f, uint64_t x)
{
    for (int up = 0; up < 2; up++) {
        const hu_number from = {f, x};
        const hu_env policy = compare_draw(c);
        const ref_policy same = compare_policy(&policy);
        hu_env env = policy;
        const uint64_t code = up ? hu_next_up(from, &env).code : hu_next_down(from, &env).code;
        compare_answers(c, up ? "nextUp" : "nextDown", from, &policy, code, env.flags,
                        ref_next(&c->bracket[0], compare_operand(from), up, &same));
    }
}

static void compare_described(compare *c, const hu_format *f, uint64_t seed)
{
    const hu_format *fp32 = hu_format_find("fp32");
    const hu_format *fp64 = hu_format_find("fp64");
    for (uint64_t i = 0; i < 4; i++) {
        uint64_t x = operand_code(f, seed, STREAM + 1, i);
        hu_number operand[REF_OPERANDS_MAX] = {{f, x}};
        compare_tuple(c, REF_CONVERT, fp32, operand);
        compare_integers(c, f, x, hu_random(seed, STREAM + 6, i));
        compare_neighbours(c, f, i == 0 ? 0 : x);
        /* From a number of this format, moved slightly, so that it is rounded within the format's own range. */
        hu_env env = {0};
        hu_number wide = hu_convert(fp64, operand[0], &env);
        operand[0] =
            (hu_number){fp64, (wide.code ^ hu_random(seed, STREAM + 2, i) >> 20) & (UINT64_MAX >> !f->has_sign)};
        compare_tuple(c, REF_CONVERT, f, operand);
        operand[0] = (hu_number){fp32, operand_code(fp32, seed, STREAM + 3, i)};
        compare_tuple(c, REF_CONVERT, f, operand);
        if (f->fraction_bits > 23) {
            continue;
        }
        uint64_t y = operand_near(f, x, seed, STREAM + 4, i);
        compare_same(c, REF_SQRT, f, x, 0, 0);
        for (ref_op op = REF_ADD; op <= REF_MAXIMUM_NUMBER; op++) {
            compare_same(c, op, f, x, y, operand_code(f, seed, STREAM + 5, i));
        }
    }
}

long check_formats_described(void)
{
    compare c;
    compare_begin(&c, "formats.described", COMPARE_EVERY_POLICY);
    int accepted = 0;
    for (uint64_t i = 0; i < DRAWN; i++) {
        ref_format r = draw_format(i);
        print_format(&r);
        bool usable = r.name[0] != '\0' && is_usable(&r);
        hu_format f = {.name = "untouched"};
        bool parsed = hu_format_parse(r.name, &f);
        if (usable) {
            ref_format_derive(&r);
        }
        bool good = parsed == usable && (hu_format_parse_error(r.name) == NULL) == usable &&
                    (usable ? same_fields(&f, &r) && hu_format_error(&f) == NULL : strcmp(f.name, "untouched") == 0);
        c.comparisons++;
        if (!good && c.failures++ < CHECK_SHOWN) {
            fprintf(stderr, "  '%s' is %s and should %s\n", r.name, parsed ? "accepted" : "refused",
                    usable ? "mean that" : "be refused");
        }
        if (usable && good) {
            compare_register(&r);
            compare_described(&c, &f, check_seed() + i);
            accepted++;
        }
    }
    if (accepted < DRAWN / 8) {
        fprintf(stderr, "  only %d of %d descriptions were accepted\n", accepted, DRAWN);
        c.failures++;
    }
    return compare_end(&c);
}

/* ---- Texts, case by case ----------------------------------------------------------------------------------------- */

/* Does a sentence begin like that? */
static bool begins(const char *sentence, const char *part)
{
    return sentence != NULL && strncmp(sentence, part, strlen(part)) == 0;
}

static long expect_text(const char *text, const char *same_as)
{
    hu_format a;
    hu_format b;
    bool parsed = hu_format_parse(text, &a);
    if (same_as == NULL) {
        if (!parsed && hu_format_parse_error(text) != NULL) {
            return 0;
        }
        fprintf(stderr, "  '%s' is accepted\n", text);
        return 1;
    }
    if (parsed && hu_format_parse(same_as, &b) && a.exponent_bits == b.exponent_bits &&
        a.fraction_bits == b.fraction_bits && a.bias == b.bias && a.has_sign == b.has_sign &&
        a.has_zero == b.has_zero && a.infinity == b.infinity && a.nan == b.nan && a.canonical_nan == b.canonical_nan) {
        return 0;
    }
    fprintf(stderr, "  '%s' is not '%s'\n", text, same_as);
    return 1;
}

/* A text, and another with the same meaning; NULL: it is refused. */
static const struct {
    const char *text, *same_as;
} texts[] = {
    {"e5m10", "fp16"},
    {"e8m23b127:inf=ieee,nan=ieee", "fp32"},
    {"E4M3", "e4m3"},
    {"e4m3b7", "e4m3"},
    {"e4m3b8:nan=zero", "e4m3fnuz"},
    {"e4m3b11:inf=none,nan=zero,zero=yes", "e4m3b11fnuz"},
    {"e4m3:inf=ieee,nan=ieee", "e4m3_ieee"},
    {"e3m4:zero=yes", "e3m4"},
    {"ue8m0:inf=none,nan=top,zero=no", "e8m0"},
    {"ue8m0", "e8m0"},
    {"ue8m0b127", "e8m0"},
    {"e8m0", "ue8m0:zero=no"},
    {"UE4M3:NAN=TOP", "ue4m3"},
    {"ue5m3b15:inf=none,nan=top", "ue5m3"},
    {"e2m1", "e2m1"},
    {"e11m52", "fp64"},
    {"e5m2b16:inf=top,nan=zero", "binary8p3se"},
    {"ue5m3b16:inf=none,nan=top", "binary8p4uf"},
    {"e11m52:zero=yes", "fp64"},
    {"ue12m52", "ue12m52b2047"},          /* 64 bits */
    {"e12m52", NULL},                     /* 65 */
    {"e4m3b32998", "e4m3b32998:nan=top"}, /* the smallest number is 2^-33000 */
    {"e4m3b32999", NULL},
    {"e4m3b-32984", "e4m3b-32984:nan=top"}, /* the largest number is 1.75 * 2^32999 */
    {"e4m3b-32985", NULL},
    {"ue5m3b015", NULL},
    {"", NULL},
    {"e", NULL},
    {"e5", NULL},
    {"e5m", NULL},
    {"m3e5", NULL},
    {"ee5m3", NULL},
    {"e0m3", NULL},
    {"e17m3", NULL},
    {"e5m3 ", NULL},
    {" e5m3", NULL},
    {"e5m3b", NULL},
    {"e5m3b-", NULL},
    {"e5m3b+1", NULL},
    {"e5m3b100000", NULL},
    {"e5m53", NULL},
    {"e05m3", NULL},
    {"e5m3:", NULL},
    {"e5m3:inf", NULL},
    {"e5m3:inf=", NULL},
    {"e5m3:inf=no", NULL},
    {"e5m3:inf=nonee", NULL},
    {"e5m3:inf=none", NULL}, /* IEEE's NaNs would remain */
    {"e5m3:inf=none,nan=none,", NULL},
    {"e5m3:inf=none,,nan=none", NULL},
    {"e5m3:nan=top,nan=none,inf=none", NULL},
    {"e5m3b-1:inf=none,nan=none", "e5m3b-1:nan=none,inf=none"},
    {"e5m3:bias=3", NULL},
    {"e1m0:inf=top,nan=top", NULL},
    {"ue5m3:inf=none,nan=zero", NULL},
    {"e8m0b3", NULL}, /* without `u` it has a sign: not the table's e8m0; IEEE NaNs need a fraction bit */
    {"binary8p3", NULL},
    {"binary8p3sex", NULL},
    {"e5m3b15:inf=none,nan=none,zero=yes,zero=yes,zero=yes", NULL}, /* too long for a name */
};

/* What is wrong, and how the sentence about it begins. */
static const struct {
    const char *text, *sentence;
} sentences[] = {
    {"binary8p3", "expected a name"},
    {"binary8p8sf", "expected a name"}, /* the sign leaves 7 bits */
    {"binary8p9uf", "expected a name"},
    {"e5", "expected a name"},
    {"e17m3", "exponent bits: "},
    {"e5m53", "fraction_bits: "},
    {"e5m3b", "after 'b': "},
    {"e5m3 ", "expected nothing more"},
    {"e5m3:bias=3", "after the colon: expected inf=, nan= or zero="},
    {"e5m3:inf=nonee", "after the colon: expected inf=none"},
    {"e5m3:inf=top,inf=top", "after the colon: expected each"},
    {"e5m3:inf=none", "infinity and NaN: "},
};

long check_formats_texts(void)
{
    enum { TEXTS = sizeof texts / sizeof texts[0], SENTENCES = sizeof sentences / sizeof sentences[0] };
    long failures = 0;
    for (size_t i = 0; i < TEXTS; i++) {
        failures += expect_text(texts[i].text, texts[i].same_as);
    }
    for (size_t i = 0; i < SENTENCES; i++) {
        const char *sentence = hu_format_parse_error(sentences[i].text);
        if (!begins(sentence, sentences[i].sentence)) {
            fprintf(stderr, "  '%s': '%s' does not begin with '%s'\n", sentences[i].text,
                    sentence != NULL ? sentence : "", sentences[i].sentence);
            failures++;
        }
    }
    return check_end("formats.texts", TEXTS + SENTENCES, failures);
}

/* ---- Fields, case by case ---------------------------------------------------------------------------------------- */

/* A format that a program filled in, and how the sentence about it begins; NULL: it is accepted. */
typedef struct {
    hu_format format;
    const char *sentence;
} fields;

static long expect_fields(const fields *c)
{
    const hu_format *f = &c->format;
    const char *sentence = hu_format_error(f);
    if (c->sentence == NULL ? sentence == NULL : begins(sentence, c->sentence)) {
        return 0;
    }
    fprintf(stderr, "  %s: '%s' instead of '%s'\n", f->name, sentence != NULL ? sentence : "",
            c->sentence != NULL ? c->sentence : "");
    return 1;
}

long check_formats_fields(void)
{
    enum { NO_INF = HU_INFINITY_NONE, IEEE_INF = HU_INFINITY_TOP_EXPONENT, TOP_INF = HU_INFINITY_TOP_CODE };
    enum { NO_NAN = HU_NAN_NONE, IEEE_NAN = HU_NAN_TOP_EXPONENT, TOP_NAN = HU_NAN_TOP_CODE };
    enum { ZERO_NAN = HU_NAN_NEGATIVE_ZERO };
    /* The columns are hu_format's: name, bits of exponent and fraction, bias, sign, zero, infinity, NaN, NaN's code. */
    static const fields cases[] = {
        {{"fp16", 5, 10, 15, 1, 1, IEEE_INF, IEEE_NAN, 0x7E00, {0}}, NULL},
        {{"a quiet NaN", 5, 10, 15, 1, 1, IEEE_INF, IEEE_NAN, 0xFFFF, {0}}, NULL},
        {{"64 bits", 12, 52, 2047, 0, 1, IEEE_INF, IEEE_NAN, 0xFFF8000000000000, {0}}, NULL},
        {{"the number 2", 1, 0, 0, 1, 1, NO_INF, NO_NAN, 0, {0}}, NULL},
        {{"no exponent", 0, 10, 15, 1, 1, IEEE_INF, IEEE_NAN, 0x7E00, {0}}, "exponent_bits: "},
        {{"17 exponent bits", 17, 10, 15, 1, 1, IEEE_INF, IEEE_NAN, 0x7E00, {0}}, "exponent_bits: "},
        {{"-1 fraction bits", 5, -1, 15, 1, 1, IEEE_INF, IEEE_NAN, 0x1F, {0}}, "fraction_bits: "},
        {{"53 fraction bits", 5, 53, 15, 1, 1, IEEE_INF, IEEE_NAN, 0x7E00, {0}}, "fraction_bits: "},
        {{"the lowest bias", 5, 10, INT32_MIN, 1, 1, IEEE_INF, IEEE_NAN, 0x7E00, {0}}, "bias: "},
        {{"the highest bias", 5, 10, INT32_MAX, 1, 1, IEEE_INF, IEEE_NAN, 0x7E00, {0}}, "bias: "},
        {{"2^-33001", 5, 10, 32992, 1, 1, IEEE_INF, IEEE_NAN, 0x7E00, {0}}, "bias: "},
        {{"E8M3 from 2^-32997", 8, 3, 32997, 0, 0, NO_INF, TOP_NAN, 0x7FF, {0}}, NULL}, /* multiples of 2^-33000 */
        {{"E8M3 from 2^-32998", 8, 3, 32998, 0, 0, NO_INF, TOP_NAN, 0x7FF, {0}}, "bias: "},
        {{"2^33000", 5, 10, -32970, 1, 1, IEEE_INF, IEEE_NAN, 0x7E00, {0}}, "bias: "},
        {{"a sign of 2", 5, 10, 15, 2, 1, IEEE_INF, IEEE_NAN, 0x7E00, {0}}, "has_sign and has_zero: "},
        {{"a zero of 2", 5, 10, 15, 1, 2, IEEE_INF, IEEE_NAN, 0x7E00, {0}}, "has_sign and has_zero: "},
        {{"65 bits", 12, 52, 2047, 1, 1, IEEE_INF, IEEE_NAN, 0x7FF8000000000000, {0}},
         "exponent_bits and fraction_bits: "},
        {{"a fourth infinity", 5, 10, 15, 1, 1, 3, IEEE_NAN, 0x7E00, {0}}, "infinity: "},
        {{"a fifth NaN", 5, 10, 15, 1, 1, IEEE_INF, 4, 0x7E00, {0}}, "nan: "},
        {{"an infinity alone", 5, 10, 15, 1, 1, IEEE_INF, TOP_NAN, 0x7FFF, {0}}, "infinity and NaN: "},
        {{"NaNs alone", 5, 10, 15, 1, 1, NO_INF, IEEE_NAN, 0x7E00, {0}}, "infinity and NaN: "},
        {{"no fraction", 8, 0, 127, 0, 1, IEEE_INF, IEEE_NAN, 0xFF, {0}}, "NaN in the top exponent: "},
        {{"no sign", 4, 3, 8, 0, 1, NO_INF, ZERO_NAN, 0x40, {0}}, "NaN in place of minus zero: "},
        {{"no zero", 4, 3, 8, 1, 0, NO_INF, ZERO_NAN, 0x80, {0}}, "NaN in place of minus zero: "},
        {{"a sign, no zero", 8, 0, 127, 1, 0, NO_INF, TOP_NAN, 0xFF, {0}}, "a format without zero: "},
        {{"no zero, no NaN", 8, 0, 127, 0, 0, NO_INF, NO_NAN, 0, {0}}, "a format without zero: "},
        {{"zero and NaN", 1, 0, 0, 1, 1, NO_INF, TOP_NAN, 1, {0}}, "expected at least one number above zero"},
        {{"one number", 1, 1, 0, 0, 1, IEEE_INF, IEEE_NAN, 3, {0}}, NULL}, /* the subnormal one */
        {{"zero, inf, NaN", 1, 0, 0, 1, 1, TOP_INF, ZERO_NAN, 2, {0}}, "expected at least one number above zero"},
        {{"infinity as the NaN", 5, 10, 15, 1, 1, IEEE_INF, IEEE_NAN, 0x7C00, {0}}, "canonical_nan: "},
        {{"a signaling NaN", 5, 10, 15, 1, 1, IEEE_INF, IEEE_NAN, 0x7D00, {0}}, "canonical_nan: "},
        {{"a NaN of 17 bits", 5, 10, 15, 1, 1, IEEE_INF, IEEE_NAN, 0x17E00, {0}}, "canonical_nan: "},
        {{"zero as the NaN", 5, 10, 15, 1, 1, IEEE_INF, IEEE_NAN, 0, {0}}, "canonical_nan: "},
        {{"a NaN of no NaN", 2, 1, 1, 1, 1, NO_INF, NO_NAN, 7, {0}}, "canonical_nan: "},
        {{"the first reserved", 5, 10, 15, 1, 1, IEEE_INF, IEEE_NAN, 0x7E00, {1}}, "a reserved word"},
        {{"the last reserved", 5, 10, 15, 1, 1, IEEE_INF, IEEE_NAN, 0x7E00, {[5] = 1}}, "a reserved word"},
    };
    long failures = 0;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        failures += expect_fields(&cases[i]);
    }
    fields endless = cases[0];
    memset(endless.format.name, 'x', sizeof endless.format.name);
    if (!begins(hu_format_error(&endless.format), "name: ") || !begins(hu_format_error(NULL), "expected a format")) {
        fprintf(stderr, "  a name without an end, or no format, is accepted\n");
        failures++;
    }
    return check_end("formats.fields", sizeof cases / sizeof cases[0] + 1, failures);
}
