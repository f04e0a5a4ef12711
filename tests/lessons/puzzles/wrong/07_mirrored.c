/* SPDX-License-Identifier: Apache-2.0
 *
 * Goes away from zero with the probability of staying. */
#include <stdint.h>

uint8_t stochastic(uint16_t fp16, uint8_t random)
{
    const int magnitude = fp16 & 0x7FFF;
    if (magnitude > 0x7C00) {
        return 0x7E;
    }
    return (uint8_t)((magnitude == 0x7C00  ? fp16
                      : (fp16 & 0xFF) == 0 ? fp16
                                           : (fp16 & 0xFF00) + (random >= (fp16 & 0xFF) ? 0x100 : 0)) >>
                     8);
}
