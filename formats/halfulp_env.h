/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp_env.h - the environment of an operation: how it rounds, what replaces results that a format cannot represent,
 * and which exception flags it raises; also environments by the name of the implementation that they reproduce. The
 * environment is an argument, never global. Included by halfulp.h.
 *
 * A name in these comments ("CUDA", "ml_dtypes") says where a policy is found. hu_env_like says which policies together
 * reproduce that source, in which formats and in which version.
 */
#ifndef HALFULP_ENV_H
#define HALFULP_ENV_H

#include "halfulp_format.h"
#include "halfulp_version.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Flags ------------------------------------------------------------------------------------------------------- */

/* Exception flags, IEEE 754-2019 clause 7, with the bit values of SoftFloat and TestFloat. Flags accumulate in an
 * environment; clear them with env.flags = 0. */
enum {
    HU_INEXACT = 1,        /* the result differs from the exact one                                                */
    HU_UNDERFLOW = 2,      /* tiny (see hu_tininess) and inexact                                                   */
    HU_OVERFLOW = 4,       /* the rounded magnitude exceeds the largest finite number; always with HU_INEXACT      */
    HU_DIVIDE_BY_ZERO = 8, /* an exact infinity from finite operands: x/0                                          */
    HU_INVALID = 16        /* no useful answer (0/0, inf - inf, 0 * inf, sqrt(-1), ...) or a signaling NaN operand */
};

/* ---- Policies ---------------------------------------------------------------------------------------------------- */

/* Rounding direction, IEEE 754-2019 clause 4.3, and P3109's additions. */
typedef enum {
    HU_NEAREST_EVEN, /* to nearest, ties to the even code (the default) */
    HU_NEAREST_AWAY, /* to nearest, ties away from zero                 */
    HU_TOWARD_ZERO,  /* truncate the magnitude                          */
    HU_DOWN,         /* toward minus infinity                           */
    HU_UP,           /* toward plus infinity                            */
    HU_TO_ODD,       /* inexact results go to the neighbour with the odd code, and overflow to the largest finite
                      * number, even if its code is even (E4M3's 7E): rounding that result a second time is not safe */
    HU_STOCHASTIC_A, /* away from zero with probability nu, the discarded fraction: if, for an N-bit random integer R,
                      * floor(nu 2^N) + R >= 2^N */
    HU_STOCHASTIC_B, /* the same with floor(nu 2^(N+1)) + 2R + 1 >= 2^(N+1)                    */
    HU_STOCHASTIC_C  /* the same with (nu 2^N to the nearest integer, ties to even) + R >= 2^N */
} hu_rounding;

/* The result for a rounded magnitude above the largest finite number, if the rounding direction points away from zero
 * (otherwise it is the largest finite number). The comparison follows the rounding: 449 rounds to 448 in E4M3 and does
 * not overflow. All three raise overflow and inexact.
 *                            too large, rounded away       infinity (an operand, x/0)
 *   HU_OVERFLOW_NONE         infinity, else NaN            infinity, else NaN
 *   HU_SATURATE_FINITE       largest finite                infinity, else NaN
 *   HU_SATURATE_ALL          largest finite                largest finite
 * A format that has neither infinity nor NaN gives the largest finite number instead of either.
 * The first and the last row are the NONSAT and SAT conversions of OCP OFP8; the middle one is the saturating cast of
 * ml_dtypes. P3109's saturation modes depend on the format: see hu_env_like. */
typedef enum { HU_OVERFLOW_NONE, HU_SATURATE_FINITE, HU_SATURATE_ALL } hu_overflow;

/* When a result is tiny (IEEE 754-2019 clause 7.5): after rounding as if the exponent had no lower bound (x86, RISC-V),
 * or before rounding (ARM). It decides the underflow flag and what HU_FLUSH_RESULTS flushes, nothing else. */
typedef enum { HU_TININESS_AFTER, HU_TININESS_BEFORE } hu_tininess;

/* The bits of a NaN result. If several operands are NaNs, one is chosen: "first" refers to the position in the
 * operation. A propagated NaN keeps its sign and the top bits of its payload, and is quieted. Formats with one NaN per
 * sign return that NaN, with its sign; formats with only one NaN return it.
 *                     NaN from NaNs                                   NaN from none       fma(0, inf, quiet NaN)
 *   HU_CANONICAL_NAN  the format's canonical NaN (RISC-V)             canonical           invalid
 *   HU_X86_NAN        the first NaN                                   negative, payload 0 no flag, the NaN (SSE, FMA3)
 *   HU_ARM_NAN        the first signaling NaN, else the first quiet;  canonical           invalid, canonical
 *                     fma looks at the addend first
 *   HU_NVIDIA_NAN     positive, all ones (PTX; RISC-V's FP8 formats)  positive, all ones  invalid
 *   HU_SIGNED_NAN     the canonical NaN with the sign of the first    canonical           invalid
 *                     NaN (ml_dtypes)
 * The policy also decides the result of an invalid conversion to an integer. Out of range: the nearest end of the
 * range; x86 returns the "integer indefinite" (80000000; all ones if unsigned). NaN: the largest integer (canonical and
 * signed; RISC-V), the integer indefinite (x86), or 0 (ARM). NVIDIA returns the integer whose top bit alone is 1 if the
 * operand is FP64 or the integer has 64 bits, otherwise 0 (PTX ISA 9.0, cvt).
 * An H200 does as HU_NVIDIA_NAN says (tests/silicon/README.md), but for the NaNs of three conversions: from and to FP64
 * it follows HU_X86_NAN; BF16 to FP32 appends 16 zeros, so that a signaling NaN stays one; and cvt.rna to TF32 drops
 * the 13 lower bits, so that a NaN may become an infinity. */
