/* SPDX-License-Identifier: Apache-2.0
 *
 * Text, printed: every 8- and 16-bit code and patterned codes of FP32, TF32 and FP64, exact, hexadecimal and shortest;
 * and these texts read back.
 */
#include <ctype.h>
#include <stdlib.h>

#include "support/check.h"
#include "support/compare_text.h"
#include "support/operands.h"

enum { PATTERNED = 6000, TEXT_SIZE = 2048 };

/* Prints x, and checks the length that hu_print returns and a truncated copy. */
static void print(compare *c, hu_number x, hu_text style, char text[TEXT_SIZE])
{
    size_t length = hu_print(text, TEXT_SIZE, x, style);
    char cut[8] = "#######";
    size_t same = hu_print(cut, 4, x, style);
    c->comparisons++;
    if (length != strlen(text) || same != length || strncmp(cut, text, 3) != 0 ||
        cut[length < 3 ? length : 3] != '\0' || strcmp(cut + 4, "###") != 0 || hu_print(NULL, 0, x, style) != length) {
        compare_text_differs(c, x, "length or cut-off copy", text, "as snprintf");
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
        compare_text_differs(c, x, "shortest", text, expected);
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
        compare_text_differs(c, x, "exact", text, expected);
    }
    compare_text_read(c, x.format, text);

    print(c, x, HU_TEXT_HEX, text);
    ref_describe_value(hex, sizeof hex, value);
    if (zero) {
        snprintf(hex, sizeof hex, "%s0x0p+0", sign);
    }
    if (strcmp(text, hex) != 0) {
        compare_text_differs(c, x, "hexadecimal", text, hex);
    }
    compare_text_read(c, x.format, text);

    print(c, x, HU_TEXT_SHORTEST, text);
    if (zero ? strcmp(text, *sign == '-' ? "-0" : "0") != 0 : (*text == '-') != (*sign == '-')) {
        compare_text_differs(c, x, "shortest", text, expected);
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
            compare_text_differs(c, x, "the name",
                                 error != NULL                 ? error
                                 : strcmp(text, expected) != 0 ? text
                                                               : again,
                                 expected);
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
                                        "e2m1",        "ue4m3",       "ue5m3",       "tf32",        "fp32",
                                        "fp64",        "binary8p4se", "binary8p3se", "binary4p2sf", "binary8p1uf",
                                        "binary8p1se", "binary8p2uf", "binary8p8ue", "binary11p1ue"};
    return every_code("text.print_other", names, sizeof names / sizeof names[0]);
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
