/* SPDX-License-Identifier: Apache-2.0
 *
 * What halfulp_block.h says of all-zero blocks, NaNs and infinities in each recipe, typed from its table; and blocks
 * whose elements are the codes of their format, which must come back.
 */
#include <string.h>

#include "support/blocks.h"
#include "support/check.h"

/* ---- Special blocks ---------------------------------------------------------------------------------------------- */

enum { COLUMNS_MAX = 256, ENV = 0x1000, ZERO = 0, ANY = 0x1001, ONE = 0x3F800000 };

/* A row of two blocks: one of 1.0 but for its first number, and one of 1.0. The scales of both, and the codes of the
 * first two elements of the first. ENV: the NaN, or what env->missing_nan gives for it. */
typedef struct {
    const char *recipe;
    uint32_t first, rest; /* the first number of the first block, and its others */
    uint32_t scale, other_scale;
    int codes[2];
} special;

enum { QNAN = 0x7FC00000, INF = 0x7F800000 };

static const special specials[] = {
    {"mxfp4", ZERO, ZERO, 0x00, 0x7D, {0, 0}},
    {"mxfp4", QNAN, ONE, 0xFF, 0x7D, {ENV, ENV}},
    {"mxfp8_e4m3_even", INF, ONE, 0xFF, 0x77, {ENV, ENV}},
    {"mxint8", INF, ONE, 0xFF, 0x7F, {ENV, ENV}},
    {"torchao_mxfp8_e4m3_rceil", ZERO, ZERO, 0x00, 0x77, {0, 0}},
    {"torchao_mxfp8_e4m3_rceil", QNAN, ONE, 0xFF, 0x77, {ENV, ENV}},
    {"torchao_mxfp8_e4m3_rceil", INF, ONE, 0xFF, 0x77, {ENV, ENV}},
    {"te_mxfp8_e4m3", ZERO, ZERO, 0x00, 0x77, {0, 0}},
    {"te_mxfp8_e4m3", QNAN, ONE, 0x77, 0x77, {ENV, 0x78}},
    {"te_mxfp8_e4m3", INF, ONE, 0xFE, 0x77, {ENV, 0}},
    {"nvfp4_te", ZERO, ZERO, 0x00, 0x7E, {0, 0}},
    {"nvfp4_te", QNAN, ONE, 0x7E, 0x7E, {ENV, 7}},
    {"nvfp4_te", INF, ONE, 0x7E, 0x23, {7, 0}}, /* E = 1: 1/6 is 0.171875 in UE4M3 */
    {"nvfp4_te_2d", INF, ONE, 0x7E, 0x23, {7, 0}},
    {"nvfp4_torchao", ZERO, ZERO, 0x08, 0x7E, {0, 0}},
    {"nvfp4_torchao", QNAN, ONE, 0x7F, 0x7F, {ENV, ENV}},
    {"nvfp4_torchao", INF, ONE, 0x7F, 0x08, {ENV, ENV}},
    {"nvfp4_torchao_single", ZERO, ZERO, 0x08, 0x23, {0, 0}},
    {"nvfp4_torchao_single", QNAN, ONE, 0x7F, 0x23, {ENV, ENV}},
    {"nvfp4_torchao_single", INF, ONE, 0x7E, 0x23, {7, 0}},
    {"nvfp4_modelopt", ZERO, ZERO, 0x38, 0x7E, {0, 0}},
    {"nvfp4_modelopt", QNAN, ONE, 0x7F, 0x7F, {ENV, ENV}},
    {"nvfp4_modelopt", INF, ONE, 0x7F, 0x38, {ENV, ENV}},
    {"fp4_ue5m3", ZERO, ZERO, 0x01, 0x63, {0, 0}},
    {"fp4_ue5m3", QNAN, ONE, 0xFF, 0x63, {ENV, ENV}},
    {"fp4_ue5m3", INF, ONE, 0xFE, 0x63, {7, 0}},
    {"deepseek_1x128", ZERO, ZERO, 0, ANY, {ENV, ENV}},
    {"deepseek_1x128", QNAN, ONE, QNAN, ANY, {ENV, ENV}},
    {"deepseek_1x128", INF, ONE, INF, ANY, {ENV, 0}},
    {"deepgemm_1x128", QNAN, ONE, QNAN, ANY, {ENV, ENV}},
    {"deepgemm_1x128", INF, ONE, INF, ANY, {ENV, 0}},
    {"deepgemm_1x128_ue8m0", ZERO, ZERO, 0x69, 0x77, {0, 0}},
    {"deepgemm_1x128_ue8m0", QNAN, ONE, 0xFF, 0x77, {ENV, ENV}},
    {"deepgemm_1x128_ue8m0", INF, ONE, 0xFE, 0x77, {ENV, ANY}},
    {"int8_tensor", ZERO, ZERO, ANY, ANY, {0, 0}},
    {"int8_tensor", QNAN, ONE, QNAN, ANY, {ENV, ENV}},
    {"int4_1x32", ZERO, ZERO, ONE, ANY, {0, 0}},
    {"int4_1x32", INF, ONE, INF, ANY, {ENV, 0}},
    {"torchao_int4_1x32", ZERO, ZERO, 0x34000000, ANY, {0, 0}},
    {"torchao_int4_1x32", INF, ONE, INF, ANY, {ENV, 0}},
    {"torchao_int8_rows_zero_point", QNAN, ONE, QNAN, ANY, {ENV, ENV}},
    {"onnx_uint8", QNAN, ONE, QNAN, ANY, {ENV, ENV}},
    {"onnx_uint8", INF, ONE, INF, ANY, {ENV, 0}},
    {"uint4_1x32_zero_point", ZERO, ZERO, ONE, ANY, {0, 0}},
    {"uint4_1x32_zero_point", QNAN, ONE, QNAN, ANY, {ENV, ENV}},
    {"uint4_1x32_zero_point", INF, ONE, INF, ANY, {ENV, 0}},
};

