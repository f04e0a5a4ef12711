/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of models: rows against their functions, called here without the table. Other files test that the
 * functions are right.
 */
#include <inttypes.h>
#include <string.h>

#include "halfulp_models.h"
#include "support/check.h"
#include "support/models.h"
#include "support/operands.h"

enum { SAMPLES = 4000 };

typedef struct {
    uint64_t code[HU_MODEL_RESULTS_MAX];
    uint32_t status;
} table_answer;

/* All names. `direct`: the function is called here; the others are tested through the table, row and function at once
 * (models_avx10.c, models_arm_fp8.c, models_arm_fp8_dots.c, models_riscv.c, models_nvidia.c). */
static const struct {
    const char *name;
    bool direct;
} names[] = {
    {"x86_vcvtps2ph", true},
    {"x86_vcvtph2ps", true},
    {"x86_vcvtneps2bf16", true},
    {"x86_vfmadd", true},
    {"x86_vdpbf16ps", true},
    {"x86_tdpbf16ps_sdm", true},
    {"x86_tdpbf16ps_guide", true},
    {"x86_vaddph", true},
    {"x86_vsubph", true},
    {"x86_vmulph", true},
    {"x86_vdivph", true},
    {"x86_vsqrtph", true},
    {"x86_vfmaddph", true},
    {"x86_vcvtps2phx", true},
    {"x86_vcvtph2psx", true},
    {"x86_vcvtph2bf8", false},
    {"x86_vcvtph2bf8s", false},
    {"x86_vcvtph2hf8", false},
    {"x86_vcvtph2hf8s", false},
    {"x86_vcvtbiasph2bf8", false},
    {"x86_vcvtbiasph2bf8s", false},
    {"x86_vcvtbiasph2hf8", false},
    {"x86_vcvtbiasph2hf8s", false},
    {"x86_vcvthf82ph", false},
    {"x86_vminmaxps", false},
    {"x86_vminmaxph", false},
    {"x86_vminmaxbf16", false},
    {"x86_vdpphps", false},
    {"x86_tdpfp16ps", false},
    {"x86_tdpbf8ps", false},
    {"x86_tdphf8ps", false},
    {"x86_tdpbhf8ps", false},
    {"x86_tdphbf8ps", false},
    {"arm_fcvt_fp32_to_fp16", true},
    {"arm_fcvt_fp16_to_fp32", true},
    {"arm_bfcvt", true},
    {"arm_fmla_fp16", true},
    {"arm_fmlal", true},
    {"arm_bfdot", true},
    {"arm_bfmmla", true},
    {"arm_fcvtn_fp32_to_fp8", false},
    {"arm_fcvtn_fp16_to_fp8", false},
    {"arm_bfcvtn_bf16_to_fp8", false},
    {"arm_f1cvt", false},
    {"arm_bf1cvt", false},
    {"arm_fdot_fp8_to_fp32", false},
    {"arm_fdot_fp8_to_fp16", false},
    {"arm_fmlall_fp8_to_fp32", false},
    {"arm_fmlal_fp8_to_fp16", false},
    {"arm_fmmla_fp8_to_fp32", false},
    {"arm_fmmla_fp8_to_fp16", false},
    {"riscv_fcvt_bf16_s", false},
    {"riscv_fcvt_s_bf16", false},
    {"riscv_vfwmaccbf16", false},
    {"riscv_vfncvt_f_f_q_e4m3", false},
    {"riscv_vfncvt_sat_f_f_q_e4m3", false},
    {"riscv_vfncvt_f_f_q_e5m2", false},
    {"riscv_vfncvt_sat_f_f_q_e5m2", false},
    {"riscv_vfncvtbf16_f_f_w_e4m3", false},
    {"riscv_vfncvtbf16_sat_f_f_w_e4m3", false},
    {"riscv_vfncvtbf16_f_f_w_e5m2", false},
    {"riscv_vfncvtbf16_sat_f_f_w_e5m2", false},
    {"riscv_vfwcvtbf16_f_f_v_e4m3", false},
    {"riscv_vfwcvtbf16_f_f_v_e5m2", false},
    {"nvidia_cvt_rn_satfinite_e4m3_f32", false},
    {"nvidia_cvt_rn_satfinite_e5m2_f32", false},
    {"nvidia_cvt_rn_satfinite_e2m3_f32", false},
    {"nvidia_cvt_rn_satfinite_e3m2_f32", false},
    {"nvidia_cvt_rn_satfinite_e2m1_f32", false},
    {"nvidia_cvt_rn_satfinite_e4m3_f16", false},
    {"nvidia_cvt_rn_satfinite_e5m2_f16", false},
    {"nvidia_cvt_rn_satfinite_e4m3_bf16", false},
    {"nvidia_cvt_rn_satfinite_e5m2_bf16", false},
    {"nvidia_cvt_rn_satfinite_e2m3_f16", false},
    {"nvidia_cvt_rn_satfinite_e3m2_f16", false},
    {"nvidia_cvt_rn_satfinite_e2m1_f16", false},
    {"nvidia_cvt_rn_satfinite_e2m3_bf16", false},
    {"nvidia_cvt_rn_satfinite_e3m2_bf16", false},
    {"nvidia_cvt_rn_satfinite_e2m1_bf16", false},
    {"nvidia_cvt_rs_satfinite_e4m3_f32", false},
    {"nvidia_cvt_rs_satfinite_e5m2_f32", false},
    {"nvidia_cvt_rs_satfinite_e2m3_f32", false},
    {"nvidia_cvt_rs_satfinite_e3m2_f32", false},
    {"nvidia_cvt_rs_satfinite_e2m1_f32", false},
    {"nvidia_cvt_rn_f16_f32", false},
    {"nvidia_cvt_rz_f16_f32", false},
    {"nvidia_cvt_rs_f16_f32", false},
    {"nvidia_cvt_rn_bf16_f32", false},
    {"nvidia_cvt_rz_bf16_f32", false},
    {"nvidia_cvt_rs_bf16_f32", false},
    {"nvidia_cvt_rn_f16_e4m3", false},
    {"nvidia_cvt_rn_f16_e5m2", false},
    {"nvidia_cvt_rn_f16_e2m3", false},
    {"nvidia_cvt_rn_f16_e3m2", false},
    {"nvidia_cvt_rn_f16_e2m1", false},
    {"nvidia_cvt_rz_ue8m0_f32", false},
    {"nvidia_cvt_rz_ue8m0_bf16", false},
    {"nvidia_cvt_rp_ue8m0_f32", false},
    {"nvidia_cvt_rp_ue8m0_bf16", false},
    {"nvidia_cvt_rn_tf32_f32", false},
    {"nvidia_cvt_rz_tf32_f32", false},
    {"nvidia_cvt_rna_tf32_f32", false},
    {"nvidia_cvt_rn_bf16_ue8m0", false},
};

