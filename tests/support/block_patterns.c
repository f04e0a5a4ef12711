/* SPDX-License-Identifier: Apache-2.0
 *
 * Elements of blocks, made for what can go wrong: the largest magnitude at every boundary of every rule of scales, at
 * the ends of the scale's range, huge beside small ones, subnormals, zeros, NaNs and infinities, ties of the elements.
 */
#include "support/blocks.h"

#include "support/check.h"
#include "support/operands.h"

enum { STREAM = 0xB10D };

/* A part of a matrix. */
typedef struct {
    const hu_block_recipe *recipe;
    uint32_t *x;
    size_t columns, top, bottom, left, right;
} part;

/* (1 + fraction * 2^-23) * 2^e, cut off if subnormal, and not above the largest number. */
static uint32_t number(int e, uint32_t fraction)
{
    fraction &= 0x7FFFFF;
    if (e > 127) {
        return 0x7F7FFFFF;
    }
    if (e >= -126) {
        return (uint32_t)(e + 127) << 23 | fraction;
    }
    return e < -150 ? 0 : (0x800000 | fraction) >> (-126 - e);
}

static uint32_t sign(blocks *b)
{
    return (uint32_t)(blocks_draw(b) & 1) << 31;
}

static uint32_t *element(const part *p, size_t i, size_t j)
{
    return &p->x[i * p->columns + j];
}

static uint32_t *drawn_element(blocks *b, const part *p)
{
    const uint64_t r = blocks_draw(b);
    return element(p, p->top + (size_t)(r & 0xFFFF) % (p->bottom - p->top),
                   p->left + (size_t)(r >> 16 & 0xFFFF) % (p->right - p->left));
}

/* Numbers in a few binades, of both signs. */
static void near_binade(blocks *b, const part *p, int e, int below)
{
    for (size_t i = p->top; i < p->bottom; i++) {
        for (size_t j = p->left; j < p->right; j++) {
            const uint64_t r = blocks_draw(b);
            *element(p, i, j) = (uint32_t)(r >> 63) << 31 |
                                number(e - (int)((r & 0xFFFF) % (uint64_t)(below + 1)), (uint32_t)(r >> 16));
        }
    }
}

/* The exponent of the numbers of a whole matrix, so that with a tensor scale they have to do with each other. */
static int base_of(blocks *b)
{
    switch (blocks_between(b, 0, 7)) {
    case 0:
        return blocks_between(b, -149, -118);
    case 1:
        return blocks_between(b, 110, 127);
    case 2:
        return blocks_between(b, -149, 127);
    default:
        return blocks_between(b, -4, 8);
    }
}

/* ---- Kinds of blocks --------------------------------------------------------------------------------------------- */

static void plain(blocks *b, const part *p, int base)
{
    near_binade(b, p, base, 4);
}

static void wide(blocks *b, const part *p, int base)
{
    near_binade(b, p, base, 30);
}

static void one_huge(blocks *b, const part *p, int base)
{
    near_binade(b, p, base - blocks_between(b, 3, 60), 12);
    *drawn_element(b, p) = sign(b) | number(base, (uint32_t)blocks_draw(b));
}

static void zeros(blocks *b, const part *p, int base)
{
    for (size_t i = p->top; i < p->bottom; i++) {
        for (size_t j = p->left; j < p->right; j++) {
            *element(p, i, j) = sign(b);
        }
    }
    if (blocks_between(b, 0, 3) == 0) {
        *drawn_element(b, p) = number(base - 20, 0);
    }
}

static void subnormals(blocks *b, const part *p, int base)
{
    near_binade(b, p, base < -110 ? base : -126, 24);
}

/* The significands at which rules of scales step: a power of two; where an element with few bits rounds up to the next
 * power, or to beyond its largest number; the largest number; and their neighbours. */
static void boundary(blocks *b, const part *p, int base)
{
    static const uint32_t significand[] = {
        0x000000,                                         /* 1                                            */
        0x200000, 0x400000, 0x500000, 0x600000, 0x700000, /* 1.25, 1.5 (FP4), 1.625, 1.75 (E4M3, E5M2), 1.875 */
        0x680000, 0x740000, 0x780000, 0x7C0000, 0x7E0000, /* 1.8125, 1.90625, 1.9375, 1.96875, 1.984375 */
        0x7F0000, 0x7E8000, 0x7F8000};
    enum { COUNT = sizeof significand / sizeof significand[0] };
    uint32_t largest = number(base, significand[blocks_draw(b) % COUNT]);
    if (p->recipe->target != 0 && blocks_between(b, 0, 1) == 0) {
        largest = number(base, p->recipe->target); /* as M's */
    }
    near_binade(b, p, base - 1, 6);
    largest += (uint32_t)blocks_between(b, 0, 2);
    largest -= largest == 0 ? 0 : 1;
    *drawn_element(b, p) = sign(b) | (largest > 0x7F7FFFFF ? 0x7F7FFFFF : largest);
}

/* Where a scale in E8M0 or the FP32 of d ends. */
static void limits(blocks *b, const part *p, int base)
{
    static const int ends[] = {-149, -133, -127, -126, -125, -124, -112, 120, 126, 127};
    (void)base;
    boundary(b, p, ends[blocks_draw(b) % (sizeof ends / sizeof ends[0])] + blocks_between(b, -1, 1));
}

