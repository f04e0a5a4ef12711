/* SPDX-License-Identifier: Apache-2.0
 *
 * signals.h - what can be read off a run while it trains, without a twin in FP32 to compare with: the dashboard of
 * lesson 16, and its alarms.
 */
#ifndef HALFULP_LESSON_SIGNALS_H
#define HALFULP_LESSON_SIGNALS_H

#include <stdint.h>
#include <stdio.h>

#include "trainer/trainer.h"

/* The signals of an epoch. The first three have the names of TransformerEngine's debug features. */
typedef struct {
    double underflows; /* underflows%: gradients of logits that rounding sent to zero, of those not zero before       */
    double overflows;  /* overflows%: gradients that were infinite or NaN after rounding                              */
    double amax;       /* of the activations, its mean over the steps                                                 */
    double scale;      /* S, at its least                                                                             */
    double skipped;    /* percent of the steps that were skipped though S >= 1                                        */
    double delivered;  /* of the updates, what arrived: sum (w - w') u / sum u^2; NaN if there was none               */
    double drift; /* how far the last layer's weights have moved, since the run began, where the loss cannot see it:
                          the norm of the part of W - W0 that is the same for all classes, over that of W. Exact
                          gradients of a softmax have no such part, since p - y sums to zero; Adam, which divides each
                          by its own size, has one                                                                    */
} run_signals;

/* The alarms, from the first that should be believed. */
typedef enum {
    SIGNAL_NOT_THE_SCALE, /* S < 1: what overflows there overflows without any scale */
    SIGNAL_SKIPS,         /* more than a tenth of the steps of an epoch skipped      */
    SIGNAL_DELIVERY,      /* less than nine tenths of the updates arrive             */
    SIGNAL_BIAS,          /* drift above 0.25                                        */
    SIGNALS
} signal_alarm;

extern const char *const signal_names[SIGNALS]; /* "S<1", "skips", ... */

/* Bit i: alarm i rings in this epoch, counted from 0. The first is spared the alarms that need an epoch: a loss scaler
 * looks for its place there, and sums have few terms. */
unsigned signal_alarms(const run_signals *s, int epoch);

/* Gathers them, for a network with a hidden layer; out of memory ends in NULL. */
typedef struct signals signals;
signals *signals_begin(const trainer *t, uint32_t classes);
enum {
    SIGNALS_COUNTED = TRAINER_COUNT_GRADIENTS | TRAINER_COUNT_UPDATES | TRAINER_COUNT_DELIVERY | TRAINER_COUNT_LARGEST
};
void signals_step(signals *w, const trainer_step_report *report, const trainer_statistics *step);
run_signals signals_epoch(signals *w, const trainer *t); /* of the steps since the last call */
void signals_end(signals *w);

#endif
