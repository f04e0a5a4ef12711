/* SPDX-License-Identifier: Apache-2.0
 *
 * bf16_report.h - tables and pictures of lesson 15: how far the six ways of bf16_products.h differ, and their errors.
 */
#ifndef HALFULP_BF16_REPORT_H
#define HALFULP_BF16_REPORT_H

#include "bf16_products.h"

typedef struct {
    int a, b;       /* the two that differ most */
    double percent; /* of the outputs in which they do */
    int pairs;      /* that differ at all */
} worst_pair;

/* Prints how many percent of the outputs differ, pair by pair. */
worst_pair report_pairs(const lesson *l, const products *p);

/* A histogram of the distances of two ways in ulps; in the file, of each way's distances from the plain loop.
 * Returns how many percent are at most 8 ulps apart. */
double report_distances(lesson *l, const products *p, int a, int b);

/* Prints the bound of each way, and its worst and rms error, all in units of 2^-24 of the sum of |x y|. Sets the rms
 * errors, and how many outputs lie outside the bound. The products are of ordinary numbers. */
void report_errors(lesson *l, const products *p, double rms[WAYS], int outside[WAYS]);

#endif
