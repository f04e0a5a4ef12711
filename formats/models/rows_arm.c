/* SPDX-License-Identifier: Apache-2.0
 *
 * Models of ARM (arm.c, arm_fp8.c) as rows of the table of models.
 */
#include "rows.h"

enum { BF16_MAX = 32, BYTES_MAX = 16 };

static void take_bf16(hu_bf16 to[BF16_MAX], const uint64_t *codes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        to[i].code = (uint16_t)codes[i];
    }
}

static void take_bytes(uint8_t to[BYTES_MAX], const uint64_t *codes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        to[i] = (uint8_t)codes[i];
    }
}

static void fcvt_fp32_to_fp16(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_arm_fcvt_fp32_to_fp16(hu_row_fp32(c->x[0]), c->control, c->status).code;
}

static void fcvt_fp16_to_fp32(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_arm_fcvt_fp16_to_fp32(hu_row_fp16(c->x[0]), c->control, c->status).code;
}

static void bfcvt(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_arm_bfcvt(hu_row_fp32(c->x[0]), c->control, c->status).code;
}

static void fmla_fp16(const hu_model_call *c, uint64_t *result)
{
    result[0] =
        hu_arm_fmla_fp16(hu_row_fp16(c->x[0]), hu_row_fp16(c->x[1]), hu_row_fp16(c->x[2]), c->control, c->status).code;
}

static void fmlal(const hu_model_call *c, uint64_t *result)
{
    result[0] =
        hu_arm_fmlal(hu_row_fp32(c->x[0]), hu_row_fp16(c->x[1]), hu_row_fp16(c->x[2]), c->control, c->status).code;
}

static void bfdot(const hu_model_call *c, uint64_t *result)
{
    hu_bf16 x[BF16_MAX];
    hu_bf16 y[BF16_MAX];
    take_bf16(x, c->x + 1, 2);
    take_bf16(y, c->x + 3, 2);
    result[0] = hu_arm_bfdot(hu_row_fp32(c->x[0]), x, y, c->control).code;
}

/* The whole 2 x 2 result, each element from a row of x and a row of y. */
static void bfmmla(const hu_model_call *c, uint64_t *result)
{
    hu_bf16 x[BF16_MAX];
    hu_bf16 y[BF16_MAX];
    take_bf16(x, c->x + 4, 8);
    take_bf16(y, c->x + 12, 8);
    for (size_t i = 0; i < 4; i++) {
        result[i] = hu_arm_bfmmla(hu_row_fp32(c->x[i]), x + 4 * (i / 2), y + 4 * (i % 2), c->control).code;
    }
}

static void fcvtn_fp32_to_fp8(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_arm_fcvtn_fp32_to_fp8(hu_row_fp32(c->x[0]), c->control, c->status);
}

static void fcvtn_fp16_to_fp8(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_arm_fcvtn_fp16_to_fp8(hu_row_fp16(c->x[0]), c->control, c->status);
}

static void bfcvtn_bf16_to_fp8(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_arm_bfcvtn_bf16_to_fp8(hu_row_bf16(c->x[0]), c->control, c->status);
}

static void f1cvt(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_arm_f1cvt((uint8_t)c->x[0], c->control, c->status).code;
}

static void bf1cvt(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_arm_bf1cvt((uint8_t)c->x[0], c->control, c->status).code;
}

static void fdot_fp8_to_fp32(const hu_model_call *c, uint64_t *result)
{
    uint8_t x[BYTES_MAX];
    uint8_t y[BYTES_MAX];
    take_bytes(x, c->x + 1, 4);
    take_bytes(y, c->x + 5, 4);
    result[0] = hu_arm_fdot_fp8_to_fp32(hu_row_fp32(c->x[0]), x, y, c->control).code;
}

