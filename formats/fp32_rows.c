/* SPDX-License-Identifier: Apache-2.0
 *
 * Chains of fused multiply-adds in FP32: what hu_fp32_fma gives, one link after the other (fp32.c is the definition). A
 * sum that is rounded is not encoded and decoded again: from link to link it remains a value (value.h), a number whose
 * significand has 24 bits, then zeros.
 *
 *      x[k], y[k][c] --decode--> values --multiply, add--> exact value --round to 24 bits--> value of the next link
 *
 * That needs a sum that is normal and surely below infinity, or zero, numbers for operands, and an environment for the
 * fast path (fast.h). Any other link is a call of hu_fp32_fma, on the codes. The check arith.fp32_rows compares the
 * two.
 */
#define HU_SPECIALISE
#include "fast.h"

static const hu_format *const fp32 = &hu_table[ROW_FP32];

/* A sum: a number, or the code of what is none. */
typedef struct {
    hu_value value;
    bool is_number;
    uint32_t code;
} hu_partial;

/* Decodes a normal number or a zero. False: x is something else. There is no branch on zeros, which are common where a
 * network's units are dead, and as good as random. */
HU_INLINE bool hu_decode_normal(uint32_t x, hu_value *value)
{
    uint32_t magnitude = x & 0x7FFFFFFF;
    uint32_t field = magnitude >> 23;
    uint64_t fraction = magnitude & 0x7FFFFF;
    *value = (hu_value){
        .kind = VALUE_FINITE,
        .sign = (x >> 31) != 0,
        .exponent = magnitude == 0 ? HU_ZERO_EXPONENT : (int)field - fp32->bias - 63,
        .significand = (fraction | (uint64_t)(field != 0) << 23) << 40,
    };
    return field - (magnitude != 0) < 0xFE; /* a subnormal number's 0 - 1 wraps */
}

HU_INLINE hu_partial hu_partial_of(hu_fp32 x)
{
    hu_partial p = {.is_number = hu_is_number(fp32, x.code), .code = x.code};
    if (p.is_number) {
        p.value = hu_decode_number(fp32, x.code);
    }
    return p;
}

HU_INLINE hu_fp32 hu_partial_code(const hu_partial *p)
{
    return (hu_fp32){p->is_number ? (uint32_t)hu_encode(fp32, p->value) : p->code};
}

/* Rounds x to nearest even, as hu_fast_finish does. False: x is tiny, or may overflow. A carry out of the significand
 * is the next power of two. */
HU_INLINE bool hu_round_normal(hu_value x, hu_value *rounded, uint32_t *flags)
{
    int shift = 63 - fp32->fraction_bits;
    int field = x.exponent + 63 + fp32->bias;
    if (x.significand == 0) {
        *rounded = x;
        return true;
    }
    if (field <= 0 || field >= 0xFE) {
        return false;
    }
    uint64_t rest = x.significand << (64 - shift);
    uint64_t kept = x.significand >> shift;
    kept += (rest | (kept & 1)) > UINT64_C(1) << 63;
    int carry = (int)(kept >> hu_precision(fp32));
    *flags |= rest != 0; /* inexact */
    x.significand = kept << (shift - carry);
    x.exponent += carry;
    *rounded = x;
    return true;
}

HU_APART void hu_link_by_codes(hu_partial *sum, uint32_t x, uint32_t y, hu_env *env)
{
    *sum = hu_partial_of(hu_fp32_fma((hu_fp32){x}, (hu_fp32){y}, hu_partial_code(sum), env));
}

enum { ABREAST = 3 }; /* by measurement */

/* The chains of a few neighbouring sums, side by side: each must wait for its last link, but not for the others'. */
HU_INLINE void hu_chains(hu_fp32 *sums, const hu_fp32 *x, const hu_fp32 *y, size_t depth, size_t columns, int abreast,
                         hu_env *env)
{
    hu_partial sum[ABREAST];
    uint32_t flags = 0;
    for (int j = 0; j < abreast; j++) {
        sum[j] = hu_partial_of(sums[j]);
    }
    for (size_t k = 0; k < depth; k++) {
        hu_value left;
        bool fast = hu_decode_normal(x[k].code, &left);
        for (int j = 0; j < abreast; j++) {
            uint32_t right = y[k * columns + (size_t)j].code;
            hu_value value;
            if (hu_decode_normal(right, &value) && fast && sum[j].is_number) {
                value = hu_add_finite(hu_mul_finite(left, value), sum[j].value, env);
                if (hu_round_normal(value, &sum[j].value, &flags)) {
                    continue;
                }
            }
            hu_link_by_codes(&sum[j], x[k].code, right, env);
        }
    }
    for (int j = 0; j < abreast; j++) {
        sums[j] = hu_partial_code(&sum[j]);
    }
    env->flags |= flags;
}

void hu_fp32_fma_row(hu_fp32 *sums, const hu_fp32 *x, const hu_fp32 *y, size_t depth, size_t columns, hu_env *env)
{
    size_t c = 0;
    if (hu_is_fast(fp32, env) && env->rounding == HU_NEAREST_EVEN) {
        for (; c + ABREAST <= columns; c += ABREAST) {
            hu_chains(sums + c, x, y + c, depth, columns, ABREAST, env);
        }
        for (; c < columns; c++) {
            hu_chains(sums + c, x, y + c, depth, columns, 1, env);
        }
    }
    for (; c < columns; c++) {
        for (size_t k = 0; k < depth; k++) {
            sums[c] = hu_fp32_fma(x[k], y[k * columns + c], sums[c], env);
        }
    }
}
