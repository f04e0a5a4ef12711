/* SPDX-License-Identifier: Apache-2.0
 *
 * Doubles one step late. */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>

void loss_scaler(float *scale, int *clean_steps, int interval, bool overflow)
{
    if (overflow) {
        *scale *= 0.5F;
        *clean_steps = 0;
        return;
    }
    *clean_steps += 1;
    if (*clean_steps > interval) {
        const float twice = *scale * 2;
        if (isfinite(twice)) {
            *scale = twice;
        }
        *clean_steps = 0;
    }
}
