/* SPDX-License-Identifier: Apache-2.0
 *
 * ref.h - the ground truth: the result of an operation by definition, on GNU MPFR numbers.
 *
 * Slow, short and obviously right. It includes nothing from formats/ and reads its constants from data/formats.txt, so
 * that an error would have to be made twice to go unnoticed. There are two steps:
 *
 *     operands --ref_bracket()--> exact value and its two neighbours --ref_choose()--> code and flags
 *
 * The first depends only on the operands, the second only on the mode and the policies, so one bracket serves every
 * mode. An exact value from elsewhere, such as an integer or a text, enters between the two through ref_choose_value().
 *
 * Threads: formats are loaded once and then constant; a bracket belongs to one thread. Link with -lmpfr -lgmp.
 */
#ifndef REF_H
#define REF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <gmp.h>
#include <mpfr.h> /* after <stdint.h>, so that it declares the functions on uintmax_t */

/* ---- Formats (read_formats.c): one line each of data/formats.txt, which explains the columns -------------------- */

typedef enum { REF_INFINITY_NONE, REF_INFINITY_TOP_EXPONENT, REF_INFINITY_TOP_CODE } ref_infinity;
typedef enum { REF_NAN_NONE, REF_NAN_TOP_EXPONENT, REF_NAN_TOP_CODE, REF_NAN_NEGATIVE_ZERO } ref_nan;

typedef struct {
    char name[48];
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
    char largest[64];       /* its value, and those below: exact, in decimal or hex-float for mpfr_strtofr */
    char smallest_normal[64];
    char smallest[64]; /* the smallest number above zero */
} ref_format;

/* Reads the table; call it once, before anything else. On failure it returns false, `error` holds one line, "path:line:
 * what was expected", and no format is loaded. */
bool ref_load_formats(const char *path, char *error, size_t size);

const ref_format *ref_format_find(const char *name); /* by the name in the file; NULL if there is none */
const ref_format *ref_format_at(size_t index);       /* in the order of the file; NULL past the last */
size_t ref_format_count(void);

/* A format of IEEE P3109 (draft, interim report 4.0) from its name, binary{K}p{P}{s|u}{e|f} in lower case, K from 3 to
 * 16 (p3109.c). Returns false for any other name. */
bool ref_format_p3109(const char *name, ref_format *format);

/* For a format that is in no file: fills in width, largest code and value, smallest values and canonical NaN from the
 * other fields (p3109.c). Infinity and NaN must both be in the top exponent or neither. */
void ref_format_derive(ref_format *format);

/* ---- Decoding (decode.c) ----------------------------------------------------------------------------------------- */

/* Bits that hold the significand of every format; 64 would do, but MPFR computes fastest where operands and result have
 * the same precision, of less than two words. */
enum { REF_OPERAND_PRECISION = 127 };

/* The value of a code as an MPFR number (zero and infinity with their sign), exactly. `value` needs at least
 * REF_OPERAND_PRECISION bits. Returns whether the code is a signaling NaN: a NaN of the IEEE kind with the top bit of
 * its fraction clear. The other kinds of NaN never signal. */
bool ref_decode(mpfr_t value, const ref_format *format, uint64_t code);

/* The properties of a NaN code. In a format with one NaN, or one per sign, it is quiet and its payload is 0. */
typedef struct {
    bool is_nan; /* false: the other fields have no meaning */
    bool signaling;
    bool negative;
    uint64_t payload; /* the fraction field in the top bits: its quiet bit is bit 63 */
} ref_nan_operand;

ref_nan_operand ref_decode_nan(const ref_format *format, uint64_t code);

/* The code of plus infinity; the format must have one. */
uint64_t ref_infinity_code(const ref_format *format);

/* The exponent of the smallest normal number. */
long ref_emin(const ref_format *format);

/* True if below the smallest normal number and not zero. */
bool ref_is_subnormal(const ref_format *format, uint64_t code);

/* For messages; both return `text`, and 256 bytes are always enough. The first writes the value as hex-float,
 * "0x1.cp+8", like printf's %a; the second the whole code, "e4m3 0x7e = 0x1.cp+8 = 448", with at most 17 decimal
 * digits. */
const char *ref_describe_value(char *text, size_t size, const mpfr_t value);
const char *ref_describe(char *text, size_t size, const ref_format *format, uint64_t code);

/* ---- Step 1: the exact value and its neighbours (operations.c, bracket.c) ---------------------------------------- */

