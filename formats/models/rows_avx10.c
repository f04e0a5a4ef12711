/* SPDX-License-Identifier: Apache-2.0
 *
 * Models of AVX10.2, AMX-FP16 and AMX-FP8 (x86_avx10.c, x86_amx.c) as rows of the table of models.
 */
#include "rows.h"

enum { ELEMENTS_MAX = 64 };

static void vcvtph2bf8(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_x86_vcvtph2bf8(hu_row_fp16(c->x[0])).code;
}

static void vcvtph2bf8s(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_x86_vcvtph2bf8s(hu_row_fp16(c->x[0])).code;
}

static void vcvtph2hf8(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_x86_vcvtph2hf8(hu_row_fp16(c->x[0])).code;
}

static void vcvtph2hf8s(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_x86_vcvtph2hf8s(hu_row_fp16(c->x[0])).code;
}

static void vcvtbiasph2bf8(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_x86_vcvtbiasph2bf8(hu_row_fp16(c->x[0]), (uint8_t)c->x[1]).code;
}

static void vcvtbiasph2bf8s(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_x86_vcvtbiasph2bf8s(hu_row_fp16(c->x[0]), (uint8_t)c->x[1]).code;
}

static void vcvtbiasph2hf8(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_x86_vcvtbiasph2hf8(hu_row_fp16(c->x[0]), (uint8_t)c->x[1]).code;
}

static void vcvtbiasph2hf8s(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_x86_vcvtbiasph2hf8s(hu_row_fp16(c->x[0]), (uint8_t)c->x[1]).code;
}

static void vcvthf82ph(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_x86_vcvthf82ph(hu_row_e4m3(c->x[0])).code;
}

static void vminmaxps(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_x86_vminmaxps(hu_row_fp32(c->x[0]), hu_row_fp32(c->x[1]), c->immediate, c->control, c->status).code;
}

static void vminmaxph(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_x86_vminmaxph(hu_row_fp16(c->x[0]), hu_row_fp16(c->x[1]), c->immediate, c->control, c->status).code;
}

static void vminmaxbf16(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_x86_vminmaxbf16(hu_row_bf16(c->x[0]), hu_row_bf16(c->x[1]), c->immediate).code;
}

/* Elements from codes. */
static void take_fp16(hu_fp16 to[ELEMENTS_MAX], const uint64_t *codes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        to[i] = hu_row_fp16(codes[i]);
    }
}

static void take_e4m3(hu_e4m3 to[ELEMENTS_MAX], const uint64_t *codes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        to[i] = hu_row_e4m3(codes[i]);
    }
}

static void take_e5m2(hu_e5m2 to[ELEMENTS_MAX], const uint64_t *codes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        to[i] = hu_row_e5m2(codes[i]);
    }
}

static void vdpphps(const hu_model_call *c, uint64_t *result)
{
    hu_fp16 x[ELEMENTS_MAX];
    hu_fp16 y[ELEMENTS_MAX];
    take_fp16(x, c->x + 1, 2);
    take_fp16(y, c->x + 3, 2);
    result[0] = hu_x86_vdpphps(hu_row_fp32(c->x[0]), x, y).code;
}

static void tdpfp16ps(const hu_model_call *c, uint64_t *result)
{
    hu_fp16 x[ELEMENTS_MAX];
    hu_fp16 y[ELEMENTS_MAX];
    take_fp16(x, c->x + 1, 2 * (size_t)c->groups);
    take_fp16(y, c->x + 1 + 2 * (size_t)c->groups, 2 * (size_t)c->groups);
    result[0] = hu_x86_tdpfp16ps(hu_row_fp32(c->x[0]), x, y, c->groups).code;
}

static void tdpbf8ps(const hu_model_call *c, uint64_t *result)
{
    hu_e5m2 x[ELEMENTS_MAX];
    hu_e5m2 y[ELEMENTS_MAX];
    take_e5m2(x, c->x + 1, 4 * (size_t)c->groups);
    take_e5m2(y, c->x + 1 + 4 * (size_t)c->groups, 4 * (size_t)c->groups);
    result[0] = hu_x86_tdpbf8ps(hu_row_fp32(c->x[0]), x, y, c->groups).code;
}

static void tdphf8ps(const hu_model_call *c, uint64_t *result)
{
    hu_e4m3 x[ELEMENTS_MAX];
    hu_e4m3 y[ELEMENTS_MAX];
    take_e4m3(x, c->x + 1, 4 * (size_t)c->groups);
    take_e4m3(y, c->x + 1 + 4 * (size_t)c->groups, 4 * (size_t)c->groups);
    result[0] = hu_x86_tdphf8ps(hu_row_fp32(c->x[0]), x, y, c->groups).code;
}

