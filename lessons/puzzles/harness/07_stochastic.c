/* SPDX-License-Identifier: Apache-2.0
 *
 * Puzzle 7: passes a code of FP16 and a random byte to stochastic and records the E5M2 code that it returns.
 */
#include "harness.h"

uint8_t stochastic(uint16_t fp16, uint8_t random);

void puzzle_calls(const uint32_t *in, uint32_t *out, uint32_t calls)
{
    for (uint32_t i = 0; i < calls; i++, in += 2, out++) {
        puzzle_memory->at = i;
        out[0] = stochastic((uint16_t)in[0], (uint8_t)in[1]);
    }
}
