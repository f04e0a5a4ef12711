/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp_block.h - block and tensor quantisation: elements of a few bits that share a scale, as OCP MX, NVFP4, FP8
 * tiles and INT8 or INT4 tensors have them. Every choice is a field of a recipe, and every published recipe is a named
 * row, with its source. Also how narrow codes are packed into bytes, and the 16-point Hadamard transform. Included only
 * where it is needed.
 *
 *      FP32 x --block amax A--> ratio d --rounded--> scale S --x / S, or FP32 steps--> v --rounded once--> element
 *                                 ^ tensor scale D = 1 / E, from the tensor's amax T                          + flags
 *
 * In these comments fl(...) is one operation of IEEE 754 in FP32: rounded to nearest even, subnormal numbers kept, NaN
 * results 7FC00000. It raises no flag and ignores the environment. Where no fl stands, a value is exact.
 *
 * Errors: everything but the data is checked, in every build of the library; any code is valid data.
 * Threads, memory: as in halfulp.h. Nothing is allocated and no thread is started. To use several threads, divide the
 * matrix between rows of blocks; give each thread an environment of its own, and in the options the tensor's amax and
 * the number of its first element. No bit changes.
 */
#ifndef HALFULP_BLOCK_H
#define HALFULP_BLOCK_H

#include "halfulp_array.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Policies ---------------------------------------------------------------------------------------------------- */

/* What counts for A and T, the largest magnitude |x| of a block and of the tensor (or of the row), and for the ends of
 * the range, lo = the smallest and hi = the largest of 0 and all x. Without anything that counts, all are +0. */
typedef enum {
    HU_BLOCK_AMAX_NAN,     /* everything; a NaN makes A, T, lo and hi a NaN (torch.amax) */
    HU_BLOCK_AMAX_NUMBERS, /* all but NaNs (fmaxf)                                       */
    HU_BLOCK_AMAX_FINITE   /* all but NaNs and infinities                                */
} hu_block_amax_rule;

/* The ratio d from which the scale comes. M is recipe->target; E and D are the tensor's, below.
 *
 * The first four are exact: the scale is 2^e, the scale format is E8M0, and `scale_rounding` has no part in it.
 *   HU_BLOCK_FLOOR   e = floor(log2 A) - emax                            OCP MX 1.0, section 6.3
 *   HU_BLOCK_CEIL    e = ceil(log2 A) - emax
 *   HU_BLOCK_EVEN    e = floor(log2 A') - emax; A' is A rounded to as many significant bits as the element has, ties
 *                    away from zero
 *   HU_BLOCK_RCEIL   e = ceil(log2(A / M)): the smallest scale in which A is not above M
 * emax is the exponent of the element's largest number: E4M3 8, E5M2 15, E3M2 4, E2M3 2, E2M1 2. An integer element
 * has the bits of its greatest value g: 127 * 2^-6 has 7 significant bits and emax 0.
 * e < -127, and A = 0, give -127. e > 127, an infinite A, and an A' of 2^128 give a NaN if scale_overflow is
 * HU_OVERFLOW_NONE, otherwise 127. A NaN gives a NaN.
 *
 * The others are FP32, and d is rounded to the scale format:
 *   HU_BLOCK_QUOTIENT          d = fl(A / M)
 *   HU_BLOCK_PRODUCT           d = fl(A * fl(1 / M))
 *   HU_BLOCK_QUOTIENT_ENCODE   d = fl(fl(A / M) * E)            with HU_BLOCK_TENSOR_ENCODE
 *   HU_BLOCK_PRODUCT_ENCODE    d = fl(A * fl(E * fl(1 / M)))    with HU_BLOCK_TENSOR_ENCODE
 *   HU_BLOCK_QUOTIENT_DECODE   d = fl(fl(A / M) / D)            with HU_BLOCK_TENSOR_DECODE
 *   HU_BLOCK_JOINT_DECODE      d = fl(A / fl(M * D))            with HU_BLOCK_TENSOR_DECODE
 *   HU_BLOCK_RANGE             d = fl(fl(hi - lo) / M)          with a zero point
 * A ratio that names no tensor scale, exact or not, is used without one, and hu_block_error refuses it with one. */
