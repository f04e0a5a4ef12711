/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp_env.h - the environment of an operation: how it rounds, what becomes of what has no natural answer, and the
 * exception flags that it raises; and environments by the name of the implementation that they reproduce. The
 * environment is an argument, never global. Included by halfulp.h.
 *
 * A name in these comments ("CUDA", "ml_dtypes") says where a policy is met. Which policies together give what that
 * source gives, in which formats and in which version, hu_env_like says.
 */
#ifndef HALFULP_ENV_H
#define HALFULP_ENV_H

#include "halfulp_format.h"
#include "halfulp_version.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Flags ------------------------------------------------------------------------------------------------------- */

/* Exception flags, IEEE 754-2019 clause 7, in the bits of SoftFloat and TestFloat. They only ever accumulate in an
 * environment; clearing is env.flags = 0. */
enum {
    HU_INEXACT = 1,        /* the result differs from the exact one                                                 */
    HU_UNDERFLOW = 2,      /* tiny (see hu_tininess) and inexact                                                    */
    HU_OVERFLOW = 4,       /* the rounded magnitude exceeds the largest finite number; always with HU_INEXACT       */
    HU_DIVIDE_BY_ZERO = 8, /* an exact infinity from finite operands: x/0                                           */
    HU_INVALID = 16        /* no useful answer (0/0, inf - inf, 0 * inf, sqrt(-1), ...) or a signaling NaN operand  */
};

/* ---- Policies ---------------------------------------------------------------------------------------------------- */

/* Rounding direction, IEEE 754-2019 clause 4.3, and P3109's additions. */
typedef enum {
    HU_NEAREST_EVEN, /* to nearest, ties to the even code (the default)                                             */
    HU_NEAREST_AWAY, /* to nearest, ties away from zero                                                             */
    HU_TOWARD_ZERO,  /* truncate the magnitude                                                                      */
    HU_DOWN,         /* toward minus infinity                                                                       */
    HU_UP,           /* toward plus infinity                                                                        */
    HU_TO_ODD,       /* inexact results go to the neighbour whose code is odd; overflow to the largest finite number
                        even where its code is even (E4M3's 7E), so a second rounding after it is not safe there    */
    HU_STOCHASTIC_A, /* away from zero with a probability that is the discarded fraction nu, on an N-bit random
                        integer R:  floor(nu 2^N) + R >= 2^N                                                        */
    HU_STOCHASTIC_B, /*             floor(nu 2^(N+1)) + 2R + 1 >= 2^(N+1)                                           */
    HU_STOCHASTIC_C  /*             (nu 2^N to the nearest integer, ties to even) + R >= 2^N                        */
} hu_rounding;

/* What a rounded magnitude above the largest finite number becomes, where the rounding direction points away from zero
 * (toward zero, the largest finite number always stands). Rounding comes first and the comparison after: 449 is 448 in
 * E4M3, not an overflow. The overflow and inexact flags are raised under all three.
 *                            too large, rounded away       infinity (an operand, x/0)
 *   HU_OVERFLOW_NONE         infinity, else NaN            infinity, else NaN           (else: if there is none,
 *   HU_SATURATE_FINITE       largest finite                infinity, else NaN            and without a NaN too,
 *   HU_SATURATE_ALL          largest finite                largest finite                the largest finite number)
 * OCP OFP8's NONSAT and SAT conversions are the first and the last row; the middle one is the saturating cast of
 * ml_dtypes. P3109's saturation modes depend on the format: see hu_env_like. */
typedef enum { HU_OVERFLOW_NONE, HU_SATURATE_FINITE, HU_SATURATE_ALL } hu_overflow;

/* When is a result tiny (IEEE 754-2019 clause 7.5): after rounding as if the exponent had no lower bound (x86, RISC-V),
 * or before rounding (ARM). It decides the underflow flag only, never the result. */
typedef enum { HU_TININESS_AFTER, HU_TININESS_BEFORE } hu_tininess;

/* What a NaN result looks like, so that machines can be matched bit for bit. With several NaN operands one must be chosen;
 * "first" is by position in the operation, and a chosen NaN keeps its sign and the top bits of its payload and is quieted.
 * Formats with one NaN (per sign) return that one, with the sign where they have two.
 *                     NaN from NaNs                                   NaN from none       fma(0, inf, quiet NaN)
 *   HU_CANONICAL_NAN  the format's canonical NaN (RISC-V)             canonical           invalid
 *   HU_X86_NAN        the first NaN                                   negative, payload 0 no flag, the NaN (SSE, FMA3)
 *   HU_ARM_NAN        the first signaling NaN, else the first quiet;  canonical           invalid, canonical
 *                     fma looks at the addend first
 *   HU_NVIDIA_NAN     positive, all ones (PTX; RISC-V's FP8 formats)  likewise            invalid
 *   HU_SIGNED_NAN     the canonical NaN with the sign of the first    canonical           invalid
 *                     NaN (ml_dtypes)
 * It also decides what an integer conversion returns for what no integer is near (invalid in any case): canonical and
 * signed the nearest end of the range and the largest for a NaN (RISC-V); x86 the "integer indefinite" (80000000; all
 * ones where unsigned); ARM the nearest end, and 0 for a NaN; NVIDIA the nearest end, and for a NaN 0, but the integer
 * of which only the top bit is 1 if the operand is FP64 or the integer has 64 bits (PTX ISA 9.0, cvt). */
