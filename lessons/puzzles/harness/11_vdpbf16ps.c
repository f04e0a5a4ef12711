/* SPDX-License-Identifier: Apache-2.0
 *
 * Puzzle 11: passes a sum and two pairs of BF16 codes to vdpbf16ps and records the FP32 code that it returns.
 */
#include "harness.h"

uint32_t vdpbf16ps(uint32_t sum, const uint16_t x[2], const uint16_t y[2]);

void puzzle_calls(const uint32_t *in, uint32_t *out, uint32_t calls)
{
    for (uint32_t i = 0; i < calls; i++, in += 5, out++) {
        puzzle_memory->at = i;
        const uint16_t x[2] = {(uint16_t)in[1], (uint16_t)in[2]};
        const uint16_t y[2] = {(uint16_t)in[3], (uint16_t)in[4]};
        out[0] = vdpbf16ps(in[0], x, y);
    }
}