typedef enum {
    HU_BLOCK_FLOOR,
    HU_BLOCK_CEIL,
    HU_BLOCK_EVEN,
    HU_BLOCK_RCEIL,
    HU_BLOCK_QUOTIENT,
    HU_BLOCK_PRODUCT,
    HU_BLOCK_QUOTIENT_ENCODE,
    HU_BLOCK_PRODUCT_ENCODE,
    HU_BLOCK_QUOTIENT_DECODE,
    HU_BLOCK_JOINT_DECODE,
    HU_BLOCK_RANGE
} hu_block_ratio;

/* What d = 0 (exact ratios: A = 0) becomes: it stays (E8M0 has no zero: the scale is 2^-127), or it becomes 1. */
typedef enum { HU_BLOCK_ZERO_STAYS, HU_BLOCK_ZERO_IS_ONE } hu_block_zero;

/* The second scale, in FP32, from T and N = recipe->tensor_target. What is stored beside the codes is T or D.
 *   HU_BLOCK_TENSOR_ENCODE   E = fl(N / T); the largest finite number if that is infinite or NaN; 1 if E or T is 0.
 *                            D = fl(1 / E). Stored: T
 *   HU_BLOCK_TENSOR_DECODE   D = fl(T / N). Stored: D                                                                */
typedef enum { HU_BLOCK_TENSOR_NONE, HU_BLOCK_TENSOR_ENCODE, HU_BLOCK_TENSOR_DECODE } hu_block_tensor;

/* How an element is scaled. S is the value of the scale's code; S' is S, or with a tensor scale fl(S * D).
 *   HU_BLOCK_EXACT               the quotient x / S, rounded once, into the element (hu_div); no tensor scale. S is an
 *                                operand in the scale's format: HU_FLUSH_OPERANDS makes it zero if it is subnormal
 *                                there (never in E8M0), so that x / S is infinite or a NaN
 *   HU_BLOCK_DIVIDE              v = fl(x / S')
 *   HU_BLOCK_RECIPROCAL          v = fl(x * r), r = fl(1 / S')
 *   HU_BLOCK_RECIPROCAL_FINITE   the same, but r is the largest finite number if it would be infinite or NaN
 *   HU_BLOCK_RECIPROCAL_SHIFTED  v = fl(x * r), where the code of E8M0 c gives r = 1 if c = 0, and otherwise the FP32
 *                                code (254 - c) * 2^23 in 32 bits: 0 if c = 254, minus infinity if c = 255 */
typedef enum {
    HU_BLOCK_EXACT,
    HU_BLOCK_DIVIDE,
    HU_BLOCK_RECIPROCAL,
    HU_BLOCK_RECIPROCAL_FINITE,
    HU_BLOCK_RECIPROCAL_SHIFTED
} hu_block_apply;

/* Four over six: each block is quantised twice, with scales from d ("six") and from fl(d * 1.5) ("four"), and the one
 * with the smaller error is kept; six if the errors are equal or one is a NaN. With HU_BLOCK_TENSOR_ENCODE only.
 * The error of an element with the value q:
 *   HU_BLOCK_4OVER6_MAE, _MSE                    y = fl(fl(fl(q * S) * T) / N), u = fl(y - x)
 *   HU_BLOCK_4OVER6_MAE_ENCODED, _MSE_ENCODED    u = fl(fl(q * S) - fl(x * E))
 * It is |u| (MAE) or fl(u * u) (MSE). A row of a block is summed from +0 in ascending columns, each addition in FP32.
 * The sums r[0] to r[15] of a block's rows, +0 for rows that are not there, are added in halves: r[i] = fl(r[i] +
 * r[i + h]) for i < h, with h = 8, 4, 2, 1; the error is r[0]. A block has at most 16 rows, and not 0. */
typedef enum {
    HU_BLOCK_4OVER6_NONE,
    HU_BLOCK_4OVER6_MAE,
    HU_BLOCK_4OVER6_MSE,
    HU_BLOCK_4OVER6_MAE_ENCODED,
    HU_BLOCK_4OVER6_MSE_ENCODED
} hu_block_4over6;

/* The zero point p of an integer element with the least value l and the greatest g, from the range of HU_BLOCK_RANGE:
 *   HU_BLOCK_ZERO_POINT_LAST    p = round(clamp(fl(l - fl(lo / S))))      ONNX
 *   HU_BLOCK_ZERO_POINT_FIRST   p = clamp(l - round(fl(lo / S)))          PyTorch
 * round is to the nearest integer, ties to even; clamp is into [l, g]. If lo / S is a NaN, p = clamp(0). */