/* A name that is not in the list is direct, and then fails. */
static bool is_direct(const char *name)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(name, names[i].name) == 0) {
            return names[i].direct;
        }
    }
    return true;
}

/* ---- The functions, called directly ----------------------------------------------------------------------------- */

static hu_fp32 single(uint64_t code)
{
    return (hu_fp32){(uint32_t)code};
}

static hu_fp16 half(uint64_t code)
{
    return (hu_fp16){(uint16_t)code};
}

static void copy(hu_bf16 *to, const uint64_t *codes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        to[i] = (hu_bf16){(uint16_t)codes[i]};
    }
}

/* Models of AVX512-FP16. Returns false for others. */
static bool call_halves(const char *name, const uint64_t *v, uint32_t control, table_answer *a)
{
    if (strcmp(name, "x86_vaddph") == 0) {
        a->code[0] = hu_x86_vaddph(half(v[0]), half(v[1]), control, &a->status).code;
    } else if (strcmp(name, "x86_vsubph") == 0) {
        a->code[0] = hu_x86_vsubph(half(v[0]), half(v[1]), control, &a->status).code;
    } else if (strcmp(name, "x86_vmulph") == 0) {
        a->code[0] = hu_x86_vmulph(half(v[0]), half(v[1]), control, &a->status).code;
    } else if (strcmp(name, "x86_vdivph") == 0) {
        a->code[0] = hu_x86_vdivph(half(v[0]), half(v[1]), control, &a->status).code;
    } else if (strcmp(name, "x86_vsqrtph") == 0) {
        a->code[0] = hu_x86_vsqrtph(half(v[0]), control, &a->status).code;
    } else if (strcmp(name, "x86_vfmaddph") == 0) {
        a->code[0] = hu_x86_vfmaddph(half(v[0]), half(v[1]), half(v[2]), control, &a->status).code;
    } else if (strcmp(name, "x86_vcvtps2phx") == 0) {
        a->code[0] = hu_x86_vcvtps2phx(single(v[0]), control, &a->status).code;
    } else if (strcmp(name, "x86_vcvtph2psx") == 0) {
        a->code[0] = hu_x86_vcvtph2psx(half(v[0]), control, &a->status).code;
    } else {
        return false;
    }
    return true;
}

