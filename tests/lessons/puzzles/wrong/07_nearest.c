/* SPDX-License-Identifier: Apache-2.0
 *
 * Rounds to nearest, whatever is drawn. */
#include <stdint.h>

uint8_t stochastic(uint16_t fp16, uint8_t random)
{
    const int magnitude = fp16 & 0x7FFF;
    if (magnitude > 0x7C00) {
        return 0x7E;
    }
    return (uint8_t)((magnitude == 0x7C00 ? fp16 : fp16 + 0x7F + (fp16 >> 8 & 1) + 0 * random) >> 8);
}
