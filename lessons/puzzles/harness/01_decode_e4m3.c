/* SPDX-License-Identifier: Apache-2.0
 *
 * Puzzle 1: passes a code of E4M3 to decode_e4m3 and records the FP32 code of the number that it returns.
 */
#include "harness.h"

#include <string.h>

float decode_e4m3(uint8_t code);

void puzzle_calls(const uint32_t *in, uint32_t *out, uint32_t calls)
{
    for (uint32_t i = 0; i < calls; i++, in++, out++) {
        puzzle_memory->at = i;
        const float value = decode_e4m3((uint8_t)in[0]);
        memcpy(out, &value, sizeof value);
    }
}
