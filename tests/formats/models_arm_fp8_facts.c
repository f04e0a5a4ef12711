/* SPDX-License-Identifier: Apache-2.0
 *
 * ARM's FP8 multiply-adds, dot products and matrix products: single answers, worked out by hand from the Arm ARM's
 * FP8DotAddFP; and what else in the library gives the same, the rows of halfulp_dot.h and the plain loop.
 */
#include <string.h>

#include "halfulp_dot.h"
#include "halfulp_models.h"
#include "support/check.h"
#include "support/models.h"
#include "support/operands.h"

enum { STREAM = 170, CASES = 4000 };

/* ---- By hand ----------------------------------------------------------------------------------------------------- */

/* FPMR: the formats of both operands, E5M2 or E4M3; E4M3 the one and E5M2 the other; no such format. */
enum { E5M2 = 0, E4M3 = 9, X_E4M3 = 1, Y_E4M3 = 8, X_NONE = 2, Y_NONE = 5 << 3 };

typedef struct {
    uint64_t codes[9]; /* addend, x, y */
    uint32_t fpmr, lscale;
    uint64_t answer;
} fact;

/* FDOT, FP8 to FP32. E4M3 has 1 as 38, E5M2 as 3C; the smallest numbers are 2^-9 and 2^-16. */
static const fact fdot_fp32[] = {
    /* 1 + 4 * 1 * 1; which format is whose */
    {{0x3F800000, 0x38, 0x38, 0x38, 0x38, 0x38, 0x38, 0x38, 0x38}, E4M3, 0, 0x40A00000},
    {{0, 0x38, 0x38, 0x38, 0x38, 0x3C, 0x3C, 0x3C, 0x3C}, X_E4M3, 0, 0x40800000},
    {{0, 0x3C, 0x3C, 0x3C, 0x3C, 0x38, 0x38, 0x38, 0x38}, Y_E4M3, 0, 0x40800000},
    {{0, 0x38, 0x38, 0x38, 0x38, 0x38, 0x38, 0x38, 0x38}, E5M2, 0, 0x3F800000},
    /* 2^-32 * 2^-117 is FP32's smallest number, 2^-118 a tie below it; three of these make 1.5, a tie that goes up */
    {{0, 0x01, 0, 0, 0, 0x01, 0, 0, 0}, E5M2, 117, 0x00000001},
    {{0, 0x01, 0, 0, 0, 0x01, 0, 0, 0}, E5M2, 118, 0x00000000},
    {{0, 0x81, 0, 0, 0, 0x01, 0, 0, 0}, E5M2, 118, 0x80000000},
    {{0, 0x01, 0x01, 0, 0, 0x01, 0x01, 0, 0}, E5M2, 118, 0x00000001},
    {{0, 0x01, 0x01, 0x01, 0, 0x01, 0x01, 0x01, 0}, E5M2, 118, 0x00000002},
    {{0x80000000, 0x01, 0, 0, 0, 0x81, 0, 0, 0}, E5M2, 127, 0x80000000},
    {{0, 0x3C, 0, 0, 0, 0x3C, 0, 0, 0}, E5M2, 127, 0x00400000},
    /* the addend is not scaled */
    {{0x3F800000, 0x3C, 0, 0, 0, 0x3C, 0, 0, 0}, E5M2, 1, 0x3FC00000},
    /* 57344^2 - 57344^2 + 2^-32; a tie of the addend's, and what decides it */
    {{0, 0x7B, 0xFB, 0x01, 0, 0x7B, 0x7B, 0x01, 0}, E5M2, 0, 0x2F800000},
    {{0x4B800000, 0x38, 0, 0, 0, 0x38, 0, 0, 0}, E4M3, 0, 0x4B800000},
    {{0x4B800000, 0x38, 0, 0, 0x01, 0x38, 0, 0, 0x01}, E4M3, 0, 0x4B800001},
    {{0x4B800001, 0x38, 0, 0, 0x81, 0x38, 0, 0, 0x01}, E4M3, 0, 0x4B800001},
    /* zeros: all -0, one of them +0, a sum that cancels */
    {{0x80000000, 0x80, 0, 0x80, 0, 0, 0x80, 0, 0x80}, E4M3, 0, 0x80000000},
    {{0x80000000, 0x80, 0, 0x80, 0, 0, 0x80, 0, 0}, E4M3, 0, 0x00000000},
    {{0x00000000, 0x80, 0, 0x80, 0, 0, 0x80, 0, 0x80}, E4M3, 0, 0x00000000},
    {{0x80000000, 0x38, 0xB8, 0x80, 0x80, 0x38, 0x38, 0, 0}, E4M3, 0, 0x00000000},
    {{0xBF800000, 0x38, 0x80, 0x80, 0x80, 0x38, 0, 0, 0}, E4M3, 0, 0x00000000},
    /* NaNs: every one becomes the default NaN; E4M3 has one, and no infinity */
    {{0, 0x7F, 0, 0, 0, 0, 0, 0, 0}, E4M3, 0, 0x7FC00000},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0xFF}, E4M3, 0, 0x7FC00000},
    {{0, 0x7C, 0, 0, 0, 0x38, 0, 0, 0}, E4M3, 0, 0x43C00000},
    {{0, 0, 0, 0xFD, 0, 0, 0, 0, 0}, E5M2, 0, 0x7FC00000},
    {{0xFF812345, 0, 0, 0, 0, 0, 0, 0, 0}, E5M2, 0, 0x7FC00000},
    /* infinities: of a product, of the addend, of both signs, times zero */
    {{0, 0x3C, 0xFC, 0x3C, 0, 0x3C, 0x3C, 0x3C, 0}, E5M2, 0, 0xFF800000},
    {{0, 0x3C, 0xFC, 0xFC, 0, 0x3C, 0xFC, 0xBC, 0}, E5M2, 0, 0x7F800000},
    {{0xFF800000, 0x7B, 0, 0, 0, 0x7B, 0, 0, 0}, E5M2, 0, 0xFF800000},
    {{0, 0x7C, 0xFC, 0, 0, 0x3C, 0x3C, 0, 0}, E5M2, 0, 0x7FC00000},
    {{0x7F800000, 0, 0, 0, 0xFC, 0, 0, 0, 0x3C}, E5M2, 0, 0x7FC00000},
    {{0, 0, 0x7C, 0, 0, 0, 0x80, 0, 0}, E5M2, 0, 0x7FC00000},
    {{0xFF800000, 0, 0, 0, 0, 0x7C, 0, 0, 0}, E5M2, 0, 0x7FC00000},
    /* formats that are not supported */
    {{0, 0x3C, 0x3C, 0x3C, 0x3C, 0x3C, 0x3C, 0x3C, 0x3C}, X_NONE, 0, 0x7FC00000},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0}, Y_NONE, 0, 0x7FC00000},
    /* 2^128 - 2^104 and 57344^2 do not overflow */
    {{0x7F7FFFFF, 0x7B, 0x7B, 0x7B, 0x7B, 0x7B, 0x7B, 0x7B, 0x7B}, E5M2, 0, 0x7F7FFFFF},
};

