/* SPDX-License-Identifier: Apache-2.0
 *
 * operations.c - step 1, first half: the exact result of an operation.
 *
 * MPFR does the arithmetic and the special cases of IEEE 754-2019 clauses 5, 6, 7 and 9 (infinities, NaNs, signs of
 * zero).
 */
#include "ref.h"

#include <assert.h>

/* Bits of an exact result. For sums and products, 640 bits make all results up to FP32 exact: its products reach down
 * to 2^-298 and its sums reach 2^256. Quotients and square roots are infinite: 127 bits are more than the 53 of a
 * significand and the 64 of nu64 together. Bits that do not fit are truncated toward zero, which does not change
 * `steps` and `nu64`, two floors. Sums and products of operands of few bits are exact in as many, see is_narrow(). */
enum { EXACT_PRECISION = 640, CUT_PRECISION = REF_OPERAND_PRECISION };

int ref_arity(ref_op op)
{
    static const int arity[REF_OPS] = {1, 2, 2, 2, 2, 1, 3, 2, 2, 2, 2, 2, 1};
    assert((unsigned)op < REF_OPS);
    return arity[op];
}

const char *ref_op_name(ref_op op)
{
    static const char *const names[REF_OPS] = {"convert",
                                               "add",
                                               "sub",
                                               "mul",
                                               "div",
                                               "sqrt",
                                               "fma",
                                               "remainder",
                                               "minimum",
                                               "maximum",
                                               "minimum-number",
                                               "maximum-number",
                                               "log-b"};
    assert((unsigned)op < REF_OPS);
    return names[op];
}

void ref_bracket_init(ref_bracket_t *b)
{
    /* MPFR's widest exponents: x * 2^n stays within them for any int n. */
    mpfr_set_emin(mpfr_get_emin_min());
    mpfr_set_emax(mpfr_get_emax_max());
    mpfr_init2(b->exact, EXACT_PRECISION);
    mpfr_init2(b->scratch, EXACT_PRECISION);
    for (int i = 0; i < REF_OPERANDS_MAX; i++) {
        mpfr_init2(b->operand[i], REF_OPERAND_PRECISION);
    }
}

void ref_bracket_clear(ref_bracket_t *b)
{
    mpfr_clear(b->exact);
    mpfr_clear(b->scratch);
    for (int i = 0; i < REF_OPERANDS_MAX; i++) {
        mpfr_clear(b->operand[i]);
    }
}

/* The exponent of |x|, floor(log2 |x|), clause 5.3.3. */
static int log_b(mpfr_t result, const mpfr_t x, mpfr_rnd_t direction)
{
    if (mpfr_zero_p(x)) {
        mpfr_set_inf(result, -1);
        mpfr_set_divby0();
        return 0;
    }
    if (!mpfr_number_p(x)) {
        return mpfr_abs(result, x, direction);
    }
    return mpfr_set_si(result, (long)mpfr_get_exp(x) - 1, direction); /* MPFR's significands lie in [1/2, 1) */
}

int ref_apply(mpfr_t result, ref_op op, const mpfr_t *x, mpfr_rnd_t direction)
{
    assert((unsigned)op < REF_OPS);
    switch (op) {
    case REF_CONVERT:
        return mpfr_set(result, x[0], direction);
    case REF_ADD:
        return mpfr_add(result, x[0], x[1], direction);
    case REF_SUB:
        return mpfr_sub(result, x[0], x[1], direction);
    case REF_MUL:
        return mpfr_mul(result, x[0], x[1], direction);
    case REF_DIV:
        return mpfr_div(result, x[0], x[1], direction);
    case REF_SQRT:
        return mpfr_sqrt(result, x[0], direction);
    case REF_FMA:
        return mpfr_fma(result, x[0], x[1], x[2], direction);
    case REF_REMAINDER:
        return mpfr_remainder(result, x[0], x[1], direction);
    case REF_MINIMUM:
    case REF_MAXIMUM:
        if (mpfr_nan_p(x[0]) || mpfr_nan_p(x[1])) {
            mpfr_set_nan(result);
            return 0;
        }
        break;
    case REF_MINIMUM_NUMBER: /* MPFR's own treatment of NaNs is that of the standard */
    case REF_MAXIMUM_NUMBER:
        break;
    case REF_LOG_B:
        return log_b(result, x[0], direction);
    }
    return op == REF_MINIMUM || op == REF_MINIMUM_NUMBER ? mpfr_min(result, x[0], x[1], direction)
                                                         : mpfr_max(result, x[0], x[1], direction);
}

/* Flags of the exact result, IEEE 754-2019 clauses 7.2 and 7.3: invalid for a signaling NaN and for a NaN from operands
 * without one; divide-by-zero for an infinity from finite operands. */
