/* SPDX-License-Identifier: Apache-2.0
 *
 * What block quantisation refuses: recipes whose fields do not fit together, and calls, after which nothing is changed.
 */
#include <stddef.h>
#include <string.h>

#include "support/blocks.h"
#include "support/check.h"

/* ---- Recipes ----------------------------------------------------------------------------------------------------- */

static void refuses(check_tally *t, const hu_block_recipe *r, const char *what)
{
    char text[200];
    const char *error = hu_block_error(r);
    snprintf(text, sizeof text, "refused: %s", what);
    check_that(t, error != NULL && strlen(error) > 20, text);
    check_that(t, hu_block_bits(r) == 0, "and such a recipe has no bits");
}

/* Fields that are numbers: of each, a value beyond the last. */
static void beyond_the_last(check_tally *t)
{
    static const struct {
        const char *what;
        size_t offset;
        uint32_t value;
    } fields[] = {{"amax 3", offsetof(hu_block_recipe, amax), 3},
                  {"ratio 11", offsetof(hu_block_recipe, ratio), 11},
                  {"zero 2", offsetof(hu_block_recipe, zero), 2},
                  {"scale_rounding stochastic", offsetof(hu_block_recipe, scale_rounding), HU_STOCHASTIC_A},
                  {"scale_rounding 9", offsetof(hu_block_recipe, scale_rounding), 9},
                  {"scale_overflow 3", offsetof(hu_block_recipe, scale_overflow), 3},
                  {"tensor 3", offsetof(hu_block_recipe, tensor), 3},
                  {"tensor_rows 2", offsetof(hu_block_recipe, tensor_rows), 2},
                  {"apply 5", offsetof(hu_block_recipe, apply), 5},
                  {"element_overflow 3", offsetof(hu_block_recipe, element_overflow), 3},
                  {"four_over_six 5", offsetof(hu_block_recipe, four_over_six), 5},
                  {"zero_point 3", offsetof(hu_block_recipe, zero_point), 3},
                  {"reserved word 0", offsetof(hu_block_recipe, reserved), 1},
                  {"reserved word 7", offsetof(hu_block_recipe, reserved) + 28, 1},
                  {"amax_least infinite", offsetof(hu_block_recipe, amax_least), 0x7F800000},
                  {"amax_least NaN", offsetof(hu_block_recipe, amax_least), 0x7FC00000},
                  {"amax_least -1", offsetof(hu_block_recipe, amax_least), 0xBF800000},
                  {"target infinite", offsetof(hu_block_recipe, target), 0x7F800000},
                  {"target -0", offsetof(hu_block_recipe, target), 0x80000000},
                  {"scale_least NaN", offsetof(hu_block_recipe, scale_least), 0x7F800001},
                  {"scale_least -1", offsetof(hu_block_recipe, scale_least), 0xBF800000},
                  {"tensor_target 0", offsetof(hu_block_recipe, tensor_target), 0},
                  {"tensor_target infinite", offsetof(hu_block_recipe, tensor_target), 0x7F800000},
                  {"tensor_target -6", offsetof(hu_block_recipe, tensor_target), 0xC0C00000}};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        hu_block_recipe r = *hu_block_find("nvfp4_torchao");
        memcpy((char *)&r + fields[i].offset, &fields[i].value, 4);
        refuses(t, &r, fields[i].what);
    }
}

