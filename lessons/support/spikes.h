/* SPDX-License-Identifier: Apache-2.0
 *
 * spikes.h - long runs and their loss spikes: what lessons 03, 04 and 16 measure of a network whose logits' gradients
 * are flushed. A spike is a step late in training whose loss is many times that of its neighbours.
 */
#ifndef HALFULP_LESSON_SPIKES_H
#define HALFULP_LESSON_SPIKES_H

#include "curves.h"

/* Spikes are looked for after this many of SPIKE_EPOCHS epochs, when the loss of every step of an FP32 run is small. */
enum { SPIKE_EPOCHS = 60, SPIKE_AFTER = 20 };

/* --batch, --rate and --width, for the exercises: of all spike_contestants. What a lesson says of spikes, and its
 * CHECKs, hold for the usual ones: spike_conclude says a text only then, and returns spike_usual. */
extern const lesson_option spike_options[];
bool spike_usual(void);
bool spike_conclude(lesson *l, const char *text);

/* A contestant of SPIKE_EPOCHS epochs that differs from the default network in its gradients. */
contestant spike_contestant(const char *name, const trainer_format *gradients, trainer_gradient_rounding rounding,
                            float scale);

/* Of a contestant's seeds: the least, the middle and the most of the largest loss of any late step; of the lowest
 * accuracy of any late epoch; and of the largest activation in the last epoch, its mean over the steps. */
run_spread spike_loss(const lesson *l, const contestant *c);
run_spread spike_accuracy(const lesson *l, const contestant *c);
run_spread spike_activation(const lesson *l, const contestant *c);

/* Prints a row of these for each contestant, with the share of the logits' gradients that were flushed. */
void spike_table(const lesson *l, const contestant *c, size_t count);

/* Draws the largest loss of a step in each epoch, as curves_draw does. */
void spike_draw(lesson *l, const contestant *c, size_t count);

#endif
