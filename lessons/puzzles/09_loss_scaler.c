/* SPDX-License-Identifier: Apache-2.0
 *
 * Puzzle 9: a knob that turns itself
 *
 * Gradients in FP16 underflow, so the loss is multiplied by a scale S, as large as possible. Too large, and gradients
 * overflow. Nobody knows the right S in advance, and it changes during training. PyTorch's GradScaler finds it by a
 * rule that is easy to write down and easy to get wrong in a copy.
 *
 * After each step:
 *   - The gradients overflowed: the step is skipped, S is halved, and the count of clean steps starts again.
 *   - They did not: that is one more clean step. If it makes `interval` of them, S is doubled, unless it would become
 *     infinite: then it stays as it is. In either case the count starts again.
 *
 * `scale` is S, a power of two from 2^-149 to 2^127, or 0: there is no lower bound, and half of 2^-149 is 0.
 * `clean_steps` is less than `interval` when you are called. Every state will be tried, for intervals from 1 to 32 and
 * for 2000.
 *
 *     interval 2000: S = 65536, 1999, no overflow -> 131072, 0      S = 65536, 1999, overflow -> 32768, 0
 */
#include <stdbool.h>
#include <stdint.h>

void loss_scaler(float *scale, int *clean_steps, int interval, bool overflow)
{
    (void)scale;
    (void)clean_steps;
    (void)interval;
    (void)overflow;
    /* write it here */
}
