/* SPDX-License-Identifier: Apache-2.0
 *
 * Text. Printing: every 8- and 16-bit code and patterned codes of FP32, TF32 and FP64, exact, hexadecimal and shortest.
 * Reading: those texts, the decimals halfway between two numbers and next to them, long texts, and texts that are not
 * numbers.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>

#include "support/check.h"
#include "support/compare.h"
#include "support/operands.h"

enum { PATTERNED = 6000, TEXT_SIZE = 2048 };

static void differ(compare *c, hu_number x, const char *what, const char *text, const char *expected)
{
    if (c->failures++ < CHECK_SHOWN) {
        char code[256];
        fprintf(stderr, "  %s: %s of %s\n    formats/ %s\n    ref/     %s\n", c->name, what,
                ref_describe(code, sizeof code, compare_format(x.format), x.code), text, expected);
    }
}

/* Prints x, and checks the length that hu_print returns and a truncated copy. */
static void print(compare *c, hu_number x, hu_text style, char text[TEXT_SIZE])
{
    size_t length = hu_print(text, TEXT_SIZE, x, style);
    char cut[8] = "#######";
    size_t same = hu_print(cut, 4, x, style);
    c->comparisons++;
    if (length != strlen(text) || same != length || strncmp(cut, text, 3) != 0 ||
        cut[length < 3 ? length : 3] != '\0' || strcmp(cut + 4, "###") != 0 || hu_print(NULL, 0, x, style) != length) {
        differ(c, x, "length or cut-off copy", text, "as snprintf");
    }
}

/* Text is read to 59 significant bits plus a sticky one, so FP64 leaves 6 for random bits. With more, hu_parse says so
 * and changes nothing. */
static bool too_many_random_bits(const hu_format *to, const hu_env *env)
{
    return env->rounding >= HU_STOCHASTIC_A && (int)env->random_bits > 59 - (to->fraction_bits + 1);
}

/* By default, and with every policy random. */
static void compare_parse(compare *c, const hu_format *to, const char *text)
{
    for (int i = 0; i < 2; i++) {
        hu_env policy = i == 0 ? (hu_env){0} : compare_draw(c);
        ref_policy same = compare_policy(&policy);
        bool refused = too_many_random_bits(to, &policy);
        ref_result expected = refused ? (ref_result){0} : ref_parse(&c->bracket[0], compare_format(to), text, &same);
        hu_number x = {to, 0};
        hu_env env = policy;
        const char *error = hu_parse(to, text, &env, &x);
        c->comparisons++;
        if ((error != NULL) != refused || x.code != expected.code || env.flags != expected.flags) {
            differ(c, x, "reading", error != NULL ? error : text, text);
            compare_answers(c, "reading, the answer", x, &policy, x.code, env.flags, expected);
        }
    }
}

static int significant_digits(const char *text)
{
    int count = 0;
    int zeros = 0; /* zeros since the last other digit: they count only if another one follows */
    for (; *text != '\0' && tolower((unsigned char)*text) != 'e'; text++) {
        if (*text == '0') {
            zeros += count > 0 ? 1 : 0;
        } else if (isdigit((unsigned char)*text)) {
            count += zeros + 1;
            zeros = 0;
        }
    }
    return count;
}

/* The decimal has as few digits as possible, is as near as possible with that many, and reads back. */
static void check_shortest(compare *c, hu_number x, const char *text)
{
    mpq_t distance;
    mpq_t printed;
    mpq_t exact;
    mpq_inits(distance, printed, exact, NULL);
    ref_operand y = compare_operand(x);
    int digits = ref_shortest(&c->bracket[0], y, distance);
    char *expansion = ref_print_exact(y);
    ref_parse_decimal(printed, text);
    ref_parse_decimal(exact, expansion);
    mpq_sub(printed, printed, exact);
    mpq_abs(printed, printed);
    hu_env env = {0};
    hu_number back = {x.format, ~x.code};
    const char *error = hu_parse(x.format, text, &env, &back);
    c->comparisons++;
    if (significant_digits(text) != digits || mpq_cmp(printed, distance) != 0 || error != NULL || back.code != x.code) {
        char expected[64];
        snprintf(expected, sizeof expected, "%d digits, and the nearest such decimal", digits);
        differ(c, x, "shortest", text, expected);
    }
    free(expansion);
    mpq_clears(distance, printed, exact, NULL);
}

