/* SPDX-License-Identifier: Apache-2.0
 *
 * Environments by the name of the implementation that they reproduce. A source has one row of text, and one or more
 * cases: a set of destination formats and the policies that the source applies to them. ref/like.h restates each
 * source's rule independently, and tests/formats/presets.c requires the two to agree.
 */
#include "table.h"
#include "value.h"

/* ---- Sets of formats: a bit for each row of the table and for each kind of IEEE P3109 format -------------------- */

enum {
    FP64 = 1 << ROW_FP64,
    FP32 = 1 << ROW_FP32,
    FP16 = 1 << ROW_FP16,
    BF16 = 1 << ROW_BF16,
    E8M0 = 1 << ROW_E8M0,
    OCP8 = 1 << ROW_E4M3 | 1 << ROW_E5M2,
    FNUZ = 1 << ROW_E4M3FNUZ | 1 << ROW_E5M2FNUZ,
    B11FNUZ = 1 << ROW_E4M3B11FNUZ,
    IEEE8 = 1 << ROW_E4M3_IEEE | 1 << ROW_E3M4,
    OCP_MX = 1 << ROW_E2M3 | 1 << ROW_E3M2 | 1 << ROW_E2M1,
    P3109_SIGNED_FINITE = 1 << ROW_COUNT,
    P3109_SIGNED_EXTENDED = 2 << ROW_COUNT,
    P3109_UNSIGNED_FINITE = 4 << ROW_COUNT,
    P3109_UNSIGNED_EXTENDED = 8 << ROW_COUNT,
    P3109_FINITE = P3109_SIGNED_FINITE | P3109_UNSIGNED_FINITE,
    P3109_EXTENDED = P3109_SIGNED_EXTENDED | P3109_UNSIGNED_EXTENDED
};

_Static_assert(ROW_COUNT + 4 < 31, "a set of formats is an int");

/* The kind of P3109 format that f's fields make it; 0 if none. describe.c has the rule. */
static int p3109_kind(const hu_format *f)
{
    hu_nan nan = f->has_sign ? HU_NAN_NEGATIVE_ZERO : HU_NAN_TOP_CODE;
    int width = hu_width(f);
    if (!f->has_zero || f->nan != nan || f->infinity == HU_INFINITY_TOP_EXPONENT || width < 3 || width > 16 ||
        f->bias != 1 << (f->exponent_bits - 1)) {
        return 0;
    }
    if (f->has_sign) {
        return f->infinity == HU_INFINITY_NONE ? P3109_SIGNED_FINITE : P3109_SIGNED_EXTENDED;
    }
    return f->infinity == HU_INFINITY_NONE ? P3109_UNSIGNED_FINITE : P3109_UNSIGNED_EXTENDED;
}

static int sets_of(const hu_format *f)
{
    int sets = p3109_kind(f);
    for (int row = 0; row < ROW_COUNT; row++) {
        sets |= hu_same_format(f, &hu_table[row]) ? 1 << row : 0;
    }
    return sets;
}

/* ---- The sources ------------------------------------------------------------------------------------------------- */

enum { P3109, P3109_SATFINITE, P3109_SATPROPAGATE, OCP_SAT, OCP_NOSAT, ML_DTYPES, ML_DTYPES_SAT, CUDA, CUDA_NOSAT };
enum { ONNX = CUDA_NOSAT + 1, ONNX_NOSAT, AVX10_2, AVX10_2_SAT, X86, ARM, RISCV, RISCV_SAT, PRESETS };

