/* SPDX-License-Identifier: Apache-2.0
 *
 * Block recipes on pieces of a tensor. A piece is whole rows, or a part of one row that begins at a multiple of every
 * block's columns; so its blocks are those of the tensor.
 */
#include "blocks.h"

#include <float.h>
#include <math.h>

#include "halfulp_block.h"

/* How many elements a piece has at most, of a sample; all elements are taken BLOCK at a time. The columns of every
 * block divide both. */
enum { PIECE = 512 };

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

/* Sums of squares of elements and errors, times 4^-exponent(amax) so that none overflows. */
typedef struct {
    double half, rest; /* their product is 2^-exponent(amax), and neither is out of range */
    double signal, noise;
    uint64_t numbers; /* other than zero */
    uint64_t flushed; /* of these, those that became zero: the element's code, or a scale of zero */
    hu_array_counts counts;
} sums;

static void measure(const hu_block_recipe *recipe, const piece *p, uint32_t amax, sums *sum)
{
    uint8_t codes[BLOCK];
    uint32_t scales[BLOCK];
    uint32_t after[BLOCK];
    uint32_t tensor_scale;
    hu_env env = {0};
    const bool second = recipe->tensor != HU_BLOCK_TENSOR_NONE;
    const hu_block_data data = {.codes = codes, .scales = scales, .tensor = second ? &tensor_scale : NULL};
    const hu_block_options options = {.counts = &sum->counts, .amax = second ? &amax : NULL, .no_flags = 1};
    hu_block_quantize(recipe, hu_block_matrix_of(p->fp32, p->rows, p->columns), data, &env, &options);
    hu_block_dequantize(recipe, data, p->rows, p->columns, after);
    for (size_t i = 0; i < p->rows * p->columns; i++) {
        const double y = (double)hu_fp32_to_float((hu_fp32){after[i]});
        const double x = p->x[i] * sum->half * sum->rest;
        const double error = isfinite(y) ? y * sum->half * sum->rest - x : x; /* what is no number any more is lost */
        sum->signal += x * x;
        sum->noise += error * error;
        sum->numbers += p->x[i] != 0;
        sum->flushed += p->x[i] != 0 && y == 0;
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

static void take_pieces(const statistics *s, const tiling *a, uint64_t pieces, const evaluation *result, size_t count,
                        sums *sum, uint64_t *measured, statistics_progress *progress)
{
    piece p;
    const uint32_t amax = hu_fp32_from_float((float)fmin(s->amax, FLT_MAX)).code;
    *measured = 0;
    for (uint64_t i = 0; i < pieces; i++) {
        read_piece(a, pieces == a->pieces ? i : i * a->pieces / pieces, &p);
        for (size_t k = 0; k < count; k++) {
            measure(hu_block_find(result[k].candidate->name), &p, amax, &sum[k]);
        }
        *measured += p.rows * p.columns;
        if (progress != NULL) {
            progress(*measured);
        }
    }
}

void blocks_evaluate(const statistics *s, const tensor *t, bool all, evaluation *result, size_t count,
                     statistics_progress *progress)
{
    sums sum[BLOCKS] = {{.half = 0}};
    uint64_t measured = t->elements;
    tiling a = {.tensor = t};
    if (s->amax > 0) {
        const bool whole = all || t->elements <= SAMPLE;
        const int exponent = -ilogb(s->amax);
        for (size_t k = 0; k < count; k++) {
            sum[k].half = ldexp(1, exponent / 2);
            sum[k].rest = ldexp(1, exponent - exponent / 2);
        }
        a = tile(t, whole ? BLOCK : PIECE);
        const uint64_t sample = SAMPLE / (a.piece_rows * a.piece_columns);
        take_pieces(s, &a, whole || a.pieces < sample ? a.pieces : sample, result, count, sum, &measured, progress);
    } else if (t->elements > 0) {
        a = tile(t, BLOCK);
    }
    for (size_t k = 0; k < count; k++) {
        result[k].bytes = bytes_of(hu_block_find(result[k].candidate->name), &a);
        result[k].flushed = sum[k].flushed;
        result[k].saturated = sum[k].counts.overflow;
        result[k].sqnr = sum[k].noise == 0 ? HUGE_VAL : 10 * log10(sum[k].signal / sum[k].noise);
        result[k].counted = measured;
        result[k].numbers = sum[k].numbers;
        result[k].scale = HUGE_VAL;
    }
}
