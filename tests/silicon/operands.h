/* SPDX-License-Identifier: Apache-2.0
 *
 * operands.h - the operands of comparison number `index`, computed alike on the GPU and on the processor, so that none
 * travels between them. C and CUDA.
 *
 * Few operands are swept: every code, every pair. Of the others, each index draws a style: random bits; exponents a few
 * binades apart, with the same fraction or with few bits set, for ties and cancellation; results near the smallest
 * and the largest number; and special codes.
 */
#ifndef SILICON_OPERANDS_H
#define SILICON_OPERANDS_H

#include <stdint.h>

/* Callable from both sides. */
#ifdef __CUDACC__
#define SILICON_BOTH __host__ __device__ inline
#else
#define SILICON_BOTH static inline
#endif

typedef struct {
    uint32_t arity;
    uint32_t swept;         /* 1: indexes below 2^(arity * width) give every tuple once */
    uint32_t width;         /* of an operand, in bits                                   */
    uint32_t fraction_bits; /* 0: an integer                                            */
} silicon_plan;

enum { SILICON_OPERANDS_MAX = 3 };

/* Odd, so that multiples of it sweep all codes, and the first ones are spread over them. */
#define SILICON_SPREAD UINT32_C(0x9E3779B1)

/* The finalizer of splitmix64 (Steele, Lea, Flood, 2014): a permutation of 64 bits. */
SILICON_BOTH uint64_t silicon_mix(uint64_t x)
{
    x += UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
    return x ^ x >> 31;
}

SILICON_BOTH uint64_t silicon_ones(uint32_t bits)
{
    return bits == 0 ? 0 : UINT64_MAX >> (64 - bits);
}

/* A fraction: any; one bit; ones above a place; or any bits above a place. */
SILICON_BOTH uint64_t silicon_fraction(uint64_t random, uint32_t bits)
{
    uint64_t ones = silicon_ones(bits);
    uint64_t any = random >> 12 & ones;
    uint32_t place = (uint32_t)(random >> 2 & 1023) % bits;
    switch (random & 3) {
    case 0:
        return any;
    case 1:
        return UINT64_C(1) << place;
    case 2:
        return ones >> place << place;
    default:
        return any >> place << place;
    }
}

/* One of sixteen codes at the edges of the format, of either sign. */
SILICON_BOTH uint64_t silicon_special(uint64_t random, silicon_plan plan)
{
    uint32_t bits = plan.fraction_bits;
    uint64_t normal = UINT64_C(1) << bits;
    uint64_t infinity = silicon_ones(plan.width - 1 - bits) << bits;
    uint64_t one = infinity >> 1 >> bits << bits;
    uint64_t codes[16] = {0,
                          1,
                          2,
                          normal - 1,
                          normal,
                          normal + 1,
                          one,
                          one + 1,
                          one - 1,
                          infinity - 1,
                          infinity - 2,
                          infinity,
                          infinity + 1 + (random >> 16 & (normal / 2 - 1)) / 2, /* signaling */
                          infinity + normal / 2,
                          infinity + normal / 2 + (random >> 16 & (normal / 2 - 1)),
                          infinity + normal - 1};
    return codes[random >> 4 & 15] | (random >> 8 & 1) << (plan.width - 1);
}

/* An integer: bits between two places, plus a little, of either sign. */
SILICON_BOTH uint64_t silicon_integer(uint64_t random, silicon_plan plan)
{
    uint32_t place = (uint32_t)(random >> 5 & 1023) % plan.width;
    uint64_t x = silicon_mix(random) >> (64 - plan.width) >> (uint32_t)(random >> 15 & 1023) % plan.width;
    x = (random & 1) != 0 ? x >> place << place : x;
    x = (random & 2) != 0 ? x ^ UINT64_C(1) << place : x;
    x += (random >> 25 & 3) == 0 ? (random >> 27 & 3) - 2 : 0;
    return ((random & 4) != 0 ? 0 - x : x) & silicon_ones(plan.width);
}

/* An exponent field of a finite number. */
SILICON_BOTH int64_t silicon_field(int64_t field, int64_t top)
{
    return field < 0 ? 0 : field >= top ? top - 1 : field;
}

