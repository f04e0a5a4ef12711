/* SPDX-License-Identifier: Apache-2.0
 *
 * THE table of formats, one row each, and the only list of their names. To add a format, add a row (and its line in
 * data/formats.txt, from which ref/ learns the same facts independently).
 *
 * It is a header so that the files of the named formats see their rows as constants. The pipeline, inlined with a
 * constant row, is then compiled for that format alone.
 *
 * Canonical NaNs of the IEEE-like formats follow RISC-V's rule: positive, quiet, payload zero. E5M2 has three NaN codes
 * per sign; by that rule 7E is the canonical one, which is also what ml_dtypes returns (CUDA returns 7F).
 */
#ifndef HU_TABLE_H
#define HU_TABLE_H

#include "halfulp.h"

enum {
    ROW_FP64,
    ROW_FP32,
    ROW_TF32,
    ROW_FP16,
    ROW_BF16,
    ROW_E4M3,
    ROW_E5M2,
    ROW_E4M3FNUZ,
    ROW_E5M2FNUZ,
    ROW_E4M3B11FNUZ,
    ROW_E4M3_IEEE,
    ROW_E3M4,
    ROW_E8M0,
    ROW_UE4M3,
    ROW_UE5M3,
    ROW_E2M3,
    ROW_E3M2,
    ROW_E2M1,
    ROW_COUNT
};

/* The columns: name; exponent bits; fraction bits; bias; has a sign; has a zero; the codes of infinities; the codes of
 * NaNs; the canonical NaN. TF32 has 19 bits here; in its 32-bit container they are 13 places higher. UE4M3 is NVFP4's
 * block scale and has 7 bits here; padded to 8, its top bit is zero. UE5M3 is a block scale of newer FP4 recipes. */
static const hu_format hu_table[ROW_COUNT] = {
    [ROW_FP64] =
        {"fp64", 11, 52, 1023, true, true, HU_INFINITY_TOP_EXPONENT, HU_NAN_TOP_EXPONENT, 0x7FF8000000000000, {0}},
    [ROW_FP32] = {"fp32", 8, 23, 127, true, true, HU_INFINITY_TOP_EXPONENT, HU_NAN_TOP_EXPONENT, 0x7FC00000, {0}},
    [ROW_TF32] = {"tf32", 8, 10, 127, true, true, HU_INFINITY_TOP_EXPONENT, HU_NAN_TOP_EXPONENT, 0x3FE00, {0}},
    [ROW_FP16] = {"fp16", 5, 10, 15, true, true, HU_INFINITY_TOP_EXPONENT, HU_NAN_TOP_EXPONENT, 0x7E00, {0}},
    [ROW_BF16] = {"bf16", 8, 7, 127, true, true, HU_INFINITY_TOP_EXPONENT, HU_NAN_TOP_EXPONENT, 0x7FC0, {0}},
    [ROW_E4M3] = {"e4m3", 4, 3, 7, true, true, HU_INFINITY_NONE, HU_NAN_TOP_CODE, 0x7F, {0}},
    [ROW_E5M2] = {"e5m2", 5, 2, 15, true, true, HU_INFINITY_TOP_EXPONENT, HU_NAN_TOP_EXPONENT, 0x7E, {0}},
    [ROW_E4M3FNUZ] = {"e4m3fnuz", 4, 3, 8, true, true, HU_INFINITY_NONE, HU_NAN_NEGATIVE_ZERO, 0x80, {0}},
    [ROW_E5M2FNUZ] = {"e5m2fnuz", 5, 2, 16, true, true, HU_INFINITY_NONE, HU_NAN_NEGATIVE_ZERO, 0x80, {0}},
    [ROW_E4M3B11FNUZ] = {"e4m3b11fnuz", 4, 3, 11, true, true, HU_INFINITY_NONE, HU_NAN_NEGATIVE_ZERO, 0x80, {0}},
    [ROW_E4M3_IEEE] = {"e4m3_ieee", 4, 3, 7, true, true, HU_INFINITY_TOP_EXPONENT, HU_NAN_TOP_EXPONENT, 0x7C, {0}},
    [ROW_E3M4] = {"e3m4", 3, 4, 3, true, true, HU_INFINITY_TOP_EXPONENT, HU_NAN_TOP_EXPONENT, 0x78, {0}},
    [ROW_E8M0] = {"e8m0", 8, 0, 127, false, false, HU_INFINITY_NONE, HU_NAN_TOP_CODE, 0xFF, {0}},
    [ROW_UE4M3] = {"ue4m3", 4, 3, 7, false, true, HU_INFINITY_NONE, HU_NAN_TOP_CODE, 0x7F, {0}},
    [ROW_UE5M3] = {"ue5m3", 5, 3, 15, false, true, HU_INFINITY_NONE, HU_NAN_TOP_CODE, 0xFF, {0}},
    [ROW_E2M3] = {"e2m3", 2, 3, 1, true, true, HU_INFINITY_NONE, HU_NAN_NONE, 0, {0}},
    [ROW_E3M2] = {"e3m2", 3, 2, 3, true, true, HU_INFINITY_NONE, HU_NAN_NONE, 0, {0}},
    [ROW_E2M1] = {"e2m1", 2, 1, 1, true, true, HU_INFINITY_NONE, HU_NAN_NONE, 0, {0}},
};

#endif
