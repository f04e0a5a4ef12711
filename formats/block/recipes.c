/* SPDX-License-Identifier: Apache-2.0
 *
 * Recipes by index and by name.
 */
#include "recipes.h"

#include <string.h>

const hu_block_recipe *hu_block_at(size_t index)
{
    if (index < block_recipes_mx_count) {
        return &block_recipes_mx[index];
    }
    index -= block_recipes_mx_count;
    if (index < block_recipes_fp_count) {
        return &block_recipes_fp[index];
    }
    index -= block_recipes_fp_count;
    return index < block_recipes_int_count ? &block_recipes_int[index] : NULL;
}

const hu_block_recipe *hu_block_find(const char *name)
{
    const hu_block_recipe *recipe;
    for (size_t i = 0; (recipe = hu_block_at(i)) != NULL; i++) {
        if (name != NULL && strcmp(recipe->name, name) == 0) {
            return recipe;
        }
    }
    return NULL;
}
