/* SPDX-License-Identifier: Apache-2.0
 *
 * block.h - block and tensor quantisation by definition: what halfulp_block.h says in words, on exact numbers of MPFR,
 * an element at a time. Apart from ref.h, because only its own checks need it.
 *
 * In these comments fl(...) is one operation in FP32, rounded to nearest even; ref.h does it. Matrices lie row by row
 * without gaps, and FP32 numbers are their codes.
 */
#ifndef REF_BLOCK_H
#define REF_BLOCK_H

#include "ref.h"

/* ---- Recipes ----------------------------------------------------------------------------------------------------- */

/* The meaning and the order of these are those of formats/halfulp_block.h. */
typedef enum { REF_AMAX_NAN, REF_AMAX_NUMBERS, REF_AMAX_FINITE } ref_amax_rule;
typedef enum {
    REF_RATIO_FLOOR,
    REF_RATIO_CEIL,
    REF_RATIO_EVEN,
    REF_RATIO_RCEIL,
    REF_RATIO_QUOTIENT,
    REF_RATIO_PRODUCT,
    REF_RATIO_QUOTIENT_ENCODE,
    REF_RATIO_PRODUCT_ENCODE,
    REF_RATIO_QUOTIENT_DECODE,
    REF_RATIO_JOINT_DECODE,
    REF_RATIO_RANGE
} ref_ratio;
typedef enum { REF_ZERO_STAYS, REF_ZERO_IS_ONE } ref_zero_scale;
typedef enum { REF_TENSOR_NONE, REF_TENSOR_ENCODE, REF_TENSOR_DECODE } ref_tensor;
typedef enum {
    REF_EXACT_QUOTIENT,
    REF_DIVIDE,
    REF_RECIPROCAL,
    REF_RECIPROCAL_FINITE,
    REF_RECIPROCAL_SHIFTED
} ref_block_apply;
typedef enum {
    REF_ONE_SCALE,
    REF_4OVER6_MAE,
    REF_4OVER6_MSE,
    REF_4OVER6_MAE_ENCODED,
    REF_4OVER6_MSE_ENCODED
} ref_4over6;
typedef enum { REF_SYMMETRIC, REF_ZERO_POINT_LAST, REF_ZERO_POINT_FIRST } ref_zero_point;

/* Numbers are FP32 codes. */
typedef struct {
    const ref_format *element; /* NULL: an integer n, with the value n * 2^-fraction_bits */
    const ref_format *scale;
    long least, greatest, fraction_bits;
    size_t rows, columns; /* of a block; 0: those of the matrix */
    ref_amax_rule amax;
    uint32_t amax_least;
    ref_ratio ratio;
    uint32_t target; /* 0: the element's largest number */
    ref_zero_scale zero;
    uint32_t scale_least;
    ref_rounding scale_rounding;
    ref_overflow scale_overflow;
    ref_tensor tensor;
    bool tensor_rows; /* a T for each row of the matrix */
    uint32_t tensor_target;
    ref_block_apply apply;
    ref_overflow element_overflow;
    ref_4over6 four_over_six;
    ref_zero_point zero_point;
} ref_block_recipe;

/* ---- Quantisation (block.c, block_element.c) --------------------------------------------------------------------- */

typedef struct {
    const uint32_t *x;
    size_t rows, columns;
} ref_block_matrix;

typedef struct {
    uint8_t *codes; /* of each element */
    uint8_t *flags; /* of each element: REF_INEXACT | ... */
    uint32_t *scales;
    uint32_t *tensor;
    int32_t *zero_points;
} ref_block_result;

/* Rows and columns of the scales, and the number of T or D. */
typedef struct {
    size_t rows, columns, tensors;
} ref_block_shape;

ref_block_shape ref_block_measure(const ref_block_recipe *recipe, size_t rows, size_t columns);

/* T of the matrix; of row i if the recipe has one for each row. */
uint32_t ref_block_amax(const ref_block_recipe *recipe, ref_block_matrix x, size_t i);

/* amax: the T, signs ignored, or NULL: those of x. random: R for each element; NULL: all 0. Of the policy, `random` and
 * `overflow` are ignored. */
void ref_block_quantize(const ref_block_recipe *recipe, ref_block_matrix x, const uint32_t *amax,
                        const uint32_t *random, const ref_policy *policy, const ref_block_result *result);

/* x := the values of what `data` holds. */
void ref_block_dequantize(const ref_block_recipe *recipe, const ref_block_result *data, size_t rows, size_t columns,
                          uint32_t *x);

/* Bits in the code of an element. */
int ref_block_bits(const ref_block_recipe *recipe);

/* ---- Hadamard (hadamard.c) --------------------------------------------------------------------------------------- */

/* The 16-point transform of x, orthonormal, by definition: fl of each butterfly. */
void ref_hadamard16(uint32_t x[16], uint32_t signs, bool inverse);

/* The same, but exact and rounded once: y[i] := fl(1/4 * the sum over j of H[i][j] s[j] x[j]), for finite x. */
void ref_hadamard16_exact(uint32_t y[16], const uint32_t x[16], uint32_t signs, bool inverse);

#endif
