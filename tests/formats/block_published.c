/* SPDX-License-Identifier: Apache-2.0
 *
 * Block quantisation on inputs that are known from elsewhere: where published implementations went wrong or differ
 * (the threads are named), with the answers worked out by hand. What the recipes compute in general is compared with
 * ref/.
 */
#include <inttypes.h>
#include <string.h>

#include "halfulp_block.h"
#include "support/check.h"

static uint32_t code_of(float x)
{
    return hu_fp32_from_float(x).code;
}

/* ---- Scales and first elements ----------------------------------------------------------------------------------- */

/* A block of 0 but for these two elements. */
typedef struct {
    const char *recipe;
    float first, second;
    uint32_t scale;
    uint8_t codes[2];
} block_case;

static const block_case cases[] = {
    /* 2^ceil(log2 150) / 2^8, but the smallest scale in which 150 is not above 448 is 2^-1 (pytorch/ao#2035). */
    {"mxfp8_e4m3", 150, 0, 0x7E, {0x79, 0}},
    {"mxfp8_e4m3_ceil", 150, 0, 0x7F, {0x71, 0}},
    {"mxfp8_e4m3_rceil", 150, 0, 0x7E, {0x79, 0}},
    {"torchao_mxfp8_e4m3_rceil", 150, 0, 0x7E, {0x79, 0}},
    {"te_mxfp8_e4m3", 150, 0, 0x7E, {0x79, 0}},
    /* 1.75 * 2 rounds up to 4 in two bits: the floor of 3.5 clamps, its even scale does not. */
    {"mxfp4", 3.5F, 1, 0x7E, {7, 4}},
    {"mxfp4_even", 3.5F, 1, 0x7F, {6, 2}},
    {"mxfp4_even", 3.25F, 1, 0x7E, {7, 4}},
    {"mxfp4_ceil", 4, 1, 0x7F, {6, 2}},
    {"mxfp4_ceil", 4.25F, 1, 0x80, {4, 1}},
    /* Just above a quarter is not nothing (tenstorrent/tt-metal#51971). */
    {"mxfp4", 4, 0x1.000004p-2F, 0x7F, {6, 1}},
    {"mxfp4", 4, 0.25F, 0x7F, {6, 0}},
    /* 2.7 / 6 needs the scale 0.5, in which -0.625 is a tie (vllm PR#43557, ROCm/aiter#974). */
    {"mxfp4_rceil", 2.7F, -0.625F, 0x7E, {7, 0xA}},
    /* 1.125 up to a power of two is 2 (onnx PR#7784). */
    {"torchao_mxfp4_rceil", 6.75F, 1, 0x80, {5, 1}},
    /* 1.6 in two's complement, with and without -128. */
    {"mxint8", 1, -1.9921875F, 0x7F, {64, 0x81}},
    {"mxint8_full", 1, -1.9921875F, 0x7F, {64, 0x80}},
    /* Nothing but zeros. */
    {"mxfp4", 0, -0.0F, 0x00, {0, 8}},
    {"nvfp4_te", 0, -0.0F, 0x00, {0, 8}},
    {"nvfp4_torchao_single", 0, -0.0F, 0x08, {0, 8}},
    {"int8_tensor", 0, -0.0F, 0x3F800000, {0, 0}},
    /* The largest element of the tensor takes the largest scale and the largest code. */
    {"nvfp4_te", 6, -1, 0x7E, {7, 0xA}},
    {"nvfp4_te_2025", 6, -1, 0x7E, {7, 0xA}},
    {"nvfp4_torchao", 6, -1, 0x7E, {7, 0xA}},
    {"nvfp4_modelopt", 6, -1, 0x7E, {7, 0xA}},
    /* 256 leaves room for 1.5 times the scale, in which 4 and 3 are exact, but 6 and 4.5 are not both. */
    {"nvfp4_te_4over6_mse_256", 6, 4.5F, 0x7C, {6, 5}},
    {"nvfp4_te_4over6_mae_256", 6, 4.5F, 0x7C, {6, 5}},
    {"nvfp4_te_4over6_mae_256", 6, 4, 0x78, {7, 6}},
    {"deepgemm_1x128", 448, 1, 0x3F800000, {0x7E, 0x38}},
    {"onnx_uint8", 255, 1, 0x3F800000, {255, 1}},
};