typedef enum { HU_BLOCK_ZERO_POINT_NONE, HU_BLOCK_ZERO_POINT_LAST, HU_BLOCK_ZERO_POINT_FIRST } hu_block_zero_point;

/* ---- Recipes (block/recipes.c) ----------------------------------------------------------------------------------- */

/* A recipe is these fields alone. Numbers are given as FP32 codes: finite, and positive, or 0 where 0 has a meaning. */
typedef struct {
    const char *name;          /* "mxfp4"                                                                            */
    const char *source;        /* the document, or the file and the version, that the row was read from              */
    const char *differs;       /* what the source leaves open, and where it is known to differ; "" if nothing is     */
    const hu_format *element;  /* at most 8 bits, with a zero; NULL: an integer                                      */
    const hu_format *scale;    /* E8M0, FP32, or an unsigned format with at most 8 bits                              */
    int32_t least, greatest;   /* an integer element n in [l, g], within [-128, 127], or [0, 255] if l is 0 ...      */
    uint32_t fraction_bits;    /* ... has the value n * 2^-fraction_bits: 6 is MXINT8's 1.6; 0 to 7                  */
    uint32_t rows, columns;    /* of a block; 0: all rows or columns of the matrix                                   */
    uint32_t amax;             /* hu_block_amax_rule                                                                 */
    uint32_t amax_least;       /* A is at least this (a NaN stays one); 0: no limit. T, lo and hi have no limit      */
    uint32_t ratio;            /* hu_block_ratio                                                                     */
    uint32_t target;           /* M; 0: the element's largest number                                                 */
    uint32_t zero;             /* hu_block_zero                                                                      */
    uint32_t scale_least;      /* after that, d is at least this (a NaN stays one); 0: no limit. Not of exact ratios */
    uint32_t scale_rounding;   /* hu_rounding, not stochastic ...                                                    */
    uint32_t scale_overflow;   /* ... and hu_overflow, of d into the scale format; see below                         */
    uint32_t tensor;           /* hu_block_tensor                                                                    */
    uint32_t tensor_rows;      /* 1: a T of its own for each row of the matrix; blocks then have one row             */
    uint32_t tensor_target;    /* N                                                                                  */
    uint32_t apply;            /* hu_block_apply                                                                     */
    uint32_t element_overflow; /* hu_overflow of the element, in place of env->overflow; integers always saturate   */
    uint32_t four_over_six;    /* hu_block_4over6                                                                   */
    uint32_t zero_point;       /* hu_block_zero_point                                                               */
    uint32_t reserved[8];      /* zero                                                                              */
} hu_block_recipe;

/* The rows by index, from 0; NULL past the last. And the one of that name (lower case), or NULL:
 *
 *   mxfp8_e4m3  mxfp8_e5m2  mxfp6_e2m3  mxfp6_e3m2  mxfp4   OCP MX 1.0: 1x32, E8M0, floor; each also as X_ceil,
 *                                                           X_even and X_rceil (exact)
 *   mxint8  mxint8_full                                     the same; integers from -127, or from -128
 *   torchao_mxfp8_e4m3_rceil  torchao_mxfp8_e5m2_rceil  torchao_mxfp4_rceil
 *   te_mxfp8_e4m3  te_mxfp8_e5m2
 *   nvfp4_te  nvfp4_te_2d  nvfp4_te_rows                    1x16, 16x16, 1x16 with a T for each row
 *   nvfp4_te_2025                                           the reference that came with arXiv 2509.25149
 *   nvfp4_te_4over6_mae  _mse  _mae_256  _mse_256           N = 6 * 448, or 6 * 256
 *   nvfp4_te_4over6_2d_mae  _2d_mse  _mae_encoded  _mse_encoded
 *   nvfp4_torchao  nvfp4_torchao_single                     with and without a tensor scale
 *   nvfp4_modelopt
 *   fp4_ue5m3                                               1x16 with a UE5M3 scale
 *   deepseek_1x128  deepseek_128x128                        E4M3 with FP32 scales
 *   deepgemm_1x128  deepgemm_128x128  deepgemm_1x128_ue8m0  deepgemm_128x128_ue8m0
 *   int8_tensor  int8_rows  int8_columns                    symmetric: A / 127
 *   int4_tensor  int4_rows  int4_1x32                       symmetric: A / 7
 *   uint8_tensor_zero_point  uint8_rows_zero_point          with a zero point: the range / 255
 *   uint4_tensor_zero_point  uint4_rows_zero_point  uint4_1x32_zero_point   and / 15
 *   torchao_int8_rows  torchao_int4_1x32                    symmetric: A / 127.5, A / 7.5
 *   torchao_int8_rows_zero_point  onnx_uint8                with a zero point */
