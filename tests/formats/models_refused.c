/* SPDX-License-Identifier: Apache-2.0
 *
 * What hu_model_apply refuses, and that it then writes nothing.
 */
#include "halfulp_models.h"
#include "support/check.h"
#include "support/models.h"

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
        {"riscv_fcvt_bf16_s", NULL, 1, 1, 0, 0xA0, 0, false, HU_STATUS_CONTROL},
        {"riscv_fcvt_bf16_s", NULL, 1, 1, 0, 0x100, 0, false, HU_STATUS_CONTROL},
        {"arm_f1cvt", NULL, 1, 1, 0, 0x200, 0, false, HU_STATUS_CONTROL},
        {"arm_f1cvt", NULL, 1, 1, 1, 0, 0, false, HU_STATUS_CODE},
        {"x86_vcvtbiasph2bf8", NULL, 2, 1, 2, 0, 0, false, HU_STATUS_CODE},
        {"nvidia_cvt_rn_f16_f32", NULL, 1, 1, 0, 0, 0x100, false, HU_STATUS_CONTROL},
        {"x86_tdpbf8ps", NULL, 13, 1, 0, 0, 0, false, HU_STATUS_COUNT},
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
