/* SPDX-License-Identifier: Apache-2.0
 *
 * Block quantisation by formats/ beside ref/; see blocks.h.
 */
#include "support/blocks.h"

#include <inttypes.h>
#include <string.h>

#include "support/check.h"
#include "support/compare.h"

enum { STREAM = 0xB10C, FORMATS_MAX = 64 };

void blocks_begin(blocks *b, const char *name)
{
    *b = (blocks){.name = name};
}

long blocks_end(blocks *b)
{
    return check_end(b->name, b->comparisons, b->failures);
}

uint64_t blocks_draw(blocks *b)
{
    return hu_random(check_seed(), STREAM, b->drawn++);
}

int blocks_between(blocks *b, int low, int high)
{
    return low + (int)(blocks_draw(b) % (uint64_t)(high - low + 1));
}

hu_env blocks_draw_env(blocks *b)
{
    const uint64_t r = blocks_draw(b);
    const uint64_t s = blocks_draw(b);
    return (hu_env){.rounding = (r & 0xFF) % 9,
                    .overflow = (r >> 8 & 0xFF) % 3,
                    .tininess = r >> 16 & 1,
                    .random_bits = (r >> 17 & 15) % 9,
                    .flush = (r >> 24 & 3) == 0 ? r >> 26 & 3 : 0,
                    .nan = (r >> 28 & 0xFF) % 5,
                    .odd_overflow = r >> 36 & 1,
                    .infinity_nan = r >> 37 & 1,
                    .zero_divide = r >> 38 & 1,
                    .missing_nan = (r >> 40 & 0xFF) % 3,
                    .missing_zero = (r >> 48 & 0xFF) % 3,
                    .negative = (uint32_t)(r >> 56) % 3,
                    .flags = (uint32_t)(s & s >> 5 & 31)};
}

/* ---- In terms of ref/ -------------------------------------------------------------------------------------------- */

/* A row of data/formats.txt, or one made from the fields. */
static const ref_format *same_format(const hu_format *f)
{
    static ref_format made[FORMATS_MAX];
    static size_t count;
    const ref_format *found = f != NULL ? ref_format_find(f->name) : NULL;
    if (f == NULL || found != NULL) {
        return found;
    }
    for (size_t i = 0; i < count && i < FORMATS_MAX; i++) {
        if (strcmp(made[i].name, f->name) == 0) {
            return &made[i];
        }
    }
    ref_format *new_one = &made[count++ % FORMATS_MAX];
    *new_one = (ref_format){.exponent_bits = f->exponent_bits,
                            .fraction_bits = f->fraction_bits,
                            .bias = f->bias,
                            .has_sign = f->has_sign,
                            .has_zero = f->has_zero,
                            .infinity = (ref_infinity)f->infinity,
                            .nan = (ref_nan)f->nan};
    snprintf(new_one->name, sizeof new_one->name, "%s", f->name);
    ref_format_derive(new_one);
    return new_one;
}

ref_block_recipe blocks_recipe(const hu_block_recipe *r)
{
    return (ref_block_recipe){.element = same_format(r->element),
                              .scale = same_format(r->scale),
                              .least = r->least,
                              .greatest = r->greatest,
                              .fraction_bits = (long)r->fraction_bits,
                              .rows = r->rows,
                              .columns = r->columns,
                              .amax = (ref_amax_rule)r->amax,
                              .amax_least = r->amax_least,
                              .ratio = (ref_ratio)r->ratio,
                              .target = r->target,
                              .zero = (ref_zero_scale)r->zero,
                              .scale_least = r->scale_least,
                              .scale_rounding = (ref_rounding)r->scale_rounding,
                              .scale_overflow = (ref_overflow)r->scale_overflow,
                              .tensor = (ref_tensor)r->tensor,
                              .tensor_rows = r->tensor_rows != 0,
                              .tensor_target = r->tensor_target,
                              .apply = (ref_block_apply)r->apply,
                              .element_overflow = (ref_overflow)r->element_overflow,
                              .four_over_six = (ref_4over6)r->four_over_six,
                              .zero_point = (ref_zero_point)r->zero_point};
}