HU_API const hu_block_recipe *hu_block_at(size_t index);
HU_API const hu_block_recipe *hu_block_find(const char *name);

/* NULL if every function accepts the recipe; otherwise a constant sentence that says what is wrong with it and what was
 * expected. Start from a row, change a field, and ask. */
HU_API const char *hu_block_error(const hu_block_recipe *recipe);

/* The number of bits in an element's code: the format's width; for integers the fewest, at most 8, that hold l and g,
 * in two's complement if l is negative. 0 if hu_block_error refuses the recipe. */
HU_API uint32_t hu_block_bits(const hu_block_recipe *recipe);

/* ---- The definition ---------------------------------------------------------------------------------------------- */

/* A block is `rows` x `columns` elements; at the lower and the right edge of the matrix it is what is left. Per block:
 *
 *   1. A (and lo, hi) over the elements of the block, raised to amax_least.
 *   2. d by the ratio; by `zero`, if it is 0; raised to scale_least. (Exact ratios: 2^e, whose e is limited as said;
 *      scale_least has no part in it.)
 *   3. The scale: hu_convert of d to the scale format, with scale_rounding and scale_overflow, HU_MISSING_ZERO_SMALLEST
 *      and otherwise an environment of zeros. An exact ratio gives the code e + 127, or FF. S is its value.
 *   4. The zero point, if there is one.
 *   5. Each element: hu_div of x and S (HU_BLOCK_EXACT) or hu_convert of v into the element format. The environment is
 *      *env, with its rounding, policies and random integer, but with overflow = element_overflow.
 *
 * Flags are those of step 5 alone. For 4over6 they are those of the candidate that is kept.
 *
 * An integer element is n = round(2^fraction_bits * x / S), or of v, as a format is rounded whose numbers are all the
 * integers: ties to the even integer, to odd to the odd one, stochastic with the fraction of the integer step. Then p
 * is added, and what is below l or above g becomes l or g, with overflow and inexact. An infinite x, v or x / 0 becomes
 * l or g without these flags. A NaN becomes g under HU_MISSING_NAN_LARGEST, otherwise clamp(p), and raises invalid.
 * There is no underflow, and HU_FLUSH_RESULTS has no part. An element that counts as flushed is p, and inexact.
 *
 * What follows for the cases that recipes differ in. "env" is the element of a NaN, which env->missing_nan decides
 * where the element has none. Codes are of scales. The last column is the least scale, and the one if d is too large.
 *
 *                     all-zero block     a NaN in the block          an infinity in the block           least; too big
 *   mx*               00 = 2^-127; +-0   FF; every element NaN, env  as a NaN                            00; FF
 *   torchao_mx*       as mx*             as mx*                      as a NaN                            00; FF
 *   te_mx*            00; +-0            not in A; it alone env      FE, r = 0: it env, the others +-0   00; FE = 2^127
 *   nvfp4_te*         00; +-0            not in A; it alone env      E = 1; 7E, and it saturates         00; 7E = 448
 *   nvfp4_torchao*    08 = 2^-6; +-0     T: all scales 7F, all env   D = inf: 7F, all env; other blocks  08; 7E
 *                                                                    08, +-0
 *   nvfp4_modelopt    38 = 1.0; +-0      T: all scales 7F, all env   D = inf: 7F, all env; other blocks  01 = 2^-9; 7F
 *                                                                    38, +-0
 *   fp4_ue5m3         01 = 2^-17; +-0    FF; all env                 FE; it saturates                    01; 114688
 *   deepseek*         0; 0 / 0: NaN      NaN; all NaN                inf; it NaN, the others +-0         none
 *   deepgemm*         1e-4 / 448; +-0    NaN; all NaN                inf; it NaN, the others +-0         none
 *     _ue8m0          69 = 2^-22; +-0    FF; all NaN                 FE; it NaN                          69; FE
 *   int*              1.0; 0             NaN; all env                inf; it env, the others 0           none
 *   torchao_int*      2^-23; 0 or p      NaN; all env                inf; it env, the others 0 or p      2^-23; none
 *   uint*, onnx_uint8 1.0; p = 0         NaN; all env                inf; it env, the others p           none
 * In a tensor of zeros, T = 0: nvfp4_te* have E = 1, 00 and +-0; nvfp4_torchao and nvfp4_modelopt have D = 0, so that
 * 0 / 0 makes every scale 7F and every element env. nvfp4_torchao_single has no T: its line holds block by block, but
 * with an infinity a block has 7E, and it saturates.
 * Subnormal x are numbers like others, unless env->flush makes them zero in step 5; they count for A as they are. A
 * block whose scale is its smallest, or zero, may lose all its elements: they count as flushed. */

