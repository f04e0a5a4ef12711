/* SPDX-License-Identifier: Apache-2.0
 *
 * bf16_dots.c - six dot products: each has its own order and follows the model of an instruction. See bf16_dots.h.
 */
#include "bf16_dots.h"

#include "halfulp_models.h"

static const char no_amx[] = "TDPBF16PS: by two documents that differ; a Xeon follows the SDM";
static const char no_ebf[] = "BFDOT with FPCR.EBF = 1: a document, checked on no processor";

const way ways[VARIANTS] = {
    {"plain", "fma(x0, y0, sum), then fma(x1, y1, .)", 1, 1, TRAINER_PATH_AUTO, NULL},
    {"vdpbf16ps", "fma(x1, y1, sum), then fma(x0, y0, .)", 2, 1, TRAINER_PATH_VDPBF16PS,
     "this machine or build has no VDPBF16PS (x86 with AVX512-BF16)"},
    {"bfdot", "sum + (x0 y0 + x1 y1), each step to odd", 2, 2, TRAINER_PATH_BFDOT,
     "this machine or build has no BFDOT (64-bit ARM with BF16)"},
    {"bfdot-ebf", "sum + (x0 y0 + x1 y1), each sum to nearest", 2, 1, TRAINER_PATH_SOFT, no_ebf},
    {"amx-sdm", "sum + (chain of even + chain of odd ones)", TILE, 1, TRAINER_PATH_SOFT, no_amx},
    {"amx-guide", "as plain", TILE, 1, TRAINER_PATH_SOFT, no_amx},
    {"ebf, FZ=1", "as bfdot-ebf", 2, 1, TRAINER_PATH_SOFT, no_ebf},
};

int ways_roundings(int w, size_t n)
{
    switch (w) {
    case BFDOT:
    case BFDOT_EBF:
    case BFDOT_EBF_FZ:
        return (int)(n / 2);
    case AMX_SDM:
        return (int)(TILE / 2 + n / TILE - 1);
    default:
        return (int)(n - 1);
    }
}

/* sum + x0 y0 + ... of ways[w].step elements; for AMX, of `pairs` pairs. */
static hu_fp32 instruction(int w, hu_fp32 sum, const hu_bf16 *x, const hu_bf16 *y, size_t pairs)
{
    hu_env env = {0};
    switch (w) {
    case PLAIN: /* fma(x0, y0, sum) */
        return hu_fp32_fma(hu_bf16_to_fp32(x[0], &env), hu_bf16_to_fp32(y[0], &env), sum, &env);
    case VDPBF16PS: /* fma(x0, y0, fma(x1, y1, sum)) */
        return hu_x86_vdpbf16ps(sum, x, y);
    case BFDOT: /* odd(sum + odd(odd(x0 y0) + odd(x1 y1))): rounded to odd */
        return hu_arm_bfdot(sum, x, y, 0);
    case BFDOT_EBF: /* nearest(sum + nearest(x0 y0 + x1 y1)) */
        return hu_arm_bfdot(sum, x, y, HU_FPCR_EBF);
    case BFDOT_EBF_FZ:
        return hu_arm_bfdot(sum, x, y, HU_FPCR_EBF | HU_FPCR_FZ);
    case AMX_SDM: /* sum + (even + odd): even = .. fma(x2, y2, fma(x0, y0, 0)), odd the same of x1, x3, .. */
        return hu_x86_tdpbf16ps_sdm(sum, x, y, pairs);
    default: /* AMX_GUIDE: .. fma(x2, y2, fma(x1, y1, fma(x0, y0, sum))) */
        return hu_x86_tdpbf16ps_guide(sum, x, y, pairs);
    }
}

hu_fp32 ways_dot(int w, const hu_bf16 *x, const hu_bf16 *y, size_t n)
{
    hu_fp32 sum = {0};
    for (size_t k = 0; k < n; k += ways[w].step) {
        sum = instruction(w, sum, x + k, y + k, (n - k < TILE ? n - k : TILE) / 2);
    }
    return sum;
}
