/* SPDX-License-Identifier: Apache-2.0
 *
 * The whole pipeline: decode -> exact -> round -> encode. generic.c calls it with formats known at run time, the files
 * of the named formats with constant rows of the table. Forced inlining lets one source serve both. Both call it by
 * fast.h, which has a shorter way for the common case; this is the definition.
 */
#ifndef HU_PIPELINE_H
#define HU_PIPELINE_H

#include "arith.h"
#include "decode.h"
#include "encode.h"
#include "round.h"
#include "table.h"

/* The checks of hu_env_error, except for the reserved words. They are combined with & instead of &&, so that they cost
 * one branch per operation. */
HU_INLINE void hu_check_env(const hu_env *env)
{
    assert(env != NULL);
    bool usable = ((unsigned)env->rounding <= HU_STOCHASTIC_C) & ((unsigned)env->overflow <= HU_SATURATE_ALL) &
                  ((unsigned)env->tininess <= HU_TININESS_BEFORE) & ((unsigned)env->nan <= HU_SIGNED_NAN) &
                  (env->flush <= (HU_FLUSH_OPERANDS | HU_FLUSH_RESULTS)) &
                  ((unsigned)env->odd_overflow <= HU_ODD_OVERFLOW_ODD_CODE) &
                  ((unsigned)env->missing_nan <= HU_MISSING_NAN_ZERO) &
                  ((unsigned)env->missing_zero <= HU_MISSING_ZERO_TINY_SMALLEST) &
                  ((unsigned)env->negative <= HU_NEGATIVE_DIRECTED) &
                  ((unsigned)env->infinity_nan <= HU_INFINITY_NAN_SIGNED) &
                  ((unsigned)env->zero_divide <= HU_ZERO_DIVIDE_NAN) & (env->random_bits <= HU_RANDOM_BITS_MAX) &
                  (env->random >> (env->random_bits & 63) == 0);
    assert(usable && "hu_env_error says what is wrong with this environment");
    (void)usable;
}

/* An operand of any operation. Numbers below the smallest normal one are subnormal; formats without zero have none. */
HU_INLINE hu_value hu_operand(const hu_format *f, uint64_t code, const hu_env *env)
{
    hu_value x = hu_decode(f, code);
    if ((env->flush & HU_FLUSH_OPERANDS) != 0 && x.kind == VALUE_FINITE && x.exponent + 63 < hu_emin(f)) {
        x = (hu_value){.kind = VALUE_ZERO, .sign = x.sign};
    }
    return x;
}

/* An operand of arithmetic, which works in 64 bits: enough for 24 bits of precision, but not for FP64's 53. */
HU_INLINE hu_value hu_arith_operand(const hu_format *f, uint64_t code, const hu_env *env)
{
    assert(hu_precision(f) <= 24 && "arithmetic takes formats of at most 24 bits of precision; FP64 converts only");
    return hu_operand(f, code, env);
}

HU_INLINE uint64_t hu_finish(const hu_format *to, hu_value exact, hu_env *env)
{
    return hu_encode(to, hu_round(to, exact, env));
}

HU_INLINE uint64_t hu_finish_arithmetic(const hu_format *to, hu_value exact, hu_env *env)
{
    assert(hu_precision(to) <= 24 && "arithmetic returns formats of at most 24 bits of precision; FP64 converts only");
    return hu_finish(to, exact, env);
}

HU_APART uint64_t hu_pipe_convert(const hu_format *to, const hu_format *from, uint64_t x, hu_env *env)
{
    hu_check_env(env);
    hu_value value = hu_operand(from, x, env);
    if (value.signaling) {
        env->flags |= HU_INVALID;
    }
    return hu_finish(to, value, env);
}

HU_APART uint64_t hu_pipe_add(const hu_format *to, const hu_format *fx, uint64_t x, const hu_format *fy, uint64_t y,
                              hu_env *env)
{
    hu_check_env(env);
    return hu_finish_arithmetic(to, hu_exact_add(hu_arith_operand(fx, x, env), hu_arith_operand(fy, y, env), env), env);
}

HU_APART uint64_t hu_pipe_sub(const hu_format *to, const hu_format *fx, uint64_t x, const hu_format *fy, uint64_t y,
                              hu_env *env)
{
    hu_check_env(env);
    hu_value negated = hu_arith_operand(fy, y, env);
    negated.sign = negated.kind == VALUE_NAN ? negated.sign : !negated.sign;
    return hu_finish_arithmetic(to, hu_exact_add(hu_arith_operand(fx, x, env), negated, env), env);
}

HU_APART uint64_t hu_pipe_mul(const hu_format *to, const hu_format *fx, uint64_t x, const hu_format *fy, uint64_t y,
                              hu_env *env)
{
    hu_check_env(env);
    return hu_finish_arithmetic(to, hu_exact_mul(hu_arith_operand(fx, x, env), hu_arith_operand(fy, y, env), env), env);
}

HU_APART uint64_t hu_pipe_div(const hu_format *to, const hu_format *fx, uint64_t x, const hu_format *fy, uint64_t y,
                              hu_env *env)
{
    hu_check_env(env);
    return hu_finish_arithmetic(to, hu_exact_div(hu_arith_operand(fx, x, env), hu_arith_operand(fy, y, env), env), env);
}

HU_APART uint64_t hu_pipe_sqrt(const hu_format *to, const hu_format *fx, uint64_t x, hu_env *env)
{
    hu_check_env(env);
    return hu_finish_arithmetic(to, hu_exact_sqrt(hu_arith_operand(fx, x, env), env), env);
}

HU_APART uint64_t hu_pipe_fma(const hu_format *to, const hu_format *fx, uint64_t x, const hu_format *fy, uint64_t y,
                              const hu_format *fz, uint64_t z, hu_env *env)
{
    hu_check_env(env);
    return hu_finish_arithmetic(
        to, hu_exact_fma(hu_arith_operand(fx, x, env), hu_arith_operand(fy, y, env), hu_arith_operand(fz, z, env), env),
        env);
}

#endif
