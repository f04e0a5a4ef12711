/* SPDX-License-Identifier: Apache-2.0
 *
 * tell.c - numbers, and the library's explanations of them. See tell.h.
 */
#include "tell.h"

#include <inttypes.h>
#include <stdio.h>

static bool fits(const hu_format *format, uint32_t code)
{
    const int width = hu_format_width(format);
    return width >= 32 || code >> width == 0;
}

bool same_number(const hu_format *format, uint32_t expected, uint32_t given)
{
    return given == expected ||
           (fits(format, given) && hu_format_is_nan(format, expected) && hu_format_is_nan(format, given));
}

/* All digits of x in decimal, if they are few. */
static bool print_exactly(char *text, size_t size, hu_number x)
{
    enum { DIGITS = 24 };
    return hu_print(text, size, x, HU_TEXT_EXACT) <= DIGITS;
}

void tell_number(char *text, const hu_format *format, uint32_t code)
{
    char value[64];
    const int digits = (hu_format_width(format) + 3) / 4;
    if (!fits(format, code)) {
        snprintf(text, TELL_NUMBER, "0x%" PRIX32 ", which is no code of %s", code, format->name);
        return;
    }
    const hu_number x = hu_number_of(format, code);
    const bool exact = print_exactly(value, sizeof value, x);
    if (!exact) {
        hu_print(value, sizeof value, x, HU_TEXT_SHORTEST);
    }
    snprintf(text, TELL_NUMBER, "0x%0*" PRIX32 " %s %s", digits, code, exact ? "=" : "~", value);
}

static const char *any(const hu_format *format, uint32_t expected)
{
    return hu_format_is_nan(format, expected) ? "; any NaN will do" : "";
}

void tell_codes(const hu_format *format, uint32_t given, uint32_t expected)
{
    char text[TELL_NUMBER];
    tell_number(text, format, given);
    printf("  your answer  %s\n", text);
    tell_number(text, format, expected);
    printf("  expected     %s%s\n", text, any(format, expected));
}

static void tell_float(const char *label, uint32_t code)
{
    char text[64];
    const hu_number x = hu_number_of(hu_format_find("fp32"), code);
    if (!print_exactly(text, sizeof text, x)) {
        hu_print(text, sizeof text, x, HU_TEXT_HEX);
    }
    printf("  %-12s %s", label, text);
}

void tell_floats(uint32_t given, uint32_t expected)
{
    tell_float("your answer", given);
    printf("\n");
    tell_float("expected", expected);
    printf("%s\n", any(hu_format_find("fp32"), expected));
}

void tell_explanation(const char *question, hu_operation operation, const hu_format *to, const hu_number *operands,
                      const hu_env *env)
{
    static char text[8192];
    hu_explanation explanation;
    printf("\n  $ halfulp explain %s\n\n", question);
    if (hu_explain(operation, to, operands, env, &explanation) != HU_STATUS_GOOD) {
        return;
    }
    hu_explain_text(text, sizeof text, &explanation, HU_EXPLAIN_WIDTH - 2);
    for (const char *at = text; *at != '\0';) {
        int length = 0;
        while (at[length] != '\n' && at[length] != '\0') {
            length++;
        }
        printf("%s%.*s\n", length > 0 ? "  " : "", length, at);
        at += length + (at[length] == '\n');
    }
}

void tell_conversion(const hu_format *to, const hu_format *from, uint32_t code)
{
    char question[128];
    const hu_number operand = hu_number_of(from, code);
    const hu_env env = {0};
    snprintf(question, sizeof question, "\"%s -> %s: 0x%0*" PRIX32 "\"", from->name, to->name,
             (hu_format_width(from) + 3) / 4, code);
    tell_explanation(question, HU_OP_CONVERT, to, &operand, &env);
}
