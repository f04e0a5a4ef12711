/* SPDX-License-Identifier: Apache-2.0
 *
 * Puzzle 9: passes a scale, a count of clean steps, the interval and whether the gradients overflowed to loss_scaler
 * and records scale and count as it leaves them.
 */
#include "harness.h"

#include <stdbool.h>
#include <string.h>

void loss_scaler(float *scale, int *clean_steps, int interval, bool overflow);

void puzzle_calls(const uint32_t *in, uint32_t *out, uint32_t calls)
{
    for (uint32_t i = 0; i < calls; i++, in += 4, out += 2) {
        puzzle_memory->at = i;
        float scale;
        int clean_steps = (int)in[1];
        memcpy(&scale, in, sizeof scale);
        loss_scaler(&scale, &clean_steps, (int)in[2], in[3] != 0);
        memcpy(out, &scale, sizeof scale);
        out[1] = (uint32_t)clean_steps;
    }
}