/* The exponent field of y, from that of x, by style. */
SILICON_BOTH int64_t silicon_partner(uint32_t style, int64_t x, int64_t bias, int64_t digits, uint64_t random)
{
    int64_t near = (int64_t)(random % (uint64_t)(2 * digits + 5)) - digits - 2;
    switch (style) {
    case 8:
        return 1 + bias - x + near; /* the product is near the smallest normal number ... */
    case 9:
        return x + bias - 1 + near; /* ... the quotient is */
    case 10:
        return 3 * bias - x + near % 4; /* the product is near the largest number ... */
    case 11:
        return x - bias + near % 4; /* ... the quotient is */
    case 12:
        return (int64_t)(random >> 32) % (digits + 3);
    default:
        return x + near;
    }
}

SILICON_BOTH uint64_t silicon_code(silicon_plan plan, int64_t field, uint64_t fraction, uint64_t sign)
{
    int64_t top = (int64_t)silicon_ones(plan.width - 1 - plan.fraction_bits);
    return (uint64_t)silicon_field(field, top) << plan.fraction_bits | fraction | (sign & 1) << (plan.width - 1);
}

SILICON_BOTH void silicon_styled(silicon_plan plan, uint64_t random, uint64_t *x)
{
    uint32_t style = (uint32_t)(random & 15);
    uint64_t r = silicon_mix(random), s = silicon_mix(r), t = silicon_mix(s);
    int64_t top = (int64_t)silicon_ones(plan.width - 1 - plan.fraction_bits), bias = top >> 1;
    int64_t digits = (int64_t)plan.fraction_bits + 1;
    int64_t field = style == 12 ? (int64_t)(r >> 40) % (digits + 3) : (int64_t)(r >> 40) % top;
    int64_t partner = silicon_field(silicon_partner(style, field, bias, digits, s >> 8), top);
    uint64_t fraction = silicon_fraction(silicon_mix(r + 1), plan.fraction_bits);
    uint64_t other = silicon_fraction(silicon_mix(s + 1), plan.fraction_bits);
    if (style == 4) { /* cancellation, or nearly */
        other = fraction ^ (s >> 4 & 3);
    }
    if (style == 7) { /* the product is x, scaled */
        other = 0;
    }
    x[0] = silicon_code(plan, field, fraction, random >> 4);
    x[1] = silicon_code(plan, partner, other, random >> 5);
    int64_t third = field + partner - bias + (int64_t)(t >> 8) % (4 * digits + 6) - 2 * digits - 3;
    uint64_t last = silicon_fraction(silicon_mix(t + 1), plan.fraction_bits);
    if (style == 7) {
        third = field + partner - bias + (int64_t)(t >> 8 & 1);
        last = fraction ^ (t >> 4 & 3);
    }
    x[2] = silicon_code(plan, third, last, random >> 6);
}

SILICON_BOTH void silicon_drawn(silicon_plan plan, uint64_t index, uint64_t *x)
{
    uint64_t random = silicon_mix(index);
    uint32_t style = (uint32_t)(random & 15);
    if (style >= 4) {
        silicon_styled(plan, random, x);
    }
    for (uint32_t k = 0; k < SILICON_OPERANDS_MAX; k++) {
        uint64_t r = silicon_mix(random + 1 + k);
        if (style < 4) {
            x[k] = r >> (64 - plan.width);
        } else if (style >= 13 && (r & 1) != 0) {
            x[k] = silicon_special(r, plan);
        }
    }
}

SILICON_BOTH void silicon_operands(silicon_plan plan, uint64_t index, uint64_t *x)
{
    if (plan.swept != 0) {
        uint64_t codes = index * SILICON_SPREAD;
        x[0] = codes & silicon_ones(plan.width);
        x[1] = plan.arity == 1 ? 0 : codes >> plan.width & silicon_ones(plan.width);
        x[2] = 0;
    } else if (plan.fraction_bits == 0) {
        x[0] = silicon_integer(silicon_mix(index), plan);
        x[1] = x[2] = 0;
    } else {
        silicon_drawn(plan, index, x);
    }
}

#endif
