/* SPDX-License-Identifier: Apache-2.0
 *
 * The memory pool, its ledger, and tensors; see tensor.h.
 */
#include "tensor.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void *pool_take(memory_pool *pool, trainer_role role, size_t bytes)
{
    assert(pool->blocks < POOL_BLOCKS);
    const size_t alignment = 64; /* a cache line, and the widest vector */
    const size_t rounded = round_up(bytes, alignment);
    /* calloc knows which memory is new, and zero already. The line more is for the alignment. */
    char *block = rounded >= bytes && rounded <= SIZE_MAX - alignment ? calloc(1, rounded + alignment) : NULL;
    if (block == NULL) {
        return NULL;
    }
    pool->block[pool->blocks++] = block;
    pool->bytes[role] += bytes;
    return block + (alignment - (uintptr_t)block % alignment) % alignment;
}

bool pool_take_tensor(memory_pool *pool, trainer_role role, const trainer_format *format, size_t count, tensor *t)
{
    t->format = format;
    t->count = count;
    t->codes = pool_take(pool, role, trainer_codes_bytes(format, count));
    return t->codes != NULL;
}

void pool_free(memory_pool *pool)
{
    while (pool->blocks > 0) {
        free(pool->block[--pool->blocks]);
    }
}

void *tensor_at(const tensor *t, size_t index)
{
    return t->codes + trainer_codes_bytes(t->format, index);
}

float *tensor_floats(const tensor *t, size_t index)
{
    return t->format == &trainer_fp32 ? tensor_at(t, index) : NULL;
}

uint64_t tensor_digest(const tensor *t)
{
    uint64_t digest = trainer_fnv_start;
    for (size_t i = 0; i < t->count; i++) {
        const uint32_t code = trainer_load_code(t->format, t->codes, i);
        const uint8_t low_first[] = {code & 0xFF, code >> 8 & 0xFF, code >> 16 & 0xFF, (uint8_t)(code >> 24)};
        digest = trainer_fnv(digest, low_first, t->format->bytes);
    }
    return digest;
}
