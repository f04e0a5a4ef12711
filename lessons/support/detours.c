/* SPDX-License-Identifier: Apache-2.0
 *
 * detours.c - for lesson 02: results in E4M3 that are rounded to a wider format first. See detours.h.
 */
#include "detours.h"
#include "numbers.h"

static const struct {
    const char *name, *format;
    hu_rounding mode;
} ways[DETOURS] = {{"directly", "e4m3", HU_NEAREST_EVEN},
                   {"via FP16", "fp16", HU_NEAREST_EVEN},
                   {"via BF16", "bf16", HU_NEAREST_EVEN},
                   {"via FP16, odd", "fp16", HU_TO_ODD},
                   {"via BF16, odd", "bf16", HU_TO_ODD}};

const char *detour_name(int way)
{
    return ways[way].name;
}

hu_number detour_first(int way, hu_operation operation, const hu_number *x)
{
    hu_number result = {hu_format_find(ways[way].format), 0};
    hu_env env = {0};
    env.rounding = ways[way].mode;
    hu_apply(operation, result.format, x, &env, &result);
    return result;
}

uint64_t detour_e4m3(int way, hu_operation operation, const hu_number *x)
{
    hu_env env = {0};
    return hu_convert(hu_format_find("e4m3"), detour_first(way, operation, x), &env).code;
}

void detour_print(const lesson *l, double x)
{
    const hu_number number = number_of(x);
    for (int way = 0; way < DETOURS; way++) {
        const uint64_t code = detour_e4m3(way, HU_OP_CONVERT, &number);
        const bool differs = code != detour_e4m3(DIRECT, HU_OP_CONVERT, &number);
        printf("  %-14s %.12g -> ", ways[way].name, x);
        if (way != DIRECT) {
            printf("%.12g -> ", number_value(detour_first(way, HU_OP_CONVERT, &number)));
        }
        lesson_in(l, differs ? LESSON_LOST : LESSON_HELD);
        printf("%g%s", number_value(hu_number_of(hu_format_find("e4m3"), code)), differs ? "   differs" : "");
        lesson_plain(l);
        printf("\n");
    }
}

void detour_strips(const lesson *l)
{
    printf("\n  Numbers near 1.0625, in steps of 1/8 of FP16's ulp: '<' becomes 1, '>' 1.125\n");
    for (int way = 0; way < DETOURS; way++) {
        printf("  %-14s", ways[way].name);
        for (int k = -16; k < 48; k++) {
            const hu_number x = number_of(1.0625 + k * 0x1p-13);
            const uint64_t code = detour_e4m3(way, HU_OP_CONVERT, &x);
            lesson_in(l, code != detour_e4m3(DIRECT, HU_OP_CONVERT, &x) ? LESSON_LOST : LESSON_HELD);
            printf("%c", code == 0x38 ? '<' : '>');
            lesson_plain(l);
        }
        printf("\n");
    }
    printf("%40s\n", "^ 1.0625");
}
