/* SPDX-License-Identifier: Apache-2.0
 *
 * Text, read: the decimals halfway between two numbers and next to them, long texts, every form, and texts that are not
 * numbers.
 */
#include "support/check.h"
#include "support/compare_text.h"
#include "support/operands.h"

/* ---- Halves and their neighbours --------------------------------------------------------------------------------- */

/* Reads value as mpfr_printf prints it with that many places. */
static void read_printed(compare *c, const hu_format *f, const char *style, long places, mpfr_t value)
{
    char *text;
    mpfr_asprintf(&text, style, (int)places, value);
    compare_text_read(c, f, text);
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
    static const char *const names[] = {"e4m3",  "e5m2fnuz", "e2m1", "e8m0", "ue4m3",
                                        "ue5m3", "fp16",     "bf16", "fp32", "fp64"};
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

/* ---- Forms ------------------------------------------------------------------------------------------------------- */

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

/* 2^1024 - 2^970, halfway between FP64's largest number and infinity. */
static const char overflow_tie[] = "179769313486231580793728971405303415079934132710037826936173778980444968292764"
                                   "750946649017977587207096330286416692887910946555547851940402630657488671505820"
                                   "681908902000708383676273854845817711531764475730270069855571366959622842914819"
                                   "860834936475292719074168444365510704342711559699508093042880177904174497792";

/* Decimals and hexadecimals of every form, and at the ends of ranges. */
static const char *const forms[] = {
    "0",
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
    overflow_tie,
};

long check_text_forms(void)
{
    compare c;
    compare_begin(&c, "text.forms", COMPARE_EVERY_POLICY);
    const hu_format *f;
    for (size_t i = 0; (f = hu_format_at(i)) != NULL; i++) {
        for (size_t t = 0; t < sizeof forms / sizeof forms[0]; t++) {
            for (int again = 0; again < 10; again++) {
                if (!check_dose()) {
                    continue;
                }
                compare_text_read(&c, f, forms[t]);
            }
        }
    }
    return compare_end(&c);
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
