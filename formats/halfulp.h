/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp.h - bit-exact arithmetic in the formats of mixed precision: FP32, TF32, FP16, BF16, FP8, FP6, FP4, block
 * scales, and IEEE P3109's formats; FP64 for conversions and comparisons.
 *
 * This header is the public interface and the table of contents:
 *   halfulp_version.h      the version, and linkage
 *   halfulp_format.h       what a format is; finding, describing and checking formats
 *   halfulp_env.h          the environment: rounding, policies, flags; environments by name
 *   halfulp.h              the operations on numbers of any format; integers; text; random bits
 *   halfulp_operations.h   the same operations as data: a list, and one function that applies any of them
 *   halfulp_named.h        FP16, BF16, ... as types and functions of their own
 * Each section names the file that implements it. Seven more headers are included only where they are needed:
 * halfulp_array.h (whole arrays at a time), halfulp_block.h (blocks and tensors with scales: MX, NVFP4, INT8),
 * halfulp_explain.h (the stages of one operation), halfulp_models.h (what processor instructions compute),
 * halfulp_dot.h (dot products as tensor cores add them), halfulp_gen.h (operands for tests) and halfulp_flat.h (entry
 * points for other languages, without structs).
 *
 * The library uses integers only, except for the vector kernels behind halfulp_array.h, which give the same bits. It
 * computes the same bits on every machine, regardless of the floating-point hardware, the compiler's options and the C
 * library.
 *
 *      code --decode.h--> value --arith.h--> exact value --round.h--> value of the format --encode.h--> code
 *
 * The contract of every function:
 *   Errors    Any code is valid input, and arithmetic cannot fail: a result without a finite value is an infinity, a
 *             NaN or the largest finite number, with flags, as the environment says. Bits of a code above the format's
 *             width are ignored. A bug of the caller (NULL, an enum value that does not exist, too many random bits,
 *             arithmetic in FP64) fails an assertion where it matters to the result. Compiled with NDEBUG, no code
 *             value leads to undefined behaviour; an unusable environment or FP64 arithmetic gives an unspecified
 *             result, and NULL, or a format that hu_format_error refuses, is undefined behaviour. hu_apply and
 *             halfulp_flat.h check everything in either build and return a status instead. Text can be
 *             wrong: hu_parse and hu_format_parse_error say what was expected.
 *   Threads   There is no global state but a record of what the processor has, which changes no result and which any
 *             thread may fill (array/paths.c). Every function is pure except for the flags that it raises in its
 *             environment argument, so each thread needs only its own environment. Formats are constant and may be
 *             shared.
 *   Memory    Nothing is allocated, and nothing is freed.
 *   ABI       hu_env and hu_format have fixed-width fields and keep their size: later policies take reserved words, in
 *             which zero means what the library does today. New formats are new rows, found by name; enums only ever
 *             grow at the end.
 */
#ifndef HALFULP_H
#define HALFULP_H

#include "halfulp_env.h"
#include "halfulp_format.h"
#include "halfulp_named.h"
#include "halfulp_operations.h"
#include "halfulp_version.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The sizes that the ABI promises. */
#ifdef __cplusplus
static_assert(sizeof(hu_env) == 96 && sizeof(hu_format) == 96,
              "hu_env and hu_format have these sizes on every machine");
#else
_Static_assert(sizeof(hu_env) == 96 && sizeof(hu_format) == 96,
               "hu_env and hu_format have these sizes on every machine");
#endif

/* ---- Arithmetic on any format: the format is data (generic.c) ---------------------------------------------------- */

/* Each function computes the exact result for its operands, which may have different formats, and rounds it once, into
 * `to` (IEEE 754-2019 clause 5.4.1, formatOf operations). Every format converts to every other. Operands and results of
 * arithmetic have at most 24 bits of precision: FP64 fails an assertion, and hu_apply refuses it with a status.
 * Rounding: env->rounding. Flags: see halfulp_env.h; a signaling NaN operand raises invalid. A NaN result is chosen by
 * env->nan. An exact zero sum of opposite signs is +0, or -0 when rounding down. */
