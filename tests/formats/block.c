/* SPDX-License-Identifier: Apache-2.0
 *
 * Block quantisation against ref/block.c: every row of the table in every rounding, under policies that are drawn; all
 * inputs of one element, and all pairs of the narrowest formats.
 */
#include <string.h>

#include "support/blocks.h"
#include "support/check.h"

static uint32_t x[BLOCKS_MAX];

/* Each row in each rounding, under the defaults and with policies drawn. */
long check_block_rows(void)
{
    blocks b;
    blocks_begin(&b, "block.rows");
    for (size_t row = 0; hu_block_at(row) != NULL; row++) {
        for (uint32_t rounding = 0; rounding <= HU_STOCHASTIC_C; rounding++) {
            for (int n = 0; n < 3; n++) {
                if (!check_dose()) {
                    continue;
                }
                hu_env env = blocks_draw_env(&b);
                env.overflow = (uint32_t)n; /* without effect */
                env.random_bits = n == 0 && rounding >= HU_STOCHASTIC_A ? 24 : env.random_bits;
                env = n == 1 ? (hu_env){.random_bits = 8} : env;
                env.rounding = rounding;
                blocks_compare_patterned(&b, hu_block_at(row), env);
            }
        }
    }
    return blocks_end(&b);
}

/* ---- All inputs of one element ----------------------------------------------------------------------------------- */

static hu_block_recipe of_one(const char *row, uint32_t columns)
{
    hu_block_recipe r = *hu_block_find(row);
    r.rows = 1;
    r.columns = columns;
    return r;
}

/* Every BF16 or FP16 number as FP32, each a block. */
static void every_code(blocks *b, const hu_block_recipe *r, const char *from)
{
    enum { SIDE = 256 };
    hu_env env = blocks_draw_env(b);
    blocks_case c = {.recipe = r, .x = x, .rows = SIDE, .columns = SIDE, .kind = from};
    for (uint32_t code = 0; code < SIDE * SIDE; code++) {
        hu_env exact = {.nan = HU_X86_NAN};
        x[code] = (uint32_t)hu_convert(hu_format_find("fp32"), (hu_number){hu_format_find(from), code}, &exact).code;
    }
    env.flags = 0;
    c.env = env;
    blocks_compare(b, &c);
}

long check_block_singles(void)
{
    static const char *const rows[] = {
        "mxfp8_e4m3", "mxfp8_e5m2_ceil", "mxfp4_even", "mxfp6_e2m3_rceil", "torchao_int8_rows_zero_point",
        "fp4_ue5m3",  "te_mxfp8_e4m3"};
    blocks b;
    blocks_begin(&b, "block.singles");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (!check_dose_is_all()) {
            break;
        }
        const hu_block_recipe r = of_one(rows[i], 1);
        every_code(&b, &r, i % 2 == 0 ? "bf16" : "fp16");
    }
    b.comparisons += !check_dose_is_all();
    return blocks_end(&b);
}

/* ---- All pairs of narrow formats --------------------------------------------------------------------------------- */

/* The FP32 codes of the positive numbers of the element, times 2^power, of the middles between them, and of the next
 * beyond the largest. */
static size_t fill_grid(const hu_format *element, int power, uint32_t *grid)
{
    const hu_format *fp32 = hu_format_find("fp32");
    const uint64_t largest = hu_format_largest(element);
    size_t count = 0;
    uint64_t last = 0;
    hu_env env = {0};
    for (uint64_t code = 0; code <= largest; code++) {
        const hu_number value = hu_convert(fp32, (hu_number){element, code}, &env);
        if (code > 0) {
            const hu_number sum = hu_add(fp32, (hu_number){fp32, last}, value, &env);
            grid[count++] = (uint32_t)hu_scale_b(fp32, sum, power - 1, &env).code;
        }
        grid[count++] = (uint32_t)hu_scale_b(fp32, value, power, &env).code;
        last = value.code;
    }
    grid[count] = grid[count - 1] + (grid[count - 1] - grid[count - 2]);
    return count + 1;
}

static void every_pair(blocks *b, const hu_block_recipe *r, int power)
{
    uint32_t grid[256];
    const size_t count = fill_grid(r->element, power, grid);
    blocks_case c = {.recipe = r, .x = x, .rows = count, .columns = 4 * count, .kind = "pairs"};
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < count; j++) {
            uint32_t *pair = &x[4 * (i * count + j)];
            pair[0] = grid[i];
            pair[1] = grid[j] | 0x80000000;
            pair[2] = grid[i] | 0x80000000;
            pair[3] = grid[j];
        }
    }
    c.env = blocks_draw_env(b);
    c.env.flush = 0;
    blocks_compare(b, &c);
}

