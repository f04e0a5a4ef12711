/* SPDX-License-Identifier: Apache-2.0
 *
 * decode: code -> value. Exact and total: every code of every format has a meaning. Bits above the format's width are
 * ignored: hu_sign and hu_magnitude never look at them.
 */
#ifndef HU_DECODE_H
#define HU_DECODE_H

#include "value.h"

/* Only IEEE-like formats have more than one NaN per sign, and therefore a quiet bit, the top bit of the fraction (IEEE
 * 754-2019 clause 6.2.1). A NaN without that bit is signaling. */
HU_INLINE bool hu_is_nan(const hu_format *f, uint64_t code)
{
    switch ((hu_nan)f->nan) {
    case HU_NAN_TOP_EXPONENT:
        return hu_magnitude(f, code) > hu_top_exponent(f);
    case HU_NAN_TOP_CODE:
        return hu_magnitude(f, code) == hu_ones(f->exponent_bits + f->fraction_bits);
    case HU_NAN_NEGATIVE_ZERO:
        return hu_sign(f, code) && hu_magnitude(f, code) == 0;
    case HU_NAN_NONE:
        break;
    }
    return false;
}

HU_INLINE bool hu_is_signaling(const hu_format *f, uint64_t code)
{
    return f->nan == HU_NAN_TOP_EXPONENT && hu_is_nan(f, code) && ((code >> (f->fraction_bits - 1)) & 1) == 0;
}

/* A NaN keeps its fraction, so that it can be propagated. Where there is only one NaN per sign, it is quiet and has no
 * payload. The NaN of FNUZ and P3109 has no sign, although its code has the sign bit set. */
HU_RARE hu_value hu_decode_nan(const hu_format *f, uint64_t code)
{
    bool ieee = f->nan == HU_NAN_TOP_EXPONENT;
    return (hu_value){.kind = VALUE_NAN,
                      .sign = f->nan != HU_NAN_NEGATIVE_ZERO && hu_sign(f, code),
                      .signaling = hu_is_signaling(f, code),
                      .significand = ieee ? code << (64 - f->fraction_bits) : UINT64_C(1) << 63};
}

/* Magnitudes up to the largest finite one are numbers, and higher ones are infinities and NaNs. The exception is the
 * NaN of FNUZ and P3109 in place of minus zero. */
HU_INLINE bool hu_is_number(const hu_format *f, uint64_t code)
{
    return hu_magnitude(f, code) <= hu_largest(f) && !(f->nan == HU_NAN_NEGATIVE_ZERO && hu_is_nan(f, code));
}

HU_INLINE hu_value hu_decode_number(const hu_format *f, uint64_t code)
{
    uint64_t magnitude = hu_magnitude(f, code);
    bool sign = hu_sign(f, code);
    int field = (int)(magnitude >> f->fraction_bits);
    uint64_t fraction = magnitude & hu_ones(f->fraction_bits);
    if (field == 0 && f->has_zero) {
        return hu_value_finite(sign, hu_emin(f) - f->fraction_bits, fraction);
    }
    uint64_t significand = fraction | UINT64_C(1) << f->fraction_bits;
    int shift = 63 - f->fraction_bits;
    return (hu_value){
        .kind = VALUE_FINITE, .sign = sign, .exponent = field - f->bias - 63, .significand = significand << shift};
}

/* Nearly every operand is a number, so numbers take the short path. */
HU_INLINE hu_value hu_decode(const hu_format *f, uint64_t code)
{
    if (hu_is_number(f, code)) {
        return hu_decode_number(f, code);
    }
    return hu_is_nan(f, code) ? hu_decode_nan(f, code) : (hu_value){.kind = VALUE_INFINITY, .sign = hu_sign(f, code)};
}

#endif
