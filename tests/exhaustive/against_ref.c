/* SPDX-License-Identifier: Apache-2.0
 *
 * formats/ against ref/ on every tuple of operands. The operands are decoded once for many tuples and bracketed once
 * for all modes, and every rounding chooses from that bracket.
 */
#include <stdlib.h>

#include "support/check.h"
#include "support/compare.h"
#include "support/named.h"
#include "sweep.h"

enum { DETERMINISTIC = HU_TO_ODD + 1 };

/* The operands of a case, for both sides. */
typedef struct {
    ref_bracket_t bracket;
    ref_number number[REF_OPERANDS_MAX]; /* of the formats that are too wide for a table */
    const ref_number *table;             /* by code */
    const hu_format *of;                 /* the table's format */
    const ref_format *to;
    uint64_t loaded[REF_OPERANDS_MAX]; /* the codes that the bracket holds */
    hu_number operand[REF_OPERANDS_MAX];
} tuple;

/* Every number of a format of at most 16 bits. */
static const ref_number *decode_all(const hu_format *format)
{
    static ref_number *table;
    static uint64_t count;
    for (uint64_t code = 0; code < count; code++) {
        ref_number_clear(&table[code]);
    }
    free(table);
    count = UINT64_C(1) << hu_format_width(format);
    table = malloc((size_t)count * sizeof *table);
    if (table == NULL) {
        abort();
    }
    for (uint64_t code = 0; code < count; code++) {
        ref_number_init(&table[code]);
        ref_number_decode(&table[code], (ref_operand){compare_format(format), code}, false);
    }
    return table;
}

static tuple *tuple_of(const sweep *s)
{
    static tuple t;
    if (t.of == NULL) {
        ref_bracket_init(&t.bracket);
        ref_number_init(&t.number[0]);
    }
    if (t.of != s->from) {
        t.table = hu_format_width(s->from) <= 16 ? decode_all(s->from) : NULL;
        t.of = s->from;
    }
    t.to = compare_format(s->to);
    for (int i = 0; i < REF_OPERANDS_MAX; i++) {
        t.loaded[i] = UINT64_MAX;
        t.operand[i] = hu_number_of(s->from, 0);
    }
    return &t;
}

/* Decodes the operands that are others than before, and brackets the result. */
static void bracket_codes(tuple *t, const sweep *s, const uint64_t codes[REF_OPERANDS_MAX])
{
    for (int i = ref_arity(s->op) - 1; i >= 0; i--) {
        const uint64_t code = codes[i];
        if (code != t->loaded[i]) {
            if (t->table == NULL) {
                ref_number_decode(&t->number[0], (ref_operand){compare_format(s->from), code}, false);
            }
            ref_bracket_load(&t->bracket, i, t->table != NULL ? &t->table[code] : &t->number[0]);
            t->loaded[i] = t->operand[i].code = code;
        }
    }
    ref_bracket_operation(&t->bracket, s->op, t->to);
}

/* The same for a case whose number is its operands' codes in a row. */
static void bracket_case(tuple *t, const sweep *s, uint64_t index)
{
    const int width = hu_format_width(s->from);
    uint64_t codes[REF_OPERANDS_MAX];
    for (int i = ref_arity(s->op) - 1, shift = 0; i >= 0; i--, shift += width) {
        codes[i] = index >> shift & ((UINT64_C(1) << width) - 1);
    }
    bracket_codes(t, s, codes);
}

/* An environment in the terms of both sides. Its flags are those of the last result. */
typedef struct {
    hu_env env;
    ref_policy same;
} environment;

static environment environment_of(const hu_env *env)
{
    return (environment){*env, compare_policy(env)};
}

/* Compares in one environment: the named function, or the generic one where there is none. */
static void compare_one(const tuple *t, const sweep *s, named_function named, environment *e, unsigned i,
                        unsigned column, sweep_results *results)
{
    const ref_result expected = ref_choose(&t->bracket, &e->same);
    uint64_t code;
    e->env.flags = 0;
    if (!named_call(named, s->op, t->operand, &e->env, &code)) {
        code = compare_generic(s->op, s->to, t->operand, &e->env);
    }
    if (!sweep_compare(s, results, i, column, code, e->env.flags, expected.code, expected.flags) &&
        results->failures <= CHECK_SHOWN) {
        compare_report(stderr, s->name, s->op, s->to, t->operand, &e->env, code, expected);
    }
}

/* One operation in the six roundings; `directed`: on the operands that directed.c makes. */
static void compare_roundings(const sweep *s, uint64_t first, bool directed, sweep_results *results)
{
    tuple *t = tuple_of(s);
    const named_function named = named_find(s->op, s->to, t->operand);
    environment e[DETERMINISTIC];
    for (unsigned rounding = 0; rounding < DETERMINISTIC; rounding++) {
        e[rounding] = environment_of(&(hu_env){.rounding = rounding});
    }
    for (unsigned i = 0; i < SWEEP_BLOCK; i++) {
        if (directed) {
            uint64_t codes[REF_OPERANDS_MAX];
            sweep_directed_case(s->op, first + i, codes);
            bracket_codes(t, s, codes);
        } else {
            bracket_case(t, s, first + i);
        }
        for (unsigned rounding = 0; rounding < DETERMINISTIC; rounding++) {
            compare_one(t, s, named, &e[rounding], i, rounding, results);
        }
    }
}

