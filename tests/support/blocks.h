/* SPDX-License-Identifier: Apache-2.0
 *
 * blocks.h - hu_block_quantize and hu_block_dequantize beside ref/block.c: codes, scales, tensor scales, zero points,
 * flags, counts and values must be equal, bit for bit, and nothing but the results may be written.
 */
#ifndef BLOCKS_H
#define BLOCKS_H

#include <stddef.h>

#include "block.h"
#include "halfulp_block.h"

enum { BLOCKS_MAX = 1 << 16 }; /* elements of a matrix */

/* A matrix, row by row without gaps; the library gets it in a layout that is drawn. */
typedef struct {
    const hu_block_recipe *recipe;
    const uint32_t *x;
    size_t rows, columns;
    hu_env env;
    hu_block_options options; /* seed, stream, first, random, amax */
    const char *kind;         /* of the elements, for messages */
} blocks_case;

typedef struct {
    const char *name; /* of the check */
    long long comparisons;
    long failures;
    uint64_t drawn; /* random numbers */
} blocks;

void blocks_begin(blocks *b, const char *name);
long blocks_end(blocks *b); /* the number of failures */

/* 64 random bits; an integer from `low` to `high`. */
uint64_t blocks_draw(blocks *b);
int blocks_between(blocks *b, int low, int high);

/* An environment with every policy drawn. */
hu_env blocks_draw_env(blocks *b);

/* The recipe in terms of ref/. */
ref_block_recipe blocks_recipe(const hu_block_recipe *recipe);

/* Quantises by ref/ and by each path that this machine has, and back. */
void blocks_compare(blocks *b, const blocks_case *c);

/* Dequantises data of that shape by ref/ and by the library: any codes, scales, tensor scales and zero points. */
void blocks_compare_values(blocks *b, const hu_block_recipe *recipe, size_t rows, size_t columns);

/* ---- Elements (block_patterns.c) --------------------------------------------------------------------------------- */

/* Fills x with a pattern for that recipe, made for what can go wrong in blocks, and returns its name. */
const char *blocks_fill(blocks *b, const hu_block_recipe *recipe, uint32_t *x, size_t rows, size_t columns);

/* Compares a matrix of drawn size and pattern under that environment; random bits and T are drawn or given. */
void blocks_compare_patterned(blocks *b, const hu_block_recipe *recipe, hu_env env);

#endif
