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

static void compare(const sweep *s, uint64_t index, const char *from, uint64_t x, uint32_t control, const char *to,
                    models_answer model, models_answer machine, sweep_totals *totals)
{
    if (!sweep_compare(totals, index, 0, model.code, model.status, machine.code, machine.status)) {
        const models_case input = {s->name, control, 1, {{hu_format_find(from), x}}};
        models_tally tally = {.name = s->name, .failures = totals->failures <= CHECK_SHOWN ? 0 : CHECK_SHOWN};
        models_compare(&tally, &input, hu_format_find(to), model, machine);
    }
}

/* setting: imm8. 4, which leaves the rounding to MXCSR, is tried with rounding up, DAZ and FTZ. */
void sweep_vcvtps2ph(const sweep *s, uint64_t begin, uint64_t end, sweep_totals *totals)
{
    const uint32_t up = 2U << HU_MXCSR_ROUNDING_SHIFT;
    const uint32_t control = HU_MXCSR_MASKS | (s->setting == 4 ? up | HU_MXCSR_DAZ | HU_MXCSR_FTZ : 0U);
    for (uint64_t x = begin; x < end; x++) {
        models_answer model = {0, control};
        models_answer machine = {0, control};
        model.code = hu_x86_vcvtps2ph((hu_fp32){(uint32_t)x}, s->setting, control, &model.status).code;
        machine.code = x86_vcvtps2ph((uint32_t)x, s->setting, &machine.status);
        compare(s, x, "fp32", x, control, "fp16", model, machine, totals);
    }
}

/* The upper bits of a case's number are the rounding, DAZ and FTZ. */
void sweep_vcvtph2ps(const sweep *s, uint64_t begin, uint64_t end, sweep_totals *totals)
{
    for (uint64_t index = begin; index < end; index++) {
        const uint16_t x = (uint16_t)(index & 0xFFFF);
        const unsigned bits = (unsigned)(index >> 16);
        const uint32_t control = HU_MXCSR_MASKS | (bits & 3) << HU_MXCSR_ROUNDING_SHIFT |
                                 ((bits & 4) != 0 ? HU_MXCSR_DAZ : 0U) | ((bits & 8) != 0 ? HU_MXCSR_FTZ : 0U);
        models_answer model = {0, control};
        models_answer machine = {0, control};
        model.code = hu_x86_vcvtph2ps((hu_fp16){x}, control, &model.status).code;
        machine.code = x86_vcvtph2ps(x, &machine.status);
        compare(s, index, "fp16", x, control, "fp32", model, machine, totals);
    }
}

void sweep_vcvtneps2bf16(const sweep *s, uint64_t begin, uint64_t end, sweep_totals *totals)
{
    for (uint64_t x = begin; x < end; x++) {
        const models_answer model = {hu_x86_vcvtneps2bf16((hu_fp32){(uint32_t)x}).code, HU_MXCSR_MASKS};
        models_answer machine = {0, HU_MXCSR_MASKS};
        machine.code = x86_vcvtneps2bf16((uint32_t)x, &machine.status);
        compare(s, x, "fp32", x, HU_MXCSR_MASKS, "bf16", model, machine, totals);
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
void sweep_vcvtps2ph(const sweep *s, uint64_t begin, uint64_t end, sweep_totals *totals)
{
    (void)s, (void)begin, (void)end, (void)totals;
}

void sweep_vcvtph2ps(const sweep *s, uint64_t begin, uint64_t end, sweep_totals *totals)
{
    (void)s, (void)begin, (void)end, (void)totals;
}

void sweep_vcvtneps2bf16(const sweep *s, uint64_t begin, uint64_t end, sweep_totals *totals)
{
    (void)s, (void)begin, (void)end, (void)totals;
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
