/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp.h - bit-exact arithmetic in the formats of mixed precision: FP32, FP16, BF16, FP8 (FP64 for conversions).
 *
 * This header is the whole public interface and the table of contents; each section names the file that implements it.
 * The library is integers only: it computes the same bits on every machine, whatever the floating-point hardware,
 * the compiler's options or the C library do.
 *
 *      code --decode.h--> value --arith.h--> exact value --round.h--> value of the format --encode.h--> code
 *
 * Contract, for every function below:
 *   Errors    Any code is valid input and arithmetic cannot fail: what has no finite answer is an infinity, a NaN or the
 *             largest finite number, with flags, as the environment says. A caller's bug (NULL, a code with bits above
 *             the format's width, an enum value that does not exist, too many random bits) is an assertion.
 *   Threads   There is no global state. Every function is pure but for the flags it raises in the environment it is
 *             given, so threads need only have an environment each. Formats are constant and may be shared.
 *   Memory    Nothing is allocated, nothing is freed.
 *   ABI       hu_env and hu_format keep their size: later policies take reserved words, whose zero means what the
 *             library does today. New formats are new rows, found by name; enums only ever grow at the end.
 */
#ifndef HALFULP_H
#define HALFULP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Formats (format.c, table.h) -------------------------------------------------------------------------------- */

/* Which codes are infinities: none, the IEEE code (exponent field all ones, fraction zero), or the highest code (of each
 * sign) that is not a NaN, as in IEEE P3109. */
typedef enum { HU_INFINITY_NONE, HU_INFINITY_TOP_EXPONENT, HU_INFINITY_TOP_CODE } hu_infinity;

/* Which codes are NaNs: none, the IEEE ones (exponent field all ones, fraction not zero), the single highest code of
 * each sign (OCP E4M3, E8M0), or the code that would be minus zero (FNUZ, P3109). */
typedef enum { HU_NAN_NONE, HU_NAN_TOP_EXPONENT, HU_NAN_TOP_CODE, HU_NAN_NEGATIVE_ZERO } hu_nan;

/* A format is these numbers and no more. A code is sign, exponent field E, fraction field T, from the top bit down; all
 * its bits above that width are zero. With p = fraction_bits + 1 and emin = 1 - bias:
 *   E > 0   (-1)^sign * (1 + T * 2^-fraction_bits) * 2^(E - bias)     normal
 *   E = 0   (-1)^sign *      T * 2^-fraction_bits  * 2^emin           subnormal, or zero
 * but for the codes that infinity and nan take away. Without has_zero, E = 0 is one more normal binade. */
typedef struct {
    char name[24];         /* lower case, "e4m3"                                                      */
    int exponent_bits;     /* stored bits, 1 to 15                                                    */
    int fraction_bits;     /* stored bits, 0 to 52; the precision p is one more                       */
    int bias;              /* the exponent field of 1.0                                               */
    bool has_sign;         /* false: no sign bit                                                      */
    bool has_zero;         /* false: E8M0, whose every code but the NaN is a power of two             */
    hu_infinity infinity;  /* which codes are infinities                                              */
    hu_nan nan;            /* which codes are NaNs                                                    */
    uint64_t canonical_nan; /* the NaN that operations return; unused without one                     */
    uint32_t reserved[6];  /* zero                                                                    */
} hu_format;

/* The format of that name or alias ("e4m3", "float8_e4m3fn", "bfloat16", "half", ...; case is ignored), or NULL. */
const hu_format *hu_format_find(const char *name);

/* The rows of the table in their order, 0 <= index; NULL past the last. */
const hu_format *hu_format_at(size_t index);

/* Derived quantities. Codes are of the positive sign; every format has the three. */
int hu_format_width(const hu_format *format);                    /* bits in a code                                  */
uint64_t hu_format_largest(const hu_format *format);             /* code of the largest finite number               */
uint64_t hu_format_smallest_normal(const hu_format *format);     /* code of 2^emin                                  */
uint64_t hu_format_smallest(const hu_format *format);            /* code of the smallest number above zero          */

/* ---- Environment ------------------------------------------------------------------------------------------------- */

/* Exception flags, IEEE 754-2019 clause 7, in the bits of SoftFloat and TestFloat. They only ever accumulate in an
 * environment; clearing is env.flags = 0. */
enum {
    HU_INEXACT = 1,     /* the result differs from the exact one                                                    */
    HU_UNDERFLOW = 2,   /* tiny (see hu_tininess) and inexact                                                       */
    HU_OVERFLOW = 4,    /* the rounded magnitude exceeds the largest finite number; always with HU_INEXACT          */
    HU_DIVIDE_BY_ZERO = 8, /* an exact infinity from finite operands: x/0                                           */
    HU_INVALID = 16     /* no useful answer (0/0, inf - inf, 0 * inf, sqrt(-1), ...) or a signaling NaN operand     */
};

