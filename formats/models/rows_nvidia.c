/* SPDX-License-Identifier: Apache-2.0
 *
 * Models of NVIDIA's cvt (nvidia.c) as rows of the table of models. The immediate byte holds the modifiers.
 */
#include "rows.h"

static void cvt_rn_satfinite_e4m3_f32(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rn_satfinite_e4m3_f32(hu_row_fp32(c->x[0]), c->immediate).code;
}

static void cvt_rn_satfinite_e5m2_f32(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rn_satfinite_e5m2_f32(hu_row_fp32(c->x[0]), c->immediate).code;
}

static void cvt_rn_satfinite_e2m3_f32(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rn_satfinite_e2m3_f32(hu_row_fp32(c->x[0]), c->immediate);
}

static void cvt_rn_satfinite_e3m2_f32(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rn_satfinite_e3m2_f32(hu_row_fp32(c->x[0]), c->immediate);
}

static void cvt_rn_satfinite_e2m1_f32(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rn_satfinite_e2m1_f32(hu_row_fp32(c->x[0]), c->immediate);
}

static void cvt_rn_satfinite_e4m3_f16(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rn_satfinite_e4m3_f16(hu_row_fp16(c->x[0]), c->immediate).code;
}

static void cvt_rn_satfinite_e5m2_f16(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rn_satfinite_e5m2_f16(hu_row_fp16(c->x[0]), c->immediate).code;
}

static void cvt_rn_satfinite_e4m3_bf16(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rn_satfinite_e4m3_bf16(hu_row_bf16(c->x[0]), c->immediate).code;
}

static void cvt_rn_satfinite_e5m2_bf16(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rn_satfinite_e5m2_bf16(hu_row_bf16(c->x[0]), c->immediate).code;
}

static void cvt_rn_satfinite_e2m3_f16(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rn_satfinite_e2m3_f16(hu_row_fp16(c->x[0]), c->immediate);
}

static void cvt_rn_satfinite_e3m2_f16(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rn_satfinite_e3m2_f16(hu_row_fp16(c->x[0]), c->immediate);
}

static void cvt_rn_satfinite_e2m1_f16(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rn_satfinite_e2m1_f16(hu_row_fp16(c->x[0]), c->immediate);
}

static void cvt_rn_satfinite_e2m3_bf16(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rn_satfinite_e2m3_bf16(hu_row_bf16(c->x[0]), c->immediate);
}

static void cvt_rn_satfinite_e3m2_bf16(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rn_satfinite_e3m2_bf16(hu_row_bf16(c->x[0]), c->immediate);
}

static void cvt_rn_satfinite_e2m1_bf16(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rn_satfinite_e2m1_bf16(hu_row_bf16(c->x[0]), c->immediate);
}

static void cvt_rs_satfinite_e4m3_f32(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rs_satfinite_e4m3_f32(hu_row_fp32(c->x[0]), (uint32_t)c->x[1], c->immediate).code;
}

static void cvt_rs_satfinite_e5m2_f32(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rs_satfinite_e5m2_f32(hu_row_fp32(c->x[0]), (uint32_t)c->x[1], c->immediate).code;
}

static void cvt_rs_satfinite_e2m3_f32(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rs_satfinite_e2m3_f32(hu_row_fp32(c->x[0]), (uint32_t)c->x[1], c->immediate);
}

static void cvt_rs_satfinite_e3m2_f32(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rs_satfinite_e3m2_f32(hu_row_fp32(c->x[0]), (uint32_t)c->x[1], c->immediate);
}

static void cvt_rs_satfinite_e2m1_f32(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rs_satfinite_e2m1_f32(hu_row_fp32(c->x[0]), (uint32_t)c->x[1], c->immediate);
}

static void cvt_rn_f16_f32(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rn_f16_f32(hu_row_fp32(c->x[0]), c->immediate).code;
}

static void cvt_rz_f16_f32(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rz_f16_f32(hu_row_fp32(c->x[0]), c->immediate).code;
}

static void cvt_rs_f16_f32(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rs_f16_f32(hu_row_fp32(c->x[0]), (uint32_t)c->x[1], c->immediate).code;
}

static void cvt_rn_bf16_f32(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rn_bf16_f32(hu_row_fp32(c->x[0]), c->immediate).code;
}

static void cvt_rz_bf16_f32(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rz_bf16_f32(hu_row_fp32(c->x[0]), c->immediate).code;
}

