/* SPDX-License-Identifier: Apache-2.0
 *
 * CPFloat, as a header from the directory that CPFLOAT_DIR names, compiled as its own makefile does.
 */
#include "bench/arrays.h"

#if __has_include(<cpfloat_binary32.h>)

#include <cpfloat_binary32.h>

void bench_cpfloat(bench_format format, const float *x, float *out, size_t n)
{
    static const int rows[BENCH_FORMATS][3] = {[BENCH_E4M3] = {4, -6, 8},
                                               [BENCH_E5M2] = {3, -14, 15},
                                               [BENCH_FP16] = {11, -14, 15},
                                               [BENCH_BF16] = {8, -126, 127}};
    optstruct options = {.precision = (cpfloat_precision_t)rows[format][0],
                         .emin = rows[format][1],
                         .emax = rows[format][2],
                         .explim = CPFLOAT_EXPRANGE_TARG,
                         .infinity = CPFLOAT_INF_USE,
                         .round = CPFLOAT_RND_NE,
                         .subnormal = CPFLOAT_SUBN_USE,
                         .saturation = CPFLOAT_SAT_NO};
    cpfloatf(out, x, n, &options);
}

#else

typedef int no_cpfloat;

#endif