/* Rounding direction, IEEE 754-2019 clause 4.3, and P3109's additions. */
typedef enum {
    HU_NEAREST_EVEN,  /* to nearest, ties to the even code (the default)                                            */
    HU_NEAREST_AWAY,  /* to nearest, ties away from zero                                                            */
    HU_TOWARD_ZERO,   /* truncate the magnitude                                                                     */
    HU_DOWN,          /* toward minus infinity                                                                      */
    HU_UP,            /* toward plus infinity                                                                       */
    HU_TO_ODD,        /* inexact results go to the neighbour whose code is odd; overflow to the largest finite number
                         even where its code is even (E4M3's 7E), so a second rounding after it is not safe there   */
    HU_STOCHASTIC_A,  /* away from zero with a probability that is the discarded fraction nu, on an N-bit random
                         integer R:  floor(nu 2^N) + R >= 2^N                                                       */
    HU_STOCHASTIC_B,  /*             floor(nu 2^(N+1)) + 2R + 1 >= 2^(N+1)                                          */
    HU_STOCHASTIC_C   /*             (nu 2^N to the nearest integer, ties to even) + R >= 2^N                       */
} hu_rounding;

/* What a rounded magnitude above the largest finite number becomes, where the rounding direction points away from zero
 * (toward zero, the largest finite number always stands). Rounding comes first and the comparison after: 449 is 448 in
 * E4M3, not an overflow. The overflow and inexact flags are raised under all three.
 *                            too large, rounded away       infinity (an operand, x/0)
 *   HU_OVERFLOW_NONE         infinity, else NaN            infinity, else NaN           (else: if there is none,
 *   HU_SATURATE_FINITE       largest finite                infinity, else NaN            and without a NaN too,
 *   HU_SATURATE_ALL          largest finite                largest finite                the largest finite number)
 * OCP OFP8's NONSAT and SAT conversions are the first and the last row; the middle one is P3109's SatPropagate and what
 * ml_dtypes and PyTorch do when they saturate. */
typedef enum { HU_OVERFLOW_NONE, HU_SATURATE_FINITE, HU_SATURATE_ALL } hu_overflow;

/* When is a result tiny (IEEE 754-2019 clause 7.5): after rounding as if the exponent had no lower bound (x86, RISC-V),
 * or before rounding (ARM). It decides the underflow flag only, never the result. */
typedef enum { HU_TININESS_AFTER, HU_TININESS_BEFORE } hu_tininess;

enum { HU_RANDOM_BITS_MAX = 32 }; /* the widest random integer that every operation can honour exactly              */

/* The environment is an argument, never global: the policies an operation obeys, and the flags it raises. All zero is
 * IEEE 754's default, so `hu_env env = {0};` begins every program. */
typedef struct {
    hu_rounding rounding;
    hu_overflow overflow;
    hu_tininess tininess;
    uint32_t flags;        /* HU_INEXACT | ...: accumulates                                                          */
    uint64_t random;       /* R for HU_STOCHASTIC_*: 0 <= R < 2^random_bits. The caller draws it; operations read it */
    uint32_t random_bits;  /* N: 0 to HU_RANDOM_BITS_MAX                                                             */
    uint32_t reserved[9];  /* zero                                                                                   */
} hu_env;

/* NULL if the environment is usable, otherwise a constant sentence that says what is wrong with it and what was
 * expected. Programs that fill an environment from user input ask this first; every operation asserts it. */
const char *hu_env_error(const hu_env *env);

/* ---- Any format: the format is data (generic.c) ------------------------------------------------------------------- */

/* A code together with the format that gives it meaning. */
typedef struct {
    const hu_format *format;
    uint64_t code;
} hu_number;

/* Each computes the exact result of its operands, which may be of different formats, and rounds it once, into `to`
 * (IEEE 754-2019 clause 5.4.1, formatOf operations). All formats convert to all. Arithmetic takes operands and results of
 * at most 24 bits of precision: FP64 is refused by an assertion.
 * Rounding: env->rounding. Flags: as said above; a signaling NaN operand raises invalid. A NaN result is the canonical
 * NaN of `to`. An exact zero sum of opposite signs is +0, or -0 when rounding down. */
hu_number hu_convert(const hu_format *to, hu_number x, hu_env *env);                       /* x          clause 5.4.2 */
hu_number hu_add(const hu_format *to, hu_number x, hu_number y, hu_env *env);              /* x + y                   */
hu_number hu_sub(const hu_format *to, hu_number x, hu_number y, hu_env *env);              /* x - y                   */
hu_number hu_mul(const hu_format *to, hu_number x, hu_number y, hu_env *env);              /* x * y                   */
hu_number hu_div(const hu_format *to, hu_number x, hu_number y, hu_env *env);              /* x / y: x/0 divides by 0 */
hu_number hu_sqrt(const hu_format *to, hu_number x, hu_env *env);                          /* sqrt(-0) = -0           */
/* x * y + z with one rounding. fma(0, inf, NaN) raises invalid, also for a quiet NaN (clause 7.2 leaves it open). */
hu_number hu_fma(const hu_format *to, hu_number x, hu_number y, hu_number z, hu_env *env);

