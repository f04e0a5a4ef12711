/* SPDX-License-Identifier: Apache-2.0
 *
 * Block recipes on pieces of a tensor. A piece is whole rows, or a part of one row that begins at a multiple of every
 * block's columns; so its blocks are those of the tensor.
 */
#include "blocks.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "halfulp_block.h"
#include "loss.h"

/* How many elements a piece has at most, of a sample; all elements are taken BLOCK at a time. The columns of every
 * block divide both. */
enum { PIECE = RUN };

/* Of an element. */
enum { CODES = 256 };

typedef struct {
    const tensor *tensor;
    uint64_t rows, columns;
    uint64_t piece_rows, piece_columns;
    uint64_t across, pieces; /* side by side, and in all */
} tiling;

typedef struct {
    size_t rows, columns;
    double x[BLOCK];      /* the elements, 0 for infinities and NaNs ... */
    uint32_t fp32[BLOCK]; /* ... and as codes of FP32, which FP64 is rounded to */
} piece;

static tiling tile(const tensor *t, uint64_t size)
{
    tiling a = {.tensor = t, .columns = t->dimensions == 0 ? 1 : t->shape[t->dimensions - 1]};
    a.rows = t->elements / a.columns;
    a.piece_columns = a.columns < size ? a.columns : size;
    a.piece_rows = size / a.piece_columns < a.rows ? size / a.piece_columns : a.rows;
    if (a.piece_columns < a.columns) {
        a.piece_rows = 1;
    }
    a.across = (a.columns - 1) / a.piece_columns + 1;
    a.pieces = a.across * ((a.rows - 1) / a.piece_rows + 1);
    return a;
}

/* Where an element is in the file: in Fortran's order the first dimension is the fastest. */
static uint64_t place(const tensor *t, uint64_t row, uint64_t column)
{
    uint64_t stride = t->elements / t->shape[t->dimensions - 1];
    uint64_t at = column * stride;
    for (int i = t->dimensions - 2; i >= 0; i--) {
        stride /= t->shape[i];
        at += row % t->shape[i] * stride;
        row /= t->shape[i];
    }
    return at;
}

/* The piece of the element that is there in the file. */
static uint64_t piece_of(const tiling *a, uint64_t at)
{
    const tensor *const t = a->tensor;
    uint64_t row = at / a->columns;
    uint64_t column = at % a->columns;
    if (t->fortran_order && t->dimensions >= 2) {
        row = 0;
        for (int i = 0; i < t->dimensions - 1; i++) {
            row = row * t->shape[i] + at % t->shape[i];
            at /= t->shape[i];
        }
        column = at;
    }
    return row / a->piece_rows * a->across + column / a->piece_columns;
}

static void read_piece(const tiling *a, uint64_t number, piece *p)
{
    const tensor *const t = a->tensor;
    const uint64_t row = number / a->across * a->piece_rows;
    const uint64_t column = number % a->across * a->piece_columns;
    p->rows = (size_t)(a->rows - row < a->piece_rows ? a->rows - row : a->piece_rows);
    p->columns = (size_t)(a->columns - column < a->piece_columns ? a->columns - column : a->piece_columns);
    if (!t->fortran_order || t->dimensions < 2) {
        statistics_values(t, row * a->columns + column, p->rows * p->columns, p->x);
    } else {
        for (size_t i = 0; i < p->rows * p->columns; i++) {
            statistics_values(t, place(t, row + i / p->columns, column + i % p->columns), 1, &p->x[i]);
        }
    }
    for (size_t i = 0; i < p->rows * p->columns; i++) {
        const double x = fmin(fmax(p->x[i], -FLT_MAX), FLT_MAX);
        p->fp32[i] = hu_fp32_from_float((float)x).code;
    }
}

/* A recipe, and what became of elements. */
typedef struct {
    const hu_block_recipe *recipe;
    hu_block_recipe single; /* the same with an element in a block */
    float value[CODES];     /* of each code */
    uint8_t one;            /* the code of 1 */
    loss_ends ends;
    loss_unit unit; /* 2^-exponent(amax), so that no square overflows */
    loss lost;
    bool wanted; /* to be measured */
} sums;

