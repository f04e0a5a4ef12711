/* SPDX-License-Identifier: Apache-2.0
 *
 * blocks.h - the rows of arrays.c for blocks with scales.
 */
#ifndef BENCH_BLOCKS_H
#define BENCH_BLOCKS_H

#include "halfulp_array.h"

/* Times the recipes that the user asks for, on this path. */
void bench_blocks(hu_array_path path);

#endif
