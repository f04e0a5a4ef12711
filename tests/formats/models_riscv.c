/* SPDX-License-Identifier: Apache-2.0
 *
 * The models of RISC-V: FP8 against ref/'s restatement of Zvfofp8min (like.h), the rest against IEEE 754 by ref/,
 * result and flags.
 */
#include <string.h>

#include "halfulp_models.h"
#include "like.h"
#include "support/check.h"
#include "support/models.h"
#include "support/operands.h"

enum { SAMPLES = 30000, ROUNDINGS = 5 };

static const ref_rounding roundings[ROUNDINGS] = {REF_NEAREST_EVEN, REF_TOWARD_ZERO, REF_DOWN, REF_UP,
                                                  REF_NEAREST_AWAY};

/* Patterned codes of FP32, some of them with an exponent near the ends of FP8 or BF16; every code of the others. */
static uint64_t operand_for(const hu_format *from, uint64_t i)
{
    static const int centres[] = {-126, -16, -9, -6, 0, 8, 15, 127};
    if (hu_format_width(from) <= 16) {
        return i;
    }
    const uint64_t x = operand_code(from, check_seed(), 160, i), r = hu_random(check_seed(), 161, i);
    return i % 3 == 0 ? x : models_with_field(from, x, 127 + centres[r & 7] + (int)(r >> 8 & 7) - 3);
}

static uint64_t operands_of(const hu_format *from)
{
    return hu_format_width(from) <= 16 ? UINT64_C(1) << hu_format_width(from) : SAMPLES;
}

/* ---- FP8 --------------------------------------------------------------------------------------------------------- */

static void compare_fp8(models_tally *tally, const char *name)
{
    const hu_model *model = hu_model_find(name);
    const hu_format *from = model->operand[0].format;
    const ref_format *to = ref_format_find(model->result->format->name);
    for (uint64_t i = 0; i < operands_of(from); i++) {
        if (!check_dose()) {
            continue;
        }
        const uint64_t x = operand_for(from, i);
        like_question q = {.op = REF_CONVERT, .to = to, .from = ref_format_find(from->name)};
        q.x[0] = like_of((ref_operand){q.from, x});
        for (uint32_t frm = 0; frm < ROUNDINGS; frm++) {
            q.mode.rounding = roundings[frm];
            const like_answer answer = like_riscv(&q, strstr(name, "_sat_") != NULL);
            const uint32_t before = (uint32_t)(i & 0x1F); /* flags that are already there do not matter */
            models_expect(tally, model, &x, 1, frm << HU_FCSR_ROUNDING_SHIFT | before, 0,
                          (models_answer){answer.code, answer.flags});
        }
    }
}

/* Every NaN is the canonical one, every infinity an infinity, every other code the same number. */
static void compare_widening(models_tally *tally, const char *name)
{
    const hu_model *model = hu_model_find(name);
    const ref_format *from = ref_format_find(model->operand[0].format->name);
    for (uint64_t x = 0; x < 256; x++) {
        mpfr_t value;
        mpfr_init2(value, REF_OPERAND_PRECISION);
        ref_decode(value, from, x);
        const float exact = mpfr_get_flt(value, MPFR_RNDN); /* at most four significant bits */
        uint32_t code;
        memcpy(&code, &exact, sizeof code);
        models_expect(tally, model, &x, 1, 0, 0, (models_answer){mpfr_nan_p(value) != 0 ? 0x7FC0 : code >> 16, 0});
        mpfr_clear(value);
    }
}

/* ---- BF16 -------------------------------------------------------------------------------------------------------- */

static models_answer ieee(ref_bracket_t *b, ref_op op, const ref_format *to, const ref_operand *x, uint32_t frm)
{
    const ref_policy policy = {.rounding = roundings[frm]};
    ref_bracket(b, op, to, x, false);
    const ref_result result = ref_choose(b, &policy);
    return (models_answer){result.code, result.flags};
}

static void compare_conversion(models_tally *tally, ref_bracket_t *b, const char *name)
{
    const hu_model *model = hu_model_find(name);
    const hu_format *from = model->operand[0].format;
    const ref_format *to = ref_format_find(model->result->format->name);
    for (uint64_t i = 0; i < operands_of(from); i++) {
        const uint32_t frm = (uint32_t)(hu_random(check_seed(), 162, i) % ROUNDINGS);
        const uint64_t x = operand_for(from, i);
        if (check_dose()) {
            const ref_operand operand = {ref_format_find(from->name), x};
            models_expect(tally, model, &x, 1, frm << HU_FCSR_ROUNDING_SHIFT, 0,
                          ieee(b, REF_CONVERT, to, &operand, frm));
        }
    }
}

static void compare_multiply_add(models_tally *tally, ref_bracket_t *b, uint64_t i)
{
    const ref_format *bf16 = ref_format_find("bf16"), *fp32 = ref_format_find("fp32");
    const uint32_t frm = (uint32_t)(i % ROUNDINGS);
    uint64_t v[3];
    models_operands(hu_format_find("bf16"), hu_format_find("fp32"), 163, i, v);
    const ref_operand operands[3] = {{bf16, v[0]}, {bf16, v[1]}, {fp32, v[2]}};
    models_expect(tally, hu_model_find("riscv_vfwmaccbf16"), (uint64_t[]){v[2], v[0], v[1]}, 3,
                  frm << HU_FCSR_ROUNDING_SHIFT, 0, ieee(b, REF_FMA, fp32, operands, frm));
}

long check_models_riscv(void)
{
    static const char *const fp8[] = {
        "riscv_vfncvt_f_f_q_e4m3",     "riscv_vfncvt_sat_f_f_q_e4m3",     "riscv_vfncvt_f_f_q_e5m2",
        "riscv_vfncvt_sat_f_f_q_e5m2", "riscv_vfncvtbf16_f_f_w_e4m3",     "riscv_vfncvtbf16_sat_f_f_w_e4m3",
        "riscv_vfncvtbf16_f_f_w_e5m2", "riscv_vfncvtbf16_sat_f_f_w_e5m2",
    };
    models_tally tally = {.name = "models.riscv"};
    ref_bracket_t b;
    ref_bracket_init(&b);
    for (size_t i = 0; i < sizeof fp8 / sizeof fp8[0]; i++) {
        compare_fp8(&tally, fp8[i]);
    }
    compare_widening(&tally, "riscv_vfwcvtbf16_f_f_v_e4m3");
    compare_widening(&tally, "riscv_vfwcvtbf16_f_f_v_e5m2");
    compare_conversion(&tally, &b, "riscv_fcvt_bf16_s");
    compare_conversion(&tally, &b, "riscv_fcvt_s_bf16");
    for (uint64_t i = 0; i < SAMPLES; i++) {
        if (check_dose()) {
            compare_multiply_add(&tally, &b, i);
        }
    }
    ref_bracket_clear(&b);
    return check_end(tally.name, tally.comparisons, tally.failures);
}