/* ---- Quantisation (block/) --------------------------------------------------------------------------------------- */

/* FP32 numbers, `rows` x `columns`. Strides are in bytes, as in NumPy: the distance of two rows, and of two columns;
 * negative or 0 will do, and a transposed matrix is one with its strides exchanged. Any alignment, machine byte
 * order. */
typedef struct {
    const void *data;
    size_t rows, columns;
    ptrdiff_t row_stride, column_stride;
} hu_block_matrix;

/* A matrix without gaps, row by row. */
static inline hu_block_matrix hu_block_matrix_of(const void *data, size_t rows, size_t columns)
{
    hu_block_matrix x;
    x.data = data;
    x.rows = rows;
    x.columns = columns;
    x.row_stride = (ptrdiff_t)(columns * 4);
    x.column_stride = 4;
    return x;
}

/* How many scales (and zero points) there are, in rows and columns, and how many T or D: 0, 1 or the rows of the
 * matrix. A matrix without elements has none. */
typedef struct {
    size_t scale_rows, scale_columns, tensors;
} hu_block_shape;

/* Returns HU_STATUS_GOOD, or HU_STATUS_RECIPE, _POINTER or _COUNT (see hu_block_quantize), with nothing changed. */
HU_API hu_status hu_block_measure(const hu_block_recipe *recipe, size_t rows, size_t columns, hu_block_shape *shape);

/* A quantised matrix. All parts lie row by row without gaps, at any alignment. */
typedef struct {
    void *codes;       /* a byte for each element; bits above hu_block_bits are zero (ignored when they are read) */
    void *scales;      /* codes of recipe->scale: a byte each, or 4 for FP32, in machine byte order               */
    void *tensor;      /* T or D, FP32 codes of 4 bytes; NULL if the recipe has no tensor scale                   */
    void *zero_points; /* int32_t; NULL if the recipe has no zero point                                           */
} hu_block_data;

/* All zeros is the default, and NULL means the same. 64 bytes on every machine.
 *
 * Stochastic rounding of element (i, j), number k = first + i * columns + j, takes R = hu_random_bits(seed, stream, k,
 * env->random_bits); or, if `random` is not NULL, the low env->random_bits (at most 8) bits of random[i * columns + j].
 * env->random is ignored. 4over6 takes the same R for both candidates. */
typedef struct {
    uint64_t seed, stream, first;
    const uint8_t *random;   /* NULL: draw them                                                                   */
    const void *amax;        /* T, one or one for each row: FP32 codes, signs and payloads ignored; NULL: from x  */
    hu_array_counts *counts; /* NULL: do not count                                                                */
    uint32_t no_flags;       /* 1: leave env->flags as it is                                                      */
    uint32_t path;           /* hu_array_path: HU_ARRAY_SCALAR is the definition; all give the same bits          */
#if UINTPTR_MAX > 0xFFFFFFFF
    uint32_t reserved[2]; /* zero */
#else
    uint32_t reserved[5]; /* zero */
#endif
} hu_block_options;

/* Quantises x by the recipe and raises the flags of the elements in *env. Counts are of elements, as in
 * halfulp_array.h. `result` may not overlap x.
 *
 * Returns HU_STATUS_GOOD; or, with nothing changed, HU_STATUS_RECIPE (hu_block_error refuses it), HU_STATUS_POINTER
 * (of a matrix with elements), HU_STATUS_ENVIRONMENT (hu_env_error refuses it, or more than 8 random bits from bytes),
 * HU_STATUS_COUNT (the matrix has more bytes than there are addresses), HU_STATUS_OVERLAP, or HU_STATUS_PATH (as
 * hu_array_apply). */
