/* SPDX-License-Identifier: Apache-2.0
 *
 * Block quantisation of matrices: it makes no difference how a matrix lies in memory, how it is divided into calls, or
 * which path is taken.
 */
#include <string.h>

#include "halfulp_block.h"
#include "support/check.h"

enum { ROWS = 21, COLUMNS = 300, ELEMENTS = ROWS * COLUMNS };

/* A quantised matrix with room for a scale for each element. */
typedef struct {
    uint8_t codes[ELEMENTS];
    uint32_t scales[ELEMENTS];
    uint32_t tensor[ROWS];
    int32_t zero_points[ELEMENTS];
    uint32_t flags;
    hu_array_counts counts;
} quantised;

static hu_block_data data_of(quantised *q)
{
    return (hu_block_data){q->codes, q->scales, q->tensor, q->zero_points};
}

/* Random bits as data. */
static uint8_t bytes[ELEMENTS];

static const uint8_t *bytes_of(uint64_t stream)
{
    return stream % 2 == 0 ? bytes : NULL;
}

/* Numbers of all sizes around 1, some zeros, and, every now and then, something special. In some streams they have few
 * bits, or are next to such numbers, so that amaxes are at the bounds between scales. */
static void draw(uint32_t *x, uint64_t stream)
{
    static const uint32_t special[] = {0, 0x80000000, 1, 0x807FFFFF, 0x7F800000, 0xFF800000, 0x7FC00001, 0x7F7FFFFF};
    const uint32_t spread = stream % 3 == 0 ? 250 : 20;
    for (uint64_t i = 0; i < ELEMENTS; i++) {
        bytes[i] = (uint8_t)hu_random_bits(check_seed(), stream, ELEMENTS + i, 8);
        const uint32_t r = hu_random_bits(check_seed(), stream, i, 32);
        const uint32_t fraction = stream % 9 < 4 ? r & 0x7FFFFF : (r & 0x700000) + (r >> 8 & 3) - 1;
        x[i] = ((r & 0x80000000) | ((r >> 23 & 0xFF) % spread + (250 - spread) / 2) << 23) + fraction;
        if (r % 97 == 0 && stream % 4 != 0) {
            x[i] = special[(r >> 8) % (stream % 2 == 0 ? 4 : 8)];
        }
    }
}

static hu_env env_of(uint64_t stream)
{
    hu_env env = {.rounding = (uint32_t)(stream % (HU_STOCHASTIC_C + 1)), .missing_nan = (uint32_t)(stream % 3)};
    env.random_bits = env.rounding >= HU_STOCHASTIC_A ? (uint32_t)(stream / 9 % 9) : 0;
    env.flush = stream % 5 == 0 ? HU_FLUSH_OPERANDS : 0;
    return env;
}

static bool is_same(const quantised *a, const quantised *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

static void quantise(const hu_block_recipe *recipe, hu_block_matrix x, uint64_t stream, uint32_t path, quantised *q)
{
    hu_env env = env_of(stream);
    memset(q, 0, sizeof *q);
    const hu_block_options options = {
        .seed = 7, .stream = stream, .random = bytes_of(stream), .counts = &q->counts, .path = path};
    const hu_status status = hu_block_quantize(recipe, x, data_of(q), &env, &options);
    q->flags = env.flags | (uint32_t)status << 16;
}

/* From the right end of rows that lie backwards, three words apart. */
static void quantise_apart(const hu_block_recipe *recipe, const uint32_t *x, uint64_t stream, quantised *q)
{
    static uint32_t apart[3 * ELEMENTS];
    for (size_t i = 0; i < ELEMENTS; i++) {
        apart[3 * (ELEMENTS - 1 - i)] = x[i];
    }
    quantise(recipe, (hu_block_matrix){apart + 3 * (ELEMENTS - 1), ROWS, COLUMNS, -12 * COLUMNS, -12}, stream,
             HU_ARRAY_AUTOMATIC, q);
}

/* In two calls, of whole rows of blocks. */
static void quantise_parts(const hu_block_recipe *recipe, const uint32_t *x, uint64_t stream, quantised *q)
{
    static uint32_t amax[ROWS];
    const size_t side = recipe->rows;
    const size_t cut = side == 0 || side > ROWS ? ROWS : side * (ROWS / 2 / side + 1);
    hu_env env = env_of(stream);
    memset(q, 0, sizeof *q);
    uint32_t status = (uint32_t)hu_block_amax(recipe, hu_block_matrix_of(x, ROWS, COLUMNS), amax);
    hu_block_data data = data_of(q);
    for (size_t row = 0; row < ROWS; row += cut) {
        const size_t rows = row + cut > ROWS ? ROWS - row : cut;
        hu_block_shape shape;
        const hu_block_options options = {.seed = 7,
                                          .stream = stream,
                                          .first = row * COLUMNS,
                                          .random = bytes_of(stream) != NULL ? bytes + row * COLUMNS : NULL,
                                          .counts = &q->counts,
                                          .amax = amax + (recipe->tensor_rows != 0 ? row : 0)};
        status |= (uint32_t)hu_block_quantize(recipe, hu_block_matrix_of(x + row * COLUMNS, rows, COLUMNS), data, &env,
                                              &options);
        status |= (uint32_t)hu_block_measure(recipe, rows, COLUMNS, &shape);
        const size_t scales = shape.scale_rows * shape.scale_columns;
        data.codes = (uint8_t *)data.codes + rows * COLUMNS;
        data.scales = (uint8_t *)data.scales + scales * hu_array_element_size(recipe->scale);
        data.tensor = (uint32_t *)data.tensor + (recipe->tensor_rows != 0 ? rows : 0);
        data.zero_points = (int32_t *)data.zero_points + scales;
    }
    q->flags = env.flags | status << 16;
}

long check_block_matrices(void)
{
    static uint32_t x[ELEMENTS];
    static quantised expected;
    static quantised q;
    check_tally t = {0};
    for (size_t i = 0; hu_block_at(i) != NULL; i++) {
        const hu_block_recipe *recipe = hu_block_at(i);
        for (uint64_t j = 0; j < 9; j++) {
            const hu_block_matrix matrix = hu_block_matrix_of(x, ROWS, COLUMNS);
            const uint64_t stream = 9 * i + j;
            if (!check_dose()) {
                continue;
            }
            draw(x, stream);
            quantise(recipe, matrix, stream, HU_ARRAY_SCALAR, &expected);
            check_that(&t, expected.flags >> 16 == 0, recipe->name);
            for (uint32_t path = HU_ARRAY_AUTOMATIC; path <= HU_ARRAY_NEON; path++) {
                if (path != HU_ARRAY_SCALAR && hu_array_path_name((hu_array_path)path) != NULL) {
                    quantise(recipe, matrix, stream, path, &q);
                    check_that(&t, is_same(&q, &expected), recipe->name);
                }
            }
            quantise_apart(recipe, x, stream, &q);
            check_that(&t, is_same(&q, &expected), recipe->name);
            quantise_parts(recipe, x, stream, &q);
            check_that(&t, is_same(&q, &expected), recipe->name);
        }
    }
    return check_end("block.matrices", t.comparisons, t.failures);
}
