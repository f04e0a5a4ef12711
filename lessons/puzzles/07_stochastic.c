/* SPDX-License-Identifier: Apache-2.0
 *
 * Puzzle 7: right on average
 *
 * An update of a tenth of an ulp, rounded to nearest, is lost every time. Rounded stochastically it arrives in full one
 * time in ten, and on average nothing is lost. The coin is data: a random byte that the caller brings, so that a run
 * can be repeated, and so that you can be graded.
 *
 * From FP16 to E5M2 eight fraction bits are cut off. Call them d, 0 to 255, in units of 1/256 of an ulp:
 *
 *     FP16   s EEEEE TT|dddddddd
 *     E5M2   s EEEEE TT|
 *
 * Return the neighbour away from zero if d + random >= 256, otherwise the one toward zero. That is so for d of the 256
 * random bytes, which makes the average exact. Away from zero, the neighbour of the largest number, 57344, is infinity.
 * Infinity and NaN are not numbers to be rounded: infinity stays infinity, and NaN stays NaN (any will do).
 *
 *     0x3C40, random 191 -> 0x3C      0x3C40, random 192 -> 0x3D      0xFBFF, random 1 -> 0xFC
 */
#include <stdint.h>

uint8_t stochastic(uint16_t fp16, uint8_t random)
{
    (void)fp16;
    (void)random;
    return 0; /* write it here */
}
