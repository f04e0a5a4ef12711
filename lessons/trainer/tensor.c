/* SPDX-License-Identifier: Apache-2.0 */
#include "tensor.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

size_t trainer_code_bytes(trainer_format format)
{
    assert(format != TRAINER_NO_FORMAT);
    switch (format) {
    case TRAINER_FP32:
        return 4;
    case TRAINER_FP16:
    case TRAINER_BF16:
        return 2;
    default:
        return 1;
    }
}

uint32_t trainer_load_code(trainer_format format, const void *codes, size_t index)
{
    const size_t bytes = trainer_code_bytes(format);
    const uint8_t *at = (const uint8_t *)codes + index * bytes;
    uint32_t word;
    uint16_t half;
    switch (bytes) {
    case 4:
        memcpy(&word, at, sizeof word);
        return word;
    case 2:
        memcpy(&half, at, sizeof half);
        return half;
    default:
        return *at;
    }
}

void trainer_store_code(trainer_format format, void *codes, size_t index, uint32_t code)
{
    const size_t bytes = trainer_code_bytes(format);
    uint8_t *at = (uint8_t *)codes + index * bytes;
    const uint16_t half = (uint16_t)(code & 0xFFFF);
    switch (bytes) {
    case 4:
        memcpy(at, &code, sizeof code);
        break;
    case 2:
        memcpy(at, &half, sizeof half);
        break;
    default:
        *at = (uint8_t)(code & 0xFF);
        break;
    }
}

void *pool_take(memory_pool *pool, trainer_role role, size_t bytes)
{
    assert(pool->blocks < POOL_BLOCKS);
    const size_t alignment = 64; /* a cache line, and the widest vector */
    /* A block of no bytes is one, too: NULL would say that memory has run out. */
    const size_t rounded = bytes == 0 ? alignment : (bytes + alignment - 1) / alignment * alignment;
    void *block = rounded >= bytes ? aligned_alloc(alignment, rounded) : NULL;
    if (block == NULL) {
        return NULL;
    }
    memset(block, 0, rounded);
    pool->block[pool->blocks++] = block;
    pool->bytes[role] += bytes;
    return block;
}

bool pool_take_tensor(memory_pool *pool, trainer_role role, trainer_format format, size_t count, tensor *t)
{
    t->format = format;
    t->count = count;
    t->codes = pool_take(pool, role, count * trainer_code_bytes(format));
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
    return t->codes + index * trainer_code_bytes(t->format);
}

bool tensor_finite(const tensor *t)
{
    /* What is not finite has all of these bits set: the exponent field, or for E4M3 every bit but the sign. */
    static const uint32_t special[] = {
        [TRAINER_FP32] = 0x7F800000, [TRAINER_FP16] = 0x7C00, [TRAINER_BF16] = 0x7F80,
        [TRAINER_E4M3] = 0x7F,       [TRAINER_E5M2] = 0x7C,
    };
    const uint32_t mask = special[t->format];
    const trainer_format format = t->format;
    bool finite = true;
    for (size_t first = 0; finite && first < t->count; first += 1024) {
        const size_t end = t->count - first < 1024 ? t->count : first + 1024;
        for (size_t i = first; i < end; i++) {
            finite &= (trainer_load_code(format, t->codes, i) & mask) != mask;
        }
    }
    return finite;
}

uint64_t tensor_digest(const tensor *t)
{
    uint64_t digest = trainer_fnv_start;
    const size_t bytes = trainer_code_bytes(t->format);
    for (size_t i = 0; i < t->count; i++) {
        const uint32_t code = trainer_load_code(t->format, t->codes, i);
        const uint8_t low_first[] = {code & 0xFF, code >> 8 & 0xFF, code >> 16 & 0xFF, (uint8_t)(code >> 24)};
        digest = trainer_fnv(digest, low_first, bytes);
    }
    return digest;
}