/* FMLALB, FP8 to FP16, of which LSCALE has four bits. */
static const fact fmlal_fp16[] = {
    {{0x3C00, 0x38, 0x38}, E4M3, 0, 0x4000},
    {{0x0000, 0x38, 0x38}, E4M3, 15, 0x0200},
    {{0x0000, 0x38, 0x38}, E4M3, 16, 0x3C00},
    {{0x0000, 0x38, 0x38}, E4M3, 127, 0x0200},
    {{0x0000, 0x01, 0x01}, E4M3, 7, 0x0000},
    {{0x0000, 0x01, 0x01}, E4M3, 6, 0x0001},
    {{0x8000, 0x81, 0x01}, E4M3, 7, 0x8000},
    /* 2048 + 1, a tie; and a little less than 2050 + 1 */
    {{0x6800, 0x38, 0x38}, E4M3, 0, 0x6800},
    {{0x6801, 0x37, 0x38}, E4M3, 0, 0x6801},
    /* 2 * 57344 overflows, and so does 65504 + 16, a tie; 65504 + 14 does not */
    {{0x0000, 0x7B, 0x40}, E5M2, 0, 0x7C00},
    {{0x0000, 0xFB, 0x40}, E5M2, 0, 0xFC00},
    {{0x0000, 0x7B, 0x40}, E5M2 | HU_FPMR_OSM, 0, 0x7BFF},
    {{0x0000, 0xFB, 0x40}, E5M2 | HU_FPMR_OSM, 0, 0xFBFF},
    {{0x0000, 0x7B, 0x40}, E5M2 | HU_FPMR_OSC, 0, 0x7C00},
    {{0x0000, 0x7B, 0x40}, E5M2, 1, 0x7B00},
    {{0x7BFF, 0x4C, 0x3C}, E5M2, 0, 0x7C00},
    {{0x7BFF, 0x4C, 0x3C}, E5M2 | HU_FPMR_OSM, 0, 0x7BFF},
    {{0x7BFF, 0x4B, 0x3C}, E5M2, 0, 0x7BFF},
    /* infinite terms stay infinite under OSM */
    {{0x0000, 0x7C, 0x3C}, E5M2 | HU_FPMR_OSM, 0, 0x7C00},
    {{0xFC00, 0x7B, 0x7B}, E5M2 | HU_FPMR_OSM, 0, 0xFC00},
    {{0x7C00, 0xFC, 0x3C}, E5M2 | HU_FPMR_OSM, 0, 0x7E00},
    {{0xFC01, 0x3C, 0x3C}, E5M2, 0, 0x7E00},
    {{0x0000, 0x7C, 0x80}, E5M2, 0, 0x7E00},
    {{0x8000, 0x00, 0x80}, E5M2, 0, 0x8000},
    {{0x8000, 0x80, 0x80}, E5M2, 0, 0x0000},
};

