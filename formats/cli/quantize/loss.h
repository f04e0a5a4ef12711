/* SPDX-License-Identifier: Apache-2.0
 *
 * What became of numbers.
 */
#ifndef LOSS_H
#define LOSS_H

#include <stddef.h>
#include <stdint.h>

/* Sums in FP64, which neither squares of FP32 numbers nor sums of them overflow. */
typedef struct {
    double signal, noise;
    uint64_t nans;    /* among the results                           */
    uint64_t flushed; /* numbers other than zero that became zero    */
    uint64_t finite;  /* numbers that have a part in the sums        */
} loss;

/* Adds n FP32 codes, and what they became. Where one of the two is infinite or a NaN it has no part in the sums. */
void loss_add(loss *l, const uint32_t *before, const uint32_t *after, size_t n);

/* Signal to noise in dB, "exact" where there is no noise, "-" where there is no number: size is at least 32. */
void loss_decibels(const loss *l, char *text, size_t size);

/* A count, and its share of all in percent where it is not 0. Size as above. */
void loss_share(uint64_t count, uint64_t all, char *text, size_t size);

#endif
