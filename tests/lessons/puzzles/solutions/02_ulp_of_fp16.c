/* SPDX-License-Identifier: Apache-2.0
 *
 * A solution of puzzle 2. */
#include <math.h>
#include <stdint.h>

float ulp_of_fp16(uint16_t code)
{
    const int exponent = code >> 10 & 31;
    if (exponent == 31) {
        return NAN;
    }
    return ldexpf(1, (exponent == 0 ? 1 : exponent) - 25);
}
