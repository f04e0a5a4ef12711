/* SPDX-License-Identifier: Apache-2.0
 *
 * The aligned sum of blocks with scales (MMA-Sim's model of kind::mxf4nvf4), as halfulp_dot.h defines it. All operands
 * have few bits.
 */
#include "decode.h"
#include "term.h"

enum { AT_ONCE = 16, SCALE_BITS = 3, SCALE_ZERO = -126 };

/* significand * 2^(binade - SCALE_BITS) */
typedef struct {
    uint32_t significand;
    int binade;
    bool nan;
} scale;

static scale scale_of(const hu_format *f, uint64_t code)
{
    const hu_value v = hu_decode(f, code);
    if (v.kind != VALUE_FINITE) {
        return (scale){0, SCALE_ZERO, v.kind == VALUE_NAN};
    }
    const int binade = v.exponent + 63 < hu_emin(f) ? hu_emin(f) : v.exponent + 63;
    return (scale){(uint32_t)(v.significand >> (binade - v.exponent - SCALE_BITS)), binade, false};
}

/* In units of 2^(2 (emin - fraction bits)). */
static int64_t exact_sum(const hu_dot_model *m, const uint64_t *x, const uint64_t *y)
{
    const layout lx = layout_of(m->x, NULL);
    const layout ly = layout_of(m->y, NULL);
    int64_t sum = 0;
    for (size_t i = 0; i < AT_ONCE; i++) {
        const term a = take(&lx, x[i]);
        const term b = take(&ly, y[i]);
        const int64_t p = (int64_t)(a.significand * b.significand) << (a.binade - lx.emin + b.binade - ly.emin);
        sum += a.sign != b.sign ? -p : p;
    }
    return sum;
}

uint64_t hu_dot_blocks(const hu_dot_model *m, uint64_t addend, const uint64_t *x, const uint64_t *y,
                       const uint64_t *x_scales, const uint64_t *y_scales)
{
    enum { TERMS_MAX = HU_DOT_STEP_MAX / AT_ONCE };
    const int kept = (int)m->fraction_bits;
    const int unit = hu_emin(m->x) - m->x->fraction_bits + hu_emin(m->y) - m->y->fraction_bits;
    const layout lc = layout_of(m->result, NULL);
    const term c = take(&lc, addend);
    int largest = c.significand != 0 ? c.binade : m->zero_addend;
    int64_t block[TERMS_MAX];
    int binade[TERMS_MAX];
    bool nan = false;
    for (size_t i = 0; i < m->k / AT_ONCE; i++) {
        const scale sx = scale_of(m->scale, x_scales[i * AT_ONCE / m->block]);
        const scale sy = scale_of(m->scale, y_scales[i * AT_ONCE / m->block]);
        nan |= sx.nan || sy.nan;
        block[i] = exact_sum(m, x + i * AT_ONCE, y + i * AT_ONCE) * (int64_t)(sx.significand * sy.significand);
        binade[i] = sx.binade + sy.binade;
        largest = binade[i] > largest ? binade[i] : largest;
    }
    if (nan || c.special != 0) {
        const hu_value special = hu_decode(m->result, addend);
        return hu_dot_finish(m, nan ? (hu_value){.kind = VALUE_NAN} : special);
    }
    int64_t sum = c.significand == 0 ? 0 : align(c.significand, lc.fraction_bits, c.sign, largest - c.binade, kept);
    for (size_t i = 0; i < m->k / AT_ONCE; i++) {
        const uint64_t magnitude = (uint64_t)(block[i] < 0 ? -block[i] : block[i]);
        sum += align(magnitude, 2 * SCALE_BITS - unit, block[i] < 0, largest - binade[i], kept);
    }
    return hu_dot_finish(m, hu_value_finite(sum < 0, largest - kept, (uint64_t)(sum < 0 ? -sum : sum)));
}
