/* SPDX-License-Identifier: Apache-2.0
 *
 * Memory: every byte of a trainer comes from one pool, which keeps a ledger by role. A tensor holds the codes of its
 * format.
 */
#ifndef TRAINER_TENSOR_H
#define TRAINER_TENSOR_H

#include "trainer.h"

enum { POOL_BLOCKS = 64 };

typedef struct {
    void *block[POOL_BLOCKS];
    int blocks;
    size_t bytes[TRAINER_ROLES];
} memory_pool;

typedef struct {
    const trainer_format *format;
    size_t count;   /* elements; 0: the tensor does not exist */
    uint8_t *codes; /* trainer_codes_bytes(format, count), aligned to 64 */
} tensor;

/* x up to the next multiple of `step`. */
static inline size_t round_up(size_t x, size_t step)
{
    return (x + step - 1) / step * step;
}

/* `bytes` zeroed bytes, aligned to 64, or NULL. */
void *pool_take(memory_pool *pool, trainer_role role, size_t bytes);

/* `count` elements, all +0. False: out of memory. */
bool pool_take_tensor(memory_pool *pool, trainer_role role, const trainer_format *format, size_t count, tensor *t);

void pool_free(memory_pool *pool);

/* The codes from element `index` on. */
void *tensor_at(const tensor *t, size_t index);

/* The same of an FP32 tensor, which holds floats: NULL for other formats. */
float *tensor_floats(const tensor *t, size_t index);

/* FNV-1a, 64 bits, over the codes, low byte first on every machine. */
uint64_t tensor_digest(const tensor *t);

#endif
