/* SPDX-License-Identifier: Apache-2.0
 *
 * Cuts off the lower half. */
#include <stdint.h>

uint16_t fp32_to_bf16(uint32_t code)
{
    if ((code & 0x7FFFFFFF) > 0x7F800000) {
        return 0x7FC0;
    }
    return (uint16_t)(code >> 16);
}
