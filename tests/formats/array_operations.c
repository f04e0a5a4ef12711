/* SPDX-License-Identifier: Apache-2.0
 *
 * Sums and products of arrays against the scalar functions, on every path: all pairs of 8-bit codes; operands of 16
 * bits that cancel, tie and nearly tie; and results at the ends of FP32, in which the kernels compute.
 */
#include "support/arrays.h"
#include "support/check.h"
#include "support/operands.h"

#include <string.h>

static const hu_operation operations[] = {HU_OP_ADD, HU_OP_SUB, HU_OP_MUL, HU_OP_FMA};
static uint64_t codes[HU_OPERANDS_MAX][ARRAYS_MAX];

/* Runs an operation from up to three formats on `count` elements of `codes`. */
static void operate(arrays *a, hu_operation operation, const hu_format *to, const hu_format *const from[], size_t count,
                    hu_env env)
{
    arrays_case c = {.operation = operation,
                     .to = to,
                     .codes = {codes[0], codes[1], codes[2]},
                     .count = count,
                     .env = env,
                     .options = {.seed = arrays_draw(a), .first = arrays_draw(a)}};
    for (int k = 0; k < hu_operation_describe(operation)->arity; k++) {
        c.from[k] = from[k];
    }
    arrays_compare(a, &c);
}

/* Every pair of every 8-bit format of the table: the common policies, and each fixed rounding under drawn ones. */
long check_array_pairs(void)
{
    arrays a;
    const hu_format *f;
    arrays_begin(&a, "array.pairs");
    for (size_t i = 0; i < ARRAYS_MAX; i++) {
        codes[0][i] = i & 0xFF;
        codes[1][i] = i >> 8;
    }
    for (size_t i = 0; (f = hu_format_at(i)) != NULL; i++) {
        for (size_t n = 0; hu_format_width(f) == 8 && n < 3 * 8; n++) {
            const uint32_t rounding = (uint32_t)(n / 3);
            hu_env env = {.overflow = rounding == HU_TO_ODD + 1 ? HU_SATURATE_FINITE : HU_OVERFLOW_NONE};
            if (rounding > 0 && rounding <= HU_TO_ODD) {
                env = arrays_draw_env(&a);
                env.rounding = rounding;
            }
            if (check_dose()) {
                const hu_format *const from[] = {f, f, f};
                operate(&a, operations[n % 3], f, from, ARRAYS_MAX, env);
            }
        }
    }
    return arrays_end(&a);
}

/* Operands of 16 bits from one another: the same magnitude or next to it, the same exponent, or a precision away, where
 * sums tie and nearly tie. All roundings, the common policies and drawn ones. */
long check_array_sums(void)
{
    static const char *const names[][4] = {{"fp16", "fp16", "fp16", "fp16"}, {"bf16", "bf16", "bf16", "bf16"},
                                           {"fp16", "bf16", "fp16", "bf16"}, {"bf16", "fp16", "bf16", "e5m2"},
                                           {"bf16", "e4m3", "e5m2", "fp16"}, {"e5m2", "e5m2", "bf16", "bf16"}};
    enum { COUNT = 4000, NAMES = sizeof names / sizeof names[0] };
    arrays a;
    arrays_begin(&a, "array.sums");
    for (size_t n = 0; n < (size_t)4 * NAMES * 2 * (HU_TO_ODD + 1); n++) {
        const char *const *name = names[n / 4 % NAMES];
        const hu_format *const from[] = {hu_format_find(name[0]), hu_format_find(name[1]), hu_format_find(name[2])};
        const uint64_t seed = arrays_draw(&a);
        const bool drawn = n / 4 / NAMES % 2 != 0;
        hu_env env = drawn ? arrays_draw_env(&a) : (hu_env){0};
        env.rounding = (uint32_t)(n / 4 / NAMES / 2);
        if (!check_dose()) {
            continue;
        }
        for (size_t i = 0; i < COUNT; i++) {
            codes[0][i] = operand_code(from[0], seed, 1, i);
            for (int k = 1; k < 3; k++) {
                const uint64_t mask = (UINT64_C(1) << hu_format_width(from[k])) - 1;
                codes[k][i] = operand_near(from[k], codes[k - 1][i] & mask, seed, (uint64_t)k + 1, i);
            }
        }
        operate(&a, operations[n % 4], hu_format_find(name[3]), from, COUNT, env);
    }
    return arrays_end(&a);
}

/* Operands whose products and sums lie at the ends of FP32: `magnitude` and its neighbours, and 1, of both signs. */
static size_t fill_ends(const hu_format *f, uint64_t *to, const uint64_t *magnitude, size_t count)
{
    const uint64_t sign = UINT64_C(1) << (hu_format_width(f) - 1);
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        for (uint64_t near = 0; near < 3; near++) {
            const uint64_t code = (magnitude[i] + near - 1) & (sign - 1);
            to[n++] = code;
            to[n++] = code | sign;
        }
    }
    return n;
}

/* Every pair of codes at both ends, and for fma every third operand. Results beyond FP32's largest number overflow,
 * which a rounding toward zero shows by its flag only; those below its smallest one are inexact and not zero. */
long check_array_ends(void)
{
    static const char *const names[][4] = {{"bf16", "bf16", "bf16", "bf16"}, {"bf16", "e4m3", "bf16", "bf16"},
                                           {"bf16", "e5m2", "e5m2", "bf16"}, {"e7m8", "e7m8", "bf16", "bf16"},
                                           {"bf16", "bf16", "bf16", "e8m7"}, {"e5m2", "bf16", "e7m8", "bf16"},
                                           {"fp16", "bf16", "bf16", "bf16"}, {"bf16", "bf16", "fp16", "fp16"},
                                           {"e7m8", "e8m3", "e8m3", "e8m3"}, {"bf16", "e5m2b64", "bf16", "bf16"}};
    enum { NAMES = sizeof names / sizeof names[0], EACH = 24 };
    arrays a;
    arrays_begin(&a, "array.ends");
    for (size_t n = 0; n < (size_t)4 * NAMES * (HU_TO_ODD + 1); n++) {
        hu_format f[4];
        uint64_t some[HU_OPERANDS_MAX][EACH];
        for (int k = 0; k < 4; k++) {
            (void)hu_format_parse(names[n / 4 % NAMES][k], &f[k]);
        }
        const hu_format *const from[] = {&f[0], &f[1], &f[2]};
        for (int k = 0; k < 3; k++) {
            const uint64_t one = (uint64_t)f[k].bias << f[k].fraction_bits;
            const uint64_t ends[] = {1, UINT64_C(1) << f[k].fraction_bits, one, hu_format_largest(&f[k]) - 1};
            (void)fill_ends(&f[k], some[k], ends, 4);
        }
        size_t count = 0;
        for (size_t i = 0; i < (size_t)EACH * EACH * EACH; i++, count++) {
            codes[0][i] = some[0][i % EACH];
            codes[1][i] = some[1][i / EACH % EACH];
            codes[2][i] = some[2][i / EACH / EACH];
        }
        const hu_operation operation = operations[n % 4];
        count = operation == HU_OP_FMA ? count : (size_t)EACH * EACH;
        const hu_env env = {.rounding = (uint32_t)(n / 4 / NAMES), .tininess = (uint32_t)arrays_draw(&a) & 1};
        if (check_dose()) {
            operate(&a, operation, &f[3], from, count, env);
        }
    }
    return arrays_end(&a);
}