/* The other models without vectors. Returns false for those with vectors. */
static bool call_scalar(const char *name, const uint64_t *v, uint32_t control, uint32_t imm8, table_answer *a)
{
    if (strcmp(name, "x86_vcvtps2ph") == 0) {
        a->code[0] = hu_x86_vcvtps2ph(single(v[0]), imm8, control, &a->status).code;
    } else if (strcmp(name, "x86_vcvtph2ps") == 0) {
        a->code[0] = hu_x86_vcvtph2ps(half(v[0]), control, &a->status).code;
    } else if (strcmp(name, "x86_vcvtneps2bf16") == 0) {
        a->code[0] = hu_x86_vcvtneps2bf16(single(v[0])).code;
    } else if (strcmp(name, "x86_vfmadd") == 0) {
        a->code[0] = hu_x86_vfmadd(single(v[0]), single(v[1]), single(v[2]), control, &a->status).code;
    } else if (strcmp(name, "arm_fcvt_fp32_to_fp16") == 0) {
        a->code[0] = hu_arm_fcvt_fp32_to_fp16(single(v[0]), control, &a->status).code;
    } else if (strcmp(name, "arm_fcvt_fp16_to_fp32") == 0) {
        a->code[0] = hu_arm_fcvt_fp16_to_fp32(half(v[0]), control, &a->status).code;
    } else if (strcmp(name, "arm_bfcvt") == 0) {
        a->code[0] = hu_arm_bfcvt(single(v[0]), control, &a->status).code;
    } else if (strcmp(name, "arm_fmla_fp16") == 0) {
        a->code[0] = hu_arm_fmla_fp16(half(v[0]), half(v[1]), half(v[2]), control, &a->status).code;
    } else if (strcmp(name, "arm_fmlal") == 0) {
        a->code[0] = hu_arm_fmlal(single(v[0]), half(v[1]), half(v[2]), control, &a->status).code;
    } else {
        return false;
    }
    return true;
}

/* Dot products of that many pairs: the addend, x and y; for BFMMLA the four addends, two rows of x and two of y. */
static bool call_vectors(const char *name, const uint64_t *v, size_t pairs, uint32_t control, table_answer *a)
{
    hu_bf16 x[32];
    hu_bf16 y[32];
    const bool matrices = strcmp(name, "arm_bfmmla") == 0;
    const size_t factors = matrices ? 8 : 2 * pairs;
    copy(x, v + (matrices ? 4 : 1), factors);
    copy(y, v + (matrices ? 4 : 1) + factors, factors);
    if (strcmp(name, "x86_vdpbf16ps") == 0) {
        a->code[0] = hu_x86_vdpbf16ps(single(v[0]), x, y).code;
    } else if (strcmp(name, "x86_tdpbf16ps_sdm") == 0) {
        a->code[0] = hu_x86_tdpbf16ps_sdm(single(v[0]), x, y, pairs).code;
    } else if (strcmp(name, "x86_tdpbf16ps_guide") == 0) {
        a->code[0] = hu_x86_tdpbf16ps_guide(single(v[0]), x, y, pairs).code;
    } else if (strcmp(name, "arm_bfdot") == 0) {
        a->code[0] = hu_arm_bfdot(single(v[0]), x, y, control).code;
    } else if (matrices) {
        a->code[0] = hu_arm_bfmmla(single(v[0]), x, y, control).code;
        a->code[1] = hu_arm_bfmmla(single(v[1]), x, y + 4, control).code;
        a->code[2] = hu_arm_bfmmla(single(v[2]), x + 4, y, control).code;
        a->code[3] = hu_arm_bfmmla(single(v[3]), x + 4, y + 4, control).code;
    } else {
        return false;
    }
    return true;
}

/* ---- Each row ---------------------------------------------------------------------------------------------------- */

static uint32_t draw_control(const hu_model *model, uint64_t index)
{
    const uint32_t bits = (uint32_t)hu_random(check_seed(), 90, index);
    const uint32_t control = (bits & model->registers->control_bits) | model->registers->control_fixed;
    return model->registers->control == HU_REGISTER_FCSR ? control & 0x7F : control; /* frm 4 to 7: mostly reserved */
}

/* Draws a patterned code for each operand; returns their number. */
static size_t draw_operands(const hu_model *model, uint32_t groups, uint64_t index, uint64_t v[HU_MODEL_CODES_MAX])
{
    size_t count = 0;
    for (uint32_t i = 0; i < model->operands; i++) {
        const hu_model_vector *const vector = &model->operand[i];
        const size_t elements = (size_t)vector->count * (vector->grouped != 0 ? groups : 1);
        for (size_t n = 0; n < elements; n++, count++) {
            v[count] = operand_code(vector->format, check_seed(), 91 + count, index);
        }
    }
    return count;
}

