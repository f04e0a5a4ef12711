/* SPDX-License-Identifier: Apache-2.0
 *
 * encode: value -> code. Never rounds: it asserts that the value is one of the format's.
 */
#ifndef HU_ENCODE_H
#define HU_ENCODE_H

#include "value.h"

HU_INLINE uint64_t hu_encode_finite(const hu_format *f, hu_value v)
{
    int field = v.exponent + 63 + f->bias; /* for a normal number */
    int shift = 63 - f->fraction_bits;     /* from the normalised significand to the fraction field */
    uint64_t magnitude;
    if (field <= 0 && f->has_zero) {
        shift += 1 - field; /* subnormal: aligned with the smallest binade, without an implicit bit */
        assert(shift <= 63 && "encode: the value is below the smallest subnormal");
        magnitude = v.significand >> shift;
    } else {
        assert(field >= 0);
        magnitude = ((uint64_t)field << f->fraction_bits) + ((v.significand >> shift) & hu_ones(f->fraction_bits));
    }
    assert((v.significand & hu_ones(shift)) == 0 && "encode: the value has more bits than the format");
    assert(magnitude <= hu_largest(f) && "encode: the value is above the largest finite number");
    return magnitude;
}

/* A NaN's fraction is truncated to the format's fraction bits. The NaN must be quiet, so that a nonzero fraction
 * remains. */
HU_INLINE uint64_t hu_encode_nan(const hu_format *f, hu_value v)
{
    switch ((hu_nan)f->nan) {
    case HU_NAN_TOP_EXPONENT:
        assert(v.significand >> 63 != 0);
        return hu_top_exponent(f) | v.significand >> (64 - f->fraction_bits);
    case HU_NAN_TOP_CODE:
        return hu_ones(f->exponent_bits + f->fraction_bits);
    case HU_NAN_NEGATIVE_ZERO:
    case HU_NAN_NONE:
        break;
    }
    assert(f->nan == HU_NAN_NEGATIVE_ZERO && "encode: the format has no NaN");
    return 0;
}

/* The sign of a zero is dropped if the format has only one zero. */
HU_INLINE uint64_t hu_encode(const hu_format *f, hu_value v)
{
    uint64_t magnitude = 0;
    bool sign = v.sign;
    switch (v.kind) {
    case VALUE_NAN:
        magnitude = hu_encode_nan(f, v);
        sign = f->nan == HU_NAN_NEGATIVE_ZERO || (f->has_sign && v.sign);
        break;
    case VALUE_INFINITY:
        assert(f->infinity != HU_INFINITY_NONE && "encode: the format has no infinity");
        magnitude = hu_largest(f) + 1;
        break;
    case VALUE_FINITE:
        magnitude = hu_encode_finite(f, v);
        break;
    case VALUE_ZERO:
        assert(f->has_zero && "encode: the format has no zero");
        sign = v.sign && hu_has_negative_zero(f);
        break;
    }
    assert(f->has_sign || !sign);
    return f->has_sign ? magnitude | (uint64_t)sign << (hu_width(f) - 1) : magnitude;
}

#endif
