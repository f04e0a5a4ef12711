/* SPDX-License-Identifier: Apache-2.0
 *
 * Keeps the largest number where infinity is nearer. */
#include <stdint.h>

uint16_t fp32_to_bf16(uint32_t code)
{
    if ((code & 0x7FFFFFFF) > 0x7F800000) {
        return 0x7FC0;
    }
    if ((code & 0x7FFFFFFF) > 0x7F7F0000 && (code & 0x7FFFFFFF) < 0x7F800000) {
        return (uint16_t)(code >> 16);
    }
    return (uint16_t)((code + 0x7FFF + (code >> 16 & 1)) >> 16);
}