static void tdpbhf8ps(const hu_model_call *c, uint64_t *result)
{
    hu_e5m2 x[ELEMENTS_MAX];
    hu_e4m3 y[ELEMENTS_MAX];
    take_e5m2(x, c->x + 1, 4 * (size_t)c->groups);
    take_e4m3(y, c->x + 1 + 4 * (size_t)c->groups, 4 * (size_t)c->groups);
    result[0] = hu_x86_tdpbhf8ps(hu_row_fp32(c->x[0]), x, y, c->groups).code;
}

static void tdphbf8ps(const hu_model_call *c, uint64_t *result)
{
    hu_e4m3 x[ELEMENTS_MAX];
    hu_e5m2 y[ELEMENTS_MAX];
    take_e4m3(x, c->x + 1, 4 * (size_t)c->groups);
    take_e5m2(y, c->x + 1 + 4 * (size_t)c->groups, 4 * (size_t)c->groups);
    result[0] = hu_x86_tdphbf8ps(hu_row_fp32(c->x[0]), x, y, c->groups).code;
}

/* ---- The rows ---------------------------------------------------------------------------------------------------- */

/* Operands and results: name, format, elements, grouped. An unsigned integer is a format: a binade without an implicit
 * bit and one with it, of units. */
static const hu_format uint8 = {"uint8", 1, 7, -6, false, true, HU_INFINITY_NONE, HU_NAN_NONE, 0, {0}};
static const hu_model_vector x_fp16[] = {{"x", &hu_table[ROW_FP16], 1, 0}};
static const hu_model_vector x_e4m3[] = {{"x", &hu_table[ROW_E4M3], 1, 0}};
static const hu_model_vector x_bias[] = {{"x", &hu_table[ROW_FP16], 1, 0}, {"bias", &uint8, 1, 0}};
static const hu_model_vector x_y_fp32[] = {{"x", &hu_table[ROW_FP32], 1, 0}, {"y", &hu_table[ROW_FP32], 1, 0}};
static const hu_model_vector x_y_fp16[] = {{"x", &hu_table[ROW_FP16], 1, 0}, {"y", &hu_table[ROW_FP16], 1, 0}};
static const hu_model_vector x_y_bf16[] = {{"x", &hu_table[ROW_BF16], 1, 0}, {"y", &hu_table[ROW_BF16], 1, 0}};
static const hu_model_vector half_pairs[] = {
    {"addend", &hu_table[ROW_FP32], 1, 0}, {"x", &hu_table[ROW_FP16], 2, 0}, {"y", &hu_table[ROW_FP16], 2, 0}};
static const hu_model_vector grouped_halves[] = {
    {"addend", &hu_table[ROW_FP32], 1, 0}, {"x", &hu_table[ROW_FP16], 2, 1}, {"y", &hu_table[ROW_FP16], 2, 1}};
static const hu_model_vector quads_e5m2_e5m2[] = {
    {"addend", &hu_table[ROW_FP32], 1, 0}, {"x", &hu_table[ROW_E5M2], 4, 1}, {"y", &hu_table[ROW_E5M2], 4, 1}};
static const hu_model_vector quads_e4m3_e4m3[] = {
    {"addend", &hu_table[ROW_FP32], 1, 0}, {"x", &hu_table[ROW_E4M3], 4, 1}, {"y", &hu_table[ROW_E4M3], 4, 1}};
static const hu_model_vector quads_e5m2_e4m3[] = {
    {"addend", &hu_table[ROW_FP32], 1, 0}, {"x", &hu_table[ROW_E5M2], 4, 1}, {"y", &hu_table[ROW_E4M3], 4, 1}};
static const hu_model_vector quads_e4m3_e5m2[] = {
    {"addend", &hu_table[ROW_FP32], 1, 0}, {"x", &hu_table[ROW_E4M3], 4, 1}, {"y", &hu_table[ROW_E5M2], 4, 1}};
static const hu_model_vector to_fp32 = {"result", &hu_table[ROW_FP32], 1, 0};
static const hu_model_vector to_fp16 = {"result", &hu_table[ROW_FP16], 1, 0};
static const hu_model_vector to_bf16 = {"result", &hu_table[ROW_BF16], 1, 0};
static const hu_model_vector to_e4m3 = {"result", &hu_table[ROW_E4M3], 1, 0};
static const hu_model_vector to_e5m2 = {"result", &hu_table[ROW_E5M2], 1, 0};

static const hu_model_registers none = {0};
static const hu_model_registers mxcsr = {HU_REGISTER_MXCSR, 0xFFFF, HU_MXCSR_MASKS, HU_REGISTER_MXCSR, 0x3F};

