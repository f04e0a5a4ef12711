/* SPDX-License-Identifier: Apache-2.0
 *
 * Test cases for `halfulp gen`: a numbered sequence of operands, each a pure function of its number and the seed.
 *
 * First come the systematic cases. Where all operands together have few bits, they are all there is, in ascending
 * order. Elsewhere each operand goes through a list of patterns: chosen exponents, with runs and holes of ones for a
 * fraction, where rounding code breaks; and every pattern meets every pattern. Then come equally many random cases,
 * whose exponents are drawn close to those that make sums cancel and products overflow or underflow; after those the
 * random cases never end. Operands that are too many for products of patterns, those of dot products, are all drawn.
 */
#ifndef CASES_H
#define CASES_H

#include "functions.h"

/* What an operand of a sum of products has to do with those before it: their columns, or -1. */
typedef struct {
    int x;        /* of y and of the addend: the other factor, the first factor */
    int y;        /* of the addend: the second factor                           */
    int addend;   /* of y: what the product is added to                         */
    int previous; /* of x and y: the element before                             */
} case_relation;

typedef struct {
    const function *f;
    int limits[3]; /* exponents where results change their nature: see cases_open                   */
    uint64_t seed;
    uint64_t *patterns[OPERANDS_MAX]; /* NULL: every code, ascending                              */
    uint64_t pattern_count[OPERANDS_MAX];
    uint64_t systematic; /* cases: the product of the counts                         */
    uint64_t usual;      /* cases if no number is asked for                          */
    uint64_t stride;     /* from one systematic case to the next, modulo their number */
    bool sum;            /* a model of addend + x * y ...: its drawn operands are related as follows */
    case_relation relation[OPERANDS_MAX];
} case_list;

/* Lists the cases for the operands and the result of a function, which must outlive the list. If only `count` are
 * wanted (0: all), and there are more systematic ones, those that come first are spread over all of them. */
void cases_open(case_list *list, const function *f, int level, uint64_t seed, uint64_t count);
void cases_close(case_list *list);

/* How many cases gen writes for a function if no number is asked for. */
uint64_t cases_usual(const function *f, int level);

/* The operands of the case of that number, from 0. */
void cases_get(const case_list *list, uint64_t number, uint64_t operands[OPERANDS_MAX]);

/* ---- Between cases.c and cases_random.c -------------------------------------------------------------------------- */

/* The case of that number beyond the systematic ones. */
void cases_random(const case_list *list, uint64_t number, uint64_t operands[OPERANDS_MAX]);

/* Fills in sum and relation. */
void cases_relate(case_list *list);

/* 2^bits - 1; 0 for bits <= 0. */
static inline uint64_t cases_ones(int bits)
{
    return bits <= 0 ? 0 : ~UINT64_C(0) >> (64 - bits);
}

#endif
