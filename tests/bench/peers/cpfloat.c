/* SPDX-License-Identifier: Apache-2.0
 *
 * CPFloat, as a header from the directory that CPFLOAT_DIR names, compiled as its own makefile does. It gives rounded
 * numbers as FP32, and overflow as infinity, also in E4M3.
 */
#include "bench/peers.h"

#ifdef BENCH_CPFLOAT

#include <cpfloat_binary32.h>

static void round_to(int precision, int smallest, int largest, cpfloat_rounding_t rounding, const void *x, void *out,
                     size_t n)
{
    optstruct options = {.precision = (cpfloat_precision_t)precision,
                         .emin = smallest,
                         .emax = largest,
                         .explim = CPFLOAT_EXPRANGE_TARG,
                         .infinity = CPFLOAT_INF_USE,
                         .round = rounding,
                         .subnormal = CPFLOAT_SUBN_USE,
                         .saturation = CPFLOAT_SAT_NO};
    cpfloatf(out, x, n, &options);
}

#define ARRAYS_OF(f, precision, smallest, largest)                                                                     \
    static void f##_nearest(const void *x, const void *y, void *out, size_t n)                                         \
    {                                                                                                                  \
        (void)y;                                                                                                       \
        round_to(precision, smallest, largest, CPFLOAT_RND_NE, x, out, n);                                             \
    }                                                                                                                  \
    static void f##_stochastic(const void *x, const void *y, void *out, size_t n)                                      \
    {                                                                                                                  \
        (void)y;                                                                                                       \
        round_to(precision, smallest, largest, CPFLOAT_RND_SP, x, out, n);                                             \
    }
ARRAYS_OF(fp16, 11, -14, 15)
ARRAYS_OF(bf16, 8, -126, 127)
ARRAYS_OF(e4m3, 4, -6, 8)
ARRAYS_OF(e5m2, 3, -14, 15)

#define NAMES_OF(f)                                                                                                    \
    {"fp32 to " #f, f##_nearest},                                                                                      \
    {                                                                                                                  \
        "fp32 to " #f " stochastic", f##_stochastic                                                                    \
    }
static const bench_array arrays[] = {NAMES_OF(fp16), NAMES_OF(bf16), NAMES_OF(e4m3), NAMES_OF(e5m2), {NULL, NULL}};
const bench_peer bench_cpfloat = {.name = "CPFloat", .arrays = arrays, .numbers = true};

#else
const bench_peer bench_cpfloat = {.name = "CPFloat", .missing = "CPFLOAT_DIR= names no checkout"};
#endif
