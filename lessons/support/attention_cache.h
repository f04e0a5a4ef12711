/* SPDX-License-Identifier: Apache-2.0
 *
 * attention_cache.h - one head of attention over random keys and values, with its cache of them stored in few bits. For
 * lesson 11. Contrived: the numbers come from no model.
 */
#ifndef HALFULP_LESSON_ATTENTION_CACHE_H
#define HALFULP_LESSON_ATTENTION_CACHE_H

#include "lesson.h"

enum { CACHE_TOKENS = 256, CACHE_WIDTH = 64, CACHE_QUERIES = 32, CACHE_OUTLIERS = 4 };

/* The caches: keys and values stored alike; or integers, keys with a scale for each token or for each channel, values
 * with one for each token. */
enum { FP16_CACHE, E4M3_CACHE, INT8_TOKEN, INT8_CHANNEL, INT4_TOKEN, INT4_CHANNEL, CACHES };
extern const char *const cache_names[CACHES];

/* Each query's output is the mean of the values, weighted by the softmax of query . key / sqrt(width); all sums are in
 * FP64. Keys, values and queries are normal. Then CACHE_OUTLIERS channels of the keys are multiplied by a factor, and
 * those of the queries divided by it, so that attention computes what it did before: exactly so for a power of two.
 * This is what the caches do to the outputs, [0] with a factor of 1 and [1] with another one. */
typedef struct {
    double bytes[CACHES];    /* for each token                                                                 */
    double error[2][CACHES]; /* root of the mean square of the error, as a part of that of the exact outputs   */
    int64_t changed;         /* exact outputs, without a cache, that the factor has changed                    */
} cache_result;

/* Draws with the seed of the lesson. */
cache_result cache_compare(const lesson *l, double factor);

/* Prints a row for each, and with --plots draws the picture NAME_cache. */
void cache_print(lesson *l, const cache_result *r);

#endif
