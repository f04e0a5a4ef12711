/* SPDX-License-Identifier: Apache-2.0
 *
 * THE table of formats, one row each, and the only list of their names. Adding a format is adding a row (and its line in
 * data/formats.txt, from which ref/ learns the same facts independently).
 *
 * It is a header so that the files of the named formats see the rows as constants: the pipeline, inlined with a constant
 * row, is compiled for that format alone.
 *
 * Canonical NaNs: RISC-V's for the IEEE formats (positive, quiet, payload zero). E5M2 has three NaN codes; 7E is the
 * quiet one with an empty payload by the same rule, and what ml_dtypes returns (CUDA returns 7F).
 */
#ifndef HU_TABLE_H
#define HU_TABLE_H

#include "halfulp.h"

enum { ROW_FP64, ROW_FP32, ROW_FP16, ROW_BF16, ROW_E4M3, ROW_E5M2, ROW_COUNT };

static const hu_format hu_table[ROW_COUNT] = {
    [ROW_FP64] = {.name = "fp64", .exponent_bits = 11, .fraction_bits = 52, .bias = 1023, .has_sign = true, .has_zero = true,
                  .infinity = HU_INFINITY_TOP_EXPONENT, .nan = HU_NAN_TOP_EXPONENT, .canonical_nan = 0x7FF8000000000000},
    [ROW_FP32] = {.name = "fp32", .exponent_bits = 8, .fraction_bits = 23, .bias = 127, .has_sign = true, .has_zero = true,
                  .infinity = HU_INFINITY_TOP_EXPONENT, .nan = HU_NAN_TOP_EXPONENT, .canonical_nan = 0x7FC00000},
    [ROW_FP16] = {.name = "fp16", .exponent_bits = 5, .fraction_bits = 10, .bias = 15, .has_sign = true, .has_zero = true,
                  .infinity = HU_INFINITY_TOP_EXPONENT, .nan = HU_NAN_TOP_EXPONENT, .canonical_nan = 0x7E00},
    [ROW_BF16] = {.name = "bf16", .exponent_bits = 8, .fraction_bits = 7, .bias = 127, .has_sign = true, .has_zero = true,
                  .infinity = HU_INFINITY_TOP_EXPONENT, .nan = HU_NAN_TOP_EXPONENT, .canonical_nan = 0x7FC0},
    [ROW_E4M3] = {.name = "e4m3", .exponent_bits = 4, .fraction_bits = 3, .bias = 7, .has_sign = true, .has_zero = true,
                  .infinity = HU_INFINITY_NONE, .nan = HU_NAN_TOP_CODE, .canonical_nan = 0x7F},
    [ROW_E5M2] = {.name = "e5m2", .exponent_bits = 5, .fraction_bits = 2, .bias = 15, .has_sign = true, .has_zero = true,
                  .infinity = HU_INFINITY_TOP_EXPONENT, .nan = HU_NAN_TOP_EXPONENT, .canonical_nan = 0x7E},
};

#endif
