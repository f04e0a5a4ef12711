/* SPDX-License-Identifier: Apache-2.0
 *
 * The sources of hu_env_like(): which cases each covers, and the comparison with its restated rule. See sources.h.
 */
#include "sources.h"

#include <inttypes.h>
#include <string.h>

#include "check.h"

/* ---- The cases --------------------------------------------------------------------------------------------------- */

static like_answer p3109_none(const like_question *q)
{
    return like_p3109(q, LIKE_SAT_NONE);
}

static like_answer p3109_finite(const like_question *q)
{
    return like_p3109(q, LIKE_SAT_FINITE);
}

static like_answer p3109_propagate(const like_question *q)
{
    return like_p3109(q, LIKE_SAT_PROPAGATE);
}

static like_answer ocp_sat(const like_question *q)
{
    return like_ocp(q, true);
}

static like_answer ocp_nosat(const like_question *q)
{
    return like_ocp(q, false);
}

static like_answer ml_dtypes(const like_question *q)
{
    return like_ml_dtypes(q, false);
}

static like_answer ml_dtypes_sat(const like_question *q)
{
    return like_ml_dtypes(q, true);
}

static like_answer cuda(const like_question *q)
{
    return like_cuda(q, true);
}

static like_answer cuda_nosat(const like_question *q)
{
    return like_cuda(q, false);
}

static like_answer onnx(const like_question *q)
{
    return like_onnx(q, true);
}

static like_answer onnx_nosat(const like_question *q)
{
    return like_onnx(q, false);
}

static like_answer avx10_2(const like_question *q)
{
    return like_avx10_2(q, false);
}

static like_answer avx10_2_sat(const like_question *q)
{
    return like_avx10_2(q, true);
}

static like_answer riscv(const like_question *q)
{
    return like_riscv(q, false);
}

static like_answer riscv_sat(const like_question *q)
{
    return like_riscv(q, true);
}

/* ---- What differs, by hu_preset's `differs` ---------------------------------------------------------------------- */

static bool cuda_differs(const like_question *q, const hu_format *to, like_answer answer, uint64_t *code)
{
    *code = 0x7F;
    return q->x[0].kind == LIKE_NAN && q->from->fraction_bits == 52 && to->has_sign && hu_format_nan_count(to) > 0 &&
           answer.code != *code;
}

static bool ml_dtypes_e8m0_differs(const like_value *x, bool saturate, uint64_t *code)
{
    const bool positive = x->kind == LIKE_NUMBER && !x->negative;
    const bool small = positive && x->magnitude > 0x1p-127 && x->magnitude < 0x1.8p-127;
    const bool large = positive && x->magnitude >= 0x1.8p128 && x->magnitude < 0x1p129;
    const bool infinite = saturate && x->kind == LIKE_INFINITY && x->negative;
    *code = large ? (saturate ? 0xFE : 0xFF) : 0;
    return small || large || infinite;
}

static bool ml_dtypes_nan_differs(const like_question *q, const hu_format *to, like_answer answer, uint64_t *code)
{
    *code = answer.code & 0xFE;
    return q->x[0].kind == LIKE_NAN && answer.code % 2 != 0 && strcmp(to->name, "e5m2") == 0 &&
           strcmp(q->from->name, "fp16") == 0;
}

static bool ml_dtypes_differs(const like_question *q, const hu_format *to, like_answer answer, uint64_t *code)
{
    if (q->op != REF_CONVERT) {
        return false;
    }
    return to->has_sign ? ml_dtypes_nan_differs(q, to, answer, code) : ml_dtypes_e8m0_differs(&q->x[0], false, code);
}

static bool ml_dtypes_sat_differs(const like_question *q, const hu_format *to, like_answer answer, uint64_t *code)
{
    return to->has_sign ? ml_dtypes_nan_differs(q, to, answer, code) : ml_dtypes_e8m0_differs(&q->x[0], true, code);
}

