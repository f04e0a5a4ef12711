/* SPDX-License-Identifier: Apache-2.0
 *
 * tensor_random.h - the random numbers of tiles.
 */
#ifndef TENSOR_RANDOM_H
#define TENSOR_RANDOM_H

#include <stdint.h>

typedef struct {
    uint64_t state;
} stream;

/* splitmix64 */
static inline uint64_t next(stream *s)
{
    uint64_t z = s->state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

static inline int below(stream *s, int n)
{
    return (int)((next(s) >> 33) % (uint64_t)n);
}

static inline int between(stream *s, int low, int high)
{
    return low + below(s, high - low + 1);
}

#endif
