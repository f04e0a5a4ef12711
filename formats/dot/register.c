/* SPDX-License-Identifier: Apache-2.0
 *
 * The register of exact sums.
 */
#include "register.h"

#include "arith.h"
#include "round.h"
#include "table.h"

/* word[at] += x, and the carry; or -= x, and the borrow. */
static void carry(hu_exact_register *r, int at, uint64_t x, bool subtract)
{
    for (int i = at; i < REGISTER_WORDS && x != 0; i++) {
        const uint64_t before = r->word[i];
        r->word[i] = subtract ? before - x : before + x;
        x = subtract ? before < x : r->word[i] < before;
    }
}

static void add_number(hu_exact_register *r, hu_value x)
{
    const int place = x.exponent - REGISTER_LOWEST;
    assert(place >= 0 && place / 64 + 1 < REGISTER_WORDS);
    const int shift = place % 64;
    carry(r, place / 64, x.significand << shift, x.sign);
    if (shift != 0) {
        carry(r, place / 64 + 1, x.significand >> (64 - shift), x.sign);
    }
}

void hu_register_add(hu_exact_register *r, hu_value term, hu_env *env)
{
    switch (term.kind) {
    case VALUE_ZERO:
        r->any[term.sign] = true;
        break;
    case VALUE_FINITE:
        r->any[0] = r->any[1] = true;
        add_number(r, term);
        break;
    case VALUE_INFINITY:
    case VALUE_NAN:
        r->special = hu_exact_add(r->special, term, env);
        if (r->special.kind == VALUE_NAN) {
            r->special = hu_round_nan(&hu_table[ROW_FP64], r->special, env);
        }
        break;
    }
}

hu_value hu_register_sum(const hu_exact_register *r, const hu_env *env)
{
    uint64_t magnitude[REGISTER_WORDS];
    const bool negative = r->word[REGISTER_WORDS - 1] >> 63 != 0;
    uint64_t plus_one = negative;
    int top = -1;
    if (r->special.kind != VALUE_ZERO) {
        return r->special;
    }
    for (int i = 0; i < REGISTER_WORDS; i++) {
        magnitude[i] = negative ? ~r->word[i] + plus_one : r->word[i];
        plus_one &= magnitude[i] == 0;
        top = magnitude[i] != 0 ? i : top;
    }
    if (top < 0) {
        const bool minus = r->any[0] && r->any[1] ? env->rounding == HU_DOWN : r->any[1];
        return (hu_value){.kind = VALUE_ZERO, .sign = minus};
    }
    const int shift = hu_leading_zeros(magnitude[top]);
    const uint64_t next = top > 0 ? magnitude[top - 1] : 0;
    uint64_t rest = next << shift;
    for (int i = 0; i < top - 1; i++) {
        rest |= magnitude[i];
    }
    const uint64_t high = shift == 0 ? magnitude[top] : magnitude[top] << shift | next >> (64 - shift);
    return hu_value_finite(negative, REGISTER_LOWEST + 64 * top - shift, high | (rest != 0));
}