static const hu_preset presets[PRESETS] = {
    [P3109] = {"p3109", "IEEE P3109, interim report 4.0 of June 2026 (an unapproved draft), saturation mode SatNone",
               "every binary{K}p{P}{s|u}{e|f}: conversions from any format, add, sub, mul, div, sqrt, fma, minimum and "
               "maximum, in every rounding",
               ""},
    [P3109_SATFINITE] = {"p3109-satfinite",
                         "IEEE P3109, interim report 4.0 of June 2026 (an unapproved draft), saturation mode SatFinite",
                         "as p3109", ""},
    [P3109_SATPROPAGATE] =
        {"p3109-satpropagate",
         "IEEE P3109, interim report 4.0 of June 2026 (an unapproved draft), saturation mode SatPropagate", "as p3109",
         ""},
    [OCP_SAT] =
        {"ocp-sat", "OCP OFP8 revision 1.0, conversion with saturation; OCP MX version 1.0",
         "e4m3, e5m2, e2m3, e3m2, e2m1: conversions, to nearest even",
         "OCP leaves open which NaN a NaN becomes in e4m3 and e5m2, and what NaNs and infinities become in e2m3, "
         "e3m2 and e2m1"},
    [OCP_NOSAT] = {"ocp-nosat", "OCP OFP8 revision 1.0, conversion without saturation",
                   "e4m3, e5m2: conversions, to nearest even", "OCP leaves open which NaN the result is"},
    [ML_DTYPES] =
        {"ml_dtypes", "ml_dtypes 0.6.0 and 0.5.4, astype in Python",
         "e4m3, e5m2, e4m3fnuz, e5m2fnuz, e4m3b11fnuz, e4m3_ieee, e3m4, e8m0, e2m3, e3m2, e2m1: conversions; all but "
         "e8m0: add, sub, mul and div of that format",
         "Defects there: numbers between 2^-127 and 1.5 * 2^-127 become 2^-126 in e8m0, and in 0.6.0 those of fp64 "
         "from "
         "1.5 * 2^128 to 2^129 become 2^-127. A NaN of fp16 keeps its payload in e5m2. The sign of a NaN that "
         "arithmetic "
         "returns, and of the zero that stands for it in e2m3, e3m2 and e2m1, depends on the host"},
    [ML_DTYPES_SAT] = {"ml_dtypes-sat", "ml_dtypes 0.6.0 and 0.5.4, ConvertFrom<true> in C++",
                       "as ml_dtypes, but only conversions", "As ml_dtypes; and minus infinity is NaN in e8m0"},
    [CUDA] =
        {"cuda",
         "CUDA 13's headers cuda_fp8, cuda_fp6, cuda_fp4, cuda_fp16 and cuda_bf16, their code for the host, and on an "
         "H200 the same: SATFINITE, and cudaRoundPosInf into e8m0",
         "e4m3, e5m2, e8m0, e2m3, e3m2, e2m1: conversions from fp64, fp32, fp16 and bf16; fp16, bf16: conversions "
         "from fp32 and from 8-bit and narrower formats",
         "A NaN of fp64 keeps its sign in e4m3 and e5m2, and the top of its payload in e5m2"},
    [CUDA_NOSAT] = {"cuda-nosat", "CUDA 13's header cuda_fp8, its code for the host, and on an H200 the same: NOSAT",
                    "e4m3, e5m2, e8m0: conversions from fp64, fp32, fp16 and bf16", "As cuda"},
    [ONNX] = {"onnx", "ONNX Cast, opset 25, with saturate = 1, and round_mode = up into e8m0",
              "e4m3, e5m2, e4m3fnuz, e5m2fnuz, e8m0: conversions",
              "ONNX leaves open which NaN the result is, and what a negative number becomes in e8m0"},
    [ONNX_NOSAT] = {"onnx-nosat", "ONNX Cast, opset 25, with saturate = 0",
                    "e4m3, e5m2, e4m3fnuz, e5m2fnuz: conversions",
                    "ONNX leaves open which NaN of its sign the result is"},
    [AVX10_2] = {"avx10.2",
                 "Intel AVX10.2, by the emulator Bochs (commit 783b58fd6): VCVTPH2HF8, VCVTPH2BF8, VCVT2PH2HF8, "
                 "VCVT2PH2BF8; and with "
                 "HU_STOCHASTIC_A on 8 random bits VCVTBIASPH2HF8, VCVTBIASPH2BF8",
                 "e4m3, e5m2: conversions from fp16", "The instructions raise no flags"},
    [AVX10_2_SAT] =
        {"avx10.2-sat",
         "Intel AVX10.2, by the emulator Bochs (commit 783b58fd6): the saturating forms, VCVTPH2HF8S and so on",
         "e4m3, e5m2: conversions from fp16", "The instructions raise no flags"},
    [X86] = {"x86", "SSE, AVX, FMA3, F16C and AVX512-FP16 with the default MXCSR (Intel SDM); VCVTNEPS2BF16 into bf16",
             "fp64, fp32, fp16: conversions among them, and to integers; fp32, fp16: add, sub, mul, div, sqrt, fma; "
             "bf16: conversion from fp32",
             "VCVTNEPS2BF16 raises no flags"},
    [ARM] = {"arm", "A64 with FPCR = 0 (Arm ARM, DDI 0487)",
             "fp64, fp32, fp16: conversions among them, and to integers; fp32, fp16: add, sub, mul, div, sqrt, fma; "
             "bf16: conversion from fp32",
             ""},
    [RISCV] =
        {"riscv",
         "RISC-V F, D, Zfh, Zfbfmin; into e4m3 and e5m2 the draft Zvfofp8min, by the emulator Spike (commit 55b4658d)",
         "fp64, fp32, fp16: conversions among them, and to integers; fp32, fp16: add, sub, mul, div, sqrt, fma; "
         "bf16: conversions from and to fp32; e4m3, e5m2: conversions from fp32 and bf16",
         ""},
    [RISCV_SAT] = {"riscv-sat",
                   "RISC-V, the draft Zvfofp8min, by the emulator Spike (commit 55b4658d): the saturating conversions",
                   "e4m3, e5m2: conversions from fp32 and bf16", ""},
};

