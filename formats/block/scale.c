/* SPDX-License-Identifier: Apache-2.0
 *
 * Steps 1 to 4: from the numbers of a block to its scale. Logarithms are read off the code; none is computed.
 */
#include "block.h"

/* ---- A, lo and hi ------------------------------------------------------------------------------------------------ */

/* FP32 codes in the order of their numbers. */
static int32_t order_of(uint32_t x)
{
    return x >> 31 != 0 ? -(int32_t)fp32_magnitude(x) : (int32_t)x;
}

void block_range_take(const hu_block_recipe *recipe, block_range *range, uint32_t x)
{
    const uint32_t magnitude = fp32_magnitude(x);
    if (magnitude > (recipe->amax == HU_BLOCK_AMAX_FINITE ? FP32_MAX : FP32_INF) && recipe->amax != HU_BLOCK_AMAX_NAN) {
        return;
    }
    if (magnitude > FP32_INF) {
        range->amax = range->lo = range->hi = FP32_NAN; /* above all others */
        return;
    }
    range->amax = magnitude > range->amax ? magnitude : range->amax;
    if (!fp32_is_nan(range->lo)) {
        range->lo = order_of(x) < order_of(range->lo) ? x : range->lo;
        range->hi = order_of(x) > order_of(range->hi) ? x : range->hi;
    }
}

/* ---- The tensor scale -------------------------------------------------------------------------------------------- */

block_tensor block_tensor_of(const hu_block_recipe *recipe, uint32_t amax)
{
    block_tensor t = {.amax = amax, .encode = FP32_ONE, .decode = FP32_ONE};
    switch ((hu_block_tensor)recipe->tensor) {
    case HU_BLOCK_TENSOR_NONE:
        break;
    case HU_BLOCK_TENSOR_ENCODE:
        t.encode = fp32_div(recipe->tensor_target, amax);
        t.encode = t.encode > FP32_MAX ? FP32_MAX : t.encode;
        if (amax == 0 || t.encode == 0) {
            t.encode = FP32_ONE;
        }
        t.decode = fp32_div(FP32_ONE, t.encode);
        break;
    case HU_BLOCK_TENSOR_DECODE:
        t.decode = fp32_div(amax, recipe->tensor_target);
        break;
    }
    return t;
}

/* ---- Exact ratios ------------------------------------------------------------------------------------------------ */

/* floor(log2 x) of a positive finite number. */
static int exponent_of(uint32_t x)
{
    int e = (int)(x >> 23);
    if (e != 0) {
        return e - 127;
    }
    for (e = -127; (x & 0x400000) == 0; e--) {
        x <<= 1;
    }
    return e;
}

/* The fraction of x in [1, 2), in 23 bits. */
static uint32_t fraction_of(uint32_t x)
{
    const int e = exponent_of(x);
    return (e < -126 ? x << (-126 - e) : x) & 0x7FFFFF;
}

/* Whether x, rounded to so many significant bits, ties away, is the next power of two: all the kept bits and the first
 * dropped one are ones. */
static bool is_rounded_up(uint32_t x, int significant_bits)
{
    const uint32_t ones = ((UINT32_C(1) << significant_bits) - 1) << (23 - significant_bits);
    return (fraction_of(x) & ones) == ones;
}

/* The code of E8M0. */
static uint32_t exact_code(const block_plan *plan, uint32_t amax)
{
    const hu_block_recipe *r = plan->recipe;
    const uint32_t over = r->scale_overflow == HU_OVERFLOW_NONE ? E8M0_NAN : E8M0_LARGEST;
    if (fp32_is_nan(amax)) {
        return E8M0_NAN;
    }
    if (amax == FP32_INF) {
        return over;
    }
    if (amax == 0) {
        return r->zero == HU_BLOCK_ZERO_IS_ONE ? E8M0_BIAS : 0;
    }
    int e = exponent_of(amax);
    switch ((hu_block_ratio)r->ratio) {
    case HU_BLOCK_CEIL:
        e += (fraction_of(amax) != 0) - plan->emax;
        break;
    case HU_BLOCK_EVEN:
        e += is_rounded_up(amax, plan->significant_bits);
        if (e > 127) {
            return over;
        }
        e -= plan->emax;
        break;
    case HU_BLOCK_RCEIL:
        e += (fraction_of(amax) > fraction_of(plan->target)) - exponent_of(plan->target);
        break;
    default:
        e -= plan->emax;
        break;
    }
    return e > 127 ? over : e < -E8M0_BIAS ? 0 : (uint32_t)(e + E8M0_BIAS);
}

/* ---- FP32 ratios ------------------------------------------------------------------------------------------------- */

