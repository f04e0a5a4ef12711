/* SPDX-License-Identifier: Apache-2.0
 *
 * Large natural numbers for text conversion: decimal and binary numbers can be compared exactly only as large integers.
 * Fixed capacity, on the stack. Schoolbook methods, since all factors are single words.
 *
 * The capacity follows from the range of text, 2^-33000 to 2^33000 (IEEE P3109's widest format, binary16p1uf, needs
 * 2^-32767 to 2^32766). Printing stays below 33,200 bits. Reading needs the most: a numerator of 23,130 digits (parse.c
 * derives this number), 76,837 bits, or a divisor 5^33080, 76,810 bits; and one bit more when doubled.
 */
#ifndef HU_BIGNUM_H
#define HU_BIGNUM_H

#include "value.h"

enum { HU_TEXT_RANGE = 33000, HU_BIG_WORDS = 2404 };

/* The sum of word[i] * 2^(32 i). word[length - 1] is not zero, and zero has length 0. Words above are not
 * initialised. */
typedef struct {
    int length;
    uint32_t word[HU_BIG_WORDS];
} hu_big;

static inline void hu_big_push(hu_big *b, uint32_t word)
{
    assert(b->length < HU_BIG_WORDS);
    b->word[b->length++] = word;
}

static inline void hu_big_trim(hu_big *b)
{
    while (b->length > 0 && b->word[b->length - 1] == 0) {
        b->length--;
    }
}

static inline void hu_big_set(hu_big *b, uint64_t n)
{
    b->length = 2;
    b->word[0] = (uint32_t)n;
    b->word[1] = (uint32_t)(n >> 32);
    hu_big_trim(b);
}

static inline void hu_big_copy(hu_big *to, const hu_big *from)
{
    to->length = from->length;
    memcpy(to->word, from->word, (size_t)from->length * sizeof from->word[0]);
}

/* The length in bits; 0 for zero. */
static inline int hu_big_bits(const hu_big *b)
{
    return b->length == 0 ? 0 : 32 * b->length + 32 - hu_leading_zeros(b->word[b->length - 1]);
}

/* b = b * factor + addend, factor > 0. */
static inline void hu_big_multiply(hu_big *b, uint32_t factor, uint32_t addend)
{
    uint64_t carry = addend;
    for (int i = 0; i < b->length; i++) {
        carry += (uint64_t)b->word[i] * factor;
        b->word[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry != 0) {
        hu_big_push(b, (uint32_t)carry);
    }
}

/* b = b * 5^n, thirteen factors at a time: 5^13 is the largest power of 5 in a word. */
static inline void hu_big_multiply_power_of_5(hu_big *b, int n)
{
    for (; n >= 13; n -= 13) {
        hu_big_multiply(b, 1220703125, 0);
    }
    uint32_t rest = 1;
    for (; n > 0; n--) {
        rest *= 5;
    }
    hu_big_multiply(b, rest, 0);
}

/* b = b * 2^n. */
static inline void hu_big_shift(hu_big *b, int n)
{
    int words = n / 32;
    if (b->length == 0) {
        return;
    }
    hu_big_multiply(b, UINT32_C(1) << n % 32, 0);
    assert(b->length + words <= HU_BIG_WORDS);
    memmove(b->word + words, b->word, (size_t)b->length * sizeof b->word[0]);
    memset(b->word, 0, (size_t)words * sizeof b->word[0]);
    b->length += words;
}

/* Negative, zero or positive, like a - b. */
static inline int hu_big_compare(const hu_big *a, const hu_big *b)
{
    if (a->length != b->length) {
        return a->length - b->length;
    }
    for (int i = a->length - 1; i >= 0; i--) {
        if (a->word[i] != b->word[i]) {
            return a->word[i] < b->word[i] ? -1 : 1;
        }
    }
    return 0;
}

/* a = a - n * b. The result must not be negative. */
static inline void hu_big_subtract(hu_big *a, uint32_t n, const hu_big *b)
{
    uint64_t borrow = 0; /* n * b so far, less what was taken from a */
    for (int i = 0; i < a->length; i++) {
        borrow += i < b->length ? (uint64_t)b->word[i] * n : 0;
        uint32_t low = (uint32_t)borrow;
        borrow = (borrow >> 32) + (a->word[i] < low);
        a->word[i] -= low;
    }
    assert(borrow == 0);
    hu_big_trim(a);
}

/* Returns floor(a / b), which must be below 10, and leaves the remainder in a. The first quotient, from the top words,
 * is never too large; the loop adds the difference. */
static inline uint32_t hu_big_divide_digit(hu_big *a, const hu_big *b)
{
    uint32_t quotient = 0;
    if (a->length == b->length) {
        quotient = (uint32_t)(a->word[a->length - 1] / ((uint64_t)b->word[b->length - 1] + 1));
        hu_big_subtract(a, quotient, b);
    }
    while (hu_big_compare(a, b) >= 0) {
        hu_big_subtract(a, 1, b);
        quotient++;
    }
    assert(quotient < 10);
    return quotient;
}

/* Returns b mod 10^9 and leaves floor(b / 10^9) in b. */
static inline uint32_t hu_big_divide_billion(hu_big *b)
{
    uint64_t rest = 0;
    for (int i = b->length - 1; i >= 0; i--) {
        rest = rest << 32 | b->word[i];
        b->word[i] = (uint32_t)(rest / 1000000000);
        rest %= 1000000000;
    }
    hu_big_trim(b);
    return (uint32_t)rest;
}

#endif
