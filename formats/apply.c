/* SPDX-License-Identifier: Apache-2.0
 *
 * The list of operations, one row each. apply_checked.c checks arguments first.
 */
#include "apply.h"

#include "value.h"

/* The function of a row. `x` holds the operands; the result is a code of `to` or an integer. */
typedef uint64_t operation_function(const hu_format *to, const hu_number *x, hu_env *env);

/* ---- The functions of halfulp.h with one signature --------------------------------------------------------------- */

static uint64_t apply_convert(const hu_format *to, const hu_number *x, hu_env *env)
{
    return hu_convert(to, x[0], env).code;
}

static uint64_t apply_add(const hu_format *to, const hu_number *x, hu_env *env)
{
    return hu_add(to, x[0], x[1], env).code;
}

static uint64_t apply_sub(const hu_format *to, const hu_number *x, hu_env *env)
{
    return hu_sub(to, x[0], x[1], env).code;
}

static uint64_t apply_mul(const hu_format *to, const hu_number *x, hu_env *env)
{
    return hu_mul(to, x[0], x[1], env).code;
}

static uint64_t apply_div(const hu_format *to, const hu_number *x, hu_env *env)
{
    return hu_div(to, x[0], x[1], env).code;
}

static uint64_t apply_sqrt(const hu_format *to, const hu_number *x, hu_env *env)
{
    return hu_sqrt(to, x[0], env).code;
}

static uint64_t apply_fma(const hu_format *to, const hu_number *x, hu_env *env)
{
    return hu_fma(to, x[0], x[1], x[2], env).code;
}

static uint64_t apply_remainder(const hu_format *to, const hu_number *x, hu_env *env)
{
    return hu_remainder(to, x[0], x[1], env).code;
}

static uint64_t apply_minimum(const hu_format *to, const hu_number *x, hu_env *env)
{
    return hu_minimum(to, x[0], x[1], env).code;
}

static uint64_t apply_maximum(const hu_format *to, const hu_number *x, hu_env *env)
{
    return hu_maximum(to, x[0], x[1], env).code;
}

static uint64_t apply_minimum_number(const hu_format *to, const hu_number *x, hu_env *env)
{
    return hu_minimum_number(to, x[0], x[1], env).code;
}

static uint64_t apply_maximum_number(const hu_format *to, const hu_number *x, hu_env *env)
{
    return hu_maximum_number(to, x[0], x[1], env).code;
}

static uint64_t apply_next_up(const hu_format *to, const hu_number *x, hu_env *env)
{
    (void)to;
    return hu_next_up(x[0], env).code;
}

static uint64_t apply_next_down(const hu_format *to, const hu_number *x, hu_env *env)
{
    (void)to;
    return hu_next_down(x[0], env).code;
}

static uint64_t apply_round_to_integral(const hu_format *to, const hu_number *x, hu_env *env)
{
    return hu_round_to_integral(to, x[0], false, env).code;
}

static uint64_t apply_round_to_integral_exact(const hu_format *to, const hu_number *x, hu_env *env)
{
    return hu_round_to_integral(to, x[0], true, env).code;
}

/* The integer that a two's complement code of `bits` bits represents. */
static int64_t signed_of(uint64_t code, int bits)
{
    uint64_t sign = UINT64_C(1) << (bits - 1);
    return (code & sign) == 0 ? (int64_t)code : -(int64_t)(~code & hu_ones(bits)) - 1;
}

static uint64_t apply_scale_b(const hu_format *to, const hu_number *x, hu_env *env)
{
    return hu_scale_b(to, x[0], (int)signed_of(x[1].code, 32), env).code;
}

static uint64_t apply_log_b(const hu_format *to, const hu_number *x, hu_env *env)
{
    return hu_log_b(to, x[0], env).code;
}

static uint64_t apply_compare_quiet(const hu_format *to, const hu_number *x, hu_env *env)
{
    (void)to;
    return (uint64_t)(hu_compare_quiet(x[0], x[1], env) + 1);
}

static uint64_t apply_compare_signaling(const hu_format *to, const hu_number *x, hu_env *env)
{
    (void)to;
    return (uint64_t)(hu_compare_signaling(x[0], x[1], env) + 1);
}

