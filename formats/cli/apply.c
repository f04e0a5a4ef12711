/* SPDX-License-Identifier: Apache-2.0
 *
 * What each function of the grammar computes: codes in, one call of the library, code out.
 */
#include <assert.h>

#include "functions.h"

/* The signed integer of a two's complement code of 32 or 64 bits. */
static int64_t signed_of(uint64_t code, int bits)
{
    const uint64_t sign = UINT64_C(1) << (bits - 1);
    if ((code & sign) == 0) {
        return (int64_t)code;
    }
    const uint64_t ones = sign | (sign - 1);
    return -(int64_t)(~code & ones) - 1;
}

static uint64_t to_integer(const function *f, hu_number x, hu_env *env)
{
    if (f->result.kind == TYPE_SIGNED) {
        return f->result.bits == 32 ? (uint32_t)hu_to_int32(x, f->exact, env) : (uint64_t)hu_to_int64(x, f->exact, env);
    }
    return f->result.bits == 32 ? hu_to_uint32(x, f->exact, env) : hu_to_uint64(x, f->exact, env);
}

static uint64_t convert(const function *f, uint64_t code, hu_env *env)
{
    const type *from = &f->operand[0];
    if (from->kind == TYPE_SIGNED) {
        return hu_from_int64(&f->result.format, signed_of(code, from->bits), env).code;
    }
    if (from->kind == TYPE_UNSIGNED) {
        return hu_from_uint64(&f->result.format, code, env).code;
    }
    const hu_number x = {&from->format, code};
    return f->result.kind == TYPE_FLOAT ? hu_convert(&f->result.format, x, env).code : to_integer(f, x, env);
}

uint64_t function_apply(const function *f, const uint64_t operands[OPERANDS_MAX], hu_env *env)
{
    const hu_format *to = &f->result.format;
    const hu_number x = {&f->operand[0].format, operands[0]};
    const hu_number y = {&f->operand[1].format, operands[1]};
    const hu_number z = {&f->operand[2].format, operands[2]};
    switch (f->operation) {
    case OPERATION_CONVERT:
        return convert(f, operands[0], env);
    case OPERATION_ADD:
        return hu_add(to, x, y, env).code;
    case OPERATION_SUB:
        return hu_sub(to, x, y, env).code;
    case OPERATION_MUL:
        return hu_mul(to, x, y, env).code;
    case OPERATION_DIV:
        return hu_div(to, x, y, env).code;
    case OPERATION_REM:
        return hu_remainder(to, x, y, env).code;
    case OPERATION_SQRT:
        return hu_sqrt(to, x, env).code;
    case OPERATION_MUL_ADD:
        return hu_fma(to, x, y, z, env).code;
    case OPERATION_ROUND_TO_INT:
        return hu_round_to_integral(to, x, f->exact, env).code;
    case OPERATION_EQ:
        return hu_compare_quiet(x, y, env) == HU_EQUAL;
    case OPERATION_LE:
        return hu_compare_signaling(x, y, env) <= HU_EQUAL;
    case OPERATION_LT:
        return hu_compare_signaling(x, y, env) == HU_LESS;
    case OPERATION_EQ_SIGNALING:
        return hu_compare_signaling(x, y, env) == HU_EQUAL;
    case OPERATION_LE_QUIET:
        return hu_compare_quiet(x, y, env) <= HU_EQUAL;
    case OPERATION_LT_QUIET:
        return hu_compare_quiet(x, y, env) == HU_LESS;
    case OPERATION_MINIMUM:
        return hu_minimum(to, x, y, env).code;
    case OPERATION_MAXIMUM:
        return hu_maximum(to, x, y, env).code;
    case OPERATION_MINIMUM_NUMBER:
        return hu_minimum_number(to, x, y, env).code;
    case OPERATION_MAXIMUM_NUMBER:
        return hu_maximum_number(to, x, y, env).code;
    case OPERATION_NEXT_UP:
        return hu_next_up(x, env).code;
    case OPERATION_NEXT_DOWN:
        return hu_next_down(x, env).code;
    case OPERATION_SCALE_B:
        return hu_scale_b(to, x, (int)signed_of(operands[1], 32), env).code;
    case OPERATION_LOG_B:
        return hu_log_b(to, x, env).code;
    case OPERATION_TOTAL_ORDER:
        return hu_total_order(x, y);
    case OPERATION_CLASS:
        return (uint64_t)hu_classify(x);
    }
    assert(false && "unknown operation");
    return 0;
}

bool type_is_nan(const type *t, uint64_t code)
{
    return t->kind == TYPE_FLOAT && hu_classify((hu_number){&t->format, code}) <= HU_QUIET_NAN;
}
