/* SPDX-License-Identifier: Apache-2.0
 *
 * Loss scaling by the rule of PyTorch's GradScaler. It knows nothing of networks: tell it after each step whether the
 * gradients overflowed, and read the scale for the next one.
 */
#ifndef TRAINER_LOSSSCALE_H
#define TRAINER_LOSSSCALE_H

#include <stdbool.h>

/* GradScaler's defaults. The start is meant to be too large: overflow is seen at once and underflow never. */
enum { LOSS_SCALE_START = 65536, LOSS_SCALE_INTERVAL = 2000 };

typedef struct {
    float scale;             /* S, a power of two                                                                    */
    int interval;            /* clean steps before S doubles; 0: S is static                                         */
    int clean_steps;         /* since the last overflow or doubling                                                  */
    int consecutive_skipped; /* more than log2(start) of them in a row cannot be the scale's fault                    */
} loss_scaler;

/* interval 0 makes the scale static: loss_scaler_step then only counts. */
loss_scaler loss_scaler_start(float scale, int interval);

/* After a step. Overflow: the scale halves (there is no lower bound: below 2^-149 it is 0), the count of clean steps
 * starts again. The interval-th clean step in a row: the scale doubles unless that would be infinite, and the count
 * starts again. */
void loss_scaler_step(loss_scaler *scaler, bool overflow);

#endif
