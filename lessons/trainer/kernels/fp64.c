/* SPDX-License-Identifier: Apache-2.0
 *
 * The path of machines that have no instruction for fma, WebAssembly above all: the same text as portable.c, but each
 * fma is made of FP64 operations (fma_fp64.h), and products have a tile of their own. It exists everywhere.
 */
#define TRAINER_FMA_FP64

#include "hardware.h"

static void decode_fp16(const uint16_t *codes, float *values, size_t count)
{
    decode_16(codec_fp16, codes, values, count);
}

static void encode_fp16(const float *values, uint16_t *codes, size_t count)
{
    encode_16(codec_fp16, false, values, codes, count);
}

#include "rows.inc"

#include "kernel_body.inc"

/* A tile's eight sums and what they become fit into 16 registers of 128 bits, and hide the latency of a link. 256 links
 * of the right operand, in FP64, are 16 KiB of the first-level cache. */
enum { TILE_ROWS = 2, TILE_PAIRS = 4, TILE_COLUMNS = 2 * TILE_PAIRS, TILE_LINKS = 256 };

/* What a tile reads: `links` links of the chains of its outputs. */
typedef struct {
    const float *left;
    size_t row, link;    /* elements from one row, and from one k, to the next */
    const double *right; /* [links][TILE_COLUMNS]                              */
    size_t links;
} tile_links;

typedef fp32_pair tile_sums[TILE_ROWS][TILE_PAIRS];

static inline fp64_pair right_pair(const double *right, size_t pair)
{
    return (fp64_pair){right[2 * pair], right[2 * pair + 1]};
}

/* One link, in few operations: next = left right + sum. Returns whether one of the sums was in doubt. */
static inline bool quick_link(const tile_links *t, const float *left, const double *right, tile_sums sum,
                              tile_sums next)
{
    fp64_halves signs = {0};
    for (size_t r = 0; r < TILE_ROWS; r++) {
        const fp64_pair x = fp64_twice(left[r * t->row]);
        for (size_t p = 0; p < TILE_PAIRS; p++) {
            const fp64_pair wide = x * right_pair(right, p) + fp64_widen(sum[r][p]);
            signs = fp64_gather_signs(wide, signs);
            next[r][p] = fp64_narrow(wide);
        }
    }
    return fp64_in_doubt(signs);
}

static inline void careful_link(const tile_links *t, const float *left, const double *right, tile_sums sum)
{
    for (size_t r = 0; r < TILE_ROWS; r++) {
        const fp64_pair x = fp64_twice(left[r * t->row]);
        for (size_t p = 0; p < TILE_PAIRS; p++) {
            sum[r][p] = fp64_fma(x, right_pair(right, p), sum[r][p]);
        }
    }
}

/* The chains go on from what is in `out`. */
static void tile(const tile_links *t, float out[TILE_ROWS][TILE_COLUMNS])
{
    tile_sums sum;
    for (size_t r = 0; r < TILE_ROWS; r++) {
        for (size_t p = 0; p < TILE_PAIRS; p++) {
            sum[r][p] = fp32_load(&out[r][2 * p]);
        }
    }
    for (size_t k = 0; k < t->links; k++) {
        const float *left = t->left + k * t->link;
        const double *right = t->right + k * TILE_COLUMNS;
        tile_sums next;
        if (quick_link(t, left, right, sum, next)) {
            careful_link(t, left, right, sum);
        } else {
            memcpy(sum, next, sizeof sum);
        }
    }
    for (size_t r = 0; r < TILE_ROWS; r++) {
        for (size_t p = 0; p < TILE_PAIRS; p++) {
            fp32_store(&out[r][2 * p], sum[r][p]);
        }
    }
}

static size_t smaller(size_t x, size_t y)
{
    return x < y ? x : y;
}

/* Columns c, c + 1, ... of the right operand, as a tile reads them; 0 where there are no more. */
static void pack_right(const product_task *t, size_t k, size_t links, size_t c, double *packed)
{
    const size_t columns = smaller(t->columns - c, TILE_COLUMNS);
    for (size_t i = 0; i < links; i++) {
        const float *from = (const float *)t->right + (k + i) * t->columns + c;
        for (size_t j = 0; j < TILE_COLUMNS; j++) {
            packed[i * TILE_COLUMNS + j] = j < columns ? (double)from[j] : 0;
        }
    }
}

/* All rows of a tile's columns, for some links from k on. A row that is missing is the one before once more. */
static void product_columns(const product_task *t, size_t k, size_t links, size_t c, const double *right)
{
    const size_t columns = smaller(t->columns - c, TILE_COLUMNS);
    for (size_t r = 0; r < t->rows; r += TILE_ROWS) {
        const size_t rows = smaller(t->rows - r, TILE_ROWS);
        const tile_links these = {
            .left = (const float *)t->left + r * t->left_row + k * t->left_depth,
            .row = rows == TILE_ROWS ? t->left_row : 0,
            .link = t->left_depth,
            .right = right,
            .links = links,
        };
        float sums[TILE_ROWS][TILE_COLUMNS] = {{0}}; /* +0, where every chain begins */
        float *out = t->out + r * t->columns + c;
        for (size_t i = 0; i < rows && k > 0; i++) {
            memcpy(sums[i], out + i * t->columns, columns * sizeof *out);
        }
        tile(&these, sums);
        for (size_t i = 0; i < rows; i++) {
            memcpy(out + i * t->columns, sums[i], columns * sizeof *out);
        }
    }
}

/* The chains of `product`, by tiles. */
static void fp64_product(const product_task *t)
{
    if (t->accumulator != &trainer_fp32) {
        product(t);
        return;
    }
    assert(t->right_column == 1 && t->right_depth == t->columns && t->depth > 0);
    double right[TILE_LINKS * TILE_COLUMNS];
    for (size_t k = 0; k < t->depth; k += TILE_LINKS) {
        const size_t links = smaller(t->depth - k, TILE_LINKS);
        for (size_t c = 0; c < t->columns; c += TILE_COLUMNS) {
            pack_right(t, k, links, c, right);
            product_columns(t, k, links, c, right);
        }
    }
}

const trainer_kernels trainer_kernels_fp64 = {
    "fp64",       &trainer_fp32, NULL,     GRAIN_FP64, decode, encode, encode_stochastic, encode_balanced,
    fp64_product, add_bias,      sum_rows, softmax,    update, settle, largest,           observe,
};