long check_block_pairs(void)
{
    static const char *const elements[] = {"mxfp4", "mxfp6_e2m3", "mxfp6_e3m2"};
    static const char *const rules[] = {"", "_ceil", "_even", "_rceil"};
    static const int powers[] = {0, -123, 121};
    blocks b;
    blocks_begin(&b, "block.pairs");
    for (size_t i = 0; i < sizeof elements / sizeof elements[0]; i++) {
        for (size_t k = 0; k < sizeof rules / sizeof rules[0]; k++) {
            char row[64];
            snprintf(row, sizeof row, "%s%s", elements[i], rules[k]);
            const hu_block_recipe r = of_one(row, 2);
            for (size_t n = 0; n < (i == 0 ? 3 : 1); n++) {
                if (check_dose()) {
                    every_pair(&b, &r, powers[(n + k) % 3]);
                }
            }
        }
    }
    return blocks_end(&b);
}

/* ---- Zero points ------------------------------------------------------------------------------------------------- */

/* Pairs of a negative number, a multiple of 1/4 or beside it, and one that keeps the scale at 1: ties of the zero
 * point, which the two orders of rounding and subtracting resolve differently if the least integer is odd. */
static void zero_points(blocks *b, const hu_block_recipe *r)
{
    enum { QUARTERS = 600 };
    const hu_format *fp32 = hu_format_find("fp32");
    blocks_case c = {.recipe = r, .x = x, .rows = QUARTERS, .columns = 6, .kind = "ties of the zero point"};
    for (size_t i = 0; i < QUARTERS; i++) {
        hu_env env = {0};
        const hu_number quarters = hu_from_int64(fp32, -(int64_t)i, &env);
        const uint32_t low = (uint32_t)hu_scale_b(fp32, quarters, -2, &env).code;
        const uint32_t row[] = {low, 0x3F800000, low + 1, 0x3F000000, low - (low > 0), low ^ 0x80000000};
        memcpy(&x[6 * i], row, sizeof row);
    }
    blocks_compare(b, &c);
}

/* A NaN, or an infinity, before and after numbers, with scales that know none: d is a NaN and S is not, but p is 0. */
static void zero_points_of_nans(blocks *b, const hu_block_recipe *row)
{
    static const uint32_t numbers[] = {0x7FC00000, 0xC0400000, 0x40A00000, 0xC0400000, 0x7FC00000, 0xC0E00000,
                                       0xFF800000, 0xC0400000, 0xC0400000, 0x7F800000, 0xFF800001, 0x3F800000};
    hu_format scale;
    hu_block_recipe r = *row;
    if (!hu_format_parse("ue4m4:inf=none,nan=none", &scale)) {
        b->failures++;
        return;
    }
    r.scale = &scale;
    for (uint32_t rule = HU_BLOCK_AMAX_NAN; rule <= HU_BLOCK_AMAX_FINITE; rule++) {
        blocks_case c = {.recipe = &r, .x = numbers, .rows = 2, .columns = 6, .kind = "ranges without an end"};
        r.amax = rule;
        blocks_compare(b, &c);
    }
}

long check_block_zero_points(void)
{
    static const int32_t ranges[][2] = {{-128, 127}, {-127, 127}, {0, 255}, {-7, 7}, {-3, 100}};
    blocks b;
    blocks_begin(&b, "block.zero_points");
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        for (uint32_t order = HU_BLOCK_ZERO_POINT_LAST; order <= HU_BLOCK_ZERO_POINT_FIRST; order++) {
            hu_block_recipe r = *hu_block_find("onnx_uint8");
            r.rows = 1;
            r.columns = 2;
            r.least = ranges[i][0];
            r.greatest = ranges[i][1];
            r.target = 0x47800000; /* 2^16 */
            r.scale_least = 0x3F800000;
            r.zero_point = order;
            zero_points(&b, &r);
            zero_points_of_nans(&b, &r);
        }
    }
    hu_block_recipe several = *hu_block_find("torchao_int8_rows_zero_point");
    several.columns = 16;
    for (int n = 0; n < 24; n++) { /* blocks with zero points of their own in a chunk of the kernels */
        blocks_compare_patterned(&b, &several, blocks_draw_env(&b));
    }
    return blocks_end(&b);
}

/* ---- Flushed scales ---------------------------------------------------------------------------------------------- */

/* Scales that are rounded to zero: x / 0 is not an overflow, and 0 / 0, if there are zeros, is a NaN. */
static void scales_of_zero(blocks *b)
{
    static const char *const rows[] = {"fp4_ue5m3", "nvfp4_torchao_single"};
    uint32_t numbers[64];
    for (uint32_t n = 0; n < 2 * 4 * 5; n++) {
        hu_block_recipe r = *hu_block_find(rows[n % 2]);
        blocks_case c = {.recipe = &r, .x = numbers, .rows = 1, .columns = 64, .kind = "scales of zero"};
        const bool zeros = n / 2 % 2 != 0;
        r.apply = n / 8;
        r.scale_least = 0;
        if (hu_block_error(&r) != NULL) {
            continue; /* without a power of two none is shifted */
        }
        for (uint32_t j = 0; j < 64; j++) {
            numbers[j] = j < 16 ? 0x3F800000 : zeros && j % 5 == 0 ? 0 : 0x2F800000;
        }
        c.env.zero_divide = n / 4 % 2;
        for (int layout = 0; layout < 8; layout++) { /* which are drawn, and only one is that of kernels */
            blocks_compare(b, &c);
        }
    }
}

