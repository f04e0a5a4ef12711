/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp.h - bit-exact arithmetic in the formats of mixed precision: FP32, TF32, FP16, BF16, FP8, FP6, FP4, their
 * block scales, and IEEE P3109's; FP64 for conversions and comparisons.
 *
 * This header is the public interface and the table of contents; each section names the file that implements it.
 * (Models of processor instructions, made of it, have a header of their own, halfulp_models.h.) The library is integers
 * only: it computes the same bits on every machine, whatever the floating-point hardware, the compiler's options or the
 * C library do.
 *
 *      code --decode.h--> value --arith.h--> exact value --round.h--> value of the format --encode.h--> code
 *
 * Contract, for every function below:
 *   Errors    Any code is valid input and arithmetic cannot fail: what has no finite answer is an infinity, a NaN or
 * the largest finite number, with flags, as the environment says. A caller's bug (NULL, a code with bits above the
 * format's width, an enum value that does not exist, too many random bits) is an assertion. Only text can be wrong:
 * hu_parse says what was expected. Threads   There is no global state. Every function is pure but for the flags it
 * raises in the environment it is given, so threads need only have an environment each. Formats are constant and may be
 * shared. Memory    Nothing is allocated, nothing is freed. ABI       hu_env and hu_format keep their size: later
 * policies take reserved words, whose zero means what the library does today. New formats are new rows, found by name;
 * enums only ever grow at the end.
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

/* The version of the library, "0.1.0". */
const char *hu_version(void);

/* ---- Formats (format.c, table.h) -------------------------------------------------------------------------------- */

/* Which codes are infinities: none, the IEEE code (exponent field all ones, fraction zero), or the highest code (of
 * each sign) that is not a NaN, as in IEEE P3109. */
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
    char name[24];          /* lower case, "e4m3"                                                      */
    int exponent_bits;      /* stored bits, 1 to 16                                                    */
    int fraction_bits;      /* stored bits, 0 to 52; the precision p is one more                       */
    int bias;               /* the exponent field of 1.0                                               */
    bool has_sign;          /* false: no sign bit                                                      */
    bool has_zero;          /* false: E8M0, whose every code but the NaN is a power of two             */
    hu_infinity infinity;   /* which codes are infinities                                              */
    hu_nan nan;             /* which codes are NaNs                                                    */
    uint64_t canonical_nan; /* the NaN that operations return; unused without one                     */
    uint32_t reserved[6];   /* zero                                                                    */
} hu_format;

/* The format of that name or alias ("e4m3", "float8_e4m3fn", "bfloat16", "half", ...; case is ignored), or NULL. */
const hu_format *hu_format_find(const char *name);

/* The other names of a row of the table, 0 <= index; NULL past the last. */
const char *hu_format_alias(const hu_format *format, size_t index);

/* The rows of the table in their order, 0 <= index; NULL past the last. */
const hu_format *hu_format_at(size_t index);

/* Fills *format from a name or alias of the table, or from a name of IEEE P3109 (a draft: interim report 4.0), which is
 * a rule and not a list: binary{K}p{P}{s|u}{e|f}, K bits from 3 to 16, precision P, signed or unsigned, extended (with
 * infinities) or finite. False, and *format untouched, for any other name. The format must outlive the numbers made of
 * it. */
bool hu_format_parse(const char *name, hu_format *format);

/* Derived quantities. Codes are of the positive sign. */
int hu_format_width(const hu_format *format);                     /* bits in a code                                  */
uint64_t hu_format_largest(const hu_format *format);              /* code of the largest finite number               */
uint64_t hu_format_smallest_normal(const hu_format *format);      /* code of 2^emin                                  */
uint64_t hu_format_smallest(const hu_format *format);             /* code of the smallest number above zero          */
uint64_t hu_format_one(const hu_format *format);                  /* code of 1.0                                     */
int hu_format_emin(const hu_format *format);                      /* exponent of the smallest normal binade          */
int hu_format_emax(const hu_format *format);                      /* exponent of the largest finite number           */
int hu_format_epsilon(const hu_format *format);                   /* exponent of epsilon, the ulp of 1.0: 1 - p      */
uint64_t hu_format_finite_count(const hu_format *format);         /* finite numbers, both zeros counted              */
uint64_t hu_format_nan_count(const hu_format *format);            /* codes that are NaNs                             */
bool hu_format_is_nan(const hu_format *format, uint64_t code);    /* is this code one of them?                       */
bool hu_format_infinity(const hu_format *format, uint64_t *code); /* false: it has no infinity                      */