static void elements_and_scales(check_tally *t)
{
    static const int32_t ranges[][2] = {{7, -7},   {0, 0},   {-129, 0}, {-129, 7},
                                        {-1, 128}, {0, 256}, {1, 200},  {-200, 100}};
    hu_format broken = *hu_format_find("e4m3");
    broken.exponent_bits = 0;
    hu_block_recipe r = *hu_block_find("deepseek_1x128");
    r.element = hu_format_find("fp16");
    refuses(t, &r, "an element of 16 bits");
    r.element = &broken;
    refuses(t, &r, "an element that hu_format_error refuses");
    r.element = hu_format_find("e4m3");
    r.scale = NULL;
    refuses(t, &r, "no scale");
    r.scale = hu_format_find("bf16");
    refuses(t, &r, "a scale of 16 bits that is not FP32");
    r.scale = hu_format_find("e5m2");
    refuses(t, &r, "a scale with a sign");
    r.scale = &broken;
    refuses(t, &r, "a scale that hu_format_error refuses");
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        r = *hu_block_find("int8_rows");
        r.least = ranges[i][0];
        r.greatest = ranges[i][1];
        refuses(t, &r, "a range of integers");
    }
    r = *hu_block_find("int8_rows");
    r.fraction_bits = 8;
    refuses(t, &r, "8 fraction bits");
    r = *hu_block_find("mxfp4");
    r.greatest = 7;
    refuses(t, &r, "a range of a format");
    r.greatest = 0;
    r.fraction_bits = 1;
    refuses(t, &r, "fraction bits of a format");
    r.fraction_bits = 0;
    r.element = hu_format_find("e8m0");
    refuses(t, &r, "an element without a zero");
}

static void do_not_fit(check_tally *t)
{
    hu_block_recipe r = *hu_block_find("mxfp4");
    r.scale = hu_format_find("ue4m3");
    refuses(t, &r, "an exact ratio without E8M0");
    r = *hu_block_find("nvfp4_te");
    r.tensor = HU_BLOCK_TENSOR_DECODE;
    refuses(t, &r, "an encode ratio with a decode tensor");
    r.tensor = HU_BLOCK_TENSOR_NONE;
    refuses(t, &r, "an encode ratio without a tensor");
    r = *hu_block_find("nvfp4_torchao");
    r.tensor = HU_BLOCK_TENSOR_ENCODE;
    refuses(t, &r, "a decode ratio with an encode tensor");
    r.tensor = HU_BLOCK_TENSOR_NONE;
    refuses(t, &r, "a decode ratio without a tensor");
    r = *hu_block_find("nvfp4_torchao");
    r.apply = HU_BLOCK_EXACT;
    refuses(t, &r, "an exact quotient with a tensor");
    r = *hu_block_find("deepseek_1x128");
    r.apply = HU_BLOCK_RECIPROCAL_SHIFTED;
    refuses(t, &r, "a shifted reciprocal without E8M0");
    r = *hu_block_find("nvfp4_torchao");
    r.four_over_six = HU_BLOCK_4OVER6_MAE;
    refuses(t, &r, "four over six with a decode tensor");
    r = *hu_block_find("mxfp4");
    r.four_over_six = HU_BLOCK_4OVER6_MAE;
    refuses(t, &r, "four over six without a tensor");
    r = *hu_block_find("mxfp4");
    r.tensor_rows = 1;
    refuses(t, &r, "a T for each row without a tensor");
    r = *hu_block_find("mxfp4");
    r.tensor_target = 0x3F800000;
    refuses(t, &r, "a target without a tensor");
    r = *hu_block_find("nvfp4_te_4over6_mae");
    r.rows = 0;
    refuses(t, &r, "four over six of all rows");
    r.rows = 17;
    refuses(t, &r, "four over six of 17 rows");
    r = *hu_block_find("nvfp4_te_rows");
    r.rows = 16;
    refuses(t, &r, "a T for each row, and blocks of 16 rows");
    r = *hu_block_find("onnx_uint8");
    r.element = hu_format_find("e4m3");
    refuses(t, &r, "a zero point of a format");
    r = *hu_block_find("onnx_uint8");
    r.zero_point = HU_BLOCK_ZERO_POINT_NONE;
    refuses(t, &r, "a range without a zero point");
    r = *hu_block_find("int8_rows");
    r.zero_point = HU_BLOCK_ZERO_POINT_FIRST;
    refuses(t, &r, "a zero point without a range");
}

