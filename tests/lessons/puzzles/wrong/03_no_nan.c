/* SPDX-License-Identifier: Apache-2.0
 *
 * Rounds NaNs too: 0x7F800001 becomes infinity, and 0x7FFFFFFF -0. */
#include <stdint.h>

uint16_t fp32_to_bf16(uint32_t code)
{
    if ((code & 0x7FFFFFFF) > 0x7FFFFFFF) {
        return 0x7FC0;
    }
    return (uint16_t)((code + 0x7FFF + (code >> 16 & 1)) >> 16);
}
