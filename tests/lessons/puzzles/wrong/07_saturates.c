/* SPDX-License-Identifier: Apache-2.0
 *
 * Never rounds 57344 and more up to infinity. */
#include <stdint.h>

uint8_t stochastic(uint16_t fp16, uint8_t random)
{
    const int magnitude = fp16 & 0x7FFF;
    if (magnitude > 0x7C00) {
        return 0x7E;
    }
    return (uint8_t)((magnitude >= 0x7B00 ? fp16 : fp16 + random) >> 8);
}