static void prepare(sums *sum, const candidate *c, double amax)
{
    const hu_format *const element = hu_format_find(c->format);
    const int exponent = amax > 0 ? -ilogb(amax) : 0;
    hu_env env = {0};
    sum->recipe = hu_block_find(c->name);
    sum->single = *sum->recipe;
    sum->single.rows = 1;
    sum->single.columns = 1;
    sum->wanted = true;
    sum->ends = loss_ends_of(sum->recipe);
    sum->unit.unit = ldexp(1, exponent / 2);
    sum->unit.unit2 = ldexp(1, exponent - exponent / 2);
    sum->one = (uint8_t)hu_convert(element, (hu_number){hu_format_find("fp32"), hu_fp32_from_float(1).code}, &env).code;
    for (uint32_t code = 0; code < CODES; code++) {
        const hu_number x = hu_convert(hu_format_find("fp32"), hu_number_of(element, code), &env);
        sum->value[code] = hu_fp32_to_float((hu_fp32){(uint32_t)x.code});
    }
}

/* Adds a row of a block: the codes times `scale`, each product rounded to FP32. */
static void add(sums *sum, const double *before, const uint8_t *codes, float scale, size_t n)
{
    float after[BLOCK];
    const float top = sum->value[sum->ends.top] * scale;
    const float below = sum->value[sum->ends.below] * scale;
    for (size_t i = 0; i < n; i++) {
        after[i] = sum->value[codes[i]] * scale;
    }
    loss_add(&sum->lost, &sum->ends, sum->unit, (double)top - (double)below, before, after, codes, n);
}

static void measure(const piece *p, uint32_t amax, sums *sum)
{
    uint8_t codes[BLOCK];
    uint8_t ones[BLOCK];
    uint32_t scales[BLOCK]; /* and in them codes of a byte */
    uint32_t factors[BLOCK];
    uint32_t tensor_scale = 0;
    hu_env env = {0};
    const size_t width = sum->recipe->columns; /* the blocks of all recipes here have a row */
    const size_t across = (p->columns - 1) / width + 1;
    const bool second = sum->recipe->tensor != HU_BLOCK_TENSOR_NONE;
    hu_block_data data = {.codes = codes, .scales = scales, .tensor = second ? &tensor_scale : NULL};
    const hu_block_options options = {.amax = second ? &amax : NULL, .no_flags = 1};
    hu_block_quantize(sum->recipe, hu_block_matrix_of(p->fp32, p->rows, p->columns), data, &env, &options);
    data.codes = ones;
    memset(ones, sum->one, p->rows * across);
    hu_block_dequantize(&sum->single, data, p->rows, across, factors);
    for (size_t k = 0; k < p->rows * across; k++) {
        const size_t column = k % across * width;
        const size_t first = k / across * p->columns + column;
        const size_t n = p->columns - column < width ? p->columns - column : width;
        add(sum, p->x + first, codes + first, hu_fp32_to_float((hu_fp32){factors[k]}), n);
    }
}

static uint64_t bytes_of(const hu_block_recipe *recipe, const tiling *a)
{
    hu_block_shape shape = {0};
    const uint64_t bits = hu_block_bits(recipe);
    const uint64_t elements = a->tensor->elements;
    hu_block_measure(recipe, (size_t)a->rows, (size_t)a->columns, &shape);
    return elements / 8 * bits + (elements % 8 * bits + 7) / 8 +
           (uint64_t)shape.scale_rows * shape.scale_columns * (hu_format_width(recipe->scale) > 8 ? 4 : 1) +
           (uint64_t)shape.tensors * 4;
}

static void take_piece(const tiling *a, uint64_t number, uint32_t amax, sums *sum, size_t count)
{
    piece p;
    read_piece(a, number, &p);
    for (size_t k = 0; k < count; k++) {
        if (sum[k].wanted) {
            measure(&p, amax, &sum[k]);
        }
    }
}

static uint32_t amax_of(const statistics *s)
{
    return hu_fp32_from_float((float)fmin(s->amax, FLT_MAX)).code;
}

static void take_all(const statistics *s, const tensor *t, sums *sum, size_t count, statistics_progress *progress)
{
    const tiling a = tile(t, BLOCK);
    for (uint64_t i = 0; i < a.pieces; i++) {
        take_piece(&a, i, amax_of(s), sum, count);
        if (progress != NULL) {
            progress(i * (a.piece_rows * a.piece_columns));
        }
    }
}

