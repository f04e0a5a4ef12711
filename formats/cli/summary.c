/* SPDX-License-Identifier: Apache-2.0
 *
 * Mismatches by their kinds. See summary.h.
 */
#include "summary.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "halfulp_explain.h"

/* From the ordinary to the special. */
typedef enum { KIND_OTHER, KIND_NORMAL, KIND_ZERO, KIND_SUBNORMAL, KIND_INFINITY, KIND_NAN, KIND_SIGNALING } kind;

static const char *const kind_names[] = {"integer", "normal", "zero", "subnormal", "infinity", "NaN", "signaling NaN"};

#define MARGIN "              "

/* The operands that have a kind of their own. Of more, as models have them, there is one: the most special. */
enum { APART = HU_OPERANDS_MAX };

struct mismatch_group {
    kind operand[APART];
    kind result;
    uint64_t count;
    uint64_t order; /* of its first case among the groups */
    mismatch first;
};

static kind kind_of(const type *t, uint64_t code)
{
    static const kind kinds[] = {[HU_SIGNALING_NAN] = KIND_SIGNALING,      [HU_QUIET_NAN] = KIND_NAN,
                                 [HU_NEGATIVE_INFINITY] = KIND_INFINITY,   [HU_NEGATIVE_NORMAL] = KIND_NORMAL,
                                 [HU_NEGATIVE_SUBNORMAL] = KIND_SUBNORMAL, [HU_NEGATIVE_ZERO] = KIND_ZERO,
                                 [HU_POSITIVE_ZERO] = KIND_ZERO,           [HU_POSITIVE_SUBNORMAL] = KIND_SUBNORMAL,
                                 [HU_POSITIVE_NORMAL] = KIND_NORMAL,       [HU_POSITIVE_INFINITY] = KIND_INFINITY};
    return t->kind == HU_KIND_NUMBER ? kinds[hu_classify((hu_number){&t->format, code})] : KIND_OTHER;
}

static mismatch_group group_of(const function *f, const mismatch *m)
{
    mismatch_group g = {.result = kind_of(&f->result[0], m->expected.code[0]), .count = 1, .first = *m};
    for (int i = 0; i < f->arity; i++) {
        const kind k = kind_of(&f->operand[i], m->operands[i]);
        kind *const at = &g.operand[f->arity <= APART ? i : 0];
        *at = k > *at ? k : *at;
    }
    return g;
}

void summary_add(mismatch_summary *summary, const function *f, const mismatch *m)
{
    mismatch_group g = group_of(f, m);
    summary->flags_only += m->value_right;
    for (size_t i = 0; i < summary->count; i++) {
        mismatch_group *const other = &summary->groups[i];
        if (memcmp(other->operand, g.operand, sizeof g.operand) == 0 && other->result == g.result &&
            other->first.value_right == m->value_right) {
            other->count++;
            return;
        }
    }
    if (summary->count == summary->room) {
        summary->room = summary->room == 0 ? 64 : 2 * summary->room;
        summary->groups = realloc(summary->groups, summary->room * sizeof summary->groups[0]);
        if (summary->groups == NULL) {
            fail("out of memory");
        }
    }
    g.order = summary->count;
    summary->groups[summary->count++] = g;
}

/* The largest first; of two that are as large, the one that came first. */
static int by_count(const void *a, const void *b)
{
    const mismatch_group *const x = a;
    const mismatch_group *const y = b;
    return x->count != y->count ? (x->count < y->count) - (x->count > y->count) : (x->order > y->order) ? 1 : -1;
}

static void print_kinds(const function *f, const mismatch_group *g)
{
    const int apart = f->arity <= APART ? f->arity : 1;
    printf("%12" PRIu64 "  %-5s  ", g->count, g->first.value_right ? "flags" : "value");
    for (int i = 0; i < apart; i++) {
        printf("%s%s", i == 0 ? "" : ", ", kind_names[g->operand[i]]);
    }
    if (g->result != KIND_OTHER) {
        printf(" => %s", kind_names[g->result]);
    }
    putchar('\n');
}

static void print_operand(const type *t, uint64_t code)
{
    if (type_is_signed(t)) {
        const uint64_t sign = UINT64_C(1) << (t->bits - 1);
        printf((code & sign) != 0 ? "-%" PRIu64 : "%" PRIu64, (code & sign) != 0 ? 2 * sign - code : code);
    } else if (t->kind != HU_KIND_NUMBER) {
        printf("%" PRIu64, code);
    } else {
        printf("0x%0*" PRIX64, t->digits, code);
    }
}

/* halfulp explain "fp16, fp32 -> fp16: add(0x3C00, 0x00000001)" --rounding min */
static void print_explain(const function *f, const mismatch_group *g)
{
    char words[400];
    const bool conversion = f->operation == HU_OP_CONVERT;
    const char *separator = "";
    fputs(MARGIN "halfulp explain \"", stdout);
    for (int i = 0; i < f->arity; i++) {
        if (f->operand[i].kind == HU_KIND_NUMBER) {
            printf("%s%s", separator, f->operand[i].format.name);
            separator = ", ";
        }
    }
    const bool numbers = separator[0] != '\0';
    printf("%s%s: ", numbers ? " -> " : "", f->result[0].format.name);
    if (!conversion) {
        printf("%s(", hu_operation_describe(f->operation)->name);
    }
    for (int i = 0; i < f->arity; i++) {
        fputs(i == 0 ? "" : ", ", stdout);
        print_operand(&f->operand[i], g->first.operands[i]);
    }
    policies_words(&g->first.env, words, sizeof words);
    printf("%s\"%s\n", conversion ? "" : ")", words);
}

/* echo "3C00 0001" | halfulp run -rmin f16_lt */
static void print_run(const function *f, const mismatch_group *g, const vector_options *options)
{
    fputs(MARGIN "echo \"", stdout);
    for (int i = 0; i < f->arity; i++) {
        printf("%s%0*" PRIX64, i == 0 ? "" : " ", f->operand[i].digits, g->first.operands[i]);
    }
    if (options->env.random_bits != 0) {
        printf(" %0*" PRIX64, random_digits(&options->env), g->first.env.random);
    }
    printf("\" | halfulp run%s %s\n", options->typed, options->name);
}

void summary_print(mismatch_summary *summary, const vector_options *options, const function *f,
                   void (*print)(const function *f, const mismatch *m))
{
    if (summary->count != 0) {
        qsort(summary->groups, summary->count, sizeof summary->groups[0], by_count);
        printf("%12s  wrong  operands => result; the first case\n", "cases");
    }
    for (size_t i = 0; i < summary->count; i++) {
        print_kinds(f, &summary->groups[i]);
        fputs(MARGIN, stdout);
        print(f, &summary->groups[i].first);
        if (f->model == NULL && hu_explainable(f->operation)) {
            print_explain(f, &summary->groups[i]);
        } else {
            print_run(f, &summary->groups[i], options);
        }
    }
    free(summary->groups);
    *summary = (mismatch_summary){0};
}
