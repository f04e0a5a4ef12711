/* SPDX-License-Identifier: Apache-2.0
 *
 * The FP16 that C and C++ programs are linked with: half of Imath (OpenEXR's; this is its C interface, and arithmetic
 * is that of the C++ class, which computes in FP32), and libfp16, which machine-learning runtimes use. Both are
 * inlined.
 */
#include "bench/peers.h"

#include <string.h>

#if defined(BENCH_IMATH) || defined(BENCH_LIBFP16)
static float number(uint64_t code)
{
    const uint32_t word = (uint32_t)code;
    float f;
    memcpy(&f, &word, sizeof f);
    return f;
}

static uint32_t code_of(float f)
{
    uint32_t code;
    memcpy(&code, &f, sizeof code);
    return code;
}

#define PASS(name, expression) BENCH_PASS(name, expression, (void)0, 0)

/* Loops of the two conversions, and of an operation, over arrays. */
#define ARRAYS_OF(library, wide, narrow)                                                                               \
    static void library##_narrow(const void *x, const void *y, void *out, size_t n)                                    \
    {                                                                                                                  \
        (void)y;                                                                                                       \
        for (size_t i = 0; i < n; i++) {                                                                               \
            ((uint16_t *)out)[i] = narrow(((const float *)x)[i]);                                                      \
        }                                                                                                              \
    }                                                                                                                  \
    static void library##_widen(const void *x, const void *y, void *out, size_t n)                                     \
    {                                                                                                                  \
        (void)y;                                                                                                       \
        for (size_t i = 0; i < n; i++) {                                                                               \
            ((float *)out)[i] = wide(((const uint16_t *)x)[i]);                                                        \
        }                                                                                                              \
    }                                                                                                                  \
    static void library##_add_arrays(const void *x, const void *y, void *out, size_t n)                                \
    {                                                                                                                  \
        for (size_t i = 0; i < n; i++) {                                                                               \
            ((uint16_t *)out)[i] = narrow(wide(((const uint16_t *)x)[i]) + wide(((const uint16_t *)y)[i]));            \
        }                                                                                                              \
    }                                                                                                                  \
    static void library##_mul_arrays(const void *x, const void *y, void *out, size_t n)                                \
    {                                                                                                                  \
        for (size_t i = 0; i < n; i++) {                                                                               \
            ((uint16_t *)out)[i] = narrow(wide(((const uint16_t *)x)[i]) * wide(((const uint16_t *)y)[i]));            \
        }                                                                                                              \
    }                                                                                                                  \
    static const bench_array library##_arrays[] = {{"fp32 to fp16", library##_narrow},                                 \
                                                   {"fp16 to fp32", library##_widen},                                  \
                                                   {"fp16 add", library##_add_arrays},                                 \
                                                   {"fp16 mul", library##_mul_arrays},                                 \
                                                   {NULL, NULL}};

/* The same, call by call. */
#define SCALARS_OF(library, wide, narrow)                                                                              \
    PASS(library##_add, narrow(wide((uint16_t)x) + wide((uint16_t)y)))                                                 \
    PASS(library##_sub, narrow(wide((uint16_t)x) - wide((uint16_t)y)))                                                 \
    PASS(library##_mul, narrow(wide((uint16_t)x) * wide((uint16_t)y)))                                                 \
    PASS(library##_div, narrow(wide((uint16_t)x) / wide((uint16_t)y)))                                                 \
    PASS(library##_fp32_to_fp16, narrow(number(x)))                                                                    \
    PASS(library##_fp16_to_fp32, code_of(wide((uint16_t)x)))                                                           \
    static const bench_scalar library##_scalars[] = {{"fp16 add", library##_add},                                      \
                                                     {"fp16 sub", library##_sub},                                      \
                                                     {"fp16 mul", library##_mul},                                      \
                                                     {"fp16 div", library##_div},                                      \
                                                     {"fp32 to fp16", library##_fp32_to_fp16},                         \
                                                     {"fp16 to fp32", library##_fp16_to_fp32},                         \
                                                     {NULL, NULL}};
#endif

#ifdef BENCH_IMATH
#include <half.h>
ARRAYS_OF(imath, imath_half_to_float, imath_float_to_half)
SCALARS_OF(imath, imath_half_to_float, imath_float_to_half)
#ifdef __F16C__ /* its conversions are the instructions then */
static const char imath_name[] = "Imath half (F16C)";
#else
static const char imath_name[] = "Imath half";
#endif
const bench_peer bench_imath = {.name = imath_name, .scalars = imath_scalars, .arrays = imath_arrays};
#else
const bench_peer bench_imath = {.name = "Imath half", .missing = "not found when the bench was built"};
#endif

#ifdef BENCH_LIBFP16
#include <fp16.h>
ARRAYS_OF(libfp16, fp16_ieee_to_fp32_value, fp16_ieee_from_fp32_value)
SCALARS_OF(libfp16, fp16_ieee_to_fp32_value, fp16_ieee_from_fp32_value)
const bench_peer bench_libfp16 = {.name = "libfp16", .scalars = libfp16_scalars, .arrays = libfp16_arrays};
#else
const bench_peer bench_libfp16 = {.name = "libfp16", .missing = "not found when the bench was built"};
#endif
