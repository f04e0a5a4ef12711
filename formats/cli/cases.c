/* SPDX-License-Identifier: Apache-2.0
 *
 * Test cases: patterns, their products, and random operands of related exponents.
 */
#include "cases.h"

#include <stdlib.h>
#include <string.h>

#include "cli.h"

/* Operands with at most so many bits in all are tried exhaustively, at level 1 and 2: 18 bits are the triples of the
 * 6-bit formats, 24 those of the 8-bit ones. */
static const int exhaustive_bits[2] = {18, 24};

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

static uint64_t ones(int bits)
{
    return bits <= 0 ? 0 : ~UINT64_C(0) >> (64 - bits);
}

/* Fractions: none, the lowest bit, all ones and those but one; then halfway points and their neighbours; then single
 * ones, runs from either end, and single holes. */
static void append_fractions(code_list *list, const hu_format *f, uint64_t upper, richness how)
{
    const int n = f->fraction_bits;
    const uint64_t all = ones(n);
    append(list, upper);
    append(list, upper | (1 & all));
    append(list, upper | all);
    if (how == FRACTIONS_FEW || n < 2) {
        return;
    }
    append(list, upper | (all - 1));
    append(list, upper | UINT64_C(1) << (n - 1));
    append(list, upper | ones(n - 1));
    for (int i = 0; how == FRACTIONS_ALL && i < n; i++) {
        append(list, upper | UINT64_C(1) << i);
        append(list, upper | ones(i));
        append(list, upper | (all ^ ones(i)));
        append(list, upper | (all ^ UINT64_C(1) << i));
    }
}

