/* SPDX-License-Identifier: Apache-2.0
 *
 * GradScaler's rule; see loss_scaler.h.
 */
#include "loss_scaler.h"

#include <float.h>

loss_scaler loss_scaler_start(float scale, int interval)
{
    loss_scaler scaler = {.scale = scale, .interval = interval};
    return scaler;
}

void loss_scaler_step(loss_scaler *scaler, bool overflow)
{
    scaler->consecutive_skipped = overflow ? scaler->consecutive_skipped + 1 : 0;
    if (scaler->interval == 0) {
        return;
    }
    if (overflow) {
        scaler->scale *= 0.5F;
        scaler->clean_steps = 0;
        return;
    }
    scaler->clean_steps++;
    if (scaler->clean_steps == scaler->interval) {
        if (scaler->scale <= FLT_MAX / 2) {
            scaler->scale *= 2;
        }
        scaler->clean_steps = 0;
    }
}
