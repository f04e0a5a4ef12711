/* SPDX-License-Identifier: Apache-2.0
 *
 * Results of an instruction beside those of the library: pieces of a few thousand, divided among the cores.
 */
#include "compare.h"

#include "halfulp_array.h"

#include <string.h>

enum { PIECE = 4096, SORTED_OF_PIECE = 256 };

static const uint64_t planted_every = 1000003;

bool silicon_planted(uint64_t index)
{
    return index % planted_every == planted_every / 2;
}

typedef struct {
    uint64_t operands[SILICON_OPERANDS_MAX][PIECE];
    uint64_t expected[PIECE];
    uint64_t got[PIECE];
} piece;

/* ---- Operands: the two sweeps that are most of the work as loops of their own ------------------------------------ */

static void fill_codes(uint64_t first, size_t count, uint32_t *x)
{
    for (size_t i = 0; i < count; i++) {
        x[i] = ((uint32_t)first + (uint32_t)i) * SILICON_SPREAD;
    }
}

static void fill_pairs(uint64_t first, size_t count, uint16_t *x, uint16_t *y)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t codes = ((uint32_t)first + (uint32_t)i) * SILICON_SPREAD;
        x[i] = (uint16_t)codes;
        y[i] = (uint16_t)(codes >> 16);
    }
}

static void fill(const silicon_task *task, uint64_t first, size_t count, piece *p)
{
    const silicon_plan plan = task->plan;
    const size_t size = plan.width <= 8 ? 1 : plan.width / 8;
    if (plan.swept != 0 && plan.arity == 1 && plan.width == 32) {
        fill_codes(first, count, (uint32_t *)p->operands[0]);
    } else if (plan.swept != 0 && plan.arity == 2 && plan.width == 16) {
        fill_pairs(first, count, (uint16_t *)p->operands[0], (uint16_t *)p->operands[1]);
    } else {
        for (size_t i = 0; i < count; i++) {
            uint64_t x[SILICON_OPERANDS_MAX];
            silicon_operands(plan, first + i, x);
            for (uint32_t k = 0; k < plan.arity; k++) {
                ptx_set(p->operands[k], size, i, x[k]);
            }
        }
    }
}

/* ---- Results ----------------------------------------------------------------------------------------------------- */

static const void *results_of(const silicon_task *task, silicon_source source, uint64_t first, size_t count,
                              const void *const *operands, piece *p)
{
    if (source == SILICON_FROM_HEADER) {
        silicon_job job = {.results = p->got, .first = first, .count = count, .plan = task->plan};
        task->row->on_host(&job);
        return p->got;
    }
    const size_t size = ptx_result_size(&task->instruction);
    ptx_apply(&task->instruction, HU_ARRAY_SCALAR, count, operands, p->got);
    for (size_t i = 0; i < count; i++) {
        if (silicon_planted(first + i)) {
            ptx_set(p->got, size, i, ptx_get(p->got, size, i) ^ 1);
        }
    }
    return p->got;
}

static void sort_differences(const silicon_task *task, uint64_t first, size_t count, const piece *p, const void *got,
                             silicon_tally *tally)
{
    const size_t size = ptx_result_size(&task->instruction);
    size_t sorted = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t a = ptx_get(got, size, i);
        uint64_t b = ptx_get(p->expected, size, i);
        if (a == b) {
            continue;
        }
        tally->differ++;
        if (sorted++ < SORTED_OF_PIECE) {
            uint64_t x[SILICON_OPERANDS_MAX];
            silicon_operands(task->plan, first + i, x);
            silicon_sort(task, x, a, b, tally);
        }
    }
}

static void compare_piece(const silicon_task *task, silicon_source source, uint64_t first, size_t count,
                          const void *results, silicon_tally *tally)
{
    piece p;
    const void *operands[SILICON_OPERANDS_MAX] = {p.operands[0], p.operands[1], p.operands[2]};
    fill(task, first, count, &p);
    ptx_apply(&task->instruction, HU_ARRAY_AUTOMATIC, count, operands, p.expected);
    const void *got = source == SILICON_FROM_GPU ? results : results_of(task, source, first, count, operands, &p);
    if (memcmp(got, p.expected, count * ptx_result_size(&task->instruction)) != 0) {
#ifdef _OPENMP
#pragma omp critical
#endif
        sort_differences(task, first, count, &p, got, tally);
    }
}

void silicon_compare(const silicon_task *task, silicon_source source, uint64_t first, uint64_t count,
                     const void *results, silicon_tally *tally)
{
    const size_t size = ptx_result_size(&task->instruction);
    const int64_t pieces = (int64_t)((count + PIECE - 1) / PIECE);
#ifdef _OPENMP
#pragma omp parallel for schedule(dynamic, 16)
#endif
    for (int64_t i = 0; i < pieces; i++) {
        uint64_t begin = (uint64_t)i * PIECE;
        size_t some = (size_t)(count - begin < PIECE ? count - begin : PIECE);
        const uint8_t *at = results == NULL ? NULL : (const uint8_t *)results + begin * size;
        compare_piece(task, source, first + begin, some, at, tally);
    }
    tally->compared += count;
}
