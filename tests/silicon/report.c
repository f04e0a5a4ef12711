/* SPDX-License-Identifier: Apache-2.0
 *
 * What is said of a comparison. Differences are sorted by the classes of operands and results, so that a few lines name
 * the rule that differs, however many results it touches.
 */
#include "compare.h"

#include <inttypes.h>
#include <string.h>

/* hu_class, then the classes of integers. */
static const char *const classes[] = {"sNaN",       "qNaN",    "-inf", "-normal",  "-subnormal", "-0",      "+0",
                                      "+subnormal", "+normal", "+inf", "negative", "0",          "positive"};
enum { INTEGER_CLASSES = HU_POSITIVE_INFINITY + 1, TF32_UNUSED_BITS = 13 };

static bool is_tf32(const hu_format *format)
{
    return format->exponent_bits == 8 && format->fraction_bits == 10;
}

static uint8_t class_of(hu_kind kind, const hu_format *format, uint64_t code)
{
    if (kind == HU_KIND_NUMBER) {
        return (uint8_t)hu_classify((hu_number){format, is_tf32(format) ? code >> TF32_UNUSED_BITS : code});
    }
    bool negative = (kind == HU_KIND_INT32 && code >> 31 != 0) || (kind == HU_KIND_INT64 && code >> 63 != 0);
    return (uint8_t)(INTEGER_CLASSES + (negative ? 0 : code == 0 ? 1 : 2));
}

static bool same_kind(const silicon_kind *a, const silicon_kind *b)
{
    return memcmp(a->operand, b->operand, sizeof a->operand) == 0 && a->got == b->got && a->expected == b->expected &&
           a->distance == b->distance;
}

void silicon_sort(const silicon_task *task, const uint64_t *operands, uint64_t got, uint64_t expected,
                  silicon_tally *tally)
{
    const ptx_instruction *p = &task->instruction;
    silicon_kind kind = {.got = class_of(p->to_kind, p->to, got), .expected = class_of(p->to_kind, p->to, expected)};
    for (uint32_t k = 0; k < SILICON_OPERANDS_MAX && k < p->arity; k++) {
        kind.operand[k] = class_of(p->from_kind, p->from, operands[k]);
    }
    kind.distance = (int8_t)(got == expected + 1 ? 1 : got + 1 == expected ? -1 : 0);
    tally->sorted++;
    for (size_t i = 0; i < tally->kinds; i++) {
        if (same_kind(&tally->kind[i], &kind)) {
            tally->kind[i].count++;
            return;
        }
    }
    if (tally->kinds < SILICON_KINDS) {
        kind.count = 1;
        memcpy(kind.first, operands, p->arity * sizeof kind.first[0]);
        kind.first_got = got;
        kind.first_expected = expected;
        tally->kind[tally->kinds++] = kind;
    }
}

static void report_kind(FILE *out, const silicon_task *task, const silicon_kind *kind)
{
    const ptx_instruction *p = &task->instruction;
    const int from = 2 * (int)ptx_operand_size(p);
    const int to = 2 * (int)ptx_result_size(p);
    fprintf(out, "    %12" PRIu64 " ", kind->count);
    for (uint32_t k = 0; k < p->arity; k++) {
        fprintf(out, " %s", classes[kind->operand[k]]);
    }
    fprintf(out, " -> %s, expected %s%s; first", classes[kind->got], classes[kind->expected],
            kind->distance > 0   ? " (one code more)"
            : kind->distance < 0 ? " (one code less)"
                                 : "");
    for (uint32_t k = 0; k < p->arity; k++) {
        fprintf(out, " %0*" PRIx64, from, kind->first[k]);
    }
    fprintf(out, " -> %0*" PRIx64 ", expected %0*" PRIx64 "\n", to, kind->first_got, to, kind->first_expected);
}

void silicon_report(FILE *out, const silicon_task *task, const silicon_tally *tally, double seconds)
{
    fprintf(out, "%-34s %11" PRIu64 " %s %11" PRIu64 " differ %7.2f s\n", task->row->name, tally->compared,
            task->plan.swept == 0                                                        ? "drawn,"
            : tally->compared >> (task->plan.arity * task->plan.width - 1) > UINT64_C(1) ? "all,  "
                                                                                         : "some, ",
            tally->differ, seconds);
    for (size_t i = 0; i < tally->kinds; i++) {
        report_kind(out, task, &tally->kind[i]);
    }
    if (tally->sorted != tally->differ) {
        fprintf(out, "    (sorted: %" PRIu64 " of them)\n", tally->sorted);
    }
    fflush(out);
}