static void check_number(compare *c, hu_number x, mpfr_t value)
{
    char text[TEXT_SIZE];
    char hex[256];
    ref_operand y = compare_operand(x);
    bool zero = mpfr_zero_p(value) != 0;
    const char *sign = mpfr_signbit(value) ? "-" : "";

    print(c, x, HU_TEXT_EXACT, text);
    char *expected = ref_print_exact(y);
    if (strcmp(text, expected) != 0) {
        differ(c, x, "exact", text, expected);
    }
    compare_parse(c, x.format, text);

    print(c, x, HU_TEXT_HEX, text);
    ref_describe_value(hex, sizeof hex, value);
    if (zero) {
        snprintf(hex, sizeof hex, "%s0x0p+0", sign);
    }
    if (strcmp(text, hex) != 0) {
        differ(c, x, "hexadecimal", text, hex);
    }
    compare_parse(c, x.format, text);

    print(c, x, HU_TEXT_SHORTEST, text);
    if (zero ? strcmp(text, *sign == '-' ? "-0" : "0") != 0 : (*text == '-') != (*sign == '-')) {
        differ(c, x, "shortest", text, expected);
    }
    if (!zero) {
        check_shortest(c, x, text);
    }
    free(expected);
}

/* Values that are not numbers have names, which read back. */
static void check_name(compare *c, hu_number x, mpfr_t value, bool signaling)
{
    ref_nan_operand nan = ref_decode_nan(compare_format(x.format), x.code);
    bool negative = nan.is_nan ? nan.negative : mpfr_signbit(value) != 0;
    char expected[8];
    snprintf(expected, sizeof expected, "%s%s", negative ? "-" : "", signaling ? "snan" : nan.is_nan ? "nan" : "inf");
    for (hu_text style = HU_TEXT_SHORTEST; style <= HU_TEXT_HEX; style++) {
        char text[TEXT_SIZE];
        print(c, x, style, text);
        hu_env env = {.nan = HU_X86_NAN}; /* keeps signs */
        hu_number back = {x.format, 0};
        const char *error = hu_parse(x.format, text, &env, &back);
        char again[TEXT_SIZE];
        hu_print(again, sizeof again, back, style);
        if (strcmp(text, expected) != 0 || error != NULL || strcmp(again, text) != 0 || env.flags != 0) {
            differ(c, x, "the name", error != NULL ? error : strcmp(text, expected) != 0 ? text : again, expected);
        }
    }
}

static long every_code(const char *name, const char *const *formats, size_t count)
{
    compare c;
    compare_begin(&c, name, COMPARE_EVERY_POLICY);
    mpfr_t value;
    mpfr_init2(value, REF_OPERAND_PRECISION);
    for (size_t i = 0; i < count; i++) {
        hu_format format;
        const hu_format *f = &format;
        if (!hu_format_parse(formats[i], &format)) {
            fprintf(stderr, "  there is no format %s\n", formats[i]);
            c.failures++;
            continue;
        }
        bool every = hu_format_width(f) <= 16;
        uint64_t codes = every ? UINT64_C(1) << hu_format_width(f) : PATTERNED;
        for (uint64_t n = 0; n < codes; n++) {
            if (!check_dose()) {
                continue;
            }
            hu_number x = {f, every ? n : operand_code(f, check_seed(), 70, n)};
            bool signaling = ref_decode(value, compare_format(f), x.code);
            if (mpfr_number_p(value)) {
                check_number(&c, x, value);
            } else {
                check_name(&c, x, value, signaling);
            }
        }
    }
    mpfr_clear(value);
    return compare_end(&c);
}

long check_text_print_fp16(void)
{
    static const char *const names[] = {"fp16"};
    return every_code("text.print_fp16", names, 1);
}

long check_text_print_bf16(void)
{
    static const char *const names[] = {"bf16"};
    return every_code("text.print_bf16", names, 1);
}

long check_text_print_other(void)
{
    static const char *const names[] = {"e4m3",        "e5m2",        "e4m3fnuz",    "e5m2fnuz",    "e4m3b11fnuz",
                                        "e4m3_ieee",   "e3m4",        "e8m0",        "e2m3",        "e3m2",
                                        "e2m1",        "ue4m3",       "tf32",        "fp32",        "fp64",
                                        "binary8p4se", "binary8p3se", "binary4p2sf", "binary8p1uf", "binary8p1se",
                                        "binary8p2uf", "binary8p8ue", "binary11p1ue"};
    return every_code("text.print_other", names, sizeof names / sizeof names[0]);
}

/* ---- Reading: halves and their neighbours ----------------------------------------------------------------------- */

/* Reads value as mpfr_printf prints it with that many places. */
static void read_printed(compare *c, const hu_format *f, const char *style, long places, mpfr_t value)
{
    char *text;
    mpfr_asprintf(&text, style, (int)places, value);
    compare_parse(c, f, text);
    mpfr_free_str(text);
}