/* ---- Named formats: the same pipeline, the format a constant ------------------------------------------------------ */

/* One-member structs, so that formats cannot be mixed by accident: hu_fp16 one = {0x3C00}. */
typedef struct { uint64_t code; } hu_fp64; /* IEEE binary64                                                           */
typedef struct { uint32_t code; } hu_fp32; /* IEEE binary32                                                           */
typedef struct { uint16_t code; } hu_fp16; /* IEEE binary16                                                           */
typedef struct { uint16_t code; } hu_bf16; /* bfloat16: the upper half of binary32                                    */
typedef struct { uint8_t code; } hu_e4m3;  /* OCP OFP8 E4M3: no infinity, NaN 7F and FF, largest 448                  */
typedef struct { uint8_t code; } hu_e5m2;  /* OCP OFP8 E5M2: IEEE-like, largest 57344; canonical NaN 7E               */

/* Arithmetic within one format. Operands, rounding, flags and NaN: as the generic functions with `to` that format. */
/* fp32.c */
hu_fp32 hu_fp32_add(hu_fp32 x, hu_fp32 y, hu_env *env);
hu_fp32 hu_fp32_sub(hu_fp32 x, hu_fp32 y, hu_env *env);
hu_fp32 hu_fp32_mul(hu_fp32 x, hu_fp32 y, hu_env *env);
hu_fp32 hu_fp32_div(hu_fp32 x, hu_fp32 y, hu_env *env);
hu_fp32 hu_fp32_sqrt(hu_fp32 x, hu_env *env);
hu_fp32 hu_fp32_fma(hu_fp32 x, hu_fp32 y, hu_fp32 z, hu_env *env);
/* fp16.c */
hu_fp16 hu_fp16_add(hu_fp16 x, hu_fp16 y, hu_env *env);
hu_fp16 hu_fp16_sub(hu_fp16 x, hu_fp16 y, hu_env *env);
hu_fp16 hu_fp16_mul(hu_fp16 x, hu_fp16 y, hu_env *env);
hu_fp16 hu_fp16_div(hu_fp16 x, hu_fp16 y, hu_env *env);
hu_fp16 hu_fp16_sqrt(hu_fp16 x, hu_env *env);
hu_fp16 hu_fp16_fma(hu_fp16 x, hu_fp16 y, hu_fp16 z, hu_env *env);
/* bf16.c */
hu_bf16 hu_bf16_add(hu_bf16 x, hu_bf16 y, hu_env *env);
hu_bf16 hu_bf16_sub(hu_bf16 x, hu_bf16 y, hu_env *env);
hu_bf16 hu_bf16_mul(hu_bf16 x, hu_bf16 y, hu_env *env);
hu_bf16 hu_bf16_div(hu_bf16 x, hu_bf16 y, hu_env *env);
hu_bf16 hu_bf16_sqrt(hu_bf16 x, hu_env *env);
hu_bf16 hu_bf16_fma(hu_bf16 x, hu_bf16 y, hu_bf16 z, hu_env *env);
/* e4m3.c */
hu_e4m3 hu_e4m3_add(hu_e4m3 x, hu_e4m3 y, hu_env *env);
hu_e4m3 hu_e4m3_sub(hu_e4m3 x, hu_e4m3 y, hu_env *env);
hu_e4m3 hu_e4m3_mul(hu_e4m3 x, hu_e4m3 y, hu_env *env);
hu_e4m3 hu_e4m3_div(hu_e4m3 x, hu_e4m3 y, hu_env *env);
hu_e4m3 hu_e4m3_sqrt(hu_e4m3 x, hu_env *env);
hu_e4m3 hu_e4m3_fma(hu_e4m3 x, hu_e4m3 y, hu_e4m3 z, hu_env *env);
/* e5m2.c */
hu_e5m2 hu_e5m2_add(hu_e5m2 x, hu_e5m2 y, hu_env *env);
hu_e5m2 hu_e5m2_sub(hu_e5m2 x, hu_e5m2 y, hu_env *env);
hu_e5m2 hu_e5m2_mul(hu_e5m2 x, hu_e5m2 y, hu_env *env);
hu_e5m2 hu_e5m2_div(hu_e5m2 x, hu_e5m2 y, hu_env *env);
hu_e5m2 hu_e5m2_sqrt(hu_e5m2 x, hu_env *env);
hu_e5m2 hu_e5m2_fma(hu_e5m2 x, hu_e5m2 y, hu_e5m2 z, hu_env *env);

