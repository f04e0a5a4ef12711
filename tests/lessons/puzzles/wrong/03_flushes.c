/* SPDX-License-Identifier: Apache-2.0
 *
 * Flushes subnormals, as VCVTNEPS2BF16 does. */
#include <stdint.h>

uint16_t fp32_to_bf16(uint32_t code)
{
    if ((code & 0x7FFFFFFF) > 0x7F800000) {
        return 0x7FC0;
    }
    if ((code & 0x7F800000) == 0) {
        return (uint16_t)(code >> 31 << 15);
    }
    return (uint16_t)((code + 0x7FFF + (code >> 16 & 1)) >> 16);
}