/* Every ratio goes with one kind of tensor scale, or with none. */
static void tensors_of_ratios(check_tally *t)
{
    static const uint32_t wanted[] = {[HU_BLOCK_QUOTIENT_ENCODE] = HU_BLOCK_TENSOR_ENCODE,
                                      [HU_BLOCK_PRODUCT_ENCODE] = HU_BLOCK_TENSOR_ENCODE,
                                      [HU_BLOCK_QUOTIENT_DECODE] = HU_BLOCK_TENSOR_DECODE,
                                      [HU_BLOCK_JOINT_DECODE] = HU_BLOCK_TENSOR_DECODE,
                                      [HU_BLOCK_RANGE] = HU_BLOCK_TENSOR_NONE};
    for (uint32_t ratio = HU_BLOCK_FLOOR; ratio <= HU_BLOCK_RANGE; ratio++) {
        for (uint32_t kind = HU_BLOCK_TENSOR_NONE; kind <= HU_BLOCK_TENSOR_DECODE; kind++) {
            char text[80];
            hu_block_recipe r = *hu_block_find(ratio == HU_BLOCK_RANGE ? "onnx_uint8" : "mxfp4");
            r.ratio = ratio;
            r.apply = HU_BLOCK_DIVIDE;
            r.tensor = kind;
            r.tensor_target = kind != HU_BLOCK_TENSOR_NONE ? 0x3F800000 : 0;
            snprintf(text, sizeof text, "ratio %u with tensor %u", (unsigned)ratio, (unsigned)kind);
            if (kind == wanted[ratio]) {
                check_that(t, hu_block_error(&r) == NULL, text);
            } else {
                refuses(t, &r, text);
            }
        }
    }
}

long check_block_recipes_refused(void)
{
    check_tally t = {0};
    tensors_of_ratios(&t);
    beyond_the_last(&t);
    elements_and_scales(&t);
    do_not_fit(&t);
    check_that(&t, hu_block_error(NULL) != NULL && hu_block_bits(NULL) == 0, "refused: no recipe");
    return check_end("block.recipes_refused", t.comparisons, t.failures);
}

/* ---- Calls ------------------------------------------------------------------------------------------------------- */

enum { ROWS = 3, COLUMNS = 20, COUNT = ROWS * COLUMNS, MARK = 0xC3 };

/* A call that succeeds; each case below breaks one thing. */
typedef struct {
    const hu_block_recipe *recipe;
    hu_block_matrix x;
    hu_block_data data;
    hu_env *env;
    hu_block_options options;
} call;

static uint32_t room[2 * COUNT];
static uint32_t *const numbers = room + COUNT; /* with room before them */
static uint8_t codes[COUNT], scales[4 * COUNT], tensor[4 * COUNT], zero_points[4 * COUNT], back[4 * COUNT];
static hu_env environment;
static hu_array_counts counts;

static call good_call(const char *recipe)
{
    call c = {.recipe = hu_block_find(recipe), .x = hu_block_matrix_of(numbers, ROWS, COLUMNS), .env = &environment};
    c.data = (hu_block_data){codes, scales, tensor, zero_points};
    c.options.counts = &counts;
    environment = (hu_env){0};
    counts = (hu_array_counts){.invalid = 77};
    for (size_t k = 0; k < COUNT; k++) {
        numbers[k] = 0x3F800000 + 0x12345 * (uint32_t)k;
    }
    memset(codes, MARK, sizeof codes);
    memset(scales, MARK, sizeof scales);
    memset(tensor, MARK, sizeof tensor);
    memset(zero_points, MARK, sizeof zero_points);
    memset(back, MARK, sizeof back);
    return c;
}

static bool all_marked(const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != MARK) {
            return false;
        }
    }
    return true;
}

static bool nothing_changed(void)
{
    return all_marked(codes, sizeof codes) && all_marked(scales, sizeof scales) && all_marked(tensor, sizeof tensor) &&
           all_marked(zero_points, sizeof zero_points) && all_marked(back, sizeof back) && environment.flags == 0 &&
           counts.invalid == 77 && counts.inexact == 0 && numbers[1] == 0x3F800000 + 0x12345;
}