HU_API hu_status hu_block_quantize(const hu_block_recipe *recipe, hu_block_matrix x, hu_block_data result, hu_env *env,
                                   const hu_block_options *options);

/* Sets amax[0], or amax[i] for each row i if recipe->tensor_rows, to T of x (FP32 codes of 4 bytes): what the options
 * take. Of parts of a matrix, T is the largest, or a NaN if one is; of a matrix without elements, none is set. Returns
 * HU_STATUS_GOOD, or HU_STATUS_RECIPE, _POINTER or _COUNT, with nothing changed. */
HU_API hu_status hu_block_amax(const hu_block_recipe *recipe, hu_block_matrix x, void *amax);

/* Sets x[i, j], FP32 codes of 4 bytes, row by row without gaps, to fl(q * S'), where q is the value of the element
 * (with a zero point fl(n - p) * 2^-fraction_bits, for any p), and S' is S; with HU_BLOCK_TENSOR_DECODE fl(S * D);
 * with HU_BLOCK_TENSOR_ENCODE fl(fl(S * T) * fl(1 / N)). No flags. x may not overlap the data. Returns
 * HU_STATUS_GOOD, or HU_STATUS_RECIPE, _POINTER, _COUNT or _OVERLAP, with nothing changed. */
HU_API hu_status hu_block_dequantize(const hu_block_recipe *recipe, hu_block_data data, size_t rows, size_t columns,
                                     void *x);

/* ---- Packing (block/pack.c) -------------------------------------------------------------------------------------- */

/* Codes of `bits` bits, 1 to 8, as a stream of bits, the low bit first: bit b of code i is bit i * bits + b of the
 * stream, and bit n of the stream is bit n mod 8 of byte n / 8. So two FP4 share a byte, the first in the low nibble,
 * and four FP6 take three bytes. The rest of the last byte is zero, and ignored when it is read. */

/* ceil(count * bits / 8) bytes. 0 if `bits` is not from 1 to 8. */
HU_API size_t hu_block_packed_size(uint32_t bits, size_t count);

/* Packs the low `bits` bits of each of `count` codes, a byte each; and back, with zeros above. Returns HU_STATUS_GOOD;
 * or, with nothing changed, HU_STATUS_COUNT (bits), HU_STATUS_POINTER or HU_STATUS_OVERLAP. */
HU_API hu_status hu_block_pack(uint32_t bits, void *packed, const void *codes, size_t count);
HU_API hu_status hu_block_unpack(uint32_t bits, void *codes, const void *packed, size_t count);

/* ---- The Hadamard transform (block/hadamard.c) ------------------------------------------------------------------- */

/* The signs that TransformerEngine's recipe fixes (quantization_nvfp4.py, commit 1a4d3b0, get_wgrad_sign_vector). */
enum { HU_HADAMARD16_SIGNS_TE = 0xD7E8 };

/* Transforms each 16 successive FP32 codes of x in place, orthonormal: y[i] = (1/4) * the sum over j of (-1)^b(i, j) *
 * s[j] x[j], where b(i, j) is the number of ones in i AND j, and s[j] is -1 if bit j of `signs` is set, otherwise 1.
 * The inverse multiplies by s[i] afterwards instead, which undoes the transform up to rounding.
 *
 * Order: signs (forward); then four stages, h = 1, 2, 4, 8, each of which replaces (a, b) = (x[i], x[i + h]), for all
 * i without the bit h, by (fl(a + b), fl(a - b)); then each fl(x[i] / 4), exact but for subnormal results; then signs
 * (inverse). A sign flips the sign bit, of NaNs too.
 *
 * Returns HU_STATUS_GOOD; or, with nothing changed, HU_STATUS_COUNT (not a multiple of 16), or HU_STATUS_POINTER. */
HU_API hu_status hu_hadamard16(uint32_t *x, size_t count, uint32_t signs);
HU_API hu_status hu_hadamard16_inverse(uint32_t *x, size_t count, uint32_t signs);

/* The sizes that the ABI promises. */
#ifdef __cplusplus
static_assert(sizeof(hu_block_options) == 64, "sizes of the ABI");
#else
_Static_assert(sizeof(hu_block_options) == 64, "sizes of the ABI");
#endif

#ifdef __cplusplus
}
#endif

#endif
