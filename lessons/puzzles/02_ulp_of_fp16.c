/* SPDX-License-Identifier: Apache-2.0
 *
 * Puzzle 2: how far is the next one?
 *
 * A weight is 2048 and the optimizer adds 0.5 to it, a thousand times. The weight is FP16, and it is still 2048. "The
 * update was less than half an ulp", somebody says, and you write the function that would have warned you.
 *
 * FP16 has a sign, five exponent bits E with bias 15, and ten fraction bits T:
 *
 *     E = 1 to 30    (-1)^s * (1 + T/1024) * 2^(E - 15)
 *     E = 0          (-1)^s * (0 + T/1024) * 2^(1 - 15)      the subnormals, and zero
 *     E = 31         infinity (T = 0) and NaN
 *
 * Return the ulp of the number that the code stands for: the distance between two neighbours with its exponent, what
 * one unit in the last place of T is worth. It is positive for negative numbers too. Of an infinity or NaN there is
 * none: return a NaN.
 *
 *     0x3C00, which is 1: 2^-10      0x3BFF, the number below it: 2^-11      0xE800, which is -2048: 2
 */
#include <math.h>
#include <stdint.h>

float ulp_of_fp16(uint16_t code)
{
    (void)code;
    return 0; /* write it here */
}
