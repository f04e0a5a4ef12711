/* SPDX-License-Identifier: Apache-2.0
 *
 * Blocks by kernels: the scales of a chunk.
 */
#include "kernels.h"

/* ---- Ratios ------------------------------------------------------------------------------------------------------ */

static uint32_t top_of(const block_kernels *k, const uint32_t *x, size_t n)
{
    uint32_t top = 0;
    k->kernels->peaks(x, n, &top, n);
    return top;
}

/* All d times or over a constant. */
static void apply_constant(const block_kernels *k, array_scaling how, uint32_t constant, uint32_t *d, size_t n)
{
    k->kernels->scale(how, d, &constant, n, d, n);
}

/* d of all blocks. False: one is no number. */
static bool make_ratios(const block_kernels *k, const block_tensor *t, block_scales *s)
{
    const block_plan *plan = &k->job->plan;
    const hu_block_recipe *r = plan->recipe;
    memcpy(s->d, s->amax, s->room * sizeof s->d[0]);
    switch ((hu_block_ratio)r->ratio) {
    case HU_BLOCK_QUOTIENT:
        apply_constant(k, ARRAY_OVER, plan->target, s->d, s->room);
        break;
    case HU_BLOCK_PRODUCT:
        apply_constant(k, ARRAY_TIMES, plan->inverse, s->d, s->room);
        break;
    case HU_BLOCK_QUOTIENT_ENCODE:
        apply_constant(k, ARRAY_OVER, plan->target, s->d, s->room);
        apply_constant(k, ARRAY_TIMES, t->encode, s->d, s->room);
        break;
    case HU_BLOCK_PRODUCT_ENCODE:
        apply_constant(k, ARRAY_TIMES, fp32_mul(t->encode, plan->inverse), s->d, s->room);
        break;
    case HU_BLOCK_QUOTIENT_DECODE:
        apply_constant(k, ARRAY_OVER, plan->target, s->d, s->room);
        apply_constant(k, ARRAY_OVER, t->decode, s->d, s->room);
        break;
    default:
        apply_constant(k, ARRAY_OVER, fp32_mul(plan->target, t->decode), s->d, s->room);
        break;
    }
    for (size_t i = 0; i < s->room && (r->zero | r->scale_least) != 0; i++) {
        uint32_t d = s->d[i];
        d = d == 0 && r->zero == HU_BLOCK_ZERO_IS_ONE ? FP32_ONE : d;
        s->d[i] = d > r->scale_least ? d : r->scale_least;
    }
    return top_of(k, s->d, s->room) <= FP32_MAX;
}

/* ---- Powers of two ----------------------------------------------------------------------------------------------- */

/* The code of an exact ratio is a sum: scale.c says in which cases an exponent is one more, which is when the addend
 * carries out of the fraction. True if that is so of subnormal numbers too: the addend carries at 2^-126, not at the
 * powers of two below, which matters not if all these have the smallest scale, or if nothing is added. */
bool block_plan_exact(const block_plan *plan, block_kernels *k)
{
    const hu_block_recipe *r = plan->recipe;
    const uint32_t m = plan->target;
    uint32_t exponent = (uint32_t)plan->emax;
    switch ((hu_block_ratio)r->ratio) {
    case HU_BLOCK_CEIL:
        k->addend = 0x7FFFFF;
        break;
    case HU_BLOCK_EVEN:
        k->addend = UINT32_C(1) << (23 - plan->significant_bits);
        break;
    case HU_BLOCK_RCEIL:
        k->addend = 0x7FFFFF - (m & 0x7FFFFF);
        exponent = (m >> 23) - 127;
        break;
    default:
        k->addend = 0;
        break;
    }
    k->exponent = exponent;
    return exponent + (k->addend == 0) >= 1 && exponent <= 127 && r->zero == HU_BLOCK_ZERO_STAYS &&
           r->apply != HU_BLOCK_RECIPROCAL_SHIFTED;
}

/* The smallest power of two that is not below d, at least 2^-127, as a code of E8M0; beyond the largest a NaN. */
static uint32_t code_above(uint32_t d)
{
    const uint32_t fraction = d & 0x7FFFFF;
    return d < 0x800000 ? fraction > 0x400000 : (d >> 23) + (fraction != 0);
}

/* Powers of two: codes, and 1 / S, which both quotients and products are made with. Returns the largest exponent field
 * before it was lowered. */