/* The columns: name, text, source, operands, result, registers; how many operands; groups_max, immediate. */
static const hu_model_row rows[] = {
    {{"x86_vcvtph2bf8", "x", "AVX10.2, by Bochs (commit 783b58fd6), VCVTPH2BF8", x_fp16, &to_e5m2, &none, 1, 0, 0},
     vcvtph2bf8},
    {{"x86_vcvtph2bf8s", "x, saturated", "AVX10.2, by Bochs (commit 783b58fd6), VCVTPH2BF8S", x_fp16, &to_e5m2, &none,
      1, 0, 0},
     vcvtph2bf8s},
    {{"x86_vcvtph2hf8", "x", "AVX10.2, by Bochs (commit 783b58fd6), VCVTPH2HF8", x_fp16, &to_e4m3, &none, 1, 0, 0},
     vcvtph2hf8},
    {{"x86_vcvtph2hf8s", "x, saturated", "AVX10.2, by Bochs (commit 783b58fd6), VCVTPH2HF8S", x_fp16, &to_e4m3, &none,
      1, 0, 0},
     vcvtph2hf8s},
    {{"x86_vcvtbiasph2bf8", "x, up if its fraction and bias / 256 carry",
      "AVX10.2, by Bochs (commit 783b58fd6), VCVTBIASPH2BF8", x_bias, &to_e5m2, &none, 2, 0, 0},
     vcvtbiasph2bf8},
    {{"x86_vcvtbiasph2bf8s", "x, up if its fraction and bias / 256 carry; saturated",
      "AVX10.2, by Bochs (commit 783b58fd6), VCVTBIASPH2BF8S", x_bias, &to_e5m2, &none, 2, 0, 0},
     vcvtbiasph2bf8s},
    {{"x86_vcvtbiasph2hf8", "x, up if its fraction and bias / 256 carry",
      "AVX10.2, by Bochs (commit 783b58fd6), VCVTBIASPH2HF8", x_bias, &to_e4m3, &none, 2, 0, 0},
     vcvtbiasph2hf8},
    {{"x86_vcvtbiasph2hf8s", "x, up if its fraction and bias / 256 carry; saturated",
      "AVX10.2, by Bochs (commit 783b58fd6), VCVTBIASPH2HF8S", x_bias, &to_e4m3, &none, 2, 0, 0},
     vcvtbiasph2hf8s},
    {{"x86_vcvthf82ph", "x", "AVX10.2, by Bochs (commit 783b58fd6), VCVTHF82PH", x_e4m3, &to_fp16, &none, 1, 0, 0},
     vcvthf82ph},
    {{"x86_vminmaxps", "minimum or maximum of x and y by the immediate: 4 the minimum, 5 the maximum",
      "AVX10.2, by Bochs (commit 783b58fd6), VMINMAXPS", x_y_fp32, &to_fp32, &mxcsr, 2, 0, 1},
     vminmaxps},
    {{"x86_vminmaxph", "minimum or maximum of x and y by the immediate: 4 the minimum, 5 the maximum",
      "AVX10.2, by Bochs (commit 783b58fd6), VMINMAXPH", x_y_fp16, &to_fp16, &mxcsr, 2, 0, 1},
     vminmaxph},
    {{"x86_vminmaxbf16", "minimum or maximum of x and y by the immediate: 4 the minimum, 5 the maximum",
      "AVX10.2, by Bochs (commit 783b58fd6), VMINMAXBF16", x_y_bf16, &to_bf16, &none, 2, 0, 1},
     vminmaxbf16},
    {{"x86_vdpphps", "addend + x[0] * y[0] + x[1] * y[1]", "AVX10.2, by Bochs (commit 783b58fd6), VDPPHPS", half_pairs,
      &to_fp32, &none, 3, 0, 0},
     vdpphps},
    {{"x86_tdpfp16ps", "addend + sum of x[i] * y[i], even and odd i apart",
      "AMX-FP16, by Bochs (commit 783b58fd6), TDPFP16PS", grouped_halves, &to_fp32, &none, 3, 16, 0},
     tdpfp16ps},
    {{"x86_tdpbf8ps", "addend + sum of x[i] * y[i], first and second halves of groups of 4 apart",
      "AMX-FP8, by Bochs (commit 783b58fd6), TDPBF8PS", quads_e5m2_e5m2, &to_fp32, &none, 3, 16, 0},
     tdpbf8ps},
    {{"x86_tdphf8ps", "addend + sum of x[i] * y[i], first and second halves of groups of 4 apart",
      "AMX-FP8, by Bochs (commit 783b58fd6), TDPHF8PS", quads_e4m3_e4m3, &to_fp32, &none, 3, 16, 0},
     tdphf8ps},
    {{"x86_tdpbhf8ps", "addend + sum of x[i] * y[i], first and second halves of groups of 4 apart",
      "AMX-FP8, by Bochs (commit 783b58fd6), TDPBHF8PS", quads_e5m2_e4m3, &to_fp32, &none, 3, 16, 0},
     tdpbhf8ps},
    {{"x86_tdphbf8ps", "addend + sum of x[i] * y[i], first and second halves of groups of 4 apart",
      "AMX-FP8, by Bochs (commit 783b58fd6), TDPHBF8PS", quads_e4m3_e5m2, &to_fp32, &none, 3, 16, 0},
     tdphbf8ps},
};

const hu_model_rows hu_model_rows_avx10 = {rows, sizeof rows / sizeof rows[0]};