/* Operations whose operands are numbers of any formats and whose result is a number of any format. */
typedef enum {
    REF_CONVERT,
    REF_ADD,
    REF_SUB,
    REF_MUL,
    REF_DIV,
    REF_SQRT,
    REF_FMA,
    REF_REMAINDER,
    REF_MINIMUM,
    REF_MAXIMUM,
    REF_MINIMUM_NUMBER,
    REF_MAXIMUM_NUMBER,
    REF_LOG_B
} ref_op;
enum { REF_OPS = REF_LOG_B + 1, REF_OPERANDS_MAX = 3 };

int ref_arity(ref_op op);
const char *ref_op_name(ref_op op); /* "add", "minimum-number", ... */

/* Applies an operation to ref_arity(op) numbers by MPFR, rounded in `direction` to the precision of `result`, in MPFR's
 * current exponent range. Returns MPFR's ternary value: the sign of (result - exact). */
int ref_apply(mpfr_t result, ref_op op, const mpfr_t *x, mpfr_rnd_t direction);

typedef struct {
    const ref_format *format;
    uint64_t code;
} ref_operand;

/* The place of a positive value on a grid of equidistant points: (steps + nu) * 2^exponent, 0 <= nu < 1. */
typedef struct {
    uint64_t steps;
    long exponent;
    uint64_t nu64; /* floor(nu * 2^64) */
    bool more;     /* nu * 2^64 is not an integer */
    bool odd;      /* the neighbour below has an odd code (and the one above an even one) */
} ref_place;

/* One of the two numbers of the format's grid that enclose the value. The grid has the precision and the smallest
 * exponent of the format and no upper end. Without a zero, it has no lower end either. */
typedef struct {
    bool overflows;  /* it is larger than the largest finite number */
    bool underflows; /* it is smaller than the smallest number, in a format without a zero */
    uint64_t code;   /* of the magnitude, unless one of these two */
} ref_neighbour;

typedef enum { REF_RESULT_NAN, REF_RESULT_INFINITE, REF_RESULT_ZERO, REF_RESULT_FINITE } ref_outcome;

typedef struct {
    const ref_format *to;
    ref_outcome outcome; /* of the exact result; the last is finite and not zero */
    unsigned flags;      /* REF_INVALID or REF_DIVIDE_BY_ZERO, or 0 */
    bool negative;       /* the sign of the exact result ... */
    bool negative_down;  /* ... and its sign when rounding down, which differs for an exact zero sum */
    mpfr_t exact;        /* the result, exact, or truncated after at least 127 bits if `truncated` */
    bool truncated;
    ref_place place;        /* finite: in the grid of `to` */
    ref_neighbour lower;    /* finite: the largest magnitude of the grid that is not above the exact one */
    ref_neighbour upper;    /* finite: the next one */
    bool tiny;              /* finite: the exact magnitude is below the smallest normal number */
    ref_place tiny_place;   /* tiny: in the grid without a lower end */
    bool tiny_may_round_up; /* tiny: the neighbour above in that grid is the smallest normal number */
    int arity;              /* of the operation; 0 if the value came from elsewhere */
    ref_nan_operand nan[REF_OPERANDS_MAX];
    bool is_fma;
    bool zero_times_infinity; /* fma(0, inf, z) */
    bool zero_divided;        /* x/0 for an x that is neither 0 nor NaN */
    mpfr_t operand[REF_OPERANDS_MAX];
    mpfr_t scratch;
} ref_bracket_t;

void ref_bracket_init(ref_bracket_t *b); /* once; any number of calls of ref_bracket() may follow */
void ref_bracket_clear(ref_bracket_t *b);

/* The exact result of op on `operands` (ref_arity(op) of them, in any formats) and its place in the format `to`.
 * flush_operands: a subnormal operand is a zero of its sign. */
void ref_bracket(ref_bracket_t *b, ref_op op, const ref_format *to, const ref_operand *operands, bool flush_operands);

/* The same in parts, for many operations on the same operands: an operand is decoded once, enters brackets as their
 * i-th operand, and ref_bracket_operation() does the rest once ref_arity(op) operands are in place. */
typedef struct {
    mpfr_t value;
    ref_nan_operand nan;
} ref_number;

void ref_number_init(ref_number *number);
void ref_number_clear(ref_number *number);
void ref_number_decode(ref_number *number, ref_operand x, bool flush_operands);
void ref_bracket_load(ref_bracket_t *b, int i, const ref_number *number);
void ref_bracket_operation(ref_bracket_t *b, ref_op op, const ref_format *to);

/* The same for x * 2^n. */
void ref_bracket_scale_b(ref_bracket_t *b, const ref_format *to, ref_operand x, int n, bool flush_operands);

