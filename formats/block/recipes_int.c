/* SPDX-License-Identifier: Apache-2.0
 *
 * The recipes for integers with an FP32 scale, with and without a zero point.
 */
#include "recipes.h"

#include "table.h"

/* FP32 codes. */
enum { I7_5 = 0x40F00000, I127_5 = 0x42FF0000, I255 = 0x437F0000, EPSILON = 0x34000000 /* 2^-23 */ };

static const char own[] = "this library: the quotient is rounded once";
static const char torchao[] = "torchao, quant_primitives.py at commit ac5bef8, MappingType.SYMMETRIC";
static const char torchao_range[] =
    "torchao, quant_primitives.py at commit ac5bef8, MappingType.ASYMMETRIC, ZeroPointDomain.INT";
static const char torchao_differs[] = "For FP32 input, whose epsilon is the least scale. NaNs.";
static const char onnx[] = "ONNX, DynamicQuantizeLinear, reference/ops/op_dynamic_quantize_linear.py at commit 043be31";
static const char onnx_differs[] = "A range so small that the scale is 0. NaNs and infinities.";

const hu_block_recipe block_recipes_int[] = {
    {.name = "int8_tensor",
     .source = own,
     .differs = "",
     .scale = &hu_table[ROW_FP32],
     .least = -127,
     .greatest = 127,
     .ratio = HU_BLOCK_QUOTIENT,
     .zero = HU_BLOCK_ZERO_IS_ONE,
     .apply = HU_BLOCK_EXACT,
     .element_overflow = HU_SATURATE_ALL},
    {.name = "int8_rows",
     .source = own,
     .differs = "",
     .scale = &hu_table[ROW_FP32],
     .least = -127,
     .greatest = 127,
     .rows = 1,
     .ratio = HU_BLOCK_QUOTIENT,
     .zero = HU_BLOCK_ZERO_IS_ONE,
     .apply = HU_BLOCK_EXACT,
     .element_overflow = HU_SATURATE_ALL},
    {.name = "int4_rows",
     .source = own,
     .differs = "",
     .scale = &hu_table[ROW_FP32],
     .least = -7,
     .greatest = 7,
     .rows = 1,
     .ratio = HU_BLOCK_QUOTIENT,
     .zero = HU_BLOCK_ZERO_IS_ONE,
     .apply = HU_BLOCK_EXACT,
     .element_overflow = HU_SATURATE_ALL},
    {.name = "int4_1x32",
     .source = own,
     .differs = "",
     .scale = &hu_table[ROW_FP32],
     .least = -7,
     .greatest = 7,
     .rows = 1,
     .columns = 32,
     .ratio = HU_BLOCK_QUOTIENT,
     .zero = HU_BLOCK_ZERO_IS_ONE,
     .apply = HU_BLOCK_EXACT,
     .element_overflow = HU_SATURATE_ALL},
    {.name = "torchao_int8_rows",
     .source = torchao,
     .differs = torchao_differs,
     .scale = &hu_table[ROW_FP32],
     .least = -128,
     .greatest = 127,
     .rows = 1,
     .ratio = HU_BLOCK_QUOTIENT,
     .target = I127_5,
     .scale_least = EPSILON,
     .apply = HU_BLOCK_RECIPROCAL,
     .element_overflow = HU_SATURATE_ALL},
    {.name = "torchao_int4_1x32",
     .source = torchao,
     .differs = torchao_differs,
     .scale = &hu_table[ROW_FP32],
     .least = -8,
     .greatest = 7,
     .rows = 1,
     .columns = 32,
     .ratio = HU_BLOCK_QUOTIENT,
     .target = I7_5,
     .scale_least = EPSILON,
     .apply = HU_BLOCK_RECIPROCAL,
     .element_overflow = HU_SATURATE_ALL},
    {.name = "torchao_int8_rows_zero_point",
     .source = torchao_range,
     .differs = torchao_differs,
     .scale = &hu_table[ROW_FP32],
     .least = -128,
     .greatest = 127,
     .rows = 1,
     .ratio = HU_BLOCK_RANGE,
     .target = I255,
     .scale_least = EPSILON,
     .apply = HU_BLOCK_RECIPROCAL,
     .element_overflow = HU_SATURATE_ALL,
     .zero_point = HU_BLOCK_ZERO_POINT_FIRST},
    {.name = "onnx_uint8",
     .source = onnx,
     .differs = onnx_differs,
     .scale = &hu_table[ROW_FP32],
     .greatest = 255,
     .ratio = HU_BLOCK_RANGE,
     .target = I255,
     .zero = HU_BLOCK_ZERO_IS_ONE,
     .apply = HU_BLOCK_DIVIDE,
     .element_overflow = HU_SATURATE_ALL,
     .zero_point = HU_BLOCK_ZERO_POINT_LAST},
};

const size_t block_recipes_int_count = sizeof block_recipes_int / sizeof block_recipes_int[0];