static unsigned exact_flags(const ref_bracket_t *b)
{
    bool signaling = false;
    bool from_nan = false;
    bool from_infinity = false;
    for (int i = 0; i < b->arity; i++) {
        signaling = signaling || (b->nan[i].is_nan && b->nan[i].signaling);
        from_nan = from_nan || b->nan[i].is_nan;
        from_infinity = from_infinity || mpfr_inf_p(b->operand[i]);
    }
    bool invalid = signaling || (mpfr_nan_p(b->exact) && !from_nan);
    return (invalid ? REF_INVALID : 0u) | (mpfr_inf_p(b->exact) && !from_infinity ? REF_DIVIDE_BY_ZERO : 0u);
}

void ref_number_init(ref_number *number)
{
    mpfr_init2(number->value, REF_OPERAND_PRECISION);
}

void ref_number_clear(ref_number *number)
{
    mpfr_clear(number->value);
}

static void decode(mpfr_t value, ref_nan_operand *nan, ref_operand x, bool flush)
{
    ref_decode(value, x.format, x.code);
    *nan = ref_decode_nan(x.format, x.code);
    if (flush && ref_is_subnormal(x.format, x.code)) {
        mpfr_set_zero(value, mpfr_signbit(value) ? -1 : 1);
    }
}

void ref_number_decode(ref_number *number, ref_operand x, bool flush_operands)
{
    decode(number->value, &number->nan, x, flush_operands);
}

void ref_bracket_load(ref_bracket_t *b, int i, const ref_number *number)
{
    mpfr_set(b->operand[i], number->value, MPFR_RNDZ);
    b->nan[i] = number->nan;
}

/* True if the operands are multiples of 2^-NARROW below 2^NARROW. Their products, and these with an addend, are then
 * multiples of 2^-(2 NARROW) below 2^(2 NARROW + 1). */
static bool is_narrow(const ref_bracket_t *b)
{
    enum { NARROW = 30 };
    for (int i = 0; i < b->arity; i++) {
        const mpfr_t *x = &b->operand[i];
        if (mpfr_regular_p(*x) &&
            (mpfr_get_exp(*x) > NARROW || (long)mpfr_get_exp(*x) - (long)mpfr_min_prec(*x) < -NARROW)) {
            return false;
        }
    }
    return 4 * NARROW + 1 <= CUT_PRECISION;
}

/* True if CUT_PRECISION bits hold the result, or all that is asked of it. */
static bool is_cut(const ref_bracket_t *b, ref_op op)
{
    return op == REF_DIV || op == REF_SQRT || is_narrow(b);
}

void ref_bracket_operation(ref_bracket_t *b, ref_op op, const ref_format *to)
{
    const mpfr_t *x = b->operand;
    b->arity = ref_arity(op);
    mpfr_set_prec(b->exact, is_cut(b, op) ? CUT_PRECISION : EXACT_PRECISION);
    b->truncated = ref_apply(b->exact, op, x, MPFR_RNDZ) != 0;
    b->flags = exact_flags(b);
    b->is_fma = op == REF_FMA;
    b->zero_times_infinity =
        b->is_fma && ((mpfr_zero_p(x[0]) && mpfr_inf_p(x[1])) || (mpfr_inf_p(x[0]) && mpfr_zero_p(x[1])));
    b->zero_divided = op == REF_DIV && mpfr_zero_p(x[1]) && !mpfr_nan_p(b->exact);
    ref_bracket_value(b, to);
    if (b->outcome == REF_RESULT_ZERO) { /* the sign of an exact zero sum depends on the direction, clause 6.3 */
        ref_apply(b->scratch, op, x, MPFR_RNDD);
        b->negative_down = mpfr_signbit(b->scratch) != 0;
    }
}

static void load_operands(ref_bracket_t *b, int arity, const ref_operand *operands, bool flush)
{
    b->arity = arity;
    for (int i = 0; i < arity; i++) {
        decode(b->operand[i], &b->nan[i], operands[i], flush);
    }
}

void ref_bracket(ref_bracket_t *b, ref_op op, const ref_format *to, const ref_operand *operands, bool flush_operands)
{
    load_operands(b, ref_arity(op), operands, flush_operands);
    ref_bracket_operation(b, op, to);
}

void ref_bracket_scale_b(ref_bracket_t *b, const ref_format *to, ref_operand x, int n, bool flush_operands)
{
    enum { FAR = 1 << 20 }; /* beyond every format; MPFR's exponents have 31 bits where a long has 32 */
    load_operands(b, 1, &x, flush_operands);
    mpfr_set_prec(b->exact, EXACT_PRECISION);
    const int reached = n > FAR ? FAR : n < -FAR ? -FAR : n;
    b->truncated = mpfr_mul_2si(b->exact, b->operand[0], reached, MPFR_RNDZ) != 0;
    b->flags = exact_flags(b);
    b->is_fma = b->zero_times_infinity = b->zero_divided = false;
    ref_bracket_value(b, to);
}
