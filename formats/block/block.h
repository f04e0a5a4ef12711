/* SPDX-License-Identifier: Apache-2.0
 *
 * What the parts of the block quantisation share. halfulp_block.h is the definition; the steps that these comments name
 * are its steps.
 */
#ifndef HU_BLOCK_H
#define HU_BLOCK_H

#include "halfulp_block.h"
#include "value.h"

#include <string.h>

enum {
    FP32_ONE = 0x3F800000,
    FP32_ONE_AND_A_HALF = 0x3FC00000,
    FP32_MAX = 0x7F7FFFFF,
    FP32_INF = 0x7F800000,
    FP32_NAN = 0x7FC00000
};

enum { E8M0_BIAS = 127, E8M0_LARGEST = 254, E8M0_NAN = 255 };

/* ---- FP32, as fl(...) -------------------------------------------------------------------------------------------- */

HU_INLINE uint32_t fp32_add(uint32_t x, uint32_t y)
{
    hu_env env = {0};
    return hu_fp32_add((hu_fp32){x}, (hu_fp32){y}, &env).code;
}

HU_INLINE uint32_t fp32_sub(uint32_t x, uint32_t y)
{
    hu_env env = {0};
    return hu_fp32_sub((hu_fp32){x}, (hu_fp32){y}, &env).code;
}

HU_INLINE uint32_t fp32_mul(uint32_t x, uint32_t y)
{
    hu_env env = {0};
    return hu_fp32_mul((hu_fp32){x}, (hu_fp32){y}, &env).code;
}

HU_INLINE uint32_t fp32_div(uint32_t x, uint32_t y)
{
    hu_env env = {0};
    return hu_fp32_div((hu_fp32){x}, (hu_fp32){y}, &env).code;
}

HU_INLINE uint32_t fp32_magnitude(uint32_t x)
{
    return x & 0x7FFFFFFF;
}

HU_INLINE bool fp32_is_nan(uint32_t x)
{
    return fp32_magnitude(x) > FP32_INF;
}

/* |fl(x - y)|, without its flags: fp32_magnitude(fp32_sub(x, y)), but with no branch that depends on the numbers. The
 * larger magnitude has its 24 bits on top of 31 more. The smaller one is shifted to it, by 31 places at most, which
 * loses none of its bits: beyond, the result is the larger one for any difference below a half. Then the first bit of
 * the sum goes to bit 55, but not beyond where subnormal numbers begin, and 24 bits are rounded off. */
HU_INLINE uint32_t fp32_distance(uint32_t x, uint32_t y)
{
    const uint32_t a = fp32_magnitude(x);
    const uint32_t b = fp32_magnitude(y);
    const uint32_t large = a > b ? a : b;
    const uint32_t small = a > b ? b : a;
    if (large >= FP32_INF || large == small) {
        return fp32_magnitude(fp32_sub(x, y));
    }
    const uint32_t field = large < 0x800000 ? 1 : large >> 23; /* a subnormal number has the first binade's quantum */
    const uint32_t small_field = small < 0x800000 ? 1 : small >> 23;
    const uint32_t places = field - small_field < 31 ? field - small_field : 31;
    const uint64_t top = (uint64_t)(large - ((field - 1) << 23)) << 31;
    const uint64_t shifted = (uint64_t)(small - ((small_field - 1) << 23)) << 31 >> places;
    const uint64_t sum = ((x ^ y) >> 31 != 0) ? top + shifted : top - shifted;
    const uint32_t zeros = (uint32_t)hu_leading_zeros(sum) - 8;
    const uint32_t up = zeros < field ? zeros : field;
    const uint64_t significand = sum << up;
    const uint64_t rounded = (significand + 0x7FFFFFFF + (significand >> 32 & 1)) >> 32;
    const uint32_t code = ((field - up) << 23) + (uint32_t)rounded;
    return code < FP32_INF ? code : FP32_INF;
}

/* ---- A call ------------------------------------------------------------------------------------------------------ */

/* What a recipe says, prepared for all blocks. */
typedef struct {
    const hu_block_recipe *recipe;
    const hu_format *fp32;
    const hu_format *to;  /* the format that an element is rounded to: its own, or for an integer `grid` */
    hu_format grid;       /* the numbers n * 2^-fraction_bits, |n| < 256, whose codes are sign and |n|   */
    uint32_t bits;        /* of an element's code                                                        */
    size_t scale_size;    /* bytes of a scale                                                            */
    uint32_t target;      /* M                                                                           */
    uint32_t inverse;     /* fl(1 / M)                                                                   */
    int emax;             /* of the element                                                              */
    int significant_bits; /* of the element                                                              */
} block_plan;

