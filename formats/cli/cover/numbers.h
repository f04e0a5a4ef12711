/* SPDX-License-Identifier: Apache-2.0
 *
 * Arithmetic of integers and of integers modulo powers of two.
 */
#ifndef NUMBERS_H
#define NUMBERS_H

#include <stdbool.h>
#include <stdint.h>

/* 2^bits - 1, 0 <= bits <= 64. */
static inline uint64_t ones(int bits)
{
    return bits <= 0 ? 0 : ~UINT64_C(0) >> (64 - bits);
}

static inline int bit_length(uint64_t n)
{
    int bits = 0;
    for (; n != 0; n >>= 1) {
        bits++;
    }
    return bits;
}

/* The part of a quantum that is beyond a multiple of it. */
enum { PART_EXACT, PART_BELOW_HALF, PART_HALF, PART_ABOVE_HALF };

/* nu / 2^64, and more than that? */
static inline int part_of(uint64_t nu, bool more)
{
    const uint64_t half = UINT64_C(1) << 63;
    return nu == 0 && !more      ? PART_EXACT
           : nu < half           ? PART_BELOW_HALF
           : nu == half && !more ? PART_HALF
                                 : PART_ABOVE_HALF;
}

/* Can a number of `precision` bits, all multiples of 2^lowest and below 2^(highest + 1), be n and that part of 1, and
 * not 0? It needs the bits of n and at most two more; the binades are taken as full. */
static inline bool can_be(int precision, int lowest, int highest, uint64_t n, int part)
{
    const int after = part == PART_EXACT ? 0 : part == PART_HALF ? 1 : 2;
    const int length = bit_length(n);
    int trailing = 0;
    if (n == 0) {
        return part != PART_EXACT && -after >= lowest && (part != PART_ABOVE_HALF || precision >= 2);
    }
    while (part == PART_EXACT && (n >> trailing & 1) == 0) {
        trailing++;
    }
    return length - trailing + after <= precision && length - 1 <= highest && trailing - after >= lowest;
}

/* 1 / odd modulo 2^64. */
static inline uint64_t inverse(uint64_t odd)
{
    uint64_t x = odd; /* right modulo 8; each step doubles the bits */
    for (int i = 0; i < 5; i++) {
        x *= 2 - odd * x;
    }
    return x;
}

/* The four s, by `which` from 0, with s^2 = d modulo 2^n, for d = 1 modulo 8 and n from 3 to 32: one bit by bit, its
 * negative, and both with the top bit changed. */
static inline uint64_t root_modulo(uint64_t d, int n, int which)
{
    uint64_t s = 1;
    for (int i = 3; i < n; i++) {
        s += ((s * s - d) >> i & 1) << (i - 1);
    }
    return (((which & 1) != 0 ? 0 - s : s) + ((which & 2) != 0 ? UINT64_C(1) << (n - 1) : 0)) & ones(n);
}

#endif