HU_API hu_number hu_convert(const hu_format *to, hu_number x, hu_env *env);          /* x          clause 5.4.2 */
HU_API hu_number hu_add(const hu_format *to, hu_number x, hu_number y, hu_env *env); /* x + y                   */
HU_API hu_number hu_sub(const hu_format *to, hu_number x, hu_number y, hu_env *env); /* x - y                   */
HU_API hu_number hu_mul(const hu_format *to, hu_number x, hu_number y, hu_env *env); /* x * y                   */
HU_API hu_number hu_div(const hu_format *to, hu_number x, hu_number y, hu_env *env); /* x / y: x/0 divides by 0 */
HU_API hu_number hu_sqrt(const hu_format *to, hu_number x, hu_env *env);             /* sqrt(-0) = -0           */
/* x * y + z with one rounding. fma(0, inf, NaN) raises invalid even if the NaN is quiet (clause 7.2 leaves this open),
 * except under HU_X86_NAN. */
HU_API hu_number hu_fma(const hu_format *to, hu_number x, hu_number y, hu_number z, hu_env *env);

/* ---- More operations on any format (operations.c); all except the remainder take FP64 --------------------------- */

/* x - n * y, where n is the integer nearest to x/y, ties to even, into `to` (clause 5.3.1). It is exact before the one
 * rounding. A zero result has the sign of x. remainder(inf, y) and remainder(x, 0) are invalid; remainder(x, inf) is
 * x. */
HU_API hu_number hu_remainder(const hu_format *to, hu_number x, hu_number y, hu_env *env);

/* IEEE 754-2019 clause 9.6, into `to`. -0 is less than +0. The first two return NaN if an operand is NaN. The Number
 * variants return the other operand, and NaN only if both are. A signaling NaN raises invalid in all four. */
HU_API hu_number hu_minimum(const hu_format *to, hu_number x, hu_number y, hu_env *env);
HU_API hu_number hu_maximum(const hu_format *to, hu_number x, hu_number y, hu_env *env);
HU_API hu_number hu_minimum_number(const hu_format *to, hu_number x, hu_number y, hu_env *env);
HU_API hu_number hu_maximum_number(const hu_format *to, hu_number x, hu_number y, hu_env *env);

/* Comparison, clause 5.11, of numbers of any formats, including FP64. Quiet comparison raises invalid for a signaling
 * NaN only, signaling comparison for any NaN. */
typedef enum { HU_LESS = -1, HU_EQUAL = 0, HU_GREATER = 1, HU_UNORDERED = 2 } hu_relation;
HU_API hu_relation hu_compare_quiet(hu_number x, hu_number y, hu_env *env);
HU_API hu_relation hu_compare_signaling(hu_number x, hu_number y, hu_env *env);

/* totalOrder, clause 5.10, of two numbers of the same format: -NaN < -inf < ... < -0 < +0 < ... < inf < NaN. NaNs are
 * ordered by payload, signaling ones nearer to the numbers. If a format has only one NaN, it counts as positive. No
 * flags. */
HU_API bool hu_total_order(hu_number x, hu_number y);

/* class, clause 5.7.2, in the order of its list. No flags. */
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
HU_API hu_class hu_classify(hu_number x);

/* The next number in x's format, clause 5.3.1. nextUp of the negative number nearest to zero is -0 if the format has
 * it, and nextUp of zero is the smallest positive number. A signaling NaN raises invalid; there are no other flags.
 * These are steps from code to code, so env->flush does not apply. */
HU_API hu_number hu_next_up(hu_number x, hu_env *env);
HU_API hu_number hu_next_down(hu_number x, hu_env *env);

/* Rounds x to an integer by env->rounding, into `to`, clause 5.9. A zero result keeps the sign of x. `exact`: raise
 * inexact if x is not an integer (roundToIntegralExact). Stochastic rounding uses env->random here as well. */
HU_API hu_number hu_round_to_integral(const hu_format *to, hu_number x, bool exact, hu_env *env);

