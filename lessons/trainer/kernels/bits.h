/* SPDX-License-Identifier: Apache-2.0
 *
 * A float and its code.
 */
#ifndef TRAINER_BITS_H
#define TRAINER_BITS_H

#include <stdint.h>
#include <string.h>

static inline float float_of_bits(uint32_t bits)
{
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static inline uint32_t bits_of_float(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

#endif
