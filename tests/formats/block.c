/* SPDX-License-Identifier: Apache-2.0
 *
 * Block quantisation against ref/block.c: every row of the table and recipes that are drawn, in every rounding, under
 * every policy; all inputs of one element, and all pairs of the narrowest formats.
 */
#include <string.h>

#include "support/blocks.h"
#include "support/check.h"

static uint32_t x[BLOCKS_MAX];
static uint8_t bytes[BLOCKS_MAX];
static uint32_t amax[BLOCKS_MAX];

/* ---- Matrices of patterns ---------------------------------------------------------------------------------------- */

/* About as many rows and columns as a few blocks have, most often not a multiple of them. */
static void draw_size(blocks *b, const hu_block_recipe *r, size_t *rows, size_t *columns)
{
    const size_t block_rows = r->rows == 0 || r->rows > 64 ? 8 : r->rows;
    const size_t block_columns = r->columns == 0 || r->columns > 64 ? 24 : r->columns;
    *rows = block_rows == 1 ? (size_t)blocks_between(b, 1, 6) : block_rows + (size_t)blocks_between(b, -2, 4);
    *columns = block_columns * (size_t)blocks_between(b, 1, 3) + (size_t)blocks_between(b, 0, 3) % block_columns;
    *columns -= *columns > 2 && blocks_between(b, 0, 2) == 0 ? 1 : 0;
    if (r->columns > 64 && blocks_between(b, 0, 3) == 0) {
        *columns = r->columns + 5;
    }
    if (r->rows > 64 && blocks_between(b, 0, 7) == 0) {
        *rows = r->rows + 3;
        *columns = 5;
    }
    if (blocks_between(b, 0, 11) == 0) { /* more than kernels take at a time */
        *rows = block_rows == 1 ? 1 : 3;
        *columns = 16 * (size_t)blocks_between(b, 20, 200) + (size_t)blocks_between(b, 0, 2);
    }
    if (blocks_between(b, 0, 60) == 0) {
        *(blocks_between(b, 0, 1) == 0 ? rows : columns) = 0;
    }
}

static void patterned_case(blocks *b, const hu_block_recipe *r, hu_env env)
{
    blocks_case c = {.recipe = r, .x = x, .env = env};
    draw_size(b, r, &c.rows, &c.columns);
    c.kind = blocks_fill(b, r, x, c.rows, c.columns);
    c.options = (hu_block_options){.seed = blocks_draw(b), .stream = 7, .first = blocks_draw(b) % 1000};
    if (env.rounding >= HU_STOCHASTIC_A && env.random_bits <= 8 && blocks_between(b, 0, 1) == 0) {
        for (size_t k = 0; k < c.rows * c.columns; k++) {
            bytes[k] = (uint8_t)blocks_draw(b);
        }
        c.options.random = bytes;
    }
    if (r->tensor != HU_BLOCK_TENSOR_NONE && blocks_between(b, 0, 3) == 0) {
        static const uint32_t some[] = {0x41200000, 0xC1200000, 0x7F800000, 0x00000000, 0x80000000, 0x00000001,
                                        0x7F7FFFFF, 0x00800000, 0x7FC00000, 0xFFC12345, 0x7F800001};
        for (size_t i = 0; i < c.rows + 1; i++) {
            amax[i] = some[blocks_draw(b) % (sizeof some / sizeof some[0])];
        }
        c.options.amax = amax;
    }
    blocks_compare(b, &c);
}

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
                patterned_case(&b, hu_block_at(row), env);
            }
        }
    }
    return blocks_end(&b);
}

/* ---- Recipes that are drawn -------------------------------------------------------------------------------------- */

static const hu_format *draw_format(blocks *b, const char *const *names, size_t count)
{
    static hu_format parsed[32];
    const size_t which = (size_t)(blocks_draw(b) % count);
    const hu_format *found = hu_format_find(names[which]);
    if (found == NULL) {
        hu_format *own = &parsed[which];
        if (!hu_format_parse(names[which], own)) {
            return NULL;
        }
        found = own;
    }
    return found;
}

