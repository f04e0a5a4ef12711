/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp quantize: a tensor in a file by a recipe of halfulp_block.h, and what was lost.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arrays.h"
#include "cli/cli.h"
#include "cli/inspect/loss.h"
#include "cli/values.h"
#include "npy_write.h"
#include "recipes.h"
#include "lost.h"

static const char help[] =
    "usage: halfulp quantize --recipe NAME [OPTION]... -o PREFIX FILE.npy\n"
    "       halfulp quantize --recipes [PART]\n"
    "Quantises the floating-point array of FILE.npy in blocks that share a scale, and prints what was lost.\n"
    "Blocks lie along the last dimension; the others together are the rows. FP64 is rounded to FP32 first.\n"
    "The results are .npy files, which halfulp dequantize reads:\n"
    "\n"
    "  PREFIX.codes.npy        bytes, in the shape of FILE.npy\n"
    "  PREFIX.scales.npy       a code of a byte, or FP32, for each block: rows and columns of blocks\n"
    "  PREFIX.tensor.npy       FP32: the second scale, of the tensor or of each row, where there is one\n"
    "  PREFIX.zero_points.npy  int32, where there are zero points\n"
    "\n"
    "  halfulp quantize --recipe mxfp4 -o weights weights.npy\n"
    "  halfulp quantize --recipe mxfp4 --scale-rule rceil --k 16 -o weights16 weights.npy\n"
    "  halfulp dequantize --recipe mxfp4 -o restored.npy weights\n"
    "\n"
    "  --recipe NAME         one that --recipes lists\n"
    "  --recipes [PART]      the recipes, or those with PART in their names: elements, blocks, scales and the\n"
    "                        source; with a whole name also where it differs from its source\n"
    "  --scale-rule RULE     of E8M0 scales: floor, ceil, even or rceil in place of the recipe's\n"
    "  --k N                 N columns in a block, and N rows where it is a square\n"
    "  --dtype FORMAT        what the elements are where the file does not say: BF16 is <V2 in a .npy\n"
    "  --packed              elements of fewer than 8 bits without gaps along the last dimension, from the\n"
    "                        lowest bit up; it must fill bytes\n"
    "  --seed N              of stochastic rounding; *0. --random-bits N says how wide its integers are\n"
    "  -o, --output PREFIX   where the files go\n"
    "  --force               replace files that exist\n"
    "  --json                print the line of results as JSON\n"
    "\n"
    "In the line of results, inexact are the elements that changed: of these, flushed are numbers that became\n"
    "zero, saturated those above the largest; SQNR is the sum of the squares over that of the errors, without\n"
    "elements that are or become infinite or NaN. The last number is of all parts with packed codes.\n"
    "\n";

typedef struct {
    recipe_options recipe;
    const char *output, *dtype, *seed;
    bool recipes, packed, force, json;
} quantize_options;

typedef struct {
    array x;
    uint64_t rounded; /* to FP32 */
    hu_block_shape shape;
    hu_block_data data;
} quantized;

/* The environment; and the rule of overflow, if one is asked for, into the recipe. */
static hu_env read_environment(const value_options *options, hu_block_recipe *recipe)
{
    const policies *const p = &options->policies;
    if (p->like != NULL && recipe->element == NULL) {
        fail("--like %s: expected a recipe with elements of floating point", p->like);
    }
    if (p->env.random != 0) {
        fail("--random: expected --seed N, from which the random integers are drawn");
    }
    hu_env env = value_environment(options, recipe->element);
    if (policies_is_chosen(p, "overflow")) {
        if (recipe->element == NULL) {
            fail("--overflow: integers always saturate");
        }
        recipe->element_overflow = env.overflow;
    }
    return env;
}

static void quantize(const hu_block_recipe *recipe, hu_env *env, uint64_t seed, quantized *q)
{
    const size_t rows = q->x.rows;
    const size_t columns = q->x.columns;
    if (hu_block_measure(recipe, rows, columns, &q->shape) != HU_STATUS_GOOD) {
        fail("out of memory: the array is too large");
    }
    const size_t scales = q->shape.scale_rows * q->shape.scale_columns;
    q->data.codes = array_allocate(rows * columns, 1);
    q->data.scales = array_allocate(scales, 4);
    q->data.tensor = recipe_has(recipe, FILE_TENSOR) ? array_allocate(q->shape.tensors, 4) : NULL;
    q->data.zero_points = recipe_has(recipe, FILE_ZERO_POINTS) ? array_allocate(scales, 4) : NULL;
    const hu_block_options options = {.seed = seed};
    if (hu_block_quantize(recipe, hu_block_matrix_of(q->x.data, rows, columns), q->data, env, &options) !=
        HU_STATUS_GOOD) {
        fail("%s: the recipe and the options do not fit together", recipe->name);
    }
}