void block_plan_of(const hu_block_recipe *recipe, block_plan *plan);

/* The second scale: T, E and D. Without one, E and D are not used. */
typedef struct {
    uint32_t amax, encode, decode;
} block_tensor;

block_tensor block_tensor_of(const hu_block_recipe *recipe, uint32_t amax);

/* What is known of the numbers of a block: A, lo and hi. All zeros before the first number. */
typedef struct {
    uint32_t amax, lo, hi;
} block_range;

void block_range_take(const hu_block_recipe *recipe, block_range *range, uint32_t x);

/* Steps 2 to 4, and what step 5 needs. */
typedef struct {
    uint32_t code;       /* of the scale           */
    uint32_t value;      /* S, an FP32 code        */
    uint32_t divisor;    /* S'                     */
    uint32_t multiplier; /* r, if elements need it */
    int32_t zero_point;  /* p                      */
} block_scale;

/* The scale of a block; with fl(d * 1.5) in place of d if `four`. */
block_scale block_scale_of(const block_plan *plan, const block_range *range, const block_tensor *tensor, bool four);

/* Step 5: the code of an element; flags are raised in *env, whose overflow is element_overflow and whose random
 * integer is used (element.c). Whether a code is that of a zero; and its value, an FP32 code, less p for integers. */
uint32_t block_element(const block_plan *plan, const block_scale *scale, uint32_t x, hu_env *env);
bool block_is_zero(const block_plan *plan, uint32_t code, int32_t zero_point);
uint32_t block_value(const block_plan *plan, uint32_t code, int32_t zero_point);

/* S' of a scale for dequantisation. `tensor` is what is stored: T or D. */
uint32_t block_decoded_scale(const block_plan *plan, uint32_t code, uint32_t tensor);

/* ---- Places in memory -------------------------------------------------------------------------------------------- */

HU_INLINE uint32_t block_load32(const void *p)
{
    uint32_t x;
    memcpy(&x, p, sizeof x);
    return x;
}

HU_INLINE void block_store32(void *p, uint32_t x)
{
    memcpy(p, &x, sizeof x);
}

HU_INLINE const char *block_at(const hu_block_matrix *x, size_t row, size_t column)
{
    return (const char *)x->data + (ptrdiff_t)row * x->row_stride + (ptrdiff_t)column * x->column_stride;
}

HU_INLINE uint32_t block_load_scale(const block_plan *plan, const void *scales, size_t i)
{
    return plan->scale_size == 1 ? ((const uint8_t *)scales)[i] : block_load32((const char *)scales + 4 * i);
}

HU_INLINE void block_store_scale(const block_plan *plan, void *scales, size_t i, uint32_t code)
{
    if (plan->scale_size == 1) {
        ((uint8_t *)scales)[i] = (uint8_t)code;
    } else {
        block_store32((char *)scales + 4 * i, code);
    }
}

/* The bytes from the first to behind the last. */
typedef struct {
    uintptr_t begin, end;
} block_extent;

HU_INLINE bool block_overlaps(block_extent x, block_extent y)
{
    return x.begin < y.end && y.begin < x.end;
}

HU_INLINE block_extent block_extent_of(const void *data, size_t bytes)
{
    return (block_extent){(uintptr_t)data, (uintptr_t)data + (data != NULL ? bytes : 0)};
}

/* Rows or columns of a block in a matrix of so many; and how many blocks they make. */
HU_INLINE size_t block_side(uint32_t of_block, size_t of_matrix)
{
    return of_block == 0 || of_block > of_matrix ? of_matrix : of_block;
}

HU_INLINE size_t block_count(uint32_t of_block, size_t of_matrix)
{
    const size_t side = block_side(of_block, of_matrix);
    return side == 0 ? 0 : of_matrix / side + (of_matrix % side != 0);
}

/* A matrix, and its data, as they are checked before any use. */
hu_status block_check_data(const block_plan *plan, const hu_block_matrix *x, const hu_block_data *data,
                           hu_block_shape *shape);

/* Whether rows * columns * size is below SIZE_MAX / 2. */
bool block_is_small(size_t rows, size_t columns, size_t size);

#endif