static uint64_t apply_equal_quiet(const hu_format *to, const hu_number *x, hu_env *env)
{
    (void)to;
    return hu_compare_quiet(x[0], x[1], env) == HU_EQUAL;
}

static uint64_t apply_less_quiet(const hu_format *to, const hu_number *x, hu_env *env)
{
    (void)to;
    return hu_compare_quiet(x[0], x[1], env) == HU_LESS;
}

static uint64_t apply_less_equal_quiet(const hu_format *to, const hu_number *x, hu_env *env)
{
    (void)to;
    return hu_compare_quiet(x[0], x[1], env) <= HU_EQUAL;
}

static uint64_t apply_equal_signaling(const hu_format *to, const hu_number *x, hu_env *env)
{
    (void)to;
    return hu_compare_signaling(x[0], x[1], env) == HU_EQUAL;
}

static uint64_t apply_less_signaling(const hu_format *to, const hu_number *x, hu_env *env)
{
    (void)to;
    return hu_compare_signaling(x[0], x[1], env) == HU_LESS;
}

static uint64_t apply_less_equal_signaling(const hu_format *to, const hu_number *x, hu_env *env)
{
    (void)to;
    return hu_compare_signaling(x[0], x[1], env) <= HU_EQUAL;
}

static uint64_t apply_total_order(const hu_format *to, const hu_number *x, hu_env *env)
{
    (void)to;
    (void)env;
    return hu_total_order(x[0], x[1]);
}

static uint64_t apply_class(const hu_format *to, const hu_number *x, hu_env *env)
{
    (void)to;
    (void)env;
    return (uint64_t)hu_classify(x[0]);
}

static uint64_t apply_to_int32(const hu_format *to, const hu_number *x, hu_env *env)
{
    (void)to;
    return (uint32_t)hu_to_int32(x[0], false, env);
}

static uint64_t apply_to_int64(const hu_format *to, const hu_number *x, hu_env *env)
{
    (void)to;
    return (uint64_t)hu_to_int64(x[0], false, env);
}

static uint64_t apply_to_uint32(const hu_format *to, const hu_number *x, hu_env *env)
{
    (void)to;
    return hu_to_uint32(x[0], false, env);
}

static uint64_t apply_to_uint64(const hu_format *to, const hu_number *x, hu_env *env)
{
    (void)to;
    return hu_to_uint64(x[0], false, env);
}

static uint64_t apply_to_int32_exact(const hu_format *to, const hu_number *x, hu_env *env)
{
    (void)to;
    return (uint32_t)hu_to_int32(x[0], true, env);
}

static uint64_t apply_to_int64_exact(const hu_format *to, const hu_number *x, hu_env *env)
{
    (void)to;
    return (uint64_t)hu_to_int64(x[0], true, env);
}

static uint64_t apply_to_uint32_exact(const hu_format *to, const hu_number *x, hu_env *env)
{
    (void)to;
    return hu_to_uint32(x[0], true, env);
}

static uint64_t apply_to_uint64_exact(const hu_format *to, const hu_number *x, hu_env *env)
{
    (void)to;
    return hu_to_uint64(x[0], true, env);
}

static uint64_t apply_from_int32(const hu_format *to, const hu_number *x, hu_env *env)
{
    return hu_from_int64(to, signed_of(x[0].code, 32), env).code;
}

static uint64_t apply_from_int64(const hu_format *to, const hu_number *x, hu_env *env)
{
    return hu_from_int64(to, signed_of(x[0].code, 64), env).code;
}

static uint64_t apply_from_unsigned(const hu_format *to, const hu_number *x, hu_env *env)
{
    return hu_from_uint64(to, x[0].code, env).code;
}

/* ---- The list ---------------------------------------------------------------------------------------------------- */

enum {
    NUMBER = HU_KIND_NUMBER,
    INT32 = HU_KIND_INT32,
    INT64 = HU_KIND_INT64,
    UINT32 = HU_KIND_UINT32,
    UINT64 = HU_KIND_UINT64,
    BOOLEAN = HU_KIND_BOOLEAN,
    RELATION = HU_KIND_RELATION
};

