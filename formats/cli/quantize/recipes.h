/* SPDX-License-Identifier: Apache-2.0
 *
 * The recipe that quantize and dequantize are asked for, and the files that its parts are in.
 */
#ifndef CLI_RECIPES_H
#define CLI_RECIPES_H

#include <stdbool.h>

#include "halfulp_block.h"

/* The options, as text; NULL where they are not given. */
typedef struct {
    const char *recipe, *scale_rule, *k;
} recipe_options;

/* A named recipe with what the options change in it; fails if there is none, or it cannot be so. */
hu_block_recipe recipe_of(const recipe_options *given);

/* Prints the recipes whose names have that part in them; fails if there are none. */
void recipe_list(const char *part);

/* "1x32", or "all" for a side that is the matrix's: size is at least 32. */
void recipe_block(const hu_block_recipe *recipe, char *text, size_t size);

/* "e2m1", "int4". Size as above. */
void recipe_element(const hu_block_recipe *recipe, char *text, size_t size);

/* What follows the prefix in the names of the files. */
enum { FILE_CODES, FILE_SCALES, FILE_TENSOR, FILE_ZERO_POINTS, RECIPE_FILES };
extern const char *const recipe_file[RECIPE_FILES];

/* Has the recipe that part? */
bool recipe_has(const hu_block_recipe *recipe, int part);

/* -o in place of --output, which the reader of options knows. */
void recipe_spell_output(int argc, char **argv);

#endif