/* ---- Memory ------------------------------------------------------------------------------------------------------ */

/* Results and their values, with guards on both sides, which the library must leave alone. */
enum { GUARD = 32, GUARD_BYTE = 0xA5 };

typedef struct {
    uint8_t codes[BLOCKS_MAX + 2 * GUARD + 8];
    uint8_t scales[4 * BLOCKS_MAX + 2 * GUARD + 8];
    uint8_t tensor[4 * BLOCKS_MAX + 2 * GUARD + 8];
    uint8_t zero_points[4 * BLOCKS_MAX + 2 * GUARD + 8];
    uint8_t values[4 * BLOCKS_MAX + 2 * GUARD + 8];
} memory;

static uint8_t codes[BLOCKS_MAX], flags[BLOCKS_MAX];
static uint32_t scales[BLOCKS_MAX], tensor[BLOCKS_MAX], randoms[BLOCKS_MAX], values[BLOCKS_MAX];
static int32_t zero_points[BLOCKS_MAX];
static const ref_block_result answer = {codes, flags, scales, tensor, zero_points};

static void report(blocks *b, const blocks_case *c, const char *path, const char *what, size_t i, uint64_t got,
                   uint64_t wanted)
{
    if (b->failures++ < CHECK_SHOWN) {
        fprintf(stderr,
                "  %s: %s, %s, %s, %zu x %zu, rounding %u, flush %u: %s [%zu]: %" PRIX64 ", expected %" PRIX64 "\n",
                b->name, c->recipe->name, c->kind, path, c->rows, c->columns, (unsigned)c->env.rounding,
                (unsigned)c->env.flush, what, i, got, wanted);
    }
}

/* A pointer to `size` bytes behind the guard, at a drawn alignment; all of it is filled with guard bytes. */
static uint8_t *place(uint8_t *bytes, size_t size, size_t alignment)
{
    memset(bytes, GUARD_BYTE, size + 2 * GUARD + 8);
    return bytes + GUARD + alignment;
}

/* Compares `count` items of `size` bytes with what is expected, and the guards. */
static void compare_items(blocks *b, const blocks_case *c, const char *path, const char *what, const uint8_t *bytes,
                          size_t size, size_t count, const void *expected, size_t expected_size)
{
    for (size_t i = 0; i < count; i++) {
        uint8_t one = 0;
        uint32_t got = 0;
        uint32_t wanted = 0;
        memcpy(size == 1 ? (void *)&one : (void *)&got, bytes + i * size, size);
        got = size == 1 ? one : got;
        memcpy(expected_size == 1 ? (void *)&one : (void *)&wanted, (const uint8_t *)expected + i * expected_size,
               expected_size);
        wanted = expected_size == 1 ? one : wanted;
        if (got != wanted) {
            report(b, c, path, what, i, got, wanted);
        }
    }
    for (size_t i = 0; i < GUARD; i++) {
        if (bytes[size * count + i] != GUARD_BYTE || *(bytes - 1 - i) != GUARD_BYTE) {
            report(b, c, path, what, count + i, bytes[size * count + i], GUARD_BYTE);
        }
    }
    b->comparisons += (long long)count;
}

