/* SPDX-License-Identifier: Apache-2.0
 *
 * Statistics added up over steps. They are counted by kernels/observe.inc; nothing here changes what is trained.
 */
#include "trainer.h"

#include <math.h>

uint64_t trainer_histogram_total(const trainer_histogram *histogram)
{
    return histogram->finite + histogram->zero + histogram->nonfinite;
}

static float larger(float x, float y)
{
    return x > y ? x : y;
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
    sum->largest = larger(sum->largest, more->largest);
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
    sum->largest_activation = larger(sum->largest_activation, more->largest_activation);
    sum->largest_weight = larger(sum->largest_weight, more->largest_weight);
}
