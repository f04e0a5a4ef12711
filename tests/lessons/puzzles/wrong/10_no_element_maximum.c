/* SPDX-License-Identifier: Apache-2.0
 *
 * Forgets to divide by the largest power of two of E4M3. */
#include <stdint.h>

uint8_t block_scale(const uint16_t block[32])
{
    int amax = 0;
    for (int i = 0; i < 32; i++) {
        const int magnitude = block[i] & 0x7FFF;
        amax = magnitude > amax ? magnitude : amax;
    }
    const int exponent = amax >> 7;
    if (exponent == 255) {
        return 0xFF;
    }
    return (uint8_t)(exponent);
}
