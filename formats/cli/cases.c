/* SPDX-License-Identifier: Apache-2.0
 *
 * Test cases: patterns, and their products.
 */
#include "cases.h"

#include <stdlib.h>
#include <string.h>

#include "cli.h"

/* Operands of at most this many bits together are tried exhaustively, at level 1 and 2: 18 bits are the triples of the
 * 6-bit formats, 24 those of the 8-bit ones. */
static const int exhaustive_bits[2] = {18, 24};

/* Up to this many operands every pattern meets every one. For more of them there are only drawn cases, 2^20 divided by
 * their number at level 1. */
enum { PRODUCTS_MAX = 3, MANY_OPERANDS_BITS = 20 };

/* At level 2, every exponent of a single operand, of formats with exponents like FP64's. */
enum { EVERY_EXPONENT_BITS = 11 };

/* How many fraction patterns: with more operands there must be fewer. */
typedef enum { FRACTIONS_FEW, FRACTIONS_SOME, FRACTIONS_ALL } richness;

typedef struct {
    uint64_t *codes;
    size_t count;
    size_t room;
} code_list;

static void append(code_list *list, uint64_t code)
{
    if (list->count == list->room) {
        list->room = list->room == 0 ? 256 : 2 * list->room;
        list->codes = realloc(list->codes, list->room * sizeof list->codes[0]);
        if (list->codes == NULL) {
            fail("out of memory");
        }
    }
    list->codes[list->count++] = code;
}

