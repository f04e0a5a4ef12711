/* SPDX-License-Identifier: Apache-2.0
 *
 * Patterns of one operand.
 */
#include "gen/gen.h"

/* At level 2, every exponent of a single operand, of formats with exponents like FP64's. */
enum { EVERY_EXPONENT_BITS = 11 };

/* How many fraction patterns: with more operands there must be fewer. */
typedef enum { FRACTIONS_FEW, FRACTIONS_SOME, FRACTIONS_ALL } richness;

typedef struct {
    uint64_t *codes; /* NULL: they are only counted */
    size_t count;
} code_list;

static void append(code_list *list, uint64_t code)
{
    if (list->codes != NULL) {
        list->codes[list->count] = code;
    }
    list->count++;
}

/* ---- In order, each once ----------------------------------------------------------------------------------------- */

/* Lets codes[root] sink to its place in the heap codes[0 .. count - 1], whose other parts are in order. */
static void sink(uint64_t *codes, size_t root, size_t count)
{
    const uint64_t sinking = codes[root];
    for (size_t child; (child = 2 * root + 1) < count; root = child) {
        child += child + 1 < count && codes[child + 1] > codes[child];
        if (codes[child] <= sinking) {
            break;
        }
        codes[root] = codes[child];
    }
    codes[root] = sinking;
}

/* Narrow formats give the same code by several patterns. */
static void sort_and_unite(code_list *list)
{
    uint64_t *const codes = list->codes;
    for (size_t root = list->count / 2; root-- > 0;) {
        sink(codes, root, list->count);
    }
    for (size_t left = list->count; left-- > 1;) {
        const uint64_t largest = codes[0];
        codes[0] = codes[left];
        codes[left] = largest;
        sink(codes, 0, left);
    }
    size_t kept = 1;
    for (size_t i = 1; i < list->count; i++) {
        if (codes[i] != codes[kept - 1]) {
            codes[kept++] = codes[i];
        }
    }
    list->count = kept;
}

/* ---- Numbers ----------------------------------------------------------------------------------------------------- */

/* Fractions: none, the lowest bit, all ones and those but one; then halfway points and their neighbours; then single
 * ones, runs from either end, and single holes. */
static void append_fractions(code_list *list, const hu_format *f, uint64_t upper, richness how)
{
    const int n = f->fraction_bits;
    const uint64_t all = hu_gen_ones(n);
    append(list, upper);
    append(list, upper | (1 & all));
    append(list, upper | all);
    if (how == FRACTIONS_FEW || n < 2) {
        return;
    }
    append(list, upper | (all - 1));
    append(list, upper | UINT64_C(1) << (n - 1));
    append(list, upper | hu_gen_ones(n - 1));
    for (int i = 0; how == FRACTIONS_ALL && i < n; i++) {
        append(list, upper | UINT64_C(1) << i);
        append(list, upper | hu_gen_ones(i));
        append(list, upper | (all ^ hu_gen_ones(i)));
        append(list, upper | (all ^ UINT64_C(1) << i));
    }
}

static void append_exponent(code_list *list, const hu_format *f, int64_t exponent, richness how)
{
    if (exponent < 0 || exponent > (int64_t)hu_gen_ones(f->exponent_bits)) {
        return;
    }
    for (int sign = 0; sign <= f->has_sign; sign++) {
        const uint64_t upper = ((uint64_t)sign << f->exponent_bits | (uint64_t)exponent) << f->fraction_bits;
        append_fractions(list, f, upper, how);
    }
}

/* Exponents: both ends of the range, those around 1, those a precision away from it, where operands stop overlapping,
 * and those around the limits of the result. */
static void append_numbers(code_list *list, const hu_format *f, const int32_t limits[3], bool every_exponent,
                           richness how)
{
    const int64_t top = (int64_t)hu_gen_ones(f->exponent_bits);
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

/* ---- Integers ---------------------------------------------------------------------------------------------------- */

/* Powers of two and their neighbours, and runs of ones, of both signs. */
static void append_integers(code_list *list, int bits)
{
    const uint64_t mask = hu_gen_ones(bits);
    for (int i = 0; i < bits; i++) {
        const uint64_t power = UINT64_C(1) << i;
        for (int low = 0; low <= i; low += 4) {
            append(list, hu_gen_ones(i + 1) ^ hu_gen_ones(low));
            append(list, (0 - (hu_gen_ones(i + 1) ^ hu_gen_ones(low))) & mask);
        }
        append(list, power - 1);
        append(list, power);
        append(list, (power + 1) & mask);
        append(list, (0 - power) & mask);
        append(list, (~power) & mask);
        append(list, (1 - power) & mask);
    }
}

int hu_gen_bits(const hu_gen_column *column)
{
    static const uint8_t bits[] = {
        [HU_KIND_NUMBER] = 0,  [HU_KIND_INT32] = 32,  [HU_KIND_INT64] = 64,   [HU_KIND_UINT32] = 32,
        [HU_KIND_UINT64] = 64, [HU_KIND_BOOLEAN] = 1, [HU_KIND_RELATION] = 2, [HU_KIND_CLASS] = 4};
    return column->kind == HU_KIND_NUMBER ? hu_format_width(&column->format) : bits[column->kind];
}

size_t hu_gen_patterns(const hu_gen *gen, const hu_gen_column *column, uint64_t *codes)
{
    static const richness richness_of[2][4] = {{FRACTIONS_ALL, FRACTIONS_SOME, FRACTIONS_FEW, FRACTIONS_SOME},
                                               {FRACTIONS_ALL, FRACTIONS_ALL, FRACTIONS_SOME, FRACTIONS_ALL}};
    code_list list = {.codes = codes};
    if (column->kind != HU_KIND_NUMBER) {
        append_integers(&list, hu_gen_bits(column));
    } else {
        const bool every = gen->count == 1 && gen->level == 2 && column->format.exponent_bits <= EVERY_EXPONENT_BITS;
        const uint32_t others = gen->count <= HU_GEN_PRODUCTS_MAX ? gen->count - 1 : HU_GEN_PRODUCTS_MAX;
        append_numbers(&list, &column->format, gen->limits, every, richness_of[gen->level - 1][others]);
    }
    if (codes != NULL) {
        sort_and_unite(&list);
    }
    return list.count;
}
