/* SPDX-License-Identifier: Apache-2.0
 *
 * arrays.h - what arrays.c asks of other libraries: FP32 numbers to a narrow format, to nearest even. A library that
 * was not found is not linked, and its function is NULL.
 */
#ifndef BENCH_ARRAYS_H
#define BENCH_ARRAYS_H

#include <stddef.h>
#include <stdint.h>

typedef enum { BENCH_E4M3, BENCH_E5M2, BENCH_FP16, BENCH_BF16, BENCH_FORMATS } bench_format;

#ifdef __cplusplus
extern "C" {
#endif

/* CPFloat: the rounded numbers as FP32. Overflow gives infinity. */
__attribute__((weak)) void bench_cpfloat(bench_format format, const float *x, float *out, size_t n);

/* ml_dtypes, and Eigen where ml_dtypes leaves FP16 and BF16 to it: codes. */
__attribute__((weak)) void bench_ml_dtypes(bench_format format, const float *x, void *out, size_t n);

#ifdef __cplusplus
}
#endif

#endif
