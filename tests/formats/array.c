/* SPDX-License-Identifier: Apache-2.0
 *
 * Conversions and operations of arrays against the scalar functions, which ref/ proves elsewhere: every code of every
 * narrow format, patterned codes of FP32 and FP64, in every rounding mode, on every path of this machine.
 */
#include "support/arrays.h"
#include "support/check.h"
#include "support/operands.h"

/* Formats beyond the table's: P3109's, unsigned ones, wide and narrow exponents, biases near and beyond the ends of
 * what the kernels take. */
static const char *const described[] = {
    "binary8p3se", "binary8p4ue", "binary6p3sf", "binary16p11se", "e5m10b30", "e8m7:inf=none,nan=top",
    "e8m3",        "ue8m4",       "e7m8",        "e6m9b40",       "e4m3b70",  "e5m2b64",
    "e8m7b120",    "e9m6"};

enum { FORMATS_MAX = 64, PATTERNED = 3000, OPERATED = 800 };

typedef struct {
    hu_format own[sizeof described / sizeof described[0]];
    const hu_format *format[FORMATS_MAX];
    size_t count, named; /* the first are rows of the table */
} format_list;

/* All formats of at most 16 bits. */
static void list_formats(format_list *list)
{
    const hu_format *f;
    list->count = 0;
    for (size_t i = 0; (f = hu_format_at(i)) != NULL; i++) {
        if (hu_format_width(f) <= 16) {
            list->format[list->count++] = f;
        }
    }
    list->named = list->count;
    for (size_t i = 0; i < sizeof described / sizeof described[0]; i++) {
        if (hu_format_parse(described[i], &list->own[i])) {
            list->format[list->count++] = &list->own[i];
        }
    }
}

static uint64_t codes[HU_OPERANDS_MAX][ARRAYS_MAX];

/* All codes of a narrow format in a shuffled order, or patterned ones of a wide one: how many. */
static size_t fill_codes(arrays *a, const hu_format *from, int k)
{
    const int width = hu_format_width(from);
    if (width <= 16) {
        const uint64_t mask = (UINT64_C(1) << width) - 1;
        const uint64_t factor = arrays_draw(a) | 1; /* odd: a permutation modulo a power of two */
        for (uint64_t i = 0; i <= mask; i++) {
            codes[k][i] = (i * factor + factor / 2) & mask;
        }
        return (size_t)mask + 1;
    }
    for (size_t i = 0; i < PATTERNED; i++) {
        codes[k][i] = operand_code(from, arrays_draw(a), 5, i);
    }
    return PATTERNED;
}

static void convert_case(arrays *a, const hu_format *to, const hu_format *from, hu_env env)
{
    const arrays_case c = {.operation = HU_OP_CONVERT,
                           .to = to,
                           .from = {from},
                           .codes = {codes[0]},
                           .count = fill_codes(a, from, 0),
                           .env = env,
                           .options = {.seed = arrays_draw(a), .stream = 3, .first = arrays_draw(a) % 1000}};
    arrays_compare(a, &c);
}

/* From one format to all: each rounding with policies drawn, and the common ones; to described formats, a few drawn. */
static void convert_to_all(arrays *a, const hu_format *from)
{
    format_list list;
    list_formats(&list);
    list.format[list.count++] = hu_format_find("fp32");
    list.format[list.count++] = hu_format_find("tf32");
    for (size_t i = 0; i < list.count; i++) {
        for (uint32_t rounding = 0; rounding <= HU_STOCHASTIC_C + 2; rounding++) {
            const bool described_one = i >= list.named && i < list.named + sizeof described / sizeof described[0];
            if ((described_one && rounding % 4 != 0) || !check_dose()) {
                continue;
            }
            hu_env env = arrays_draw_env(a);
            env.rounding = described_one ? env.rounding : rounding;
            if (rounding > HU_STOCHASTIC_C) {
                env = (hu_env){.overflow = rounding - HU_STOCHASTIC_C - 1, .infinity_nan = 1};
            }
            convert_case(a, list.format[i], from, env);
        }
    }
}

static long convert_check(const char *name, const char *from)
{
    arrays a;
    arrays_begin(&a, name);
    convert_to_all(&a, hu_format_find(from));
    return arrays_end(&a);
}

long check_array_from_fp16(void)
{
    return convert_check("array.from_fp16", "fp16");
}

long check_array_from_bf16(void)
{
    return convert_check("array.from_bf16", "bf16");
}

long check_array_from_fp32(void)
{
    return convert_check("array.from_fp32", "fp32");
}

long check_array_from_fp64(void)
{
    return convert_check("array.from_fp64", "fp64");
}

/* FP32 codes near the end of a format's range and beyond: neighbours of its largest numbers, half a binade further,
 * huge ones, infinity, and both signs of all. */
