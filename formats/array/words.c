/* SPDX-License-Identifier: Apache-2.0
 *
 * Random words of consecutive elements, by the kernel that draws whole blocks.
 */
#include "process.h"

#include <string.h>

/* The kernel begins at a block, draws whole groups, and does not know that indices begin again after 2^64 - 1. */
void array_words(const array_kernels *kernels, uint64_t seed, uint64_t stream, uint64_t first, uint32_t *words,
                 size_t count)
{
    uint32_t group[ARRAY_GROUP];
    for (size_t done = 0; done < count;) {
        const uint64_t index = first + done;
        const size_t rest = count - done;
        const size_t within = (size_t)(index % 4);
        const uint64_t before_the_end = UINT64_MAX - index;
        const size_t whole = (before_the_end < rest ? (size_t)before_the_end : rest) / ARRAY_GROUP * ARRAY_GROUP;
        size_t n;
        if (within == 0 && whole != 0) {
            n = whole;
            kernels->draw(seed, stream, index / 4, words + done, n);
        } else if (before_the_end >= ARRAY_GROUP) {
            n = rest < ARRAY_GROUP - within ? rest : ARRAY_GROUP - within;
            kernels->draw(seed, stream, index / 4, group, ARRAY_GROUP);
            memcpy(words + done, group + within, n * sizeof group[0]);
        } else {
            n = 1;
            words[done] = hu_random_bits(seed, stream, index, 32);
        }
        done += n;
    }
}

void hu_array_random(uint64_t seed, uint64_t stream, uint64_t first, uint32_t *words, size_t count)
{
    array_words(array_find_kernels(HU_ARRAY_AUTOMATIC), seed, stream, first, words, count);
}