static void append_exponent(code_list *list, const hu_format *f, int64_t exponent, richness how)
{
    if (exponent < 0 || exponent > (int64_t)ones(f->exponent_bits)) {
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
    const int64_t top = (int64_t)ones(f->exponent_bits);
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
    const uint64_t mask = ones(bits);
    for (int i = 0; i < bits; i++) {
        const uint64_t power = UINT64_C(1) << i;
        for (int low = 0; low <= i; low += 4) {
            append(list, ones(i + 1) ^ ones(low));
            append(list, (0 - (ones(i + 1) ^ ones(low))) & mask);
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

void cases_open(case_list *list, const type *const operand[], int arity, const type *result, int level, uint64_t seed,
                uint64_t count)
{
    static const richness richness_of[2][OPERANDS_MAX] = {{FRACTIONS_ALL, FRACTIONS_SOME, FRACTIONS_FEW},
                                                          {FRACTIONS_ALL, FRACTIONS_ALL, FRACTIONS_SOME}};
    *list = (case_list){.arity = arity, .seed = seed, .systematic = 1};
    find_limits(result, list->limits);
    int bits = 0;
    for (int i = 0; i < arity; i++) {
        bits += operand[i]->bits;
    }
    const bool exhaustive = bits <= exhaustive_bits[level - 1];
    for (int i = 0; i < arity; i++) {
        list->operand[i] = operand[i];
        if (exhaustive) {
            list->pattern_count[i] = UINT64_C(1) << operand[i]->bits;
        } else {
            code_list codes = {0};
            if (operand[i]->kind == HU_KIND_NUMBER) {
                append_patterns(&codes, &operand[i]->format, list->limits, arity == 1 && level == 2,
                                richness_of[level - 1][arity - 1]);
            } else {
                append_integers(&codes, operand[i]->bits);
            }
            sort_and_unite(&codes);
            list->patterns[i] = codes.codes;
            list->pattern_count[i] = codes.count;
        }
        list->systematic *= list->pattern_count[i];
    }
    list->usual = exhaustive ? list->systematic : 2 * list->systematic;
    list->stride = count != 0 && count < list->systematic ? spreading_stride(list->systematic) : 1;
}

void cases_close(case_list *list)
{
    for (int i = 0; i < list->arity; i++) {
        free(list->patterns[i]);
    }
}

uint64_t cases_usual(const function *f, int level)
{
    const type *operand[OPERANDS_MAX] = {&f->operand[0], &f->operand[1], &f->operand[2]};
    case_list list;
    cases_open(&list, operand, f->arity, &f->result, level, 0, 0);
    cases_close(&list);
    return list.usual;
}

/* Integers of all sizes and both signs. */
static uint64_t random_integer(int bits, uint64_t shape, uint64_t value)
{
    const uint64_t magnitude = value >> (64 - bits) >> (shape & 63) % (unsigned)bits;
    return (shape >> 6 & 1) != 0 ? (0 - magnitude) & ones(bits) : magnitude;
}

/* A number whose exponent is near `target` half of the time (0 is that of 1.0), and whose fraction is, as often, random
 * or a run of ones. `shape` decides all but the random fraction. */
static uint64_t random_number(const hu_format *f, int64_t target, uint64_t shape, uint64_t value)
{
    const uint64_t top = ones(f->exponent_bits);
    uint64_t exponent = (shape & 0xFFFFF) % (top + 1);
    if ((shape >> 20 & 1) != 0) {
        const int64_t spread = f->fraction_bits + 3;
        const int64_t near = target + f->bias + (int64_t)(shape >> 21 & 0xFF) % (2 * spread + 1) - spread;
        exponent = near < 0 ? 0 : near > (int64_t)top ? top : (uint64_t)near;
    }
    uint64_t fraction = value & ones(f->fraction_bits);
    if ((shape >> 29 & 1) != 0) {
        const int low = (int)(shape >> 30 & 0x3F) % (f->fraction_bits + 1);
        const int high = (int)(shape >> 36 & 0x3F) % (f->fraction_bits + 1);
        fraction = ones(high) ^ ones(low);
    }
    const uint64_t sign = f->has_sign ? shape >> 42 & 1 : 0;
    return (sign << f->exponent_bits | exponent) << f->fraction_bits | fraction;
}

static int64_t exponent_of(const hu_format *f, uint64_t code)
{
    return (int64_t)(code >> f->fraction_bits & ones(f->exponent_bits)) - f->bias;
}

/* Where an operand's exponent makes the case interesting: an only one's near the limits of the result; the second one's
 * near the first one's (sums), or so that the product or the quotient is near an end of the range; the third one's near
 * that of the product. */
static int64_t target_exponent(const case_list *list, const uint64_t operands[], int i, unsigned which)
{
    if (list->arity == 1) {
        return list->limits[which % 3];
    }
    if (i == 0 || list->operand[0]->kind != HU_KIND_NUMBER || list->operand[i]->kind != HU_KIND_NUMBER) {
        return 0;
    }
    const int64_t first = exponent_of(&list->operand[0]->format, operands[0]);
    if (i == 2) {
        return first + exponent_of(&list->operand[1]->format, operands[1]);
    }
    const int64_t lowest = list->limits[1];
    const int64_t highest = list->limits[2];
    const int64_t targets[8] = {first,           first,          -first,          lowest - first,
                                highest - first, first - lowest, first - highest, 0};
    return targets[which & 7];
}

/* number * stride stays below 2^64: there are fewer than 2^32 systematic cases of any operands. */
void cases_get(const case_list *list, uint64_t number, uint64_t operands[OPERANDS_MAX])
{
    if (number < list->systematic) {
        uint64_t index = number * list->stride % list->systematic;
        for (int i = list->arity - 1; i >= 0; i--) {
            const uint64_t which = index % list->pattern_count[i];
            index /= list->pattern_count[i];
            operands[i] = list->patterns[i] == NULL ? which : list->patterns[i][which];
        }
        return;
    }
    for (int i = 0; i < list->arity; i++) {
        const type *t = list->operand[i];
        const uint64_t shape = hu_random(list->seed, 2 * (uint64_t)i, number);
        const uint64_t value = hu_random(list->seed, 2 * (uint64_t)i + 1, number);
        if (t->kind == HU_KIND_NUMBER) {
            const int64_t target = target_exponent(list, operands, i, (unsigned)(shape >> 43));
            operands[i] = random_number(&t->format, target, shape, value);
        } else {
            operands[i] = random_integer(t->bits, shape, value);
        }
    }
}
