/* SPDX-License-Identifier: Apache-2.0
 *
 * numbers.c - single numbers of any format. See numbers.h.
 */
#include "numbers.h"

#include <math.h>
#include <string.h>

hu_number number_of(double x)
{
    uint64_t code;
    memcpy(&code, &x, sizeof code);
    return hu_number_of(hu_format_find("fp64"), code);
}

double number_value(hu_number x)
{
    hu_env env = {0};
    const uint64_t code = hu_convert(hu_format_find("fp64"), x, &env).code;
    double value;
    memcpy(&value, &code, sizeof value);
    return value;
}

hu_number number_rounded(const hu_format *to, hu_number x, hu_rounding mode)
{
    hu_env env = {0};
    env.rounding = mode;
    return hu_convert(to, x, &env);
}

hu_number number_near(const hu_format *to, double x)
{
    return number_rounded(to, number_of(x), HU_NEAREST_EVEN);
}

const char *number_format_name(const hu_format *f, char name[NUMBER_FORMAT_NAME])
{
    size_t n = 0;
    for (; f->name[n] != '\0' && n + 1 < NUMBER_FORMAT_NAME; n++) {
        name[n] = (char)(f->name[n] >= 'a' && f->name[n] <= 'z' ? f->name[n] - 'a' + 'A' : f->name[n]);
    }
    name[n] = '\0';
    return name;
}

double number_ulp(hu_number x)
{
    hu_env env = {0};
    return number_value(hu_next_up(x, &env)) - number_value(x);
}

static char *explanation(const lesson *l, const hu_format *to, hu_number x)
{
    static char text[8192];
    hu_env env = {0};
    hu_explanation e;
    if (hu_explain(HU_OP_CONVERT, to, &x, &env, &e) != HU_STATUS_GOOD) {
        lesson_fail(l, "a conversion from %s to %s cannot be explained", x.format->name, to->name);
    }
    hu_explain_text(text, sizeof text, &e, LESSON_WIDTH);
    return text;
}

void number_read(const lesson *l, hu_number x)
{
    static const char decode[] = "1. decode";
    char *first = strstr(explanation(l, x.format, x), decode);
    char *second = strstr(first, "\n2. ");
    *second = '\0';
    printf("  %-7s%s", x.format->name, first + sizeof decode - 1);
}

void number_convert(const lesson *l, const hu_format *to, hu_number x)
{
    fputs(explanation(l, to, x), stdout);
}

number_counts number_census(const hu_format *f)
{
    number_counts c = {0};
    const uint64_t largest = hu_format_largest(f);
    double before = 0;
    for (uint64_t code = 0; code >> hu_format_width(f) == 0; code++) {
        const hu_number x = {f, code};
        const hu_class class = hu_classify(x);
        const bool nan = class == HU_SIGNALING_NAN || class == HU_QUIET_NAN;
        c.nans += nan;
        c.finite += !nan && class != HU_NEGATIVE_INFINITY && class != HU_POSITIVE_INFINITY;
        if (code < largest) {
            const double ulp = number_ulp(x);
            c.stairs += ulp != before;
            c.not_doubled += before != 0 && ulp != before && ulp != 2 * before;
            c.first_stair += c.stairs == 1;
            before = ulp;
        }
    }
    return c;
}

void number_line(const lesson *l, const hu_format *f)
{
    enum { COLUMNS = 72 };
    char line[COLUMNS + 1];
    char end[32];
    const hu_number largest = {f, hu_format_largest(f)};
    memset(line, ' ', COLUMNS);
    line[COLUMNS] = '\0';
    for (uint64_t code = 0; code <= largest.code; code++) {
        line[lround(number_value(hu_number_of(f, code)) / number_value(largest) * (COLUMNS - 1))] = '|';
    }
    snprintf(end, sizeof end, "%g", number_value(largest));
    printf("\n  %s: %d codes up to the largest number\n  ", f->name, (int)largest.code + 1);
    lesson_in(l, LESSON_HELD);
    printf("%s", line);
    lesson_plain(l);
    printf("\n  0%*s\n", COLUMNS - 1, end);
}

void number_binary(const char *label, double x, int places)
{
    double rest = x - floor(x);
    printf("  %-14s %d.", label, (int)floor(x));
    for (int i = 0; i < places; i++) {
        rest = 2 * rest;
        printf("%d", (int)rest);
        rest -= floor(rest);
    }
    printf("\n");
}

void number_arrow(const lesson *l, double moved)
{
    lesson_in(l, moved == 0 ? LESSON_HELD : LESSON_LOST);
    printf("%c", moved == 0 ? '|' : moved < 0 ? '<' : '>');
    lesson_plain(l);
}

void number_staircase(const lesson *l, const hu_format *const *f, const char *letters)
{
    enum { LEAST = -24, MOST = 5 };
    printf("  numbers  ulp:");
    for (int i = 0; f[i] != NULL; i++) {
        printf("%s %c of %s", i > 0 ? "," : "", letters[i], f[i]->name);
    }
    printf("\n  from     2^-24   2^-20   2^-16   2^-12   2^-8    2^-4    2^0     2^4\n");
    for (int k = 12; k >= -16; k -= 2) {
        char line[2 * (MOST - LEAST) + 2];
        memset(line, ' ', sizeof line - 1);
        line[sizeof line - 1] = '\0';
        for (int i = 0; f[i] != NULL; i++) {
            const hu_number x = number_near(f[i], ldexp(1, k));
            const int ulp = number_value(x) == ldexp(1, k) ? ilogb(number_ulp(x)) : MOST + 1;
            const int column = 2 * (ulp - LEAST);
            if (ulp >= LEAST && ulp <= MOST) {
                line[column] = letters[i];
            }
        }
        printf("  2^%-6d ", k);
        lesson_in(l, LESSON_HELD);
        printf("%s", line);
        lesson_plain(l);
        printf("\n");
    }
}

double number_normal(uint64_t seed, uint64_t index)
{
    const double u = ((double)(hu_random(seed, 0, index) >> 11) + 0.5) * 0x1p-53;
    const double v = (double)(hu_random(seed, 1, index) >> 11) * 0x1p-53;
    return sqrt(-2 * log(u)) * cos(2 * 3.14159265358979323846 * v);
}
