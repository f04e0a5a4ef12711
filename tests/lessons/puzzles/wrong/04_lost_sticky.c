/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes what is more than half for a tie. */
#include <stdint.h>

uint8_t fp16_to_e5m2(uint16_t code)
{
    if ((code & 0x7FFF) > 0x7C00) {
        return 0x7E;
    }
    return (uint8_t)((code >> 8) + (code >> 7 & code >> 8 & 1));
}
