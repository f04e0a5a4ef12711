/* SPDX-License-Identifier: Apache-2.0
 *
 * What block recipes would make of a tensor: its last dimension in blocks, each with a scale.
 */
#ifndef CLI_BLOCKS_H
#define CLI_BLOCKS_H

#include "candidates.h"

/* Fills in all of a candidate's evaluation but the candidate itself, for `count` candidates with a recipe. Noise and
 * counts are of all elements, or, unless `all` is set, of a part of a large tensor, in pieces of rows that are as far
 * apart as they must be; each piece begins where a block does. */
void blocks_evaluate(const statistics *s, const tensor *t, bool all, evaluation *result, size_t count,
                     statistics_progress *progress);

#endif
