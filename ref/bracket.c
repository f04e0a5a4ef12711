/* SPDX-License-Identifier: Apache-2.0
 *
 * bracket.c - step 1: the exact result, and the two numbers of the destination's grid around it.
 *
 * MPFR does the arithmetic and the special cases of IEEE 754-2019 clause 6 and 7 (infinities, NaNs, signs of zero).
 */
#include "ref.h"

#include <assert.h>

/* Bits of an exact result. Sums and products: 640 make all of them exact up to FP32, whose products reach down to
 * 2^-298 and whose sums reach 2^256. Quotients and square roots have no end: 128 bits are more than the 53 of a
 * significand and the 64 of nu64 together. What does not fit is cut off towards zero, which leaves `steps` and `nu64`,
 * two floors, as they are. */
enum { EXACT_PRECISION = 640, CUT_PRECISION = 128 };

int ref_arity(ref_op op)
{
    static const int arity[REF_OPS] = {1, 2, 2, 2, 2, 1, 3};
    assert((unsigned)op < REF_OPS);
    return arity[op];
}

const char *ref_op_name(ref_op op)
{
    static const char *const names[REF_OPS] = {"convert", "add", "sub", "mul", "div", "sqrt", "fma"};
    assert((unsigned)op < REF_OPS);
    return names[op];
}

void ref_bracket_init(ref_bracket_t *b)
{
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
        break;
    }
    return mpfr_fma(result, x[0], x[1], x[2], direction);
}

/* Flags of a NaN result, IEEE 754-2019 clause 7.2. A NaN from no NaN is an invalid operation; so is 0 * inf + NaN,
 * which the clause leaves open. */
static unsigned nan_flags(ref_op op, const ref_bracket_t *b, bool signaling)
{
    bool from_nan = false;
    for (int i = 0; i < ref_arity(op); i++) {
        from_nan = from_nan || mpfr_nan_p(b->operand[i]);
    }
    const mpfr_t *x = b->operand;
    bool zero_times_infinity =
        op == REF_FMA && ((mpfr_zero_p(x[0]) && mpfr_inf_p(x[1])) || (mpfr_inf_p(x[0]) && mpfr_zero_p(x[1])));
    return signaling || !from_nan || zero_times_infinity ? REF_INVALID : 0;
}

/* Flags of an infinite result, clause 7.3: from finite operands, only a division by zero can give one. */
static unsigned infinity_flags(ref_op op, const ref_bracket_t *b)
{
    for (int i = 0; i < ref_arity(op); i++) {
        if (mpfr_inf_p(b->operand[i])) {
            return 0;
        }
    }
    return REF_DIVIDE_BY_ZERO;
}

/* The place of the exact magnitude among the multiples of 2^exponent, whose `steps` must have at most 64 bits. */
static ref_place locate(ref_bracket_t *b, long exponent)
{
    ref_place place = {.exponent = exponent};
    mpfr_div_2si(b->scratch, b->exact, exponent, MPFR_RNDZ);
    mpfr_abs(b->scratch, b->scratch, MPFR_RNDZ);
    place.steps = mpfr_get_uj(b->scratch, MPFR_RNDZ);
    mpfr_frac(b->scratch, b->scratch, MPFR_RNDZ);
    mpfr_mul_2ui(b->scratch, b->scratch, 64, MPFR_RNDZ);
    place.nu64 = mpfr_get_uj(b->scratch, MPFR_RNDZ);
    place.more = b->truncated || !mpfr_integer_p(b->scratch);
    return place;
}

/* The exponent field of steps * 2^exponent in a format whose exponents have no end. 0: subnormal, or zero. */
static long exponent_field(const ref_format *f, uint64_t steps, long exponent)
{
    return steps < UINT64_C(1) << f->fraction_bits ? 0 : exponent + f->fraction_bits + f->bias;
}

/* The lowest bit of a code is the lowest bit of T, or of the exponent field where the format has no T. */
static bool odd_code(const ref_format *f, uint64_t steps, long exponent)
{
    return f->fraction_bits > 0 ? steps % 2 != 0 : exponent_field(f, steps, exponent) % 2 != 0;
}

static ref_neighbour neighbour(const ref_format *f, uint64_t steps, long exponent)
{
    uint64_t implicit = UINT64_C(1) << f->fraction_bits;
    if (steps == 2 * implicit) { /* the first number of the next binade */
        steps = implicit;
        exponent++;
    }
    long E = exponent_field(f, steps, exponent);
    if (E >= 1L << f->exponent_bits) {
        return (ref_neighbour){.overflows = true};
    }
    uint64_t T = steps % implicit;
    uint64_t code = (uint64_t)E * implicit + T;
    return (ref_neighbour){.overflows = code > f->largest_code, .code = code};
}

static void bracket_finite(ref_bracket_t *b)
{
    const ref_format *f = b->to;
    long exponent = (long)mpfr_get_exp(b->exact) - 1; /* MPFR's significands lie in [1/2, 1) */
    long emin = 1 - f->bias;

    b->tiny = exponent < emin;
    b->place = locate(b, (b->tiny ? emin : exponent) - f->fraction_bits);
    b->place.odd = odd_code(f, b->place.steps, b->place.exponent);
    b->lower = neighbour(f, b->place.steps, b->place.exponent);
    b->upper = neighbour(f, b->place.steps + 1, b->place.exponent);
    if (b->tiny) {
        uint64_t last_of_binade = (UINT64_C(2) << f->fraction_bits) - 1;
        b->tiny_place = locate(b, exponent - f->fraction_bits);
        b->tiny_place.odd = odd_code(f, b->tiny_place.steps, b->tiny_place.exponent);
        b->tiny_may_round_up = exponent == emin - 1 && b->tiny_place.steps == last_of_binade;
    }
}

void ref_bracket(ref_bracket_t *b, ref_op op, const ref_format *to, const ref_operand *operands)
{
    assert(to->has_sign && to->has_zero);
    bool signaling = false;
    for (int i = 0; i < ref_arity(op); i++) {
        signaling |= ref_decode(b->operand[i], operands[i].format, operands[i].code);
    }
    mpfr_set_prec(b->exact, op == REF_DIV || op == REF_SQRT ? CUT_PRECISION : EXACT_PRECISION);
    b->to = to;
    b->truncated = ref_apply(b->exact, op, b->operand, MPFR_RNDZ) != 0;
    b->negative = b->negative_down = mpfr_signbit(b->exact) != 0;
    b->flags = 0;
    if (mpfr_nan_p(b->exact)) {
        b->outcome = REF_RESULT_NAN;
        b->flags = nan_flags(op, b, signaling);
    } else if (mpfr_inf_p(b->exact)) {
        b->outcome = REF_RESULT_INFINITE;
        b->flags = infinity_flags(op, b);
    } else if (mpfr_zero_p(b->exact)) {
        b->outcome = REF_RESULT_ZERO;
        ref_apply(b->exact, op, b->operand, MPFR_RNDD);
        b->negative_down = mpfr_signbit(b->exact) != 0;
    } else {
        b->outcome = REF_RESULT_FINITE;
        bracket_finite(b);
    }
}
