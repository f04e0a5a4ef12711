/* SPDX-License-Identifier: Apache-2.0
 *
 * like.h - the results of other implementations: the rules of P3109, OCP, ml_dtypes, CUDA, ONNX, x86, ARM and RISC-V,
 * each restated from its own document or source.
 *
 * ref.h defines the right result under a set of policies; this header knows no policies. hu_env_like() of formats/ is
 * compared with it, so each rule is written as its source has it, separately and without a common switch. The files
 * share only the rounding of a positive number to a grid of numbers (like_grid.c) and MPFR's arithmetic.
 *
 * Numbers are doubles here: every operand has at most 53 bits, and `more` says whether a result has any beyond them.
 */
#ifndef LIKE_H
#define LIKE_H

#include "ref.h"

/* ---- Values, operands and results before rounding ---------------------------------------------------------------- */

typedef enum { LIKE_NUMBER, LIKE_INFINITY, LIKE_NAN } like_kind;

typedef struct {
    like_kind kind;
    bool negative;    /* for every kind                                                    */
    double magnitude; /* of a number                                                       */
    bool more;        /* of a number: bits below the last of the 53 were cut off           */
    bool signaling;   /* of a NaN                                                          */
    uint64_t payload; /* of a NaN: its fraction field in the top bits, the quiet bit first */
} like_value;

like_value like_of(ref_operand x);

/* op on numbers, infinities and NaNs, truncated toward zero. A NaN result has sign and payload zero. An exact zero sum
 * of opposite signs is +0, or -0 when rounding `down`. */
like_value like_exact(ref_op op, const like_value *x, bool down);

/* ---- Grids ------------------------------------------------------------------------------------------------------- */

/* The magnitude of a code without its sign. The codes continue above the largest (and below the smallest, if there is
 * no zero) as if the exponent had no bounds. */
double like_number(const ref_format *format, int64_t code);

typedef struct {
    ref_rounding rounding;
    unsigned random_bits;
    uint64_t random;
} like_mode;

/* The code to which the magnitude rounds, at most one above the format's largest. *inexact: its value differs. */
int64_t like_round(const ref_format *format, const like_value *x, like_mode mode, bool *inexact);

/* The integer to which the magnitude rounds. */
double like_round_to_integer(const like_value *x, like_mode mode, bool *inexact);

/* ---- Questions and answers -------------------------------------------------------------------------------------- */

typedef struct {
    ref_op op;
    const ref_format *to;
    like_mode mode;
    const ref_format *from; /* of the first operand */
    like_value x[REF_OPERANDS_MAX];
} like_question;

typedef struct {
    uint64_t code;
    unsigned flags;   /* REF_INEXACT | ..., if the source has flags                         */
    bool any_nan;     /* the source does not say which NaN: any with the sign of `code` ... */
    bool any_sign;    /* ... and in this code the sign is ignored                           */
    bool unspecified; /* the source says nothing                                            */
} like_answer;

/* IEEE P3109 (draft, interim report 4.0): conversions and arithmetic (like_p3109.c). */
typedef enum { LIKE_SAT_NONE, LIKE_SAT_FINITE, LIKE_SAT_PROPAGATE } like_p3109_saturation;
like_answer like_p3109(const like_question *q, like_p3109_saturation saturation);

/* OCP OFP8 1.0 and MX 1.0, ONNX Cast 25: conversions (like_documents.c). */
like_answer like_ocp(const like_question *q, bool saturate);
like_answer like_onnx(const like_question *q, bool saturate);

/* ml_dtypes 0.6.0, CUDA's headers 13: conversions, and ml_dtypes' arithmetic (like_libraries.c). */
like_answer like_ml_dtypes(const like_question *q, bool saturate);
like_answer like_cuda(const like_question *q, bool saturate);

/* Processors: conversions and IEEE arithmetic, with flags (like_processors.c); AVX10.2's conversions raise none. */
like_answer like_x86(const like_question *q);
like_answer like_arm(const like_question *q);
like_answer like_riscv(const like_question *q, bool saturate);
like_answer like_avx10_2(const like_question *q, bool saturate);

/* To an integer of 32 or 64 bits, signed or unsigned, in two's complement; inexact if x is not an integer: CVTPS2DQ and
 * its relatives, FCVTNS, FCVT.W.S. */
typedef enum { LIKE_X86, LIKE_ARM, LIKE_RISCV } like_processor;
like_answer like_integer(like_processor cpu, const like_value *x, like_mode mode, int bits, bool is_signed);

#endif