static void fdot_fp8_to_fp16(const hu_model_call *c, uint64_t *result)
{
    uint8_t x[BYTES_MAX];
    uint8_t y[BYTES_MAX];
    take_bytes(x, c->x + 1, 2);
    take_bytes(y, c->x + 3, 2);
    result[0] = hu_arm_fdot_fp8_to_fp16(hu_row_fp16(c->x[0]), x, y, c->control).code;
}

static void fmlall_fp8_to_fp32(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_arm_fmlall_fp8_to_fp32(hu_row_fp32(c->x[0]), (uint8_t)c->x[1], (uint8_t)c->x[2], c->control).code;
}

static void fmlal_fp8_to_fp16(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_arm_fmlal_fp8_to_fp16(hu_row_fp16(c->x[0]), (uint8_t)c->x[1], (uint8_t)c->x[2], c->control).code;
}

/* 2 x 2 results, as of BFMMLA. */
static void fmmla_fp8_to_fp32(const hu_model_call *c, uint64_t *result)
{
    uint8_t x[BYTES_MAX];
    uint8_t y[BYTES_MAX];
    take_bytes(x, c->x + 4, 16);
    take_bytes(y, c->x + 20, 16);
    for (size_t i = 0; i < 4; i++) {
        result[i] = hu_arm_fmmla_fp8_to_fp32(hu_row_fp32(c->x[i]), x + 8 * (i / 2), y + 8 * (i % 2), c->control).code;
    }
}

static void fmmla_fp8_to_fp16(const hu_model_call *c, uint64_t *result)
{
    uint8_t x[BYTES_MAX];
    uint8_t y[BYTES_MAX];
    take_bytes(x, c->x + 4, 8);
    take_bytes(y, c->x + 12, 8);
    for (size_t i = 0; i < 4; i++) {
        result[i] = hu_arm_fmmla_fp8_to_fp16(hu_row_fp16(c->x[i]), x + 4 * (i / 2), y + 4 * (i % 2), c->control).code;
    }
}

/* ---- The rows ---------------------------------------------------------------------------------------------------- */

/* Operands and results: name, format, elements, grouped. A byte is an FP8 number in a format that FPMR names; its own
 * format here is that of an integer: a binade without an implicit bit and one with it, of units. */
static const hu_format byte = {"byte", 1, 7, -6, false, true, HU_INFINITY_NONE, HU_NAN_NONE, 0, {0}};
static const hu_model_vector x_bf16[] = {{"x", &hu_table[ROW_BF16], 1, 0}};
static const hu_model_vector x_fp8[] = {{"x", &byte, 1, 0}};
static const hu_model_vector x_fp32[] = {{"x", &hu_table[ROW_FP32], 1, 0}};
static const hu_model_vector x_fp16[] = {{"x", &hu_table[ROW_FP16], 1, 0}};
static const hu_model_vector halves[] = {
    {"addend", &hu_table[ROW_FP16], 1, 0}, {"x", &hu_table[ROW_FP16], 1, 0}, {"y", &hu_table[ROW_FP16], 1, 0}};
static const hu_model_vector halves_to_fp32[] = {
    {"addend", &hu_table[ROW_FP32], 1, 0}, {"x", &hu_table[ROW_FP16], 1, 0}, {"y", &hu_table[ROW_FP16], 1, 0}};
static const hu_model_vector pairs[] = {
    {"addend", &hu_table[ROW_FP32], 1, 0}, {"x", &hu_table[ROW_BF16], 2, 0}, {"y", &hu_table[ROW_BF16], 2, 0}};
static const hu_model_vector matrices[] = {
    {"addend", &hu_table[ROW_FP32], 4, 0}, {"x", &hu_table[ROW_BF16], 8, 0}, {"y", &hu_table[ROW_BF16], 8, 0}};
static const hu_model_vector fp8_to_fp32[] = {
    {"addend", &hu_table[ROW_FP32], 1, 0}, {"x", &byte, 1, 0}, {"y", &byte, 1, 0}};
