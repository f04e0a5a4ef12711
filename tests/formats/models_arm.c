/* SPDX-License-Identifier: Apache-2.0
 *
 * The models of the ARM instructions against the instructions: result and FPSR, bit for bit. On 64-bit ARM, or an
 * emulator of it (make test-portable).
 */
#include "support/check.h"
#include "halfulp_models.h"
#include "support/models.h"
#include "support/operands.h"

#if defined(__aarch64__) && defined(__linux__)

#include "support/instructions_arm.h"

enum { SAMPLES = 100000, SETTINGS = 64 };

/* All roundings, with and without FZ, FZ16, DN and AHP. */
static uint32_t fpcr_setting(uint64_t i)
{
    const uint32_t bits = (uint32_t)(i % SETTINGS);
    return (bits & 3) << HU_FPCR_ROUNDING_SHIFT | ((bits & 4) != 0 ? HU_FPCR_FZ : 0U) |
           ((bits & 8) != 0 ? HU_FPCR_FZ16 : 0U) | ((bits & 16) != 0 ? HU_FPCR_DN : 0U) |
           ((bits & 32) != 0 ? HU_FPCR_AHP : 0U);
}

static const hu_format *format(const char *name)
{
    return hu_format_find(name);
}

static models_answer run(arm_instruction which, uint64_t x, uint64_t y, uint64_t z, uint32_t fpcr)
{
    uint32_t fpsr = 0;
    uint64_t code = arm_run(which, x, y, z, fpcr, &fpsr);
    return (models_answer){code, fpsr};
}

static void compare_from_fp32(models_tally *tally, uint32_t x, bool bf16)
{
    for (unsigned i = 0; i < SETTINGS; i++) {
        const uint32_t fpcr = fpcr_setting(i);
        models_answer model = {0};
        models_case input = {"fcvt to fp16", fpcr, 1, {{format("fp32"), x}}};
        model.code = hu_arm_fcvt_fp32_to_fp16((hu_fp32){x}, fpcr, &model.status).code;
        models_compare(tally, &input, format("fp16"), model, run(ARM_FCVT_TO_FP16, x, 0, 0, fpcr));
        if (bf16) {
            input.instruction = "bfcvt";
            model.status = 0;
            model.code = hu_arm_bfcvt((hu_fp32){x}, fpcr, &model.status).code;
            models_compare(tally, &input, format("bf16"), model, run(ARM_BFCVT, x, 0, 0, fpcr));
        }
    }
}

long check_models_arm_conversions(void)
{
    models_tally tally = {.name = "models.arm_conversions"};
    const bool bf16 = arm_lacks_bf16() == NULL;
    if (!bf16) {
        models_skip("models.arm_conversions of bf16", arm_lacks_bf16());
    }
    for (uint64_t i = 0; i < SAMPLES / 8; i++) {
        if (!check_dose()) {
            continue;
        }
        uint64_t near = hu_random(check_seed(), 31, i) % 64; /* around the ends of FP16: 2^-24, 2^-14, 2^16, 2^17 */
        uint64_t x = operand_code(format("fp32"), check_seed(), 30, i);
        compare_from_fp32(
            &tally, (uint32_t)(i % 2 == 0 ? x : models_with_field(format("fp32"), x, 127 - 30 + (int)near)), bf16);
    }
    for (uint32_t i = 0; i < SETTINGS << 16; i++) {
        if (!check_dose()) {
            continue;
        }
        const uint32_t fpcr = fpcr_setting(i >> 16);
        const models_case input = {"fcvt to fp32", fpcr, 1, {{format("fp16"), i & 0xFFFF}}};
        models_answer model = {0};
        model.code = hu_arm_fcvt_fp16_to_fp32((hu_fp16){(uint16_t)i}, fpcr, &model.status).code;
        models_compare(&tally, &input, format("fp32"), model, run(ARM_FCVT_TO_FP32, i & 0xFFFF, 0, 0, fpcr));
    }
    return check_end(tally.name, tally.comparisons, tally.failures);
}

static void compare_fmla_fp16(models_tally *tally, uint64_t i)
{
    uint64_t v[3];
    models_operands(format("fp16"), format("fp16"), 32, i, v);
    const uint32_t fpcr = fpcr_setting(hu_random(check_seed(), 36, i));
    const models_case input = {
        "fmla (fp16): x y z", fpcr, 3, {{format("fp16"), v[0]}, {format("fp16"), v[1]}, {format("fp16"), v[2]}}};
    models_answer model = {0};
    model.code = hu_arm_fmla_fp16((hu_fp16){(uint16_t)v[2]}, (hu_fp16){(uint16_t)v[0]}, (hu_fp16){(uint16_t)v[1]}, fpcr,
                                  &model.status)
                     .code;
    models_compare(tally, &input, format("fp16"), model, run(ARM_FMLA_FP16, v[0], v[1], v[2], fpcr));
}