static const source_case cases[] = {
    {"p3109",
     p3109_none,
     false,
     ROUND_ANY,
     {"binary8p4se", "binary8p3se", "binary8p1se", "binary8p4sf", "binary8p3sf", "binary8p4ue", "binary8p3uf",
      "binary8p1uf", "binary4p2sf", "binary6p3ue", "binary5p5uf", "binary10p4se"},
     {"fp16", "bf16", "fp32", "fp64", "e5m2", "binary8p3se", "binary8p4ue"},
     NULL},
    {"p3109-satfinite",
     p3109_finite,
     false,
     ROUND_ANY,
     {"binary8p4se", "binary8p4sf", "binary8p3sf", "binary8p4ue", "binary8p1uf", "binary4p2sf"},
     {"fp16", "bf16", "fp32", "fp64", "binary8p3se"},
     NULL},
    {"p3109-satpropagate",
     p3109_propagate,
     false,
     ROUND_ANY,
     {"binary8p4se", "binary8p4sf", "binary8p3sf", "binary8p4ue", "binary8p1uf", "binary4p2sf"},
     {"fp16", "bf16", "fp32", "fp64", "binary8p3se"},
     NULL},
    {"ocp-sat",
     ocp_sat,
     false,
     ROUND_OWN,
     {"e4m3", "e5m2", "e2m3", "e3m2", "e2m1"},
     {"fp16", "bf16", "fp32", "fp64", "e4m3", "e5m2"},
     NULL},
    {"ocp-nosat",
     ocp_nosat,
     false,
     ROUND_OWN,
     {"e4m3", "e5m2"},
     {"fp16", "bf16", "fp32", "fp64", "e4m3", "e5m2"},
     NULL},
    {"ml_dtypes",
     ml_dtypes,
     false,
     ROUND_OWN,
     {"e4m3", "e5m2", "e4m3fnuz", "e5m2fnuz", "e4m3b11fnuz", "e4m3_ieee", "e3m4", "e8m0", "e2m3", "e3m2", "e2m1"},
     {"fp16", "bf16", "fp32", "fp64", "e4m3", "e5m2", "e4m3fnuz", "e5m2fnuz", "e4m3b11fnuz", "e4m3_ieee", "e3m4",
      "e8m0"},
     ml_dtypes_differs},
    {"ml_dtypes-sat",
     ml_dtypes_sat,
     false,
     ROUND_OWN,
     {"e4m3", "e5m2", "e4m3fnuz", "e5m2fnuz", "e4m3b11fnuz", "e4m3_ieee", "e3m4", "e8m0", "e2m3", "e3m2", "e2m1"},
     {"fp16", "bf16", "fp32", "fp64", "e4m3", "e5m2", "e4m3fnuz", "e5m2fnuz", "e4m3b11fnuz", "e4m3_ieee", "e3m4",
      "e8m0"},
     ml_dtypes_sat_differs},
    {"cuda", cuda, false, ROUND_OWN, {"e4m3", "e5m2"}, {"fp16", "bf16", "fp32", "fp64"}, cuda_differs},
    {"cuda",
     cuda,
     false,
     ROUND_NEAREST_OR_ZERO,
     {"e2m3", "e3m2", "e2m1"},
     {"fp16", "bf16", "fp32", "fp64"},
     cuda_differs},
    {"cuda", cuda, false, ROUND_UP_OR_ZERO, {"e8m0"}, {"fp16", "bf16", "fp32", "fp64"}, cuda_differs},
    {"cuda",
     cuda,
     false,
     ROUND_OWN,
     {"fp16", "bf16"},
     {"fp32", "e4m3", "e5m2", "e8m0", "e2m3", "e3m2", "e2m1"},
     cuda_differs},
    {"cuda-nosat", cuda_nosat, false, ROUND_OWN, {"e4m3", "e5m2"}, {"fp16", "bf16", "fp32", "fp64"}, cuda_differs},
    {"cuda-nosat", cuda_nosat, false, ROUND_UP_OR_ZERO, {"e8m0"}, {"fp16", "bf16", "fp32", "fp64"}, cuda_differs},
    {"onnx",
     onnx,
     false,
     ROUND_OWN,
     {"e4m3", "e5m2", "e4m3fnuz", "e5m2fnuz", "e8m0"},
     {"fp16", "bf16", "fp32", "fp64"},
     NULL},
    {"onnx-nosat",
     onnx_nosat,
     false,
     ROUND_OWN,
     {"e4m3", "e5m2", "e4m3fnuz", "e5m2fnuz"},
     {"fp16", "bf16", "fp32", "fp64"},
     NULL},
    {"avx10.2", avx10_2, false, ROUND_BIAS, {"e4m3", "e5m2"}, {"fp16"}, NULL},
    {"avx10.2-sat", avx10_2_sat, false, ROUND_BIAS, {"e4m3", "e5m2"}, {"fp16"}, NULL},
    {"x86", like_x86, true, ROUND_DIRECTED, {"fp32", "fp64"}, {"fp16", "fp32", "fp64"}, NULL},
    {"x86", like_x86, true, ROUND_DIRECTED, {"fp16"}, {"fp32", "fp64"}, NULL},
    {"x86", like_x86, false, ROUND_OWN, {"bf16"}, {"fp32"}, NULL},
    {"arm", like_arm, true, ROUND_DIRECTED, {"fp32", "fp64"}, {"fp16", "fp32", "fp64"}, NULL},
    {"arm", like_arm, true, ROUND_DIRECTED, {"fp16"}, {"fp32", "fp64"}, NULL},
    {"arm", like_arm, true, ROUND_DIRECTED, {"bf16"}, {"fp32"}, NULL},
    {"riscv", riscv, true, ROUND_DIRECTED, {"fp32", "fp64"}, {"fp16", "bf16", "fp32", "fp64"}, NULL},
    {"riscv", riscv, true, ROUND_DIRECTED, {"fp16"}, {"fp32", "fp64"}, NULL},
    {"riscv", riscv, true, ROUND_DIRECTED, {"bf16"}, {"fp32"}, NULL},
    {"riscv", riscv, true, ROUND_DIRECTED, {"e4m3", "e5m2"}, {"bf16", "fp32"}, NULL},
    {"riscv-sat", riscv_sat, true, ROUND_DIRECTED, {"e4m3", "e5m2"}, {"bf16", "fp32"}, NULL},
};