static void returns(check_tally *t, const call *c, hu_status wanted, const char *what)
{
    char text[200];
    const hu_status status = hu_block_quantize(c->recipe, c->x, c->data, c->env, &c->options);
    snprintf(text, sizeof text, "%s: status %d, expected %d", what, (int)status, (int)wanted);
    check_that(t, status == wanted, text);
    if (wanted != HU_STATUS_GOOD) {
        snprintf(text, sizeof text, "%s: something is written", what);
        check_that(t, nothing_changed(), text);
    }
}

static void pointers(check_tally *t)
{
    call c = good_call("nvfp4_te");
    c.data.tensor = NULL;
    returns(t, &c, HU_STATUS_POINTER, "no place for the tensor scale");
    c = good_call("onnx_uint8");
    c.data.zero_points = NULL;
    returns(t, &c, HU_STATUS_POINTER, "no place for zero points");
    c = good_call("mxfp4");
    c.data.codes = NULL;
    returns(t, &c, HU_STATUS_POINTER, "no place for codes");
    c = good_call("mxfp4");
    c.data.scales = NULL;
    returns(t, &c, HU_STATUS_POINTER, "no place for scales");
    c = good_call("mxfp4");
    c.x.data = NULL;
    returns(t, &c, HU_STATUS_POINTER, "no numbers");
    c = good_call("mxfp4");
    c.env = NULL;
    returns(t, &c, HU_STATUS_POINTER, "no environment");
    c = good_call("mxfp4");
    c.data.tensor = NULL;
    c.data.zero_points = NULL;
    returns(t, &c, HU_STATUS_GOOD, "neither tensor scale nor zero points, where there are none");
}

static void others(check_tally *t)
{
    static uint8_t random[COUNT];
    hu_block_recipe broken = *hu_block_find("mxfp4");
    broken.apply = 99;
    call c = good_call("mxfp4");
    c.recipe = &broken;
    returns(t, &c, HU_STATUS_RECIPE, "a recipe that is refused");
    c = good_call("mxfp4");
    environment.rounding = 99;
    returns(t, &c, HU_STATUS_ENVIRONMENT, "an environment that is refused");
    c = good_call("mxfp4");
    environment = (hu_env){.rounding = HU_STOCHASTIC_A, .random_bits = 9};
    c.options.random = random;
    returns(t, &c, HU_STATUS_ENVIRONMENT, "9 random bits from bytes");
    environment.random_bits = 8;
    returns(t, &c, HU_STATUS_GOOD, "8 random bits from bytes");
    c = good_call("mxfp4");
    c.x.rows = SIZE_MAX / 2;
    returns(t, &c, HU_STATUS_COUNT, "more bytes than there are addresses");
    c = good_call("mxfp4");
    c.options.path = 99;
    returns(t, &c, HU_STATUS_PATH, "no such path");
    c = good_call("mxfp4");
    c.options.no_flags = 2;
    returns(t, &c, HU_STATUS_PATH, "no_flags that is neither 0 nor 1");
    for (size_t i = 0; i < sizeof c.options.reserved / sizeof c.options.reserved[0]; i++) {
        c = good_call("mxfp4");
        c.options.reserved[i] = 1;
        returns(t, &c, HU_STATUS_PATH, "a reserved word of the options");
    }
}

static void overlaps(check_tally *t)
{
    call c = good_call("mxfp4");
    c.x.columns--; /* the last column of all rows but the last lies between numbers */
    c.data.codes = numbers + COLUMNS - 1;
    returns(t, &c, HU_STATUS_OVERLAP, "codes between the numbers");
    c = good_call("mxfp4");
    c.data.codes = (uint8_t *)numbers + COUNT;
    returns(t, &c, HU_STATUS_OVERLAP, "codes over the numbers");
    c = good_call("nvfp4_te");
    c.data.tensor = &numbers[COUNT - 1];
    returns(t, &c, HU_STATUS_OVERLAP, "the tensor scale over the numbers");
    c = good_call("onnx_uint8");
    c.data.zero_points = (uint8_t *)numbers - 3;
    returns(t, &c, HU_STATUS_OVERLAP, "the last byte of the zero points over the numbers");
    c = good_call("onnx_uint8");
    c.data.scales = (uint8_t *)numbers - 3;
    returns(t, &c, HU_STATUS_OVERLAP, "the last byte of the scales over the numbers");
    c = good_call("mxfp4");
    c.data.scales = numbers;
    returns(t, &c, HU_STATUS_OVERLAP, "scales over the numbers");
    c = good_call("mxfp4");
    c.x = (hu_block_matrix){&numbers[COUNT - 1], ROWS, COLUMNS, -4 * COLUMNS, -4};
    c.data.codes = numbers;
    returns(t, &c, HU_STATUS_OVERLAP, "codes over numbers that lie backwards");
}

