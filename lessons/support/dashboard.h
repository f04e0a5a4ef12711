/* SPDX-License-Identifier: Apache-2.0
 *
 * dashboard.h - the signals of watched runs, as lesson 16 shows and judges them.
 */
#ifndef HALFULP_LESSON_DASHBOARD_H
#define HALFULP_LESSON_DASHBOARD_H

#include "curves.h"

/* The alarms of a run, bit by bit as in signal_alarm; and in *first, unless it is NULL, the first epoch with one,
 * counted from 1, or 0. */
unsigned dashboard_alarms(const lesson_run *r, int *first);

/* Those that ring in any seed of a contestant, and those that ring in every seed. */
unsigned dashboard_any(const lesson *l, const contestant *c);
unsigned dashboard_every(const lesson *l, const contestant *c);

/* Prints the names of alarms, or "quiet", and ends the line. */
void dashboard_names(const lesson *l, unsigned alarms);

/* Prints a run's signals in some of its epochs; '!' stands where an alarm rings. */
void dashboard_print(const lesson *l, const lesson_run *r);

/* Prints a row for each contestant: the worst of each signal over the seeds and all epochs but the first. Returns the
 * highest underflows%. */
double dashboard_worst(const lesson *l, const contestant *c, size_t count);

/* The first epoch with a spike, counted from 1, or 0: a step's loss above DASHBOARD_SPIKE, once an epoch's mean was
 * below a quarter of it. */
#define DASHBOARD_SPIKE 0.8
int dashboard_spike(const lesson_run *r);

/* In how many seeds there is one. */
int dashboard_spikes(const lesson *l, const contestant *c);

/* Draws the drift. */
void dashboard_draw_bias(lesson *l, const contestant *c, size_t count);

/* Prints for each seed when the alarm rang and what came of it. `latest` is the latest epoch, counted from 1, of a
 * first alarm, RUN_EPOCHS if one had none; `warning` the epochs from it to the first spike of the same seed, in the
 * middle of the seeds that had both, RUN_EPOCHS if none had. */
typedef struct {
    int latest, warning;
} dashboard_lead;
dashboard_lead dashboard_leads(const lesson *l, const contestant *c);

/* What a policy's roles hold, in bytes: weights, master, gradients, moments, activations and theirs. */
double dashboard_bytes(const lesson *l, const trainer_data *data, const contestant *c);

/* Of a contestant's seeds, the mean loss of the last epochs. */
run_spread dashboard_loss(const lesson *l, const contestant *c);

#endif