typedef enum { HU_CANONICAL_NAN, HU_X86_NAN, HU_ARM_NAN, HU_NVIDIA_NAN, HU_SIGNED_NAN } hu_nan_policy;

/* Which sign has a NaN that stands for an infinity (overflow, an infinite operand, x/0) in a format without infinities
 * that has a NaN of each sign (E4M3): that of a NaN from none, or the infinity's (CUDA, ml_dtypes, ONNX, AVX10.2). */
typedef enum { HU_INFINITY_NAN_AS_INVALID, HU_INFINITY_NAN_SIGNED } hu_infinity_nan;

/* Subnormal numbers, a sum of: */
enum {
    HU_FLUSH_OPERANDS = 1, /* DAZ: a subnormal operand is a zero of its sign; no flag                                */
    HU_FLUSH_RESULTS = 2 /* FTZ: a tiny result (hu_tininess), exact or not, is a zero of its sign: underflow, inexact */
};

/* Overflow when rounding to odd: the largest finite number (SoftFloat, and safe for a second rounding in IEEE formats), or
 * of it and infinity the one whose code is odd (P3109); without an infinity the first in any case. */
typedef enum { HU_ODD_OVERFLOW_LARGEST, HU_ODD_OVERFLOW_ODD_CODE } hu_odd_overflow;

/* What a NaN becomes in a format without one (FP6, FP4); invalid is raised: the largest number, positive (CUDA's
 * conversions); a zero of the sign opposite to the NaN's, where a NaN from none is positive (negative under HU_X86_NAN) and
 * of several that one counts which hu_nan_policy would choose, the first where it chooses none (ml_dtypes); or +0. */
typedef enum { HU_MISSING_NAN_LARGEST, HU_MISSING_NAN_OPPOSITE_ZERO, HU_MISSING_NAN_ZERO } hu_missing_nan;

/* What zero, and what rounds below the smallest number, becomes in a format without a zero (E8M0). The grid of such a
 * format has no lower end: rounding comes first, and then the comparison. Underflow and inexact are raised.
 *   HU_MISSING_ZERO_BY_OVERFLOW     by the overflow policy: NaN under HU_OVERFLOW_NONE, and the smallest number if saturating
 *   HU_MISSING_ZERO_SMALLEST        the smallest number (CUDA)
 *   HU_MISSING_ZERO_TINY_SMALLEST   by the overflow policy for zero, the smallest number for anything else (ml_dtypes) */
typedef enum { HU_MISSING_ZERO_BY_OVERFLOW, HU_MISSING_ZERO_SMALLEST, HU_MISSING_ZERO_TINY_SMALLEST } hu_missing_zero;

/* What a result below zero becomes in a format without a sign (E8M0, UE4M3, P3109's unsigned ones). What rounds to minus
 * zero is zero. Invalid is raised, as for a negative number converted to an unsigned integer, but for the magnitude.
 *   HU_NEGATIVE_BY_OVERFLOW   by the overflow policy: NaN under HU_OVERFLOW_NONE, and if saturating zero, or the smallest
 *                             number in a format without zero (ml_dtypes; P3109's SatFinite and SatPropagate)
 *   HU_NEGATIVE_MAGNITUDE     its magnitude (CUDA for E8M0)
 *   HU_NEGATIVE_DIRECTED      NaN; but when rounding toward zero or up, zero or the smallest number for any but minus
 *                             infinity. The overflow policy does not count (P3109's SatNone) */
typedef enum { HU_NEGATIVE_BY_OVERFLOW, HU_NEGATIVE_MAGNITUDE, HU_NEGATIVE_DIRECTED } hu_negative;

/* x/0, for an x that is neither zero nor NaN: infinity, and divide by zero is raised if x is finite (IEEE 754-2019 clause
 * 7.3); or NaN, and invalid is raised (P3109). */
typedef enum { HU_ZERO_DIVIDE_INFINITY, HU_ZERO_DIVIDE_NAN } hu_zero_divide;