/* x * 2^n with one rounding, into `to`; and the exponent of |x|, floor(log2 |x|), as a number of `to`; clause 5.3.3. */
HU_API hu_number hu_scale_b(const hu_format *to, hu_number x, int n, hu_env *env);
HU_API hu_number hu_log_b(const hu_format *to, hu_number x, hu_env *env);

/* ---- Integers (integers.c) --------------------------------------------------------------------------------------- */

/* To an integer by env->rounding, clause 5.8. NaN, and any number that rounds to one out of range, raises invalid and
 * no other flag, and returns the value that env->nan gives. `exact`: raise inexact if x is not an integer (the
 * convertToIntegerExact operations). */
HU_API int32_t hu_to_int32(hu_number x, bool exact, hu_env *env);
HU_API int64_t hu_to_int64(hu_number x, bool exact, hu_env *env);
HU_API uint32_t hu_to_uint32(hu_number x, bool exact, hu_env *env);
HU_API uint64_t hu_to_uint64(hu_number x, bool exact, hu_env *env);

/* From an integer, clause 5.4.1, with one rounding. Pass 32-bit integers as 64-bit ones. */
HU_API hu_number hu_from_int64(const hu_format *to, int64_t n, hu_env *env);
HU_API hu_number hu_from_uint64(const hu_format *to, uint64_t n, hu_env *env);

/* ---- Text (text/) ------------------------------------------------------------------------------------------------ */

typedef enum {
    HU_TEXT_SHORTEST, /* the fewest significant decimal digits that hu_parse rounds, to nearest, back to x; of those the
                       * nearest to x: "0.1", "6.1e-05" */
    HU_TEXT_EXACT,    /* all digits of the decimal expansion, which is finite: "0.0999755859375" */
    HU_TEXT_HEX       /* C's hexadecimal form, normalised: "0x1.998p-4"                          */
} hu_text;

/* Writes x into text[0 .. size - 1] with a terminating zero, truncated if it does not fit, and returns the full length,
 * like snprintf; size may be 0. Infinities are "inf" and "-inf"; NaNs are "nan", "-nan", "snan" and "-snan". */
HU_API size_t hu_print(char *text, size_t size, hu_number x, hu_text style);

/* Reads all of text as a number of `to`, correctly rounded once by env->rounding, no matter how many digits it has:
 * decimal ("-1.5e3"), hexadecimal with a binary exponent ("0x1.8p+3"), "inf", "infinity", "nan" or "snan", with an
 * optional sign. "snan" raises no flag, and is quiet if the format has no signaling NaN. Case is ignored; blanks are
 * not skipped. Returns NULL and sets *x, or returns a constant sentence that says what was expected and changes
 * nothing. Stochastic rounding to FP64 allows at most 6 random bits here. */
HU_API const char *hu_parse(const hu_format *to, const char *text, hu_env *env, hu_number *x);

/* The same for text[0 .. length - 1], which needs no terminating zero; a zero byte within it is not part of a
 * number. */
HU_API const char *hu_parse_length(const hu_format *to, const char *text, size_t length, hu_env *env, hu_number *x);

/* ---- Random bits (random.c) -------------------------------------------------------------------------------------- */

/* 64 random bits, a pure function of the arguments, so that the bits drawn do not depend on the order of the work or on
 * the number of threads: Philox4x32-10 (Salmon, Moraes, Dror, Shaw, SC 2011) with the key `seed` and the counter
 * (index, stream), low words first. The result is the first two of the four output words, the first one in the low
 * half. */
HU_API uint64_t hu_random(uint64_t seed, uint64_t stream, uint64_t index);

/* A random integer R of `bits` bits, at most 32, for env->random: the top bits of word index mod 4 of the block with
 * counter index / 4, so that four numbers share a block. Stochastic rounding of arrays draws these (halfulp_array.h).
 * Both functions read the same blocks: give them different streams. */
HU_API uint32_t hu_random_bits(uint64_t seed, uint64_t stream, uint64_t index, uint32_t bits);

#ifdef __cplusplus
}
#endif

#endif
