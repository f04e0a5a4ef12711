/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp_array.h - the operations of halfulp.h on whole arrays: conversions between any formats, and any operation of
 * halfulp_operations.h whose operands and result are numbers.
 *
 * The result of element i has the bits that the scalar function gives, and env->flags gets the flags of all elements
 * or-ed together. That is the definition; the rest is speed. Instructions are chosen at run time for the processor.
 * Fast are conversions from FP64, FP32, FP16, BF16 and any narrow format (at most 16 bits) to any narrow format and
 * from any narrow format to FP32, and add, sub, mul and fma of narrow formats into a narrow format, in every rounding
 * but HU_STOCHASTIC_C and under all policies. The scalar functions do the rest, formats without a zero or with
 * exponents far outside of FP32's included.
 *
 * Neither the number of elements nor their alignment or stride, nor how an array is divided into calls, changes a bit.
 * The floating-point state of the calling thread (rounding direction, flushing, exceptions) has no effect, and is the
 * same afterwards.
 *
 * Errors: everything but the data is checked, in every build of the library; any code is valid data.
 * Threads, memory: as in halfulp.h. Nothing is allocated and no thread is started. To use several threads, divide the
 * array, give each thread an environment of its own, and set `first` in the options.
 */
#ifndef HALFULP_ARRAY_H
#define HALFULP_ARRAY_H

#include "halfulp.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Arrays ------------------------------------------------------------------------------------------------------ */

/* An element takes the smallest of 1, 2, 4 and 8 bytes that holds a code of the format, in the machine's byte order.
 * Bits above the format's width are ignored in operands and zero in results. Any alignment will do. `stride` is the
 * distance of two elements in bytes, as in NumPy: it may be negative, and, for operands, 0, which repeats one element.
 * If elements of a result overlap each other, its bytes are unspecified. */
typedef struct {
    const hu_format *format;
    void *data;
    ptrdiff_t stride;
} hu_array;

/* An array that is only read. */
typedef struct {
    const hu_format *format;
    const void *data;
    ptrdiff_t stride;
} hu_array_operand;

/* The number of bytes that an element of the format takes: 1, 2, 4 or 8. */
HU_API size_t hu_array_element_size(const hu_format *format);

/* Arrays without gaps. */
static inline hu_array hu_array_of(const hu_format *format, void *data)
{
    hu_array a;
    a.format = format;
    a.data = data;
    a.stride = (ptrdiff_t)hu_array_element_size(format);
    return a;
}

static inline hu_array_operand hu_array_operand_of(const hu_format *format, const void *data)
{
    hu_array_operand a;
    a.format = format;
    a.data = data;
    a.stride = (ptrdiff_t)hu_array_element_size(format);
    return a;
}

/* ---- Options ----------------------------------------------------------------------------------------------------- */

/* The number of elements that raised each flag. A call adds to the counts. */
typedef struct {
    uint64_t invalid, divide_by_zero, overflow, underflow, inexact;
    uint64_t flushed; /* inexact, and the result is a zero: numbers that have been lost */
} hu_array_counts;

/* The implementations; all give the same bits. Automatic takes the fastest that this processor has. */
typedef enum {
    HU_ARRAY_AUTOMATIC,
    HU_ARRAY_SCALAR,   /* the scalar functions, an element at a time: the definition */
    HU_ARRAY_PORTABLE, /* plain C, integers only                                     */
    HU_ARRAY_AVX2,     /* x86: AVX2, FMA and F16C                                    */
    HU_ARRAY_AVX512,   /* x86: the same, and AVX-512 F, BW, DQ and VL                */
    HU_ARRAY_NEON      /* 64-bit ARM                                                 */
} hu_array_path;

/* All zeros is the default, and NULL means the same. 64 bytes on every machine.
 *
 * Stochastic rounding draws its random integers itself; env->random is ignored. Element i of an array rounds with
 * R = hu_random_bits(seed, stream, first + i, env->random_bits). */
typedef struct {
    uint64_t seed, stream, first;
    hu_array_counts *counts; /* NULL: do not count                                                                 */
    uint32_t no_flags;       /* 1: leave env->flags as it is, which is faster; counts are kept all the same        */
    uint32_t path;           /* hu_array_path                                                                      */
#if UINTPTR_MAX > 0xFFFFFFFF
    uint32_t reserved[6]; /* zero */
#else
    uint32_t reserved[7]; /* zero */
#endif
} hu_array_options;

/* ---- Operations (array/) ----------------------------------------------------------------------------------------- */

/* Sets result[i] = operation(operands[0][i], ...) for i < count, rounded into result.format by *env, and raises the
 * flags of all elements in *env. The number of operands is the operation's: hu_operation_describe.
 *
 * In place: the result may be one of the operands' memory, if it begins at the same address and both its elements and
 * its stride, which are then positive, are not larger than the operand's. Otherwise the result may not overlap an
 * operand.
 *
 * Returns HU_STATUS_GOOD; or, with nothing changed, HU_STATUS_OPERATION (no such operation, or a result or an operand
 * that is not a number), HU_STATUS_POINTER, HU_STATUS_FORMAT, HU_STATUS_ENVIRONMENT, HU_STATUS_PRECISION,
 * HU_STATUS_MIXED as hu_apply does, HU_STATUS_OVERLAP, or HU_STATUS_PATH (this processor or this build lacks the path,
 * or reserved words of the options are not zero). */
HU_API hu_status hu_array_apply(hu_operation operation, hu_array result, const hu_array_operand *operands, size_t count,
                                hu_env *env, const hu_array_options *options);

/* The same for HU_OP_CONVERT. */
HU_API hu_status hu_array_convert(hu_array result, hu_array_operand x, size_t count, hu_env *env,
                                  const hu_array_options *options);

/* Sets words[i] = hu_random_bits(seed, stream, first + i, 32) for i < count, by vectors; a word's top bits are those of
 * fewer bits. hu_random(seed, stream, k) is words 4 k (low) and 4 k + 1. */
HU_API void hu_array_random(uint64_t seed, uint64_t stream, uint64_t first, uint32_t *words, size_t count);

/* The name of a path ("avx2"); of the one chosen, for automatic. NULL if it cannot be had here. */
HU_API const char *hu_array_path_name(hu_array_path path);

/* The sizes that the ABI promises. */
#ifdef __cplusplus
static_assert(sizeof(hu_array_options) == 64 && sizeof(hu_array_counts) == 48, "sizes of the ABI");
#else
_Static_assert(sizeof(hu_array_options) == 64 && sizeof(hu_array_counts) == 48, "sizes of the ABI");
#endif

#ifdef __cplusplus
}
#endif

#endif