static void without_elements(check_tally *t)
{
    for (int i = 0; i < 3; i++) {
        call c = good_call("nvfp4_te");
        c.x.rows = i == 0 ? 0 : ROWS;
        c.x.columns = i == 0 ? COLUMNS : 0;
        if (i == 2) {
            c.x.data = NULL;
            c.data = (hu_block_data){NULL, NULL, NULL, NULL};
        }
        returns(t, &c, HU_STATUS_GOOD, "a matrix without elements");
        check_that(t, nothing_changed(), "of a matrix without elements nothing is written");
        check_that(t,
                   hu_block_dequantize(c.recipe, c.data, c.x.rows, c.x.columns, back) == HU_STATUS_GOOD &&
                       nothing_changed(),
                   "nor is anything dequantised");
    }
}

static void dequantise(check_tally *t)
{
    hu_block_recipe broken = *hu_block_find("mxfp4");
    broken.apply = 99;
    call c = good_call("nvfp4_te");
    check_that(t, hu_block_dequantize(&broken, c.data, ROWS, COLUMNS, back) == HU_STATUS_RECIPE, "back: a bad recipe");
    check_that(t, hu_block_dequantize(c.recipe, c.data, ROWS, COLUMNS, NULL) == HU_STATUS_POINTER, "back: no place");
    check_that(t, hu_block_dequantize(c.recipe, c.data, SIZE_MAX / 2, COLUMNS, back) == HU_STATUS_COUNT, "back: size");
    check_that(t, hu_block_dequantize(c.recipe, c.data, ROWS, COLUMNS, codes) == HU_STATUS_OVERLAP, "back: overlap");
    check_that(t, hu_block_dequantize(c.recipe, c.data, ROWS, COLUMNS, scales) == HU_STATUS_OVERLAP, "back: overlap");
    check_that(t, hu_block_dequantize(c.recipe, c.data, ROWS, COLUMNS, tensor) == HU_STATUS_OVERLAP, "back: overlap");
    c.data.tensor = NULL;
    check_that(t, hu_block_dequantize(c.recipe, c.data, ROWS, COLUMNS, back) == HU_STATUS_POINTER, "back: no tensor");
    check_that(t, nothing_changed(), "back: nothing is written");
}

static void measure_and_amax(check_tally *t)
{
    hu_block_recipe broken = *hu_block_find("mxfp4");
    hu_block_shape shape = {7, 7, 7};
    broken.apply = 99;
    call c = good_call("mxfp4");
    check_that(t, hu_block_measure(&broken, 1, 1, &shape) == HU_STATUS_RECIPE && shape.scale_rows == 7,
               "a bad recipe is not measured");
    check_that(t, hu_block_measure(c.recipe, 1, 1, NULL) == HU_STATUS_POINTER, "a shape needs a place");
    check_that(t, hu_block_amax(&broken, c.x, back) == HU_STATUS_RECIPE, "amax: a bad recipe");
    check_that(t, hu_block_amax(c.recipe, c.x, NULL) == HU_STATUS_POINTER, "amax: no place");
    c.x.data = NULL;
    check_that(t, hu_block_amax(c.recipe, c.x, back) == HU_STATUS_POINTER, "amax: no numbers");
    check_that(t, nothing_changed(), "amax: nothing is written");
}

long check_block_calls_refused(void)
{
    check_tally t = {0};
    pointers(&t);
    others(&t);
    overlaps(&t);
    without_elements(&t);
    dequantise(&t);
    measure_and_amax(&t);
    return check_end("block.calls_refused", t.comparisons, t.failures);
}
