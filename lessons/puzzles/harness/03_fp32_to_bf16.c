/* SPDX-License-Identifier: Apache-2.0
 *
 * Puzzle 3: passes a code of FP32 to fp32_to_bf16 and records the BF16 code that it returns.
 */
#include "harness.h"

uint16_t fp32_to_bf16(uint32_t code);

void puzzle_calls(const uint32_t *in, uint32_t *out, uint32_t calls)
{
    for (uint32_t i = 0; i < calls; i++, in++, out++) {
        puzzle_memory->at = i;
        out[0] = fp32_to_bf16(in[0]);
    }
}
