/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp_explain.h - one operation, stage by stage: decode -> exact -> round -> encode. hu_explain fills a struct with
 * what happens at each stage; hu_explain_text describes it in words and draws the bits. A book, a debugger or another
 * language can draw the struct in its own way. Implemented in explain/. Not included by halfulp.h.
 *
 * Every struct is plain data of fixed size: it has no pointers and no padding that differs between machines, and holds
 * formats by value.
 */
#ifndef HALFULP_EXPLAIN_H
#define HALFULP_EXPLAIN_H

#include "halfulp.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Values ------------------------------------------------------------------------------------------------------ */

typedef enum { HU_EXPLAINED_ZERO, HU_EXPLAINED_FINITE, HU_EXPLAINED_INFINITY, HU_EXPLAINED_NAN } hu_explained_kind;

/* A number between decode and encode. A finite, nonzero one is
 *
 *      (-1)^sign * (significand + tail) * 2^exponent,     2^63 <= significand < 2^64.
 *
 * The tail is 0, or strictly between 0 and 1 if sticky is 1: the number then has more bits than the significand
 * holds. */
typedef struct {
    uint64_t significand; /* of a finite number, else 0                              */
    int32_t exponent;     /* weight of the significand's lowest bit; 0 unless finite */
    uint8_t kind;         /* hu_explained_kind                                       */
    uint8_t sign;         /* 1: negative; for every kind                             */
    uint8_t sticky;       /* see above                                               */
    uint8_t signaling;    /* 1: a signaling NaN                                      */
} hu_explained_value;

/* ---- 1 and 4: codes ---------------------------------------------------------------------------------------------- */

/* A code split into its fields: an operand, or the result. */
typedef struct {
    uint64_t code;            /* or the integer, in two's complement                                 */
    uint64_t fraction_field;  /* the lowest format.fraction_bits of the code, and ...                */
    uint32_t exponent_field;  /* ... the format.exponent_bits above them; 0 for an integer           */
    uint8_t sign_field;       /* the sign bit; 0 in a format without one                             */
    uint8_t kind;             /* hu_kind: HU_KIND_NUMBER, or the type of the integer                 */
    uint8_t subnormal;        /* 1: not zero, but below the format's smallest normal number          */
    uint8_t flushed;          /* 1: subnormal, and treated as a zero of its sign (HU_FLUSH_OPERANDS) */
    hu_explained_value value; /* the meaning of the code, before any flush                           */
    hu_format format;         /* all zero for an integer                                             */
} hu_explained_code;

/* ---- 2: the exact result ----------------------------------------------------------------------------------------- */

/* The kind of exact result that the operation has. */
typedef enum {
    HU_CAUSE_NUMBER,        /* a number, or an infinity from infinite operands: inf + 1 */
    HU_CAUSE_SIGNALING_NAN, /* an operand is a signaling NaN: invalid                   */
    HU_CAUSE_NAN,           /* an operand is a NaN                                      */
    HU_CAUSE_INVALID,       /* the operands have no useful result, such as 0/0          */
    HU_CAUSE_DIVIDE_BY_ZERO /* finite operands have an infinite result: 1/0, logB(0)    */
} hu_explained_cause;

/* ---- 3: rounding ------------------------------------------------------------------------------------------------- */

/* The position of a point of the grid relative to the codes of the format. */
typedef enum {
    HU_PLACE_CODE,           /* it has a code                                                          */
    HU_PLACE_ABOVE_LARGEST,  /* its magnitude is beyond the largest finite number                      */
    HU_PLACE_BELOW_SMALLEST, /* it is between zero and the smallest number of a format without zero    */
    HU_PLACE_NEGATIVE,       /* it is below zero, and the format has no sign                           */
    HU_PLACE_TOO_FINE,       /* it needs more bits than the format has (integers only: see `integral`) */
    HU_PLACE_NONE            /* there is no such neighbour                                             */
} hu_explained_place;

typedef struct {
    uint64_t code; /* of HU_PLACE_CODE, sign included; else 0 */
    hu_explained_value value;
    uint32_t place; /* hu_explained_place */
    uint32_t reserved;
} hu_explained_neighbour;

/* Why the inner or the outer neighbour was chosen. */
typedef enum {
    HU_REASON_SPECIAL,    /* the exact result is zero, infinite or NaN: there is nothing to round */
    HU_REASON_EXACT,      /* nothing is discarded: the inner neighbour is the exact result        */
    HU_REASON_BELOW_HALF, /* to nearest: less than half a quantum is discarded                    */
    HU_REASON_ABOVE_HALF, /* to nearest: more than half a quantum is discarded                    */
    HU_REASON_TIE_EVEN,   /* to nearest: exactly half, and the chosen neighbour is even           */
    HU_REASON_TIE_AWAY,   /* to nearest: exactly half, and ties go away from zero                 */
    HU_REASON_DIRECTED,   /* toward zero, down or up: the direction alone decides                 */
    HU_REASON_ODD,        /* to odd: the chosen neighbour is odd                                  */
    HU_REASON_DRAWN       /* stochastic: draw + random against threshold                          */
} hu_explained_reason;

