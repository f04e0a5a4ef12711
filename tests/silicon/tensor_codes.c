/* SPDX-License-Identifier: Apache-2.0
 *
 * Codes in tiles: to numbers, and from them.
 */
#include "tensor_codes.h"

#include <math.h>
#include <string.h>

shape shape_of(const hu_format *f)
{
    const int ignored = hu_format_width(f) == 19 ? 13 : 0;
    return (shape){.exponent_bits = f->exponent_bits,
                   .fraction_bits = f->fraction_bits,
                   .bias = f->bias,
                   .ignored = ignored,
                   .largest = hu_format_largest(f),
                   .size = (hu_format_width(f) + ignored) / 8};
}

uint64_t get(const void *tile, size_t index, int size)
{
    uint64_t code = 0;
    memcpy(&code, (const char *)tile + index * (size_t)size, (size_t)size);
    return code;
}

void put(void *tile, size_t index, int size, uint64_t code)
{
    memcpy((char *)tile + index * (size_t)size, &code, (size_t)size);
}

int width(const shape *f)
{
    return 1 + f->exponent_bits + f->fraction_bits;
}

double number_of(const shape *f, uint64_t code)
{
    code >>= f->ignored;
    const uint64_t magnitude = code & ((UINT64_C(1) << (width(f) - 1)) - 1);
    const int exponent = (int)(magnitude >> f->fraction_bits);
    const uint64_t hidden = UINT64_C(1) << f->fraction_bits;
    const uint64_t significand = (magnitude & (hidden - 1)) | (exponent != 0 ? hidden : 0);
    const double x = ldexp((double)significand, (exponent != 0 ? exponent : 1) - f->bias - f->fraction_bits);
    return (code >> (width(f) - 1) & 1) != 0 ? -x : x;
}

uint64_t code_of(const shape *f, bool sign, int exponent, uint64_t fraction)
{
    const uint64_t bits = fraction >> (64 - f->fraction_bits);
    const int field = exponent + f->bias;
    uint64_t magnitude;
    if (field >= 1) {
        magnitude = ((uint64_t)(unsigned)field << f->fraction_bits) + bits;
    } else {
        const int shift = 1 - field;
        magnitude = shift > f->fraction_bits ? (uint64_t)(shift == f->fraction_bits + 1)
                                             : (bits | UINT64_C(1) << f->fraction_bits) >> shift;
    }
    if (magnitude > f->largest) {
        magnitude = f->largest - (bits & 1);
    }
    return (magnitude | (uint64_t)sign << (width(f) - 1)) << f->ignored;
}

uint64_t code_near(const shape *f, double x)
{
    int exponent;
    if (x == 0) {
        return 0;
    }
    const double significand = frexp(fabs(x), &exponent); /* [1/2, 1) */
    return code_of(f, x < 0, exponent - 1, (uint64_t)ldexp(significand * 2 - 1, 53) << 11);
}
