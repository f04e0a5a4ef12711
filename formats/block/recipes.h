/* SPDX-License-Identifier: Apache-2.0
 *
 * The rows of recipes, by family.
 */
#ifndef HU_BLOCK_RECIPES_H
#define HU_BLOCK_RECIPES_H

#include "halfulp_block.h"

extern const hu_block_recipe block_recipes_mx[], block_recipes_fp[], block_recipes_int[];
extern const size_t block_recipes_mx_count, block_recipes_fp_count, block_recipes_int_count;

#endif
