/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of models, a row each, and the function that applies any of them after checking its arguments.
 */
#include <assert.h>
#include <string.h>

#include "halfulp_models.h"
#include "table.h"
#include "value.h"

/* What a model is applied to; the codes are in range, and there is always somewhere to put flags. */
typedef struct {
    const uint64_t *x; /* operands */
    uint32_t groups;
    uint32_t control;
    uint32_t immediate;
    uint32_t *status;
} call;

typedef void model_function(const call *c, uint64_t *result);

static hu_fp32 fp32(uint64_t code)
{
    return (hu_fp32){(uint32_t)code};
}

static hu_fp16 fp16(uint64_t code)
{
    return (hu_fp16){(uint16_t)code};
}

enum { BF16_MAX = 32 };

static void take_bf16(hu_bf16 to[BF16_MAX], const uint64_t *codes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        to[i].code = (uint16_t)codes[i];
    }
}

/* ---- The functions of halfulp_models.h in one shape -------------------------------------------------------------- */

static void vcvtps2ph(const call *c, uint64_t *result)
{
    result[0] = hu_x86_vcvtps2ph(fp32(c->x[0]), c->immediate, c->control, c->status).code;
}

static void vcvtph2ps(const call *c, uint64_t *result)
{
    result[0] = hu_x86_vcvtph2ps(fp16(c->x[0]), c->control, c->status).code;
}

static void vcvtneps2bf16(const call *c, uint64_t *result)
{
    result[0] = hu_x86_vcvtneps2bf16(fp32(c->x[0])).code;
}

static void vfmadd(const call *c, uint64_t *result)
{
    result[0] = hu_x86_vfmadd(fp32(c->x[0]), fp32(c->x[1]), fp32(c->x[2]), c->control, c->status).code;
}

static void vdpbf16ps(const call *c, uint64_t *result)
{
    hu_bf16 x[BF16_MAX];
    hu_bf16 y[BF16_MAX];
    take_bf16(x, c->x + 1, 2);
    take_bf16(y, c->x + 3, 2);
    result[0] = hu_x86_vdpbf16ps(fp32(c->x[0]), x, y).code;
}

static void tdpbf16ps(const call *c, uint64_t *result,
                      hu_fp32 (*model)(hu_fp32, const hu_bf16 *, const hu_bf16 *, size_t))
{
    hu_bf16 x[BF16_MAX];
    hu_bf16 y[BF16_MAX];
    take_bf16(x, c->x + 1, 2 * (size_t)c->groups);
    take_bf16(y, c->x + 1 + 2 * (size_t)c->groups, 2 * (size_t)c->groups);
    result[0] = model(fp32(c->x[0]), x, y, c->groups).code;
}

static void tdpbf16ps_sdm(const call *c, uint64_t *result)
{
    tdpbf16ps(c, result, hu_x86_tdpbf16ps_sdm);
}

static void tdpbf16ps_guide(const call *c, uint64_t *result)
{
    tdpbf16ps(c, result, hu_x86_tdpbf16ps_guide);
}

static void vaddph(const call *c, uint64_t *result)
{
    result[0] = hu_x86_vaddph(fp16(c->x[0]), fp16(c->x[1]), c->control, c->status).code;
}

static void vsubph(const call *c, uint64_t *result)
{
    result[0] = hu_x86_vsubph(fp16(c->x[0]), fp16(c->x[1]), c->control, c->status).code;
}

static void vmulph(const call *c, uint64_t *result)
{
    result[0] = hu_x86_vmulph(fp16(c->x[0]), fp16(c->x[1]), c->control, c->status).code;
}

static void vdivph(const call *c, uint64_t *result)
{
    result[0] = hu_x86_vdivph(fp16(c->x[0]), fp16(c->x[1]), c->control, c->status).code;
}

static void vsqrtph(const call *c, uint64_t *result)
{
    result[0] = hu_x86_vsqrtph(fp16(c->x[0]), c->control, c->status).code;
}

static void vfmaddph(const call *c, uint64_t *result)
{
    result[0] = hu_x86_vfmaddph(fp16(c->x[0]), fp16(c->x[1]), fp16(c->x[2]), c->control, c->status).code;
}

static void vcvtps2phx(const call *c, uint64_t *result)
{
    result[0] = hu_x86_vcvtps2phx(fp32(c->x[0]), c->control, c->status).code;
}

static void vcvtph2psx(const call *c, uint64_t *result)
{
    result[0] = hu_x86_vcvtph2psx(fp16(c->x[0]), c->control, c->status).code;
}

