/* SPDX-License-Identifier: Apache-2.0 */
#include "internal.h"

#include <float.h>
#include <math.h>

uint64_t trainer_histogram_total(const trainer_histogram *histogram)
{
    uint64_t total = histogram->zero + histogram->nonfinite;
    for (int i = 0; i < TRAINER_BINADES; i++) {
        total += histogram->binade[i];
    }
    return total;
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

float trainer_largest(float so_far, const float *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const float magnitude = fabsf(values[i]);
        so_far = magnitude > so_far && magnitude <= FLT_MAX ? magnitude : so_far;
    }
    return so_far;
}

void trainer_observe(trainer_histogram *h, const float *before, const float *after, size_t count)
{
    uint64_t zero = 0; /* counted here, since the compiler must store what it counts in *h at once */
    uint64_t flushed = 0;
    uint64_t overflowed = 0;
    h->largest = trainer_largest(h->largest, before, count);
    for (size_t i = 0; i < count; i++) {
        const uint32_t was = hu_fp32_from_float(before[i]).code & 0x7FFFFFFF;
        const uint32_t is = hu_fp32_from_float(after[i]).code & 0x7FFFFFFF;
        if (was == 0) {
            zero++;
        } else if (was >= 0x7F800000) {
            h->nonfinite++;
        } else {
            h->binade[binade_of(was) - TRAINER_EXPONENT_MIN]++;
            flushed += is == 0;
            overflowed += is >= 0x7F800000;
        }
    }
    h->zero += zero;
    h->flushed += flushed;
    h->overflowed += overflowed;
}

void trainer_observe_update(trainer_statistics *s, const float *before, const float *after, const float *u,
                            size_t count)
{
    uint64_t updates = 0;
    uint64_t lost = 0;
    double sum = s->delivered;
    double squares = s->intended;
    s->largest_weight = trainer_largest(s->largest_weight, after, count);
    for (size_t i = 0; i < count; i++) {
        const double intended = (double)u[i];
        const double delivered = (double)before[i] - (double)after[i];
        updates += intended != 0;
        lost += intended != 0 && delivered == 0;
        sum += delivered * intended;
        squares += intended * intended;
    }
    s->updates += updates;
    s->updates_lost += lost;
    s->delivered = positive_nan(sum);
    s->intended = positive_nan(squares);
}
