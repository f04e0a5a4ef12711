/* SPDX-License-Identifier: Apache-2.0
 *
 * The third stage as data: where the exact result lies between two neighbours, which of them is chosen and why, and
 * what may stand in its place. The choice itself is the library's, round.h.
 */
#include "encode.h"
#include "stages.h"

/* ---- The grid ---------------------------------------------------------------------------------------------------- */

/* Rounding toward zero shows by its flags what keeps v from having a code. */
static hu_explained_neighbour neighbour(const hu_format *to, hu_value v)
{
    hu_env inward = {.rounding = HU_TOWARD_ZERO};
    hu_value r = hu_round(to, v, &inward);
    hu_explained_neighbour n = {.value = hu_explain_value(v, false)};
    if ((inward.flags & HU_OVERFLOW) != 0) {
        n.place = HU_PLACE_ABOVE_LARGEST;
    } else if (!to->has_zero && (inward.flags & HU_UNDERFLOW) != 0) {
        n.place = HU_PLACE_BELOW_SMALLEST;
    } else if ((inward.flags & HU_INVALID) != 0) {
        n.place = HU_PLACE_NEGATIVE;
    } else if (inward.flags != 0) {
        n.place = HU_PLACE_TOO_FINE;
    } else {
        n.code = hu_encode(to, r);
    }
    return n;
}

/* kept, nu, more and discarded_bits of a finite value. */
static void cut(hu_explained_rounding *r, hu_explained_value exact)
{
    const uint64_t s = exact.significand;
    const int shift = r->quantum - exact.exponent;
    r->more = exact.sticky;
    if (shift <= 0) {
        r->kept = shift == 0 ? s : UINT64_MAX;
        return;
    }
    int zeros = 0;
    while ((s >> zeros & 1) == 0) {
        zeros++;
    }
    r->discarded_bits = shift > zeros ? shift - zeros : 0;
    if (shift < 64) {
        r->kept = s >> shift;
        r->nu = s << (64 - shift);
        return;
    }
    const int below = shift - 64;
    r->nu = below < 64 ? s >> below : 0;
    if (below > zeros) {
        r->more = 1;
    }
}

/* ---- The choice -------------------------------------------------------------------------------------------------- */

/* What hu_stochastic_up (round.h) compares: draw + random >= threshold. */
static void weigh(hu_explained_rounding *r, const hu_env *env)
{
    const int n = (int)env->random_bits;
    const uint64_t cut = n == 0 ? 0 : r->nu >> (64 - n);
    const uint64_t below = r->nu << n;
    const uint64_t half = UINT64_C(1) << 63;
    const bool tie = below == half && r->more == 0;
    r->draw = cut;
    r->random = env->random;
    r->threshold = UINT64_C(1) << n;
    if (env->rounding == HU_STOCHASTIC_B) {
        r->draw = 2 * cut + (below >> 63);
        r->random = 2 * env->random + 1;
        r->threshold *= 2;
    } else if (env->rounding == HU_STOCHASTIC_C) {
        r->draw += tie ? cut & 1 : below >= half;
    }
}

static hu_explained_reason reason(const hu_explained_rounding *r, const hu_env *env)
{
    const uint64_t half = UINT64_C(1) << 63;
    const bool tie = r->nu == half && r->more == 0;
    if (r->nu == 0 && r->more == 0) {
        return HU_REASON_EXACT;
    }
    switch ((hu_rounding)env->rounding) {
    case HU_NEAREST_EVEN:
    case HU_NEAREST_AWAY:
        if (tie) {
            return env->rounding == HU_NEAREST_AWAY ? HU_REASON_TIE_AWAY : HU_REASON_TIE_EVEN;
        }
        return r->nu < half ? HU_REASON_BELOW_HALF : HU_REASON_ABOVE_HALF;
    case HU_TOWARD_ZERO:
    case HU_DOWN:
    case HU_UP:
        return HU_REASON_DIRECTED;
    case HU_TO_ODD:
        return HU_REASON_ODD;
    case HU_STOCHASTIC_A:
    case HU_STOCHASTIC_B:
    case HU_STOCHASTIC_C:
        break;
    }
    return HU_REASON_DRAWN;
}