/* The first case of a source that contains the format applies. */
static const struct {
    int preset;
    int formats;
    hu_env env;
} cases[] = {
    {P3109,
     P3109_FINITE,
     {.overflow = HU_SATURATE_ALL, .negative = HU_NEGATIVE_DIRECTED, .zero_divide = HU_ZERO_DIVIDE_NAN}},
    {P3109,
     P3109_EXTENDED,
     {.odd_overflow = HU_ODD_OVERFLOW_ODD_CODE, .negative = HU_NEGATIVE_DIRECTED, .zero_divide = HU_ZERO_DIVIDE_NAN}},
    {P3109_SATFINITE, P3109_FINITE | P3109_EXTENDED, {.overflow = HU_SATURATE_ALL, .zero_divide = HU_ZERO_DIVIDE_NAN}},
    {P3109_SATPROPAGATE, P3109_FINITE, {.overflow = HU_SATURATE_ALL, .zero_divide = HU_ZERO_DIVIDE_NAN}},
    {P3109_SATPROPAGATE, P3109_EXTENDED, {.overflow = HU_SATURATE_FINITE, .zero_divide = HU_ZERO_DIVIDE_NAN}},

    {OCP_SAT, OCP8 | OCP_MX, {.overflow = HU_SATURATE_ALL}},
    {OCP_NOSAT, OCP8, {.overflow = HU_OVERFLOW_NONE}},

    {ML_DTYPES,
     OCP8 | FNUZ | B11FNUZ | IEEE8 | OCP_MX,
     {.nan = HU_SIGNED_NAN, .infinity_nan = HU_INFINITY_NAN_SIGNED, .missing_nan = HU_MISSING_NAN_OPPOSITE_ZERO}},
    {ML_DTYPES, E8M0, {.rounding = HU_NEAREST_AWAY, .missing_zero = HU_MISSING_ZERO_TINY_SMALLEST}},
    {ML_DTYPES_SAT,
     OCP8 | FNUZ | B11FNUZ | IEEE8 | OCP_MX,
     {.overflow = HU_SATURATE_FINITE,
      .nan = HU_SIGNED_NAN,
      .infinity_nan = HU_INFINITY_NAN_SIGNED,
      .missing_nan = HU_MISSING_NAN_OPPOSITE_ZERO}},
    {ML_DTYPES_SAT,
     E8M0,
     {.overflow = HU_SATURATE_FINITE, .rounding = HU_NEAREST_AWAY, .missing_zero = HU_MISSING_ZERO_TINY_SMALLEST}},

    {CUDA, OCP8 | OCP_MX, {.overflow = HU_SATURATE_ALL, .nan = HU_NVIDIA_NAN}},
    {CUDA, FP16 | BF16, {.nan = HU_NVIDIA_NAN}},
    {CUDA,
     E8M0,
     {.rounding = HU_UP,
      .overflow = HU_SATURATE_ALL,
      .missing_zero = HU_MISSING_ZERO_SMALLEST,
      .negative = HU_NEGATIVE_MAGNITUDE}},
    {CUDA_NOSAT, OCP8, {.nan = HU_NVIDIA_NAN, .infinity_nan = HU_INFINITY_NAN_SIGNED}},
    {CUDA_NOSAT,
     E8M0,
     {.rounding = HU_UP, .missing_zero = HU_MISSING_ZERO_SMALLEST, .negative = HU_NEGATIVE_MAGNITUDE}},

    {ONNX, OCP8, {.overflow = HU_SATURATE_ALL, .nan = HU_SIGNED_NAN}},
    {ONNX, FNUZ, {.overflow = HU_SATURATE_FINITE}},
    {ONNX, E8M0, {.rounding = HU_UP, .overflow = HU_SATURATE_ALL, .missing_zero = HU_MISSING_ZERO_SMALLEST}},
    {ONNX_NOSAT, OCP8, {.nan = HU_SIGNED_NAN, .infinity_nan = HU_INFINITY_NAN_SIGNED}},
    {ONNX_NOSAT, FNUZ, {.overflow = HU_OVERFLOW_NONE}},

    {AVX10_2, OCP8, {.nan = HU_X86_NAN, .infinity_nan = HU_INFINITY_NAN_SIGNED}},
    {AVX10_2_SAT, OCP8, {.overflow = HU_SATURATE_ALL, .nan = HU_X86_NAN}},

    {X86, FP64 | FP32 | FP16, {.nan = HU_X86_NAN}},
    {X86, BF16, {.nan = HU_X86_NAN, .flush = HU_FLUSH_OPERANDS}},
    {ARM, FP64 | FP32 | FP16 | BF16, {.nan = HU_ARM_NAN, .tininess = HU_TININESS_BEFORE}},
    {RISCV, FP64 | FP32 | FP16 | BF16, {.nan = HU_CANONICAL_NAN}},
    {RISCV, OCP8, {.nan = HU_NVIDIA_NAN}},
    {RISCV_SAT, OCP8, {.overflow = HU_SATURATE_ALL, .nan = HU_NVIDIA_NAN}},
};

