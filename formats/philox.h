/* SPDX-License-Identifier: Apache-2.0
 *
 * Philox4x32-10 by Salmon, Moraes, Dror and Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011: a block of
 * four random words as a function of a key and a counter. Ten rounds of two 32 x 32 -> 64 bit products; two Weyl
 * constants advance the key. The suite checks the authors' published known answers.
 */
#ifndef HU_PHILOX_H
#define HU_PHILOX_H

#include <stdint.h>
#include <string.h>

enum { PHILOX_ROUNDS = 10 };

static const uint32_t philox_multipliers[2] = {0xD2511F53, 0xCD9E8D57};
static const uint32_t philox_weyl[2] = {0x9E3779B9, 0xBB67AE85}; /* golden ratio and sqrt(3) - 1, times 2^32 */

/* The block of the key `seed` and the counter (index, stream), low words first. */
static inline void philox_block(uint64_t seed, uint64_t stream, uint64_t index, uint32_t block[4])
{
    uint32_t key[2] = {(uint32_t)seed, (uint32_t)(seed >> 32)};
    uint32_t x[4] = {(uint32_t)index, (uint32_t)(index >> 32), (uint32_t)stream, (uint32_t)(stream >> 32)};
    for (int round = 0; round < PHILOX_ROUNDS; round++) {
        uint64_t p = (uint64_t)philox_multipliers[0] * x[0];
        uint64_t q = (uint64_t)philox_multipliers[1] * x[2];
        uint32_t next[4] = {(uint32_t)(q >> 32) ^ x[1] ^ key[0], (uint32_t)q, (uint32_t)(p >> 32) ^ x[3] ^ key[1],
                            (uint32_t)p};
        memcpy(x, next, sizeof x);
        key[0] += philox_weyl[0];
        key[1] += philox_weyl[1];
    }
    memcpy(block, x, sizeof x);
}

#endif