HU_INLINE uint32_t powers(const block_kernels *k, bool exact, bool shifted, block_scales *s)
{
    const uint32_t lowered = k->exponent;
    uint32_t top = 0;
    for (size_t i = 0; i < s->blocks; i++) {
        const uint32_t field = exact ? (s->amax[i] + k->addend) >> 23 : code_above(s->d[i]);
        const uint32_t code = !exact ? field : field > lowered ? field - lowered : 0;
        const uint32_t inverse = (E8M0_LARGEST - code) << 23;
        ((uint8_t *)s->codes)[i] = (uint8_t)code;
        s->factor[i] = shifted && code == 0 ? FP32_ONE : !shifted && inverse == 0 ? 0x400000 : inverse;
        top = field > top ? field : top;
    }
    return top;
}

static bool make_powers(const block_kernels *k, const block_tensor *t, block_scales *s)
{
    const hu_block_recipe *r = k->job->plan.recipe;
    if (r->ratio <= HU_BLOCK_RCEIL) {
        /* A sum of 2^128 is a power like others when it is rounded up, but not in an even scale. */
        return powers(k, true, false, s) < E8M0_NAN || r->ratio != HU_BLOCK_EVEN;
    }
    if (!make_ratios(k, t, s)) {
        return false;
    }
    return (r->apply == HU_BLOCK_RECIPROCAL_SHIFTED ? powers(k, false, true, s) : powers(k, false, false, s)) <
           E8M0_NAN;
}

/* ---- Other scales ------------------------------------------------------------------------------------------------ */

/* From d: codes, and S, S' or r. */
static bool make_scales(const block_kernels *k, const block_tensor *t, block_scales *s)
{
    const hu_block_recipe *r = k->job->plan.recipe;
    const size_t bytes = s->room * sizeof s->d[0];
    array_seen seen = {0};
    if (k->job->plan.scale_size == 4) {
        memcpy(s->codes, s->d, bytes);
        memcpy(s->value, s->d, bytes);
    } else {
        k->kernels->round(&k->scale, s->d, NULL, s->codes, s->room, &seen);
        k->kernels->widen(&k->scale_value, s->codes, s->value, s->room, &seen);
    }
    memcpy(s->factor, s->value, bytes);
    if (r->tensor != HU_BLOCK_TENSOR_NONE) {
        apply_constant(k, ARRAY_TIMES, t->decode, s->factor, s->room);
    }
    if (k->how == ARRAY_TIMES) {
        uint32_t ones[BLOCK_SCALES];
        for (size_t i = 0; i < BLOCK_SCALES; i++) {
            ones[i] = FP32_ONE;
        }
        k->kernels->scale(ARRAY_OVER, ones, s->factor, 1, s->factor, s->room);
    }
    const bool numbers = top_of(k, s->factor, s->room) <= FP32_MAX;
    for (size_t i = 0; i < s->room && !numbers && r->apply == HU_BLOCK_RECIPROCAL_FINITE; i++) {
        s->factor[i] = s->factor[i] > FP32_MAX ? FP32_MAX : s->factor[i];
    }
    return seen.top <= FP32_MAX && (numbers || r->apply == HU_BLOCK_RECIPROCAL_FINITE);
}

bool block_scales_make(const block_kernels *k, const block_tensor *t, block_scales *s)
{
    if (block_is_e8m0(k->job->plan.recipe->scale)) {
        return make_powers(k, t, s);
    }
    return make_ratios(k, t, s) && make_scales(k, t, s);
}

bool block_scales_make_four(const block_kernels *k, const block_tensor *t, const block_scales *six, block_scales *s)
{
    s->blocks = six->blocks;
    s->room = six->room;
    s->side = six->side;
    memcpy(s->d, six->d, s->room * sizeof s->d[0]);
    apply_constant(k, ARRAY_TIMES, FP32_ONE_AND_A_HALF, s->d, s->room);
    return top_of(k, s->d, s->room) <= FP32_MAX && make_scales(k, t, s);
}

/* There are few of these, so that the scalar functions will do. */
bool block_scales_of_ranges(const block_kernels *k, const uint32_t *lo, const uint32_t *hi, block_scales *s)
{
    const block_plan *plan = &k->job->plan;
    const block_tensor none = {0};
    for (size_t i = 0; i < s->blocks; i++) {
        if (lo[i] > FP32_MAX || hi[i] > FP32_MAX) {
            return false;
        }
        const uint32_t amax = lo[i] > hi[i] ? lo[i] : hi[i];
        const block_range range = {amax, lo[i] == 0 ? 0 : lo[i] | 0x80000000, hi[i]};
        const block_scale one = block_scale_of(plan, &range, &none, false);
        s->factor[i] = plan->recipe->apply >= HU_BLOCK_RECIPROCAL ? one.multiplier : one.divisor;
        s->zero_points[i] = one.zero_point;
        block_store_scale(plan, s->codes, i, one.code);
        if (s->factor[i] > FP32_MAX) {
            return false;
        }
    }
    return true;
}
