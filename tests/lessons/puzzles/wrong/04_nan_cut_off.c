/* SPDX-License-Identifier: Apache-2.0
 *
 * Cuts off the lower half of a NaN: 0x7C01 becomes infinity. */
#include <stdint.h>

uint8_t fp16_to_e5m2(uint16_t code)
{
    if ((code & 0x7FFF) > 0x7C00) {
        return (uint8_t)(code >> 8);
    }
    return (uint8_t)((code + 0x7F + (code >> 8 & 1)) >> 8);
}