/* ---- Looking them up --------------------------------------------------------------------------------------------- */

const hu_preset *hu_preset_at(size_t index)
{
    return index < PRESETS ? &presets[index] : NULL;
}

static int find_preset(const char *name)
{
    assert(name != NULL);
    for (int i = 0; i < PRESETS; i++) {
        if (strcmp(name, presets[i].name) == 0) {
            return i;
        }
    }
    return -1;
}

static const hu_env *find_env(const char *name, const hu_format *to)
{
    assert(to != NULL);
    const int preset = find_preset(name);
    const int sets = sets_of(to);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (cases[i].preset == preset && (cases[i].formats & sets) != 0) {
            return &cases[i].env;
        }
    }
    return NULL;
}

bool hu_env_like(const char *name, const hu_format *to, hu_env *env)
{
    assert(env != NULL);
    const hu_env *found = find_env(name, to);
    if (found == NULL) {
        return false;
    }
    *env = *found;
    return true;
}

const char *hu_env_like_error(const char *name, const hu_format *to)
{
    if (find_preset(name) < 0) {
        return "expected p3109, p3109-satfinite, p3109-satpropagate, ocp-sat, ocp-nosat, ml_dtypes, ml_dtypes-sat, "
               "cuda, cuda-nosat, onnx, onnx-nosat, avx10.2, avx10.2-sat, x86, arm, riscv or riscv-sat";
    }
    return find_env(name, to) == NULL
               ? "expected a destination format that the preset covers, one of its hu_preset.formats"
               : NULL;
}