static void compare_row(models_tally *tally, const hu_model *model, uint64_t index)
{
    uint64_t v[HU_MODEL_CODES_MAX];
    const uint32_t groups = model->groups_max == 0 ? 1 : 1 + (uint32_t)index % model->groups_max;
    const size_t count = draw_operands(model, groups, index, v);
    const uint32_t control = draw_control(model, index);
    const uint32_t imm8 = (uint32_t)(index & 0xFF);
    table_answer expected = {.status = 0x10};
    table_answer found = {.status = 0x10}; /* flags must be added to those already there */
    const bool known = call_halves(model->name, v, control, &expected) ||
                       call_scalar(model->name, v, control, imm8, &expected) ||
                       call_vectors(model->name, v, groups, control, &expected);
    const hu_status status = hu_model_apply(model, v, count, found.code, model->result->count, control, imm8,
                                            model->registers->status == HU_REGISTER_NONE ? NULL : &found.status);
    if (!known && !is_direct(model->name)) {
        expected = found;
    }
    const bool right = (known || !is_direct(model->name)) && status == HU_STATUS_GOOD &&
                       count == hu_model_operand_count(model, groups) &&
                       memcmp(found.code, expected.code, sizeof found.code) == 0 && found.status == expected.status &&
                       ((found.status ^ 0x10) & ~model->registers->status_bits & ~UINT32_C(0x10)) == 0;
    tally->comparisons++;
    if (!right && tally->failures++ < CHECK_SHOWN) {
        fprintf(stderr,
                "  %s: %s, case %" PRIu64 ": %s, %s; %" PRIX64 " instead of %" PRIX64 ", status %X instead of %X\n",
                tally->name, model->name, index, known ? "known" : "no such function here", hu_status_text(status),
                found.code[0], expected.code[0], (unsigned)found.status, (unsigned)expected.status);
    }
}

/* Each name is found, and found once. */
static void compare_names(models_tally *tally)
{
    enum { NAMES = sizeof names / sizeof names[0] };
    for (size_t i = 0; i < NAMES; i++) {
        const hu_model *const model = hu_model_at(i);
        tally->comparisons++;
        if (model == NULL || strcmp(model->name, names[i].name) != 0 || hu_model_find(names[i].name) != model) {
            fprintf(stderr, "  %s: row %zu: expected %s\n", tally->name, i, names[i].name);
            tally->failures++;
        }
    }
    if (hu_model_at(NAMES) != NULL || hu_model_find("x86") != NULL || hu_model_find("") != NULL) {
        fprintf(stderr, "  %s: there are more models, or more names, than expected\n", tally->name);
        tally->failures++;
    }
}

/* The numbers of operand codes: vectors of 1, 2 and 2 elements; of 4, 8 and 8; of 1, and 2 and 2 in each of 1 to 16
 * groups, 4-byte elements of a tile's row of 64 bytes. */
static void compare_operand_counts(models_tally *tally)
{
    static const struct {
        const char *model;
        uint32_t groups;
        size_t count;
    } cases[] = {
        {"x86_vcvtps2ph", 0, 1},        {"x86_vdpbf16ps", 0, 5},          {"x86_vdpbf16ps", 17, 5},
        {"arm_bfmmla", 1, 20},          {"x86_tdpbf16ps_sdm", 0, 0},      {"x86_tdpbf16ps_sdm", 1, 5},
        {"x86_tdpbf16ps_sdm", 2, 9},    {"x86_tdpbf16ps_sdm", 16, 65},    {"x86_tdpbf16ps_sdm", 17, 0},
        {"x86_tdpbf16ps_guide", 0, 0},  {"x86_tdpbf16ps_guide", 17, 0},   {"x86_tdpbf16ps_guide", UINT32_MAX, 0},
        {"x86_tdpbf8ps", 1, 9},         {"x86_tdphf8ps", 16, 129},        {"x86_tdpfp16ps", 16, 65},
        {"arm_fdot_fp8_to_fp32", 1, 9}, {"arm_fmmla_fp8_to_fp32", 0, 36},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const size_t count = hu_model_operand_count(hu_model_find(cases[i].model), cases[i].groups);
        tally->comparisons++;
        if (count != cases[i].count) {
            fprintf(stderr, "  %s: %s takes %zu operands in %u groups; expected %zu\n", tally->name, cases[i].model,
                    count, (unsigned)cases[i].groups, cases[i].count);
            tally->failures++;
        }
    }
}

long check_models_table(void)
{
    models_tally tally = {.name = "models.table"};
    const hu_model *model;
    compare_names(&tally);
    compare_operand_counts(&tally);
    for (size_t row = 0; (model = hu_model_at(row)) != NULL; row++) {
        const uint64_t samples = is_direct(model->name) ? SAMPLES : SAMPLES / 20;
        for (uint64_t i = 0; i < samples; i++) {
            compare_row(&tally, model, i);
        }
    }
    return check_end(tally.name, tally.comparisons, tally.failures);
}
