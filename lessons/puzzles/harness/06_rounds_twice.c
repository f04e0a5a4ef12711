/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

uint32_t rounds_twice(uint8_t e4m3);

void puzzle_calls(const uint32_t *in, uint32_t *out, uint32_t calls)
{
    for (uint32_t i = 0; i < calls; i++, in++, out++) {
        puzzle_memory->at = i;
        out[0] = rounds_twice((uint8_t)in[0]);
    }
}