static int nan_of(const hu_block_recipe *r)
{
    return r->element == NULL               ? (int)r->greatest
           : r->element->nan == HU_NAN_NONE ? (int)hu_format_largest(r->element)
                                            : (int)r->element->canonical_nan;
}

static void expect(check_tally *t, const special *s, const char *what, uint32_t got, uint32_t wanted)
{
    char text[200];
    snprintf(text, sizeof text, "%s, a block of %08X and %08X: %s is %X, expected %X", s->recipe, (unsigned)s->first,
             (unsigned)s->rest, what, (unsigned)got, (unsigned)wanted);
    check_that(t, wanted == ANY || got == wanted, text);
}

long check_block_special(void)
{
    check_tally t = {0};
    for (size_t i = 0; i < sizeof specials / sizeof specials[0]; i++) {
        const special *s = &specials[i];
        const hu_block_recipe *r = hu_block_find(s->recipe);
        const size_t width = r->columns == 0 ? 8 : r->columns;
        const bool bytes = hu_array_element_size(r->scale) == 1;
        uint32_t x[COLUMNS_MAX], wide[COLUMNS_MAX], tensor;
        uint8_t codes[COLUMNS_MAX], narrow[COLUMNS_MAX];
        int32_t zero_points[COLUMNS_MAX];
        const hu_block_data data = {codes, bytes ? (void *)narrow : (void *)wide, &tensor, zero_points};
        hu_env env = {0};
        for (size_t j = 0; j < 2 * width; j++) {
            x[j] = j == 0 ? s->first : j < width ? s->rest : ONE;
        }
        hu_block_quantize(r, hu_block_matrix_of(x, 1, 2 * width), data, &env, NULL);
        expect(&t, s, "the scale", bytes ? narrow[0] : wide[0], s->scale);
        if (r->columns != 0) {
            expect(&t, s, "the other scale", bytes ? narrow[1] : wide[1], s->other_scale);
        }
        for (size_t j = 0; j < 2; j++) {
            expect(&t, s, "a code", codes[j], (uint32_t)(s->codes[j] == ENV ? nan_of(r) : s->codes[j]));
        }
    }
    return check_end("block.special", t.comparisons, t.failures);
}

/* ---- There and back ---------------------------------------------------------------------------------------------- */

/* Numbers of the element with the largest in their block, times a power of two: no code and no value changes. */
static void round_trip(check_tally *t, const hu_block_recipe *r, int power)
{
    const hu_format *fp32 = hu_format_find("fp32");
    const uint64_t count = UINT64_C(1) << hu_format_width(r->element);
    uint32_t x[2 * COLUMNS_MAX], back[2 * COLUMNS_MAX];
    uint8_t wanted[2 * COLUMNS_MAX], codes[2 * COLUMNS_MAX], scales[2 * COLUMNS_MAX];
    hu_block_recipe pairs = *r;
    hu_env env = {0};
    pairs.columns = 2;
    for (uint64_t code = 0; code < count; code++) {
        wanted[2 * code] = (uint8_t)code;
        wanted[2 * code + 1] = (uint8_t)hu_format_largest(r->element);
        for (uint64_t k = 2 * code; k < 2 * code + 2; k++) {
            const hu_number value = hu_convert(fp32, (hu_number){r->element, wanted[k]}, &env);
            x[k] = (uint32_t)hu_scale_b(fp32, value, power, &env).code;
        }
    }
    const hu_block_data data = {codes, scales, NULL, NULL};
    hu_block_quantize(&pairs, hu_block_matrix_of(x, 1, (size_t)(2 * count)), data, &env, NULL);
    hu_block_dequantize(&pairs, data, 1, (size_t)(2 * count), back);
    for (uint64_t k = 0; k < 2 * count; k++) {
        const hu_class class = hu_classify((hu_number){r->element, wanted[k & ~UINT64_C(1)]});
        if (class != HU_QUIET_NAN && class != HU_SIGNALING_NAN && class != HU_POSITIVE_INFINITY &&
            class != HU_NEGATIVE_INFINITY) {
            check_that(t, codes[k] == wanted[k] && back[k] == x[k], r->name);
        }
    }
}

long check_block_round_trip(void)
{
    static const char *const rows[] = {"mxfp8_e4m3", "mxfp8_e5m2",       "mxfp6_e2m3", "mxfp6_e3m2",
                                       "mxfp4",      "mxfp8_e4m3_rceil", "mxfp4_rceil"};
    static const int powers[] = {-100, -1, 0, 100};
    check_tally t = {0};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t k = 0; k < sizeof powers / sizeof powers[0]; k++) {
            round_trip(&t, hu_block_find(rows[i]), powers[k]);
        }
    }
    return check_end("block.round_trip", t.comparisons, t.failures);
}
