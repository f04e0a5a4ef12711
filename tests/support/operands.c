/* SPDX-License-Identifier: Apache-2.0
 *
 * Patterned and random operands. See operands.h.
 */
#include "operands.h"

static uint64_t ones(int bits)
{
    return bits <= 0 ? 0 : ~UINT64_C(0) >> (64 - bits);
}

/* Fraction patterns over n bits: 0, a single one, a single hole, a run of ones at the top, at the bottom or in the
 * middle, or random. r is random. */
static uint64_t fraction_pattern(int n, uint64_t r)
{
    if (n == 0) {
        return 0;
    }
    int i = (int)((r >> 8) % (unsigned)n);
    int j = (int)((r >> 16) % (unsigned)n);
    switch (r & 7) {
    case 0:
        return 0;
    case 1:
        return UINT64_C(1) << i;
    case 2:
        return ones(n) ^ UINT64_C(1) << i;
    case 3:
        return ones(n) ^ ones(i);
    case 4:
        return ones(i + 1);
    case 5:
        return (ones(n) ^ ones(i)) ^ UINT64_C(1) << j;
    case 6:
        return ones(i) ^ ones(j);
    default:
        return (r >> 24) * UINT64_C(0x9E3779B97F4A7C15) >> (64 - n);
    }
}

/* Exponent fields: both ends of the range, the neighbourhood of 1.0, or any. */
static uint64_t exponent_pattern(const hu_format *f, uint64_t r)
{
    uint64_t top = ones(f->exponent_bits);
    uint64_t any = (r >> 8) & top;
    switch (r & 7) {
    case 0:
        return (r >> 8) % 3 & top; /* zero and subnormal, and the two smallest binades */
    case 1:
        return (top - (r >> 8) % 3) & top; /* infinity and NaN, and the two largest */
    case 2:
    case 3:
        return ((uint64_t)f->bias + (r >> 8) % 7 - 3) & top;
    case 4:
        return ((uint64_t)f->bias + (uint64_t)f->fraction_bits + (r >> 8) % 5 - 2) & top;
    default:
        return any;
    }
}

uint64_t operand_code(const hu_format *format, uint64_t seed, uint64_t stream, uint64_t index)
{
    uint64_t r = hu_random(seed, stream, 2 * index);
    uint64_t s = hu_random(seed, stream, 2 * index + 1);
    int width = hu_format_width(format);
    if ((s & 15) == 0) {
        return r & ones(width);
    }
    uint64_t code =
        exponent_pattern(format, r) << format->fraction_bits | fraction_pattern(format->fraction_bits, s >> 8);
    return format->has_sign ? code | (s >> 4 & 1) << (width - 1) : code;
}

uint64_t operand_near(const hu_format *format, uint64_t x, uint64_t seed, uint64_t stream, uint64_t index)
{
    uint64_t independent = operand_code(format, seed, stream, index);
    uint64_t r = hu_random(seed, ~stream, index);
    uint64_t fraction = ones(format->fraction_bits);
    uint64_t top = ones(format->exponent_bits);
    uint64_t sign = independent & ~(fraction | top << format->fraction_bits);
    uint64_t field = x >> format->fraction_bits & top;
    uint64_t far = (uint64_t)format->fraction_bits + 3;
    switch (r & 3) {
    case 0:
        return independent;
    case 1: /* the same exponent, or an adjacent one */
        return sign | ((field + (r >> 8) % 3 - 1) & top) << format->fraction_bits | (independent & fraction);
    case 2: /* aligned at the edge of the precision */
        return sign | ((field + far - (r >> 8) % (2 * far + 1)) & top) << format->fraction_bits |
               (independent & fraction);
    default: /* the same magnitude, or a neighbour of it */
        return (sign | (x & (fraction | top << format->fraction_bits))) ^ (r >> 8 & 1);
    }
}
