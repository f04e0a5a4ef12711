/* SPDX-License-Identifier: Apache-2.0
 *
 * RISC-V's bulk-normalised dot product, as Spike has it (riscv/bulknormdot.h and zvbdot.h) and halfulp_dot.h defines
 * it.
 */
#include <limits.h>

#include "encode.h"
#include "round.h"
#include "term.h"

static uint64_t rounded(const hu_dot_model *m, hu_value sum)
{
    hu_env env = {.rounding = HU_TO_ODD};
    if (sum.kind == VALUE_FINITE && sum.exponent + 63 > m->result->bias) {
        sum.kind = VALUE_INFINITY;
    }
    return hu_encode(m->result, hu_round(m->result, sum, &env));
}

static hu_value sum_of_products(const hu_dot_model *m, const uint64_t *x, const uint64_t *y)
{
    const layout lx = layout_of(m->x, NULL);
    const layout ly = layout_of(m->y, NULL);
    const int room = (int)m->fraction_bits - lx.fraction_bits - ly.fraction_bits;
    term product[HU_DOT_STEP_MAX];
    int largest = INT_MIN;
    for (size_t i = 0; i < m->k; i++) {
        const term a = take(&lx, x[i]);
        const term b = take(&ly, y[i]);
        if ((a.special | b.special) != 0) {
            return hu_dot_special(m, 0, x, y, m->k);
        }
        product[i] = (term){a.significand * b.significand, a.binade + b.binade, a.sign ^ b.sign, 0};
        largest = product[i].significand != 0 && product[i].binade > largest ? product[i].binade : largest;
    }
    int64_t sum = 0;
    for (size_t i = 0; i < m->k; i++) {
        const term *p = &product[i];
        if (p->significand != 0) {
            const uint64_t kept = hu_shift_right_jam((uint64_t)p->significand << room, largest - p->binade);
            sum += p->sign != 0 ? -(int64_t)kept : (int64_t)kept;
        }
    }
    const uint64_t magnitude = (uint64_t)(sum < 0 ? -sum : sum);
    return magnitude == 0 ? (hu_value){.kind = VALUE_ZERO}
                          : hu_value_finite(sum < 0, largest - (int)m->fraction_bits, magnitude);
}

uint64_t hu_dot_bulk(const hu_dot_model *m, uint64_t addend, const uint64_t *x, const uint64_t *y)
{
    hu_env env = {.rounding = HU_TO_ODD};
    const hu_number products = {m->result, rounded(m, sum_of_products(m, x, y))};
    const uint64_t sum = hu_add(m->result, products, (hu_number){m->result, addend}, &env).code;
    return sum + ((env.flags & HU_OVERFLOW) != 0); /* after the largest number of either sign comes infinity */
}
