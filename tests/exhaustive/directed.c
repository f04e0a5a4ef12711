/* SPDX-License-Identifier: Apache-2.0
 *
 * Directed cases: FP32 operands, which are too many to try all, chosen so that every path of an operation is taken. The
 * number of a case, read as digits of mixed radix, lowest first, gives its operands; nothing else does:
 *
 *     add, sub     signs, two patterns, which exponent the larger operand has, every difference of exponents
 *     remainder    signs, two patterns, the divisor's exponent, every difference from -3 up
 *     mul, div     signs, a pattern, the other operand's kind, the exponent of the result, every exponent of the
 *                  operand
 *     fma          signs, a pattern, kinds of y and of z, the difference of exponents of product and addend (from -63
 *                  to 62, and zero and infinite addends), the larger of these two exponents, the exponent of x
 *
 * Exponents of results are chosen where numbers become subnormal, vanish or overflow, and some far from there. A
 * pattern is a fraction of zeros, ones, a single one or zero, a run at either end, or one drawn by the number of the
 * case. A kind is a pattern, or solved for the other operand X, of 24 bits, so that the result is a hard case:
 *
 *     residue      X Y = r modulo 2^23, so that the bits that rounding discards are those of a tie, of an exact
 *                  product, or next to it: Y = r / X modulo 2^23, for which X is made odd
 *     power        X Y is next to a power of two, or to the middle between it and the number below
 *     middle       X Y is as close as it gets to a middle between two results that have fewer bits, as subnormal ones
 *                  do
 *     quotient     X 2^24 = Q Y + r for a Q of 25 bits and a small r: the quotient is r / Y away from a number, or, if
 *                  Q is odd, from a middle. Q = -r / Y modulo 2^24
 *     cancelling   the addend has the leading bits of the product, or is one more
 *     sum          product and addend add up to a tie, or next to it
 *
 * An operand that is subnormal loses the low bits of its significand.
 */
#include "sweep.h"

enum { HIDDEN = 1 << 23, FRACTION = HIDDEN - 1, PATTERNS = 32, FIXED = PATTERNS - 8, VANISHED = -150, INFINITE = 128 };
#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- Digits and numbers ------------------------------------------------------------------------------------------ */

/* Takes a digit off the number. */
static unsigned digit(uint64_t *rest, size_t radix)
{
    const unsigned value = (unsigned)(*rest % radix);
    *rest /= radix;
    return value;
}

/* significand 2^(exponent - 23), of 24 bits; beyond the largest exponent an infinity or a NaN, below the smallest a
 * zero. */
static uint64_t code_of(unsigned negative, int exponent, uint32_t significand)
{
    const uint32_t fraction = significand & FRACTION;
    const uint32_t sign = (uint32_t)negative << 31;
    if (exponent >= INFINITE) {
        return sign | 0x7F800000 | fraction;
    }
    if (exponent >= -126) {
        return sign | (uint32_t)(exponent + 127) << 23 | fraction;
    }
    return sign | (exponent > VANISHED ? significand >> (-126 - exponent) : 0);
}

static int bounded(int exponent, int least, int most)
{
    return exponent < least ? least : exponent > most ? most : exponent;
}

/* 24 bits; the last eight kinds are random. */
static uint32_t pattern(unsigned kind, uint64_t random)
{
    static const uint32_t fractions[FIXED] = {0x000000, 0x7FFFFF, 0x000001, 0x7FFFFE, 0x400000, 0x3FFFFF,
                                              0x000002, 0x000004, 0x000800, 0x001000, 0x200000, 0x7FFFFD,
                                              0x7FFFFB, 0x7FF7FF, 0x7FEFFF, 0x5FFFFF, 0x000003, 0x0007FF,
                                              0x000FFF, 0x001FFF, 0x600000, 0x7FF800, 0x7FF000, 0x7FFFFC};
    if (kind >= FIXED) {
        return HIDDEN | ((uint32_t)(random >> (kind & 7)) & FRACTION);
    }
    return HIDDEN | fractions[kind];
}

