/* SPDX-License-Identifier: Apache-2.0
 *
 * Whether a recipe can be used, and what of it is the same for all blocks.
 */
#include "block.h"

#include "table.h"

/* ---- Checks ------------------------------------------------------------------------------------------------------ */

static bool is_row(const hu_format *f, int row)
{
    return hu_same_format(f, &hu_table[row]);
}

static bool is_positive(uint32_t x)
{
    return x != 0 && x <= FP32_MAX;
}

static bool is_integer_range(const hu_block_recipe *r)
{
    const bool is_signed = r->least >= -128 && r->least < 0 && r->greatest > 0 && r->greatest <= 127;
    const bool is_unsigned = r->least == 0 && r->greatest > 0 && r->greatest <= 255;
    return (is_signed || is_unsigned) && r->fraction_bits <= 7;
}

static const char *formats_error(const hu_block_recipe *r)
{
    if (r->element == NULL) {
        if (!is_integer_range(r)) {
            return "expected integers from -128 to 127 with zero within, or from 0 to 255, and 0 to 7 fraction bits";
        }
    } else if (hu_format_error(r->element) != NULL || hu_width(r->element) > 8 || !r->element->has_zero) {
        return "expected an element format of at most 8 bits that has a zero, or NULL for integers";
    } else if ((r->least | r->greatest) != 0 || r->fraction_bits != 0 || r->zero_point != HU_BLOCK_ZERO_POINT_NONE) {
        return "expected a range, fraction bits and a zero point for integers only";
    }
    if (r->scale == NULL || hu_format_error(r->scale) != NULL ||
        !(is_row(r->scale, ROW_FP32) || (hu_width(r->scale) <= 8 && !r->scale->has_sign))) {
        return "expected FP32 or an unsigned format of at most 8 bits for scales";
    }
    return NULL;
}

static const char *values_error(const hu_block_recipe *r)
{
    if (r->amax > HU_BLOCK_AMAX_FINITE || r->ratio > HU_BLOCK_RANGE || r->zero > HU_BLOCK_ZERO_IS_ONE ||
        r->scale_rounding > HU_TO_ODD || r->scale_overflow > HU_SATURATE_ALL || r->tensor > HU_BLOCK_TENSOR_DECODE ||
        r->tensor_rows > 1 || r->apply > HU_BLOCK_RECIPROCAL_SHIFTED || r->element_overflow > HU_SATURATE_ALL ||
        r->four_over_six > HU_BLOCK_4OVER6_MSE_ENCODED || r->zero_point > HU_BLOCK_ZERO_POINT_FIRST) {
        return "a field has a value that does not exist: expected those of its enum";
    }
    if (r->amax_least > FP32_MAX || r->scale_least > FP32_MAX || r->target > FP32_MAX ||
        (r->tensor != HU_BLOCK_TENSOR_NONE) != is_positive(r->tensor_target)) {
        return "expected codes of finite FP32 numbers, 0 or positive; tensor_target with a tensor scale only";
    }
    for (size_t i = 0; i < sizeof r->reserved / sizeof r->reserved[0]; i++) {
        if (r->reserved[i] != 0) {
            return "expected zeros in reserved words";
        }
    }
    return NULL;
}

/* The tensor scale that a ratio is made with. */
static uint32_t tensor_of_ratio(uint32_t ratio)
{
    switch ((hu_block_ratio)ratio) {
    case HU_BLOCK_QUOTIENT_ENCODE:
    case HU_BLOCK_PRODUCT_ENCODE:
        return HU_BLOCK_TENSOR_ENCODE;
    case HU_BLOCK_QUOTIENT_DECODE:
    case HU_BLOCK_JOINT_DECODE:
        return HU_BLOCK_TENSOR_DECODE;
    default:
        return HU_BLOCK_TENSOR_NONE;
    }
}

static const char *combination_error(const hu_block_recipe *r)
{
    if (r->ratio <= HU_BLOCK_RCEIL && !is_row(r->scale, ROW_E8M0)) {
        return "an exact ratio needs E8M0 scales";
    }
    if (r->tensor != tensor_of_ratio(r->ratio)) {
        return "the ratio needs another tensor scale, or none";
    }
    if (r->apply == HU_BLOCK_EXACT && r->tensor != HU_BLOCK_TENSOR_NONE) {
        return "an exact quotient leaves no room for a tensor scale";
    }
    if (r->apply == HU_BLOCK_RECIPROCAL_SHIFTED && !is_row(r->scale, ROW_E8M0)) {
        return "a shifted reciprocal needs E8M0 scales";
    }
    if (r->tensor_rows != 0 && (r->tensor == HU_BLOCK_TENSOR_NONE || r->rows != 1)) {
        return "scales of rows need a tensor scale and blocks of one row";
    }
    if (r->four_over_six != HU_BLOCK_4OVER6_NONE &&
        (r->tensor != HU_BLOCK_TENSOR_ENCODE || r->rows == 0 || r->rows > 16)) {
        return "four over six needs HU_BLOCK_TENSOR_ENCODE and blocks of 1 to 16 rows";
    }
    if ((r->zero_point != HU_BLOCK_ZERO_POINT_NONE) != (r->ratio == HU_BLOCK_RANGE)) {
        return "a zero point needs HU_BLOCK_RANGE, and the reverse";
    }
    return NULL;
}

const char *hu_block_error(const hu_block_recipe *recipe)
{
    if (recipe == NULL) {
        return "the recipe is NULL";
    }
    const char *error = formats_error(recipe);
    error = error != NULL ? error : values_error(recipe);
    return error != NULL ? error : combination_error(recipe);
}

bool block_is_small(size_t rows, size_t columns, size_t size)
{
    return rows == 0 || columns <= SIZE_MAX / 2 / size / rows;
}

