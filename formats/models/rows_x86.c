/* SPDX-License-Identifier: Apache-2.0
 *
 * Models of x86 (x86.c) as rows of the table of models.
 */
#include "rows.h"

enum { X86_BF16_MAX = 32 };

static void take_bf16(hu_bf16 to[X86_BF16_MAX], const uint64_t *codes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        to[i].code = (uint16_t)codes[i];
    }
}

static void vcvtps2ph(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_x86_vcvtps2ph(hu_row_fp32(c->x[0]), c->immediate, c->control, c->status).code;
}

static void vcvtph2ps(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_x86_vcvtph2ps(hu_row_fp16(c->x[0]), c->control, c->status).code;
}

static void vcvtneps2bf16(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_x86_vcvtneps2bf16(hu_row_fp32(c->x[0])).code;
}

static void vfmadd(const hu_model_call *c, uint64_t *result)
{
    result[0] =
        hu_x86_vfmadd(hu_row_fp32(c->x[0]), hu_row_fp32(c->x[1]), hu_row_fp32(c->x[2]), c->control, c->status).code;
}

static void vdpbf16ps(const hu_model_call *c, uint64_t *result)
{
    hu_bf16 x[X86_BF16_MAX];
    hu_bf16 y[X86_BF16_MAX];
    take_bf16(x, c->x + 1, 2);
    take_bf16(y, c->x + 3, 2);
    result[0] = hu_x86_vdpbf16ps(hu_row_fp32(c->x[0]), x, y).code;
}

static void tdpbf16ps(const hu_model_call *c, uint64_t *result,
                      hu_fp32 (*model)(hu_fp32, const hu_bf16 *, const hu_bf16 *, size_t))
{
    hu_bf16 x[X86_BF16_MAX];
    hu_bf16 y[X86_BF16_MAX];
    take_bf16(x, c->x + 1, 2 * (size_t)c->groups);
    take_bf16(y, c->x + 1 + 2 * (size_t)c->groups, 2 * (size_t)c->groups);
    result[0] = model(hu_row_fp32(c->x[0]), x, y, c->groups).code;
}

static void tdpbf16ps_sdm(const hu_model_call *c, uint64_t *result)
{
    tdpbf16ps(c, result, hu_x86_tdpbf16ps_sdm);
}

static void tdpbf16ps_guide(const hu_model_call *c, uint64_t *result)
{
    tdpbf16ps(c, result, hu_x86_tdpbf16ps_guide);
}

static void vaddph(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_x86_vaddph(hu_row_fp16(c->x[0]), hu_row_fp16(c->x[1]), c->control, c->status).code;
}

static void vsubph(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_x86_vsubph(hu_row_fp16(c->x[0]), hu_row_fp16(c->x[1]), c->control, c->status).code;
}

static void vmulph(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_x86_vmulph(hu_row_fp16(c->x[0]), hu_row_fp16(c->x[1]), c->control, c->status).code;
}

static void vdivph(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_x86_vdivph(hu_row_fp16(c->x[0]), hu_row_fp16(c->x[1]), c->control, c->status).code;
}

static void vsqrtph(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_x86_vsqrtph(hu_row_fp16(c->x[0]), c->control, c->status).code;
}

static void vfmaddph(const hu_model_call *c, uint64_t *result)
{
    result[0] =
        hu_x86_vfmaddph(hu_row_fp16(c->x[0]), hu_row_fp16(c->x[1]), hu_row_fp16(c->x[2]), c->control, c->status).code;
}

static void vcvtps2phx(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_x86_vcvtps2phx(hu_row_fp32(c->x[0]), c->control, c->status).code;
}

static void vcvtph2psx(const hu_model_call *c, uint64_t *result)
{
    result[0] = hu_x86_vcvtph2psx(hu_row_fp16(c->x[0]), c->control, c->status).code;
}

/* ---- The rows ---------------------------------------------------------------------------------------------------- */

/* Operands and results: name, format, elements, grouped. */
static const hu_model_vector x_fp32[] = {{"x", &hu_table[ROW_FP32], 1, 0}};
static const hu_model_vector x_fp16[] = {{"x", &hu_table[ROW_FP16], 1, 0}};
static const hu_model_vector product_first[] = {
    {"x", &hu_table[ROW_FP32], 1, 0}, {"y", &hu_table[ROW_FP32], 1, 0}, {"addend", &hu_table[ROW_FP32], 1, 0}};
static const hu_model_vector x_y_fp16[] = {
    {"x", &hu_table[ROW_FP16], 1, 0}, {"y", &hu_table[ROW_FP16], 1, 0}, {"addend", &hu_table[ROW_FP16], 1, 0}};
