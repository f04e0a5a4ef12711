/* SPDX-License-Identifier: Apache-2.0
 *
 * Conversions to and from integers: rounding by round.h with quantum 1, then a comparison with the integer's range.
 */
#include "pipeline.h"

/* A rounded number as sign and magnitude. `valid`: it lies in the range [-below, above]. */
typedef struct {
    bool valid;
    bool nan;
    bool double_nan; /* a NaN of FP64, which NVIDIA's conversions treat differently */
    bool negative;
    uint64_t magnitude;
} integer;

/* Invalid is raised alone (IEEE 754-2019 clause 5.8): inexact is raised only for a result in range. */
static integer to_integer(hu_number x, uint64_t below, uint64_t above, bool exact, hu_env *env)
{
    hu_check_env(env);
    hu_value v = hu_operand(x.format, x.code, env);
    integer n = {.nan = v.kind == VALUE_NAN, .negative = v.sign};
    n.double_nan = n.nan && x.format->fraction_bits == 52;
    bool inexact = false;
    if (v.kind == VALUE_FINITE) {
        v = hu_round_to_quantum(v, (hu_quantum){0}, env, &inexact);
    }
    if (v.kind == VALUE_ZERO) {
        n.valid = true;
    } else if (v.kind == VALUE_FINITE && v.exponent <= 0) {
        n.magnitude = v.significand >> -v.exponent; /* a multiple of 1, so nothing is lost */
        n.valid = n.magnitude <= (v.sign ? below : above);
    }
    if (!n.valid) {
        env->flags |= HU_INVALID;
    } else if (exact && inexact) {
        env->flags |= HU_INEXACT;
    }
    return n;
}

/* Results of invalid conversions, see hu_nan_policy. INVALID_TOP is the integer whose top bit alone is 1. */
typedef enum { INVALID_ZERO, INVALID_LEAST, INVALID_MOST, INVALID_TOP } invalid_integer;

static invalid_integer nan_to_integer(bool is_double, bool wide, const hu_env *env)
{
    switch ((hu_nan_policy)env->nan) {
    case HU_CANONICAL_NAN:
    case HU_SIGNED_NAN:
        return INVALID_MOST;
    case HU_NVIDIA_NAN:
        return is_double || wide ? INVALID_TOP : INVALID_ZERO;
    case HU_X86_NAN:
    case HU_ARM_NAN:
        break;
    }
    return INVALID_ZERO;
}

static invalid_integer what_is_invalid(integer n, bool wide, const hu_env *env)
{
    if (n.nan) {
        return nan_to_integer(n.double_nan, wide, env);
    }
    return n.negative ? INVALID_LEAST : INVALID_MOST;
}

static int64_t to_signed(hu_number x, int64_t least, int64_t most, bool exact, hu_env *env)
{
    integer n = to_integer(x, (uint64_t)most + 1, (uint64_t)most, exact, env);
    if (!n.valid) {
        invalid_integer what = what_is_invalid(n, most == INT64_MAX, env);
        if (env->nan == HU_X86_NAN || what == INVALID_TOP) {
            return least; /* only its top bit is 1 */
        }
        return what == INVALID_ZERO ? 0 : what == INVALID_MOST ? most : least;
    }
    if (!n.negative) {
        return (int64_t)n.magnitude;
    }
    return n.magnitude == 0 ? 0 : -(int64_t)(n.magnitude - 1) - 1; /* no overflow for the least integer */
}

static uint64_t to_unsigned(hu_number x, uint64_t most, bool exact, hu_env *env)
{
    integer n = to_integer(x, 0, most, exact, env);
    if (!n.valid) {
        invalid_integer what = what_is_invalid(n, most == UINT64_MAX, env);
        if (what == INVALID_TOP) {
            return most / 2 + 1;
        }
        return env->nan == HU_X86_NAN || what == INVALID_MOST ? most : 0;
    }
    return n.magnitude;
}

int32_t hu_to_int32(hu_number x, bool exact, hu_env *env)
{
    return (int32_t)to_signed(x, INT32_MIN, INT32_MAX, exact, env);
}

int64_t hu_to_int64(hu_number x, bool exact, hu_env *env)
{
    return to_signed(x, INT64_MIN, INT64_MAX, exact, env);
}

uint32_t hu_to_uint32(hu_number x, bool exact, hu_env *env)
{
    return (uint32_t)to_unsigned(x, UINT32_MAX, exact, env);
}

uint64_t hu_to_uint64(hu_number x, bool exact, hu_env *env)
{
    return to_unsigned(x, UINT64_MAX, exact, env);
}

hu_number hu_from_int64(const hu_format *to, int64_t n, hu_env *env)
{
    hu_check_env(env);
    uint64_t magnitude = n < 0 ? (uint64_t)(-(n + 1)) + 1 : (uint64_t)n;
    return (hu_number){to, hu_finish(to, hu_value_finite(n < 0, 0, magnitude), env)};
}

hu_number hu_from_uint64(const hu_format *to, uint64_t n, hu_env *env)
{
    hu_check_env(env);
    return (hu_number){to, hu_finish(to, hu_value_finite(false, 0, n), env)};
}
