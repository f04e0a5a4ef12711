/* SPDX-License-Identifier: Apache-2.0
 *
 * The FP64 fused multiply-add of the chain: x * y + addend, rounded once, to nearest even. The rest of the library
 * calculates in 64 bits, which is too few for a product of 106; here numbers have 128, in two words.
 *
 * NaNs are those of the H200: of the operands' NaNs y's comes first, then the addend's, then x's, and it becomes quiet;
 * an invalid operation gives FFF8000000000000.
 */
#include "decode.h"
#include "dot.h"
#include "encode.h"
#include "round.h"
#include "table.h"

/* (-1)^sign * (high * 2^64 + low) * 2^exponent, below 2^126 * 2^exponent: there is room for a carry. */
typedef struct {
    uint64_t high, low;
    int exponent;
    bool sign;
} wide;

/* The product of two significands of 53 bits on top of 64: its 22 lowest bits are zero. */
static wide multiply(hu_value x, hu_value y)
{
    const uint64_t x1 = x.significand >> 32;
    const uint64_t x0 = x.significand & UINT32_MAX;
    const uint64_t y1 = y.significand >> 32;
    const uint64_t y0 = y.significand & UINT32_MAX;
    const uint64_t middle = x1 * y0 + (x0 * y0 >> 32);
    const uint64_t other = x0 * y1 + (middle & UINT32_MAX);
    const uint64_t high = x1 * y1 + (middle >> 32) + (other >> 32);
    const uint64_t low = other << 32 | (x0 * y0 & UINT32_MAX);
    return (wide){high >> 2, high << 62 | low >> 2, x.exponent + y.exponent + 2, x.sign != y.sign};
}

static wide widen(hu_value x)
{
    return (wide){x.significand >> 2, x.significand << 62, x.exponent - 62, x.sign};
}

/* To a larger exponent; what is shifted out is jammed into the lowest bit. */
static wide raise(wide x, int exponent)
{
    for (int shift = exponent - x.exponent; shift > 0;) {
        const int now = shift < 63 ? shift : 63;
        const uint64_t lost = x.low << (64 - now);
        if (x.high == 0 && x.low <= 1) {
            break;
        }
        x.low = x.high << (64 - now) | x.low >> now | (lost != 0);
        x.high >>= now;
        shift -= now;
    }
    x.exponent = exponent;
    return x;
}

static hu_value narrow(wide x)
{
    if (x.high == 0) {
        return hu_value_finite(x.sign, x.exponent, x.low);
    }
    const int shift = hu_leading_zeros(x.high);
    const uint64_t top = shift == 0 ? x.high : x.high << shift | x.low >> (64 - shift);
    const uint64_t rest = x.low << shift;
    return hu_value_finite(x.sign, x.exponent + 64 - shift, top | (rest != 0));
}

static hu_value add(wide x, wide y)
{
    const int exponent = x.exponent > y.exponent ? x.exponent : y.exponent;
    x = raise(x, exponent);
    y = raise(y, exponent);
    if (x.sign == y.sign) {
        const uint64_t low = x.low + y.low;
        return narrow((wide){x.high + y.high + (low < x.low), low, exponent, x.sign});
    }
    if (x.high < y.high || (x.high == y.high && x.low < y.low)) {
        const wide larger = y;
        y = x;
        x = larger;
    }
    hu_value difference = narrow((wide){x.high - y.high - (x.low < y.low), x.low - y.low, exponent, x.sign});
    difference.sign &= difference.kind != VALUE_ZERO;
    return difference;
}

static uint64_t special(hu_value x, hu_value y, hu_value c, uint64_t x_code, uint64_t y_code, uint64_t c_code)
{
    const uint64_t quiet = UINT64_C(1) << 51;
    if (y.kind == VALUE_NAN || c.kind == VALUE_NAN || x.kind == VALUE_NAN) {
        return quiet | (y.kind == VALUE_NAN ? y_code : c.kind == VALUE_NAN ? c_code : x_code);
    }
    const bool infinite = x.kind == VALUE_INFINITY || y.kind == VALUE_INFINITY;
    const bool sign = x.sign != y.sign;
    if (infinite && (x.kind == VALUE_ZERO || y.kind == VALUE_ZERO || (c.kind == VALUE_INFINITY && c.sign != sign))) {
        return UINT64_C(0xFFF8000000000000);
    }
    return hu_encode(&hu_table[ROW_FP64], (hu_value){.kind = VALUE_INFINITY, .sign = infinite ? sign : c.sign});
}

uint64_t hu_dot_fma_fp64(uint64_t x_code, uint64_t y_code, uint64_t c_code)
{
    const hu_format *f = &hu_table[ROW_FP64];
    const hu_value x = hu_decode(f, x_code);
    const hu_value y = hu_decode(f, y_code);
    const hu_value c = hu_decode(f, c_code);
    if (x.kind >= VALUE_INFINITY || y.kind >= VALUE_INFINITY || c.kind >= VALUE_INFINITY) {
        return special(x, y, c, x_code, y_code, c_code);
    }
    hu_env env = {0};
    if (x.kind == VALUE_ZERO || y.kind == VALUE_ZERO) {
        const bool minus = x.sign != y.sign && c.sign;
        return c.kind == VALUE_ZERO ? hu_encode(f, (hu_value){.kind = VALUE_ZERO, .sign = minus}) : c_code;
    }
    const wide product = multiply(x, y);
    return hu_encode(f, hu_round(f, c.kind == VALUE_ZERO ? narrow(product) : add(product, widen(c)), &env));
}