/* The same numbers in a drawn layout: without gaps, with gaps, transposed, backwards in one way or both. */
static hu_block_matrix lay_out(blocks *b, const blocks_case *c)
{
    static uint8_t bytes[16 * BLOCKS_MAX + 4096];
    const uint64_t r = blocks_draw(b);
    const bool transposed = (r & 3) == 1;
    const ptrdiff_t gap = (r & 3) == 0 ? 0 : (ptrdiff_t)(r >> 2 & 3);
    const size_t inner = transposed ? c->rows : c->columns;
    const ptrdiff_t near = 4 + gap;
    const ptrdiff_t far = near * (ptrdiff_t)inner + gap;
    hu_block_matrix x = {bytes + (r >> 4 & 7), c->rows, c->columns, transposed ? near : far, transposed ? far : near};
    uint8_t *first = bytes + (r >> 4 & 7);
    if ((r >> 8 & 3) == 1 && c->rows > 0) {
        first += (ptrdiff_t)(c->rows - 1) * x.row_stride;
        x.row_stride = -x.row_stride;
    }
    if ((r >> 10 & 3) == 1 && c->columns > 0) {
        first += (ptrdiff_t)(c->columns - 1) * x.column_stride;
        x.column_stride = -x.column_stride;
    }
    x.data = first;
    for (size_t i = 0; i < c->rows; i++) {
        for (size_t j = 0; j < c->columns; j++) {
            memcpy(first + (ptrdiff_t)i * x.row_stride + (ptrdiff_t)j * x.column_stride, &c->x[i * c->columns + j], 4);
        }
    }
    return x;
}

/* ---- Comparing --------------------------------------------------------------------------------------------------- */

static void draw_randoms(const blocks_case *c)
{
    const uint32_t bits = c->env.random_bits;
    for (size_t k = 0; k < c->rows * c->columns; k++) {
        randoms[k] = c->options.random != NULL
                         ? c->options.random[k] & ((1U << bits) - 1)
                         : hu_random_bits(c->options.seed, c->options.stream, c->options.first + k, bits);
    }
}

static bool is_zero(const hu_block_recipe *r, size_t k, long zero_point)
{
    if (r->element != NULL) {
        const hu_class class = hu_classify((hu_number){r->element, codes[k]});
        return class == HU_NEGATIVE_ZERO || class == HU_POSITIVE_ZERO;
    }
    return codes[k] == (uint8_t)(zero_point & ((1 << hu_block_bits(r)) - 1));
}

static hu_array_counts expected_counts(const blocks_case *c, const ref_block_shape *shape, uint32_t *raised)
{
    const hu_block_recipe *r = c->recipe;
    hu_array_counts counts = {0};
    for (size_t k = 0; k < c->rows * c->columns; k++) {
        const uint32_t f = flags[k];
        const size_t i = k / c->columns;
        const size_t j = k % c->columns;
        const size_t block = (r->rows == 0 ? 0 : i / r->rows) * shape->columns + (r->columns == 0 ? 0 : j / r->columns);
        counts.invalid += (f & HU_INVALID) != 0;
        counts.divide_by_zero += (f & HU_DIVIDE_BY_ZERO) != 0;
        counts.overflow += (f & HU_OVERFLOW) != 0;
        counts.underflow += (f & HU_UNDERFLOW) != 0;
        counts.inexact += (f & HU_INEXACT) != 0;
        counts.flushed +=
            (f & HU_INEXACT) != 0 && is_zero(r, k, r->zero_point != HU_BLOCK_ZERO_POINT_NONE ? zero_points[block] : 0);
        *raised |= f;
    }
    return counts;
}

