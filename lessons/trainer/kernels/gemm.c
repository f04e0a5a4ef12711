/* SPDX-License-Identifier: Apache-2.0
 *
 * Matrix products cut into blocks for the caches and tiles for the registers; see gemm.h.
 */
#include "gemm.h"

#include <assert.h>

/* A block of the packed right operand, BLOCK_LINKS x BLOCK_COLUMNS words, and one of the left share the second-level
 * cache; a tile's strip of the left one stays in the first-level cache while those of the right one pass by. Found by
 * measurement on Zen 4 (32 KiB and 1 MiB): half or twice of each costs up to a tenth. */
enum { BLOCK_LINKS = 384, BLOCK_COLUMNS = 384, BLOCK_ROWS = 72, WORD = 4, LARGEST_TILE = 12 * 32 };

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

/* A tile that overlaps the edge, with only `rows` x `columns` outputs: computed in a buffer. */
static void edge_tile(const gemm_kernel *g, size_t links, const void *left, const void *right, float *out,
                      size_t stride, size_t rows, size_t columns)
{
    float aside[LARGEST_TILE] = {0};
    for (size_t r = 0; r < rows; r++) {
        for (size_t c = 0; c < columns; c++) {
            aside[r * g->columns + c] = out[r * stride + c];
        }
    }
    g->tile(links, left, right, aside, g->columns);
    for (size_t r = 0; r < rows; r++) {
        for (size_t c = 0; c < columns; c++) {
            out[r * stride + c] = aside[r * g->columns + c];
        }
    }
}

/* All tiles of a block of outputs: rows x columns, from packed operands of `links` links. */
static void multiply_block(const gemm_kernel *g, size_t links, const uint8_t *left, const uint8_t *right, float *out,
                           size_t stride, size_t rows, size_t columns)
{
    for (size_t r = 0; r < rows; r += g->rows) {
        const uint8_t *left_strip = left + r * links * WORD;
        for (size_t c = 0; c < columns; c += g->columns) {
            const uint8_t *right_strip = right + c * links * WORD;
            float *to = out + r * stride + c;
            if (r + g->rows <= rows && c + g->columns <= columns) {
                g->tile(links, left_strip, right_strip, to, stride);
            } else {
                edge_tile(g, links, left_strip, right_strip, to, stride, smaller(rows - r, g->rows),
                          smaller(columns - c, g->columns));
            }
        }
    }
}

/* One block of k of one block of columns, for all rows. */
static void multiply_slab(const gemm_kernel *g, const product_task *t, size_t k, size_t depth, size_t c, size_t columns)
{
    const size_t links = round_up(depth, g->elements) / g->elements;
    uint8_t *right = t->scratch;
    uint8_t *left = right + right_bytes(g, t->depth, t->columns);
    const gemm_panel right_lines = {
        .from = (const uint8_t *)t->right + (k * t->right_depth + c * t->right_column) * g->code_bytes,
        .line = t->right_column,
        .k = t->right_depth,
        .lines = columns,
        .depth = depth,
    };
    pack_block(g->pack_right, right_lines, g->columns, g->code_bytes, links, right);
    for (size_t r = 0; r < t->rows; r += BLOCK_ROWS) {
        const size_t rows = smaller(t->rows - r, BLOCK_ROWS);
        const gemm_panel left_lines = {
            .from = (const uint8_t *)t->left + (r * t->left_row + k * t->left_depth) * g->code_bytes,
            .line = t->left_row,
            .k = t->left_depth,
            .lines = rows,
            .depth = depth,
        };
        pack_block(g->pack_left, left_lines, g->rows, g->code_bytes, links, left);
        multiply_block(g, links, left, right, t->out + r * t->columns + c, t->columns, rows, columns);
    }
}

void gemm_product(const gemm_kernel *g, const product_task *t)
{
    assert(g->tile != NULL && g->rows * g->columns <= LARGEST_TILE && t->accumulator == &trainer_fp32 && t->depth > 0);
    for (size_t i = 0; i < t->rows * t->columns; i++) {
        t->out[i] = 0.0F; /* where every chain begins */
    }
    const size_t block_depth = BLOCK_LINKS * g->elements;
    for (size_t c = 0; c < t->columns; c += BLOCK_COLUMNS) {
        const size_t columns = smaller(t->columns - c, BLOCK_COLUMNS);
        for (size_t k = 0; k < t->depth; k += block_depth) {
            multiply_slab(g, t, k, smaller(t->depth - k, block_depth), c, columns);
        }
    }
}
