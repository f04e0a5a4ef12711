/* SPDX-License-Identifier: Apache-2.0
 *
 * Puzzle 1: a number in a byte
 *
 * A checkpoint holds its weights in E4M3, the FP8 format of the forward pass, and the tool that should read it is
 * yours. A code is a sign bit s, four exponent bits E and three fraction bits T:
 *
 *          s EEEE TTT
 *     0x3A 0 0111 010      s = 0, E = 7, T = 2:  (1 + 2/8) * 2^(7 - 7) = 1.25
 *
 *     E > 0    (-1)^s * (1 + T/8) * 2^(E - 7)
 *     E = 0    (-1)^s * (0 + T/8) * 2^(1 - 7)      the subnormals, and zero
 *
 * There is no infinity: the largest exponent has numbers too, and 0x7E is 448. Only the two codes in which E and T are
 * all ones, 0x7F and 0xFF, are NaN.
 *
 * Return the number that the code stands for. A float holds each of them exactly. 0x80 is -0, any NaN will do.
 *
 *     0x38 is 1      0x3A is 1.25      0xC4 is -3      0x01 is 0.001953125
 */
#include <math.h>
#include <stdint.h>

float decode_e4m3(uint8_t code)
{
    (void)code;
    return 0; /* write it here */
}
