/* SPDX-License-Identifier: Apache-2.0
 *
 * Between hard.c and given.c: how cases are made.
 */
#ifndef MAKER_H
#define MAKER_H

#include "hard.h"

typedef struct {
    const cover_target *t;
    case_sink sink;
    uint64_t seed;
    uint64_t drawn;
} maker;

/* (-1)^negative * n * 2^exponent. */
typedef struct {
    bool negative;
    uint64_t n;
    int exponent;
} number;

/* Random numbers that a case is made of, where one of many will do. */
enum { DRAWS = 24 };

/* 64 random bits; an odd number of that many bits. */
uint64_t draw(maker *m);
uint64_t draw_odd(maker *m, int bits);

/* The case of those codes. */
void emit(const maker *m, uint64_t x, uint64_t y, uint64_t z);

/* The case of those numbers, as many as there are operands; none if one is 0 or its format does not have it. */
void emit_numbers(const maker *m, number x, number y, number z);

/* Cases whose results are given, and patterns and NaNs (given.c). */
void give_results(maker *m);
void give_patterns(const maker *m);
void give_nans(const maker *m);

#endif