/* The rest of what has no natural answer, in one table. "inf row" is the last column of hu_overflow's table: infinity, else
 * NaN, else the largest finite number. "NaN" is the largest number or zero where hu_missing_nan says so.
 *   x/0                     inf row, the sign by the operands'; divide by zero      IEEE 754-2019 clause 7.3, and
 *                           (or NaN: hu_zero_divide)                                hu_zero_divide
 *   0/0, sqrt(-1), ...      NaN; invalid                                            clause 7.2
 *   logB(0)                 minus infinity by the inf row; divide by zero           clause 5.3.3
 *   logB(inf)               plus infinity by the inf row; no flag                   clause 5.3.3
 *   nextUp(largest)         infinity; the largest itself where there is none        clause 5.3.1, and ours
 *   nextDown(smallest)      zero; where there is none, or no sign below it, itself  likewise
 *   roundToIntegral         that leaves the range (E2M3's 7.5 to 8): overflow
 *   remainder(x, 0)         NaN; invalid                                            clause 7.2
 *   E8M0 ties (3.0)         to the even code (2.0), P3109's rule for one bit of precision; HU_NEAREST_AWAY gives 4.0,
 *                           which is the nearest of ml_dtypes and ONNX */

/* ---- The environment --------------------------------------------------------------------------------------------- */

/* The widest random integer that every operation honours exactly (but see hu_parse). */
enum { HU_RANDOM_BITS_MAX = 32 };

/* The policies that an operation obeys, and the flags that it raises. All zero is IEEE 754's default, so
 * `hu_env env = {0};` begins every program. 64 bytes on every machine; later policies take reserved words, whose zero
 * means what the library does today. */
typedef struct {
    uint32_t flags;        /* HU_INEXACT | ...: accumulates                                                          */
    uint32_t rounding;     /* hu_rounding                                                                            */
    uint32_t overflow;     /* hu_overflow                                                                            */
    uint32_t tininess;     /* hu_tininess                                                                            */
    uint64_t random;       /* R of HU_STOCHASTIC_*: 0 <= R < 2^random_bits. The caller draws it; operations read it  */
    uint32_t random_bits;  /* N: 0 to HU_RANDOM_BITS_MAX                                                             */
    uint32_t nan;          /* hu_nan_policy                                                                          */
    uint32_t flush;        /* HU_FLUSH_OPERANDS | HU_FLUSH_RESULTS                                                   */
    uint32_t odd_overflow; /* hu_odd_overflow                                                                        */
    uint32_t missing_nan;  /* hu_missing_nan                                                                         */
    uint32_t missing_zero; /* hu_missing_zero                                                                        */
    uint32_t negative;     /* hu_negative                                                                            */
    uint32_t infinity_nan; /* hu_infinity_nan                                                                        */
    uint32_t zero_divide;  /* hu_zero_divide                                                                         */
    uint32_t reserved[1];  /* zero                                                                                   */
} hu_env;

/* NULL if the environment is usable, otherwise a constant sentence that says what is wrong with it and what was
 * expected. Programs that fill an environment from user input ask this first; hu_apply does, and every other operation
 * asserts it. */
HU_API const char *hu_env_error(const hu_env *env);

/* ---- Environments by name (presets.c) ---------------------------------------------------------------------------- */

/* A source whose results an environment reproduces: in each destination format that it covers every code is the
 * source's, NaNs included, but for what `differs` says. The suite compares each with a restatement of the source's own
 * rule (ref/like.h). Flags are the source's where it has flags: x86, arm and riscv. */
typedef struct {
    const char *name;    /* for hu_env_like: "ml_dtypes"                                                             */
    const char *source;  /* what it reproduces, and the document or version that says so                             */
    const char *formats; /* the destination formats that it covers, and what it covers of their operations           */
    const char *differs; /* what the source leaves open, and where it differs; "" if there is nothing                */
} hu_preset;

/* The presets in their order, 0 <= index; NULL past the last:
 *   p3109, p3109-satfinite, p3109-satpropagate    ocp-sat, ocp-nosat      ml_dtypes, ml_dtypes-sat   cuda, cuda-nosat
 *   onnx, onnx-nosat                              avx10.2, avx10.2-sat    x86   arm                  riscv, riscv-sat  */
HU_API const hu_preset *hu_preset_at(size_t index);

/* Fills *env with the policies of that name (lower case) for results in the format `to`, since some sources have a rule
 * for each; for results that are integers, the operand's format. The rounding is the source's default; others, and
 * random bits, may be set afterwards. False, and *env untouched, if there is no preset of that name or it does not
 * cover the format. */
HU_API bool hu_env_like(const char *name, const hu_format *to, hu_env *env);

/* NULL if hu_env_like accepts these; otherwise a constant sentence that says what was expected. */
HU_API const char *hu_env_like_error(const char *name, const hu_format *to);

#ifdef __cplusplus
}
#endif

#endif
