/* SPDX-License-Identifier: Apache-2.0
 *
 * The value type: the exact number between decode and encode. Also the quantities that follow from a format's row.
 *
 * A finite, nonzero hu_value is
 *
 *      x = (-1)^sign * significand * 2^exponent,      2^63 <= significand < 2^64.
 *
 * The significand is normalised even if the code was subnormal. So x lies in the binade exponent + 63, and arithmetic
 * has no special cases for subnormals. If an operation cannot keep all bits of its result, it jams the discarded bits
 * into the lowest one: that bit becomes 1 and is sticky. The exact number then lies strictly between the two even
 * significands around the jammed one, and rounding cannot tell them apart, provided that:
 *
 *   INVARIANT  a jammed significand keeps at least p + N + 2 bits, where p is the precision of the destination and N is
 *              the number of random bits (0 unless rounding is stochastic): p bits of the result, N + 1 bits that are
 *              compared with the random integer, and the sticky bit.
 *
 * arith.h keeps at least 60 bits. There, p is at most 24 and N is at most HU_RANDOM_BITS_MAX. Quotients and roots for
 * the fast path, which knows no random bits, have 27 or 28: hu_bits.
 */
#ifndef HU_VALUE_H
#define HU_VALUE_H

#include <assert.h>

#include "halfulp.h"

/* The pipeline is compiled once for formats known at run time, and once for each named format, whose row is a constant.
 * Compilers do not specialise functions of this size unless inlining is forced. Rare cases (NaNs, overflow, tiny
 * results, random bits) stay out of line, one copy per file, except in the files of the named formats, which define
 * HU_SPECIALISE. The fallbacks of the fast path (fast.h) stay out of line in all files, so that it has no registers to
 * save. */
#if !defined(__GNUC__)
#define HU_INLINE static inline
#define HU_RARE   static inline
#define HU_APART  static inline
#else
#define HU_APART static __attribute__((noinline, unused))
#if defined(HU_SPECIALISE)
#define HU_INLINE static inline __attribute__((always_inline, unused))
#define HU_RARE   HU_INLINE
#else
#define HU_INLINE static inline __attribute__((always_inline, unused))
#define HU_RARE   HU_APART
#endif
#endif

typedef enum { VALUE_ZERO, VALUE_FINITE, VALUE_INFINITY, VALUE_NAN } hu_value_kind;

typedef struct {
    uint64_t significand; /* VALUE_FINITE: see above. NaN: the fraction, with the quiet bit on top */
    int exponent;         /* VALUE_FINITE: weight of the significand's lowest bit. See also hu_value_finite */
    hu_value_kind kind;
    bool sign;      /* for every kind */
    bool signaling; /* NaN only */
} hu_value;

_Static_assert(24 + HU_RANDOM_BITS_MAX + 2 <= 60,
               "the sticky invariant: p + N + 2 bits of the 60 that arithmetic keeps");

/* The number of bits of a quotient or a root to compute before the remainder is jammed: enough for the invariant in a
 * fixed rounding (one without random bits), which saves a division; or enough in any rounding. */
typedef enum { BITS_FOR_FIXED, BITS_FOR_ALL } hu_bits;

HU_INLINE int hu_precision(const hu_format *f)
{
    return f->fraction_bits + 1;
}

/* True if the two descriptions give every code the same meaning. Names are ignored. */
HU_INLINE bool hu_same_format(const hu_format *a, const hu_format *b)
{
    return a == b || (a->exponent_bits == b->exponent_bits && a->fraction_bits == b->fraction_bits &&
                      a->bias == b->bias && a->has_sign == b->has_sign && a->has_zero == b->has_zero &&
                      a->infinity == b->infinity && a->nan == b->nan && a->canonical_nan == b->canonical_nan);
}

/* The exponent of the smallest normal binade. */
HU_INLINE int hu_emin(const hu_format *f)
{
    return f->has_zero ? 1 - f->bias : -f->bias;
}

HU_INLINE int hu_width(const hu_format *f)
{
    return f->has_sign + f->exponent_bits + f->fraction_bits;
}