/* ---- Environment ------------------------------------------------------------------------------------------------- */

/* Exception flags, IEEE 754-2019 clause 7, in the bits of SoftFloat and TestFloat. They only ever accumulate in an
 * environment; clearing is env.flags = 0. */
enum {
    HU_INEXACT = 1,   /* the result differs from the exact one                                                    */
    HU_UNDERFLOW = 2, /* tiny (see hu_tininess) and inexact                                                       */
    HU_OVERFLOW = 4,  /* the rounded magnitude exceeds the largest finite number; always with HU_INEXACT          */
    HU_DIVIDE_BY_ZERO = 8, /* an exact infinity from finite operands: x/0                                           */
    HU_INVALID = 16 /* no useful answer (0/0, inf - inf, 0 * inf, sqrt(-1), ...) or a signaling NaN operand     */
};

/* Rounding direction, IEEE 754-2019 clause 4.3, and P3109's additions. */
typedef enum {
    HU_NEAREST_EVEN, /* to nearest, ties to the even code (the default)                                            */
    HU_NEAREST_AWAY, /* to nearest, ties away from zero                                                            */
    HU_TOWARD_ZERO,  /* truncate the magnitude                                                                     */
    HU_DOWN,         /* toward minus infinity                                                                      */
    HU_UP,           /* toward plus infinity                                                                       */
    HU_TO_ODD,       /* inexact results go to the neighbour whose code is odd; overflow to the largest finite number
                        even where its code is even (E4M3's 7E), so a second rounding after it is not safe there   */
    HU_STOCHASTIC_A, /* away from zero with a probability that is the discarded fraction nu, on an N-bit random
                        integer R:  floor(nu 2^N) + R >= 2^N                                                       */
    HU_STOCHASTIC_B, /*             floor(nu 2^(N+1)) + 2R + 1 >= 2^(N+1)                                          */
    HU_STOCHASTIC_C  /*             (nu 2^N to the nearest integer, ties to even) + R >= 2^N                       */
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

/* What a NaN result looks like, so that machines can be matched bit for bit. With several NaN operands one must be
 * chosen; "first" is by position in the operation, and a chosen NaN keeps its sign and the top bits of its payload and
 * is quieted. Formats with one NaN (per sign) return that one, with the sign where they have two. NaN from NaNs NaN
 * from none       fma(0, inf, quiet NaN) HU_CANONICAL_NAN  the format's canonical NaN (RISC-V)             canonical
 * invalid HU_X86_NAN        the first NaN                                   negative, payload 0 no flag, the NaN (SSE,
 * FMA3) HU_ARM_NAN        the first signaling NaN, else the first quiet;  canonical           invalid, canonical fma
 * looks at the addend first HU_NVIDIA_NAN     positive, all ones                              likewise invalid It also
 * decides what an integer conversion returns for what no integer is near (invalid in any case): RISC-V the nearest end
 * of the range and the largest for a NaN; x86 the "integer indefinite" (80000000; all ones where unsigned); ARM and
 * NVIDIA the nearest end, and 0 for a NaN. */
typedef enum { HU_CANONICAL_NAN, HU_X86_NAN, HU_ARM_NAN, HU_NVIDIA_NAN } hu_nan_policy;

/* Subnormal numbers, a sum of: */
enum {
    HU_FLUSH_OPERANDS = 1, /* DAZ: a subnormal operand is a zero of its sign; no flag                                */
    HU_FLUSH_RESULTS = 2 /* FTZ: a tiny result (hu_tininess), exact or not, is a zero of its sign: underflow, inexact */
};

/* Overflow when rounding to odd: the largest finite number (SoftFloat, and safe for a second rounding in IEEE formats),
 * or of it and infinity the one whose code is odd (P3109); without an infinity the first in any case. */
typedef enum { HU_ODD_OVERFLOW_LARGEST, HU_ODD_OVERFLOW_ODD_CODE } hu_odd_overflow;

/* What a NaN becomes in a format without one (FP6, FP4); invalid is raised: the largest number, positive (CUDA's
 * conversions); a zero of the sign opposite to the NaN's, where a NaN from none is positive (negative under HU_X86_NAN)
 * and of several that one counts which hu_nan_policy would choose, the first where it chooses none (ml_dtypes); or +0.
 */
typedef enum { HU_MISSING_NAN_LARGEST, HU_MISSING_NAN_OPPOSITE_ZERO, HU_MISSING_NAN_ZERO } hu_missing_nan;

/* What zero, and what rounds below the smallest number, becomes in a format without a zero (E8M0): by the overflow
 * policy, NaN under HU_OVERFLOW_NONE and the smallest number if saturating (ml_dtypes), or always the smallest number
 * (CUDA). The grid of such a format has no lower end: rounding comes first, and then the comparison. Underflow and
 * inexact are raised. */
typedef enum { HU_MISSING_ZERO_BY_OVERFLOW, HU_MISSING_ZERO_SMALLEST } hu_missing_zero;

/* What a result below zero becomes in a format without a sign (E8M0, UE4M3, P3109's unsigned ones); invalid is raised,
 * as for a negative number converted to an unsigned integer: by the overflow policy, NaN under HU_OVERFLOW_NONE and if
 * saturating zero, or the smallest number in a format without zero (ml_dtypes, P3109); or its magnitude, without a flag
 * (CUDA and PyTorch for E8M0). What rounds to minus zero is zero. */
typedef enum { HU_NEGATIVE_BY_OVERFLOW, HU_NEGATIVE_MAGNITUDE } hu_negative;

/* The rest of what has no natural answer, in one table. "inf row" is the last column of hu_overflow's table: infinity,
 * else NaN, else the largest finite number. "NaN" is the largest number or zero where hu_missing_nan says so. x/0 inf
 * row, the sign by the operands'; divide by zero      IEEE 754-2019 clause 7.3 0/0, sqrt(-1), ...      NaN; invalid
 * clause 7.2 logB(0)                 minus infinity by the inf row; divide by zero           clause 5.3.3 logB(inf)
 * plus infinity by the inf row; no flag                   clause 5.3.3 nextUp(largest)         infinity; the largest
 * itself where there is none        clause 5.3.1, and ours nextDown(smallest)      zero; where there is none, or no
 * sign below it, itself  likewise roundToIntegral         that leaves the range (E2M3's 7.5 to 8): overflow
 *   remainder(x, 0)         NaN; invalid                                            clause 7.2
 *   E8M0 ties (3.0)         to the even code (2.0), as P3109 does; HU_NEAREST_AWAY is the "up" of ml_dtypes (4.0)
 *   P3109's SatNone in a format without infinities clamps: here that is HU_SATURATE_FINITE. P3109 has no flags: ignore
 * them. */

enum {
    HU_RANDOM_BITS_MAX = 32
}; /* the widest random integer that every operation honours exactly (but see hu_parse) */

/* The environment is an argument, never global: the policies an operation obeys, and the flags it raises. All zero is
 * IEEE 754's default, so `hu_env env = {0};` begins every program. */
typedef struct {
    uint32_t flags; /* HU_INEXACT | ...: accumulates                                                          */
    hu_rounding rounding;
    hu_overflow overflow;
    hu_tininess tininess;
    uint64_t random;      /* R for HU_STOCHASTIC_*: 0 <= R < 2^random_bits. The caller draws it; operations read it */
    uint32_t random_bits; /* N: 0 to HU_RANDOM_BITS_MAX                                                             */
    hu_nan_policy nan;
    uint32_t flush; /* HU_FLUSH_OPERANDS | HU_FLUSH_RESULTS                                                   */
    hu_odd_overflow odd_overflow;
    hu_missing_nan missing_nan;
    hu_missing_zero missing_zero;
    hu_negative negative;
    uint32_t reserved[3]; /* zero                                                                                   */
} hu_env;

/* NULL if the environment is usable, otherwise a constant sentence that says what is wrong with it and what was
 * expected. Programs that fill an environment from user input ask this first; every operation asserts it. */
const char *hu_env_error(const hu_env *env);

/* ---- Any format: the format is data (generic.c) -------------------------------------------------------------------
 */

/* A code together with the format that gives it meaning. */
typedef struct {
    const hu_format *format;
    uint64_t code;
} hu_number;

/* Each computes the exact result of its operands, which may be of different formats, and rounds it once, into `to`
 * (IEEE 754-2019 clause 5.4.1, formatOf operations). All formats convert to all. Arithmetic takes operands and results
 * of at most 24 bits of precision: FP64 is refused by an assertion. Rounding: env->rounding. Flags: as said above; a
 * signaling NaN operand raises invalid. A NaN result is what env->nan says. An exact zero sum of opposite signs is +0,
 * or -0 when rounding down. */
hu_number hu_convert(const hu_format *to, hu_number x, hu_env *env);          /* x          clause 5.4.2 */
hu_number hu_add(const hu_format *to, hu_number x, hu_number y, hu_env *env); /* x + y                   */
hu_number hu_sub(const hu_format *to, hu_number x, hu_number y, hu_env *env); /* x - y                   */
hu_number hu_mul(const hu_format *to, hu_number x, hu_number y, hu_env *env); /* x * y                   */
hu_number hu_div(const hu_format *to, hu_number x, hu_number y, hu_env *env); /* x / y: x/0 divides by 0 */
hu_number hu_sqrt(const hu_format *to, hu_number x, hu_env *env);             /* sqrt(-0) = -0           */
/* x * y + z with one rounding. fma(0, inf, NaN) raises invalid, also for a quiet NaN (clause 7.2 leaves it open); under
 * HU_X86_NAN it does not. */
hu_number hu_fma(const hu_format *to, hu_number x, hu_number y, hu_number z, hu_env *env);

/* ---- More operations on any format (operations.c); FP64 takes part in all but the remainder ---------------------- */

/* x - n * y, n the integer nearest to x/y, ties to even, in `to` (clause 5.3.1): exact before the one rounding. Zero
 * has the sign of x. remainder(inf, y) and remainder(x, 0) are invalid; remainder(x, inf) is x. */
hu_number hu_remainder(const hu_format *to, hu_number x, hu_number y, hu_env *env);

/* IEEE 754-2019 clause 9.6, into `to`. -0 is less than +0. The first two are NaN if an operand is; the Number variants
 * then return the other operand, and a NaN only for two of them. A signaling NaN raises invalid in all four. */
hu_number hu_minimum(const hu_format *to, hu_number x, hu_number y, hu_env *env);
hu_number hu_maximum(const hu_format *to, hu_number x, hu_number y, hu_env *env);
hu_number hu_minimum_number(const hu_format *to, hu_number x, hu_number y, hu_env *env);
hu_number hu_maximum_number(const hu_format *to, hu_number x, hu_number y, hu_env *env);

/* Comparison, clause 5.11, of any formats, FP64 too. Quiet raises invalid for a signaling NaN only, signaling for any
 * NaN. */
typedef enum { HU_LESS = -1, HU_EQUAL = 0, HU_GREATER = 1, HU_UNORDERED = 2 } hu_relation;
hu_relation hu_compare_quiet(hu_number x, hu_number y, hu_env *env);
hu_relation hu_compare_signaling(hu_number x, hu_number y, hu_env *env);

/* totalOrder, clause 5.10, of two numbers of one format: -NaN < -inf < ... < -0 < +0 < ... < inf < NaN, NaNs by their
 * payload, signaling nearer to the numbers. The only NaN of a format counts as positive. No flags. */
bool hu_total_order(hu_number x, hu_number y);

/* class, clause 5.7.2, in its order. No flags. */
typedef enum {
    HU_SIGNALING_NAN,
    HU_QUIET_NAN,
    HU_NEGATIVE_INFINITY,
    HU_NEGATIVE_NORMAL,
    HU_NEGATIVE_SUBNORMAL,
    HU_NEGATIVE_ZERO,
    HU_POSITIVE_ZERO,
    HU_POSITIVE_SUBNORMAL,
    HU_POSITIVE_NORMAL,
    HU_POSITIVE_INFINITY
} hu_class;
hu_class hu_classify(hu_number x);

/* The next number of x's format, clause 5.3.1. nextUp of the largest negative number is -0 where there is one, and of
 * zero the smallest number. Invalid for a signaling NaN, and no other flag. A step from code to code: env->flush does
 * not apply. */
hu_number hu_next_up(hu_number x, hu_env *env);
hu_number hu_next_down(hu_number x, hu_env *env);

/* x to an integer by env->rounding, into `to`, clause 5.9; zero keeps the sign of x. `exact`: raise inexact if x is not
 * an integer (roundToIntegralExact). Stochastic rounding draws on env->random here as well. */
hu_number hu_round_to_integral(const hu_format *to, hu_number x, bool exact, hu_env *env);

/* x * 2^n with one rounding, into `to`, and the exponent of |x|, floor(log2 |x|), as a number of `to`; clause 5.3.3. */
hu_number hu_scale_b(const hu_format *to, hu_number x, int n, hu_env *env);
hu_number hu_log_b(const hu_format *to, hu_number x, hu_env *env);

/* ---- Integers (integers.c) ------------------------------------------------------------------------------------------
 */

/* To integer by env->rounding, clause 5.8. What rounds outside the range, and NaN, is invalid, alone, and returns what
 * env->nan says. `exact`: raise inexact if x is not an integer (the convertToIntegerExact operations). */
int32_t hu_to_int32(hu_number x, bool exact, hu_env *env);
int64_t hu_to_int64(hu_number x, bool exact, hu_env *env);
uint32_t hu_to_uint32(hu_number x, bool exact, hu_env *env);
uint64_t hu_to_uint64(hu_number x, bool exact, hu_env *env);

/* From integer, clause 5.4.1, with one rounding. 32-bit integers are 64-bit integers. */
hu_number hu_from_int64(const hu_format *to, int64_t n, hu_env *env);
hu_number hu_from_uint64(const hu_format *to, uint64_t n, hu_env *env);

/* ---- Text (text/) ------------------------------------------------------------------------------ */

typedef enum {
    HU_TEXT_SHORTEST, /* the fewest significant decimal digits that hu_parse rounds, to nearest, back to x; of those the
                         nearest to x: "0.1", "6.1e-05"                                                             */
    HU_TEXT_EXACT,    /* every digit of the decimal expansion, which is finite: "0.0999755859375"                   */
    HU_TEXT_HEX       /* C's hexadecimal form, normalised: "0x1.998p-4"                                             */
} hu_text;

/* Writes x into text[0 .. size - 1] with a terminating zero, cut off if it does not fit, and returns the length it has
 * in full, like snprintf; size may be 0. Infinities are "inf" and "-inf", NaNs "nan", "-nan", "snan" and "-snan". */
size_t hu_print(char *text, size_t size, hu_number x, hu_text style);

/* Reads a whole text as a number of `to`, correctly rounded once by env->rounding, whatever the number of its digits:
 * decimal
 * ("-1.5e3"), hexadecimal with a binary exponent ("0x1.8p+3"), "inf", "infinity", "nan", "snan" (which raises nothing,
 * and is quiet where there is no signaling one), signs, case ignored; blanks are not skipped. Returns NULL and sets *x;
 * or returns a constant sentence that says what was expected, and changes nothing. Stochastic rounding to FP64 takes at
 * most 6 random bits here. */
const char *hu_parse(const hu_format *to, const char *text, hu_env *env, hu_number *x);

/* ---- Named formats: the same pipeline, the format a constant ------------------------------------------------------
 */

/* One-member structs, so that formats cannot be mixed by accident: hu_fp16 one = {0x3C00}. */
typedef struct {
    uint64_t code;
} hu_fp64; /* IEEE binary64                                                           */
typedef struct {
    uint32_t code;
} hu_fp32; /* IEEE binary32                                                           */
typedef struct {
    uint16_t code;
} hu_fp16; /* IEEE binary16                                                           */
typedef struct {
    uint16_t code;
} hu_bf16; /* bfloat16: the upper half of binary32                                    */
typedef struct {
    uint8_t code;
} hu_e4m3; /* OCP OFP8 E4M3: no infinity, NaN 7F and FF, largest 448                  */
typedef struct {
    uint8_t code;
} hu_e5m2; /* OCP OFP8 E5M2: IEEE-like, largest 57344; canonical NaN 7E               */

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
 * anything to FP64, ...) is exact for numbers; it may still raise invalid, for a signaling NaN. So a product-sum of
 * narrow operands into FP32 is hu_fp32_fma of the widened operands, and still has one rounding. */
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

/* ---- Random bits (random.c) ---------------------------------------------------------------------------------------
 */

/* 64 random bits that are a pure function of their arguments, so that what is drawn does not depend on the order of
 * work or on the number of threads: Philox4x32-10 (Salmon, Moraes, Dror, Shaw, SC 2011) with the key `seed` and the
 * counter (index, stream), low words first; the first two of its four output words, the first one lowest. */
uint64_t hu_random(uint64_t seed, uint64_t stream, uint64_t index);

/* ---- To and from the machine's own float and double, bit by bit ---------------------------------------------------
 */

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
