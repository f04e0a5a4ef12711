/* SPDX-License-Identifier: Apache-2.0
 *
 * Block quantisation by recipes that are drawn, against ref/: every field has every value that the header allows.
 */
#include <string.h>

#include "support/blocks.h"
#include "support/check.h"

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
    static const char *const names[] = {
        "e8m0", "fp32", "ue4m3", "ue5m3", "ue4m3", "ue3m2", "binary8p1uf", "binary8p4ue", "ue4m4:inf=none,nan=none"};
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
    r->scale_least = draw_or_zero(b); /* without effect on an exact ratio, as is the rounding */
    r->scale_rounding = (uint32_t)blocks_between(b, HU_NEAREST_EVEN, HU_TO_ODD);
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
    enum { CASES = 900 };
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
        blocks_compare_patterned(&b, &r, blocks_draw_env(&b));
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

/* ---- Variants of rows -------------------------------------------------------------------------------------------- */

/* Amaxes about where subnormal numbers and scales end, a block each, of integers, which have their largest binade there
 * too: a rule of scales is a sum in the kernels, which is wrong of some of these. */
static void integers_by_exact_ratios(blocks *b)
{
    static const uint32_t amax[] = {1,        0x3FFFFF, 0x400000, 0x400001, 0x5FFFFF, 0x600000,
                                    0x7F0000, 0x7FFFFF, 0x800000, 0x800001, 0xFFFFFF, 0x1000000};
    enum { COLUMNS = 16, COUNT = sizeof amax / sizeof amax[0] };
    uint32_t numbers[COUNT * COLUMNS];
    for (uint32_t ratio = HU_BLOCK_FLOOR; ratio <= HU_BLOCK_RCEIL; ratio++) {
        hu_block_recipe r = *hu_block_find("mxint8");
        blocks_case c = {.recipe = &r, .x = numbers, .rows = 1, .columns = COUNT * COLUMNS, .kind = "small blocks"};
        r.columns = COLUMNS;
        r.ratio = ratio;
        for (uint32_t k = 0; k < COUNT * COLUMNS; k++) {
            numbers[k] = amax[k / COLUMNS] >> (k % COLUMNS % 4);
        }
        for (int layout = 0; layout < 8; layout++) { /* which are drawn, and only one is that of kernels */
            blocks_compare(b, &c);
        }
    }
}

/* Rows that kernels take, with every kind of scale and every way to apply it. */
long check_block_variants(void)
{
    static const char *const rows[] = {"nvfp4_te",       "nvfp4_torchao", "nvfp4_torchao_single",
                                       "nvfp4_modelopt", "te_mxfp8_e4m3", "deepgemm_1x128"};
    static const char *const scales[] = {"e8m0", "ue4m3", "fp32"};
    static const uint32_t roundings[] = {HU_UP, HU_NEAREST_EVEN};
    blocks b;
    blocks_begin(&b, "block.variants");
    integers_by_exact_ratios(&b);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t k = 0; k < sizeof scales / sizeof scales[0] * 2; k++) {
            for (uint32_t apply = HU_BLOCK_EXACT; apply <= HU_BLOCK_RECIPROCAL_SHIFTED; apply++) {
                hu_block_recipe r = *hu_block_find(rows[i]);
                r.scale = hu_format_find(scales[k / 2]);
                r.scale_rounding = roundings[k % 2];
                r.apply = apply;
                hu_env env = blocks_draw_env(&b);
                env.flush = 0;
                if (hu_block_error(&r) == NULL && check_dose()) {
                    blocks_compare_patterned(&b, &r, env);
                }
            }
        }
    }
    return blocks_end(&b);
}