/* Of a recipe that has been checked. */
static hu_status measure(const hu_block_recipe *recipe, size_t rows, size_t columns, hu_block_shape *shape)
{
    if (!block_is_small(rows, columns, 4)) {
        return HU_STATUS_COUNT;
    }
    *shape = (hu_block_shape){0};
    if (rows != 0 && columns != 0) {
        shape->scale_rows = block_count(recipe->rows, rows);
        shape->scale_columns = block_count(recipe->columns, columns);
        shape->tensors = recipe->tensor == HU_BLOCK_TENSOR_NONE ? 0 : recipe->tensor_rows != 0 ? rows : 1;
    }
    return HU_STATUS_GOOD;
}

hu_status hu_block_measure(const hu_block_recipe *recipe, size_t rows, size_t columns, hu_block_shape *shape)
{
    if (hu_block_error(recipe) != NULL) {
        return HU_STATUS_RECIPE;
    }
    return shape == NULL ? HU_STATUS_POINTER : measure(recipe, rows, columns, shape);
}

/* From the first byte of a matrix to behind its last. */
static block_extent matrix_extent(const hu_block_matrix *x)
{
    const uintptr_t down = (uintptr_t)x->row_stride * (x->rows - 1); /* modulo 2^64 if it is negative */
    const uintptr_t right = (uintptr_t)x->column_stride * (x->columns - 1);
    block_extent e = {(uintptr_t)x->data, (uintptr_t)x->data + 4};
    e.begin += (x->row_stride < 0 ? down : 0) + (x->column_stride < 0 ? right : 0);
    e.end += (x->row_stride < 0 ? 0 : down) + (x->column_stride < 0 ? 0 : right);
    return e;
}

hu_status block_check_data(const block_plan *plan, const hu_block_matrix *x, const hu_block_data *data,
                           hu_block_shape *shape)
{
    const hu_block_recipe *recipe = plan->recipe;
    const hu_status status = measure(recipe, x->rows, x->columns, shape);
    if (status != HU_STATUS_GOOD || shape->scale_rows == 0) {
        return status;
    }
    if (x->data == NULL || data->codes == NULL || data->scales == NULL ||
        (recipe->tensor != HU_BLOCK_TENSOR_NONE && data->tensor == NULL) ||
        (recipe->zero_point != HU_BLOCK_ZERO_POINT_NONE && data->zero_points == NULL)) {
        return HU_STATUS_POINTER;
    }
    const block_extent own = matrix_extent(x);
    const size_t scales = shape->scale_rows * shape->scale_columns;
    const bool overlap = block_overlaps(own, block_extent_of(data->codes, x->rows * x->columns)) ||
                         block_overlaps(own, block_extent_of(data->scales, scales * plan->scale_size)) ||
                         block_overlaps(own, block_extent_of(data->tensor, shape->tensors * 4)) ||
                         (recipe->zero_point != HU_BLOCK_ZERO_POINT_NONE &&
                          block_overlaps(own, block_extent_of(data->zero_points, scales * 4)));
    return overlap ? HU_STATUS_OVERLAP : HU_STATUS_GOOD;
}

/* ---- The plan ---------------------------------------------------------------------------------------------------- */

static int bit_length(uint32_t n)
{
    int bits = 0;
    for (; n != 0; n >>= 1) {
        bits++;
    }
    return bits;
}

static uint32_t bits_of(const hu_block_recipe *recipe)
{
    if (recipe->element != NULL) {
        return (uint32_t)hu_width(recipe->element);
    }
    const int above = bit_length((uint32_t)recipe->greatest);
    const int below = bit_length((uint32_t)(-1 - recipe->least)); /* of -128: 127 */
    return (uint32_t)(recipe->least == 0 ? above : 1 + (above > below ? above : below));
}

uint32_t hu_block_bits(const hu_block_recipe *recipe)
{
    return hu_block_error(recipe) != NULL ? 0 : bits_of(recipe);
}

/* One binade of normal numbers above the subnormal ones, which have the same distance: all n * 2^-fraction_bits with n
 * below 2^8, and their codes are n. */
static hu_format grid_of(uint32_t fraction_bits)
{
    return (hu_format){.name = "integers",
                       .exponent_bits = 1,
                       .fraction_bits = 7,
                       .bias = (int32_t)fraction_bits - 6,
                       .has_sign = 1,
                       .has_zero = 1};
}

/* The greatest number of the element, in FP32. */
static uint32_t largest_of(const block_plan *plan)
{
    hu_env env = {0};
    const hu_block_recipe *r = plan->recipe;
    const uint64_t code = r->element != NULL ? hu_largest(r->element) : (uint64_t)r->greatest;
    return (uint32_t)hu_convert(plan->fp32, (hu_number){plan->to, code}, &env).code;
}

void block_plan_of(const hu_block_recipe *recipe, block_plan *plan)
{
    *plan = (block_plan){.recipe = recipe, .fp32 = &hu_table[ROW_FP32], .grid = grid_of(recipe->fraction_bits)};
    plan->to = recipe->element != NULL ? recipe->element : &plan->grid;
    plan->bits = bits_of(recipe);
    plan->scale_size = hu_width(recipe->scale) <= 8 ? 1 : 4;
    const uint32_t largest = largest_of(plan);
    plan->target = recipe->target != 0 ? recipe->target : largest;
    plan->inverse = fp32_div(FP32_ONE, plan->target);
    if (recipe->element != NULL) {
        plan->emax = hu_format_emax(recipe->element);
        plan->significant_bits = hu_precision(recipe->element);
    } else {
        plan->significant_bits = bit_length((uint32_t)recipe->greatest);
        plan->emax = plan->significant_bits - 1 - (int)recipe->fraction_bits;
    }
}