static void cvt_rs_bf16_f32(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rs_bf16_f32(hu_row_fp32(c->x[0]), (uint32_t)c->x[1], c->immediate).code;
}

static void cvt_rn_f16_e4m3(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rn_f16_e4m3(hu_row_e4m3(c->x[0]), c->immediate).code;
}

static void cvt_rn_f16_e5m2(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rn_f16_e5m2(hu_row_e5m2(c->x[0]), c->immediate).code;
}

static void cvt_rn_f16_e2m3(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rn_f16_e2m3((uint8_t)c->x[0], c->immediate).code;
}

static void cvt_rn_f16_e3m2(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rn_f16_e3m2((uint8_t)c->x[0], c->immediate).code;
}

static void cvt_rn_f16_e2m1(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rn_f16_e2m1((uint8_t)c->x[0], c->immediate).code;
}

static void cvt_rz_ue8m0_f32(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rz_ue8m0_f32(hu_row_fp32(c->x[0]), c->immediate);
}

static void cvt_rz_ue8m0_bf16(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rz_ue8m0_bf16(hu_row_bf16(c->x[0]), c->immediate);
}

static void cvt_rp_ue8m0_f32(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rp_ue8m0_f32(hu_row_fp32(c->x[0]), c->immediate);
}

static void cvt_rp_ue8m0_bf16(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rp_ue8m0_bf16(hu_row_bf16(c->x[0]), c->immediate);
}

static void cvt_rn_tf32_f32(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rn_tf32_f32(hu_row_fp32(c->x[0]), c->immediate).code;
}

static void cvt_rz_tf32_f32(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rz_tf32_f32(hu_row_fp32(c->x[0]), c->immediate).code;
}

static void cvt_rna_tf32_f32(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rna_tf32_f32(hu_row_fp32(c->x[0]), c->immediate).code;
}

static void cvt_rn_bf16_ue8m0(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_nvidia_cvt_rn_bf16_ue8m0((uint8_t)c->x[0]).code;
}

/* ---- The rows ---------------------------------------------------------------------------------------------------- */

/* Operands and results: name, format, elements, grouped. An unsigned integer is a format: a binade without an implicit
 * bit and one with it, of units. */
static const hu_format uint8 = {"uint8", 1, 7, -6, false, true, HU_INFINITY_NONE, HU_NAN_NONE, 0, {0}};
static const hu_format uint13 = {"uint13", 1, 12, -11, false, true, HU_INFINITY_NONE, HU_NAN_NONE, 0, {0}};
static const hu_format uint16 = {"uint16", 1, 15, -14, false, true, HU_INFINITY_NONE, HU_NAN_NONE, 0, {0}};
static const hu_model_vector x_bf16[] = {{"x", &hu_table[ROW_BF16], 1, 0}};
static const hu_model_vector x_e2m1[] = {{"x", &hu_table[ROW_E2M1], 1, 0}};
static const hu_model_vector x_e2m3[] = {{"x", &hu_table[ROW_E2M3], 1, 0}};
static const hu_model_vector x_e3m2[] = {{"x", &hu_table[ROW_E3M2], 1, 0}};
static const hu_model_vector x_e4m3[] = {{"x", &hu_table[ROW_E4M3], 1, 0}};
static const hu_model_vector x_e5m2[] = {{"x", &hu_table[ROW_E5M2], 1, 0}};
static const hu_model_vector x_e8m0[] = {{"x", &hu_table[ROW_E8M0], 1, 0}};
static const hu_model_vector x_fp16[] = {{"x", &hu_table[ROW_FP16], 1, 0}};
static const hu_model_vector x_fp32[] = {{"x", &hu_table[ROW_FP32], 1, 0}};
static const hu_model_vector x_random13[] = {{"x", &hu_table[ROW_FP32], 1, 0}, {"random", &uint13, 1, 0}};
static const hu_model_vector x_random16[] = {{"x", &hu_table[ROW_FP32], 1, 0}, {"random", &uint16, 1, 0}};
static const hu_model_vector x_random8[] = {{"x", &hu_table[ROW_FP32], 1, 0}, {"random", &uint8, 1, 0}};
static const hu_model_vector to_bf16 = {"result", &hu_table[ROW_BF16], 1, 0};
static const hu_model_vector to_e2m1 = {"result", &hu_table[ROW_E2M1], 1, 0};
static const hu_model_vector to_e2m3 = {"result", &hu_table[ROW_E2M3], 1, 0};
static const hu_model_vector to_e3m2 = {"result", &hu_table[ROW_E3M2], 1, 0};
static const hu_model_vector to_e4m3 = {"result", &hu_table[ROW_E4M3], 1, 0};
static const hu_model_vector to_e5m2 = {"result", &hu_table[ROW_E5M2], 1, 0};
static const hu_model_vector to_e8m0 = {"result", &hu_table[ROW_E8M0], 1, 0};
static const hu_model_vector to_fp16 = {"result", &hu_table[ROW_FP16], 1, 0};
static const hu_model_vector to_fp32 = {"result", &hu_table[ROW_FP32], 1, 0};