/* 2^bits - 1 for 0 <= bits <= 64, without the shift by 64 that C does not define. */
HU_INLINE uint64_t hu_ones(int bits)
{
    return bits == 0 ? 0 : ~UINT64_C(0) >> (64 - bits);
}

/* The magnitude of a code: its exponent and fraction fields. Magnitudes of finite codes have the same order as their
 * numbers. */
HU_INLINE uint64_t hu_magnitude(const hu_format *f, uint64_t code)
{
    return code & hu_ones(f->exponent_bits + f->fraction_bits);
}

/* Written without a branch on has_sign: compilers make it one on the sign, which no processor predicts. */
HU_INLINE bool hu_sign(const hu_format *f, uint64_t code)
{
    return (code >> (hu_width(f) - 1) & f->has_sign) != 0;
}

/* FNUZ and P3109 formats use the code of minus zero for the NaN. */
HU_INLINE bool hu_has_negative_zero(const hu_format *f)
{
    return f->has_sign && f->has_zero && f->nan != HU_NAN_NEGATIVE_ZERO;
}

/* The magnitude of the first code whose exponent field is all ones: the IEEE infinity. */
HU_INLINE uint64_t hu_top_exponent(const hu_format *f)
{
    return hu_ones(f->exponent_bits) << f->fraction_bits;
}

/* The magnitude of the largest finite number: the highest one that is neither infinity nor NaN. */
HU_INLINE uint64_t hu_largest(const hu_format *f)
{
    if (f->infinity == HU_INFINITY_TOP_EXPONENT || f->nan == HU_NAN_TOP_EXPONENT) {
        return hu_top_exponent(f) - 1;
    }
    uint64_t top = hu_ones(f->exponent_bits + f->fraction_bits);
    return top - (f->nan == HU_NAN_TOP_CODE) - (f->infinity == HU_INFINITY_TOP_CODE);
}

/* The canonical NaN implied by the other fields: positive and quiet with payload zero (RISC-V's rule), or the format's
 * only NaN. 0 if there is none or a field is out of range. */
HU_INLINE uint64_t hu_canonical_nan(const hu_format *f)
{
    if (f->exponent_bits < 1 || f->fraction_bits > 52 || hu_width(f) > 64 ||
        (f->fraction_bits == 0 && f->nan == HU_NAN_TOP_EXPONENT)) {
        return 0;
    }
    switch ((hu_nan)f->nan) {
    case HU_NAN_TOP_EXPONENT:
        return hu_top_exponent(f) | UINT64_C(1) << (f->fraction_bits - 1);
    case HU_NAN_TOP_CODE:
        return hu_ones(f->exponent_bits + f->fraction_bits);
    case HU_NAN_NEGATIVE_ZERO:
        return UINT64_C(1) << (hu_width(f) - 1);
    case HU_NAN_NONE:
        break;
    }
    return 0;
}

/* Shifts right by 0 or more, and jams the bits shifted out into the lowest bit. A shift by 63 or more leaves nothing
 * but that bit. */
HU_INLINE uint64_t hu_shift_right_jam(uint64_t x, int shift)
{
    int most = shift < 63 ? shift : 63;
    uint64_t shifted = x >> most;
    return shifted | (shifted << most != x);
}

/* Leading zeros of a nonzero word. */
HU_INLINE int hu_leading_zeros(uint64_t x)
{
#if defined(__GNUC__)
    return __builtin_clzll(x);
#else
    int n = 0;
    for (; (x >> 63) == 0; x <<= 1) {
        n++;
    }
    return n;
#endif
}

/* The exponent of a zero, below any other, also after an operation. */
enum { HU_ZERO_EXPONENT = -(1 << 20) };

/* A finite value from any significand: normalised, or zero. This zero has a significand, 0, and an exponent too, so
 * that the fast path can calculate with it as with any other number. */
HU_INLINE hu_value hu_value_finite(bool sign, int exponent, uint64_t significand)
{
    if (significand == 0) {
        return (hu_value){.kind = VALUE_ZERO, .sign = sign, .exponent = HU_ZERO_EXPONENT};
    }
    int shift = hu_leading_zeros(significand);
    return (hu_value){
        .kind = VALUE_FINITE, .sign = sign, .exponent = exponent - shift, .significand = significand << shift};
}

#endif
