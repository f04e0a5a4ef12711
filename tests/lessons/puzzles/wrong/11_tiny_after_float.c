/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests after rounding to float, whose subnormals have fewer bits: 2^-126 - 2^-150 is 2^-126 by then. */
#include <math.h>
#include <stdint.h>
#include <string.h>

static double number(uint32_t code)
{
    float x;
    if ((code & 0x7F800000) == 0) {
        code &= 0x80000000;
    }
    memcpy(&x, &code, sizeof x);
    return x;
}

static double product(uint16_t x, uint16_t y)
{
    return number((uint32_t)x << 16) * number((uint32_t)y << 16);
}

static uint32_t rounded(double exact)
{
    const float result = (float)(fabs((double)(float)exact) < 0x1p-126 - 0x1p-151 ? copysign(0, exact) : exact);
    uint32_t code;
    memcpy(&code, &result, sizeof code);
    return code;
}

uint32_t vdpbf16ps(uint32_t sum, const uint16_t x[2], const uint16_t y[2])
{
    sum = rounded(number(sum) + product(x[1], y[1]));
    return rounded(number(sum) + product(x[0], y[0]));
}