static const hu_model_registers none = {0};

/* The columns: name, text, source, operands, result, registers; how many operands; groups_max, immediate. */
static const hu_model_row rows[] = {
    {{"nvidia_cvt_rn_satfinite_e4m3_f32", "x; immediate: 1 .relu", "PTX ISA, cvt.rn.satfinite.e4m3x2.f32", x_fp32,
      &to_e4m3, &none, 1, 0, 1},
     cvt_rn_satfinite_e4m3_f32},
    {{"nvidia_cvt_rn_satfinite_e5m2_f32", "x; immediate: 1 .relu", "PTX ISA, cvt.rn.satfinite.e5m2x2.f32", x_fp32,
      &to_e5m2, &none, 1, 0, 1},
     cvt_rn_satfinite_e5m2_f32},
    {{"nvidia_cvt_rn_satfinite_e2m3_f32", "x; immediate: 1 .relu", "PTX ISA, cvt.rn.satfinite.e2m3x2.f32", x_fp32,
      &to_e2m3, &none, 1, 0, 1},
     cvt_rn_satfinite_e2m3_f32},
    {{"nvidia_cvt_rn_satfinite_e3m2_f32", "x; immediate: 1 .relu", "PTX ISA, cvt.rn.satfinite.e3m2x2.f32", x_fp32,
      &to_e3m2, &none, 1, 0, 1},
     cvt_rn_satfinite_e3m2_f32},
    {{"nvidia_cvt_rn_satfinite_e2m1_f32", "x; immediate: 1 .relu", "PTX ISA, cvt.rn.satfinite.e2m1x2.f32", x_fp32,
      &to_e2m1, &none, 1, 0, 1},
     cvt_rn_satfinite_e2m1_f32},
    {{"nvidia_cvt_rn_satfinite_e4m3_f16", "x; immediate: 1 .relu", "PTX ISA, cvt.rn.satfinite.e4m3x2.f16x2", x_fp16,
      &to_e4m3, &none, 1, 0, 1},
     cvt_rn_satfinite_e4m3_f16},
    {{"nvidia_cvt_rn_satfinite_e5m2_f16", "x; immediate: 1 .relu", "PTX ISA, cvt.rn.satfinite.e5m2x2.f16x2", x_fp16,
      &to_e5m2, &none, 1, 0, 1},
     cvt_rn_satfinite_e5m2_f16},
    {{"nvidia_cvt_rn_satfinite_e4m3_bf16", "x; immediate: 1 .relu", "PTX ISA, cvt.rn.satfinite.e4m3x2.bf16x2", x_bf16,
      &to_e4m3, &none, 1, 0, 1},
     cvt_rn_satfinite_e4m3_bf16},
    {{"nvidia_cvt_rn_satfinite_e5m2_bf16", "x; immediate: 1 .relu", "PTX ISA, cvt.rn.satfinite.e5m2x2.bf16x2", x_bf16,
      &to_e5m2, &none, 1, 0, 1},
     cvt_rn_satfinite_e5m2_bf16},
    {{"nvidia_cvt_rn_satfinite_e2m3_f16", "x; immediate: 1 .relu", "PTX ISA, cvt.rn.satfinite.e2m3x2.f16x2", x_fp16,
      &to_e2m3, &none, 1, 0, 1},
     cvt_rn_satfinite_e2m3_f16},
    {{"nvidia_cvt_rn_satfinite_e3m2_f16", "x; immediate: 1 .relu", "PTX ISA, cvt.rn.satfinite.e3m2x2.f16x2", x_fp16,
      &to_e3m2, &none, 1, 0, 1},
     cvt_rn_satfinite_e3m2_f16},
    {{"nvidia_cvt_rn_satfinite_e2m1_f16", "x; immediate: 1 .relu", "PTX ISA, cvt.rn.satfinite.e2m1x2.f16x2", x_fp16,
      &to_e2m1, &none, 1, 0, 1},
     cvt_rn_satfinite_e2m1_f16},
    {{"nvidia_cvt_rn_satfinite_e2m3_bf16", "x; immediate: 1 .relu", "PTX ISA, cvt.rn.satfinite.e2m3x2.bf16x2", x_bf16,
      &to_e2m3, &none, 1, 0, 1},
     cvt_rn_satfinite_e2m3_bf16},
    {{"nvidia_cvt_rn_satfinite_e3m2_bf16", "x; immediate: 1 .relu", "PTX ISA, cvt.rn.satfinite.e3m2x2.bf16x2", x_bf16,
      &to_e3m2, &none, 1, 0, 1},
     cvt_rn_satfinite_e3m2_bf16},
    {{"nvidia_cvt_rn_satfinite_e2m1_bf16", "x; immediate: 1 .relu", "PTX ISA, cvt.rn.satfinite.e2m1x2.bf16x2", x_bf16,
      &to_e2m1, &none, 1, 0, 1},
     cvt_rn_satfinite_e2m1_bf16},
    {{"nvidia_cvt_rs_satfinite_e4m3_f32", "x, up if its fraction and random / 2^16 carry; immediate: 1 .relu",
      "PTX ISA, cvt.rs.satfinite.e4m3x4.f32", x_random16, &to_e4m3, &none, 2, 0, 1},
     cvt_rs_satfinite_e4m3_f32},
    {{"nvidia_cvt_rs_satfinite_e5m2_f32", "x, up if its fraction and random / 2^16 carry; immediate: 1 .relu",
      "PTX ISA, cvt.rs.satfinite.e5m2x4.f32", x_random16, &to_e5m2, &none, 2, 0, 1},
     cvt_rs_satfinite_e5m2_f32},
    {{"nvidia_cvt_rs_satfinite_e2m3_f32", "x, up if its fraction and random / 2^16 carry; immediate: 1 .relu",
      "PTX ISA, cvt.rs.satfinite.e2m3x4.f32", x_random16, &to_e2m3, &none, 2, 0, 1},
     cvt_rs_satfinite_e2m3_f32},
    {{"nvidia_cvt_rs_satfinite_e3m2_f32", "x, up if its fraction and random / 2^16 carry; immediate: 1 .relu",
      "PTX ISA, cvt.rs.satfinite.e3m2x4.f32", x_random16, &to_e3m2, &none, 2, 0, 1},
     cvt_rs_satfinite_e3m2_f32},
    {{"nvidia_cvt_rs_satfinite_e2m1_f32", "x, up if its fraction and random / 2^8 carry; immediate: 1 .relu",
      "PTX ISA, cvt.rs.satfinite.e2m1x4.f32", x_random8, &to_e2m1, &none, 2, 0, 1},
     cvt_rs_satfinite_e2m1_f32},
    {{"nvidia_cvt_rn_f16_f32", "x; immediate: 1 .relu, 2 .satfinite", "PTX ISA, cvt.rn.f16.f32", x_fp32, &to_fp16,
      &none, 1, 0, 1},
     cvt_rn_f16_f32},
    {{"nvidia_cvt_rz_f16_f32", "x; immediate: 1 .relu, 2 .satfinite", "PTX ISA, cvt.rz.f16.f32", x_fp32, &to_fp16,
      &none, 1, 0, 1},
     cvt_rz_f16_f32},
    {{"nvidia_cvt_rs_f16_f32", "x, up if its fraction and random / 2^13 carry; immediate: 1 .relu, 2 .satfinite",
      "PTX ISA, cvt.rs.f16x2.f32", x_random13, &to_fp16, &none, 2, 0, 1},
     cvt_rs_f16_f32},
    {{"nvidia_cvt_rn_bf16_f32", "x; immediate: 1 .relu, 2 .satfinite", "PTX ISA, cvt.rn.bf16.f32", x_fp32, &to_bf16,
      &none, 1, 0, 1},
     cvt_rn_bf16_f32},
    {{"nvidia_cvt_rz_bf16_f32", "x; immediate: 1 .relu, 2 .satfinite", "PTX ISA, cvt.rz.bf16.f32", x_fp32, &to_bf16,
      &none, 1, 0, 1},
     cvt_rz_bf16_f32},
    {{"nvidia_cvt_rs_bf16_f32", "x, up if its fraction and random / 2^16 carry; immediate: 1 .relu, 2 .satfinite",
      "PTX ISA, cvt.rs.bf16x2.f32", x_random16, &to_bf16, &none, 2, 0, 1},
     cvt_rs_bf16_f32},
    {{"nvidia_cvt_rn_f16_e4m3", "x; immediate: 1 .relu", "PTX ISA, cvt.rn.f16x2.e4m3x2", x_e4m3, &to_fp16, &none, 1, 0,
      1},
     cvt_rn_f16_e4m3},
    {{"nvidia_cvt_rn_f16_e5m2", "x; immediate: 1 .relu", "PTX ISA, cvt.rn.f16x2.e5m2x2", x_e5m2, &to_fp16, &none, 1, 0,
      1},
     cvt_rn_f16_e5m2},
    {{"nvidia_cvt_rn_f16_e2m3", "x; immediate: 1 .relu", "PTX ISA, cvt.rn.f16x2.e2m3x2", x_e2m3, &to_fp16, &none, 1, 0,
      1},
     cvt_rn_f16_e2m3},
    {{"nvidia_cvt_rn_f16_e3m2", "x; immediate: 1 .relu", "PTX ISA, cvt.rn.f16x2.e3m2x2", x_e3m2, &to_fp16, &none, 1, 0,
      1},
     cvt_rn_f16_e3m2},
    {{"nvidia_cvt_rn_f16_e2m1", "x; immediate: 1 .relu", "PTX ISA, cvt.rn.f16x2.e2m1x2", x_e2m1, &to_fp16, &none, 1, 0,
      1},
     cvt_rn_f16_e2m1},
    {{"nvidia_cvt_rz_ue8m0_f32", "x; immediate: 2 .satfinite", "PTX ISA, cvt.rz.ue8m0x2.f32", x_fp32, &to_e8m0, &none,
      1, 0, 1},
     cvt_rz_ue8m0_f32},
    {{"nvidia_cvt_rz_ue8m0_bf16", "x; immediate: 2 .satfinite", "PTX ISA, cvt.rz.ue8m0x2.bf16x2", x_bf16, &to_e8m0,
      &none, 1, 0, 1},
     cvt_rz_ue8m0_bf16},
    {{"nvidia_cvt_rp_ue8m0_f32", "x; immediate: 2 .satfinite", "PTX ISA, cvt.rp.ue8m0x2.f32", x_fp32, &to_e8m0, &none,
      1, 0, 1},
     cvt_rp_ue8m0_f32},
    {{"nvidia_cvt_rp_ue8m0_bf16", "x; immediate: 2 .satfinite", "PTX ISA, cvt.rp.ue8m0x2.bf16x2", x_bf16, &to_e8m0,
      &none, 1, 0, 1},
     cvt_rp_ue8m0_bf16},
    {{"nvidia_cvt_rn_tf32_f32", "x; immediate: 1 .relu, 2 .satfinite", "PTX ISA, cvt.rn.tf32.f32", x_fp32, &to_fp32,
      &none, 1, 0, 1},
     cvt_rn_tf32_f32},
    {{"nvidia_cvt_rz_tf32_f32", "x; immediate: 1 .relu, 2 .satfinite", "PTX ISA, cvt.rz.tf32.f32", x_fp32, &to_fp32,
      &none, 1, 0, 1},
     cvt_rz_tf32_f32},
    {{"nvidia_cvt_rna_tf32_f32", "x; immediate: 2 .satfinite", "PTX ISA, cvt.rna.tf32.f32", x_fp32, &to_fp32, &none, 1,
      0, 1},
     cvt_rna_tf32_f32},
    {{"nvidia_cvt_rn_bf16_ue8m0", "x", "PTX ISA, cvt.rn.bf16x2.ue8m0x2", x_e8m0, &to_bf16, &none, 1, 0, 0},
     cvt_rn_bf16_ue8m0},
};

const hu_model_rows hu_model_rows_nvidia = {rows, sizeof rows / sizeof rows[0]};
