/* SPDX-License-Identifier: Apache-2.0
 *
 * The models of the x86 instructions against the instructions: result and MXCSR, bit for bit, including NaN payloads. A
 * sweep (exhaustive/) covers all 2^32 operands of F16C's and AVX512-BF16's conversions. AMX is in models_tiles.c.
 */
#include "support/check.h"
#include "halfulp_models.h"
#include "support/models.h"
#include "support/operands.h"

#if defined(__x86_64__)

#include "support/instructions_x86.h"

enum { SAMPLES = 200000 };

/* All roundings, with and without DAZ and FTZ: 16 settings. */
static uint32_t mxcsr_setting(unsigned i)
{
    return HU_MXCSR_MASKS | (i & 3) << HU_MXCSR_ROUNDING_SHIFT | ((i & 4) != 0 ? HU_MXCSR_DAZ : 0U) |
           ((i & 8) != 0 ? HU_MXCSR_FTZ : 0U);
}

static const hu_format *format(const char *name)
{
    return hu_format_find(name);
}

static void compare_vcvtps2ph(models_tally *tally, uint32_t x)
{
    static const unsigned immediates[] = {0, 1, 2, 3, 4, 0x0B, 0xFE};
    for (unsigned i = 0; i < 16 * 7; i++) {
        const uint32_t control = mxcsr_setting(i % 16);
        uint32_t status[2] = {control, control};
        const unsigned imm8 = immediates[i / 16];
        const models_case input = {"vcvtps2ph", control | imm8 << 16, 1, {{format("fp32"), x}}};
        const uint64_t model = hu_x86_vcvtps2ph((hu_fp32){x}, imm8, control, &status[0]).code;
        const uint64_t machine = x86_vcvtps2ph(x, imm8, &status[1]);
        models_compare(tally, &input, format("fp16"), (models_answer){model, status[0]},
                       (models_answer){machine, status[1]});
    }
}

long check_models_f16c(void)
{
    models_tally tally = {.name = "models.f16c"};
    if (x86_lacks_f16c() != NULL) {
        return models_skip(tally.name, x86_lacks_f16c());
    }
    for (uint64_t i = 0; i < SAMPLES / 16; i++) {
        if (!check_dose()) {
            continue;
        }
        uint64_t near = hu_random(check_seed(), 21, i) % 64; /* around the ends of FP16: 2^-24, 2^-14 and 2^16 */
        uint64_t x = operand_code(format("fp32"), check_seed(), 20, i);
        compare_vcvtps2ph(&tally,
                          (uint32_t)(i % 2 == 0 ? x : models_with_field(format("fp32"), x, 127 - 30 + (int)near)));
    }
    for (uint32_t i = 0; i < 16U << 16; i++) {
        if (!check_dose()) {
            continue;
        }
        const uint32_t control = mxcsr_setting(i >> 16);
        uint32_t status[2] = {control, control};
        const models_case input = {"vcvtph2ps", control, 1, {{format("fp16"), i & 0xFFFF}}};
        const uint64_t model = hu_x86_vcvtph2ps((hu_fp16){(uint16_t)i}, control, &status[0]).code;
        const uint64_t machine = x86_vcvtph2ps((uint16_t)i, &status[1]);
        models_compare(&tally, &input, format("fp32"), (models_answer){model, status[0]},
                       (models_answer){machine, status[1]});
    }
    return check_end(tally.name, tally.comparisons, tally.failures);
}

long check_models_fma(void)
{
    static const int forms[] = {132, 213, 231};
    static const char *const names[] = {"vfmadd132ss", "vfmadd213ss", "vfmadd231ss"};
    models_tally tally = {.name = "models.fma"};
    if (x86_lacks_fma() != NULL) {
        return models_skip(tally.name, x86_lacks_fma());
    }
    for (uint64_t i = 0; i < SAMPLES; i++) {
        if (!check_dose()) {
            continue;
        }
        uint64_t operand[3];
        models_operands(format("fp32"), format("fp32"), 22, i, operand);
        const uint32_t x = (uint32_t)operand[0];
        const uint32_t y = (uint32_t)operand[1];
        const uint32_t z = (uint32_t)operand[2];
        for (unsigned setting = 0; setting < 16; setting++) {
            const uint32_t control = mxcsr_setting(setting);
            const unsigned form = (unsigned)(i + setting) % 3;
            uint32_t status[2] = {control, control};
            const models_case input = {
                names[form], control, 3, {{format("fp32"), x}, {format("fp32"), y}, {format("fp32"), z}}};
            const uint64_t model = hu_x86_vfmadd((hu_fp32){x}, (hu_fp32){y}, (hu_fp32){z}, control, &status[0]).code;
            const uint64_t machine = x86_vfmadd(forms[form], x, y, z, &status[1]);
            models_compare(&tally, &input, format("fp32"), (models_answer){model, status[0]},
                           (models_answer){machine, status[1]});
        }
    }
    return check_end(tally.name, tally.comparisons, tally.failures);
}

