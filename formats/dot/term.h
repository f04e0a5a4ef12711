/* SPDX-License-Identifier: Apache-2.0
 *
 * The terms of sums that are aligned: significands as integers, each with its binade.
 */
#ifndef HU_TERM_H
#define HU_TERM_H

#include "dot.h"

/* A format, taken apart for decoding without branches. */
typedef struct {
    int fraction_bits;
    int bias;
    uint32_t ones;    /* of the magnitude */
    uint32_t largest; /* the magnitude of the largest finite number; those above are infinities and NaNs */
    uint32_t hidden;  /* the bit above the fraction */
    int sign_shift;
    int ignored; /* low bits of the register that do not count */
    int emin;    /* of the format in which the operand is multiplied */
} layout;

typedef struct {
    uint32_t significand; /* 0: zero */
    int binade;
    uint32_t sign;
    uint32_t special; /* an infinity or a NaN */
} term;

HU_INLINE layout layout_of(const hu_format *f, const hu_format *as)
{
    return (layout){.fraction_bits = f->fraction_bits,
                    .bias = f->bias,
                    .ones = (uint32_t)hu_ones(f->exponent_bits + f->fraction_bits),
                    .largest = (uint32_t)hu_largest(f),
                    .hidden = UINT32_C(1) << f->fraction_bits,
                    .sign_shift = hu_width(f) - 1,
                    .ignored = hu_dot_ignored_bits(f),
                    .emin = hu_emin(as != NULL ? as : f)};
}

HU_INLINE term take(const layout *l, uint64_t register_code)
{
    const uint32_t code = (uint32_t)(register_code >> l->ignored);
    const uint32_t magnitude = code & l->ones;
    const uint32_t exponent = magnitude >> l->fraction_bits;
    const uint32_t subnormal = exponent == 0;
    term t = {.significand = (magnitude & (l->hidden - 1)) | (subnormal ? 0 : l->hidden),
              .binade = (int)(exponent + subnormal) - l->bias,
              .sign = code >> l->sign_shift & 1,
              .special = magnitude > l->largest};
    /* A subnormal of E4M3 is a normal number of FP16. */
    while (t.significand < l->hidden && t.significand != 0 && t.binade > l->emin) {
        t.significand <<= 1;
        t.binade--;
    }
    return t;
}

/* A term, whose significand has that many fraction bits, in units of the last bit kept. */
HU_INLINE int64_t align(uint64_t significand, int fraction_bits, uint32_t sign, int distance, int kept)
{
    enum { ROOM = 30 };
    const int shift = distance + ROOM + fraction_bits - kept;
    const int64_t aligned = (int64_t)(significand << ROOM >> (shift < 63 ? shift : 63));
    return sign != 0 ? -aligned : aligned;
}

#endif
