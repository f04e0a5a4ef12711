/* SPDX-License-Identifier: Apache-2.0
 *
 * formats/ against ref/. The operands are bracketed once, and every rounding mode chooses from that bracket. Draws of
 * 16 bits for the stochastic modes, overflow policy, tininess and the rest vary with the number of the case, so that a
 * sweep meets all of them in every neighbourhood. (`make test` covers all combinations of policies.)
 */
#include "support/check.h"
#include "support/compare.h"
#include "support/named.h"
#include "sweep.h"

static hu_env environment_of_case(uint64_t index)
{
    uint64_t r = sweep_hash(index);
    return (hu_env){.overflow = (hu_overflow)(r % 3),
                    .tininess = (hu_tininess)(r >> 8 & 1),
                    .nan = (hu_nan_policy)((r >> 24 & 0xFF) % 5),
                    .flush = (r >> 11 & 3) == 0 ? HU_FLUSH_RESULTS : 0U,
                    .odd_overflow = (hu_odd_overflow)(r >> 13 & 1),
                    .missing_nan = (hu_missing_nan)((r >> 16 & 0xFF) % 3),
                    .missing_zero = (hu_missing_zero)((r >> 32 & 0xFF) % 3),
                    .negative = (hu_negative)((r >> 40 & 0xFF) % 3),
                    .infinity_nan = (hu_infinity_nan)(r >> 14 & 1),
                    .zero_divide = (hu_zero_divide)(r >> 15 & 1),
                    .random_bits = 16,
                    .random = r >> 48};
}

static void one_case(const sweep *s, ref_bracket_t *bracket, const hu_format *from, const hu_format *to, uint64_t index,
                     sweep_totals *totals)
{
    hu_number operand[REF_OPERANDS_MAX] = {{from, 0}, {from, 0}, {from, 0}};
    ref_operand same[REF_OPERANDS_MAX];
    const int width = hu_format_width(from);
    for (int i = ref_arity(s->op) - 1, shift = 0; i >= 0; i--, shift += width) {
        operand[i].code = index >> shift & ((UINT64_C(1) << width) - 1);
        same[i] = compare_operand(operand[i]);
    }
    ref_bracket(bracket, s->op, compare_format(to), same, false);
    const named_function named = named_find(s->op, to, operand);
    hu_env policy = environment_of_case(index);
    for (int rounding = HU_NEAREST_EVEN; rounding <= HU_STOCHASTIC_C; rounding++) {
        policy.rounding = (hu_rounding)rounding;
        const ref_policy choice = compare_policy(&policy);
        const ref_result expected = ref_choose(bracket, &choice);
        hu_env env = policy;
        uint64_t code;
        if (!named_call(named, s->op, operand, &env, &code)) {
            code = compare_generic(s->op, to, operand, &env);
        }
        if (!sweep_compare(totals, index, (unsigned)rounding, code, env.flags, expected.code, expected.flags) &&
            totals->failures <= CHECK_SHOWN) {
            compare_report(stderr, s->name, s->op, to, operand, &env, code, expected);
        }
    }
}

void sweep_against_ref(const sweep *s, uint64_t begin, uint64_t end, sweep_totals *totals)
{
    const hu_format *from = hu_format_find(s->from);
    const hu_format *to = hu_format_find(s->to);
    ref_bracket_t bracket;
    ref_bracket_init(&bracket);
    for (uint64_t index = begin; index < end; index++) {
        one_case(s, &bracket, from, to, index, totals);
    }
    ref_bracket_clear(&bracket);
}