static void fcvt_fp32_to_fp16(const call *c, uint64_t *result)
{
    result[0] = hu_arm_fcvt_fp32_to_fp16(fp32(c->x[0]), c->control, c->status).code;
}

static void fcvt_fp16_to_fp32(const call *c, uint64_t *result)
{
    result[0] = hu_arm_fcvt_fp16_to_fp32(fp16(c->x[0]), c->control, c->status).code;
}

static void bfcvt(const call *c, uint64_t *result)
{
    result[0] = hu_arm_bfcvt(fp32(c->x[0]), c->control, c->status).code;
}

static void fmla_fp16(const call *c, uint64_t *result)
{
    result[0] = hu_arm_fmla_fp16(fp16(c->x[0]), fp16(c->x[1]), fp16(c->x[2]), c->control, c->status).code;
}

static void fmlal(const call *c, uint64_t *result)
{
    result[0] = hu_arm_fmlal(fp32(c->x[0]), fp16(c->x[1]), fp16(c->x[2]), c->control, c->status).code;
}

static void bfdot(const call *c, uint64_t *result)
{
    hu_bf16 x[BF16_MAX];
    hu_bf16 y[BF16_MAX];
    take_bf16(x, c->x + 1, 2);
    take_bf16(y, c->x + 3, 2);
    result[0] = hu_arm_bfdot(fp32(c->x[0]), x, y, c->control).code;
}

/* The whole 2 x 2 result, each element from a row of x and a row of y. */
static void bfmmla(const call *c, uint64_t *result)
{
    hu_bf16 x[BF16_MAX];
    hu_bf16 y[BF16_MAX];
    take_bf16(x, c->x + 4, 8);
    take_bf16(y, c->x + 12, 8);
    for (size_t i = 0; i < 4; i++) {
        result[i] = hu_arm_bfmmla(fp32(c->x[i]), x + 4 * (i / 2), y + 4 * (i % 2), c->control).code;
    }
}

/* ---- The table --------------------------------------------------------------------------------------------------- */

/* Operands and results: name, format, elements, grouped. */
static const hu_model_vector x_fp32[] = {{"x", &hu_table[ROW_FP32], 1, 0}};
static const hu_model_vector x_fp16[] = {{"x", &hu_table[ROW_FP16], 1, 0}};
static const hu_model_vector product_first[] = {
    {"x", &hu_table[ROW_FP32], 1, 0}, {"y", &hu_table[ROW_FP32], 1, 0}, {"addend", &hu_table[ROW_FP32], 1, 0}};
static const hu_model_vector x_y_fp16[] = {
    {"x", &hu_table[ROW_FP16], 1, 0}, {"y", &hu_table[ROW_FP16], 1, 0}, {"addend", &hu_table[ROW_FP16], 1, 0}};
static const hu_model_vector halves[] = {
    {"addend", &hu_table[ROW_FP16], 1, 0}, {"x", &hu_table[ROW_FP16], 1, 0}, {"y", &hu_table[ROW_FP16], 1, 0}};
static const hu_model_vector halves_to_fp32[] = {
    {"addend", &hu_table[ROW_FP32], 1, 0}, {"x", &hu_table[ROW_FP16], 1, 0}, {"y", &hu_table[ROW_FP16], 1, 0}};
static const hu_model_vector pairs[] = {
    {"addend", &hu_table[ROW_FP32], 1, 0}, {"x", &hu_table[ROW_BF16], 2, 0}, {"y", &hu_table[ROW_BF16], 2, 0}};
static const hu_model_vector grouped_pairs[] = {
    {"addend", &hu_table[ROW_FP32], 1, 0}, {"x", &hu_table[ROW_BF16], 2, 1}, {"y", &hu_table[ROW_BF16], 2, 1}};
static const hu_model_vector matrices[] = {
    {"addend", &hu_table[ROW_FP32], 4, 0}, {"x", &hu_table[ROW_BF16], 8, 0}, {"y", &hu_table[ROW_BF16], 8, 0}};

static const hu_model_vector to_fp32 = {"result", &hu_table[ROW_FP32], 1, 0};
static const hu_model_vector to_fp16 = {"result", &hu_table[ROW_FP16], 1, 0};
static const hu_model_vector to_bf16 = {"result", &hu_table[ROW_BF16], 1, 0};
static const hu_model_vector to_matrix = {"result", &hu_table[ROW_FP32], 4, 0};

