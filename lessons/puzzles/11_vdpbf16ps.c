/* SPDX-License-Identifier: Apache-2.0
 *
 * Puzzle 11: what the silicon does
 *
 * The last bits of your BF16 matrix product differ from the server's, and both are right. The server multiplies with
 * VDPBF16PS, and its manual defines the bits. One link of its chain takes a sum in FP32 and two pairs of BF16 numbers:
 *
 *     sum' = sum  + x[1] * y[1]        the odd pair first
 *     sum" = sum' + x[0] * y[0]
 *
 * Each line is one fused multiply-add, with three rules that no rounding mode or flag changes:
 *   - A subnormal operand (sum, x or y) counts as a zero of its sign.
 *   - The exact sum of product and addend is rounded once, to nearest, ties to even.
 *   - A tiny result is flushed to a zero of its sign, in either line. It is tiny if its magnitude, rounded to FP32's 24
 *     bits as if the exponent had no lower bound, is below 2^-126. So 2^-126 - 2^-150, which has 24 bits, is flushed;
 *     2^-126 - 2^-151 is a tie, rounds to 2^-126, and stays.
 *
 * Return the FP32 code of sum". Overflow gives infinity, and any NaN will do. Your float and double are IEEE 754's, and
 * fmaf() and fma() of math.h are there. All 2^96 operands cannot be tried: three million are, chosen to be nasty.
 *
 *     sum 1 = 0x3F800000, x = {2, 3}, y = {0.5, 4} = {0x3F00, 0x4080} -> 14 = 0x41600000
 */
#include <math.h>
#include <stdint.h>
#include <string.h>

uint32_t vdpbf16ps(uint32_t sum, const uint16_t x[2], const uint16_t y[2])
{
    (void)sum;
    (void)x;
    (void)y;
    return 0; /* write it here */
}
