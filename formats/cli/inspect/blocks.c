/* SPDX-License-Identifier: Apache-2.0
 *
 * Block recipes on pieces of a tensor. A piece is whole rows, or a part of one row that begins at a multiple of every
 * block's columns; so its blocks are those of the tensor.
 */
#include "blocks.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "halfulp_block.h"

/* How many elements a piece has at most, of a sample; all elements are taken BLOCK at a time. The columns of every
 * block divide both. */
enum { PIECE = 512 };

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

/* A recipe, and sums of squares of elements and errors, times 4^-exponent(amax) so that none overflows. */
typedef struct {
    const hu_block_recipe *recipe;
    hu_block_recipe single; /* the same with an element in a block */
    float value[CODES];     /* of each code */
    uint8_t one;            /* the code of 1 */
    double half, rest;      /* their product is 2^-exponent(amax), and neither is out of range */
    double signal, noise;
    uint64_t numbers; /* other than zero */
    uint64_t flushed; /* of these, those that became zero: the element's code, or a scale of zero */
    hu_array_counts counts;
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
    sum->half = ldexp(1, exponent / 2);
    sum->rest = ldexp(1, exponent - exponent / 2);
    sum->one = (uint8_t)hu_convert(element, (hu_number){hu_format_find("fp32"), hu_fp32_from_float(1).code}, &env).code;
    for (uint32_t code = 0; code < CODES; code++) {
        const hu_number x = hu_convert(hu_format_find("fp32"), hu_number_of(element, code), &env);
        sum->value[code] = hu_fp32_to_float((hu_fp32){(uint32_t)x.code});
    }
}

/* Adds a row of a block: the codes times `scale`, each product rounded to FP32. */
static void add(sums *sum, const double *before, const uint8_t *codes, float scale, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const double y = (double)(sum->value[codes[i]] * scale);
        const double x = before[i] * sum->half * sum->rest;
        const double error = isfinite(y) ? y * sum->half * sum->rest - x : x; /* what is no number any more is lost */
        sum->signal += x * x;
        sum->noise += error * error;
        sum->numbers += before[i] != 0;
        sum->flushed += before[i] != 0 && y == 0;
    }
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
    const hu_block_options options = {.counts = &sum->counts, .amax = second ? &amax : NULL, .no_flags = 1};
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

static uint64_t take_pieces(const statistics *s, const tiling *a, uint64_t pieces, sums *sum, size_t count,
                            statistics_progress *progress)
{
    uint64_t measured = 0;
    piece p;
    const uint32_t amax = hu_fp32_from_float((float)fmin(s->amax, FLT_MAX)).code;
    for (uint64_t i = 0; i < pieces; i++) {
        read_piece(a, pieces == a->pieces ? i : i * a->pieces / pieces, &p);
        for (size_t k = 0; k < count; k++) {
            measure(&p, amax, &sum[k]);
        }
        measured += p.rows * p.columns;
        if (progress != NULL) {
            progress(measured);
        }
    }
    return measured;
}

void blocks_evaluate(const statistics *s, const tensor *t, bool all, evaluation *result, size_t count,
                     statistics_progress *progress)
{
    sums sum[BLOCKS] = {{.recipe = NULL}};
    uint64_t measured = t->elements;
    tiling a = {.tensor = t};
    for (size_t k = 0; k < count; k++) {
        prepare(&sum[k], result[k].candidate, s->amax);
    }
    if (s->amax > 0) {
        const bool whole = all || t->elements <= SAMPLE;
        a = tile(t, whole ? BLOCK : PIECE);
        const uint64_t sample = SAMPLE / (a.piece_rows * a.piece_columns);
        measured = take_pieces(s, &a, whole || a.pieces < sample ? a.pieces : sample, sum, count, progress);
    } else if (t->elements > 0) {
        a = tile(t, BLOCK);
    }
    for (size_t k = 0; k < count; k++) {
        result[k].bytes = bytes_of(sum[k].recipe, &a);
        result[k].flushed = sum[k].flushed;
        result[k].saturated = sum[k].counts.overflow;
        result[k].sqnr = sum[k].noise == 0 ? HUGE_VAL : 10 * log10(sum[k].signal / sum[k].noise);
        result[k].counted = measured;
        result[k].numbers = sum[k].numbers;
        result[k].scale = HUGE_VAL;
    }
}
