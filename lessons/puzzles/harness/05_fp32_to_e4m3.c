/* SPDX-License-Identifier: Apache-2.0
 *
 * Puzzle 5: passes a code of FP32 to fp32_to_e4m3 and records the E4M3 code that it returns.
 */
#include "harness.h"

uint8_t fp32_to_e4m3(uint32_t code);

void puzzle_calls(const uint32_t *in, uint32_t *out, uint32_t calls)
{
    for (uint32_t i = 0; i < calls; i++, in++, out++) {
        puzzle_memory->at = i;
        out[0] = fp32_to_e4m3(in[0]);
    }
}