static void draw_element(blocks *b, hu_block_recipe *r)
{
    static const char *const names[] = {"e4m3",      "e5m2",  "e3m2",        "e2m3",        "e2m1",
                                        "e4m3",      "e2m1",  "e4m3fnuz",    "e5m2fnuz",    "e3m4",
                                        "e4m3_ieee", "ue4m3", "binary8p3se", "binary6p3sf", "binary4p2sf"};
    static const int32_t ranges[][2] = {{-128, 127}, {-127, 127}, {0, 255},  {-8, 7},  {-7, 7},
                                        {0, 15},     {-1, 1},     {-100, 5}, {3, 200}, {-2, 96}};
    if (blocks_between(b, 0, 2) != 0) {
        r->element = draw_format(b, names, sizeof names / sizeof names[0]);
        return;
    }
    const size_t which = (size_t)(blocks_draw(b) % (sizeof ranges / sizeof ranges[0]));
    r->element = NULL;
    r->least = which == 8 ? 0 : ranges[which][0]; /* [0, 200] */
    r->greatest = ranges[which][1];
    r->fraction_bits = (uint32_t)blocks_between(b, 0, 7);
}

/* 1, a number of a few bits, or any positive number. */
static uint32_t draw_positive(blocks *b)
{
    const uint32_t any = (uint32_t)(blocks_draw(b) % 0x7F7FFFFF) + 1;
    switch (blocks_between(b, 0, 3)) {
    case 0:
        return any;
    case 1:
        return 0x3F800000;
    default:
        return (uint32_t)blocks_between(b, 0x77, 0x88) << 23 | (any & 0x700000);
    }
}

static uint32_t draw_or_zero(blocks *b)
{
    return blocks_between(b, 0, 2) == 0 ? draw_positive(b) : 0;
}

/* The ratio, and what belongs to it: the format of the scale, the tensor's scale, how it is applied. */
static void draw_scale(blocks *b, hu_block_recipe *r)
{
    static const char *const names[] = {"e8m0",  "fp32",        "ue4m3",       "ue5m3b15:inf=none,nan=top", "ue4m3",
                                        "ue3m2", "binary8p1uf", "binary8p4ue", "ue4m4:inf=none,nan=none"};
    r->ratio = (uint32_t)blocks_between(b, HU_BLOCK_FLOOR, HU_BLOCK_RANGE);
    const bool exact = r->ratio <= HU_BLOCK_RCEIL;
    const bool encode = r->ratio == HU_BLOCK_QUOTIENT_ENCODE || r->ratio == HU_BLOCK_PRODUCT_ENCODE;
    const bool decode = r->ratio == HU_BLOCK_QUOTIENT_DECODE || r->ratio == HU_BLOCK_JOINT_DECODE;
    if (r->ratio == HU_BLOCK_RANGE) {
        r->element = NULL;
        r->greatest = r->greatest > r->least ? r->greatest : r->least + 15;
        r->zero_point = (uint32_t)blocks_between(b, HU_BLOCK_ZERO_POINT_LAST, HU_BLOCK_ZERO_POINT_FIRST);
    }
    r->scale = exact ? hu_format_find("e8m0") : draw_format(b, names, sizeof names / sizeof names[0]);
    r->scale_least = exact ? 0 : draw_or_zero(b);
    r->scale_rounding = exact ? 0 : (uint32_t)blocks_between(b, HU_NEAREST_EVEN, HU_TO_ODD);
    r->tensor = encode ? HU_BLOCK_TENSOR_ENCODE : decode ? HU_BLOCK_TENSOR_DECODE : HU_BLOCK_TENSOR_NONE;
    r->tensor_target = r->tensor != HU_BLOCK_TENSOR_NONE ? draw_positive(b) : 0;
    r->tensor_rows = r->tensor != HU_BLOCK_TENSOR_NONE && r->rows == 1 && blocks_between(b, 0, 1) == 0;
    r->apply = (uint32_t)blocks_between(b, HU_BLOCK_EXACT, HU_BLOCK_RECIPROCAL_SHIFTED);
    if (r->tensor != HU_BLOCK_TENSOR_NONE && (r->apply == HU_BLOCK_EXACT || r->apply == HU_BLOCK_RECIPROCAL_SHIFTED)) {
        r->apply = HU_BLOCK_DIVIDE;
    }
    if (r->apply == HU_BLOCK_RECIPROCAL_SHIFTED && strcmp(r->scale->name, "e8m0") != 0) {
        r->apply = HU_BLOCK_EXACT;
    }
    if (encode && r->rows >= 1 && r->rows <= 16) {
        r->four_over_six = (uint32_t)blocks_between(b, HU_BLOCK_4OVER6_NONE, HU_BLOCK_4OVER6_MSE_ENCODED);
    }
}

