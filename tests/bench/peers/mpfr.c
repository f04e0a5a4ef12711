/* SPDX-License-Identifier: Apache-2.0
 *
 * GNU MPFR as its manual's chapter on exceptions emulates a format: its precision and exponents, the operation, and
 * mpfr_subnormalize. Variables are initialised once, not for each call.
 */
#include "bench/peers.h"

#ifdef BENCH_MPFR

#include <mpfr.h>
#include <string.h>

static float number(uint64_t code)
{
    const uint32_t word = (uint32_t)code;
    float f;
    memcpy(&f, &word, sizeof f);
    return f;
}

static double wide_number(uint64_t code)
{
    double d;
    memcpy(&d, &code, sizeof d);
    return d;
}

static uint32_t code_of(float f)
{
    uint32_t code;
    memcpy(&code, &f, sizeof code);
    return code;
}

/* The loop of one operation: sets the first `operands` of a, b and d; `compute` sets r and gives its ternary value,
 * with which a subnormal result is rounded to its precision. */
#define PASS(name, operands, precision, smallest, largest, compute)                                                    \
    static uint32_t name(bench_codes *c, size_t begin, size_t end, hu_env *env)                                        \
    {                                                                                                                  \
        mpfr_t a, b, d, r;                                                                                             \
        (void)env;                                                                                                     \
        mpfr_inits2(precision, a, b, d, r, (mpfr_ptr)0);                                                               \
        mpfr_set_emin(smallest);                                                                                       \
        mpfr_set_emax(largest);                                                                                        \
        for (size_t i = begin; i < end; i++) {                                                                         \
            if ((operands) > 0)                                                                                        \
                mpfr_set_flt(a, number(c->x[i]), MPFR_RNDN);                                                           \
            if ((operands) > 1)                                                                                        \
                mpfr_set_flt(b, number(c->y[i]), MPFR_RNDN);                                                           \
            if ((operands) > 2)                                                                                        \
                mpfr_set_flt(d, number(c->z[i]), MPFR_RNDN);                                                           \
            const int ternary = compute;                                                                               \
            mpfr_subnormalize(r, ternary, MPFR_RNDN);                                                                  \
            c->out[i] = code_of(mpfr_get_flt(r, MPFR_RNDN));                                                           \
        }                                                                                                              \
        mpfr_set_emin(mpfr_get_emin_min());                                                                            \
        mpfr_set_emax(mpfr_get_emax_max());                                                                            \
        mpfr_clears(a, b, d, r, (mpfr_ptr)0);                                                                          \
        return 0;                                                                                                      \
    }
#define ARITHMETIC_OF(f, precision, smallest, largest)                                                                 \
    PASS(f##_add, 2, precision, smallest, largest, mpfr_add(r, a, b, MPFR_RNDN))                                       \
    PASS(f##_sub, 2, precision, smallest, largest, mpfr_sub(r, a, b, MPFR_RNDN))                                       \
    PASS(f##_mul, 2, precision, smallest, largest, mpfr_mul(r, a, b, MPFR_RNDN))                                       \
    PASS(f##_div, 2, precision, smallest, largest, mpfr_div(r, a, b, MPFR_RNDN))                                       \
    PASS(f##_sqrt, 1, precision, smallest, largest, mpfr_sqrt(r, a, MPFR_RNDN))                                        \
    PASS(f##_fma, 3, precision, smallest, largest, mpfr_fma(r, a, b, d, MPFR_RNDN))                                    \
    PASS(fp32_to_##f, 0, precision, smallest, largest, mpfr_set_flt(r, number(c->x[i]), MPFR_RNDN))                    \
    PASS(fp64_to_##f, 0, precision, smallest, largest, mpfr_set_d(r, wide_number(c->x[i]), MPFR_RNDN))
ARITHMETIC_OF(fp32, 24, -148, 128)
ARITHMETIC_OF(fp16, 11, -23, 16)
ARITHMETIC_OF(bf16, 8, -132, 128)
ARITHMETIC_OF(e5m2, 3, -15, 16)

#define NAMES_OF(f)                                                                                                    \
    {#f " add", f##_add}, {#f " sub", f##_sub}, {#f " mul", f##_mul}, {#f " div", f##_div}, {#f " sqrt", f##_sqrt},    \
        {#f " fma", f##_fma}, {"fp32 to " #f, fp32_to_##f},                                                            \
    {                                                                                                                  \
        "fp64 to " #f, fp64_to_##f                                                                                     \
    }
static const bench_scalar scalars[] = {NAMES_OF(fp32), NAMES_OF(fp16), NAMES_OF(bf16), NAMES_OF(e5m2), {NULL, NULL}};
const bench_peer bench_mpfr = {.name = "MPFR " MPFR_VERSION_STRING, .scalars = scalars, .numbers = true};

#else
const bench_peer bench_mpfr = {.name = "MPFR", .missing = "not found when the bench was built"};
#endif
