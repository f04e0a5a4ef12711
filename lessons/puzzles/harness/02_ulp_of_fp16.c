/* SPDX-License-Identifier: Apache-2.0
 *
 * Puzzle 2: passes a code of FP16 to ulp_of_fp16 and records the FP32 code of the ulp that it returns.
 */
#include "harness.h"

#include <string.h>

float ulp_of_fp16(uint16_t code);

void puzzle_calls(const uint32_t *in, uint32_t *out, uint32_t calls)
{
    for (uint32_t i = 0; i < calls; i++, in++, out++) {
        puzzle_memory->at = i;
        const float ulp = ulp_of_fp16((uint16_t)in[0]);
        memcpy(out, &ulp, sizeof ulp);
    }
}
