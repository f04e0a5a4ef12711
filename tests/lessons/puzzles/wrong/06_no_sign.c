/* SPDX-License-Identifier: Apache-2.0
 *
 * Forgets the negative codes. */
#include <math.h>
#include <stdint.h>
#include <string.h>

static float decoded(int code)
{
    return code < 8 ? ldexpf((float)code, -9) : ldexpf((float)(8 + code % 8), code / 8 - 10);
}

uint32_t rounds_twice(uint8_t e4m3)
{
    const int magnitude = e4m3 & 0x7F;
    const float tie = (decoded(magnitude) + decoded(magnitude + 1)) / 2;
    uint32_t code;
    memcpy(&code, &tie, sizeof code);
    return (code - 1);
}
