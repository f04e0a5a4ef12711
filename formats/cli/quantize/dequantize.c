/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp dequantize: from the files of halfulp quantize back to numbers. Nothing of a file is believed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arrays.h"
#include "cli/cli.h"
#include "cli/values.h"
#include "npy_write.h"
#include "recipes.h"

static const char help[] =
    "usage: halfulp dequantize --recipe NAME [OPTION]... -o FILE.npy PREFIX\n"
    "Multiplies the codes of PREFIX.codes.npy by their scales, as halfulp quantize wrote them, and writes the\n"
    "products, in FP32, to FILE.npy. They are rounded to nearest even, as halfulp_block.h says.\n"
    "\n"
    "  --recipe NAME         as for quantize\n"
    "  --k N                 N columns in a block, as for quantize\n"
    "  --packed              the codes have no gaps\n"
    "  -o, --output FILE     where the numbers go\n"
    "  --force               replace a file that exists\n";

typedef struct {
    recipe_options recipe;
    const char *output;
    bool packed, force;
} dequantize_options;

/* Unpacks the codes, and makes the last dimension longer. */
static void unpack(array *codes, uint32_t bits, const char *path)
{
    tensor *const t = &codes->tensor;
    if (bits == 8) {
        fail("--packed: expected elements of fewer than 8 bits");
    }
    if (t->dimensions == 0 || t->shape[t->dimensions - 1] > SIZE_MAX / 8 ||
        t->shape[t->dimensions - 1] * 8 % bits != 0) {
        fail("%s: expected a last dimension that elements of %" PRIu32 " bits fill", path, bits);
    }
    const uint64_t columns = t->shape[t->dimensions - 1] * 8 / bits;
    t->shape[t->dimensions - 1] = columns;
    if (t->elements > 0) {
        codes->columns = (size_t)columns;
        if (codes->rows > SIZE_MAX / 8 / codes->columns) {
            fail("%s: too large", path);
        }
        void *const bytes = array_allocate(codes->rows * codes->columns, 1);
        hu_block_unpack(bits, bytes, codes->data, codes->rows * codes->columns);
        array_free(codes->data);
        codes->data = bytes;
    }
}

/* Bits above an element's width mean that the codes are something else. */
static void refuse_stray_bits(const array *codes, uint32_t bits, const char *path)
{
    const unsigned char *const code = codes->data;
    for (size_t i = 0; i < codes->rows * codes->columns; i++) {
        if (code[i] >> bits != 0) {
            fail("%s: element %zu: 0x%02X: expected codes of %" PRIu32 " bits; --packed says that they are packed",
                 path, i, (unsigned)code[i], bits);
        }
    }
}

static array read_codes(const hu_block_recipe *recipe, const dequantize_options *given, const char *prefix)
{
    const uint32_t bits = hu_block_bits(recipe);
    char *const path = npy_path(prefix, recipe_file[FILE_CODES]);
    array codes = array_read(path);
    array_expect_bytes(&codes, path);
    if (given->packed) {
        unpack(&codes, bits, path);
    } else {
        refuse_stray_bits(&codes, bits, path);
    }
    return codes;
}

/* Another part, which must have so many rows and columns, or numbers if `columns` is 0. */
static void *read_part(const hu_block_recipe *recipe, const char *prefix, int part, size_t rows, size_t columns)
{
    if (!recipe_has(recipe, part)) {
        return NULL;
    }
    char *const path = npy_path(prefix, recipe_file[part]);
    array a = array_read(path);
    if (part == FILE_SCALES && hu_format_width(recipe->scale) <= 8) {
        array_expect_bytes(&a, path);
    } else {
        array_expect_words(&a, path, part != FILE_ZERO_POINTS);
    }
    const bool fits = columns == 0 ? a.tensor.elements == rows : a.rows == rows && a.columns == columns;
    if (!fits) {
        fail("%s: expected %zu x %zu numbers for the codes and the recipe, found %zu x %zu", path, rows,
             columns == 0 ? 1 : columns, a.rows, a.columns);
    }
    return a.data;
}

static void run(const value_options *options, const dequantize_options *given)
{
    const policies *const p = &options->policies;
    const hu_block_recipe recipe = recipe_of(&given->recipe);
    hu_block_shape shape;
    if (p->chosen != 0 || p->like != NULL || p->env.flush != 0 || p->env.random_bits != 0 || p->env.random != 0) {
        fail("expected no option that says how to round; products are rounded to nearest even");
    }
    if (options->word_count != 1) {
        fail("expected one PREFIX, that of PREFIX.codes.npy; see halfulp dequantize --help");
    }
    if (given->output == NULL) {
        fail("expected -o FILE.npy");
    }
    const char *const prefix = options->words[0];
    for (int i = 0; i < RECIPE_FILES; i++) {
        npy_refuse_existing(given->output, given->force, npy_path(prefix, recipe_file[i]));
    }
    array codes = read_codes(&recipe, given, prefix);
    if (hu_block_measure(&recipe, codes.rows, codes.columns, &shape) != HU_STATUS_GOOD) {
        fail("out of memory: the array is too large");
    }
    const hu_block_data data = {codes.data,
                                read_part(&recipe, prefix, FILE_SCALES, shape.scale_rows, shape.scale_columns),
                                read_part(&recipe, prefix, FILE_TENSOR, shape.tensors, 0),
                                read_part(&recipe, prefix, FILE_ZERO_POINTS, shape.scale_rows, shape.scale_columns)};
    npy_array result = {.descr = "<f4", .dimensions = codes.tensor.dimensions};
    void *const x = array_allocate(codes.rows * codes.columns, 4);
    hu_block_dequantize(&recipe, data, codes.rows, codes.columns, x);
    memcpy(result.shape, codes.tensor.shape, sizeof result.shape);
    result.data = x;
    npy_files files = {.count = 0};
    npy_files_write(&files, npy_path(given->output, ""), &result);
    npy_files_finish(&files);
}

int command_dequantize(int argc, char **argv)
{
    dequantize_options given = {.packed = false};
    const own_option own[] = {{"recipe", &given.recipe.recipe, NULL}, {"k", &given.recipe.k, NULL},
                              {"packed", NULL, &given.packed},        {"output", &given.output, NULL},
                              {"force", NULL, &given.force},          {NULL, NULL, NULL}};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) { /* there are no options of rounding to explain */
            return print_help(help);
        }
    }
    recipe_spell_output(argc, argv);
    const value_options options = value_options_parse(own, argc, argv, help);
    run(&options, &given);
    return STATUS_GOOD;
}