/* The columns: name, text, arity, operands, result, same_format, arithmetic, rounds; see hu_operation_info. */
static const struct {
    hu_operation_info info;
    operation_function *apply;
} operations[HU_OPERATIONS] = {
    [HU_OP_CONVERT] = {{"convert", "x", 1, {NUMBER}, NUMBER, 0, 0, 0}, apply_convert},
    [HU_OP_ADD] = {{"add", "x + y", 2, {NUMBER, NUMBER}, NUMBER, 0, 1, 1}, apply_add},
    [HU_OP_SUB] = {{"sub", "x - y", 2, {NUMBER, NUMBER}, NUMBER, 0, 1, 1}, apply_sub},
    [HU_OP_MUL] = {{"mul", "x * y", 2, {NUMBER, NUMBER}, NUMBER, 0, 1, 1}, apply_mul},
    [HU_OP_DIV] = {{"div", "x / y", 2, {NUMBER, NUMBER}, NUMBER, 0, 1, 1}, apply_div},
    [HU_OP_SQRT] = {{"sqrt", "sqrt(x)", 1, {NUMBER}, NUMBER, 0, 1, 1}, apply_sqrt},
    [HU_OP_FMA] = {{"mulAdd", "x * y + z", 3, {NUMBER, NUMBER, NUMBER}, NUMBER, 0, 1, 1}, apply_fma},
    [HU_OP_REMAINDER] = {{"rem", "remainder(x, y)", 2, {NUMBER, NUMBER}, NUMBER, 0, 1, 0}, apply_remainder},
    [HU_OP_MINIMUM] = {{"minimum", "minimum(x, y)", 2, {NUMBER, NUMBER}, NUMBER, 0, 0, 0}, apply_minimum},
    [HU_OP_MAXIMUM] = {{"maximum", "maximum(x, y)", 2, {NUMBER, NUMBER}, NUMBER, 0, 0, 0}, apply_maximum},
    [HU_OP_MINIMUM_NUMBER] = {{"minimumNumber", "minimumNumber(x, y)", 2, {NUMBER, NUMBER}, NUMBER, 0, 0, 0},
                              apply_minimum_number},
    [HU_OP_MAXIMUM_NUMBER] = {{"maximumNumber", "maximumNumber(x, y)", 2, {NUMBER, NUMBER}, NUMBER, 0, 0, 0},
                              apply_maximum_number},
    [HU_OP_NEXT_UP] = {{"nextUp", "nextUp(x)", 1, {NUMBER}, NUMBER, 1, 0, 0}, apply_next_up},
    [HU_OP_NEXT_DOWN] = {{"nextDown", "nextDown(x)", 1, {NUMBER}, NUMBER, 1, 0, 0}, apply_next_down},
    [HU_OP_ROUND_TO_INTEGRAL] = {{"roundToInt", "roundToIntegral(x)", 1, {NUMBER}, NUMBER, 0, 0, 1},
                                 apply_round_to_integral},
    [HU_OP_ROUND_TO_INTEGRAL_EXACT] = {{"roundToInt_x", "roundToIntegralExact(x)", 1, {NUMBER}, NUMBER, 0, 0, 1},
                                       apply_round_to_integral_exact},
    [HU_OP_SCALE_B] = {{"scaleB", "x * 2^n", 2, {NUMBER, INT32}, NUMBER, 0, 0, 1}, apply_scale_b},
    [HU_OP_LOG_B] = {{"logB", "logB(x)", 1, {NUMBER}, NUMBER, 0, 0, 1}, apply_log_b},
    [HU_OP_COMPARE_QUIET] = {{"compare_quiet", "compare(x, y)", 2, {NUMBER, NUMBER}, RELATION, 0, 0, 0},
                             apply_compare_quiet},
    [HU_OP_COMPARE_SIGNALING] = {{"compare_signaling", "compare(x, y)", 2, {NUMBER, NUMBER}, RELATION, 0, 0, 0},
                                 apply_compare_signaling},
    [HU_OP_EQUAL_QUIET] = {{"eq", "x = y", 2, {NUMBER, NUMBER}, BOOLEAN, 0, 0, 0}, apply_equal_quiet},
    [HU_OP_LESS_QUIET] = {{"lt_quiet", "x < y", 2, {NUMBER, NUMBER}, BOOLEAN, 0, 0, 0}, apply_less_quiet},
    [HU_OP_LESS_EQUAL_QUIET] = {{"le_quiet", "x <= y", 2, {NUMBER, NUMBER}, BOOLEAN, 0, 0, 0}, apply_less_equal_quiet},
    [HU_OP_EQUAL_SIGNALING] = {{"eq_signaling", "x = y", 2, {NUMBER, NUMBER}, BOOLEAN, 0, 0, 0}, apply_equal_signaling},
    [HU_OP_LESS_SIGNALING] = {{"lt", "x < y", 2, {NUMBER, NUMBER}, BOOLEAN, 0, 0, 0}, apply_less_signaling},
    [HU_OP_LESS_EQUAL_SIGNALING] = {{"le", "x <= y", 2, {NUMBER, NUMBER}, BOOLEAN, 0, 0, 0},
                                    apply_less_equal_signaling},
    [HU_OP_TOTAL_ORDER] = {{"totalOrder", "totalOrder(x, y)", 2, {NUMBER, NUMBER}, BOOLEAN, 1, 0, 0},
                           apply_total_order},
    [HU_OP_CLASS] = {{"class", "class(x)", 1, {NUMBER}, HU_KIND_CLASS, 0, 0, 0}, apply_class},
    [HU_OP_TO_INT32] = {{"to_i32", "x", 1, {NUMBER}, INT32, 0, 0, 1}, apply_to_int32},
    [HU_OP_TO_INT64] = {{"to_i64", "x", 1, {NUMBER}, INT64, 0, 0, 1}, apply_to_int64},
    [HU_OP_TO_UINT32] = {{"to_ui32", "x", 1, {NUMBER}, UINT32, 0, 0, 1}, apply_to_uint32},
    [HU_OP_TO_UINT64] = {{"to_ui64", "x", 1, {NUMBER}, UINT64, 0, 0, 1}, apply_to_uint64},
    [HU_OP_TO_INT32_EXACT] = {{"to_i32_x", "x", 1, {NUMBER}, INT32, 0, 0, 1}, apply_to_int32_exact},
    [HU_OP_TO_INT64_EXACT] = {{"to_i64_x", "x", 1, {NUMBER}, INT64, 0, 0, 1}, apply_to_int64_exact},
    [HU_OP_TO_UINT32_EXACT] = {{"to_ui32_x", "x", 1, {NUMBER}, UINT32, 0, 0, 1}, apply_to_uint32_exact},
    [HU_OP_TO_UINT64_EXACT] = {{"to_ui64_x", "x", 1, {NUMBER}, UINT64, 0, 0, 1}, apply_to_uint64_exact},
    [HU_OP_FROM_INT32] = {{"from_i32", "n", 1, {INT32}, NUMBER, 0, 0, 1}, apply_from_int32},
    [HU_OP_FROM_INT64] = {{"from_i64", "n", 1, {INT64}, NUMBER, 0, 0, 1}, apply_from_int64},
    [HU_OP_FROM_UINT32] = {{"from_ui32", "n", 1, {UINT32}, NUMBER, 0, 0, 1}, apply_from_unsigned},
    [HU_OP_FROM_UINT64] = {{"from_ui64", "n", 1, {UINT64}, NUMBER, 0, 0, 1}, apply_from_unsigned},
};

const hu_operation_info *hu_operation_describe(hu_operation operation)
{
    return (unsigned)operation < HU_OPERATIONS ? &operations[operation].info : NULL;
}

int hu_operation_find(const char *name)
{
    assert(name != NULL);
    for (int i = 0; i < HU_OPERATIONS; i++) {
        if (strcmp(name, operations[i].info.name) == 0) {
            return i;
        }
    }
    return -1;
}

uint64_t hu_apply_unchecked(hu_operation operation, const hu_format *to, const hu_number *operands, hu_env *env)
{
    return operations[operation].apply(to, operands, env);
}
