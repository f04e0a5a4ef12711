/* SPDX-License-Identifier: Apache-2.0
 *
 * Compares with the largest number before rounding. */
#include <stdint.h>

uint8_t fp16_to_e5m2(uint16_t code)
{
    if ((code & 0x7FFF) > 0x7C00) {
        return 0x7E;
    }
    if ((code & 0x7FFF) > 0x7B00) {
        return (uint8_t)(code >> 15 << 7 | 0x7C);
    }
    return (uint8_t)((code + 0x7F + (code >> 8 & 1)) >> 8);
}
