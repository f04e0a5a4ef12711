/* SPDX-License-Identifier: Apache-2.0
 *
 * Returns 2^-10 of the number, which is the ulp of powers of two alone. */
#include <math.h>
#include <stdint.h>

float ulp_of_fp16(uint16_t code)
{
    const int exponent = code >> 10 & 31;
    if (exponent == 31) {
        return NAN;
    }
    return exponent == 0 ? 0x1p-24F : ldexpf((float)(1024 + (code & 1023)), exponent - 35);
}