/* ---- Hard cases -------------------------------------------------------------------------------------------------- */

/* 1 / x modulo 2^32, for an odd x, by Newton's iteration: each step doubles the 3 bits that are right at first. */
static uint32_t inverse(uint32_t x)
{
    uint32_t y = x;
    for (int i = 0; i < 4; i++) {
        y *= 2 - x * y;
    }
    return y;
}

/* The bits that a result of this exponent has: 24, or less where it is subnormal. */
static int bits_of_result(int exponent)
{
    return bounded(exponent + 150, 1, 24);
}

static const int32_t residues[] = {
    0,          1,          -1, 2, -2, HIDDEN / 2, HIDDEN / 2 + 1, HIDDEN / 2 - 1, HIDDEN / 2 + 2, HIDDEN / 2 - 2,
    HIDDEN / 4, -HIDDEN / 4};

/* A factor for *x, which may be made odd, of a product with that exponent. */
static uint32_t factor(unsigned kind, uint32_t *x, int exponent, uint64_t random)
{
    enum { RESIDUE = 14, POWER = RESIDUE + COUNT(residues), MIDDLE = POWER + 4 };
    if (kind < RESIDUE) {
        return pattern(kind < 8 ? kind : kind + 16, random);
    }
    if (kind < POWER) {
        *x |= 1;
        return HIDDEN | (inverse(*x) * (uint32_t)residues[kind - RESIDUE] & FRACTION);
    }
    uint64_t target = UINT64_C(1) << 47; /* of a product between 2^46 and 2^48 */
    if (kind < MIDDLE) {
        target -= (kind & 2) != 0 ? HIDDEN / 2 : 0;
    } else {
        const int dropped = 47 - bits_of_result(exponent);
        target = *x * (uint64_t)pattern(PATTERNS - 1, random) >> dropped << dropped | UINT64_C(1) << (dropped - 1);
    }
    const uint64_t y = target / *x + (kind & 1);
    return (uint32_t)bounded((int)y, HIDDEN, 2 * HIDDEN - 1);
}

/* A dividend for *y, which may be made odd, of a quotient with that exponent. */
static uint32_t dividend(unsigned kind, uint32_t *y, int exponent, uint64_t random)
{
    enum { QUOTIENT = 14, NEAR = QUOTIENT + 12, MIDDLE = NEAR + 2 };
    static const int32_t rests[MIDDLE - QUOTIENT] = {0, 1, -1, 2, -2, 3, -3, 5, -5, 7, -7, 4, 1, -1};
    if (kind < QUOTIENT) {
        return pattern(kind < 8 ? kind : kind + 16, random);
    }
    if (kind < NEAR) {
        *y |= 1;
        const int64_t rest = rests[kind - QUOTIENT];
        const uint64_t quotient = 2 * HIDDEN + (inverse(*y) * (uint32_t)-rest & (2 * HIDDEN - 1));
        const uint64_t x = (quotient * *y + (uint64_t)rest) >> 24;
        return (uint32_t)(x < 2 * HIDDEN ? x : x >> 1);
    }
    if (kind < MIDDLE) { /* next to 1 */
        return HIDDEN | (*y + (uint32_t)rests[kind - QUOTIENT]);
    }
    /* A middle of `bits` bits and one more times y, down or up. */
    const int bits = bits_of_result(exponent);
    const uint64_t middle = pattern(PATTERNS - 1, random) >> (24 - bits) << 1 | 1;
    uint64_t x = middle * *y;
    x = (x >> bits) + (kind & 1);
    return (uint32_t)(x < 2 * HIDDEN ? x : x >> 1);
}

