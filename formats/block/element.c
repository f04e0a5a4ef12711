/* SPDX-License-Identifier: Apache-2.0
 *
 * Step 5: one element, by the scalar functions; and its value.
 */
#include "block.h"

/* The number that is rounded: v; or x, if the quotient is rounded at once. */
static uint32_t scaled(const block_plan *plan, const block_scale *scale, uint32_t x)
{
    switch ((hu_block_apply)plan->recipe->apply) {
    case HU_BLOCK_EXACT:
        return x;
    case HU_BLOCK_DIVIDE:
        return fp32_div(x, scale->divisor);
    default:
        return fp32_mul(x, scale->multiplier);
    }
}

static uint64_t rounded(const block_plan *plan, const block_scale *scale, uint32_t v, hu_env *env)
{
    const hu_number number = {plan->fp32, v};
    if (plan->recipe->apply == HU_BLOCK_EXACT) {
        return hu_div(plan->to, number, (hu_number){plan->recipe->scale, scale->code}, env).code;
    }
    return hu_convert(plan->to, number, env).code;
}

/* An integer, from the grid's sign and magnitude. The grid ends beyond all ranges, even after the zero point is
 * added. */
static uint32_t integer_element(const block_plan *plan, const block_scale *scale, uint32_t v, hu_env *env)
{
    const hu_block_recipe *r = plan->recipe;
    const int32_t p = scale->zero_point;
    hu_env own = *env;
    own.flags = 0;
    own.overflow = HU_SATURATE_ALL;
    own.flush &= HU_FLUSH_OPERANDS;
    const uint32_t code = (uint32_t)rounded(plan, scale, v, &own);
    int32_t n = (code & 0x100) != 0 ? -(int32_t)(code & 0xFF) : (int32_t)(code & 0xFF);
    own.flags &= ~(uint32_t)HU_UNDERFLOW;
    if ((own.flags & HU_INVALID) != 0 && own.missing_nan == HU_MISSING_NAN_LARGEST) {
        n = r->greatest;
    } else {
        const bool limit = (code & 0xFF) == 0xFF && (own.flags & HU_INEXACT) == 0; /* 255 itself, or an infinity */
        const bool infinite = limit && (fp32_magnitude(v) == FP32_INF || (own.flags & HU_DIVIDE_BY_ZERO) != 0);
        n += p;
        if (n < r->least || n > r->greatest) {
            n = n < r->least ? r->least : r->greatest;
            own.flags |= infinite || (own.flags & HU_INVALID) != 0 ? 0 : HU_OVERFLOW | HU_INEXACT;
        } /* an infinity within the range is its end: g - l and |p| are at most 255 */
    }
    env->flags |= own.flags;
    return (uint32_t)n & (uint32_t)hu_ones((int)plan->bits);
}

uint32_t block_element(const block_plan *plan, const block_scale *scale, uint32_t x, hu_env *env)
{
    const uint32_t v = scaled(plan, scale, x);
    if (plan->recipe->element == NULL) {
        return integer_element(plan, scale, v, env);
    }
    return (uint32_t)rounded(plan, scale, v, env);
}

/* The integer that a code stands for. */
static int32_t integer_of(const block_plan *plan, uint32_t code)
{
    const int32_t ones = (int32_t)hu_ones((int)plan->bits);
    const int32_t n = (int32_t)code & ones;
    return plan->recipe->least < 0 && n > ones / 2 ? n - ones - 1 : n;
}

bool block_is_zero(const block_plan *plan, uint32_t code, int32_t zero_point)
{
    const hu_block_recipe *r = plan->recipe;
    if (r->element == NULL) {
        return integer_of(plan, code) == zero_point;
    }
    return hu_magnitude(r->element, code) == 0 && !hu_format_is_nan(r->element, code);
}

uint32_t block_value(const block_plan *plan, uint32_t code, int32_t zero_point)
{
    hu_env env = {0};
    const hu_block_recipe *r = plan->recipe;
    if (r->element == NULL) {
        const uint32_t n = (uint32_t)hu_from_int64(plan->fp32, (int64_t)integer_of(plan, code) - zero_point, &env).code;
        const uint32_t unit = (127 - r->fraction_bits) << 23;
        return fp32_mul(n, unit);
    }
    return (uint32_t)hu_convert(plan->fp32, (hu_number){r->element, code}, &env).code;
}
