/* SPDX-License-Identifier: Apache-2.0
 *
 * The flat entry points: formats as numbers, texts, codes of the machine's own float and double, and what is refused.
 * interface.c compares hu_flat_apply with the direct functions, presets.c hu_flat_like.
 */
#include <string.h>

#include "halfulp.h"
#include "halfulp_flat.h"
#include "support/check.h"

static void check_flat_texts(check_tally *t)
{
    const uint64_t fp16 = hu_flat_format("fp16");
    const char text[] = "0.1234"; /* only the first three characters are read */
    uint64_t code = 7;
    uint32_t flags = 7;
    check_that(t, hu_flat_parse(fp16, text, 3, 0, 0, &code, &flags) == 0 && code == 0x2E66 && flags == HU_INEXACT,
               "hu_flat_parse of a part of a text");
    code = 7;
    check_that(t, hu_flat_parse(fp16, "1\0002", 3, 0, 0, &code, &flags) == HU_STATUS_TEXT && code == 7,
               "hu_flat_parse stops at a zero byte");
    check_that(t, hu_flat_parse(fp16, "", 0, 0, 0, &code, &flags) == HU_STATUS_TEXT,
               "hu_flat_parse accepts an empty text");
    check_that(t, hu_flat_parse(1, "1", 1, 0, 0, &code, &flags) == HU_STATUS_FORMAT, "hu_flat_parse: no format");
    check_that(t, hu_flat_parse(fp16, "1", 1, UINT64_C(1) << 55, 0, &code, &flags) == HU_STATUS_ENVIRONMENT,
               "hu_flat_parse: an unknown policy");
    check_that(t, hu_flat_parse(fp16, NULL, 1, 0, 0, &code, &flags) == HU_STATUS_POINTER, "hu_flat_parse: no text");
    char printed[8];
    size_t length = 0;
    check_that(t,
               hu_flat_print(fp16, 0x2E66, HU_TEXT_EXACT, printed, sizeof printed, &length) == 0 && length == 15 &&
                   strcmp(printed, "0.09997") == 0,
               "hu_flat_print");
    check_that(t, hu_flat_print(fp16, 0x12E66, HU_TEXT_EXACT, printed, sizeof printed, &length) == HU_STATUS_CODE,
               "hu_flat_print: a wide code");
    check_that(t, hu_flat_print(fp16, 0, 3, printed, sizeof printed, &length) == HU_STATUS_TEXT,
               "hu_flat_print: style");
    check_that(t, hu_flat_print(fp16, 0, 0, NULL, 0, &length) == 0 && length == 1, "hu_flat_print: the length alone");
}

/* Formats as numbers, by the list of bits in halfulp_flat.h. */
static void check_flat_formats(check_tally *t)
{
    static const struct {
        const char *text;
        uint64_t packed;
        int32_t width;
    } cases[] = {
        {"e4m3", UINT64_C(0x31C0003864), 8}, /* 1, 10, 00, 1, 1, 7 + 2^19, 3, 4: from the highest bit down */
        {"e4m2b-3", UINT64_C(0x2BBFFFE844), 7},
        {"binary8p3se", UINT64_C(0x3DC0008045), 8},
        {"e8m0", UINT64_C(0x304003F808), 8},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check_that(t, hu_flat_format(cases[i].text) == cases[i].packed, cases[i].text);
        check_that(t, hu_flat_width(cases[i].packed) == cases[i].width, cases[i].text);
    }
    static const struct {
        const char *what;
        uint64_t packed;
    } refused[] = {
        {"0 is a format", 0},
        {"e4m3 without the 1 above it is a format", UINT64_C(0x11C0003864)},
        {"e4m3 with one bit more is a format", UINT64_C(0x71C0003864)},
        {"e4m3 with IEEE's infinity alone is a format", UINT64_C(0x33C0003864)},
        {"e4m3 with a bias of 2^19 - 1 is a format", UINT64_C(0x31FFFFF864)},
        {"all ones are a format", UINT64_MAX},
        {"a NaN in place of minus zero in a code of 0 bits is a format", UINT64_C(0x3800000000)},
    };
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        check_that(t, hu_flat_width(refused[i].packed) == 0, refused[i].what);
    }
    /* 1.0 of a format whose lowest normal number is 2^4. */
    uint64_t code = 7;
    uint32_t flags = 7;
    check_that(t,
               hu_flat_apply(HU_OP_CONVERT, hu_flat_format("fp32"), hu_flat_format("e4m2b-3"), 4, 0, 0, 0, 0, 0, 0,
                             &code, &flags) == HU_STATUS_GOOD &&
                   code == 0x41800000 && flags == 0,
               "hu_flat_apply with a negative bias");
}