/* An addend for the product, of 48 bits, whose last bit is worth 2^place of the product's last. */
static uint32_t addend(unsigned kind, uint64_t product, int place, uint64_t random)
{
    enum { CANCELLING = 8, SUM = CANCELLING + 2, DIFFERENCE = SUM + 3 };
    static const int32_t beside[] = {0, 1, -1};
    if (kind < CANCELLING) {
        return pattern(kind < 6 ? kind : kind + 20, random);
    }
    if (kind < SUM) {
        const uint64_t leading = (product >> (product >> 47 != 0 ? 24 : 23)) + (kind & 1);
        return (uint32_t)(leading < 2 * HIDDEN ? leading : HIDDEN);
    }
    const uint64_t above = place >= 64 || place <= -64 ? 0 : place >= 0 ? product >> place : product << -place;
    const uint32_t low = (uint32_t)above & FRACTION;
    const uint32_t tie = HIDDEN / 2 + (uint32_t)beside[(kind - SUM) % 3];
    return HIDDEN | ((kind < DIFFERENCE ? tie - low : low - tie) & FRACTION);
}

/* ---- Cases ------------------------------------------------------------------------------------------------------- */

/* Of the larger operand of a sum, or a divisor. */
static const int places[] = {VANISHED, -149, -148, -140, -128, -127, -126, -125, -124,     -104, -103, -102,
                             -101,     -64,  -1,   0,    1,    64,   100,  125,  INFINITE, 126,  127,  24};

/* Of a product or quotient; the last ones stand for an operand that is zero or infinite. */
enum { ZERO_OPERAND = -1000, INFINITE_OPERAND = 1000 };
static const int results[] = {
    -153, -152, -151, -150, -149, -148, -147, -146, -145, -144, -142, -140, -138, -137, -136,         -134,
    -132, -131, -130, -129, -128, -127, -126, -125, -124, -123, -122, -103, -102, -64,  -24,          -2,
    -1,   0,    1,    2,    24,   64,   102,  123,  124,  125,  126,  127,  128,  129,  ZERO_OPERAND, INFINITE_OPERAND};

/* Of the larger one of product and addend, and of x. */
static const int fma_places[] = {-151, -150, -149, -148, -138, -128, -127, -126, -125, -124, -104, -103,
                                 -102, -80,  -24,  0,    1,    64,   102,  124,  125,  126,  127,  128};
static const int fma_exponents[] = {VANISHED, -149, -138, -127, -126, -125, -64, -24,
                                    0,        1,    24,   63,   64,   126,  127, INFINITE};

enum { EXPONENTS = INFINITE - VANISHED + 1, DIFFERENCES = 2 * EXPONENTS - 1, REMAINDER_LEAST = -3 };
enum { FMA_DIFFERENCES = 128, FMA_KINDS = 16 };

uint64_t sweep_directed_cases(ref_op op)
{
    const uint64_t block = UINT64_C(4) * PATTERNS * PATTERNS; /* signs and significands */
    switch (op) {
    case REF_MUL:
    case REF_DIV:
        return block * COUNT(results) * EXPONENTS;
    case REF_FMA:
        return UINT64_C(4) * FMA_KINDS * FMA_KINDS * FMA_KINDS * FMA_DIFFERENCES * COUNT(fma_places) *
               COUNT(fma_exponents);
    case REF_REMAINDER:
        return block * COUNT(places) * (EXPONENTS - REMAINDER_LEAST);
    default:
        return block * COUNT(places) * DIFFERENCES;
    }
}

static void sum_case(uint64_t rest, uint64_t random, uint64_t code[2])
{
    const unsigned signs = digit(&rest, 4);
    const uint32_t x = pattern(digit(&rest, PATTERNS), random);
    const uint32_t y = pattern(digit(&rest, PATTERNS), sweep_hash(random));
    const int place = places[digit(&rest, COUNT(places))];
    const int difference = (int)digit(&rest, DIFFERENCES) - EXPONENTS + 1;
    /* Differences that there are not from this place are others again, with other random patterns. */
    const int lower = place - (difference <= 0 ? -difference : difference) % (place - VANISHED + 1);
    code[0] = code_of(signs & 1, difference <= 0 ? place : lower, x);
    code[1] = code_of(signs >> 1, difference <= 0 ? lower : place, y);
}