static const hu_model_vector fp8_to_fp16[] = {
    {"addend", &hu_table[ROW_FP16], 1, 0}, {"x", &byte, 1, 0}, {"y", &byte, 1, 0}};
static const hu_model_vector fours_to_fp32[] = {
    {"addend", &hu_table[ROW_FP32], 1, 0}, {"x", &byte, 4, 0}, {"y", &byte, 4, 0}};
static const hu_model_vector twos_to_fp16[] = {
    {"addend", &hu_table[ROW_FP16], 1, 0}, {"x", &byte, 2, 0}, {"y", &byte, 2, 0}};
static const hu_model_vector fp8_matrices_to_fp32[] = {
    {"addend", &hu_table[ROW_FP32], 4, 0}, {"x", &byte, 16, 0}, {"y", &byte, 16, 0}};
static const hu_model_vector fp8_matrices_to_fp16[] = {
    {"addend", &hu_table[ROW_FP16], 4, 0}, {"x", &byte, 8, 0}, {"y", &byte, 8, 0}};
static const hu_model_vector to_fp8 = {"result", &byte, 1, 0};
static const hu_model_vector to_fp32 = {"result", &hu_table[ROW_FP32], 1, 0};
static const hu_model_vector to_fp16 = {"result", &hu_table[ROW_FP16], 1, 0};
static const hu_model_vector to_bf16 = {"result", &hu_table[ROW_BF16], 1, 0};
static const hu_model_vector to_matrix = {"result", &hu_table[ROW_FP32], 4, 0};
static const hu_model_vector to_matrix_fp16 = {"result", &hu_table[ROW_FP16], 4, 0};

enum {
    FPCR_BITS = HU_FPCR_EBF | HU_FPCR_FZ16 | HU_FPCR_ROUNDING | HU_FPCR_FZ | HU_FPCR_DN | HU_FPCR_AHP,
    FPSR_FLAGS = 0x9F
};
static const hu_model_registers fpcr = {HU_REGISTER_FPCR, FPCR_BITS, 0, HU_REGISTER_NONE, 0};
static const hu_model_registers fpcr_fpsr = {HU_REGISTER_FPCR, FPCR_BITS, 0, HU_REGISTER_FPSR, FPSR_FLAGS};
static const hu_model_registers fpmr = {HU_REGISTER_FPMR, UINT32_C(0xFF7FC1FF), 0, HU_REGISTER_NONE, 0};
static const hu_model_registers fpmr_fpsr = {HU_REGISTER_FPMR, UINT32_C(0xFF7FC1FF), 0, HU_REGISTER_FPSR, FPSR_FLAGS};