static const hu_model_vector pairs[] = {
    {"addend", &hu_table[ROW_FP32], 1, 0}, {"x", &hu_table[ROW_BF16], 2, 0}, {"y", &hu_table[ROW_BF16], 2, 0}};
static const hu_model_vector grouped_pairs[] = {
    {"addend", &hu_table[ROW_FP32], 1, 0}, {"x", &hu_table[ROW_BF16], 2, 1}, {"y", &hu_table[ROW_BF16], 2, 1}};
static const hu_model_vector to_fp32 = {"result", &hu_table[ROW_FP32], 1, 0};
static const hu_model_vector to_fp16 = {"result", &hu_table[ROW_FP16], 1, 0};
static const hu_model_vector to_bf16 = {"result", &hu_table[ROW_BF16], 1, 0};

enum { MXCSR_BITS = 0xFFFF, MXCSR_FLAGS = 0x3F };
static const hu_model_registers none = {0};
static const hu_model_registers mxcsr = {HU_REGISTER_MXCSR, MXCSR_BITS, HU_MXCSR_MASKS, HU_REGISTER_MXCSR, MXCSR_FLAGS};

/* The columns: name, text, source, operands, result, registers; how many operands; groups_max, immediate. */
static const hu_model_row rows[] = {
    {{"x86_vcvtps2ph", "x", "SDM volume 2, VCVTPS2PH", x_fp32, &to_fp16, &mxcsr, 1, 0, 1}, vcvtps2ph},
    {{"x86_vcvtph2ps", "x", "SDM volume 2, VCVTPH2PS", x_fp16, &to_fp32, &mxcsr, 1, 0, 0}, vcvtph2ps},
    {{"x86_vcvtneps2bf16", "x", "SDM volume 2, VCVTNEPS2BF16", x_fp32, &to_bf16, &none, 1, 0, 0}, vcvtneps2bf16},
    {{"x86_vfmadd", "x * y + addend", "SDM volume 2, VFMADD132PS and its forms", product_first, &to_fp32, &mxcsr, 3, 0,
      0},
     vfmadd},
    {{"x86_vdpbf16ps", "addend + x[0] * y[0] + x[1] * y[1]", "SDM volume 2, VDPBF16PS", pairs, &to_fp32, &none, 3, 0,
      0},
     vdpbf16ps},
    {{"x86_tdpbf16ps_sdm", "addend + sum of x[i] * y[i], even and odd i apart", "SDM volume 2, TDPBF16PS",
      grouped_pairs, &to_fp32, &none, 3, 16, 0},
     tdpbf16ps_sdm},
    {{"x86_tdpbf16ps_guide", "addend + sum of x[i] * y[i], in the order of i", "Intel Intrinsics Guide, _tile_dpbf16ps",
      grouped_pairs, &to_fp32, &none, 3, 16, 0},
     tdpbf16ps_guide},
    {{"x86_vaddph", "x + y", "SDM volume 2, VADDPH", x_y_fp16, &to_fp16, &mxcsr, 2, 0, 0}, vaddph},
    {{"x86_vsubph", "x - y", "SDM volume 2, VSUBPH", x_y_fp16, &to_fp16, &mxcsr, 2, 0, 0}, vsubph},
    {{"x86_vmulph", "x * y", "SDM volume 2, VMULPH", x_y_fp16, &to_fp16, &mxcsr, 2, 0, 0}, vmulph},
    {{"x86_vdivph", "x / y", "SDM volume 2, VDIVPH", x_y_fp16, &to_fp16, &mxcsr, 2, 0, 0}, vdivph},
    {{"x86_vsqrtph", "square root of x", "SDM volume 2, VSQRTPH", x_fp16, &to_fp16, &mxcsr, 1, 0, 0}, vsqrtph},
    {{"x86_vfmaddph", "x * y + addend", "SDM volume 2, VFMADD132PH and its forms", x_y_fp16, &to_fp16, &mxcsr, 3, 0, 0},
     vfmaddph},
    {{"x86_vcvtps2phx", "x", "SDM volume 2, VCVTPS2PHX", x_fp32, &to_fp16, &mxcsr, 1, 0, 0}, vcvtps2phx},
    {{"x86_vcvtph2psx", "x", "SDM volume 2, VCVTPH2PSX", x_fp16, &to_fp32, &mxcsr, 1, 0, 0}, vcvtph2psx},
};

const hu_model_rows hu_model_rows_x86 = {rows, sizeof rows / sizeof rows[0]};
