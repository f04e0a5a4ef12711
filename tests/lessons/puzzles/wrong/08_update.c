/* SPDX-License-Identifier: Apache-2.0
 *
 * Compares with the update instead of what was wanted. */
#include <stdint.h>

uint8_t add(uint8_t x, uint8_t y);
uint8_t sub(uint8_t x, uint8_t y);

void kahan(uint8_t *weight, uint8_t *excess, uint8_t update)
{
    const uint8_t wanted = sub(update, *excess);
    const uint8_t sum = add(*weight, wanted);
    *excess = sub(sub(sum, *weight), update);
    *weight = sum;
}
