/* SPDX-License-Identifier: Apache-2.0
 *
 * Counter-based random bits: words of the blocks of philox.h.
 */
#include "halfulp.h"

#include "philox.h"

#include <assert.h>

uint64_t hu_random(uint64_t seed, uint64_t stream, uint64_t index)
{
    uint32_t block[4];
    philox_block(seed, stream, index, block);
    return (uint64_t)block[1] << 32 | block[0];
}

uint32_t hu_random_bits(uint64_t seed, uint64_t stream, uint64_t index, uint32_t bits)
{
    uint32_t block[4];
    assert(bits <= 32 && "a random integer has at most 32 bits");
    philox_block(seed, stream, index / 4, block);
    return bits == 0 ? 0 : block[index % 4] >> ((32 - bits) & 31);
}