/* The magnitude of the exact result on a grid of equidistant points: (kept + nu) * 2^quantum, 0 <= nu < 1. */
typedef struct {
    uint64_t kept;                /* quanta; UINT64_MAX if they need more than 64 bits, which only integers can       */
    uint64_t nu;                  /* floor(nu * 2^64); if the exact result is sticky, its unknown bits are zeros here */
    hu_explained_neighbour inner; /* kept quanta: the neighbour toward zero, or the exact result itself               */
    hu_explained_neighbour outer; /* kept + 1 quanta: the neighbour away from zero                                    */
    uint64_t draw;                /* HU_REASON_DRAWN: outer if draw + random >= threshold, with draw from nu ...      */
    uint64_t random;              /* ... and random from hu_env's random integer, by the formula of the mode          */
    uint64_t threshold;
    int32_t quantum;        /* the exponent of the quantum: the format's ulp here, or its smallest subnormal */
    int32_t discarded_bits; /* bits below the quantum, down to the last one known to be 1                    */
    uint8_t more;           /* 1: nu * 2^64 is not an integer; nu is not 0 even if its field is              */
    uint8_t subnormal;      /* 1: the quantum is that of the subnormal numbers                               */
    uint8_t outward;        /* 1: the outer neighbour was chosen                                             */
    uint8_t reason;         /* hu_explained_reason                                                           */
    uint8_t tiny;           /* 1: tiny by env.tininess, which decides underflow                              */
    uint8_t tiny_before;    /* 1: the exact magnitude is below the smallest normal number                    */
    uint8_t tiny_after;     /* 1: so is the magnitude rounded with an unbounded exponent                     */
    uint8_t reserved;
} hu_explained_rounding;

/* The replacement of a rounded number, infinity, NaN or zero; the policies are hu_env's. */
typedef enum {
    HU_REPLACED_NOT,          /* nothing: the number is the result                                                */
    HU_REPLACED_FLUSHED,      /* the result is tiny and tiny results are flushed to zero (HU_FLUSH_RESULTS)       */
    HU_REPLACED_OVERFLOW,     /* the chosen neighbour is beyond the largest number: direction and overflow policy */
    HU_REPLACED_INFINITY,     /* an infinity, in a format without one or under HU_SATURATE_ALL                    */
    HU_REPLACED_MISSING_NAN,  /* a NaN, in a format without one                                                   */
    HU_REPLACED_MISSING_ZERO, /* zero or less than the smallest number, in a format without zero                  */
    HU_REPLACED_NEGATIVE      /* a result below zero, in a format without a sign                                  */
} hu_explained_replacement;

/* ---- The whole --------------------------------------------------------------------------------------------------- */

typedef struct {
    uint32_t operation; /* hu_operation                         */
    uint32_t arity;     /* number of operands in use            */
    hu_env env;         /* the argument, with its flags cleared */
    hu_explained_code operand[HU_OPERANDS_MAX];

    /* scaleB: n is limited to +-2^20, beyond every format's range, in `exact` and all that follows from it. */
    hu_explained_value addend[2]; /* is_sum: the two terms, x and y or x * y and z; for sub, the second negated */
    hu_explained_value exact;     /* the result before any rounding                                             */
    uint32_t exact_flags;         /* HU_INVALID or HU_DIVIDE_BY_ZERO, raised by the operation itself            */
    uint8_t is_sum;               /* 1: add, sub, fma                                                           */
    uint8_t cause;                /* hu_explained_cause                                                         */
    uint8_t has_integral;         /* 1: roundToIntegral; `integral` is used                                     */
    uint8_t same;                 /* 1: a conversion to the operand's own format; `previous` is used            */

    hu_explained_rounding integral;  /* first to an integer, on a grid of quantum 1 ...                   */
    hu_explained_value to_round;     /* ... which gives this; the same as `exact` in all other operations */
    hu_explained_rounding rounding;  /* and then, in every operation, to a number of result.format        */
    hu_explained_neighbour previous; /* same: the next number from the operand toward zero. Its outer neighbour is
                                      * rounding.outer */
    uint32_t replaced;               /* hu_explained_replacement   */
    uint32_t flags;                  /* all flags of the operation */
    hu_explained_code result;
} hu_explanation;

/* The sizes that the ABI promises. */
#ifdef __cplusplus
static_assert(sizeof(hu_explained_value) == 16 && sizeof(hu_explained_code) == 136 &&
                  sizeof(hu_explained_rounding) == 120 && sizeof(hu_explanation) == 1000,
              "structs have these sizes on every machine");
#else
_Static_assert(sizeof(hu_explained_value) == 16 && sizeof(hu_explained_code) == 136 &&
                   sizeof(hu_explained_rounding) == 120 && sizeof(hu_explanation) == 1000,
               "structs have these sizes on every machine");
#endif

/* True if the operation can be explained: its result is a rounded number. That excludes nextUp, nextDown, and
 * operations that return an integer, a boolean, a relation or a class. */
HU_API bool hu_explainable(hu_operation operation);

/* Explains an operation on operands[0 .. arity - 1] into `to`, under env, whose flags have no effect. Arguments are
 * checked as in hu_apply, in every build; an operation that cannot be explained is HU_STATUS_OPERATION. On any status
 * but HU_STATUS_GOOD, *out is unchanged. result.code and flags are those that hu_apply returns for the same
 * arguments. */
HU_API hu_status hu_explain(hu_operation operation, const hu_format *to, const hu_number *operands, const hu_env *env,
                            hu_explanation *out);

enum { HU_EXPLAIN_WIDTH = 80, HU_EXPLAIN_WIDTH_MIN = 60 };

/* Writes the explanation as text into text[0 .. size - 1] with a terminating zero, truncated if it does not fit, and
 * returns the full length, like snprintf; size may be 0. Plain ASCII. Lines end with a newline and have at most `width`
 * columns; 0 means HU_EXPLAIN_WIDTH, and less than HU_EXPLAIN_WIDTH_MIN means HU_EXPLAIN_WIDTH_MIN. */
HU_API size_t hu_explain_text(char *text, size_t size, const hu_explanation *explanation, int width);

#ifdef __cplusplus
}
#endif

#endif
