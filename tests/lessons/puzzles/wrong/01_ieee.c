/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes the top exponent for infinity and NaN, as in IEEE 754. */
#include <math.h>
#include <stdint.h>

float decode_e4m3(uint8_t code)
{
    const int exponent = code >> 3 & 15;
    const int fraction = code & 7;
    float magnitude = ldexpf((float)(8 + fraction), exponent - 10);
    if (exponent == 0) {
        magnitude = ldexpf((float)fraction, -9);
    } else if (exponent == 15) {
        magnitude = fraction == 0 ? INFINITY : NAN;
    }
    return code >> 7 ? -magnitude : magnitude;
}