typedef enum { HU_CANONICAL_NAN, HU_X86_NAN, HU_ARM_NAN, HU_NVIDIA_NAN, HU_SIGNED_NAN } hu_nan_policy;

/* The sign of a NaN that stands for an infinity (overflow, an infinite operand, x/0) in a format that has a NaN of each
 * sign and no infinities (E4M3): that of a NaN from none, or that of the infinity (CUDA, ml_dtypes, ONNX, AVX10.2). */
typedef enum { HU_INFINITY_NAN_AS_INVALID, HU_INFINITY_NAN_SIGNED } hu_infinity_nan;

/* Flushing of subnormal numbers: a sum of */
enum {
    HU_FLUSH_OPERANDS = 1, /* DAZ: a subnormal operand is a zero of its sign; no flag */
    HU_FLUSH_RESULTS = 2 /* FTZ: a tiny result (hu_tininess), exact or not, is a zero of its sign: underflow, inexact */
};

/* Overflow when rounding to odd: the largest finite number (SoftFloat; safe for a second rounding in IEEE formats), or
 * whichever of it and infinity has the odd code (P3109). Without an infinity it is always the largest finite number. */
typedef enum { HU_ODD_OVERFLOW_LARGEST, HU_ODD_OVERFLOW_ODD_CODE } hu_odd_overflow;

/* The result for a NaN in a format without one (FP6, FP4); invalid is raised. It is the largest number, positive
 * (CUDA's conversions); a zero with the opposite sign of the NaN (ml_dtypes); or +0. For the opposite zero, a NaN from
 * none is positive (negative under HU_X86_NAN), and of several NaNs the one that hu_nan_policy would choose counts, or
 * the first if it chooses none. */
typedef enum { HU_MISSING_NAN_LARGEST, HU_MISSING_NAN_OPPOSITE_ZERO, HU_MISSING_NAN_ZERO } hu_missing_nan;

/* The result for zero, and for anything that rounds below the smallest number, in a format without a zero (E8M0). The
 * grid of such a format has no lower end; the comparison follows the rounding. Underflow and inexact are raised.
 *   HU_MISSING_ZERO_BY_OVERFLOW     by the overflow policy: NaN under HU_OVERFLOW_NONE, otherwise the smallest number
 *   HU_MISSING_ZERO_SMALLEST        the smallest number (CUDA)
 *   HU_MISSING_ZERO_TINY_SMALLEST   by the overflow policy for zero, the smallest number otherwise (ml_dtypes) */
typedef enum { HU_MISSING_ZERO_BY_OVERFLOW, HU_MISSING_ZERO_SMALLEST, HU_MISSING_ZERO_TINY_SMALLEST } hu_missing_zero;

/* The result below zero in a format without a sign (E8M0, UE4M3, P3109's unsigned formats). A result that rounds to
 * minus zero is zero. Invalid is raised, as for a negative number converted to an unsigned integer, unless the
 * magnitude is taken.
 *   HU_NEGATIVE_BY_OVERFLOW   by the overflow policy: NaN under HU_OVERFLOW_NONE, otherwise zero, or the smallest
 *                             number in a format without zero (ml_dtypes; P3109's SatFinite and SatPropagate)
 *   HU_NEGATIVE_MAGNITUDE     its magnitude (CUDA for E8M0)
 *   HU_NEGATIVE_DIRECTED      NaN; but when rounding toward zero or up, zero or the smallest number for all but minus
 *                             infinity. The overflow policy has no effect (P3109's SatNone) */
typedef enum { HU_NEGATIVE_BY_OVERFLOW, HU_NEGATIVE_MAGNITUDE, HU_NEGATIVE_DIRECTED } hu_negative;

/* x/0 for an x that is neither zero nor NaN: infinity, and divide-by-zero is raised if x is finite (IEEE 754-2019
 * clause 7.3); or NaN, and invalid is raised (P3109). */
typedef enum { HU_ZERO_DIVIDE_INFINITY, HU_ZERO_DIVIDE_NAN } hu_zero_divide;