enum {
    MXCSR_BITS = 0xFFFF,
    MXCSR_FLAGS = 0x3F,
    FPCR_BITS = HU_FPCR_EBF | HU_FPCR_FZ16 | HU_FPCR_ROUNDING | HU_FPCR_FZ | HU_FPCR_DN | HU_FPCR_AHP,
    FPSR_FLAGS = 0x9F
};
static const hu_model_registers none = {0};
static const hu_model_registers mxcsr = {HU_REGISTER_MXCSR, MXCSR_BITS, HU_MXCSR_MASKS, HU_REGISTER_MXCSR, MXCSR_FLAGS};
static const hu_model_registers fpcr = {HU_REGISTER_FPCR, FPCR_BITS, 0, HU_REGISTER_NONE, 0};
static const hu_model_registers fpcr_fpsr = {HU_REGISTER_FPCR, FPCR_BITS, 0, HU_REGISTER_FPSR, FPSR_FLAGS};

/* The columns: name, text, source, operands, result, registers; how many operands; groups_max, immediate. */
static const struct {
    hu_model model;
    model_function *apply;
} models[] = {
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
};
enum { MODELS = sizeof models / sizeof models[0] };

const hu_model *hu_model_at(size_t index)
{
    return index < MODELS ? &models[index].model : NULL;
}

const hu_model *hu_model_find(const char *name)
{
    assert(name != NULL);
    for (size_t i = 0; i < MODELS; i++) {
        if (strcmp(name, models[i].model.name) == 0) {
            return &models[i].model;
        }
    }
    return NULL;
}

/* ---- The checked call -------------------------------------------------------------------------------------------- */

size_t hu_model_operand_count(const hu_model *model, uint32_t groups)
{
    size_t count = 0;
    assert(model != NULL);
    if (model->groups_max == 0) {
        groups = 0;
    } else if (groups == 0 || groups > model->groups_max) {
        return 0;
    }
    for (uint32_t i = 0; i < model->operands; i++) {
        count += (size_t)model->operand[i].count * (model->operand[i].grouped != 0 ? groups : 1);
    }
    return count;
}

/* The number of groups in that many operands, 0 if nothing is grouped; -1: no number of groups has that many
 * operands. */
static int find_groups(const hu_model *model, size_t operand_count)
{
    const int first = model->groups_max == 0 ? 0 : 1;
    for (int groups = first; groups <= (int)model->groups_max; groups++) {
        if (hu_model_operand_count(model, (uint32_t)groups) == operand_count) {
            return groups;
        }
    }
    return -1;
}

static bool operands_in_range(const hu_model *model, const uint64_t *operands, uint32_t groups)
{
    size_t at = 0;
    uint64_t above = 0;
    for (uint32_t i = 0; i < model->operands; i++) {
        const hu_model_vector *v = &model->operand[i];
        const size_t end = at + (size_t)v->count * (v->grouped != 0 ? groups : 1);
        for (; at < end; at++) {
            above |= operands[at] & ~hu_ones(hu_width(v->format));
        }
    }
    return above == 0;
}

static bool control_usable(const hu_model *model, uint32_t control, uint32_t immediate)
{
    const hu_model_registers *r = model->registers;
    const bool known = (control & ~r->control_bits) == 0 && (control & r->control_fixed) == r->control_fixed;
    return (r->control == HU_REGISTER_NONE || known) && (model->immediate == 0 || immediate <= 0xFF);
}

hu_status hu_model_apply(const hu_model *model, const uint64_t *operands, size_t operand_count, uint64_t *results,
                         size_t result_count, uint32_t control, uint32_t immediate, uint32_t *status)
{
    size_t row = 0;
    while (row < MODELS && model != &models[row].model) {
        row++;
    }
    if (row == MODELS) {
        return model == NULL ? HU_STATUS_POINTER : HU_STATUS_OPERATION;
    }
    if (operands == NULL || results == NULL || (status == NULL && model->registers->status != HU_REGISTER_NONE)) {
        return HU_STATUS_POINTER;
    }
    const int groups = find_groups(model, operand_count);
    if (groups < 0 || result_count != model->result->count) {
        return HU_STATUS_COUNT;
    }
    if (!operands_in_range(model, operands, (uint32_t)groups)) {
        return HU_STATUS_CODE;
    }
    if (!control_usable(model, control, immediate)) {
        return HU_STATUS_CONTROL;
    }
    uint32_t raised = 0;
    const call c = {operands, (uint32_t)groups, control, immediate, &raised};
    models[row].apply(&c, results);
    if (status != NULL) {
        *status |= raised;
    }
    return HU_STATUS_GOOD;
}
