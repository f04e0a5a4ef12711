/* SPDX-License-Identifier: Apache-2.0
 *
 * Between the files of gen/.
 */
#ifndef HU_GEN_INTERNAL_H
#define HU_GEN_INTERNAL_H

#include "halfulp_gen.h"

/* Up to this many operands every pattern meets every one. For more of them there are only drawn cases. */
enum { HU_GEN_PRODUCTS_MAX = 3 };

/* Bits of a code or an integer. */
int hu_gen_bits(const hu_gen_column *column);

/* Appends the patterns of an operand to codes[0 .. room - 1], sorted, each once, and returns their number. codes NULL:
 * counts them, each as often as it comes. */
size_t hu_gen_patterns(const hu_gen *gen, const hu_gen_column *column, uint64_t *codes);

/* The case of that number beyond the systematic ones. */
void hu_gen_random(const hu_gen *gen, uint64_t number, uint64_t *operands);

/* 2^bits - 1; 0 for bits <= 0. */
static inline uint64_t hu_gen_ones(int bits)
{
    return bits <= 0 ? 0 : ~UINT64_C(0) >> (64 - bits);
}

#endif
