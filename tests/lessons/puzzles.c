/* SPDX-License-Identifier: Apache-2.0
 *
 * What the stories of the puzzles say: their examples, and that no even code of E4M3 can be rounded to twice and
 * missed. puzzles.sh tests the grader.
 */
#include "halfulp_models.h"
#include "support/check.h"
#include "trainer/loss_scaler.h"

typedef struct {
    int puzzle;
    const char *from, *to;
    uint64_t code, expected;
} conversion;

/* Puzzles 1 to 5: to FP32 where a value is told. NaN where any will do. */
static const conversion conversions[] = {
    {1, "e4m3", "fp32", 0x38, 0x3F800000},   {1, "e4m3", "fp32", 0x3A, 0x3FA00000},
    {1, "e4m3", "fp32", 0xC4, 0xC0400000},   {1, "e4m3", "fp32", 0x01, 0x3B000000},
    {1, "e4m3", "fp32", 0x7E, 0x43E00000},   {1, "e4m3", "fp32", 0x80, 0x80000000},
    {1, "e4m3", "fp32", 0x7F, 0x7FC00000},   {3, "fp32", "bf16", 0x3F800000, 0x3F80},
    {3, "fp32", "bf16", 0x3F808000, 0x3F80}, {3, "fp32", "bf16", 0x3F808001, 0x3F81},
    {3, "fp32", "bf16", 0x3F818000, 0x3F82}, {4, "fp16", "e5m2", 0x3C00, 0x3C},
    {4, "fp16", "e5m2", 0x3C80, 0x3C},       {4, "fp16", "e5m2", 0x3D80, 0x3E},
    {4, "fp16", "e5m2", 0x7B7F, 0x7B},       {4, "fp16", "e5m2", 0x7B80, 0x7C},
    {5, "fp32", "e4m3", 0x3F880000, 0x38},   {5, "fp32", "e4m3", 0x3F980000, 0x3A},
    {5, "fp32", "e4m3", 0x43E80000, 0x7E},   {5, "fp32", "e4m3", 0x43E80001, 0x7F},
    {5, "fp32", "e4m3", 0x3A800000, 0x00},   {5, "fp32", "e4m3", 0xBB000000, 0x81},
};

static long expect(int puzzle, uint64_t found, uint64_t expected)
{
    if (found != expected) {
        fprintf(stderr, "  puzzle %d: %llX, its story says %llX\n", puzzle, (unsigned long long)found,
                (unsigned long long)expected);
    }
    return found != expected;
}

/* Every result of both ways changes at codes with these lower halves only: where E4M3 or BF16 has a number or a tie. */
static long check_even_codes(void)
{
    static const uint32_t lower[] = {0, 1, 0x7FFF, 0x8000, 0x8001, 0xFFFF};
    bool found[256] = {false};
    hu_env env = {0};
    long failures = 0;
    for (uint32_t upper = 0; upper < 65536; upper++) {
        for (int i = 0; i < 6; i++) {
            const hu_fp32 x = {upper << 16 | lower[i]};
            const uint8_t once = hu_fp32_to_e4m3(x, &env).code;
            found[once] = found[once] || once != hu_bf16_to_e4m3(hu_fp32_to_bf16(x, &env), &env).code;
        }
    }
    for (unsigned code = 0; code < 256; code++) {
        failures += expect(6, found[code], code % 2 == 1 && code != 0xFF); /* the NaN that numbers become is 7F */
    }
    return failures;
}

static long check_draws(void)
{
    hu_env env = {.rounding = HU_STOCHASTIC_A, .random_bits = 8, .random = 191};
    long failures = expect(7, hu_fp16_to_e5m2((hu_fp16){0x3C40}, &env).code, 0x3C);
    env.random = 192;
    failures += expect(7, hu_fp16_to_e5m2((hu_fp16){0x3C40}, &env).code, 0x3D);
    env.random = 1;
    return failures + expect(7, hu_fp16_to_e5m2((hu_fp16){0xFBFF}, &env).code, 0xFC);
}

static long check_kahan(void)
{
    hu_env env = {0};
    hu_e4m3 excess = {0};
    const hu_e4m3 weight = {0x60};
    static const uint8_t expected[] = {0xB8, 0xC0};
    long failures = 0;
    for (int i = 0; i < 2; i++) {
        const hu_e4m3 wanted = hu_e4m3_sub((hu_e4m3){0x38}, excess, &env);
        const hu_e4m3 sum = hu_e4m3_add(weight, wanted, &env);
        excess = hu_e4m3_sub(hu_e4m3_sub(sum, weight, &env), wanted, &env);
        failures += expect(8, sum.code, weight.code) + expect(8, excess.code, expected[i]);
    }
    return failures;
}

static long check_scaler(bool overflow, float scale)
{
    loss_scaler s = {.scale = 65536, .interval = 2000, .clean_steps = 1999};
    loss_scaler_step(&s, overflow);
    return (s.scale != scale) + expect(9, (uint64_t)s.clean_steps, 0);
}

static long check_scales(void)
{
    static const uint16_t amax[] = {0x3F80, 0x3FFF, 0x4000, 0x0080, 0};
    static const uint8_t expected[] = {0x77, 0x77, 0x78, 0x00, 0x00};
    long failures = 0;
    for (int i = 0; i < 5; i++) {
        hu_env env = {.rounding = HU_TOWARD_ZERO, .overflow = HU_SATURATE_FINITE};
        const hu_number x = hu_number_of(hu_format_find("bf16"), amax[i]);
        failures += expect(10, hu_scale_b(hu_format_find("e8m0"), x, -8, &env).code, expected[i]);
    }
    return failures;
}

/* The example; and the two sides of the border of tiny: 2^-126 - 2^-150 and 2^-126 - 2^-151. */
static long check_links(void)
{
    static const hu_bf16 x[] = {{0x4000}, {0x4040}};
    static const hu_bf16 y[] = {{0x3F00}, {0x4080}};
    static const hu_bf16 minus[] = {{0x8000}, {0x9A00}}; /* -2^-75 */
    static const hu_bf16 half[] = {{0}, {0x1A00}};
    static const hu_bf16 quarter[] = {{0}, {0x1980}};
    const hu_fp32 least = {0x00800000};
    return expect(11, hu_x86_vdpbf16ps((hu_fp32){0x3F800000}, x, y).code, 0x41600000) +
           expect(11, hu_x86_vdpbf16ps(least, minus, half).code, 0) +
           expect(11, hu_x86_vdpbf16ps(least, minus, quarter).code, least.code);
}

long check_lessons_puzzles(void)
{
    long failures = 0;
    for (size_t i = 0; i < sizeof conversions / sizeof conversions[0]; i++) {
        const conversion *c = &conversions[i];
        hu_env env = {0};
        const hu_number x = hu_number_of(hu_format_find(c->from), c->code);
        failures += expect(c->puzzle, hu_convert(hu_format_find(c->to), x, &env).code, c->expected);
    }
    failures += check_even_codes() + check_draws() + check_kahan() + check_scales() + check_links();
    return failures + check_scaler(false, 131072) + check_scaler(true, 32768);
}