static void compare_path(blocks *b, const blocks_case *c, const ref_block_shape *shape, hu_array_path path)
{
    static memory m;
    const hu_block_recipe *r = c->recipe;
    const char *name = hu_array_path_name(path);
    const uint64_t drawn = blocks_draw(b);
    const size_t count = c->rows * c->columns;
    const size_t blocks_count = shape->rows * shape->columns;
    const size_t scale_size = r->scale->fraction_bits == 23 ? 4 : 1;
    const hu_block_matrix x = lay_out(b, c);
    hu_block_data data = {.codes = place(m.codes, count, drawn & 7),
                          .scales = place(m.scales, 4 * blocks_count, drawn >> 4 & 7)};
    uint8_t *tensor_bytes = place(m.tensor, 4 * shape->tensors, drawn >> 8 & 7);
    uint8_t *zero_bytes = place(m.zero_points, 4 * blocks_count, drawn >> 12 & 7);
    data.tensor = r->tensor != HU_BLOCK_TENSOR_NONE ? tensor_bytes : NULL;
    data.zero_points = r->zero_point != HU_BLOCK_ZERO_POINT_NONE ? zero_bytes : NULL;
    uint32_t raised = c->env.flags;
    const hu_array_counts wanted = expected_counts(c, shape, &raised);
    hu_array_counts counts = {0};
    hu_block_options options = c->options;
    options.path = path;
    options.no_flags = (drawn >> 16 & 3) == 0;
    options.counts = (drawn >> 18 & 1) != 0 ? &counts : NULL;
    hu_env env = c->env;
    const hu_status status = hu_block_quantize(r, x, data, &env, &options);
    if (status != HU_STATUS_GOOD) {
        report(b, c, name, "status", 0, (uint64_t)status, HU_STATUS_GOOD);
        return;
    }
    compare_items(b, c, name, "scale", data.scales, scale_size, blocks_count, scales, 4);
    compare_items(b, c, name, "tensor", tensor_bytes, 4, shape->tensors, tensor, 4);
    compare_items(b, c, name, "zero point", zero_bytes, 4, data.zero_points != NULL ? blocks_count : 0, zero_points, 4);
    compare_items(b, c, name, "code", data.codes, 1, count, codes, 1);
    if (env.flags != (options.no_flags != 0 ? c->env.flags : raised)) {
        report(b, c, name, "flags", 0, env.flags, raised);
    }
    if (options.counts != NULL && memcmp(&counts, &wanted, sizeof counts) != 0) {
        report(b, c, name, "counts: inexact, flushed", (size_t)counts.inexact, counts.flushed, wanted.flushed);
    }
    uint8_t *value_bytes = place(m.values, 4 * count, drawn >> 20 & 7);
    const unsigned above = (unsigned)(drawn >> 24 & 0xFF) << hu_block_bits(r); /* at most 8 */
    for (size_t k = 0; k < count; k++) {
        uint8_t *const code = (uint8_t *)data.codes + k;
        *code = (uint8_t)(*code | above); /* to be ignored */
    }
    const hu_status back = hu_block_dequantize(r, data, c->rows, c->columns, value_bytes);
    if (back != HU_STATUS_GOOD) {
        report(b, c, name, "status of dequantize", 0, (uint64_t)back, HU_STATUS_GOOD);
        return;
    }
    compare_items(b, c, name, "value", value_bytes, 4, count, values, 4);
}

static void compare_amax(blocks *b, const blocks_case *c, const ref_block_recipe *same, ref_block_matrix x)
{
    static uint32_t amax[BLOCKS_MAX];
    const size_t all = c->recipe->tensor_rows != 0 ? c->rows : 1;
    const size_t count = c->rows == 0 || c->columns == 0 ? 0 : all;
    memset(amax, GUARD_BYTE, (count + 1) * sizeof amax[0]);
    const hu_status status = hu_block_amax(c->recipe, lay_out(b, c), amax);
    if (status != HU_STATUS_GOOD) {
        report(b, c, "amax", "status", 0, (uint64_t)status, HU_STATUS_GOOD);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const uint32_t wanted = ref_block_amax(same, x, i);
        if (amax[i] != wanted) {
            report(b, c, "amax", "T", i, amax[i], wanted);
        }
    }
    if (amax[count] != 0xA5A5A5A5) {
        report(b, c, "amax", "behind T", count, amax[count], 0xA5A5A5A5);
    }
    b->comparisons += (long long)count;
}

