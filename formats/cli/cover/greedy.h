/* SPDX-License-Identifier: Apache-2.0
 *
 * A small set of cases that reaches as many bins as can be found.
 */
#ifndef GREEDY_H
#define GREEDY_H

#include "engine.h"

typedef struct {
    uint64_t operands[HU_OPERANDS_MAX];
    uint64_t random; /* of stochastic rounding */
} cover_vector;

typedef struct {
    cover_vector *vectors;
    size_t count;
} cover_set;

/* The cases, those first that reach the most bins that no case before them does. `most`: at most so many; 0: all that
 * are of use. level 1 or 2: how long to search. They depend on nothing else than these and the seed. */
cover_set cover_search(const function *f, const hu_env *env, int level, uint64_t seed, uint64_t most);

#endif
