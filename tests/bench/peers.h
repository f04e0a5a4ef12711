/* SPDX-License-Identifier: Apache-2.0
 *
 * peers.h - what scalars.c and arrays.c ask of us and of other libraries: functions by the name of their work, such as
 * "fp16 add" and "fp32 to e4m3", which both sides share. A library that was not there when the bench was built has no
 * functions and says why.
 */
#ifndef BENCH_PEERS_H
#define BENCH_PEERS_H

#include <stddef.h>
#include <stdint.h>

#include "halfulp.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Scalars: a loop of calls ------------------------------------------------------------------------------------ */

enum { BENCH_OPERANDS = 1 << 14 };

/* The operands and results of one piece of work, as codes of up to 64 bits. */
typedef struct {
    uint64_t x[BENCH_OPERANDS], y[BENCH_OPERANDS], z[BENCH_OPERANDS], out[BENCH_OPERANDS];
} bench_codes;

/* Applies an operation to operands begin to end - 1, to nearest even, and returns the flags raised. The policies of the
 * environment concern us alone. */
typedef uint32_t bench_pass(bench_codes *c, size_t begin, size_t end, hu_env *env);

typedef struct {
    const char *work;
    bench_pass *pass;
} bench_scalar;

/* A loop around an expression of x, y and z. */
#define BENCH_PASS(name, expression, clear, flags)                                                                     \
    static uint32_t name(bench_codes *c, size_t begin, size_t end, hu_env *env)                                        \
    {                                                                                                                  \
        (void)env;                                                                                                     \
        clear;                                                                                                         \
        for (size_t i = begin; i < end; i++) {                                                                         \
            const uint64_t x = c->x[i], y = c->y[i], z = c->z[i];                                                      \
            (void)x, (void)y, (void)z;                                                                                 \
            c->out[i] = (expression);                                                                                  \
        }                                                                                                              \
        return flags;                                                                                                  \
    }

/* The named functions, the generic ones ("generic fp16 add"), and the formats of each. */
typedef struct {
    bench_scalar function;
    const char *from, *to;
} bench_own_scalar;
extern const bench_own_scalar bench_own_scalars[];

/* Those that the generic functions work on: set before each use. */
extern const hu_format *bench_from, *bench_to;

/* ---- Arrays ------------------------------------------------------------------------------------------------------ */

/* n elements, a multiple of 16, to nearest even. y is there for operations of two operands. */
typedef void bench_array_pass(const void *x, const void *y, void *out, size_t n);

typedef struct {
    const char *work;
    bench_array_pass *pass;
} bench_array;

/* ---- Peers ------------------------------------------------------------------------------------------------------- */

typedef struct {
    const char *name;            /* at most 18 characters                                    */
    const char *missing;         /* why there is nothing, or NULL                            */
    const bench_scalar *scalars; /* ends with a NULL; NULL if it has none                    */
    const bench_array *arrays;   /* the same                                                 */
    bool flags;                  /* its scalars raise IEEE 754's flags                       */
    bool numbers;                /* operands and results are FP32, or FP64, not narrow codes */
} bench_peer;

extern const bench_peer bench_softfloat, bench_softfp, bench_mpfr, bench_imath, bench_libfp16, bench_cpfloat;
/* In C++: NULL where it was not asked for. */
__attribute__((weak)) extern const bench_peer bench_ml_dtypes;

#ifdef __cplusplus
}
#endif

#endif