/* The decimal halfway between x and the next number; the same with a digit far behind; and just below it. */
static void check_half(compare *c, const hu_format *f, uint64_t code)
{
    mpfr_t low;
    mpfr_t high;
    mpfr_inits2(128, low, high, (mpfr_ptr)NULL);
    ref_decode(low, compare_format(f), code);
    ref_decode(high, compare_format(f), code + 1);
    if (mpfr_number_p(low) && mpfr_number_p(high)) {
        long places = f->fraction_bits + 2 - hu_format_emin(f); /* of the midpoint of the smallest numbers */
        mpfr_add(low, low, high, MPFR_RNDN);                    /* exact: they are neighbours */
        mpfr_div_2ui(low, low, 1, MPFR_RNDN);
        read_printed(c, f, "%.*Rf", places, low);
        read_printed(c, f, "%.*Rf0000000001", places, low);
        read_printed(c, f, "-%.*Rf000000000000000000000000000000000000000000000000000000000000001", places, low);
        read_printed(c, f, "%.*Rfe+0", places + 30, low); /* with trailing zeros */
        mpfr_nextbelow(low);
        read_printed(c, f, "%.*Rf", places + 130, low);
        read_printed(c, f, "%.*Re", 60, low);
    }
    mpfr_clears(low, high, (mpfr_ptr)NULL);
}

long check_text_halves(void)
{
    static const char *const names[] = {"e4m3", "e5m2fnuz", "e2m1", "e8m0", "ue4m3", "fp16", "bf16", "fp32", "fp64"};
    compare c;
    compare_begin(&c, "text.halves", COMPARE_EVERY_POLICY);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const hu_format *f = hu_format_find(names[i]);
        bool every = hu_format_width(f) <= 8;
        uint64_t codes = every ? hu_format_largest(f) : 700;
        for (uint64_t n = 0; n < codes; n++) {
            if (!check_dose()) {
                continue;
            }
            uint64_t code = every ? n : operand_code(f, check_seed(), 71, n) % hu_format_largest(f);
            check_half(&c, f, code);
        }
    }
    return compare_end(&c);
}

/* ---- Reading: forms --------------------------------------------------------------------------------------------- */

/* The longest decimals that matter, 22,900 digits, between the numbers next to 2^-32768 and 2^32767; and digits after
 * them. */
long check_text_longest(void)
{
    static const char *const names[] = {"binary16p1ue", "binary16p2se", "binary16p3uf"};
    compare c;
    compare_begin(&c, "text.longest", COMPARE_EVERY_POLICY);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        hu_format f;
        if (!hu_format_parse(names[i], &f)) {
            fprintf(stderr, "  there is no format %s\n", names[i]);
            c.failures++;
            continue;
        }
        for (uint64_t near = 0; near < 8; near++) {
            if (check_dose()) {
                check_half(&c, &f, near);
                check_half(&c, &f, hu_format_largest(&f) - 1 - near);
            }
        }
    }
    return compare_end(&c);
}

long check_text_forms(void)
{
    /* 2^1024 - 2^970, halfway between FP64's largest number and infinity */
    static const char overflow_tie[] = "179769313486231580793728971405303415079934132710037826936173778980444968292764"
                                       "750946649017977587207096330286416692887910946555547851940402630657488671505820"
                                       "681908902000708383676273854845817711531764475730270069855571366959622842914819"
                                       "860834936475292719074168444365510704342711559699508093042880177904174497792";
    static const char *const texts[] = {"0",
                                        "-0",
                                        "+0",
                                        "1",
                                        "+1.5",
                                        "-2.25e2",
                                        ".5",
                                        "5.",
                                        "00012.50",
                                        "1E3",
                                        "1e+3",
                                        "1e-3",
                                        "3e-324",
                                        "1e400",
                                        "-1e-400",
                                        "1e99999",
                                        "1e-99999",
                                        "1e12345678901234567890",
                                        "-1e-12345678901234567890",
                                        "0e99999",
                                        "-0.000e-7",
                                        "123456789012345678901234567890",
                                        "0x1p0",
                                        "0x1.8p+3",
                                        "-0X1.FFFFFEP127",
                                        "0x.8p1",
                                        "0x8.p-1",
                                        "0x0p0",
                                        "-0x0.0p9",
                                        "0x1.00000100000000000000000000000000000001p0",
                                        "0x1p-149",
                                        "0x1p-150",
                                        "0x1.0000001p-150",
                                        "0x1p-1075",
                                        "0x1.fffffffffffff8p1023",
                                        "0x123456789abcdef0123456789abcdefp-100",
                                        "0x1p99999",
                                        "0x1p-99999",
                                        "0.1",
                                        "16777217",
                                        "9007199254740993",
                                        "2.2250738585072011e-308",
                                        "4.9406564584124654e-324",
                                        overflow_tie};
    compare c;
    compare_begin(&c, "text.forms", COMPARE_EVERY_POLICY);
    const hu_format *f;
    for (size_t i = 0; (f = hu_format_at(i)) != NULL; i++) {
        for (size_t t = 0; t < sizeof texts / sizeof texts[0]; t++) {
            for (int again = 0; again < 10; again++) {
                if (!check_dose()) {
                    continue;
                }
                compare_parse(&c, f, texts[t]);
            }
        }
    }
    return compare_end(&c);
}

