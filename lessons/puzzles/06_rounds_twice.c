/* SPDX-License-Identifier: Apache-2.0
 *
 * Puzzle 6: twice is not once
 *
 * A kernel computes in FP32, stores BF16, and a cast to E4M3 follows. A colleague goes from FP32 to E4M3 directly. Both
 * round to nearest, ties to even, both are proud of their tests, and now and then their results are neighbours. You
 * are asked for a number that shows it, and then for one for every result that can go wrong.
 *
 *     once    FP32 ------------> E4M3
 *     twice   FP32 --> BF16 ---> E4M3
 *
 * The argument is the code of a finite number of E4M3 whose last bit is 1. Return the FP32 code of a number that
 * becomes this code when it is rounded once, and another one when it is rounded twice. You will be asked for all 126.
 * (For an even code there is no such number. Why?)
 *
 * Nothing has to be converted here in general: puzzle 1 says what the code stands for, and a float has its own code:
 *
 *     float x = 1.5F;
 *     uint32_t code;
 *     memcpy(&code, &x, sizeof code);      0x3FC00000
 */
#include <stdint.h>
#include <string.h>

uint32_t rounds_twice(uint8_t e4m3)
{
    (void)e4m3;
    return 0; /* write it here */
}
