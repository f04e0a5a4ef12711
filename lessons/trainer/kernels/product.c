/* SPDX-License-Identifier: Apache-2.0
 *
 * Products in several threads. Threads divide the rows of the result, never a chain: the bits do not depend on their
 * number. Without OpenMP (_OPENMP) there is one.
 */
#include "gemm.h"

#include <assert.h>

#ifdef _OPENMP
#include <omp.h>
#endif

int trainer_cores(void)
{
#ifdef _OPENMP
    return omp_get_max_threads();
#else
    return 1;
#endif
}

/* One thread too many costs more than it gains. */
static size_t thread_count(const trainer_kernels *k, size_t rows, size_t depth, size_t columns, int threads)
{
    assert(threads > 0);
    const uint64_t most = (uint64_t)threads;
    const uint64_t worth = (uint64_t)rows * depth * columns / k->grain;
    return worth < 1 ? 1 : (size_t)(worth < most ? worth : most);
}

/* Does gemm.h multiply, by tiles? */
static bool by_tiles(const trainer_kernels *k, const trainer_format *accumulator)
{
    return k->gemm != NULL && accumulator == &trainer_fp32;
}

/* Bytes of a copy of the right operand by rows, shared by all threads. Products of pairs read it in any layout. */
static size_t copy_scratch(const trainer_kernels *k, const trainer_format *accumulator, size_t depth, size_t columns)
{
    const bool copied = !by_tiles(k, accumulator) && k->operand == &trainer_fp32;
    return copied ? round_up(depth * columns * sizeof(float), 64) : 0;
}

/* Bytes for the blocks that one thread packs. */
static size_t thread_scratch(const trainer_kernels *k, const trainer_format *accumulator, size_t rows, size_t depth,
                             size_t columns)
{
    return by_tiles(k, accumulator) ? round_up(gemm_scratch(k->gemm, rows, depth, columns), 64) : 0;
}

size_t trainer_product_scratch(const trainer_kernels *k, const trainer_format *accumulator, size_t rows, size_t depth,
                               size_t columns, int threads)
{
    return copy_scratch(k, accumulator, depth, columns) +
           thread_count(k, rows, depth, columns, threads) * thread_scratch(k, accumulator, rows, depth, columns);
}

/* The task with its right operand by rows, copied to scratch if it lies otherwise. */
static product_task right_by_rows(const product_task *task)
{
    product_task t = *task;
    if (task->right_column == 1 && task->right_depth == task->columns) {
        return t;
    }
    const float *right = task->right;
    float *copy = task->scratch;
    for (size_t k = 0; k < task->depth; k++) {
        for (size_t c = 0; c < task->columns; c++) {
            copy[k * task->columns + c] = right[k * task->right_depth + c * task->right_column];
        }
    }
    t.right = copy;
    t.right_depth = task->columns;
    t.right_column = 1;
    return t;
}

void trainer_product(const trainer_kernels *k, const product_task *task, int threads)
{
    const bool tiles = by_tiles(k, task->accumulator);
    const product_task whole = tiles || k->operand != &trainer_fp32 ? *task : right_by_rows(task);
    const size_t count = thread_count(k, task->rows, task->depth, task->columns, threads);
    const size_t share = round_up((task->rows + count - 1) / count, tiles ? k->gemm->rows : 1);
    const size_t scratch = thread_scratch(k, task->accumulator, share, task->depth, task->columns);
#ifdef _OPENMP
#pragma omp parallel for num_threads((int)count) schedule(static, 1) if (count > 1)
#endif
    for (size_t i = 0; i < count; i++) {
        if (i * share < whole.rows) {
            product_task part = whole;
            part.rows = whole.rows - i * share < share ? whole.rows - i * share : share;
            part.left = (const uint8_t *)whole.left + trainer_codes_bytes(k->operand, i * share * whole.left_row);
            part.out = whole.out + i * share * whole.columns;
            part.scratch = (uint8_t *)whole.scratch + i * scratch;
            if (tiles) {
                gemm_product(k->gemm, &part);
            } else {
                k->product(&part);
            }
        }
    }
}
