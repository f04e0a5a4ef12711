/* SPDX-License-Identifier: Apache-2.0
 *
 * The aligned sum: how a tensor core adds. halfulp_dot.h defines it.
 */
#include <assert.h>

#include "decode.h"
#include "encode.h"
#include "round.h"
#include "term.h"

hu_value hu_dot_special(const hu_dot_model *m, uint64_t addend, const uint64_t *x, const uint64_t *y, size_t count)
{
    const hu_value c = hu_decode(m->result, addend);
    bool nan = c.kind == VALUE_NAN;
    bool infinite[2] = {c.kind == VALUE_INFINITY && !c.sign, c.kind == VALUE_INFINITY && c.sign};
    for (size_t i = 0; i < count; i++) {
        const hu_value a = hu_decode(m->x, x[i] >> hu_dot_ignored_bits(m->x));
        const hu_value b = hu_decode(m->y, y[i] >> hu_dot_ignored_bits(m->y));
        const bool either = a.kind == VALUE_INFINITY || b.kind == VALUE_INFINITY;
        nan |= a.kind == VALUE_NAN || b.kind == VALUE_NAN || (either && (a.kind == VALUE_ZERO || b.kind == VALUE_ZERO));
        infinite[a.sign != b.sign] |= either;
    }
    nan |= infinite[0] && infinite[1];
    return (hu_value){.kind = nan ? VALUE_NAN : VALUE_INFINITY, .sign = !nan && infinite[1]};
}

uint64_t hu_dot_finish(const hu_dot_model *m, hu_value sum)
{
    hu_env env = {.rounding = hu_precision(m->result) == 24 ? HU_TOWARD_ZERO : HU_NEAREST_EVEN, .nan = HU_NVIDIA_NAN};
    hu_format to = *m->result;
    const int narrower = to.fraction_bits - (int)m->result_bits;
    if (sum.kind == VALUE_NAN) {
        return hu_ones(hu_width(m->result) - 1);
    }
    if (sum.kind == VALUE_FINITE && sum.exponent + 63 > to.bias) {
        sum.kind = VALUE_INFINITY;
    }
    to.fraction_bits = (int32_t)m->result_bits;
    hu_value rounded = hu_round(&to, sum, &env);
    rounded.sign &= rounded.kind != VALUE_ZERO;
    return hu_encode(&to, rounded) << narrower;
}

uint64_t hu_dot_aligned(const hu_dot_model *m, uint64_t addend, const uint64_t *x, const uint64_t *y, size_t count,
                        int scale)
{
    const layout lx = layout_of(m->x, m->as);
    const layout ly = layout_of(m->y, m->as);
    const layout lc = layout_of(m->result, NULL);
    term product[HU_DOT_STEP_MAX];
    const term c = take(&lc, addend);
    uint32_t special = c.special;
    int largest = c.significand != 0 ? c.binade : m->zero_addend;
    assert(count <= HU_DOT_STEP_MAX);
    for (size_t i = 0; i < count; i++) {
        const term a = take(&lx, x[i]);
        const term b = take(&ly, y[i]);
        term *p = &product[i];
        special |= a.special | b.special;
        *p = (term){.significand = a.significand * b.significand,
                    .binade = a.binade + b.binade + scale,
                    .sign = a.sign ^ b.sign};
        largest = p->significand != 0 && p->binade > largest ? p->binade : largest;
    }
    if (special != 0) {
        return hu_dot_finish(m, hu_dot_special(m, addend, x, y, count));
    }
    const int kept = (int)m->fraction_bits;
    int64_t sum = c.significand == 0 ? 0 : align(c.significand, lc.fraction_bits, c.sign, largest - c.binade, kept);
    for (size_t i = 0; i < count; i++) {
        const term *p = &product[i];
        sum += p->significand == 0
                   ? 0
                   : align(p->significand, lx.fraction_bits + ly.fraction_bits, p->sign, largest - p->binade, kept);
    }
    const uint64_t magnitude = sum < 0 ? 0 - (uint64_t)sum : (uint64_t)sum;
    return hu_dot_finish(m, hu_value_finite(sum < 0, largest - kept, magnitude));
}