/* Conversions, each in the file of its destination. One to a format that holds all numbers of the source (FP16 to FP32,
 * anything to FP64, ...) is exact for numbers; it may still raise invalid, for a signaling NaN. So a product-sum of narrow
 * operands into FP32 is hu_fp32_fma of the widened operands, and still has one rounding. */
/* fp64.c */
hu_fp64 hu_fp32_to_fp64(hu_fp32 x, hu_env *env);
hu_fp64 hu_fp16_to_fp64(hu_fp16 x, hu_env *env);
hu_fp64 hu_bf16_to_fp64(hu_bf16 x, hu_env *env);
hu_fp64 hu_e4m3_to_fp64(hu_e4m3 x, hu_env *env);
hu_fp64 hu_e5m2_to_fp64(hu_e5m2 x, hu_env *env);
/* fp32.c */
hu_fp32 hu_fp64_to_fp32(hu_fp64 x, hu_env *env);
hu_fp32 hu_fp16_to_fp32(hu_fp16 x, hu_env *env);
hu_fp32 hu_bf16_to_fp32(hu_bf16 x, hu_env *env);
hu_fp32 hu_e4m3_to_fp32(hu_e4m3 x, hu_env *env);
hu_fp32 hu_e5m2_to_fp32(hu_e5m2 x, hu_env *env);
/* fp16.c */
hu_fp16 hu_fp64_to_fp16(hu_fp64 x, hu_env *env);
hu_fp16 hu_fp32_to_fp16(hu_fp32 x, hu_env *env);
hu_fp16 hu_bf16_to_fp16(hu_bf16 x, hu_env *env);
hu_fp16 hu_e4m3_to_fp16(hu_e4m3 x, hu_env *env);
hu_fp16 hu_e5m2_to_fp16(hu_e5m2 x, hu_env *env);
/* bf16.c */
hu_bf16 hu_fp64_to_bf16(hu_fp64 x, hu_env *env);
hu_bf16 hu_fp32_to_bf16(hu_fp32 x, hu_env *env);
hu_bf16 hu_fp16_to_bf16(hu_fp16 x, hu_env *env);
hu_bf16 hu_e4m3_to_bf16(hu_e4m3 x, hu_env *env);
hu_bf16 hu_e5m2_to_bf16(hu_e5m2 x, hu_env *env);
/* e4m3.c */
hu_e4m3 hu_fp64_to_e4m3(hu_fp64 x, hu_env *env);
hu_e4m3 hu_fp32_to_e4m3(hu_fp32 x, hu_env *env);
hu_e4m3 hu_fp16_to_e4m3(hu_fp16 x, hu_env *env);
hu_e4m3 hu_bf16_to_e4m3(hu_bf16 x, hu_env *env);
hu_e4m3 hu_e5m2_to_e4m3(hu_e5m2 x, hu_env *env);
/* e5m2.c */
hu_e5m2 hu_fp64_to_e5m2(hu_fp64 x, hu_env *env);
hu_e5m2 hu_fp32_to_e5m2(hu_fp32 x, hu_env *env);
hu_e5m2 hu_fp16_to_e5m2(hu_fp16 x, hu_env *env);
hu_e5m2 hu_bf16_to_e5m2(hu_bf16 x, hu_env *env);
hu_e5m2 hu_e4m3_to_e5m2(hu_e4m3 x, hu_env *env);

/* ---- Random bits (random.c) --------------------------------------------------------------------------------------- */

/* 64 random bits that are a pure function of their arguments, so that what is drawn does not depend on the order of work
 * or on the number of threads: Philox4x32-10 (Salmon, Moraes, Dror, Shaw, SC 2011) with the key `seed` and the counter
 * (index, stream), low words first; the first two of its four output words, the first one lowest. */
uint64_t hu_random(uint64_t seed, uint64_t stream, uint64_t index);

/* ---- To and from the machine's own float and double, bit by bit --------------------------------------------------- */

static inline hu_fp32 hu_fp32_from_float(float x)
{
    hu_fp32 r;
    memcpy(&r.code, &x, sizeof r.code);
    return r;
}

static inline float hu_fp32_to_float(hu_fp32 x)
{
    float r;
    memcpy(&r, &x.code, sizeof r);
    return r;
}

static inline hu_fp64 hu_fp64_from_double(double x)
{
    hu_fp64 r;
    memcpy(&r.code, &x, sizeof r.code);
    return r;
}

static inline double hu_fp64_to_double(hu_fp64 x)
{
    double r;
    memcpy(&r, &x.code, sizeof r);
    return r;
}

#ifdef __cplusplus
}
#endif

#endif
