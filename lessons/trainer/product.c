/* SPDX-License-Identifier: Apache-2.0
 *
 * Products in several threads. Threads divide the rows of the result, never a chain: the bits do not depend on their
 * number. Without OpenMP (_OPENMP) there is one.
 */
#include "gemm.h"

#ifdef _OPENMP
#include <omp.h>
#endif

static size_t round_up(size_t x, size_t step)
{
    return (x + step - 1) / step * step;
}

int trainer_cores(void)
{
#ifdef _OPENMP
    return omp_get_max_threads();
#else
    return 1;
#endif
}

/* A thread too many costs more than it brings. */
static size_t thread_count(const trainer_kernels *k, size_t rows, size_t depth, size_t columns, int threads)
{
    const size_t most = (size_t)(threads > 0 ? threads : trainer_cores());
    const size_t worth = rows * depth * columns / k->grain;
    return worth < 1 ? 1 : worth < most ? worth : most;
}

/* Bytes for one thread: packed blocks, or the right operand by rows. */
static size_t thread_scratch(const trainer_kernels *k, size_t rows, size_t depth, size_t columns)
{
    const size_t packed = k->gemm != NULL ? gemm_scratch(k->gemm, rows, depth, columns) : 0;
    const size_t copied = k->product != NULL && k->operand == TRAINER_FP32 ? depth * columns * sizeof(float) : 0;
    return round_up(packed > copied ? packed : copied, 64);
}

size_t trainer_product_scratch(const trainer_kernels *k, size_t rows, size_t depth, size_t columns, int threads)
{
    return thread_count(k, rows, depth, columns, threads) * thread_scratch(k, rows, depth, columns);
}

static void one_thread(const trainer_kernels *k, const product_task *task)
{
    if (k->gemm != NULL && task->accumulator == TRAINER_FP32) {
        gemm_product(k->gemm, task);
    } else {
        k->product(task);
    }
}

void trainer_product(const trainer_kernels *k, const product_task *task, int threads)
{
    const size_t count = thread_count(k, task->rows, task->depth, task->columns, threads);
    const size_t tile = k->gemm != NULL ? k->gemm->rows : 1;
    const size_t share = round_up((task->rows + count - 1) / count, tile);
    const size_t scratch = thread_scratch(k, share, task->depth, task->columns);
#ifdef _OPENMP
#pragma omp parallel for num_threads((int)count) schedule(static, 1) if (count > 1)
#endif
    for (size_t i = 0; i < count; i++) {
        if (i * share < task->rows) {
            product_task part = *task;
            part.rows = task->rows - i * share < share ? task->rows - i * share : share;
            part.left = (const uint8_t *)task->left + i * share * task->left_row * trainer_code_bytes(k->operand);
            part.out = task->out + i * share * task->columns;
            part.scratch = (uint8_t *)task->scratch + i * scratch;
            one_thread(k, &part);
        }
    }
}