/* The place in `to` of the value in b->exact (b->truncated: it is truncated toward zero). Flags and operands in the
 * bracket are left as they are. */
void ref_bracket_value(ref_bracket_t *b, const ref_format *to);

/* The place of the magnitude of b->exact among the multiples of 2^exponent. `steps` must have at most 64 bits; `odd` is
 * the parity of `steps`. */
ref_place ref_locate(const ref_bracket_t *b, long exponent);

/* ---- Step 2: the choice (choose.c) ------------------------------------------------------------------------------- */

enum { REF_INEXACT = 1, REF_UNDERFLOW = 2, REF_OVERFLOW = 4, REF_DIVIDE_BY_ZERO = 8, REF_INVALID = 16 };

/* The meaning and the order of these are those of formats/halfulp_env.h. */
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
typedef enum { REF_CANONICAL_NAN, REF_X86_NAN, REF_ARM_NAN, REF_NVIDIA_NAN, REF_SIGNED_NAN } ref_nan_policy;
enum { REF_FLUSH_OPERANDS = 1, REF_FLUSH_RESULTS = 2 };
typedef enum { REF_ODD_OVERFLOW_LARGEST, REF_ODD_OVERFLOW_ODD_CODE } ref_odd_overflow;
typedef enum { REF_MISSING_NAN_LARGEST, REF_MISSING_NAN_OPPOSITE_ZERO, REF_MISSING_NAN_ZERO } ref_missing_nan;
typedef enum {
    REF_MISSING_ZERO_BY_OVERFLOW,
    REF_MISSING_ZERO_SMALLEST,
    REF_MISSING_ZERO_TINY_SMALLEST
} ref_missing_zero;
typedef enum { REF_NEGATIVE_BY_OVERFLOW, REF_NEGATIVE_MAGNITUDE, REF_NEGATIVE_DIRECTED } ref_negative;
typedef enum { REF_INFINITY_NAN_AS_INVALID, REF_INFINITY_NAN_SIGNED } ref_infinity_nan;
typedef enum { REF_ZERO_DIVIDE_INFINITY, REF_ZERO_DIVIDE_NAN } ref_zero_divide;
enum { REF_ROUNDINGS = REF_STOCHASTIC_C + 1, REF_OVERFLOWS = REF_SATURATE_ALL + 1, REF_RANDOM_BITS_MAX = 32 };

/* All zeros is IEEE 754's default. */
typedef struct {
    ref_rounding rounding;
    ref_overflow overflow;
    ref_tininess tininess;
    uint64_t random;      /* R, 0 <= R < 2^random_bits */
    unsigned random_bits; /* N, 0 to REF_RANDOM_BITS_MAX */
    ref_nan_policy nan;
    unsigned flush; /* REF_FLUSH_RESULTS; the bracket already has flushed operands */
    ref_odd_overflow odd_overflow;
    ref_missing_nan missing_nan;
    ref_missing_zero missing_zero;
    ref_negative negative;
    ref_infinity_nan infinity_nan;
    ref_zero_divide zero_divide;
} ref_policy;

typedef struct {
    uint64_t code;
    unsigned flags; /* REF_INEXACT | ... */
} ref_result;

/* Rounds a bracketed result: code and flags. */
ref_result ref_choose(const ref_bracket_t *b, const ref_policy *policy);

/* Rounds a value that is not the result of an operation: b->exact and b->truncated, not a NaN. */
ref_result ref_choose_value(ref_bracket_t *b, const ref_format *to, const ref_policy *policy);

/* True if the mode rounds an inexact magnitude at that place to the neighbour above. */
bool ref_goes_up(const ref_place *place, bool negative, const ref_policy *policy);

/* ---- Integers (integers.c) --------------------------------------------------------------------------------------- */

/* Rounds x to an integer by the mode, and that into `to`. exact: inexact is raised if x is not an integer.
 * policy->flush applies to operands and results. */
ref_result ref_round_to_integral(ref_bracket_t *b, const ref_format *to, ref_operand x, bool exact,
                                 const ref_policy *policy);

/* x to an integer of 32 or 64 bits, signed or unsigned. .code holds it in two's complement of that width. */
ref_result ref_to_integer(ref_bracket_t *b, ref_operand x, int bits, bool is_signed, bool exact,
                          const ref_policy *policy);

/* An integer into `to`. */
ref_result ref_from_int64(ref_bracket_t *b, const ref_format *to, int64_t n, const ref_policy *policy);
ref_result ref_from_uint64(ref_bracket_t *b, const ref_format *to, uint64_t n, const ref_policy *policy);

