/* SPDX-License-Identifier: Apache-2.0
 *
 * Puzzle 4: gradients in a byte
 *
 * E5M2 is the FP8 format for gradients: the sign and the five exponent bits of FP16, and two fraction bits of ten. With
 * so few, ties are no curiosity: of every 256 numbers one is half way between two of E5M2.
 *
 *     FP16   s EEEEE TT|tttttttt
 *     E5M2   s EEEEE TT|
 *
 * Return the E5M2 code nearest to the number with this FP16 code; half way between two of them, the one whose last bit
 * is 0. Round first, then look whether it fits: the largest number is 0x7B = 57344, one ulp above it would be 65536,
 * and what rounds to that becomes infinity, 0x7C. What rounds to 57344 does not. NaN stays NaN (any of 0x7D, 0x7E,
 * 0x7F, 0xFD, 0xFE and 0xFF will do), infinity stays infinity.
 *
 *     0x3C00 -> 0x3C      0x3C80 -> 0x3C, a tie      0x3D80 -> 0x3E, a tie      0x7B7F -> 0x7B      0xFC01 -> any NaN
 */
#include <stdint.h>

uint8_t fp16_to_e5m2(uint16_t code)
{
    (void)code;
    return 0; /* write it here */
}