/* The bytes of all parts, with packed codes. */
static uint64_t parts_size(const hu_block_recipe *recipe, const quantized *q)
{
    const uint64_t scales = (uint64_t)q->shape.scale_rows * q->shape.scale_columns;
    const uint64_t scale = hu_format_width(recipe->scale) > 8 ? 4 : 1;
    return hu_block_packed_size(hu_block_bits(recipe), q->x.rows * q->x.columns) +
           scales * (scale + (recipe_has(recipe, FILE_ZERO_POINTS) ? 4 : 0)) + (uint64_t)q->shape.tensors * 4;
}

/* The products of a code and the scale of each block. */
static float *products(const hu_block_recipe *recipe, const quantized *q, uint8_t code)
{
    const size_t blocks = q->shape.scale_rows * q->shape.scale_columns;
    hu_block_recipe single = *recipe; /* with an element in a block */
    hu_block_data data = q->data;
    float *const product = array_allocate(blocks, sizeof *product);
    single.rows = 1;
    single.columns = 1;
    single.four_over_six = HU_BLOCK_4OVER6_NONE;
    data.codes = array_allocate(blocks, 1);
    memset(data.codes, code, blocks);
    hu_block_dequantize(&single, data, q->shape.scale_rows, q->shape.scale_columns, product);
    array_free(data.codes);
    return product;
}

/* Adds n elements of a block from number `first` on. */
static void add_run(loss *l, const loss_ends *ends, double step, const quantized *q, const float *after, size_t first,
                    size_t n)
{
    enum { CHUNK = 1024 };
    static const loss_unit unit = {1, 1};
    double before[CHUNK];
    while (n > 0) {
        const size_t some = n < CHUNK ? n : CHUNK;
        for (size_t k = 0; k < some; k++) {
            float x;
            memcpy(&x, (const char *)q->x.data + 4 * (first + k), sizeof x);
            before[k] = (double)x;
        }
        loss_add(l, ends, unit, step, before, after + first, (const uint8_t *)q->data.codes + first, some);
        first += some;
        n -= some;
    }
}

static loss measure_loss(const hu_block_recipe *recipe, const quantized *q)
{
    const size_t columns = q->x.columns;
    const size_t width = recipe->columns == 0 ? columns : recipe->columns;
    const size_t height = recipe->rows == 0 ? q->x.rows : recipe->rows;
    const loss_ends ends = loss_ends_of(recipe);
    float *const top = products(recipe, q, ends.top);
    float *const below = products(recipe, q, ends.below);
    float *const after = array_allocate(q->x.rows * columns, sizeof *after);
    loss l = {.nans = 0};
    hu_block_dequantize(recipe, q->data, q->x.rows, columns, after);
    for (size_t i = 0; i < q->x.rows; i++) {
        size_t block = i / height * q->shape.scale_columns;
        for (size_t j = 0; j < columns; block++) {
            const size_t n = columns - j < width ? columns - j : width;
            add_run(&l, &ends, fabs((double)top[block] - (double)below[block]), q, after, i * columns + j, n);
            j += n;
        }
    }
    array_free(after);
    array_free(below);
    array_free(top);
    return l;
}

static void print_loss(const hu_block_recipe *recipe, const quantized *q, bool json)
{
    const loss l = measure_loss(recipe, q);
    const lost_sizes sizes = {q->x.rows, q->x.columns, q->x.tensor.bytes, parts_size(recipe, q), q->rounded};
    if (json) {
        lost_json(recipe->name, &l, &sizes);
    } else {
        lost_text(recipe->name, &l, &sizes);
    }
}

/* The codes, packed if that is asked for, in the shape of the array. */
static npy_array codes_of(const hu_block_recipe *recipe, bool packed, quantized *q)
{
    const tensor *const t = &q->x.tensor;
    npy_array codes = {.descr = "|u1", .dimensions = t->dimensions, .data = q->data.codes};
    memcpy(codes.shape, t->shape, sizeof codes.shape);
    if (packed) {
        const size_t count = q->x.rows * q->x.columns;
        const uint32_t bits = hu_block_bits(recipe);
        void *const bytes = array_allocate(hu_block_packed_size(bits, count), 1);
        hu_block_pack(bits, bytes, q->data.codes, count);
        codes.shape[t->dimensions - 1] =
            t->shape[t->dimensions - 1] / 8 * bits + t->shape[t->dimensions - 1] % 8 * bits / 8;
        codes.data = bytes;
    }
    return codes;
}

