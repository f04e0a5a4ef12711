/* SPDX-License-Identifier: Apache-2.0
 *
 * What block recipes would make of a tensor: its last dimension in blocks, each with a scale.
 */
#ifndef CLI_BLOCKS_H
#define CLI_BLOCKS_H

#include "candidates.h"
#include "sample.h"

/* Fills in all of a candidate's evaluation but the candidate itself, for `count` candidates with a recipe. Noise and
 * counts are of all elements, or, with the sample of a large tensor, of a part: pieces of rows that are as far apart as
 * they must be, each of which begins where a block does, and those that hold the largest elements, which stand for
 * themselves alone. */
void blocks_evaluate(const statistics *s, const tensor *t, const sample *part, evaluation *result, size_t count,
                     statistics_progress *progress);

#endif
