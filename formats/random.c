/* SPDX-License-Identifier: Apache-2.0
 *
 * Counter-based random bits: Philox4x32-10 by Salmon, Moraes, Dror and Shaw, "Parallel Random Numbers: As Easy as 1, 2,
 * 3", SC 2011. Ten rounds of two 32 x 32 -> 64 bit products; two Weyl constants advance the key. The suite checks the
 * authors' published known answers.
 */
#include "halfulp.h"

static const uint32_t multipliers[2] = {0xD2511F53, 0xCD9E8D57};
static const uint32_t weyl[2] = {0x9E3779B9, 0xBB67AE85}; /* golden ratio and sqrt(3) - 1, as fractions of 2^32 */

uint64_t hu_random(uint64_t seed, uint64_t stream, uint64_t index)
{
    uint32_t key[2] = {(uint32_t)seed, (uint32_t)(seed >> 32)};
    uint32_t x[4] = {(uint32_t)index, (uint32_t)(index >> 32), (uint32_t)stream, (uint32_t)(stream >> 32)};
    for (int round = 0; round < 10; round++) {
        uint64_t p = (uint64_t)multipliers[0] * x[0];
        uint64_t q = (uint64_t)multipliers[1] * x[2];
        uint32_t next[4] = {(uint32_t)(q >> 32) ^ x[1] ^ key[0], (uint32_t)q, (uint32_t)(p >> 32) ^ x[3] ^ key[1],
                            (uint32_t)p};
        memcpy(x, next, sizeof x);
        key[0] += weyl[0];
        key[1] += weyl[1];
    }
    return (uint64_t)x[1] << 32 | x[0];
}