static void compare_fmlal(models_tally *tally, uint64_t i)
{
    uint64_t v[3];
    models_operands(format("fp16"), format("fp32"), 34, i, v);
    const uint32_t fpcr = fpcr_setting(hu_random(check_seed(), 37, i));
    const models_case input = {
        "fmlal: x y z", fpcr, 3, {{format("fp16"), v[0]}, {format("fp16"), v[1]}, {format("fp32"), v[2]}}};
    models_answer model = {0};
    model.code = hu_arm_fmlal((hu_fp32){(uint32_t)v[2]}, (hu_fp16){(uint16_t)v[0]}, (hu_fp16){(uint16_t)v[1]}, fpcr,
                              &model.status)
                     .code;
    models_compare(tally, &input, format("fp32"), model, run(ARM_FMLAL, v[0], v[1], v[2], fpcr));
}

long check_models_arm_multiply_add(void)
{
    models_tally tally = {.name = "models.arm_multiply_add"};
    if (arm_lacks_fp16() != NULL || arm_lacks_fhm() != NULL) {
        return models_skip(tally.name, arm_lacks_fp16() != NULL ? arm_lacks_fp16() : arm_lacks_fhm());
    }
    for (uint64_t i = 0; i < 10 * SAMPLES; i++) {
        if (!check_dose()) {
            continue;
        }
        compare_fmla_fp16(&tally, i);
        compare_fmlal(&tally, i);
    }
    return check_end(tally.name, tally.comparisons, tally.failures);
}

/* BFDOT and BFMMLA on four products, of which BFDOT takes the first two. FPCR is set, because it must be ignored. */
static void compare_dots(models_tally *tally, uint64_t i)
{
    uint64_t v[4][3];
    hu_bf16 x[4];
    hu_bf16 y[4];
    uint64_t packed[2] = {0, 0};
    models_case input = {"bfdot: x0 x1 y0 y1 z", fpcr_setting(i), 5, {{0}}};
    for (unsigned n = 0; n < 4; n++) {
        models_operands(format("bf16"), format("fp32"), 38 + 2 * n, i, v[n]);
        if (n % 2 == 1 && i % 4 == 0) { /* near the previous product: sums cancel */
            v[n][0] = operand_near(format("bf16"), v[n - 1][0], check_seed(), 46 + n, i);
            v[n][1] = operand_near(format("bf16"), v[n - 1][1], check_seed(), 50 + n, i);
        }
        x[n].code = (uint16_t)v[n][0];
        y[n].code = (uint16_t)v[n][1];
        packed[0] |= v[n][0] << (16 * n);
        packed[1] |= v[n][1] << (16 * n);
    }
    for (unsigned n = 0; n < 2; n++) {
        input.operand[n] = (hu_number){format("bf16"), x[n].code};
        input.operand[2 + n] = (hu_number){format("bf16"), y[n].code};
    }
    const hu_fp32 z = {(uint32_t)v[0][2]};
    input.operand[4] = (hu_number){format("fp32"), z.code};
    models_answer model = {hu_arm_bfdot(z, x, y, input.control).code, 0};
    models_compare(tally, &input, format("fp32"), model, run(ARM_BFDOT, packed[0], packed[1], z.code, input.control));
    input.instruction = "bfmmla, of which the first pairs and z are: x0 x1 y0 y1 z";
    model.code = hu_arm_bfmmla(z, x, y, input.control).code;
    models_compare(tally, &input, format("fp32"), model, run(ARM_BFMMLA, packed[0], packed[1], z.code, input.control));
}

long check_models_arm_dots(void)
{
    models_tally tally = {.name = "models.arm_dots"};
    if (arm_lacks_bf16() != NULL) {
        return models_skip(tally.name, arm_lacks_bf16());
    }
    for (uint64_t i = 0; i < 10 * SAMPLES; i++) {
        if (!check_dose()) {
            continue;
        }
        compare_dots(&tally, i);
    }
    return check_end(tally.name, tally.comparisons, tally.failures);
}

#else

static long skip(const char *name)
{
    return models_skip(name, "this is not a 64-bit ARM processor under Linux; make test-portable emulates one");
}

long check_models_arm_conversions(void)
{
    return skip("models.arm_conversions");
}

long check_models_arm_multiply_add(void)
{
    return skip("models.arm_multiply_add");
}

long check_models_arm_dots(void)
{
    return skip("models.arm_dots");
}

#endif
