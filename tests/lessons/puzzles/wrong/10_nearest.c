/* SPDX-License-Identifier: Apache-2.0
 *
 * Rounds the logarithm to nearest. */
#include <stdint.h>

uint8_t block_scale(const uint16_t block[32])
{
    int amax = 0;
    for (int i = 0; i < 32; i++) {
        const int magnitude = block[i] & 0x7FFF;
        amax = magnitude > amax ? magnitude : amax;
    }
    const int exponent = amax < 0x7F80 ? (amax + 0x4A) >> 7 : 255;
    if (exponent == 255) {
        return 0xFF;
    }
    return (uint8_t)(exponent < 8 ? 0 : exponent - 8);
}