/* Two pairs of BF16 and an accumulator: the second product is independent, near the first one, or its opposite. */
static void compare_vdpbf16ps(models_tally *tally, uint64_t i)
{
    uint64_t first[3];
    uint64_t second[3];
    models_operands(format("bf16"), format("fp32"), 24, i, first);
    models_operands(format("bf16"), format("fp32"), 26, i, second);
    if (i % 4 == 0) {
        second[0] = operand_near(format("bf16"), first[0], check_seed(), 28, i);
        second[1] = operand_near(format("bf16"), first[1], check_seed(), 29, i);
    }
    const hu_bf16 x[2] = {{(uint16_t)first[0]}, {(uint16_t)second[0]}};
    const hu_bf16 y[2] = {{(uint16_t)first[1]}, {(uint16_t)second[1]}};
    const uint32_t z = (uint32_t)first[2];
    const uint32_t control = mxcsr_setting((unsigned)i % 16);
    uint32_t status = control;
    const models_case input = {"vdpbf16ps: x0 x1 y0 y1 z",
                               control,
                               5,
                               {{format("bf16"), x[0].code},
                                {format("bf16"), x[1].code},
                                {format("bf16"), y[0].code},
                                {format("bf16"), y[1].code},
                                {format("fp32"), z}}};
    const uint64_t model = hu_x86_vdpbf16ps((hu_fp32){z}, x, y).code;
    const uint64_t machine =
        x86_vdpbf16ps(z, x[0].code | (uint32_t)x[1].code << 16, y[0].code | (uint32_t)y[1].code << 16, &status);
    models_compare(tally, &input, format("fp32"), (models_answer){model, control}, (models_answer){machine, status});
}

long check_models_bf16(void)
{
    models_tally tally = {.name = "models.bf16"};
    if (x86_lacks_bf16() != NULL) {
        return models_skip(tally.name, x86_lacks_bf16());
    }
    for (uint64_t i = 0; i < SAMPLES; i++) {
        if (!check_dose()) {
            continue;
        }
        const uint32_t x = (uint32_t)operand_code(format("fp32"), check_seed(), 23, i);
        const uint32_t control = mxcsr_setting((unsigned)i % 16);
        uint32_t status = control;
        const models_case input = {"vcvtneps2bf16", control, 1, {{format("fp32"), x}}};
        const uint64_t machine = x86_vcvtneps2bf16(x, &status);
        models_compare(&tally, &input, format("bf16"),
                       (models_answer){hu_x86_vcvtneps2bf16((hu_fp32){x}).code, control},
                       (models_answer){machine, status});
    }
    for (uint64_t i = 0; i < 5 * SAMPLES; i++) {
        if (!check_dose()) {
            continue;
        }
        compare_vdpbf16ps(&tally, i);
    }
    return check_end(tally.name, tally.comparisons, tally.failures);
}

