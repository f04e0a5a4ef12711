/* SPDX-License-Identifier: Apache-2.0
 *
 * Work in several threads, products above all. Threads divide the rows or the columns of the result, never a chain: the
 * bits do not depend on their number. Without OpenMP (_OPENMP) there is one.
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

void trainer_in_threads(size_t parts, void (*part)(const void *context, size_t index), const void *context)
{
    if (parts == 1) { /* OpenMP would take a microsecond to find that out */
        part(context, 0);
        return;
    }
#ifdef _OPENMP
#pragma omp parallel for num_threads((int)parts) schedule(static, 1)
#endif
    for (size_t i = 0; i < parts; i++) {
        part(context, i);
    }
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

/* A product divided in parts, one for each thread: equal shares of the rows, or, by tiles, of the columns if there are
 * more of them. */
typedef struct {
    const trainer_kernels *kernels;
    product_task whole;
    bool tiles, columns;
    size_t share;   /* rows or columns of a part; the last may have fewer */
    size_t scratch; /* bytes of a part */
} division;

static void multiply_part(const void *context, size_t index)
{
    const division *d = context;
    const product_task *whole = &d->whole;
    product_task part = *whole;
    const size_t first = index * d->share;
    const size_t all = d->columns ? whole->columns : whole->rows;
    if (first >= all) {
        return;
    }
    const size_t count = all - first < d->share ? all - first : d->share;
    const trainer_format *operand = d->kernels->operand;
    part.scratch = (uint8_t *)whole->scratch + index * d->scratch;
    if (d->columns) {
        part.columns = count;
        part.right = (const uint8_t *)whole->right + trainer_codes_bytes(operand, first * whole->right_column);
        part.out = whole->out + first;
    } else {
        part.rows = count;
        part.left = (const uint8_t *)whole->left + trainer_codes_bytes(operand, first * whole->left_row);
        part.out = whole->out + first * whole->columns;
    }
    if (d->tiles) {
        gemm_product(d->kernels->gemm, &part, whole->columns);
    } else {
        d->kernels->product(&part);
    }
}

void trainer_product(const trainer_kernels *k, const product_task *task, int threads)
{
    const bool tiles = by_tiles(k, task->accumulator);
    const bool columns = tiles && task->columns > task->rows;
    const size_t count = thread_count(k, task->rows, task->depth, task->columns, threads);
    const size_t all = columns ? task->columns : task->rows;
    const size_t unit = !tiles ? 1 : columns ? k->gemm->columns : k->gemm->rows;
    const size_t share = round_up((all + count - 1) / count, unit);
    const division d = {
        .kernels = k,
        .whole = tiles || k->operand != &trainer_fp32 ? *task : right_by_rows(task),
        .tiles = tiles,
        .columns = columns,
        .share = share,
        .scratch = thread_scratch(k, task->accumulator, columns ? task->rows : share, task->depth,
                                  columns ? share : task->columns),
    };
    trainer_in_threads(count, multiply_part, &d);
}