static void remainder_case(uint64_t rest, uint64_t random, uint64_t code[2])
{
    const unsigned signs = digit(&rest, 4);
    const uint32_t x = pattern(digit(&rest, PATTERNS), random);
    const uint32_t y = pattern(digit(&rest, PATTERNS), sweep_hash(random));
    const int place = places[digit(&rest, COUNT(places))];
    const int difference = (int)digit(&rest, EXPONENTS - REMAINDER_LEAST) + REMAINDER_LEAST;
    code[0] = code_of(signs & 1, place + difference % (INFINITE - place + 1), x);
    code[1] = code_of(signs >> 1, place, y);
}

/* The operand that is solved for has what exponent is left of the result's. */
static void product_case(ref_op op, uint64_t rest, uint64_t random, uint64_t code[2])
{
    const unsigned signs = digit(&rest, 4);
    uint32_t given = pattern(digit(&rest, PATTERNS), random);
    const unsigned kind = digit(&rest, PATTERNS);
    const int result = results[digit(&rest, COUNT(results))];
    const int exponent = (int)digit(&rest, EXPONENTS) + VANISHED;
    const bool special = result == ZERO_OPERAND || result == INFINITE_OPERAND;
    const int other = op == REF_MUL ? result - exponent : result + exponent;
    const int left = special ? result : bounded(other, -149, 127);
    const uint32_t solved = (op == REF_MUL ? factor : dividend)(kind, &given, result, sweep_hash(random));
    code[op == REF_MUL ? 0 : 1] = code_of(signs & 1, exponent, given);
    code[op == REF_MUL ? 1 : 0] = code_of(signs >> 1, left, solved);
}

static void fma_case(uint64_t rest, uint64_t random, uint64_t code[3])
{
    /* Half of the kinds of factors: of residues those of a number and of a tie, and next to them. */
    static const uint8_t kinds[FMA_KINDS] = {0, 1, 2, 5, 12, 13, 14, 15, 16, 19, 20, 21, 26, 27, 28, 30};
    const unsigned signs = digit(&rest, 4);
    const unsigned given = digit(&rest, FMA_KINDS);
    uint32_t x = pattern(given < 6 ? given : 2 * given, random);
    const unsigned kind = kinds[digit(&rest, FMA_KINDS)];
    const unsigned addend_kind = digit(&rest, FMA_KINDS);
    const int digits = (int)digit(&rest, FMA_DIFFERENCES) - FMA_DIFFERENCES / 2;
    const int difference = digits == -FMA_DIFFERENCES / 2      ? ZERO_OPERAND
                           : digits == FMA_DIFFERENCES / 2 - 1 ? INFINITE_OPERAND
                                                               : digits;
    const int place = fma_places[digit(&rest, COUNT(fma_places))];
    const int exponent = fma_exponents[digit(&rest, COUNT(fma_exponents))];
    const uint32_t y = factor(kind, &x, place, sweep_hash(random));
    const uint64_t product = (uint64_t)x * y;
    const int above = product >> 47 != 0; /* its leading bit is worth 2^(exponents of x and y + above) */
    const int wanted = difference > 0 && difference != INFINITE_OPERAND ? place - difference : place;
    const int other = bounded(wanted - exponent - above, -149, 127);
    const int z = exponent + other + above + difference;
    code[0] = code_of(signs & 1, exponent, x);
    code[1] = code_of(0, other, y);
    code[2] = code_of(signs >> 1, z, addend(addend_kind, product, difference + above + 23, sweep_hash(~random)));
}

void sweep_directed_case(ref_op op, uint64_t index, uint64_t code[REF_OPERANDS_MAX])
{
    const uint64_t random = sweep_hash(index);
    switch (op) {
    case REF_MUL:
    case REF_DIV:
        product_case(op, index, random, code);
        break;
    case REF_FMA:
        fma_case(index, random, code);
        break;
    case REF_REMAINDER:
        remainder_case(index, random, code);
        break;
    default:
        sum_case(index, random, code);
        break;
    }
}