const source_case *source_at(size_t index)
{
    return index < sizeof cases / sizeof cases[0] ? &cases[index] : NULL;
}

const hu_format *source_format(const char *name)
{
    enum { FORMATS = 64 };
    static hu_format formats[FORMATS];
    static size_t count;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(formats[i].name, name) == 0) {
            return &formats[i];
        }
    }
    if (count == FORMATS || !hu_format_parse(name, &formats[count])) {
        return NULL;
    }
    return &formats[count++];
}

static void draw_bits(uint64_t random, uint32_t bits, hu_env *env)
{
    env->random_bits = bits;
    env->random = bits == 0 ? 0 : random >> (64 - bits);
}

bool source_rounding(const source_case *source, unsigned index, uint64_t random, hu_env *env)
{
    static const hu_rounding directed[] = {HU_NEAREST_EVEN, HU_TOWARD_ZERO, HU_DOWN, HU_UP};
    enum { DRAWS = 6 };
    switch (source->roundings) {
    case ROUND_OWN:
        return index == 0;
    case ROUND_NEAREST_OR_ZERO:
    case ROUND_UP_OR_ZERO: /* the preset's own first */
        env->rounding = index == 0 ? env->rounding : HU_TOWARD_ZERO;
        return index < 2;
    case ROUND_DIRECTED:
        env->rounding = directed[index % 4];
        return index < 4;
    case ROUND_ANY: /* nearest even, and a drawn one */
        env->rounding = index == 0 ? HU_NEAREST_EVEN : (uint32_t)(random % 9);
        draw_bits(random, (uint32_t)(random >> 8 & 31), env);
        return index < 2;
    case ROUND_BIAS:
        break;
    }
    env->rounding = index == 0 ? HU_NEAREST_EVEN : HU_STOCHASTIC_A;
    draw_bits(random * (index + 1), index == 0 ? 0 : 8, env);
    return index <= DRAWS;
}

/* ---- Comparing --------------------------------------------------------------------------------------------------- */

static bool matches(const hu_format *to, like_answer answer, uint64_t code)
{
    const uint64_t sign = to->has_sign ? UINT64_C(1) << (hu_format_width(to) - 1) : 0;
    if (answer.any_nan) {
        return hu_format_is_nan(to, code) && (answer.any_sign || ((code ^ answer.code) & sign) == 0);
    }
    return answer.any_sign ? ((code ^ answer.code) & ~sign) == 0 : code == answer.code;
}

void source_compare(source_tally *tally, const source_case *source, like_question *q, const hu_number *operands,
                    const hu_format *to, const hu_env *env)
{
    q->mode = (like_mode){(ref_rounding)env->rounding, env->random_bits, env->random};
    like_answer answer = source->ask(q);
    if (answer.unspecified) {
        return;
    }
    hu_env used = *env;
    uint64_t code = compare_generic(q->op, to, operands, &used);
    uint64_t other;
    tally->comparisons++;
    const bool differs = source->differs != NULL && source->differs(q, to, answer, &other);
    bool good = differs ? code == other && answer.code != other : matches(to, answer, code);
    if (source->has_flags && used.flags != answer.flags) {
        good = false;
    }
    if (!good && tally->failures++ < CHECK_SHOWN) {
        fprintf(stderr, "  %s is not like %s\n", tally->check, source->name);
        compare_report(stderr, tally->check, q->op, to, operands, &used, code,
                       (ref_result){answer.code, source->has_flags ? answer.flags : used.flags});
    }
}
