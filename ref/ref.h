/* SPDX-License-Identifier: Apache-2.0
 *
 * ref.h - the ground truth: what the result of an operation is, by definition, on GNU MPFR numbers.
 *
 * Slow, short and obviously right. It includes nothing from formats/ and reads its constants from data/formats.txt, so
 * that an error would have to be made twice to go unseen. Two steps:
 *
 *      operands --ref_bracket()--> exact value and its two neighbours --ref_choose()--> code and flags
 *
 * The first depends on the operands only, the second on the mode and the policies only: one bracket serves every mode.
 *
 * Threads: formats are loaded once and then constant; a bracket belongs to one thread.
 * Link with -lmpfr -lgmp.
 */
#ifndef REF_H
#define REF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <mpfr.h> /* after <stdint.h>, which makes it declare the functions on uintmax_t */

/* ---- Formats (read_formats.c): a line of data/formats.txt each, which explains the columns ----------------------- */

typedef enum { REF_INFINITY_NONE, REF_INFINITY_TOP_EXPONENT, REF_INFINITY_TOP_CODE } ref_infinity;
typedef enum { REF_NAN_NONE, REF_NAN_TOP_EXPONENT, REF_NAN_TOP_CODE, REF_NAN_NEGATIVE_ZERO } ref_nan;

typedef struct {
    char name[24];
    int width; /* bits in a code: sign, exponent field, fraction field */
    int exponent_bits;
    int fraction_bits;
    int bias;
    bool has_sign;
    bool has_zero;
    ref_infinity infinity;
    ref_nan nan;
    uint64_t canonical_nan; /* unused without a NaN */
    uint64_t largest_code;  /* code of the largest finite number */
    char largest[64];       /* its value, and those below: exact, a decimal or hex-float that mpfr_strtofr reads */
    char smallest_normal[64];
    char smallest[64]; /* the smallest number above zero */
} ref_format;

/* Reads the table; call it once, before anything else. On failure, `error` holds one line, "path:line: what was
 * expected", no format is loaded, and the answer is false. */
bool ref_load_formats(const char *path, char *error, size_t size);

const ref_format *ref_format_find(const char *name); /* by the name in the file; NULL if it is not there */
const ref_format *ref_format_at(size_t index);       /* in the order of the file; NULL past the last */
size_t ref_format_count(void);

/* ---- Decoding (decode.c) ----------------------------------------------------------------------------------------- */

enum { REF_OPERAND_PRECISION = 64 }; /* bits that hold the significand of every format */

/* The value of a code as an MPFR number (zero and infinity with their sign), exactly; `value` needs at least
 * REF_OPERAND_PRECISION bits. Answers whether the code is a signaling NaN: a NaN of the IEEE kind with the top bit of
 * its fraction clear. The other kinds of NaN never signal. */
bool ref_decode(mpfr_t value, const ref_format *format, uint64_t code);

/* The code of plus infinity; the format must have one. */
uint64_t ref_infinity_code(const ref_format *format);

/* For messages; both return `text`, of which 256 bytes are always enough. The value as hex-float, "0x1.cp+8", as
 * printf's %a writes it; and a code in full, "e4m3 0x7e = 0x1.cp+8 = 448", the decimal with at most 17 digits. */
const char *ref_describe_value(char *text, size_t size, const mpfr_t value);
const char *ref_describe(char *text, size_t size, const ref_format *format, uint64_t code);

/* ---- Step 1: the exact value and its neighbours (bracket.c) ------------------------------------------------------ */

typedef enum { REF_CONVERT, REF_ADD, REF_SUB, REF_MUL, REF_DIV, REF_SQRT, REF_FMA } ref_op;
enum { REF_OPS = REF_FMA + 1, REF_OPERANDS_MAX = 3 };

int ref_arity(ref_op op);
const char *ref_op_name(ref_op op); /* "add" */

/* One operation by MPFR on ref_arity(op) numbers, rounded in `direction` to the precision of `result`, in whatever
 * exponent range MPFR is set to. Answers MPFR's ternary value: the sign of (result - exact). */
int ref_apply(mpfr_t result, ref_op op, const mpfr_t *x, mpfr_rnd_t direction);

typedef struct {
    const ref_format *format;
    uint64_t code;
} ref_operand;

