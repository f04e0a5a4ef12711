/* SPDX-License-Identifier: Apache-2.0
 *
 * Forgets the last place. */
#include <stdint.h>

uint8_t block_scale(const uint16_t block[32])
{
    int amax = 0;
    for (int i = 0; i < 31; i++) {
        const int magnitude = block[i] & 0x7FFF;
        amax = magnitude > amax ? magnitude : amax;
    }
    const int exponent = amax >> 7;
    if (exponent == 255) {
        return 0xFF;
    }
    return (uint8_t)(exponent < 8 ? 0 : exponent - 8);
}