/* ---- Order (order.c) --------------------------------------------------------------------------------------------- */

/* -1 less, 0 equal, 1 greater, 2 unordered; *flags: REF_INVALID for a signaling NaN, or, signaling, any NaN. */
int ref_compare(ref_operand x, ref_operand y, bool signaling, bool flush_operands, unsigned *flags);

/* True if x precedes or equals y in the total order of their common format. */
bool ref_total_order(ref_operand x, ref_operand y);

/* The class of IEEE 754-2019 clause 5.7.2, 0 to 9 in its order: signaling NaN, quiet NaN, -inf ... +inf. */
int ref_classify(ref_operand x);

/* The next number of x's format above (up) or below. Of the policy, only `nan` is used. */
ref_result ref_next(ref_bracket_t *b, ref_operand x, bool up, const ref_policy *policy);

/* ---- Text (text.c) ----------------------------------------------------------------------------------------------- */

/* A number as text, decimal or hexadecimal, exactly, into `to`; it must be well formed. Decimal exponents beyond 10^5
 * count as 10^5, which is beyond every format. */
ref_result ref_parse(ref_bracket_t *b, const ref_format *to, const char *text, const ref_policy *policy);

/* The value of a decimal text, exactly. */
void ref_parse_decimal(mpq_t value, const char *text);

/* The full decimal expansion, without exponent: "0.0999755859375", "-448". x must be finite. The caller frees the
 * text. */
char *ref_print_exact(ref_operand x);

/* The fewest significant decimal digits that round to nearest even back to x, a finite nonzero number, without
 * overflow. Returns their number. *distance is the distance from x of the nearest decimal with that many digits that
 * does. */
int ref_shortest(ref_bracket_t *b, ref_operand x, mpq_t distance);

/* ---- Dot products of instructions (dot.c) ------------------------------------------------------------------------ */

/* An instruction, by the name that halfulp_dot.h gives it; NULL if there is none. */
typedef struct ref_dot_row ref_dot_row;
const ref_dot_row *ref_dot_find(const char *name);

/* addend + x[0] y[0] + x[1] y[1] + ... as it adds them. Codes; of TF32, registers of 32 bits. `count` is a multiple of
 * the instruction's products. */
uint64_t ref_dot(const ref_dot_row *row, uint64_t addend, const uint64_t *x, const uint64_t *y, size_t count);

/* The same with scales: those of product i are x_scales[i / block] and y_scales[i / block]; ref_dot takes ones. */
uint64_t ref_dot_scaled(const ref_dot_row *row, uint64_t addend, const uint64_t *x, const uint64_t *y,
                        const uint64_t *x_scales, const uint64_t *y_scales, size_t count);

/* ARM's FP8DotAddFP (dot_arm.c): c + 2^-scale (x[0] y[0] + x[1] y[1] + ...), codes, exactly and rounded once into FP16
 * or FP32; a format that is NULL is one that is not supported. `saturate`: overflow gives the largest number. */
uint64_t ref_dot_arm(const ref_format *to, uint64_t c, const ref_format *x_format, const uint64_t *x,
                     const ref_format *y_format, const uint64_t *y, size_t count, long scale, bool saturate);

/* The number of products that the instruction takes, and the format of its result. */
size_t ref_dot_products(const ref_dot_row *row);
const ref_format *ref_dot_result(const ref_dot_row *row);

/* ---- Dot products that are added up as the caller says (accumulate.c) -------------------------------------------- */

/* The meaning and the order of these are those of formats/halfulp_dot.h. */
typedef enum { REF_IN_ORDER, REF_IN_PAIRS, REF_COMPENSATED, REF_EXACT, REF_BY_INSTRUCTION } ref_accumulation_order;

typedef struct {
    ref_accumulation_order order;
    const ref_format *product;      /* NULL: exact                           */
    const ref_format *sum;          /* of a chunk                            */
    const ref_format *total;        /* of sums of chunks; NULL: the same     */
    const ref_dot_row *instruction; /* NULL unless REF_BY_INSTRUCTION        */
    size_t chunk;                   /* products; 0: no chunks                */
    unsigned parts;                 /* 0 or 1: one                           */
} ref_accumulation;

/* addend + the sum of operands[i][0] operands[i][1], i < count. `draws` are the random integers of the roundings, in
 * their order; NULL if the policy is not stochastic. */
ref_result ref_accumulate(const ref_accumulation *how, uint64_t addend, ref_operand (*operands)[2], size_t count,
                          const ref_policy *policy, const uint64_t *draws);

#endif
