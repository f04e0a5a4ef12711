/* SPDX-License-Identifier: Apache-2.0
 *
 * The models of the x86 conversions against the instructions, one operand at a time, so that the flags of each are
 * visible.
 */
#include "support/check.h"
#include "halfulp_models.h"
#include "support/models.h"
#include "sweep.h"

#if defined(__x86_64__)

#include "support/instructions_x86.h"

/* The results that are kept are the model's: of NaNs the canonical one, and of MXCSR the exceptions. */
static void compare(const sweep *s, unsigned i, uint64_t x, uint32_t control, models_answer model,
                    models_answer machine, sweep_results *results)
{
    const bool same = model.code == machine.code && model.status == machine.status;
    const uint64_t kept = hu_format_is_nan(s->to, model.code) ? s->to->canonical_nan : model.code;
    sweep_compare(s, results, i, 0, kept, model.status & 0x3F, same ? kept : ~kept, model.status & 0x3F);
    if (!same) {
        const models_case input = {s->name, control, 1, {{s->from, x}}};
        models_tally tally = {.name = s->name, .failures = results->failures <= CHECK_SHOWN ? 0 : CHECK_SHOWN};
        models_compare(&tally, &input, s->to, model, machine);
    }
}

/* setting: imm8. 4, which leaves the rounding to MXCSR, is tried with rounding up, DAZ and FTZ. */
void sweep_vcvtps2ph(const sweep *s, uint64_t first, sweep_results *results)
{
    const uint32_t up = 2U << HU_MXCSR_ROUNDING_SHIFT;
    const uint32_t control = HU_MXCSR_MASKS | (s->setting == 4 ? up | HU_MXCSR_DAZ | HU_MXCSR_FTZ : 0U);
    for (unsigned i = 0; i < SWEEP_BLOCK; i++) {
        const uint64_t x = first + i;
        models_answer model = {0, control};
        models_answer machine = {0, control};
        model.code = hu_x86_vcvtps2ph((hu_fp32){(uint32_t)x}, s->setting, control, &model.status).code;
        machine.code = x86_vcvtps2ph((uint32_t)x, s->setting, &machine.status);
        compare(s, i, x, control, model, machine, results);
    }
}

/* The upper bits of a case's number are the rounding, DAZ and FTZ. */
void sweep_vcvtph2ps(const sweep *s, uint64_t first, sweep_results *results)
{
    for (unsigned i = 0; i < SWEEP_BLOCK; i++) {
        const uint16_t x = (uint16_t)((first + i) & 0xFFFF);
        const unsigned bits = (unsigned)((first + i) >> 16);
        const uint32_t control = HU_MXCSR_MASKS | (bits & 3) << HU_MXCSR_ROUNDING_SHIFT |
                                 ((bits & 4) != 0 ? HU_MXCSR_DAZ : 0U) | ((bits & 8) != 0 ? HU_MXCSR_FTZ : 0U);
        models_answer model = {0, control};
        models_answer machine = {0, control};
        model.code = hu_x86_vcvtph2ps((hu_fp16){x}, control, &model.status).code;
        machine.code = x86_vcvtph2ps(x, &machine.status);
        compare(s, i, x, control, model, machine, results);
    }
}

void sweep_vcvtneps2bf16(const sweep *s, uint64_t first, sweep_results *results)
{
    for (unsigned i = 0; i < SWEEP_BLOCK; i++) {
        const uint64_t x = first + i;
        const models_answer model = {hu_x86_vcvtneps2bf16((hu_fp32){(uint32_t)x}).code, HU_MXCSR_MASKS};
        models_answer machine = {0, HU_MXCSR_MASKS};
        machine.code = x86_vcvtneps2bf16((uint32_t)x, &machine.status);
        compare(s, i, x, HU_MXCSR_MASKS, model, machine, results);
    }
}

const char *sweep_lacks_f16c(void)
{
    return x86_lacks_f16c();
}

const char *sweep_lacks_bf16(void)
{
    return x86_lacks_bf16();
}

#else

static const char elsewhere[] = "this is not an x86-64 processor";

/* Never called: these sweeps are refused first. */
void sweep_vcvtps2ph(const sweep *s, uint64_t first, sweep_results *results)
{
    (void)s, (void)first, (void)results;
}

void sweep_vcvtph2ps(const sweep *s, uint64_t first, sweep_results *results)
{
    (void)s, (void)first, (void)results;
}

void sweep_vcvtneps2bf16(const sweep *s, uint64_t first, sweep_results *results)
{
    (void)s, (void)first, (void)results;
}

const char *sweep_lacks_f16c(void)
{
    return elsewhere;
}

const char *sweep_lacks_bf16(void)
{
    return elsewhere;
}

#endif