void blocks_compare(blocks *b, const blocks_case *c)
{
    const ref_block_recipe same = blocks_recipe(c->recipe);
    const ref_block_shape shape = ref_block_measure(&same, c->rows, c->columns);
    const ref_policy policy = compare_policy(&c->env);
    const ref_block_matrix x = {c->x, c->rows, c->columns};
    hu_block_shape measured;
    draw_randoms(c);
    ref_block_quantize(&same, x, c->options.amax, randoms, &policy, &answer);
    ref_block_dequantize(&same, &answer, c->rows, c->columns, values);
    if (hu_block_measure(c->recipe, c->rows, c->columns, &measured) != HU_STATUS_GOOD ||
        measured.scale_rows != shape.rows || measured.scale_columns != shape.columns ||
        measured.tensors != shape.tensors) {
        report(b, c, "measure", "rows of scales", 0, measured.scale_rows, shape.rows);
        return;
    }
    for (hu_array_path path = HU_ARRAY_AUTOMATIC; path <= HU_ARRAY_NEON; path++) {
        if (hu_array_path_name(path) != NULL) {
            compare_path(b, c, &shape, path);
        }
    }
    compare_amax(b, c, &same, x);
}

/* ---- Any data ---------------------------------------------------------------------------------------------------- */

/* The code of a scale, or FP32 code: any, or a number near 1. */
static uint32_t draw_scale(blocks *b, const hu_format *format)
{
    const uint64_t r = blocks_draw(b);
    const int width = hu_format_width(format);
    if (width < 32) {
        return (uint32_t)(r & ((UINT64_C(1) << width) - 1));
    }
    return (r >> 32 & 7) == 0 ? (uint32_t)r : (uint32_t)((r & 0x807FFFFF) | (100 + (r >> 40 & 63)) << 23);
}

static int32_t draw_zero_point(blocks *b, const hu_block_recipe *r)
{
    static const int32_t far[] = {INT32_MIN, INT32_MAX, INT32_MIN + 1, 1 << 24, (1 << 24) + 1, -(1 << 25) - 3};
    return blocks_between(b, 0, 3) == 0 ? far[blocks_draw(b) % (sizeof far / sizeof far[0])]
                                        : (int32_t)blocks_between(b, r->least, r->greatest);
}

void blocks_compare_values(blocks *b, const hu_block_recipe *r, size_t rows, size_t columns)
{
    static memory m;
    const blocks_case c = {.recipe = r, .rows = rows, .columns = columns, .kind = "any data"};
    const ref_block_recipe same = blocks_recipe(r);
    const ref_block_shape shape = ref_block_measure(&same, rows, columns);
    const bool bytes = hu_array_element_size(r->scale) == 1;
    for (size_t k = 0; k < rows * columns; k++) {
        codes[k] = (uint8_t)blocks_draw(b);
    }
    for (size_t k = 0; k < shape.rows * shape.columns; k++) {
        scales[k] = draw_scale(b, r->scale);
        zero_points[k] = draw_zero_point(b, r);
        m.scales[k] = (uint8_t)scales[k];
    }
    for (size_t k = 0; k < shape.tensors; k++) {
        tensor[k] = draw_scale(b, hu_format_find("fp32"));
    }
    ref_block_dequantize(&same, &answer, rows, columns, values);
    const hu_block_data data = {codes, bytes ? (void *)m.scales : (void *)scales,
                                r->tensor != HU_BLOCK_TENSOR_NONE ? tensor : NULL,
                                r->zero_point != HU_BLOCK_ZERO_POINT_NONE ? zero_points : NULL};
    uint8_t *got = place(m.values, 4 * rows * columns, blocks_draw(b) & 7);
    const hu_status status = hu_block_dequantize(r, data, rows, columns, got);
    if (status != HU_STATUS_GOOD) {
        report(b, &c, "any data", "status of dequantize", 0, (uint64_t)status, HU_STATUS_GOOD);
        return;
    }
    compare_items(b, &c, "any data", "value", got, 4, rows * columns, values, 4);
}
