/* SPDX-License-Identifier: Apache-2.0
 *
 * Saturates. */
#include <stdint.h>

uint8_t fp32_to_e4m3(uint32_t code)
{
    const uint8_t sign = (uint8_t)(code >> 24 & 0x80);
    const uint32_t significand = (code & 0x7FFFFF) | 0x800000;
    const int exponent = (int)(code >> 23 & 0xFF) - 127;
    if (exponent > 8) {
        return 0x7F;
    }
    const int bits = exponent < -6 ? 14 - exponent : 20;
    if (bits > 24) {
        return sign;
    }
    const uint32_t discarded = significand & ((1U << bits) - 1);
    const uint32_t half = 1U << (bits - 1);
    uint32_t result = significand >> bits;
    result += exponent < -6 ? 0 : (uint32_t)(exponent + 6) << 3;
    result += discarded > half || (discarded == half && (result & 1) != 0);
    return (uint8_t)(result > 0x7E ? sign | 0x7E : sign | result);
}