/* The exact quotient flushes its operands, a number and a scale, each if it is subnormal in its own format; the other
 * ways to apply a scale flush v alone. E8M0 has no subnormal numbers. */
long check_block_flushed_scales(void)
{
    /* 6 * 2^-16 has the scale 2^-16, subnormal in UE5M3; 2^-126 has 2^-127 in E8M0, and a subnormal one in FP32 */
    static const struct {
        const char *recipe;
        uint32_t x, scale;
        uint8_t code, flushed;
        uint32_t flags;
    } cases[] = {{"fp4_ue5m3", 0x38C00000, 0x02, 7, 7, HU_DIVIDE_BY_ZERO}, {"mxfp4", 0x00800000, 0x00, 4, 4, 0}};
    enum { COLUMNS = 37 };
    blocks b;
    blocks_begin(&b, "block.flushed_scales");
    scales_of_zero(&b);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (uint32_t apply = HU_BLOCK_EXACT; apply <= HU_BLOCK_RECIPROCAL; apply++) {
            hu_block_recipe r = *hu_block_find(cases[i].recipe);
            r.apply = apply;
            const uint32_t some[] = {cases[i].x, cases[i].x ^ 0x80000000, cases[i].x, 0x00000001, 0};
            uint32_t numbers[COLUMNS];
            for (size_t j = 0; j < COLUMNS; j++) {
                numbers[j] = some[j % 5];
            }
            blocks_case c = {.recipe = &r, .x = numbers, .rows = 1, .columns = COLUMNS, .kind = "subnormal scales"};
            for (uint32_t flush = 0; flush <= (HU_FLUSH_OPERANDS | HU_FLUSH_RESULTS); flush++) {
                c.env = (hu_env){.flush = flush};
                blocks_compare(&b, &c);
            }
            uint8_t codes[1], scales[1];
            hu_env env = {.flush = HU_FLUSH_OPERANDS};
            hu_block_quantize(&r, hu_block_matrix_of(numbers, 1, 1), (hu_block_data){codes, scales, NULL, NULL}, &env,
                              NULL);
            const bool exact = apply == HU_BLOCK_EXACT;
            if (scales[0] != cases[i].scale || codes[0] != (exact ? cases[i].flushed : cases[i].code) ||
                env.flags != (exact ? cases[i].flags : 0)) {
                fprintf(stderr, "  block.flushed_scales: %s, apply %u: scale %02X, code %X, flags %X\n",
                        cases[i].recipe, (unsigned)apply, scales[0], codes[0], (unsigned)env.flags);
                b.failures++;
            }
        }
    }
    return blocks_end(&b);
}

enum { QUOTIENT_ROWS = 64, QUOTIENT_COLUMNS = 16 };

/* Quotients just below first + n * 2^step ulp, to which they round in FP32, so that an element shows rounding twice. */
static void quotients(blocks *b, const hu_block_recipe *r, uint32_t first, uint32_t step, uint32_t rounding)
{
    static uint8_t random[QUOTIENT_ROWS * QUOTIENT_COLUMNS];
    const hu_format *fp32 = hu_format_find("fp32");
    blocks_case c = {.recipe = r, .x = x, .rows = QUOTIENT_ROWS, .columns = QUOTIENT_COLUMNS, .kind = "quotients"};
    for (uint32_t k = 0; k < QUOTIENT_ROWS * QUOTIENT_COLUMNS; k++) {
        hu_env down = {.rounding = HU_TOWARD_ZERO};
        hu_env nearest = {0};
        const uint32_t n = k % QUOTIENT_COLUMNS;
        const hu_number amax = {fp32, 0x3FC00000 + 77777 * (k / QUOTIENT_COLUMNS)};
        const hu_number scale = hu_div(fp32, amax, (hu_number){fp32, r->target}, &nearest);
        const hu_number part = {fp32, first + (n << step)};
        x[k] = n == 0 ? (uint32_t)amax.code : (uint32_t)hu_mul(fp32, scale, part, &down).code;
        random[k] = (uint8_t)(256 - n);
    }
    c.env = (hu_env){.rounding = rounding, .random_bits = 8};
    c.options.random = rounding >= HU_STOCHASTIC_A ? random : NULL;
    for (int layout = 0; layout < 8; layout++) { /* which are drawn, and only one is that of kernels */
        blocks_compare(b, &c);
    }
}

/* 100 + n / 256 by 8 random bits, and 200 + n / 2. */
long check_block_quotients(void)
{
    blocks b;
    hu_block_recipe r = *hu_block_find("int8_rows");
    blocks_begin(&b, "block.quotients");
    r.target = 0x42FE0000; /* 127 */
    for (uint32_t rounding = HU_STOCHASTIC_A; rounding <= HU_STOCHASTIC_C; rounding++) {
        quotients(&b, &r, 0x42C80000, 9, rounding);
    }
    r.least = 0;
    r.greatest = 255;
    r.target = 0x437F0000; /* 255 */
    for (uint32_t rounding = HU_NEAREST_EVEN; rounding <= HU_TO_ODD; rounding++) {
        quotients(&b, &r, 0x43480000, 15, rounding);
    }
    return blocks_end(&b);
}
