/* SPDX-License-Identifier: Apache-2.0
 *
 * The square root of a number of up to 24 bits of precision, with a sticky lowest bit: multiplications, and a division
 * only if more bits are wanted than a fixed rounding needs. Part of arith.h.
 */
#ifndef HU_ROOT_H
#define HU_ROOT_H

#include "value.h"

/* A square root and its remainder: n = root^2 + rest, 0 <= rest <= 2 root. */
typedef struct {
    uint64_t root, rest;
} hu_root;

/* The root of n * 2^(2 bits) + low from the root of n: `bits` more bits of it. The new digits q are the remainder
 * divided by twice the root. q may be one too large, in which case the rest is negative (Zimmermann, "Karatsuba Square
 * Root", INRIA RR-3805, 1999: one correction is enough if the root's top bit is set and bits is at most its width). */
HU_INLINE hu_root hu_extend_root(hu_root r, int bits, uint64_t low)
{
    uint64_t left = r.rest << bits | low >> bits;
    uint64_t q = left / (2 * r.root);
    uint64_t u = left % (2 * r.root);
    uint64_t root = (r.root << bits) + q;
    uint64_t rest = u << bits | (low & hu_ones(bits));
    if (rest < q * q) {
        root--;
        rest += 2 * root + 1;
    }
    return (hu_root){root, rest - q * q};
}

/* 2^15 / sqrt((i + 64 + 1/2) / 256), to the nearest integer. */
static const uint16_t hu_inverse_roots[192] = {
    65281, 64781, 64292, 63814, 63347, 62889, 62442, 62004, 61575, 61154, 60742, 60339, 59943, 59555, 59175, 58801,
    58435, 58075, 57722, 57376, 57035, 56700, 56372, 56049, 55731, 55419, 55112, 54810, 54513, 54221, 53933, 53650,
    53371, 53097, 52826, 52560, 52298, 52040, 51785, 51535, 51288, 51044, 50804, 50567, 50333, 50103, 49876, 49652,
    49430, 49212, 48997, 48784, 48574, 48367, 48163, 47961, 47761, 47564, 47370, 47178, 46988, 46800, 46615, 46432,
    46251, 46072, 45895, 45720, 45547, 45376, 45207, 45040, 44875, 44711, 44550, 44390, 44232, 44075, 43920, 43767,
    43615, 43465, 43316, 43169, 43024, 42879, 42737, 42595, 42456, 42317, 42180, 42044, 41910, 41776, 41644, 41514,
    41384, 41256, 41129, 41003, 40878, 40754, 40631, 40510, 40390, 40270, 40152, 40035, 39919, 39803, 39689, 39576,
    39464, 39352, 39242, 39133, 39024, 38916, 38810, 38704, 38599, 38494, 38391, 38289, 38187, 38086, 37986, 37887,
    37788, 37690, 37593, 37497, 37401, 37307, 37213, 37119, 37027, 36935, 36843, 36753, 36663, 36573, 36485, 36397,
    36309, 36222, 36136, 36051, 35966, 35882, 35798, 35715, 35632, 35550, 35469, 35388, 35307, 35228, 35148, 35070,
    34991, 34914, 34837, 34760, 34684, 34608, 34533, 34458, 34384, 34310, 34237, 34164, 34092, 34020, 33949, 33878,
    33807, 33737, 33668, 33599, 33530, 33461, 33393, 33326, 33259, 33192, 33126, 33060, 32994, 32929, 32864, 32800,
};

/* sqrt(significand * 2^exponent) of a number above zero, after making the exponent even. With n = 2^64 v, 1/4 <= v < 1:
 *
 * 1. 1/sqrt(v) from the table by the top 8 bits of v: wrong by about 2^-8 of itself.
 * 2. A step of Newton's, r (3 - v r^2) / 2: too small by less than 2^-15. The subtraction of 1 keeps truncation from
 *    making it too large.
 * 3. v r, which is too small a root by as much, and a step of Newton's for it, too small by less than 2^-30. Of its 32
 *    bits 28 are kept, which are at most one too low. The remainder tells.
 * 4. If all bits are wanted, 32 more of them.
 *
 * The check fast.roots goes through all significands of 24 bits, with exponents of both parities. */
HU_INLINE hu_value hu_sqrt_finite(hu_value x, hu_bits bits)
{
    int odd = x.exponent & 1;
    uint64_t n = x.significand >> odd;
    uint64_t high = n >> 32;
    uint64_t guess = hu_inverse_roots[(n >> 56) - 64];
    uint64_t inverse = guess * ((UINT64_C(3) << 30) - 1 - (high * (guess * guess) >> 32)) >> 16; /* 2^30 / sqrt(v) */
    uint64_t root = high * inverse >> 30;                                                        /* 2^32 * sqrt(v) */
    root += ((n - root * root) >> 20) * inverse >> 43;

    hu_root r = {root >> 4, (n >> 8) - (root >> 4) * (root >> 4)}; /* the low 39 bits of n are zero */
    uint64_t low = r.rest > 2 * r.root;
    r.rest -= (2 * r.root + 1) & -low;
    r.root += low;
    int shift = 36; /* to 64 bits */
    if (bits == BITS_FOR_ALL) {
        r = hu_extend_root(hu_extend_root(r, 4, 0), 28, 0);
        shift = 4;
    }
    return (hu_value){
        .kind = VALUE_FINITE, .exponent = (x.exponent + odd) / 2 - 32, .significand = r.root << shift | (r.rest != 0)};
}

#endif