/* The columns: name, text, source, operands, result, registers; how many operands; groups_max, immediate. */
static const hu_model_row rows[] = {
    {{"arm_fcvt_fp32_to_fp16", "x", "Arm ARM, FPConvert", x_fp32, &to_fp16, &fpcr_fpsr, 1, 0, 0}, fcvt_fp32_to_fp16},
    {{"arm_fcvt_fp16_to_fp32", "x", "Arm ARM, FPConvert", x_fp16, &to_fp32, &fpcr_fpsr, 1, 0, 0}, fcvt_fp16_to_fp32},
    {{"arm_bfcvt", "x", "Arm ARM, FPConvertBF", x_fp32, &to_bf16, &fpcr_fpsr, 1, 0, 0}, bfcvt},
    {{"arm_fmla_fp16", "addend + x * y", "Arm ARM, FPMulAdd", halves, &to_fp16, &fpcr_fpsr, 3, 0, 0}, fmla_fp16},
    {{"arm_fmlal", "addend + x * y", "Arm ARM, FPMulAddH", halves_to_fp32, &to_fp32, &fpcr_fpsr, 3, 0, 0}, fmlal},
    {{"arm_bfdot", "addend + (x[0] * y[0] + x[1] * y[1])", "Arm ARM, BFDotAdd", pairs, &to_fp32, &fpcr, 3, 0, 0},
     bfdot},
    {{"arm_bfmmla", "addend + x * transposed y, a 2 x 2 matrix by rows; x and y are of 2 rows of 4",
      "Arm ARM, BFMatMulAdd", matrices, &to_matrix, &fpcr, 3, 0, 0},
     bfmmla},
    {{"arm_fcvtn_fp32_to_fp8", "x * 2^NSCALE, in the format F8D", "Arm ARM, FPConvertFP8", x_fp32, &to_fp8, &fpmr_fpsr,
      1, 0, 0},
     fcvtn_fp32_to_fp8},
    {{"arm_fcvtn_fp16_to_fp8", "x * 2^NSCALE, in the format F8D", "Arm ARM, FPConvertFP8", x_fp16, &to_fp8, &fpmr_fpsr,
      1, 0, 0},
     fcvtn_fp16_to_fp8},
    {{"arm_bfcvtn_bf16_to_fp8", "x * 2^NSCALE, in the format F8D", "Arm ARM, BFConvertFP8", x_bf16, &to_fp8, &fpmr_fpsr,
      1, 0, 0},
     bfcvtn_bf16_to_fp8},
    {{"arm_f1cvt", "x * 2^-LSCALE; x is in the format F8S1", "Arm ARM, FP8ConvertFP", x_fp8, &to_fp16, &fpmr_fpsr, 1, 0,
      0},
     f1cvt},
    {{"arm_bf1cvt", "x * 2^-LSCALE; x is in the format F8S1", "Arm ARM, FP8ConvertBF", x_fp8, &to_bf16, &fpmr_fpsr, 1,
      0, 0},
     bf1cvt},
    {{"arm_fdot_fp8_to_fp32", "addend + 2^-LSCALE * (x[0] * y[0] + ... + x[3] * y[3]); x is in F8S1, y in F8S2",
      "Arm ARM, FP8DotAddFP", fours_to_fp32, &to_fp32, &fpmr, 3, 0, 0},
     fdot_fp8_to_fp32},
    {{"arm_fdot_fp8_to_fp16", "addend + 2^-LSCALE * (x[0] * y[0] + x[1] * y[1]); x is in F8S1, y in F8S2",
      "Arm ARM, FP8DotAddFP", twos_to_fp16, &to_fp16, &fpmr, 3, 0, 0},
     fdot_fp8_to_fp16},
    {{"arm_fmlall_fp8_to_fp32", "addend + 2^-LSCALE * x * y; x is in F8S1, y in F8S2", "Arm ARM, FP8MulAddFP",
      fp8_to_fp32, &to_fp32, &fpmr, 3, 0, 0},
     fmlall_fp8_to_fp32},
    {{"arm_fmlal_fp8_to_fp16", "addend + 2^-LSCALE * x * y; x is in F8S1, y in F8S2", "Arm ARM, FP8MulAddFP",
      fp8_to_fp16, &to_fp16, &fpmr, 3, 0, 0},
     fmlal_fp8_to_fp16},
    {{"arm_fmmla_fp8_to_fp32",
      "addend + 2^-LSCALE * x * transposed y, a 2 x 2 matrix by rows; x (F8S1) and y (F8S2) are of 2 rows of 8",
      "Arm ARM, FP8MatMulAddFP", fp8_matrices_to_fp32, &to_matrix, &fpmr, 3, 0, 0},
     fmmla_fp8_to_fp32},
    {{"arm_fmmla_fp8_to_fp16",
      "addend + 2^-LSCALE * x * transposed y, a 2 x 2 matrix by rows; x (F8S1) and y (F8S2) are of 2 rows of 4",
      "Arm ARM, FP8MatMulAddFP", fp8_matrices_to_fp16, &to_matrix_fp16, &fpmr, 3, 0, 0},
     fmmla_fp8_to_fp16},
};

const hu_model_rows hu_model_rows_arm = {rows, sizeof rows / sizeof rows[0]};