void sweep_against_ref(const sweep *s, uint64_t first, sweep_results *results)
{
    compare_roundings(s, first, false, results);
}

void sweep_directed(const sweep *s, uint64_t first, sweep_results *results)
{
    compare_roundings(s, first, true, results);
}

/* Draws of 16 bits for the stochastic modes, overflow policy, tininess and the rest vary with the number of the case,
 * so that a sweep meets all of them in every neighbourhood. (`make test` covers all combinations of policies.) */
static hu_env environment_of_case(uint64_t index)
{
    uint64_t r = sweep_hash(index);
    return (hu_env){.overflow = (hu_overflow)(r % 3),
                    .tininess = (hu_tininess)(r >> 8 & 1),
                    .nan = (hu_nan_policy)((r >> 24 & 0xFF) % 5),
                    .flush = (r >> 11 & 3) == 0 ? HU_FLUSH_RESULTS : 0U,
                    .odd_overflow = (hu_odd_overflow)(r >> 13 & 1),
                    .missing_nan = (hu_missing_nan)((r >> 16 & 0xFF) % 3),
                    .missing_zero = (hu_missing_zero)((r >> 32 & 0xFF) % 3),
                    .negative = (hu_negative)((r >> 40 & 0xFF) % 3),
                    .infinity_nan = (hu_infinity_nan)(r >> 14 & 1),
                    .zero_divide = (hu_zero_divide)(r >> 15 & 1),
                    .random_bits = 16,
                    .random = r >> 48};
}

void sweep_drawn(const sweep *s, uint64_t first, sweep_results *results)
{
    tuple *t = tuple_of(s);
    const named_function named = named_find(s->op, s->to, t->operand);
    for (unsigned i = 0; i < SWEEP_BLOCK; i++) {
        bracket_case(t, s, first + i);
        hu_env policy = environment_of_case(first + i);
        for (unsigned rounding = 0; rounding < SWEEP_COLUMNS_MAX; rounding++) {
            policy.rounding = rounding;
            environment e = environment_of(&policy);
            compare_one(t, s, named, &e, i, rounding, results);
        }
    }
}

/* The kind, N and R of a draw from 0 to SWEEP_DRAWS - 1: of each kind one of no bits, two of 1, ... sixteen of 4. */
static hu_env environment_of_draw(unsigned draw)
{
    const unsigned within = draw % 31 + 1;
    unsigned bits = 0;
    while (within >> (bits + 1) != 0) {
        bits++;
    }
    return (hu_env){.rounding = HU_STOCHASTIC_A + draw / 31, .random_bits = bits, .random = within - (1U << bits)};
}

/* The draw is in the bits of a case's number above the operand. */
void sweep_every_draw(const sweep *s, uint64_t first, sweep_results *results)
{
    tuple *t = tuple_of(s);
    const named_function named = named_find(s->op, s->to, t->operand);
    const hu_env policy = environment_of_draw((unsigned)(first >> hu_format_width(s->from)));
    environment e = environment_of(&policy);
    for (unsigned i = 0; i < SWEEP_BLOCK; i++) {
        bracket_case(t, s, first + i);
        compare_one(t, s, named, &e, i, 0, results);
    }
}

/* hu_compare, quiet (column 0) and signaling, on pairs. */
void sweep_order(const sweep *s, uint64_t first, sweep_results *results)
{
    const int width = hu_format_width(s->from);
    const ref_format *same = compare_format(s->from);
    for (unsigned i = 0; i < SWEEP_BLOCK; i++) {
        const uint64_t x = (first + i) >> width;
        const uint64_t y = (first + i) & ((UINT64_C(1) << width) - 1);
        for (unsigned signaling = 0; signaling < 2; signaling++) {
            hu_env env = {0};
            unsigned flags = 0;
            const int expected =
                ref_compare((ref_operand){same, x}, (ref_operand){same, y}, signaling != 0, false, &flags);
            const hu_number a = {s->from, x};
            const hu_number b = {s->from, y};
            const int relation = (int)(signaling ? hu_compare_signaling(a, b, &env) : hu_compare_quiet(a, b, &env));
            if (!sweep_compare(s, results, i, signaling, (uint8_t)relation, env.flags, (uint8_t)expected, flags) &&
                results->failures <= CHECK_SHOWN) {
                fprintf(stderr, "  %s: %llx and %llx: %d, flags %02x; ref/: %d, flags %02x\n", s->name,
                        (unsigned long long)x, (unsigned long long)y, relation, (unsigned)env.flags, expected, flags);
            }
        }
    }
}