static void write_parts(const hu_block_recipe *recipe, const quantize_options *given, quantized *q)
{
    const bool fp32 = hu_format_width(recipe->scale) > 8;
    const npy_array part[RECIPE_FILES] = {
        codes_of(recipe, given->packed, q),
        {fp32 ? "<f4" : "|u1", 2, {q->shape.scale_rows, q->shape.scale_columns}, q->data.scales},
        {"<f4", 1, {q->shape.tensors}, q->data.tensor},
        {"<i4", 2, {q->shape.scale_rows, q->shape.scale_columns}, q->data.zero_points}};
    npy_files files = {.count = 0};
    for (int i = 0; i < RECIPE_FILES; i++) {
        if (recipe_has(recipe, i)) {
            npy_files_write(&files, npy_path(given->output, recipe_file[i]), &part[i]);
        }
    }
    npy_files_finish(&files);
    for (int i = 0; i < RECIPE_FILES; i++) {
        if (!recipe_has(recipe, i)) {
            npy_remove(npy_path(given->output, recipe_file[i])); /* of a recipe that has it, before --force */
        }
    }
}

static void refuse_packed(const hu_block_recipe *recipe, const tensor *t)
{
    const uint32_t bits = hu_block_bits(recipe);
    if (bits == 8) {
        fail("--packed: expected elements of fewer than 8 bits; %s has 8", recipe->name);
    }
    if (t->dimensions == 0 || t->shape[t->dimensions - 1] % 8 * bits % 8 != 0) {
        fail("--packed: expected a last dimension that fills bytes with elements of %" PRIu32 " bits", bits);
    }
}

static void run(const value_options *options, const quantize_options *given)
{
    hu_format storage;
    quantized q = {.rounded = 0};
    uint64_t seed = 0;
    hu_block_recipe recipe = recipe_of(&given->recipe);
    hu_env env = read_environment(options, &recipe);
    if (given->seed != NULL && !parse_unsigned(given->seed, UINT64_MAX, &seed)) {
        fail("--seed %s: expected a number from 0 to %" PRIu64, shown(given->seed), UINT64_MAX);
    }
    if (options->word_count != 1) {
        fail("expected one FILE.npy; see halfulp quantize --help");
    }
    if (given->output == NULL) {
        fail("expected -o PREFIX, the beginning of the names of the files to write");
    }
    if (given->output[0] == '\0' || given->output[strlen(given->output) - 1] == '/') {
        fail("-o %s: expected the beginning of names of files, as in folder/name", shown(given->output));
    }
    for (int i = 0; i < RECIPE_FILES; i++) {
        npy_refuse_existing(npy_path(given->output, recipe_file[i]), given->force, options->words[0]);
    }
    q.x = array_read_fp32(options->words[0], given->dtype == NULL ? NULL : find_format(given->dtype, &storage),
                          &q.rounded);
    if (given->packed) {
        refuse_packed(&recipe, &q.x.tensor);
    }
    quantize(&recipe, &env, seed, &q);
    write_parts(&recipe, given, &q);
    print_loss(&recipe, &q, given->json);
}

int command_quantize(int argc, char **argv)
{
    quantize_options given = {.recipes = false};
    const own_option own[] = {{"recipe", &given.recipe.recipe, NULL},
                              {"recipes", NULL, &given.recipes},
                              {"scale-rule", &given.recipe.scale_rule, NULL},
                              {"k", &given.recipe.k, NULL},
                              {"dtype", &given.dtype, NULL},
                              {"packed", NULL, &given.packed},
                              {"seed", &given.seed, NULL},
                              {"output", &given.output, NULL},
                              {"force", NULL, &given.force},
                              {"json", NULL, &given.json},
                              {NULL, NULL, NULL}};
    recipe_spell_output(argc, argv);
    const value_options options = value_options_parse(own, argc, argv, help);
    if (given.recipes) {
        if (options.word_count > 1) {
            fail("%s: expected one part of names after --recipes", shown(options.words[1]));
        }
        recipe_list(options.word_count == 0 ? "" : options.words[0]);
    } else {
        run(&options, &given);
    }
    finish_output();
    return STATUS_GOOD;
}