long check_interface_flat(void)
{
    check_tally t = {0};
    const uint64_t e4m3 = hu_flat_format("e4m3");
    uint64_t code = 7;
    uint32_t flags = 7;
    check_that(&t, e4m3 == hu_flat_format("float8_e4m3fn") && e4m3 != hu_flat_format("e4m3fnuz"), "hu_flat_format");
    check_that(&t, hu_flat_format("e4m3x") == 0 && hu_flat_format(NULL) == 0, "hu_flat_format of no format");
    check_flat_formats(&t);
    check_that(&t,
               hu_flat_operation("mulAdd") == HU_OP_FMA && hu_flat_operation("x") == -1 &&
                   hu_flat_operation(NULL) == -1 && strcmp(hu_flat_operation_name(HU_OP_FMA), "mulAdd") == 0 &&
                   hu_flat_operation_name(-1) == NULL && hu_flat_operation_name(HU_OPERATIONS) == NULL,
               "hu_flat_operation");
    for (size_t i = 0; hu_format_at(i) != NULL; i++) {
        const uint64_t packed = hu_flat_format(hu_format_at(i)->name);
        check_that(&t, hu_flat_width(packed) == hu_format_width(hu_format_at(i)), hu_format_at(i)->name);
        for (int bit = 0; bit < 64; bit++) { /* a corrupted format is another one or none, and never crashes */
            hu_flat_apply(HU_OP_CONVERT, packed ^ UINT64_C(1) << bit, packed, 0, 0, 0, 0, 0, 0, 0, &code, &flags);
        }
    }
    code = 7;
    flags = 7;
    check_that(
        &t,
        hu_flat_apply(-1, e4m3, e4m3, 0, e4m3, 0, 0, 0, 0, 0, &code, &flags) == HU_STATUS_OPERATION &&
            hu_flat_apply(HU_OP_ADD, 0, e4m3, 0, e4m3, 0, 0, 0, 0, 0, &code, &flags) == HU_STATUS_FORMAT &&
            hu_flat_apply(HU_OP_ADD, e4m3, e4m3, 0x100, e4m3, 0, 0, 0, 0, 0, &code, &flags) == HU_STATUS_CODE &&
            hu_flat_apply(HU_OP_ADD, e4m3, e4m3, 0, e4m3, 0, 0, 0, 9, 0, &code, &flags) == HU_STATUS_ENVIRONMENT &&
            hu_flat_apply(HU_OP_ADD, e4m3, e4m3, 0, e4m3, 0, 0, 0, 0, 1, &code, &flags) == HU_STATUS_ENVIRONMENT &&
            hu_flat_apply(HU_OP_ADD, e4m3, e4m3, 0, e4m3, 0, 0, 0, 0, 0, NULL, &flags) == HU_STATUS_POINTER &&
            code == 7 && flags == 7,
        "hu_flat_apply: refusals");
    check_that(&t,
               hu_flat_format_error("e4m3") == NULL && hu_flat_format_error("e4m3x") != NULL &&
                   hu_flat_format_error(NULL) != NULL,
               "hu_flat_format_error");
    hu_flat_to_float(0, NULL);
    hu_flat_to_double(0, NULL);
    check_that(&t, hu_flat_from_float(NULL) == 0 && hu_flat_from_double(NULL) == 0, "codes of nothing");
    const float x = 1.5F;
    const double y = -2.25;
    float back = 0;
    double back_y = 0;
    hu_flat_to_float(hu_flat_from_float(&x), &back);
    hu_flat_to_double(hu_flat_from_double(&y), &back_y);
    check_that(&t,
               hu_flat_from_float(&x) == 0x3FC00000 && hu_flat_from_double(&y) == 0xC002000000000000 && back == x &&
                   back_y == y,
               "codes of float and double");
    check_flat_texts(&t);
    return check_end("interface.flat", t.comparisons, t.failures);
}