hu_explained_rounding hu_explain_grid(const hu_format *to, hu_value exact, bool jammed, hu_quantum quantum,
                                      const hu_env *env, hu_value *rounded)
{
    hu_explained_rounding r = {.quantum = quantum.exponent};
    cut(&r, hu_explain_value(exact, jammed));
    const bool fits = r.kept != UINT64_MAX;
    hu_value inner = fits ? hu_value_finite(exact.sign, r.quantum, r.kept) : exact;
    r.inner = neighbour(to, inner);
    r.outer.place = HU_PLACE_NONE;
    if (fits) {
        r.outer = neighbour(to, hu_value_finite(exact.sign, r.quantum, r.kept + 1));
    }
    bool inexact;
    *rounded = hu_round_to_quantum(exact, quantum, env, &inexact);
    r.outward = inexact && (rounded->kind != inner.kind || hu_magnitude_above(*rounded, inner));
    r.reason = (uint8_t)reason(&r, env);
    if (r.reason == HU_REASON_DRAWN) {
        weigh(&r, env);
    }
    return r;
}

/* ---- The ends of the range --------------------------------------------------------------------------------------- */

static void judge_tininess(hu_explained_rounding *r, const hu_format *to, hu_value exact, const hu_env *env)
{
    if (exact.exponent + 63 >= hu_emin(to)) {
        return;
    }
    hu_env after = *env;
    after.tininess = HU_TININESS_AFTER;
    r->tiny_before = 1;
    r->tiny_after = hu_is_tiny(to, exact, &after);
    r->tiny = hu_is_tiny(to, exact, env);
}

static hu_explained_replacement special_replacement(const hu_format *to, hu_value exact, hu_value result)
{
    switch (exact.kind) {
    case VALUE_NAN:
        return to->nan == HU_NAN_NONE ? HU_REPLACED_MISSING_NAN : HU_REPLACED_NOT;
    case VALUE_INFINITY:
        if (exact.sign && !to->has_sign) {
            return HU_REPLACED_NEGATIVE;
        }
        return result.kind == VALUE_INFINITY ? HU_REPLACED_NOT : HU_REPLACED_INFINITY;
    case VALUE_ZERO:
    case VALUE_FINITE:
        break;
    }
    return to->has_zero ? HU_REPLACED_NOT : HU_REPLACED_MISSING_ZERO;
}

static hu_explained_replacement finite_replacement(const hu_explained_rounding *r, const hu_format *to,
                                                   const hu_env *env)
{
    if (r->tiny && (env->flush & HU_FLUSH_RESULTS) != 0) {
        return to->has_zero ? HU_REPLACED_FLUSHED : HU_REPLACED_MISSING_ZERO;
    }
    switch ((hu_explained_place)(r->outward ? r->outer.place : r->inner.place)) {
    case HU_PLACE_NEGATIVE:
        return HU_REPLACED_NEGATIVE;
    case HU_PLACE_BELOW_SMALLEST:
        return HU_REPLACED_MISSING_ZERO;
    case HU_PLACE_ABOVE_LARGEST:
        return HU_REPLACED_OVERFLOW;
    case HU_PLACE_CODE:
    case HU_PLACE_TOO_FINE:
    case HU_PLACE_NONE:
        break;
    }
    return HU_REPLACED_NOT;
}

hu_value hu_explain_round(hu_explanation *e, const hu_format *to, hu_value exact, bool jammed)
{
    hu_env env = e->env;
    const hu_value result = hu_round(to, exact, &env);
    if (!to->has_sign && env.negative == HU_NEGATIVE_MAGNITUDE) {
        exact.sign = false;
    }
    hu_explained_rounding *r = &e->rounding;
    if (exact.kind != VALUE_FINITE) {
        *r = (hu_explained_rounding){.inner.place = HU_PLACE_NONE, .outer.place = HU_PLACE_NONE};
        e->replaced = special_replacement(to, exact, result);
        return result;
    }
    const int binade = exact.exponent + 63;
    const bool subnormal = hu_is_subnormal(to, binade);
    hu_value rounded;
    *r = hu_explain_grid(to, exact, jammed, subnormal ? hu_subnormal_quantum(to) : hu_normal_quantum(to, binade), &env,
                         &rounded);
    r->subnormal = subnormal;
    judge_tininess(r, to, exact, &e->env);
    e->replaced = finite_replacement(r, to, &e->env);
    return result;
}
