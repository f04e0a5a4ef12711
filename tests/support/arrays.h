/* SPDX-License-Identifier: Apache-2.0
 *
 * arrays.h - hu_array_apply on each path against the scalar functions, element by element: codes, flags and counts.
 */
#ifndef ARRAYS_H
#define ARRAYS_H

#include <stddef.h>

#include "halfulp_array.h"

enum { ARRAYS_MAX = 1 << 16 };

/* A case: an operation on `count` elements, at most ARRAYS_MAX, as codes. */
typedef struct {
    hu_operation operation;
    const hu_format *to;
    const hu_format *from[HU_OPERANDS_MAX];
    const uint64_t *codes[HU_OPERANDS_MAX];
    size_t count;
    hu_env env;
    hu_array_options options; /* seed, stream and first */
} arrays_case;

typedef struct {
    const char *name; /* of the check */
    long long comparisons;
    long failures;
    uint64_t drawn; /* random numbers */
} arrays;

void arrays_begin(arrays *a, const char *name);
long arrays_end(arrays *a); /* the number of failures */

/* 64 random bits. */
uint64_t arrays_draw(arrays *a);

/* An environment with every policy drawn. */
hu_env arrays_draw_env(arrays *a);

/* Runs a case on every path but the scalar one that this machine has, cut into pieces of drawn lengths, each with flags
 * only, with counts or without flags, and packed, strided, backwards or in place. */
void arrays_compare(arrays *a, const arrays_case *c);

/* The scalar function for element i of a case; raises flags in *flags. */
uint64_t arrays_expected(const arrays_case *c, size_t i, uint32_t *flags);

/* An element of a format's size at p. */
void arrays_store(void *p, const hu_format *format, uint64_t code);
uint64_t arrays_load(const void *p, const hu_format *format);

#endif
