/* SPDX-License-Identifier: Apache-2.0
 *
 * Recipes by name, with the choices of the command line, and as a list.
 */
#include "recipes.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

const char *const recipe_file[RECIPE_FILES] = {".codes.npy", ".scales.npy", ".tensor.npy", ".zero_points.npy"};

bool recipe_has(const hu_block_recipe *recipe, int part)
{
    return part == FILE_TENSOR        ? recipe->tensor != HU_BLOCK_TENSOR_NONE
           : part == FILE_ZERO_POINTS ? recipe->zero_point != HU_BLOCK_ZERO_POINT_NONE
                                      : true;
}

static const hu_block_recipe *find(const char *name)
{
    const hu_block_recipe *r;
    for (size_t i = 0; (r = hu_block_at(i)) != NULL; i++) {
        if (same_word(name, r->name)) {
            return r;
        }
    }
    for (size_t i = 0; (r = hu_block_at(i)) != NULL; i++) {
        if (strstr(r->name, name) != NULL) {
            fail(
                "--recipe %s: not a recipe; `halfulp quantize --recipes %s` lists those with this in their names, such "
                "as %s",
                shown(name), shown(name), r->name);
        }
    }
    fail("--recipe %s: not a recipe; `halfulp quantize --recipes` lists them", shown(name));
}

static uint32_t read_rule(const char *name)
{
    static const char *const rules[] = {
        [HU_BLOCK_FLOOR] = "floor", [HU_BLOCK_CEIL] = "ceil", [HU_BLOCK_EVEN] = "even", [HU_BLOCK_RCEIL] = "rceil"};
    for (uint32_t i = 0; i <= HU_BLOCK_RCEIL; i++) {
        if (same_word(name, rules[i])) {
            return i;
        }
    }
    fail("--scale-rule %s: expected floor, ceil, even or rceil", shown(name));
}

hu_block_recipe recipe_of(const recipe_options *given)
{
    if (given->recipe == NULL) {
        fail("expected --recipe NAME; `halfulp quantize --recipes` lists them");
    }
    hu_block_recipe r = *find(given->recipe);
    if (given->scale_rule != NULL) {
        const char *error;
        r.ratio = read_rule(given->scale_rule);
        error = hu_block_error(&r);
        if (error != NULL) {
            fail("--recipe %s --scale-rule %s: %s", r.name, given->scale_rule, error);
        }
    }
    if (given->k != NULL) {
        uint64_t k;
        if (!parse_unsigned(given->k, UINT32_MAX, &k) || k == 0) {
            fail("--k %s: expected the columns of a block, from 1 to %" PRIu32, shown(given->k), UINT32_MAX);
        }
        r.rows = r.rows == r.columns && r.rows > 1 ? (uint32_t)k : r.rows;
        r.columns = (uint32_t)k;
    }
    const char *const error = hu_block_error(&r);
    if (error != NULL) {
        fail("--recipe %s --k %s: %s", r.name, given->k, error);
    }
    return r;
}

void recipe_block(const hu_block_recipe *recipe, char *text, size_t size)
{
    char rows[12] = "all";
    char columns[12] = "all";
    if (recipe->rows != 0) {
        snprintf(rows, sizeof rows, "%" PRIu32, recipe->rows);
    }
    if (recipe->columns != 0) {
        snprintf(columns, sizeof columns, "%" PRIu32, recipe->columns);
    }
    snprintf(text, size, "%sx%s", rows, columns);
}

void recipe_element(const hu_block_recipe *recipe, char *text, size_t size)
{
    if (recipe->element != NULL) {
        snprintf(text, size, "%s", recipe->element->name);
    } else {
        snprintf(text, size, "%sint%" PRIu32, recipe->least == 0 ? "u" : "", hu_block_bits(recipe));
    }
}

/* A label in `columns` columns and a text behind it, in lines of at most 80, broken at blanks. */
static void print_paragraph(const char *label, int columns, const char *text)
{
    enum { WIDTH = 80 };
    const size_t room = (size_t)(WIDTH - columns);
    if (text[0] == '\0') {
        return;
    }
    printf("%-*s", columns, label);
    while (strlen(text) > room) {
        size_t length = room;
        while (length > 0 && text[length] != ' ') {
            length--;
        }
        length = length > 0 ? length : room;
        printf("%.*s\n%*s", (int)length, text, columns, "");
        text += length + (text[length] == ' ');
    }
    puts(text);
}

static void print_recipe(const hu_block_recipe *r, bool whole)
{
    char block[32];
    char element[64];
    recipe_block(r, block, sizeof block);
    recipe_element(r, element, sizeof element);
    printf("%-29s %-8s %-8s %-8s %s\n", r->name, element, block, r->scale->name,
           r->tensor == HU_BLOCK_TENSOR_NONE ? "-"
           : r->tensor_rows != 0             ? "rows"
                                             : "tensor");
    print_paragraph("  ", 2, r->source);
    if (whole) {
        print_paragraph("  differs:", 11, r->differs);
    }
}

void recipe_list(const char *part)
{
    const hu_block_recipe *r;
    bool found = false;
    for (size_t i = 0; (r = hu_block_at(i)) != NULL; i++) {
        if (strstr(r->name, part) != NULL) {
            if (!found) {
                printf("%-29s %-8s %-8s %-8s %s\n", "recipe", "element", "block", "scale", "second scale");
            }
            print_recipe(r, strcmp(r->name, part) == 0);
            found = true;
        }
    }
    if (!found) {
        fail("%s: no recipe has this in its name; `halfulp quantize --recipes` lists them", shown(part));
    }
}

void recipe_spell_output(int argc, char **argv)
{
    static char output[] = "--output";
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        argv[i] = strcmp(argv[i], "-o") == 0 ? output : argv[i];
    }
}