static uint32_t ratio_of(const block_plan *plan, const block_range *range, const block_tensor *t)
{
    const uint32_t a = range->amax;
    switch ((hu_block_ratio)plan->recipe->ratio) {
    case HU_BLOCK_QUOTIENT:
        return fp32_div(a, plan->target);
    case HU_BLOCK_PRODUCT:
        return fp32_mul(a, plan->inverse);
    case HU_BLOCK_QUOTIENT_ENCODE:
        return fp32_mul(fp32_div(a, plan->target), t->encode);
    case HU_BLOCK_PRODUCT_ENCODE:
        return fp32_mul(a, fp32_mul(t->encode, plan->inverse));
    case HU_BLOCK_QUOTIENT_DECODE:
        return fp32_div(fp32_div(a, plan->target), t->decode);
    case HU_BLOCK_JOINT_DECODE:
        return fp32_div(a, fp32_mul(plan->target, t->decode));
    default:
        return fp32_div(fp32_sub(range->hi, range->lo), plan->target);
    }
}

/* ---- Zero points ------------------------------------------------------------------------------------------------- */

static int32_t clamp(const hu_block_recipe *r, int64_t n)
{
    return n < r->least ? r->least : n > r->greatest ? r->greatest : (int32_t)n;
}

/* The nearest integer, ties to even; beyond 2^31 the end of that range. */
static int64_t nearest(const block_plan *plan, uint32_t x)
{
    hu_env env = {0};
    return hu_to_int32((hu_number){plan->fp32, x}, false, &env);
}

static int32_t zero_point_of(const block_plan *plan, uint32_t lo, uint32_t scale)
{
    const hu_block_recipe *r = plan->recipe;
    const uint32_t steps = fp32_div(lo, scale);
    hu_env env = {0};
    if (fp32_is_nan(steps)) {
        return clamp(r, 0);
    }
    if (r->zero_point == HU_BLOCK_ZERO_POINT_FIRST) {
        return clamp(r, r->least - nearest(plan, steps));
    }
    const uint32_t least = (uint32_t)hu_from_int64(plan->fp32, r->least, &env).code;
    return clamp(r, nearest(plan, fp32_sub(least, steps))); /* the ends are integers: rounding may come first */
}

/* ---- The scale --------------------------------------------------------------------------------------------------- */

/* r: see hu_block_apply. */
static uint32_t multiplier_of(const block_plan *plan, uint32_t code, uint32_t divisor)
{
    uint32_t r = fp32_div(FP32_ONE, divisor);
    switch ((hu_block_apply)plan->recipe->apply) {
    case HU_BLOCK_RECIPROCAL_FINITE:
        return r > FP32_MAX ? FP32_MAX : r; /* S' has no sign */
    case HU_BLOCK_RECIPROCAL_SHIFTED:
        return code == 0 ? FP32_ONE : (254 - code) << 23;
    default:
        return r;
    }
}

static uint32_t value_of(const block_plan *plan, uint32_t code)
{
    hu_env env = {0};
    return (uint32_t)hu_convert(plan->fp32, (hu_number){plan->recipe->scale, code}, &env).code;
}

static block_scale scale_from(const block_plan *plan, uint32_t code, const block_tensor *tensor)
{
    block_scale s = {.code = code, .value = value_of(plan, code)};
    s.divisor = plan->recipe->tensor != HU_BLOCK_TENSOR_NONE ? fp32_mul(s.value, tensor->decode) : s.value;
    if (plan->recipe->apply >= HU_BLOCK_RECIPROCAL) {
        s.multiplier = multiplier_of(plan, code, s.divisor);
    }
    return s;
}

block_scale block_scale_of(const block_plan *plan, const block_range *range, const block_tensor *tensor, bool four)
{
    const hu_block_recipe *r = plan->recipe;
    block_range own = *range;
    own.amax = own.amax > r->amax_least ? own.amax : r->amax_least;
    if (r->ratio <= HU_BLOCK_RCEIL) {
        return scale_from(plan, exact_code(plan, own.amax), tensor);
    }
    uint32_t d = ratio_of(plan, &own, tensor);
    if (d == 0 && r->zero == HU_BLOCK_ZERO_IS_ONE) {
        d = FP32_ONE;
    }
    d = d > r->scale_least ? d : r->scale_least; /* no d has a sign, and a NaN's code is above all others */
    d = four ? fp32_mul(d, FP32_ONE_AND_A_HALF) : d;
    hu_env env = {
        .rounding = r->scale_rounding, .overflow = r->scale_overflow, .missing_zero = HU_MISSING_ZERO_SMALLEST};
    const uint32_t code = (uint32_t)hu_convert(r->scale, (hu_number){plan->fp32, d}, &env).code;
    block_scale s = scale_from(plan, code, tensor);
    if (r->zero_point != HU_BLOCK_ZERO_POINT_NONE) {
        s.zero_point = zero_point_of(plan, own.lo, s.value);
    }
    return s;
}

uint32_t block_decoded_scale(const block_plan *plan, uint32_t code, uint32_t tensor)
{
    const uint32_t value = value_of(plan, code);
    switch ((hu_block_tensor)plan->recipe->tensor) {
    case HU_BLOCK_TENSOR_ENCODE:
        return fp32_mul(fp32_mul(value, tensor), fp32_div(FP32_ONE, plan->recipe->tensor_target));
    case HU_BLOCK_TENSOR_DECODE:
        return fp32_mul(value, tensor);
    default:
        return value;
    }
}