/* The quotient of 0.0239257794 and 7 * 2^-9 is just below 1.75; its product with the rounded reciprocal is 1.75
 * (arch-com#905). */
static void check_reciprocal(check_tally *t)
{
    static const uint8_t expected[] = {[HU_BLOCK_DIVIDE] = 3, [HU_BLOCK_RECIPROCAL] = 4};
    for (uint32_t apply = HU_BLOCK_DIVIDE; apply <= HU_BLOCK_RECIPROCAL; apply++) {
        const uint32_t x[2] = {code_of(0.08203125F), code_of(0.02392577938735485F)};
        hu_block_recipe recipe = *hu_block_find("nvfp4_torchao_single");
        uint8_t codes[2];
        uint8_t scale = 0;
        hu_env env = {0};
        recipe.scale_least = 0;
        recipe.apply = apply;
        const hu_status status = hu_block_quantize(&recipe, hu_block_matrix_of(x, 1, 2),
                                                   (hu_block_data){.codes = codes, .scales = &scale}, &env, NULL);
        check_that(t, status == HU_STATUS_GOOD && scale == 7 && codes[0] == 7 && codes[1] == expected[apply],
                   "block.published: a reciprocal instead of a division");
    }
}

/* Scales that were decoded wrong: 01 is 2^-9 (b12x PR#388), 7F and FF are NaNs (Model-Optimizer#1633). */
static void check_decoded(check_tally *t)
{
    static const struct {
        const char *recipe;
        uint8_t scale, code;
        uint32_t x;
    } decoded[] = {
        {"nvfp4_torchao_single", 0x01, 2, 0x3B000000},
        {"nvfp4_torchao_single", 0x7F, 2, 0x7FC00000},
        {"mxfp4", 0xFF, 0, 0x7FC00000},
        {"mxfp4", 0x00, 2, 0x00400000},
        {"mxfp4", 0xFE, 0xF, 0xFF800000},
        {"mxfp8_e5m2", 0x7F, 0x01, 0x37800000},
        {"mxint8", 0x80, 0x80, 0xC0800000},
    };
    for (size_t i = 0; i < sizeof decoded / sizeof decoded[0]; i++) {
        uint8_t code = decoded[i].code;
        uint8_t scale = decoded[i].scale;
        uint32_t x = 0;
        const hu_status status = hu_block_dequantize(hu_block_find(decoded[i].recipe),
                                                     (hu_block_data){.codes = &code, .scales = &scale}, 1, 1, &x);
        check_that(t, status == HU_STATUS_GOOD && x == decoded[i].x, "block.published: a decoded scale");
    }
}

long check_block_published(void)
{
    check_tally t = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const block_case *c = &cases[i];
        const hu_block_recipe *recipe = hu_block_find(c->recipe);
        const uint32_t x[128] = {code_of(c->first), code_of(c->second)};
        const size_t columns = recipe->columns != 0 ? recipe->columns : 16;
        uint8_t codes[128];
        uint32_t scale = 0;
        uint32_t tensor;
        int32_t zero_point;
        hu_env env = {0};
        const hu_status status = hu_block_quantize(recipe, hu_block_matrix_of(x, 1, columns),
                                                   (hu_block_data){codes, &scale, &tensor, &zero_point}, &env, NULL);
        uint8_t first;
        memcpy(&first, &scale, 1);
        scale = hu_array_element_size(recipe->scale) == 1 ? first : scale;
        char what[160];
        (void)snprintf(what, sizeof what,
                       "block.published: %s of %g, %g: scale %" PRIX32 " %" PRIX32 ", codes %02X %02X", c->recipe,
                       (double)c->first, (double)c->second, scale, c->scale, codes[0], codes[1]);
        check_that(&t, status == HU_STATUS_GOOD && scale == c->scale && memcmp(codes, c->codes, 2) == 0, what);
    }
    check_reciprocal(&t);
    check_decoded(&t);
    return check_end("block.published", t.comparisons, t.failures);
}