static int ascending(const void *a, const void *b)
{
    uint64_t x;
    uint64_t y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

/* Narrow formats give the same code by several patterns. */
static void sort_and_unite(code_list *list)
{
    qsort(list->codes, list->count, sizeof list->codes[0], ascending);
    size_t kept = 1;
    for (size_t i = 1; i < list->count; i++) {
        if (list->codes[i] != list->codes[kept - 1]) {
            list->codes[kept++] = list->codes[i];
        }
    }
    list->count = kept;
}

/* Fractions: none, the lowest bit, all ones and those but one; then halfway points and their neighbours; then single
 * ones, runs from either end, and single holes. */
static void append_fractions(code_list *list, const hu_format *f, uint64_t upper, richness how)
{
    const int n = f->fraction_bits;
    const uint64_t all = cases_ones(n);
    append(list, upper);
    append(list, upper | (1 & all));
    append(list, upper | all);
    if (how == FRACTIONS_FEW || n < 2) {
        return;
    }
    append(list, upper | (all - 1));
    append(list, upper | UINT64_C(1) << (n - 1));
    append(list, upper | cases_ones(n - 1));
    for (int i = 0; how == FRACTIONS_ALL && i < n; i++) {
        append(list, upper | UINT64_C(1) << i);
        append(list, upper | cases_ones(i));
        append(list, upper | (all ^ cases_ones(i)));
        append(list, upper | (all ^ UINT64_C(1) << i));
    }
}

static void append_exponent(code_list *list, const hu_format *f, int64_t exponent, richness how)
{
    if (exponent < 0 || exponent > (int64_t)cases_ones(f->exponent_bits)) {
        return;
    }
    for (int sign = 0; sign <= f->has_sign; sign++) {
        const uint64_t upper = ((uint64_t)sign << f->exponent_bits | (uint64_t)exponent) << f->fraction_bits;
        append_fractions(list, f, upper, how);
    }
}

/* Exponents: both ends of the range, those around 1, those a precision away from it, where operands stop overlapping,
 * and those around the limits of the result. */
static void append_patterns(code_list *list, const hu_format *f, const int limits[3], bool every_exponent, richness how)
{
    const int64_t top = (int64_t)cases_ones(f->exponent_bits);
    const int64_t p = f->fraction_bits + 1;
    const int64_t chosen[] = {0,       1,           2,           f->bias - p - 1, f->bias - p, f->bias - 1,
                              f->bias, f->bias + 1, f->bias + p, top - 2,         top - 1,     top};
    for (int64_t exponent = 0; every_exponent && exponent <= top; exponent++) {
        append_exponent(list, f, exponent, how);
    }
    for (size_t i = 0; !every_exponent && i < sizeof chosen / sizeof chosen[0]; i++) {
        append_exponent(list, f, chosen[i], how);
    }
    for (int i = 0; !every_exponent && i < 3; i++) {
        for (int near = -1; near <= 1; near++) {
            append_exponent(list, f, (int64_t)limits[i] + near + f->bias, how);
        }
    }
}

/* The exponents of the smallest and of the smallest normal number and of the largest; of an integer, of one half, 1 and
 * the first that is out of range. */
static void find_limits(const type *result, int limits[3])
{
    const hu_format *f = &result->format;
    const bool number = result->kind == HU_KIND_NUMBER;
    limits[0] = number ? hu_format_emin(f) - f->fraction_bits : -1;
    limits[1] = number ? hu_format_emin(f) : 0;
    limits[2] = number ? hu_format_emax(f) : result->bits;
}

/* Integers: powers of two and their neighbours, and runs of ones, of both signs. */
static void append_integers(code_list *list, int bits)
{
    const uint64_t mask = cases_ones(bits);
    for (int i = 0; i < bits; i++) {
        const uint64_t power = UINT64_C(1) << i;
        for (int low = 0; low <= i; low += 4) {
            append(list, cases_ones(i + 1) ^ cases_ones(low));
            append(list, (0 - (cases_ones(i + 1) ^ cases_ones(low))) & mask);
        }
        append(list, power - 1);
        append(list, power);
        append(list, (power + 1) & mask);
        append(list, (0 - power) & mask);
        append(list, (~power) & mask);
        append(list, (1 - power) & mask);
    }
}

/* The largest number below total / golden ratio that has no factor in common with total: its multiples, modulo total,
 * meet every number once, and any few of them in a row are spread evenly. */
static uint64_t spreading_stride(uint64_t total)
{
    uint64_t stride = total * 618 / 1000;
    for (; stride > 1; stride--) {
        uint64_t a = total;
        uint64_t b = stride;
        while (b != 0) {
            const uint64_t rest = a % b;
            a = b;
            b = rest;
        }
        if (a == 1) {
            return stride;
        }
    }
    return 1;
}

/* The codes that operand i goes through. */
static void append_operand(code_list *codes, const case_list *list, int i, int level)
{
    static const richness richness_of[2][4] = {{FRACTIONS_ALL, FRACTIONS_SOME, FRACTIONS_FEW, FRACTIONS_SOME},
                                               {FRACTIONS_ALL, FRACTIONS_ALL, FRACTIONS_SOME, FRACTIONS_ALL}};
    const type *const t = &list->f->operand[i];
    const int arity = list->f->arity;
    if (t->kind != HU_KIND_NUMBER) {
        append_integers(codes, t->bits);
        return;
    }
    const bool every_exponent = arity == 1 && level == 2 && t->format.exponent_bits <= EVERY_EXPONENT_BITS;
    const richness how = richness_of[level - 1][arity <= PRODUCTS_MAX ? arity - 1 : PRODUCTS_MAX];
    append_patterns(codes, &t->format, list->limits, every_exponent, how);
}

void cases_open(case_list *list, const function *f, int level, uint64_t seed, uint64_t count)
{
    *list = (case_list){.f = f, .seed = seed, .systematic = 1};
    find_limits(&f->result[0], list->limits);
    cases_relate(list);
    const bool exhaustive = function_operand_bits(f) <= exhaustive_bits[level - 1];
    for (int i = 0; i < f->arity; i++) {
        if (exhaustive) {
            list->pattern_count[i] = UINT64_C(1) << f->operand[i].bits;
        } else {
            code_list codes = {0};
            append_operand(&codes, list, i, level);
            sort_and_unite(&codes);
            list->patterns[i] = codes.codes;
            list->pattern_count[i] = codes.count;
        }
        list->systematic = f->arity > PRODUCTS_MAX ? 0 : list->systematic * list->pattern_count[i];
    }
    const uint64_t many = (level == 1 ? UINT64_C(1) : UINT64_C(8)) << MANY_OPERANDS_BITS;
    list->usual = exhaustive                ? list->systematic
                  : f->arity > PRODUCTS_MAX ? many / (uint64_t)f->arity
                                            : 2 * list->systematic;
    list->stride = count != 0 && count < list->systematic ? spreading_stride(list->systematic) : 1;
}

void cases_close(case_list *list)
{
    for (int i = 0; i < list->f->arity; i++) {
        free(list->patterns[i]);
    }
}

uint64_t cases_usual(const function *f, int level)
{
    case_list list;
    cases_open(&list, f, level, 0, 0);
    cases_close(&list);
    return list.usual;
}

/* number * stride stays below 2^64: there are fewer than 2^32 systematic cases of any operands. */
void cases_get(const case_list *list, uint64_t number, uint64_t operands[OPERANDS_MAX])
{
    if (number >= list->systematic) {
        cases_random(list, number, operands);
        return;
    }
    uint64_t index = number * list->stride % list->systematic;
    for (int i = list->f->arity - 1; i >= 0; i--) {
        const uint64_t which = index % list->pattern_count[i];
        index /= list->pattern_count[i];
        operands[i] = list->patterns[i] == NULL ? which : list->patterns[i][which];
    }
}
