/* SPDX-License-Identifier: Apache-2.0
 *
 * The results of a function for all operands, in the order and the bytes in which they are hashed.
 *
 * A case is a tuple of operands. Its number has their codes for digits, the first operand's the highest: of pairs of
 * E4M3, case 0x7E38 is 7E, 38. A result takes 1, 2, 4 or 8 bytes, the fewest that hold it, the lowest first; every NaN
 * is the canonical one of its format. Of a model with several results they follow each other. The flags of a case are a
 * byte.
 */
#ifndef RESULTS_H
#define RESULTS_H

#include "cli/functions.h"

enum { RESULTS_BLOCK = 4096, RESULTS_SIZE_MAX = 8 * RESULTS_MAX };

typedef struct {
    const function *f;
    hu_env env;
    bool with_flags;
    size_t size; /* bytes of the results of a case */
    uint8_t codes[RESULTS_BLOCK * RESULTS_SIZE_MAX];
    uint8_t flags[RESULTS_BLOCK];
} results;

/* Before the first block. *f must outlive it; env is deterministic. */
void results_open(results *r, const function *f, const hu_env *env);

/* Computes cases first ... first + count - 1; count <= RESULTS_BLOCK. */
void results_get(results *r, uint64_t first, unsigned count);

#endif