static void expect_facts(models_tally *t, const char *model, const fact *facts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const hu_model *m = hu_model_find(model);
        models_expect(t, m, facts[i].codes, hu_model_operand_count(m, 1),
                      facts[i].fpmr | facts[i].lscale << HU_FPMR_LSCALE_SHIFT, 0, (models_answer){facts[i].answer, 0});
    }
}

/* Into 2^24 and 2048 all products are added at once: two of them, in either half, make up for an ulp. */
static void expect_matrices(check_tally *t)
{
    const uint8_t x[8] = {0x38, 0, 0, 0, 0, 0, 0, 0x38};
    const uint8_t y[8] = {0x38, 0, 0, 0, 0, 0, 0, 0x38};
    const uint8_t short_x[4] = {0x38, 0, 0, 0x38};
    check_that(t, hu_arm_fmmla_fp8_to_fp32((hu_fp32){0x4B800000}, x, y, E4M3).code == 0x4B800001, "FMMLA to FP32");
    check_that(t, hu_arm_fmmla_fp8_to_fp16((hu_fp16){0x6800}, short_x, short_x, E4M3).code == 0x6801, "FMMLA to FP16");
}

/* ---- Rows and loops ---------------------------------------------------------------------------------------------- */

/* FPMR, which has the row's formats and nothing else. */
static uint32_t formats_of(const hu_dot_model *m)
{
    return (strcmp(m->x->name, "e4m3") == 0 ? X_E4M3 : 0U) | (strcmp(m->y->name, "e4m3") == 0 ? Y_E4M3 : 0U);
}

