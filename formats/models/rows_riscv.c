/* SPDX-License-Identifier: Apache-2.0
 *
 * Models of RISC-V (riscv.c) as rows of the table of models.
 */
#include "rows.h"

static void fcvt_bf16_s(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_riscv_fcvt_bf16_s(hu_row_fp32(c->x[0]), c->control, c->status).code;
}

static void fcvt_s_bf16(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_riscv_fcvt_s_bf16(hu_row_bf16(c->x[0]), c->control, c->status).code;
}

static void vfwmaccbf16(const hu_model_call *c, uint64_t *result)
{
    result[0] =
        hu_riscv_vfwmaccbf16(hu_row_fp32(c->x[0]), hu_row_bf16(c->x[1]), hu_row_bf16(c->x[2]), c->control, c->status)
            .code;
}

static void vfncvt_f_f_q_e4m3(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_riscv_vfncvt_f_f_q_e4m3(hu_row_fp32(c->x[0]), c->control, c->status).code;
}

static void vfncvt_sat_f_f_q_e4m3(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_riscv_vfncvt_sat_f_f_q_e4m3(hu_row_fp32(c->x[0]), c->control, c->status).code;
}

static void vfncvt_f_f_q_e5m2(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_riscv_vfncvt_f_f_q_e5m2(hu_row_fp32(c->x[0]), c->control, c->status).code;
}

static void vfncvt_sat_f_f_q_e5m2(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_riscv_vfncvt_sat_f_f_q_e5m2(hu_row_fp32(c->x[0]), c->control, c->status).code;
}

static void vfncvtbf16_f_f_w_e4m3(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_riscv_vfncvtbf16_f_f_w_e4m3(hu_row_bf16(c->x[0]), c->control, c->status).code;
}

static void vfncvtbf16_sat_f_f_w_e4m3(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_riscv_vfncvtbf16_sat_f_f_w_e4m3(hu_row_bf16(c->x[0]), c->control, c->status).code;
}

static void vfncvtbf16_f_f_w_e5m2(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_riscv_vfncvtbf16_f_f_w_e5m2(hu_row_bf16(c->x[0]), c->control, c->status).code;
}

static void vfncvtbf16_sat_f_f_w_e5m2(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_riscv_vfncvtbf16_sat_f_f_w_e5m2(hu_row_bf16(c->x[0]), c->control, c->status).code;
}

static void vfwcvtbf16_f_f_v_e4m3(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_riscv_vfwcvtbf16_f_f_v_e4m3(hu_row_e4m3(c->x[0])).code;
}

static void vfwcvtbf16_f_f_v_e5m2(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_riscv_vfwcvtbf16_f_f_v_e5m2(hu_row_e5m2(c->x[0])).code;
}

/* ---- The rows ---------------------------------------------------------------------------------------------------- */

/* Operands and results: name, format, elements, grouped. */
static const hu_model_vector x_fp32[] = {{"x", &hu_table[ROW_FP32], 1, 0}};
static const hu_model_vector x_bf16[] = {{"x", &hu_table[ROW_BF16], 1, 0}};
static const hu_model_vector x_e4m3[] = {{"x", &hu_table[ROW_E4M3], 1, 0}};
static const hu_model_vector x_e5m2[] = {{"x", &hu_table[ROW_E5M2], 1, 0}};
static const hu_model_vector products[] = {
    {"addend", &hu_table[ROW_FP32], 1, 0}, {"x", &hu_table[ROW_BF16], 1, 0}, {"y", &hu_table[ROW_BF16], 1, 0}};
static const hu_model_vector to_fp32 = {"result", &hu_table[ROW_FP32], 1, 0};
static const hu_model_vector to_bf16 = {"result", &hu_table[ROW_BF16], 1, 0};
static const hu_model_vector to_e4m3 = {"result", &hu_table[ROW_E4M3], 1, 0};
static const hu_model_vector to_e5m2 = {"result", &hu_table[ROW_E5M2], 1, 0};

