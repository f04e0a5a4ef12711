/* SPDX-License-Identifier: Apache-2.0
 *
 * tensor_tiles.h - tiles of operands by number: the same bits on every machine.
 */
#ifndef TENSOR_TILES_H
#define TENSOR_TILES_H

#include "halfulp_dot.h"
#include "tensor.h"
#include "tensor_codes.h"

/* Tiles of one instruction, of chains of `links`. */
typedef struct {
    const instruction *row;
    const hu_dot_model *model;
    shape x, y, d;
    int k; /* row->k * links */
    int links;
    size_t a_bytes, b_bytes, d_bytes; /* of one tile */
} geometry;

enum { K_MAX = 32 * LINKS_MAX, TILE_KINDS = 22 };

geometry geometry_of(const instruction *row, int links);
/* Fills one tile; its kind is number % TILE_KINDS. */
void make_tile(const geometry *g, uint64_t seed, uint64_t number, void *a, void *b, void *c);
const char *kind_name(unsigned kind);

#endif