/* One instruction by the functions. */
static uint64_t by_function(const hu_dot_model *m, const uint64_t *codes_x, const uint64_t *codes_y, uint64_t c)
{
    uint8_t x[8];
    uint8_t y[8];
    const bool wide = hu_format_width(m->result) == 32;
    const uint32_t fpmr = formats_of(m);
    for (size_t i = 0; i < m->k; i++) {
        x[i] = (uint8_t)codes_x[i];
        y[i] = (uint8_t)codes_y[i];
    }
    if (strncmp(m->name, "arm_fdot", 8) == 0) {
        return wide ? hu_arm_fdot_fp8_to_fp32((hu_fp32){(uint32_t)c}, x, y, fpmr).code
                    : hu_arm_fdot_fp8_to_fp16((hu_fp16){(uint16_t)c}, x, y, fpmr).code;
    }
    return wide ? hu_arm_fmmla_fp8_to_fp32((hu_fp32){(uint32_t)c}, x, y, fpmr).code
                : hu_arm_fmmla_fp8_to_fp16((hu_fp16){(uint16_t)c}, x, y, fpmr).code;
}

/* The plain loop, which is fused, against as many FMLALB or FMLALLBB. */
static bool loop_agrees(const hu_dot_model *m, const uint8_t *x, const uint8_t *y, uint64_t c)
{
    const hu_accumulation how = {.sum = m->result};
    const bool wide = hu_format_width(m->result) == 32;
    const uint32_t fpmr = formats_of(m);
    hu_env env = {0};
    uint64_t result = 0;
    const hu_status status =
        hu_dot_accumulate(&how, hu_array_operand_of(m->x, x), hu_array_operand_of(m->y, y), m->k, c, &env, &result);
    for (size_t i = 0; i < m->k; i++) {
        c = wide ? hu_arm_fmlall_fp8_to_fp32((hu_fp32){(uint32_t)c}, x[i], y[i], fpmr).code
                 : hu_arm_fmlal_fp8_to_fp16((hu_fp16){(uint16_t)c}, x[i], y[i], fpmr).code;
    }
    return status == HU_STATUS_GOOD && c == result;
}

static void expect_agreement(check_tally *t, const hu_dot_model *m, uint64_t index)
{
    uint64_t codes[2][8];
    uint8_t bytes[2][8];
    const uint64_t c = operand_code(m->result, check_seed(), STREAM, index);
    for (size_t i = 0; i < 2 * m->k; i++) {
        codes[i % 2][i / 2] = operand_code(i % 2 == 0 ? m->x : m->y, check_seed(), STREAM + 1, index << 4 | i);
        bytes[i % 2][i / 2] = (uint8_t)codes[i % 2][i / 2];
    }
    check_that(t, hu_dot(m, c, codes[0], codes[1], m->k) == by_function(m, codes[0], codes[1], c), m->name);
    check_that(t, loop_agrees(m, bytes[0], bytes[1], c), "the plain loop gives what FMLALB and FMLALLBB give");
}

long check_models_arm_fp8_facts(void)
{
    models_tally facts = {.name = "models.arm_fp8_facts"};
    check_tally t = {0};
    size_t rows = 0;
    expect_facts(&facts, "arm_fdot_fp8_to_fp32", fdot_fp32, sizeof fdot_fp32 / sizeof fdot_fp32[0]);
    expect_facts(&facts, "arm_fmlal_fp8_to_fp16", fmlal_fp16, sizeof fmlal_fp16 / sizeof fmlal_fp16[0]);
    expect_matrices(&t);
    for (size_t row = 0; hu_dot_at(row) != NULL; row++) {
        const hu_dot_model *m = hu_dot_at(row);
        if (m->scheme != HU_DOT_EXACT_SIGNED) {
            continue;
        }
        rows++;
        for (uint64_t i = 0; i < CASES; i++) {
            if (check_dose()) {
                expect_agreement(&t, m, row * CASES + i);
            }
        }
    }
    check_that(&t, rows == 16, "FDOT and FMMLA have 16 rows");
    return check_end(facts.name, facts.comparisons + t.comparisons, facts.failures + t.failures);
}