/* Complete texts: where the exponent begins, and which of two equally near decimals is chosen. */
long check_text_style(void)
{
    static const struct {
        const char *format;
        uint64_t code;
        const char *text;
    } cases[] = {
        {"fp64", 0x3F1A36E2EB1C432D, "0.0001"},
        {"fp64", 0x3EE4F8B588E368F1, "1e-05"},
        {"fp64", 0x430C6BF526340000, "1000000000000000"},
        {"fp64", 0x4341C37937E08000, "1e+16"},
        {"fp64", 0x7FEFFFFFFFFFFFFF, "1.7976931348623157e+308"},
        {"fp64", 0x8000000000000001, "-5e-324"},
        {"e5m2", 0x3D, "1.2"}, /* 1.25: 1.2 and 1.3 read back, and the last digit is even */
        {"e5m2", 0x3F, "1.8"}, /* 1.75 */
        {"e5m2", 0xBD, "-1.2"},
    };
    long failures = 0;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[64];
        hu_print(text, sizeof text, (hu_number){hu_format_find(cases[i].format), cases[i].code}, HU_TEXT_SHORTEST);
        if (strcmp(text, cases[i].text) != 0) {
            fprintf(stderr, "  %s %llx is '%s', expected '%s'\n", cases[i].format, (unsigned long long)cases[i].code,
                    text, cases[i].text);
            failures++;
        }
    }
    return check_end("text.style", sizeof cases / sizeof cases[0], failures);
}

/* Texts that are not numbers: hu_parse returns a sentence and changes nothing. */
long check_text_refused(void)
{
    static const char *const bad[] = {"",         " ",         "-",     "+",     ".",    "-.",    "e5",  "1e",
                                      "1e+",      "1e-",       "1.2.3", "1 ",    " 1",   "1x",    "0x",  "0x.p1",
                                      "0x1",      "0x1p",      "0x1.8", "0x1p+", "--1",  "+-1",   "1,5", "nanx",
                                      "infi",     "in",        "nan1",  "1e5.0", "0x1g", "1_000", "1f",  "0x1p1.5",
                                      "\xC2\xBD", "infinityy", "s nan", "1e 5",  "0b1",  "0x1e5", "1p3", "- 1"};
    compare c;
    compare_begin(&c, "text.refused", COMPARE_EVERY_POLICY);
    const hu_format *fp32 = hu_format_find("fp32");
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        hu_number x = {NULL, 77};
        hu_env env = {.flags = HU_DIVIDE_BY_ZERO};
        const char *error = hu_parse(fp32, bad[i], &env, &x);
        c.comparisons++;
        if (error == NULL || *error == '\0' || x.format != NULL || x.code != 77 || env.flags != HU_DIVIDE_BY_ZERO) {
            fprintf(stderr, "  '%s' is %s\n", bad[i], error == NULL ? "accepted" : "refused with a change");
            c.failures++;
        }
    }
    static const char *const infinities[] = {"inf", "INF", "Infinity", "+infinity", "-inf", "-INFINITY"};
    for (size_t i = 0; i < sizeof infinities / sizeof infinities[0]; i++) {
        hu_number x = {NULL, 0};
        hu_env env = {0};
        uint64_t expected = *infinities[i] == '-' ? 0xFF800000 : 0x7F800000;
        c.comparisons++;
        if (hu_parse(fp32, infinities[i], &env, &x) != NULL || x.format != fp32 || x.code != expected ||
            env.flags != 0) {
            fprintf(stderr, "  '%s' is not infinity\n", infinities[i]);
            c.failures++;
        }
    }
    /* With one fraction bit there is no signaling NaN: a quiet one, as of any NaN by the default policy. */
    hu_format e5m1;
    hu_number nan = {NULL, 0};
    hu_env env = {0};
    c.comparisons++;
    if (!hu_format_parse("e5m1", &e5m1) || hu_parse(&e5m1, "-snan", &env, &nan) != NULL || nan.code != 0x3F ||
        env.flags != 0) {
        fprintf(stderr, "  '-snan' in e5m1 is %llx\n", (unsigned long long)nan.code);
        c.failures++;
    }
    return compare_end(&c);
}
