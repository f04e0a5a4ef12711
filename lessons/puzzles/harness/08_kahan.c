/* SPDX-License-Identifier: Apache-2.0
 *
 * Puzzle 8: passes a weight, its excess and an update to kahan and records the first two as it leaves them. add and
 * sub, which the reader's function may call, look results up in tables that the grader has filled.
 */
#include "harness.h"

uint8_t add(uint8_t x, uint8_t y);
uint8_t sub(uint8_t x, uint8_t y);
void kahan(uint8_t *weight, uint8_t *excess, uint8_t update);

uint8_t add(uint8_t x, uint8_t y)
{
    return puzzle_memory->sum[x * 256 + y];
}

uint8_t sub(uint8_t x, uint8_t y)
{
    return puzzle_memory->difference[x * 256 + y];
}

void puzzle_calls(const uint32_t *in, uint32_t *out, uint32_t calls)
{
    for (uint32_t i = 0; i < calls; i++, in += 3, out += 2) {
        puzzle_memory->at = i;
        uint8_t weight = (uint8_t)in[0];
        uint8_t excess = (uint8_t)in[1];
        kahan(&weight, &excess, (uint8_t)in[2]);
        out[0] = weight;
        out[1] = excess;
    }
}
