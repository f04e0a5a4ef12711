/* SPDX-License-Identifier: Apache-2.0
 *
 * Matrix products cut into blocks for the caches and tiles for the registers; see gemm.h.
 */
#include "gemm.h"

#include <assert.h>
#include <string.h>

/* A block of the packed right operand, BLOCK_LINKS x BLOCK_COLUMNS words, and one of the left share the second-level
 * cache; a tile's strip of the left one stays in the first-level cache while those of the right one pass by. Found by
 * measurement on Zen 5 (48 KiB and 1 MiB): half or twice of each costs up to a tenth. */
enum { BLOCK_LINKS = 256, BLOCK_COLUMNS = 512, BLOCK_ROWS = 72, WORD = 4, LARGEST_TILE = 12 * 32 };

static size_t smaller(size_t x, size_t y)
{
    return x < y ? x : y;
}

/* Bytes of a packed block: whole tiles, and whole cache lines. */
static size_t block_bytes(size_t lines, size_t most, size_t tile, size_t links)
{
    return round_up(round_up(smaller(lines, most), tile) * smaller(links, BLOCK_LINKS) * WORD, 64);
}

static size_t right_bytes(const gemm_kernel *g, size_t depth, size_t columns)
{
    return block_bytes(columns, BLOCK_COLUMNS, g->columns, round_up(depth, g->elements) / g->elements);
}

size_t gemm_scratch(const gemm_kernel *g, size_t rows, size_t depth, size_t columns)
{
    return right_bytes(g, depth, columns) +
           block_bytes(rows, BLOCK_ROWS, g->rows, round_up(depth, g->elements) / g->elements);
}

/* Packs lines panel by panel, `tile` lines each. */
static void pack_block(void (*pack)(const gemm_panel *, void *), gemm_panel all, size_t tile, size_t code_bytes,
                       size_t links, uint8_t *words)
{
    for (size_t i = 0; i < all.lines; i += tile) {
        gemm_panel panel = all;
        panel.from = (const uint8_t *)all.from + i * all.line * code_bytes;
        panel.lines = smaller(all.lines - i, tile);
        pack(&panel, words + i * links * WORD);
    }
}

/* A block of outputs: rows x columns, and for each of them `links` links. */
typedef struct {
    size_t links, rows, columns;
    const uint8_t *left; /* strips of the tile's rows, one after the other */
    size_t left_row, left_link;
    const uint8_t *right; /* packed panels of the tile's columns */
    float *out;
    size_t stride;
    bool first; /* as in gemm_tile */
} gemm_block;

/* A tile that overlaps the edge, with only `rows` x `columns` outputs: computed in a buffer. */
static void edge_tile(const gemm_kernel *g, const gemm_tile *whole, size_t rows, size_t columns)
{
    float aside[LARGEST_TILE] = {0};
    gemm_tile t = *whole;
    t.out = aside;
    t.stride = g->columns;
    for (size_t r = 0; r < rows && !t.first; r++) {
        memcpy(aside + r * g->columns, whole->out + r * whole->stride, columns * sizeof *aside);
    }
    g->tile(&t);
    for (size_t r = 0; r < rows; r++) {
        memcpy(whole->out + r * whole->stride, aside + r * g->columns, columns * sizeof *aside);
    }
}

static void multiply_block(const gemm_kernel *g, const gemm_block *b)
{
    gemm_tile t = {
        .links = b->links,
        .left_row = b->left_row,
        .left_link = b->left_link,
        .stride = b->stride,
        .first = b->first,
    };
    for (size_t r = 0; r < b->rows; r += g->rows) {
        const size_t rows = smaller(b->rows - r, g->rows);
        t.rows = round_up(rows, g->step);
        t.left = b->left + r * (b->left_row == 1 ? b->links : b->left_row) * WORD; /* packed strips have g->rows rows */
        for (size_t c = 0; c < b->columns; c += g->columns) {
            const size_t columns = smaller(b->columns - c, g->columns);
            t.right = b->right + c * b->links * WORD;
            t.out = b->out + r * b->stride + c;
            if (rows == t.rows && columns == g->columns) {
                g->tile(&t);
            } else {
                edge_tile(g, &t, rows, columns);
            }
        }
    }
}

