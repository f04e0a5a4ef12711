/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes the sign for a part of the exponent. */
#include <math.h>
#include <stdint.h>

float ulp_of_fp16(uint16_t code)
{
    const int exponent = code >> 10;
    if (exponent == 31 || exponent == 63) {
        return NAN;
    }
    return ldexpf(1, (exponent == 0 ? 1 : exponent) - 25);
}