/* The remaining special cases. "inf row" is the last column of hu_overflow's table: infinity, else NaN, else the
 * largest finite number. "NaN" is the largest number or zero where hu_missing_nan says so.
 *   x/0                     inf row, the sign by the operands'; divide-by-zero      IEEE 754-2019 clause 7.3, and
 *                           (or NaN: hu_zero_divide)                                hu_zero_divide
 *   0/0, sqrt(-1), ...      NaN; invalid                                            clause 7.2
 *   logB(0)                 minus infinity by the inf row; divide-by-zero           clause 5.3.3
 *   logB(inf)               plus infinity by the inf row; no flag                   clause 5.3.3
 *   nextUp(largest)         infinity; the largest itself if there is none           clause 5.3.1, and this library
 *   nextDown(smallest)      zero; itself if there is no zero, or none below zero    clause 5.3.1, and this library
 *   roundToIntegral         out of range (E2M3's 7.5 to 8): overflow
 *   remainder(x, 0)         NaN; invalid                                            clause 7.2
 *   E8M0 ties (3.0)         to the even code (2.0), P3109's rule for one bit of precision; HU_NEAREST_AWAY gives 4.0,
 *                           which is the nearest of ml_dtypes and ONNX */

/* ---- The environment --------------------------------------------------------------------------------------------- */

/* The largest number of random bits that every operation honours exactly (but see hu_parse). */
enum { HU_RANDOM_BITS_MAX = 32 };

/* The policies that an operation follows, and the flags that it raises. All zeros is IEEE 754's default, so a program
 * begins with `hu_env env = {0};`. 96 bytes on every machine. Later policies take reserved words, in which zero means
 * what the library does today. */
typedef struct {
    uint32_t flags;        /* HU_INEXACT | ...: accumulated                                     */
    uint32_t rounding;     /* hu_rounding                                                       */
    uint32_t overflow;     /* hu_overflow                                                       */
    uint32_t tininess;     /* hu_tininess                                                       */
    uint64_t random;       /* R of HU_STOCHASTIC_*, drawn by the caller: 0 <= R < 2^random_bits */
    uint32_t random_bits;  /* N: 0 to HU_RANDOM_BITS_MAX                                        */
    uint32_t nan;          /* hu_nan_policy                                                     */
    uint32_t flush;        /* HU_FLUSH_OPERANDS | HU_FLUSH_RESULTS                              */
    uint32_t odd_overflow; /* hu_odd_overflow                                                   */
    uint32_t missing_nan;  /* hu_missing_nan                                                    */
    uint32_t missing_zero; /* hu_missing_zero                                                   */
    uint32_t negative;     /* hu_negative                                                       */
    uint32_t infinity_nan; /* hu_infinity_nan                                                   */
    uint32_t zero_divide;  /* hu_zero_divide                                                    */
    uint32_t reserved[9];  /* zero                                                              */
} hu_env;

/* NULL if the environment is usable, otherwise a constant sentence that says what is wrong with it and what was
 * expected; NULL is refused as well. Call it on an environment filled from user input. hu_apply does so itself; every
 * other operation asserts the result, except that a policy without any part in the result may pass unnoticed. */
HU_API const char *hu_env_error(const hu_env *env);

/* ---- Environments by name (presets.c) ---------------------------------------------------------------------------- */

/* A source whose results an environment reproduces. In every destination format that it covers, every code equals the
 * source's, including NaNs, with the exceptions listed in `differs`. The suite compares each preset with a restatement
 * of the source's own rule (ref/like.h). Flags are the source's if it has flags: x86, arm and riscv. */
typedef struct {
    const char *name;    /* for hu_env_like: "ml_dtypes"                                             */
    const char *source;  /* what it reproduces, and the document or version that defines it          */
    const char *formats; /* the destination formats, and the operations that it covers in them       */
    const char *differs; /* what the source leaves open, and where the results differ; "" if nothing */
} hu_preset;

/* Presets by index, from 0; NULL past the last:
 *   p3109, p3109-satfinite, p3109-satpropagate    ocp-sat, ocp-nosat      ml_dtypes, ml_dtypes-sat   cuda, cuda-nosat
 *   onnx, onnx-nosat                              avx10.2, avx10.2-sat    x86   arm                  riscv, riscv-sat
 */
HU_API const hu_preset *hu_preset_at(size_t index);

/* Fills *env with the policies of that name (lower case) for results in the format `to`, because some sources have
 * different rules for different formats. For integer results, pass the operand's format. The rounding is the source's
 * default; another one, and random bits, may be set afterwards. Returns false and leaves *env unchanged if there is no
 * preset of that name or it does not cover the format. */
HU_API bool hu_env_like(const char *name, const hu_format *to, hu_env *env);

/* NULL if hu_env_like accepts these arguments; otherwise a constant sentence that says what was expected. */
HU_API const char *hu_env_like_error(const char *name, const hu_format *to);

#ifdef __cplusplus
}
#endif

#endif