static size_t fill_large(const hu_format *to)
{
    const hu_format *fp32 = hu_format_find("fp32");
    size_t n = 0;
    for (uint64_t below = 0; below < 3; below++) {
        hu_env env = {0};
        const uint64_t code = hu_format_largest(to) - below;
        const uint64_t x = hu_convert(fp32, (hu_number){to, code}, &env).code;
        for (uint64_t step = 0; step < 24; step++) {
            codes[0][n++] = (x + (UINT64_C(1) << step)) & 0x7FFFFFFF;
            codes[0][n++] = (x - (UINT64_C(1) << step)) & 0x7FFFFFFF;
        }
        codes[0][n++] = x;
    }
    for (uint64_t exponent = 1; exponent <= 255; exponent += 2) {
        codes[0][n++] = exponent << 23;
    }
    for (size_t i = 0; i < n; i++) {
        codes[0][n + i] = codes[0][i] | 0x80000000;
    }
    return 2 * n;
}

/* What overflow gives depends on many policies at once: all of them, not drawn, for every format. */
long check_array_overflow(void)
{
    arrays a;
    format_list list;
    arrays_begin(&a, "array.overflow");
    list_formats(&list);
    for (size_t i = 0; i < list.count; i++) {
        const size_t count = fill_large(list.format[i]);
        for (uint32_t n = 0; n < 3 * 5 * 2 * 3 * 2; n++) {
            static const uint32_t roundings[] = {HU_NEAREST_EVEN, HU_DOWN, HU_TO_ODD};
            const arrays_case c = {.operation = HU_OP_CONVERT,
                                   .to = list.format[i],
                                   .from = {hu_format_find("fp32")},
                                   .codes = {codes[0]},
                                   .count = count,
                                   .env = {.overflow = n % 3,
                                           .nan = n / 3 % 5,
                                           .infinity_nan = n / 15 % 2,
                                           .rounding = roundings[n / 30 % 3],
                                           .odd_overflow = n / 90 % 2}};
            if ((c.env.odd_overflow == 0 || c.env.rounding == HU_TO_ODD) && check_dose()) {
                arrays_compare(&a, &c);
            }
        }
    }
    return arrays_end(&a);
}

/* From every format of at most 8 bits, and from the other narrow ones to a few. */
long check_array_from_narrow(void)
{
    static const char *const targets[] = {"fp32", "fp16", "bf16", "e4m3", "e5m2", "e2m1", "ue4m3", "ue5m3", "e8m0"};
    arrays a;
    format_list list;
    arrays_begin(&a, "array.from_narrow");
    list_formats(&list);
    for (size_t i = 0; i < list.count; i++) {
        for (size_t k = 0; k < sizeof targets / sizeof targets[0]; k++) {
            for (int n = 0; n < (hu_format_width(list.format[i]) <= 8 ? 10 : 1); n++) {
                if (!check_dose()) {
                    continue;
                }
                convert_case(&a, hu_format_find(targets[k]), list.format[i],
                             n == 0 ? (hu_env){0} : arrays_draw_env(&a));
            }
        }
    }
    return arrays_end(&a);
}

static void operate(arrays *a, hu_operation operation, const hu_format *to, const hu_format *const from[], hu_env env)
{
    arrays_case c = {.operation = operation,
                     .to = to,
                     .from = {from[0], from[1], from[2]},
                     .codes = {codes[0], codes[1], codes[2]},
                     .count = OPERATED,
                     .env = env,
                     .options = {.seed = arrays_draw(a), .first = arrays_draw(a)}};
    const uint64_t seed = arrays_draw(a);
    for (size_t i = 0; i < OPERATED; i++) {
        codes[0][i] = operand_code(from[0], seed, 1, i);
        codes[1][i] = operand_near(from[1], codes[0][i] & ((UINT64_C(1) << hu_format_width(from[1])) - 1), seed, 2, i);
        codes[2][i] = operand_near(from[2], codes[1][i] & ((UINT64_C(1) << hu_format_width(from[2])) - 1), seed, 3, i);
    }
    for (int k = hu_operation_describe(operation)->arity; k < HU_OPERANDS_MAX; k++) {
        c.from[k] = NULL;
    }
    arrays_compare(a, &c);
}

/* Operations of one format and of several, in each rounding; the ones without kernels too. */
long check_array_operations(void)
{
    static const hu_operation operations[] = {HU_OP_ADD, HU_OP_SUB, HU_OP_MUL, HU_OP_FMA, HU_OP_DIV, HU_OP_MINIMUM};
    arrays a;
    format_list list;
    arrays_begin(&a, "array.operations");
    list_formats(&list);
    for (size_t k = 0; k < sizeof operations / sizeof operations[0]; k++) {
        for (size_t i = 0; i < list.count; i++) {
            const hu_format *f = list.format[i];
            for (uint32_t rounding = 0; rounding <= HU_STOCHASTIC_C; rounding++) {
                if (!check_dose()) {
                    continue;
                }
                hu_env env = arrays_draw_env(&a);
                env.rounding = rounding;
                const hu_format *same[HU_OPERANDS_MAX] = {f, f, f};
                const hu_format *mixed[HU_OPERANDS_MAX] = {f, list.format[arrays_draw(&a) % list.count],
                                                           list.format[arrays_draw(&a) % list.count]};
                operate(&a, operations[k], f, same, env);
                operate(&a, operations[k], list.format[arrays_draw(&a) % list.count], mixed, arrays_draw_env(&a));
                if (k >= 4) {
                    break;
                }
            }
        }
    }
    return arrays_end(&a);
}
