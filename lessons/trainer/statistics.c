/* SPDX-License-Identifier: Apache-2.0
 *
 * Statistics: counts of what rounding does to gradients and updates. Nothing here changes what is trained.
 */
#include "internal.h"

#include <math.h>

enum { INFINITE = 0x7F800000 }; /* the FP32 code of infinity; NaNs are above */

uint64_t trainer_histogram_total(const trainer_histogram *histogram)
{
    return histogram->finite + histogram->zero + histogram->nonfinite;
}

/* floor(log2 |x|) of a finite x other than 0, from its FP32 code: exact, which a logarithm is not. */
static int binade_of(uint32_t magnitude)
{
    const int field = (int)(magnitude >> 23);
    if (field != 0) {
        return field - 127;
    }
    int exponent = TRAINER_EXPONENT_MIN;
    while (magnitude >> 1 != 0) {
        magnitude >>= 1;
        exponent++;
    }
    return exponent;
}

void trainer_histogram_add(trainer_histogram *sum, const trainer_histogram *more)
{
    for (int i = 0; i < TRAINER_BINADES; i++) {
        sum->binade[i] += more->binade[i];
    }
    sum->finite += more->finite;
    sum->zero += more->zero;
    sum->nonfinite += more->nonfinite;
    sum->flushed += more->flushed;
    sum->overflowed += more->overflowed;
    sum->largest = trainer_largest(sum->largest, &more->largest, 1);
}

/* A NaN's sign, which machines choose differently, would show in a checkpoint. */
static double positive_nan(double x)
{
    return isnan(x) ? (double)NAN : x;
}

void trainer_statistics_add(trainer_statistics *sum, const trainer_statistics *more)
{
    sum->wanted |= more->wanted;
    trainer_histogram_add(&sum->logit_gradients, &more->logit_gradients);
    trainer_histogram_add(&sum->hidden_gradients, &more->hidden_gradients);
    trainer_histogram_add(&sum->weight_gradients, &more->weight_gradients);
    sum->updates += more->updates;
    sum->updates_lost += more->updates_lost;
    sum->delivered = positive_nan(sum->delivered + more->delivered);
    sum->intended = positive_nan(sum->intended + more->intended);
    sum->largest_activation = trainer_largest(sum->largest_activation, &more->largest_activation, 1);
    sum->largest_weight = trainer_largest(sum->largest_weight, &more->largest_weight, 1);
}

/* An FP32 code without its sign: codes are ordered as magnitudes are. Signed, since SSE2 compares only such vectors. */
static int32_t magnitude(float x)
{
    return (int32_t)(hu_fp32_from_float(x).code & 0x7FFFFFFF);
}

float trainer_largest(float so_far, const float *values, size_t count)
{
    int32_t largest = magnitude(so_far);
    for (size_t i = 0; i < count; i++) {
        const int32_t x = magnitude(values[i]);
        const int32_t finite = x < INFINITE ? x : 0;
        largest = finite > largest ? finite : largest;
    }
    return hu_fp32_to_float((hu_fp32){(uint32_t)largest});
}

static void observe_binades(trainer_histogram *h, const float *before, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const int32_t x = magnitude(before[i]);
        if (x != 0 && x < INFINITE) {
            h->binade[binade_of((uint32_t)x) - TRAINER_EXPONENT_MIN]++;
        }
    }
}

void trainer_observe(trainer_histogram *h, bool binades, const float *before, const float *after, size_t count)
{
    /* Local and of 32 bits, so that compilers vectorise the loop; `count` is far below 2^32. */
    uint32_t zero = 0;
    uint32_t nonfinite = 0;
    uint32_t flushed = 0;
    uint32_t overflowed = 0;
    for (size_t i = 0; i < count; i++) {
        const int32_t was = magnitude(before[i]);
        const int32_t is = magnitude(after[i]);
        zero += was == 0;
        nonfinite += was >= INFINITE;
        flushed += (was != 0) & (is == 0);
        overflowed += (was < INFINITE) & (is >= INFINITE);
    }
    h->finite += count - zero - nonfinite;
    h->zero += zero;
    h->nonfinite += nonfinite;
    h->flushed += flushed;
    h->overflowed += overflowed;
    h->largest = trainer_largest(h->largest, before, count);
    if (binades) {
        observe_binades(h, before, count);
    }
}

static void observe_lost(trainer_statistics *s, const float *before, const float *after, const float *u, size_t count)
{
    uint32_t updates = 0;
    uint32_t lost = 0;
    for (size_t i = 0; i < count; i++) {
        updates += u[i] != 0;
        lost += (u[i] != 0) & (before[i] - after[i] == 0); /* not where both are infinite */
    }
    s->updates += updates;
    s->updates_lost += lost;
}

static void observe_delivery(trainer_statistics *s, const float *before, const float *after, const float *u,
                             size_t count)
{
    double sum = s->delivered;
    double squares = s->intended;
    for (size_t i = 0; i < count; i++) {
        const double intended = (double)u[i];
        const double delivered = (double)before[i] - (double)after[i];
        sum += delivered * intended;
        squares += intended * intended;
    }
    s->delivered = positive_nan(sum);
    s->intended = positive_nan(squares);
}

void trainer_observe_update(trainer_statistics *s, const float *before, const float *after, const float *u,
                            size_t count)
{
    if ((s->wanted & TRAINER_COUNT_UPDATES) != 0) {
        observe_lost(s, before, after, u, count);
    }
    if ((s->wanted & TRAINER_COUNT_DELIVERY) != 0) {
        observe_delivery(s, before, after, u, count);
    }
    if ((s->wanted & TRAINER_COUNT_LARGEST) != 0) {
        s->largest_weight = trainer_largest(s->largest_weight, after, count);
    }
}