/* May tiles read the left operand where it lies? If it holds words and the k of a line side by side: then a cache line
 * serves 16 links. But lines that are pages apart share a set of the first-level cache, which many tiles would find
 * emptied by each other. */
static bool reads_in_place(const gemm_kernel *g, const product_task *t)
{
    enum { PAGE = 4096 };
    return g->code_bytes == WORD && g->elements == 1 && t->left_depth == 1 &&
           (t->columns <= 2 * g->columns || t->left_row * WORD % PAGE != 0);
}

/* Rows first to first + b->rows - 1 of a block: in place as far as tiles go, if that may be, and others packed.
 * `packed`: to `scratch`, where they are already if `again`. */
static void multiply_rows(const gemm_kernel *g, const product_task *t, size_t k, size_t depth, size_t first,
                          const gemm_block *block, uint8_t *scratch, bool again)
{
    gemm_block b = *block;
    const size_t in_place = reads_in_place(g, t) ? b.rows - b.rows % g->step : 0;
    const uint8_t *from = (const uint8_t *)t->left + (first * t->left_row + k * t->left_depth) * g->code_bytes;
    b.out += first * b.stride;
    if (in_place > 0) {
        b.rows = in_place;
        b.left = from;
        b.left_row = t->left_row;
        b.left_link = 1;
        multiply_block(g, &b);
    }
    if (in_place < block->rows) {
        const gemm_panel lines = {
            .from = from + in_place * t->left_row * g->code_bytes,
            .line = t->left_row,
            .k = t->left_depth,
            .lines = block->rows - in_place,
            .depth = depth,
        };
        if (!again) {
            pack_block(g->pack_left, lines, g->rows, g->code_bytes, b.links, scratch);
        }
        b.rows = lines.lines;
        b.left = scratch;
        b.left_row = 1;
        b.left_link = g->rows;
        b.out += in_place * b.stride;
        multiply_block(g, &b);
    }
}

/* One panel or block of columns, for one block of k and all rows. `left_again`: the packed left operand is still in
 * scratch. */
static void multiply_slab(const gemm_kernel *g, const product_task *t, size_t k, size_t depth, size_t c, size_t columns,
                          size_t stride, bool left_again)
{
    uint8_t *right = t->scratch;
    uint8_t *left = right + right_bytes(g, t->depth, t->columns);
    gemm_block b = {
        .links = round_up(depth, g->elements) / g->elements,
        .columns = columns,
        .right = right,
        .out = t->out + c,
        .stride = stride,
        .first = k == 0,
    };
    const gemm_panel lines = {
        .from = (const uint8_t *)t->right + (k * t->right_depth + c * t->right_column) * g->code_bytes,
        .line = t->right_column,
        .k = t->right_depth,
        .lines = columns,
        .depth = depth,
    };
    pack_block(g->pack_right, lines, g->columns, g->code_bytes, b.links, right);
    for (size_t r = 0; r < t->rows; r += BLOCK_ROWS) {
        b.rows = smaller(t->rows - r, BLOCK_ROWS);
        multiply_rows(g, t, k, depth, r, &b, left, left_again);
    }
}

void gemm_product(const gemm_kernel *g, const product_task *t, size_t stride)
{
    assert(g->tile != NULL && g->rows * g->columns <= LARGEST_TILE && t->accumulator == &trainer_fp32 && t->depth > 0);
    const size_t block_depth = BLOCK_LINKS * g->elements;
    /* A few rows pass over a panel of the right operand at once, while it is in the first-level cache. */
    const bool flat = t->rows <= BLOCK_ROWS;
    const size_t block_columns = flat ? g->columns : BLOCK_COLUMNS;
    for (size_t k = 0; k < t->depth; k += block_depth) {
        const size_t depth = smaller(t->depth - k, block_depth);
        for (size_t c = 0; c < t->columns; c += block_columns) {
            multiply_slab(g, t, k, depth, c, smaller(t->columns - c, block_columns), stride, flat && c > 0);
        }
    }
}