/* Where a positive value lies in a grid of equidistant points:  (steps + nu) * 2^exponent,  0 <= nu < 1. */
typedef struct {
    uint64_t steps;
    long exponent;
    uint64_t nu64; /* floor(nu * 2^64) */
    bool more;     /* nu * 2^64 is not an integer */
    bool odd;      /* the neighbour below has an odd code (so the one above has an even one) */
} ref_place;

/* One of the two numbers of the format's grid that enclose the value. The grid has the precision and the smallest
 * exponent of the format and no upper end. */
typedef struct {
    bool overflows; /* it is larger than the largest finite number */
    uint64_t code;  /* of the magnitude, unless it overflows */
} ref_neighbour;

typedef enum { REF_RESULT_NAN, REF_RESULT_INFINITE, REF_RESULT_ZERO, REF_RESULT_FINITE } ref_outcome;

typedef struct {
    const ref_format *to;
    ref_outcome outcome; /* of the exact result; the last is finite and not zero */
    unsigned flags;      /* REF_INVALID or REF_DIVIDE_BY_ZERO, or 0 */
    bool negative;       /* the sign of the exact result ... */
    bool negative_down;  /* ... and when rounding down: an exact zero sum depends on the direction */
    mpfr_t exact;        /* the result, exact or, where `truncated`, cut off after at least 128 bits */
    bool truncated;
    ref_place place;        /* finite: in the grid of `to` */
    ref_neighbour lower;    /* finite: the largest magnitude of the grid that is not above the exact one */
    ref_neighbour upper;    /* finite: the next one */
    bool tiny;              /* finite: the exact magnitude is below the smallest normal number */
    ref_place tiny_place;   /* tiny: in the grid that has no lower end either */
    bool tiny_may_round_up; /* tiny: the neighbour above in that grid is the smallest normal number */
    mpfr_t operand[REF_OPERANDS_MAX];
    mpfr_t scratch;
} ref_bracket_t;

void ref_bracket_init(ref_bracket_t *b); /* once; any number of ref_bracket() may follow */
void ref_bracket_clear(ref_bracket_t *b);

/* The exact result of op on `operands` (ref_arity(op) of them, in any formats) and where it lies in the format `to`,
 * which must have a sign and a zero. */
void ref_bracket(ref_bracket_t *b, ref_op op, const ref_format *to, const ref_operand *operands);

/* ---- Step 2: the choice (choose.c) ------------------------------------------------------------------------------- */

enum { REF_INEXACT = 1, REF_UNDERFLOW = 2, REF_OVERFLOW = 4, REF_DIVIDE_BY_ZERO = 8, REF_INVALID = 16 };

/* These three have the meaning and the order that formats/halfulp.h gives them. */
typedef enum {
    REF_NEAREST_EVEN,
    REF_NEAREST_AWAY,
    REF_TOWARD_ZERO,
    REF_DOWN,
    REF_UP,
    REF_TO_ODD,
    REF_STOCHASTIC_A,
    REF_STOCHASTIC_B,
    REF_STOCHASTIC_C
} ref_rounding;
typedef enum { REF_OVERFLOW_NONE, REF_SATURATE_FINITE, REF_SATURATE_ALL } ref_overflow;
typedef enum { REF_TININESS_AFTER, REF_TININESS_BEFORE } ref_tininess;
enum { REF_ROUNDINGS = REF_STOCHASTIC_C + 1, REF_OVERFLOWS = REF_SATURATE_ALL + 1, REF_RANDOM_BITS_MAX = 32 };

/* All zero is IEEE 754's default. */
typedef struct {
    ref_rounding rounding;
    ref_overflow overflow;
    ref_tininess tininess;
    uint64_t random;      /* R, 0 <= R < 2^random_bits */
    unsigned random_bits; /* N, 0 to REF_RANDOM_BITS_MAX */
} ref_policy;

typedef struct {
    uint64_t code;
    bool is_nan;
    unsigned flags; /* REF_INEXACT | ... */
} ref_result;

/* Rounds a bracketed result: code and flags. A NaN result needs a destination that has a NaN; it is asserted. */
ref_result ref_choose(const ref_bracket_t *b, const ref_policy *policy);

#endif
