/* SPDX-License-Identifier: Apache-2.0
 *
 * Gives the subnormals the exponent 0 - 7, not 1 - 7. */
#include <math.h>
#include <stdint.h>

float decode_e4m3(uint8_t code)
{
    const int exponent = code >> 3 & 15;
    const int fraction = code & 7;
    float magnitude = ldexpf((float)(8 + fraction), exponent - 10);
    if (exponent == 0) {
        magnitude = ldexpf((float)fraction, -10);
    } else if (exponent == 15 && fraction == 7) {
        magnitude = NAN;
    }
    return code >> 7 ? -magnitude : magnitude;
}