/* x * 2^n, as far as FP32 goes. */
static uint32_t times_power(uint32_t x, int n)
{
    hu_env env = {.overflow = HU_SATURATE_ALL};
    const hu_format *fp32 = hu_format_find("fp32");
    return (uint32_t)hu_scale_b(fp32, (hu_number){fp32, x}, n, &env).code;
}

/* The value of a positive number of the element, or of the middle between it and the next. */
static uint32_t on_grid(const hu_block_recipe *r, uint64_t twice)
{
    hu_env env = {0};
    const hu_format *fp32 = hu_format_find("fp32");
    if (r->element == NULL) {
        return times_power((uint32_t)hu_from_uint64(fp32, twice % 511, &env).code, -1 - (int)r->fraction_bits);
    }
    const uint64_t count = hu_format_largest(r->element);
    const uint64_t code = twice / 2 % (count + 1);
    const hu_number low = hu_convert(fp32, (hu_number){r->element, code}, &env);
    const hu_number high = hu_convert(fp32, (hu_number){r->element, code < count ? code + 1 : code}, &env);
    const hu_number sum = hu_add(fp32, low, high, &env);
    return twice % 2 == 0 ? (uint32_t)low.code : times_power((uint32_t)sum.code, -1);
}

/* Numbers of the element and ties, one ulp above and below them, times a power of two. */
static void ties(blocks *b, const part *p, int base)
{
    const int power = base < -100 ? -100 : base > 60 ? 60 : base;
    for (size_t i = p->top; i < p->bottom; i++) {
        for (size_t j = p->left; j < p->right; j++) {
            uint32_t x = times_power(on_grid(p->recipe, blocks_draw(b) >> 40), power);
            const int step = blocks_between(b, 0, 5);
            x += step == 0 && x < 0x7F7FFFFF ? 1U : 0U;
            x -= step == 1 && x > 0 ? 1U : 0U;
            *element(p, i, j) = x | sign(b);
        }
    }
    *drawn_element(b, p) =
        times_power(on_grid(p->recipe, 2 * (p->recipe->element == NULL ? (uint64_t)p->recipe->greatest
                                                                       : hu_format_largest(p->recipe->element))),
                    power);
}

static void one_sign(blocks *b, const part *p, int base)
{
    const uint32_t all = sign(b);
    near_binade(b, p, base, 3);
    for (size_t i = p->top; i < p->bottom; i++) {
        for (size_t j = p->left; j < p->right; j++) {
            *element(p, i, j) = (*element(p, i, j) & 0x7FFFFFFF) | all;
        }
    }
}

static const struct {
    const char *name;
    void (*fill)(blocks *b, const part *p, int base);
} kinds[] = {{"plain", plain},           {"wide", wide},         {"one huge", one_huge}, {"zeros", zeros},
             {"subnormals", subnormals}, {"boundary", boundary}, {"limits", limits},     {"ties", ties},
             {"one sign", one_sign},     {"ties", ties},         {"boundary", boundary}};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

/* ---- Matrices ---------------------------------------------------------------------------------------------------- */

/* Some NaNs, quiet and signaling, or infinities of both signs. */
static void add_specials(blocks *b, const part *all)
{
    static const uint32_t specials[] = {0x7FC00000, 0xFFC12345, 0x7F800001, 0xFFA00000, 0x7F800000, 0xFF800000};
    const int count = blocks_between(b, 1, 3);
    const int group = blocks_between(b, 0, 2); /* NaNs; infinities; anything */
    for (int n = 0; n < count; n++) {
        const int which = group == 0   ? blocks_between(b, 0, 3)
                          : group == 1 ? blocks_between(b, 4, 5)
                                       : blocks_between(b, 0, 5);
        *drawn_element(b, all) = specials[which];
    }
}

const char *blocks_fill(blocks *b, const hu_block_recipe *r, uint32_t *x, size_t rows, size_t columns)
{
    const part all = {r, x, columns, 0, rows, 0, columns};
    const size_t block_rows = r->rows == 0 ? rows : r->rows;
    const size_t block_columns = r->columns == 0 ? columns : r->columns;
    const int what = blocks_between(b, 0, KINDS + 3);
    const int base = base_of(b);
    if (rows == 0 || columns == 0) {
        return "empty";
    }
    for (size_t top = 0; top < rows; top += block_rows) {
        for (size_t left = 0; left < columns; left += block_columns) {
            const int kind = what < KINDS ? what : blocks_between(b, 0, KINDS - 1);
            const part one = {r,
                              x,
                              columns,
                              top,
                              top + block_rows < rows ? top + block_rows : rows,
                              left,
                              left + block_columns < columns ? left + block_columns : columns};
            kinds[kind].fill(b, &one, base + (what % 2 == 0 ? 0 : blocks_between(b, -12, 0)));
        }
    }
    if (blocks_between(b, 0, 5) == 0) {
        add_specials(b, &all);
        return "with NaNs or infinities";
    }
    if (blocks_between(b, 0, 15) == 0) {
        for (size_t k = 0; k < rows * columns; k++) {
            x[k] = (uint32_t)operand_code(hu_format_find("fp32"), check_seed(), STREAM, blocks_draw(b));
        }
        return "any codes";
    }
    return what < KINDS ? kinds[what].name : "mixed";
}

/* ---- Cases ------------------------------------------------------------------------------------------------------- */

static uint32_t x[BLOCKS_MAX];
static uint8_t bytes[BLOCKS_MAX];
static uint32_t amax[BLOCKS_MAX];

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

void blocks_compare_patterned(blocks *b, const hu_block_recipe *r, hu_env env)
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