static void compare_fp16(models_tally *tally, x86_fp16_operation operation, bool packed, const uint64_t v[3],
                         uint32_t control)
{
    static const char *const names[X86_FP16_OPERATIONS] = {"vadd",  "vsub",      "vmul",      "vdiv",
                                                           "vsqrt", "vfmadd132", "vfmadd213", "vfmadd231"};
    const hu_fp16 x = {(uint16_t)v[0]};
    const hu_fp16 y = {(uint16_t)v[1]};
    const hu_fp16 z = {(uint16_t)v[2]};
    uint32_t status[2] = {control, control};
    hu_fp16 model;
    switch (operation) {
    case X86_ADD:
        model = hu_x86_vaddph(x, y, control, &status[0]);
        break;
    case X86_SUB:
        model = hu_x86_vsubph(x, y, control, &status[0]);
        break;
    case X86_MUL:
        model = hu_x86_vmulph(x, y, control, &status[0]);
        break;
    case X86_DIV:
        model = hu_x86_vdivph(x, y, control, &status[0]);
        break;
    case X86_SQRT:
        model = hu_x86_vsqrtph(x, control, &status[0]);
        break;
    default:
        model = hu_x86_vfmaddph(x, y, z, control, &status[0]);
    }
    const uint64_t machine = x86_fp16(operation, packed, x.code, y.code, z.code, &status[1]);
    const models_case input = {names[operation],
                               control,
                               operation == X86_SQRT  ? 1
                               : operation < X86_SQRT ? 2
                                                      : 3,
                               {{format("fp16"), x.code}, {format("fp16"), y.code}, {format("fp16"), z.code}}};
    models_compare(tally, &input, format("fp16"), (models_answer){model.code, status[0]},
                   (models_answer){machine, status[1]});
}

static void compare_fp16_conversions(models_tally *tally, bool packed, uint32_t x, uint16_t half, uint32_t control)
{
    uint32_t status[2] = {control, control};
    const models_case narrowed = {packed ? "vcvtps2phx" : "vcvtss2sh", control, 1, {{format("fp32"), x}}};
    uint64_t model = hu_x86_vcvtps2phx((hu_fp32){x}, control, &status[0]).code;
    uint64_t machine = x86_vcvtps2phx(packed, x, &status[1]);
    models_compare(tally, &narrowed, format("fp16"), (models_answer){model, status[0]},
                   (models_answer){machine, status[1]});
    status[0] = status[1] = control;
    const models_case widened = {packed ? "vcvtph2psx" : "vcvtsh2ss", control, 1, {{format("fp16"), half}}};
    model = hu_x86_vcvtph2psx((hu_fp16){half}, control, &status[0]).code;
    machine = x86_vcvtph2psx(packed, half, &status[1]);
    models_compare(tally, &widened, format("fp32"), (models_answer){model, status[0]},
                   (models_answer){machine, status[1]});
}

/* The operands of multiply-adds, or pairs near each other for sums and quotients; the conversion to FP32 gets all
 * halves. Packed and scalar forms take turns. */
long check_models_fp16(void)
{
    models_tally tally = {.name = "models.fp16"};
    if (x86_lacks_fp16() != NULL) {
        return models_skip(tally.name, x86_lacks_fp16());
    }
    for (uint64_t i = 0; i < UINT64_C(1) << 16; i++) {
        if (!check_dose()) {
            continue;
        }
        uint64_t v[3];
        models_operands(format("fp16"), format("fp16"), 30, i, v);
        const uint64_t reversed[3] = {v[2], operand_near(format("fp16"), v[2], check_seed(), 32, i), v[1]};
        const uint64_t wide = operand_code(format("fp32"), check_seed(), 33, i);
        const int near = 127 - 30 + (int)(hu_random(check_seed(), 34, i) % 64); /* as in models.f16c */
        const uint32_t single = (uint32_t)(i % 2 == 0 ? wide : models_with_field(format("fp32"), wide, near));
        for (unsigned setting = 0; setting < 16; setting++) {
            const uint32_t control = mxcsr_setting(setting);
            for (unsigned operation = 0; operation < X86_FP16_OPERATIONS; operation++) {
                const bool packed = ((i >> 1) + setting + operation) % 2 == 0;
                compare_fp16(&tally, (x86_fp16_operation)operation, packed, i % 2 == 0 ? v : reversed, control);
            }
            compare_fp16_conversions(&tally, (i + setting) % 2 == 0, single, (uint16_t)i, control);
        }
    }
    return check_end(tally.name, tally.comparisons, tally.failures);
}

#else

long check_models_f16c(void)
{
    return models_skip("models.f16c", "this is not an x86-64 processor");
}

long check_models_fma(void)
{
    return models_skip("models.fma", "this is not an x86-64 processor");
}

long check_models_bf16(void)
{
    return models_skip("models.bf16", "this is not an x86-64 processor");
}

long check_models_fp16(void)
{
    return models_skip("models.fp16", "this is not an x86-64 processor");
}

#endif
