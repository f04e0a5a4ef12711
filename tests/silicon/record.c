/* SPDX-License-Identifier: Apache-2.0
 *
 * Answers of the GPU worth keeping: for each instruction a few operands in every situation that the library tells
 * apart, by the classes of operands and result, the flags, and whether the result is a tie.
 */
#include "compare.h"

#include "halfulp_array.h"

#include <inttypes.h>
#include <string.h>

enum { DRAWS = 1 << 17, CASES = 36, OF_SITUATION = 1, INTEGER_DRAWS = 24 };

typedef struct {
    uint64_t situation[CASES];
    uint64_t operands[CASES][SILICON_OPERANDS_MAX];
    size_t count;
} choice;

/* The plan that draws: a sweep would begin with much of the same. */
static silicon_plan drawing(const silicon_task *task)
{
    silicon_plan plan = task->plan;
    plan.swept = 0;
    return plan;
}

static hu_number result_of(const ptx_instruction *p, uint32_t rounding, const hu_number *operands, uint32_t *flags)
{
    hu_env env = p->env;
    env.rounding = rounding;
    hu_number result = {p->to, 0};
    hu_apply(p->operation, p->to, operands, &env, &result);
    *flags = env.flags;
    return result;
}

static uint64_t situation_of(const ptx_instruction *p, const uint64_t *codes)
{
    hu_number operands[SILICON_OPERANDS_MAX];
    uint64_t situation = 1;
    for (uint32_t k = 0; k < p->arity; k++) {
        operands[k] = (hu_number){p->from, codes[k]};
        situation = situation << 4 | (uint64_t)hu_classify(operands[k]);
    }
    uint32_t flags, other;
    hu_number result = result_of(p, p->env.rounding, operands, &flags);
    bool tie =
        result_of(p, HU_NEAREST_EVEN, operands, &other).code != result_of(p, HU_NEAREST_AWAY, operands, &other).code;
    bool up = result.code != result_of(p, HU_TOWARD_ZERO, operands, &other).code;
    return ((situation << 4 | (uint64_t)hu_classify(result)) << 5 | flags) << 2 | (uint64_t)tie << 1 | (uint64_t)up;
}

static void consider(choice *c, uint64_t situation, const uint64_t *operands)
{
    size_t same = 0;
    for (size_t i = 0; i < c->count; i++) {
        same += c->situation[i] == situation;
    }
    if (same < OF_SITUATION && c->count < CASES) {
        c->situation[c->count] = situation;
        memcpy(c->operands[c->count++], operands, sizeof c->operands[0]);
    }
}

/* A wider format to a narrower one: half-way between numbers at the ends of the range, and one code to both sides. */
static void consider_ends(const ptx_instruction *p, choice *c)
{
    if (p->operation != HU_OP_CONVERT || p->from->fraction_bits <= p->to->fraction_bits + 1 || !p->to->has_zero) {
        return;
    }
    const uint64_t ends[] = {hu_format_largest(p->to), hu_format_smallest(p->to), hu_format_smallest_normal(p->to)};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        hu_env env = {0};
        uint64_t end = hu_convert(p->from, (hu_number){p->to, ends[i]}, &env).code;
        uint64_t below = hu_convert(p->from, (hu_number){p->to, ends[i] - 1}, &env).code;
        uint64_t binade = UINT64_C(1) << p->from->fraction_bits;
        uint64_t half = i == 0                        ? end + (end - below) / 2
                        : i == 1 && end >= 2 * binade ? end - binade
                                                      : below + (end - below) / 2;
        for (uint64_t k = 0; k < 3; k++) {
            uint64_t x[SILICON_OPERANDS_MAX] = {half + k - 1};
            x[0] |= (k & 1) << (hu_format_width(p->from) - 1);
            consider(c, situation_of(p, x), x);
        }
    }
}

static void choose(const silicon_task *task, choice *c)
{
    const ptx_instruction *p = &task->instruction;
    const bool numbers = p->from_kind == HU_KIND_NUMBER && p->to_kind == HU_KIND_NUMBER;
    const silicon_plan plan = drawing(task);
    if (numbers) {
        consider_ends(p, c);
    }
    for (uint64_t i = 0; i < DRAWS && c->count < CASES; i++) {
        uint64_t x[SILICON_OPERANDS_MAX] = {0};
        silicon_operands(plan, i, x);
        if (numbers) {
            consider(c, situation_of(p, x), x);
        } else if (c->count < INTEGER_DRAWS) {
            consider(c, i, x);
        }
    }
}

/* Without a GPU the library's answers stand in. */
static const void *answers(const silicon_task *task, silicon_source source, const choice *c)
{
    const ptx_instruction *p = &task->instruction;
    if (source == SILICON_FROM_GPU) {
        silicon_job job = {.count = c->count, .plan = drawing(task), .list = c->operands[0]};
        silicon_begin(0, task->row, job, ptx_result_size(p));
        return silicon_finish(0);
    }
    static uint64_t packed[SILICON_OPERANDS_MAX][CASES], results[CASES];
    for (size_t i = 0; i < c->count; i++) {
        for (uint32_t k = 0; k < p->arity; k++) {
            ptx_set(packed[k], ptx_operand_size(p), i, c->operands[i][k]);
        }
    }
    ptx_apply(p, HU_ARRAY_AUTOMATIC, c->count, (const void *const[]){packed[0], packed[1], packed[2]}, results);
    return results;
}

size_t silicon_record(FILE *out, const silicon_task *task, silicon_source source)
{
    choice c = {.count = 0};
    choose(task, &c);
    const ptx_instruction *p = &task->instruction;
    const size_t size = ptx_result_size(p);
    const void *results = answers(task, source, &c);
    fprintf(out, "%s\n", task->row->name);
    for (size_t i = 0; i < c.count; i++) {
        for (uint32_t k = 0; k < p->arity; k++) {
            fprintf(out, "%0*" PRIx64 " ", 2 * (int)ptx_operand_size(p), c.operands[i][k]);
        }
        fprintf(out, "%0*" PRIx64 "\n", 2 * (int)size, ptx_get(results, size, i));
    }
    return c.count;
}
