/* SPDX-License-Identifier: Apache-2.0
 *
 * encode: value -> code. Never rounds: it asserts that the value is one of the format's.
 */
#ifndef HU_ENCODE_H
#define HU_ENCODE_H

#include "value.h"

HU_INLINE uint64_t hu_encode_finite(const hu_format *f, hu_value v)
{
    int field = v.exponent + 63 + f->bias; /* of a normal number */
    int shift = 63 - f->fraction_bits;     /* from the normalised significand to the fraction field */
    uint64_t magnitude;
    if (field <= 0 && f->has_zero) {
        shift += 1 - field; /* subnormal: lined up with the smallest binade, no implicit bit */
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

/* The sign of a zero is dropped where the format has only one zero; a NaN is the format's canonical one. */
HU_INLINE uint64_t hu_encode(const hu_format *f, hu_value v)
{
    uint64_t magnitude = 0;
    switch (v.kind) {
    case VALUE_NAN:
        assert(f->nan != HU_NAN_NONE);
        return f->canonical_nan;
    case VALUE_INFINITY:
        assert(f->infinity != HU_INFINITY_NONE);
        magnitude = hu_largest(f) + 1;
        break;
    case VALUE_FINITE:
        magnitude = hu_encode_finite(f, v);
        break;
    case VALUE_ZERO:
        assert(f->has_zero);
        if (f->nan == HU_NAN_NEGATIVE_ZERO) {
            return 0;
        }
        break;
    }
    if (!f->has_sign) {
        assert(!v.sign || v.kind == VALUE_ZERO);
        return magnitude;
    }
    return magnitude | (uint64_t)v.sign << (hu_width(f) - 1);
}

#endif
