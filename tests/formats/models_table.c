/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of models: each row against its function, called here without the table, and the refusals of
 * hu_model_apply. Other files test that the functions are right.
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
    return (bits & model->registers->control_bits) | model->registers->control_fixed;
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
    const bool right = known && status == HU_STATUS_GOOD && count == hu_model_operand_count(model, groups) &&
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

/* All names: each is found, and found once. */
static void compare_names(models_tally *tally)
{
    static const char *const names[] = {"x86_vcvtps2ph",
                                        "x86_vcvtph2ps",
                                        "x86_vcvtneps2bf16",
                                        "x86_vfmadd",
                                        "x86_vdpbf16ps",
                                        "x86_tdpbf16ps_sdm",
                                        "x86_tdpbf16ps_guide",
                                        "x86_vaddph",
                                        "x86_vsubph",
                                        "x86_vmulph",
                                        "x86_vdivph",
                                        "x86_vsqrtph",
                                        "x86_vfmaddph",
                                        "x86_vcvtps2phx",
                                        "x86_vcvtph2psx",
                                        "arm_fcvt_fp32_to_fp16",
                                        "arm_fcvt_fp16_to_fp32",
                                        "arm_bfcvt",
                                        "arm_fmla_fp16",
                                        "arm_fmlal",
                                        "arm_bfdot",
                                        "arm_bfmmla"};
    enum { NAMES = sizeof names / sizeof names[0] };
    for (size_t i = 0; i < NAMES; i++) {
        const hu_model *const model = hu_model_at(i);
        tally->comparisons++;
        if (model == NULL || strcmp(model->name, names[i]) != 0 || hu_model_find(names[i]) != model) {
            fprintf(stderr, "  %s: row %zu: expected %s\n", tally->name, i, names[i]);
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
        {"x86_vcvtps2ph", 0, 1},       {"x86_vdpbf16ps", 0, 5},        {"x86_vdpbf16ps", 17, 5},
        {"arm_bfmmla", 1, 20},         {"x86_tdpbf16ps_sdm", 0, 0},    {"x86_tdpbf16ps_sdm", 1, 5},
        {"x86_tdpbf16ps_sdm", 2, 9},   {"x86_tdpbf16ps_sdm", 16, 65},  {"x86_tdpbf16ps_sdm", 17, 0},
        {"x86_tdpbf16ps_guide", 0, 0}, {"x86_tdpbf16ps_guide", 17, 0}, {"x86_tdpbf16ps_guide", UINT32_MAX, 0},
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
        for (uint64_t i = 0; i < SAMPLES; i++) {
            compare_row(&tally, model, i);
        }
    }
    return check_end(tally.name, tally.comparisons, tally.failures);
}

/* ---- Refusals ---------------------------------------------------------------------------------------------------- */

/* A call with one change: the expected status; nothing may be written. */
typedef struct {
    const char *model;
    const hu_model *own; /* a different model in place of that one */
    size_t operands;
    size_t results;
    size_t wide; /* the operand that gets one bit too many, plus 1 */
    uint32_t control;
    uint32_t immediate;
    bool no_status;
    hu_status expected;
} refusal;

static void check_refusal(models_tally *tally, const refusal *r)
{
    uint64_t v[HU_MODEL_CODES_MAX] = {0};
    uint64_t results[HU_MODEL_RESULTS_MAX] = {77, 77, 77, 77};
    uint32_t status = 99;
    const hu_model *const model = r->own != NULL ? r->own : hu_model_find(r->model);
    if (r->wide != 0) {
        v[r->wide - 1] = UINT64_C(1) << 32;
    }
    const hu_status got = hu_model_apply(model, v, r->operands, results, r->results, r->control, r->immediate,
                                         r->no_status ? NULL : &status);
    bool written = status != 99;
    for (size_t i = 0; i < HU_MODEL_RESULTS_MAX; i++) {
        written |= results[i] != 77;
    }
    tally->comparisons++;
    if (got != r->expected || written) {
        fprintf(stderr, "  %s: %s, %zu operands, control %X: %s; expected: %s%s\n", tally->name, r->model, r->operands,
                (unsigned)r->control, hu_status_text(got), hu_status_text(r->expected),
                written ? "; and something was written" : "");
        tally->failures++;
    }
}

long check_models_refused(void)
{
    models_tally tally = {.name = "models.refused"};
    const hu_model own = *hu_model_find("x86_vdpbf16ps");
    const uint32_t masks = HU_MXCSR_MASKS;
    const refusal refusals[] = {
        {"x86_vdpbf16ps", NULL, 4, 1, 0, 0, 0, false, HU_STATUS_COUNT},
        {"x86_vdpbf16ps", NULL, 6, 1, 0, 0, 0, false, HU_STATUS_COUNT},
        {"x86_vdpbf16ps", NULL, 5, 0, 0, 0, 0, false, HU_STATUS_COUNT},
        {"x86_vdpbf16ps", NULL, 5, 2, 0, 0, 0, false, HU_STATUS_COUNT},
        {"x86_vdpbf16ps", &own, 5, 1, 0, 0, 0, false, HU_STATUS_OPERATION},
        {"no model", NULL, 5, 1, 0, 0, 0, false, HU_STATUS_POINTER},
        {"x86_vdpbf16ps", NULL, 5, 1, 1, 0, 0, false, HU_STATUS_CODE},
        {"x86_vdpbf16ps", NULL, 5, 1, 5, 0, 0, false, HU_STATUS_CODE},
        {"arm_bfmmla", NULL, 20, 4, 20, 0, 0, false, HU_STATUS_CODE},
        {"arm_bfmmla", NULL, 20, 1, 0, 0, 0, false, HU_STATUS_COUNT},
        {"x86_tdpbf16ps_sdm", NULL, 1, 1, 0, 0, 0, false, HU_STATUS_COUNT},
        {"x86_tdpbf16ps_sdm", NULL, 7, 1, 0, 0, 0, false, HU_STATUS_COUNT},
        {"x86_tdpbf16ps_sdm", NULL, 69, 1, 0, 0, 0, false, HU_STATUS_COUNT},
        {"x86_tdpbf16ps_sdm", NULL, 65, 1, 65, 0, 0, false, HU_STATUS_CODE},
        {"x86_vfmadd", NULL, 3, 1, 0, 0, 0, false, HU_STATUS_CONTROL},
        {"x86_vfmadd", NULL, 3, 1, 0, masks | 0x10000, 0, false, HU_STATUS_CONTROL},
        {"x86_vfmadd", NULL, 3, 1, 0, masks & ~UINT32_C(0x80), 0, false, HU_STATUS_CONTROL},
        {"x86_vfmadd", NULL, 3, 1, 0, masks, 0, true, HU_STATUS_POINTER},
        {"x86_vcvtps2ph", NULL, 1, 1, 0, masks, 0x100, false, HU_STATUS_CONTROL},
        {"arm_bfdot", NULL, 5, 1, 0, 1, 0, false, HU_STATUS_CONTROL},
        {"arm_fmlal", NULL, 3, 1, 0, UINT32_MAX, 0, false, HU_STATUS_CONTROL},
    };
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        check_refusal(&tally, &refusals[i]);
    }
    const uint64_t v[5] = {0};
    uint64_t result;
    const hu_model *const model = hu_model_find("x86_vdpbf16ps");
    tally.comparisons += 3;
    tally.failures += hu_model_apply(model, v, 5, &result, 1, 0, 0, NULL) != HU_STATUS_GOOD || result != 0;
    tally.failures += hu_model_apply(model, NULL, 5, &result, 1, 0, 0, NULL) != HU_STATUS_POINTER;
    tally.failures += hu_model_apply(model, v, 5, NULL, 1, 0, 0, NULL) != HU_STATUS_POINTER;
    return check_end(tally.name, tally.comparisons, tally.failures);
}
