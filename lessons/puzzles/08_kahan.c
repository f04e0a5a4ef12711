/* SPDX-License-Identifier: Apache-2.0
 *
 * Puzzle 8: the number that remembers
 *
 * There is no room for a master copy in FP32, and no random numbers are allowed. Kahan's sum keeps, beside each weight,
 * a second number of the same format: what the last addition added too much. The next update is first made smaller by
 * it.
 *
 *     wanted   = update - excess
 *     weight'  = weight + wanted
 *     excess'  = (weight' - weight) - wanted
 *
 * In exact arithmetic the last line is zero. Here each of the four operations is rounded to E4M3, and it is what the
 * second one lost, negated. E4M3 is contrived: all 2^24 triples can be tried. In BF16 the method trains networks.
 *
 * `add` and `sub` are given: x + y and x - y of E4M3 codes, each rounded once. Nothing else is needed.
 * The sign of an excess of zero does not matter.
 *
 *     weight 0x60 = 32, excess 0x00, update 0x38 = 1: the ulp of 32 is 4, so the weight stays 0x60 and the excess
 *     becomes 0xB8 = -1: 1 too little. The next update of 1 adds 2, a tie, and stays too; the excess is then -2.
 */
#include <stdint.h>

uint8_t add(uint8_t x, uint8_t y);
uint8_t sub(uint8_t x, uint8_t y);

void kahan(uint8_t *weight, uint8_t *excess, uint8_t update)
{
    (void)weight;
    (void)excess;
    (void)update;
    /* write it here */
}
