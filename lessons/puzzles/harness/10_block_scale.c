/* SPDX-License-Identifier: Apache-2.0
 *
 * Puzzle 10: passes a block of 32 codes, two to a word, to block_scale and records the code of the scale that it
 * returns.
 */
#include "harness.h"

uint8_t block_scale(const uint16_t block[32]);

void puzzle_calls(const uint32_t *in, uint32_t *out, uint32_t calls)
{
    for (uint32_t i = 0; i < calls; i++, in += 16, out++) {
        puzzle_memory->at = i;
        uint16_t block[32];
        for (int j = 0; j < 32; j++) {
            block[j] = (uint16_t)(in[j / 2] >> (16 * (j % 2)));
        }
        out[0] = block_scale(block);
    }
}