static hu_block_recipe draw_recipe(blocks *b)
{
    static const uint32_t sizes[] = {0, 1, 1, 2, 3, 4, 16, 32, 1000};
    hu_block_recipe r = {.name = "drawn", .source = "drawn", .differs = ""};
    r.rows = sizes[blocks_draw(b) % (sizeof sizes / sizeof sizes[0])];
    r.columns = sizes[blocks_draw(b) % (sizeof sizes / sizeof sizes[0])];
    draw_element(b, &r);
    r.amax = (uint32_t)blocks_between(b, HU_BLOCK_AMAX_NAN, HU_BLOCK_AMAX_FINITE);
    r.amax_least = draw_or_zero(b);
    r.target = draw_or_zero(b);
    r.zero = (uint32_t)blocks_between(b, HU_BLOCK_ZERO_STAYS, HU_BLOCK_ZERO_IS_ONE);
    r.scale_overflow = (uint32_t)blocks_between(b, HU_OVERFLOW_NONE, HU_SATURATE_ALL);
    r.element_overflow = (uint32_t)blocks_between(b, HU_OVERFLOW_NONE, HU_SATURATE_ALL);
    draw_scale(b, &r);
    return r;
}

static void show(const hu_block_recipe *r)
{
    fprintf(
        stderr,
        "  that recipe: element %s [%d, %d] / 2^%u, scale %s, %u x %u, amax %u (least %X), ratio %u of %X, zero %u, "
        "least %X, rounding %u, overflow %u, tensor %u of %X, rows %u, apply %u, overflow %u, 4over6 %u, zero point "
        "%u\n",
        r->element != NULL ? r->element->name : "integer", (int)r->least, (int)r->greatest, (unsigned)r->fraction_bits,
        r->scale->name, (unsigned)r->rows, (unsigned)r->columns, (unsigned)r->amax, (unsigned)r->amax_least,
        (unsigned)r->ratio, (unsigned)r->target, (unsigned)r->zero, (unsigned)r->scale_least,
        (unsigned)r->scale_rounding, (unsigned)r->scale_overflow, (unsigned)r->tensor, (unsigned)r->tensor_target,
        (unsigned)r->tensor_rows, (unsigned)r->apply, (unsigned)r->element_overflow, (unsigned)r->four_over_six,
        (unsigned)r->zero_point);
}

long check_block_drawn(void)
{
    enum { CASES = 1200 };
    blocks b;
    blocks_begin(&b, "block.drawn");
    for (int n = 0; n < CASES; n++) {
        if (!check_dose()) {
            continue;
        }
        const hu_block_recipe r = draw_recipe(&b);
        const char *error = hu_block_error(&r);
        if (error != NULL) {
            fprintf(stderr, "  block.drawn: a recipe that the header allows (ratio %u, apply %u): %s\n",
                    (unsigned)r.ratio, (unsigned)r.apply, error);
            b.failures++;
            continue;
        }
        const long before = b.failures;
        patterned_case(&b, &r, blocks_draw_env(&b));
        if (b.failures != before && before < CHECK_SHOWN) {
            show(&r);
        }
    }
    return blocks_end(&b);
}

/* Dequantisation of data that no quantisation gives. */
long check_block_values(void)
{
    enum { CASES = 400, ROWS = 9, COLUMNS = 70 };
    blocks b;
    blocks_begin(&b, "block.values");
    for (size_t row = 0; hu_block_at(row) != NULL; row++) {
        blocks_compare_values(&b, hu_block_at(row), ROWS, COLUMNS);
    }
    for (int n = 0; n < CASES; n++) {
        const hu_block_recipe r = draw_recipe(&b);
        if (check_dose()) {
            blocks_compare_values(&b, &r, ROWS, COLUMNS);
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