static const hu_model_registers none = {0};
static const hu_model_registers fcsr = {HU_REGISTER_FCSR, 0xFF, 0, HU_REGISTER_FCSR, 0x1F};

/* The columns: name, text, source, operands, result, registers; how many operands; groups_max, immediate. */
static const hu_model_row rows[] = {
    {{"riscv_fcvt_bf16_s", "x", "RISC-V unprivileged ISA, Zfbfmin", x_fp32, &to_bf16, &fcsr, 1, 0, 0}, fcvt_bf16_s},
    {{"riscv_fcvt_s_bf16", "x", "RISC-V unprivileged ISA, Zfbfmin", x_bf16, &to_fp32, &fcsr, 1, 0, 0}, fcvt_s_bf16},
    {{"riscv_vfwmaccbf16", "addend + x * y", "RISC-V unprivileged ISA, Zvfbfwma", products, &to_fp32, &fcsr, 3, 0, 0},
     vfwmaccbf16},
    {{"riscv_vfncvt_f_f_q_e4m3", "x", "RISC-V Zvfofp8min (draft), by Spike (commit 55b4658d)", x_fp32, &to_e4m3, &fcsr,
      1, 0, 0},
     vfncvt_f_f_q_e4m3},
    {{"riscv_vfncvt_sat_f_f_q_e4m3", "x, saturated", "RISC-V Zvfofp8min (draft), by Spike (commit 55b4658d)", x_fp32,
      &to_e4m3, &fcsr, 1, 0, 0},
     vfncvt_sat_f_f_q_e4m3},
    {{"riscv_vfncvt_f_f_q_e5m2", "x", "RISC-V Zvfofp8min (draft), by Spike (commit 55b4658d)", x_fp32, &to_e5m2, &fcsr,
      1, 0, 0},
     vfncvt_f_f_q_e5m2},
    {{"riscv_vfncvt_sat_f_f_q_e5m2", "x, saturated", "RISC-V Zvfofp8min (draft), by Spike (commit 55b4658d)", x_fp32,
      &to_e5m2, &fcsr, 1, 0, 0},
     vfncvt_sat_f_f_q_e5m2},
    {{"riscv_vfncvtbf16_f_f_w_e4m3", "x", "RISC-V Zvfofp8min (draft), by Spike (commit 55b4658d)", x_bf16, &to_e4m3,
      &fcsr, 1, 0, 0},
     vfncvtbf16_f_f_w_e4m3},
    {{"riscv_vfncvtbf16_sat_f_f_w_e4m3", "x, saturated", "RISC-V Zvfofp8min (draft), by Spike (commit 55b4658d)",
      x_bf16, &to_e4m3, &fcsr, 1, 0, 0},
     vfncvtbf16_sat_f_f_w_e4m3},
    {{"riscv_vfncvtbf16_f_f_w_e5m2", "x", "RISC-V Zvfofp8min (draft), by Spike (commit 55b4658d)", x_bf16, &to_e5m2,
      &fcsr, 1, 0, 0},
     vfncvtbf16_f_f_w_e5m2},
    {{"riscv_vfncvtbf16_sat_f_f_w_e5m2", "x, saturated", "RISC-V Zvfofp8min (draft), by Spike (commit 55b4658d)",
      x_bf16, &to_e5m2, &fcsr, 1, 0, 0},
     vfncvtbf16_sat_f_f_w_e5m2},
    {{"riscv_vfwcvtbf16_f_f_v_e4m3", "x", "RISC-V Zvfofp8min (draft), by Spike (commit 55b4658d)", x_e4m3, &to_bf16,
      &none, 1, 0, 0},
     vfwcvtbf16_f_f_v_e4m3},
    {{"riscv_vfwcvtbf16_f_f_v_e5m2", "x", "RISC-V Zvfofp8min (draft), by Spike (commit 55b4658d)", x_e5m2, &to_bf16,
      &none, 1, 0, 0},
     vfwcvtbf16_f_f_v_e5m2},
};

const hu_model_rows hu_model_rows_riscv = {rows, sizeof rows / sizeof rows[0]};
