/* SPDX-License-Identifier: Apache-2.0
 *
 * Puzzle 3: sixteen bits fewer
 *
 * BF16 is the upper half of FP32: the same sign and the same eight exponent bits, and seven fraction bits of 23. To
 * convert, cut off the lower half, and every number becomes a little smaller. Networks notice: a sum of ten thousand
 * numbers, each wrong in the same direction, is wrong by ten thousand times as much. So round.
 *
 *     FP32   s EEEEEEEE TTTTTTT|tttttttttttttttt
 *     BF16   s EEEEEEEE TTTTTTT|
 *
 * Return the BF16 code nearest to the number with this FP32 code. Half way between two of them, take the even one, the
 * one whose last bit is 0. What is beyond the largest number by half an ulp or more becomes infinity of its sign. NaN
 * stays NaN (any NaN will do), infinity stays infinity.
 *
 *     0x3F800000 -> 0x3F80      0x3F808000 -> 0x3F80, a tie      0x3F808001 -> 0x3F81      0x3F818000 -> 0x3F82, a tie
 *
 * There are 4,294,967,296 codes, and all of them will be tried.
 */
#include <stdint.h>

uint16_t fp32_to_bf16(uint32_t code)
{
    (void)code;
    return 0; /* write it here */
}