static int ascending(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a;
    const uint64_t y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* The pieces of the largest elements, each once. Returns how many. */
static size_t find_largest(const tiling *a, const sample *part, uint64_t pieces[LARGEST])
{
    size_t n = 0;
    for (size_t i = 0; i < part->largest_count; i++) {
        pieces[i] = piece_of(a, part->largest[i]);
    }
    qsort(pieces, part->largest_count, sizeof pieces[0], ascending);
    for (size_t i = 0; i < part->largest_count; i++) {
        if (i == 0 || pieces[i] != pieces[i - 1]) {
            pieces[n++] = pieces[i];
        }
    }
    return n;
}

/* The pieces of the largest elements stand for themselves, and the others for all the rest. */
static void take_part(const statistics *s, const tensor *t, const sample *part, sums *sum, size_t count,
                      statistics_progress *progress)
{
    const tiling a = tile(t, PIECE);
    const uint64_t most = SAMPLE / (a.piece_rows * a.piece_columns);
    const uint64_t pieces = a.pieces < most ? a.pieces : most;
    uint64_t largest[LARGEST] = {0};
    loss of_largest[BLOCKS];
    const size_t n = find_largest(&a, part, largest);
    for (size_t i = 0; i < n; i++) {
        take_piece(&a, largest[i], amax_of(s), sum, count);
    }
    for (size_t k = 0; k < count; k++) {
        static const loss none = {.nans = 0};
        of_largest[k] = sum[k].lost;
        sum[k].lost = none;
    }
    for (uint64_t i = 0; i < pieces; i++) {
        const uint64_t number = a.pieces == pieces ? i : i * a.pieces / pieces;
        if (bsearch(&number, largest, n, sizeof largest[0], ascending) == NULL) {
            take_piece(&a, number, amax_of(s), sum, count);
        }
        if (progress != NULL) {
            progress(number * (a.piece_rows * a.piece_columns));
        }
    }
    for (size_t k = 0; k < count; k++) {
        const loss rest = sum[k].lost;
        const uint64_t unseen = t->elements - of_largest[k].elements;
        sum[k].lost = of_largest[k];
        loss_join(&sum[k].lost, &rest, rest.elements == 0 ? 0 : (double)unseen / (double)rest.elements);
    }
}

/* What is exact in a part may not be in all. */
static void take_exact_again(const statistics *s, const tensor *t, sums *sum, size_t count,
                             statistics_progress *progress)
{
    static const loss none = {.nans = 0};
    bool any = false;
    for (size_t k = 0; k < count; k++) {
        sum[k].wanted = sum[k].lost.inexact == 0;
        sum[k].lost = sum[k].wanted ? none : sum[k].lost;
        any = any || sum[k].wanted;
    }
    if (any) {
        take_all(s, t, sum, count, progress);
    }
}

void blocks_evaluate(const statistics *s, const tensor *t, const sample *part, evaluation *result, size_t count,
                     statistics_progress *progress)
{
    sums sum[BLOCKS] = {{.recipe = NULL}};
    tiling a = {.tensor = t};
    for (size_t k = 0; k < count; k++) {
        prepare(&sum[k], result[k].candidate, s->amax);
    }
    if (t->elements > 0) {
        a = tile(t, BLOCK);
    }
    if (s->amax > 0 && t->elements > 0 && part == NULL) {
        take_all(s, t, sum, count, progress);
    } else if (s->amax > 0 && t->elements > 0) {
        take_part(s, t, part, sum, count, progress);
        take_exact_again(s, t, sum, count, progress);
    }
    for (size_t k = 0; k < count; k++) {
        const loss *const lost = &sum[k].lost;
        result[k].bytes = bytes_of(sum[k].recipe, &a);
        result[k].flushed = lost->flushed;
        result[k].saturated = lost->saturated;
        result[k].lost = loss_of_numbers(lost);
        result[k].exact = lost->inexact == 0;
        result[k].sqnr = lost->measured == 0 && lost->inexact > 0 ? 0 : loss_sqnr(lost);
        result[k].counted = s->amax > 0 ? lost->elements : s->elements;
        result[k].numbers = lost->numbers;
        result[k].scale = HUGE_VAL;
    }
}
