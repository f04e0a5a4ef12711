/* SPDX-License-Identifier: Apache-2.0
 *
 * Test cases: random operands of related exponents.
 */
#include <string.h>

#include "cases.h"

/* Integers of all sizes and both signs. */
static uint64_t random_integer(int bits, uint64_t shape, uint64_t value)
{
    const uint64_t magnitude = value >> (64 - bits) >> (shape & 63) % (unsigned)bits;
    return (shape >> 6 & 1) != 0 ? (0 - magnitude) & cases_ones(bits) : magnitude;
}

/* A number whose exponent is near `target` half of the time (0 is that of 1.0), and whose fraction is, as often, random
 * or a run of ones. `shape` decides all but the random fraction. */
static uint64_t random_number(const hu_format *f, int64_t target, uint64_t shape, uint64_t value)
{
    const uint64_t top = cases_ones(f->exponent_bits);
    uint64_t exponent = (shape & 0xFFFFF) % (top + 1);
    if ((shape >> 20 & 1) != 0) {
        const int64_t spread = f->fraction_bits + 3;
        const int64_t near = target + f->bias + (int64_t)(shape >> 21 & 0xFF) % (2 * spread + 1) - spread;
        exponent = near < 0 ? 0 : near > (int64_t)top ? top : (uint64_t)near;
    }
    uint64_t fraction = value & cases_ones(f->fraction_bits);
    if ((shape >> 29 & 1) != 0) {
        const int low = (int)(shape >> 30 & 0x3F) % (f->fraction_bits + 1);
        const int high = (int)(shape >> 36 & 0x3F) % (f->fraction_bits + 1);
        fraction = cases_ones(high) ^ cases_ones(low);
    }
    const uint64_t sign = f->has_sign ? shape >> 42 & 1 : 0;
    return (sign << f->exponent_bits | exponent) << f->fraction_bits | fraction;
}

static int64_t exponent_of(const hu_format *f, uint64_t code)
{
    return (int64_t)(code >> f->fraction_bits & cases_ones(f->exponent_bits)) - f->bias;
}

/* Where an operand's exponent makes the case interesting: an only one's near the limits of the result; the second one's
 * near the first one's (sums), or so that the product or the quotient is near an end of the range; the third one's near
 * that of the product. */
static int64_t target_exponent(const case_list *list, const uint64_t operands[], int i, unsigned which)
{
    if (list->f->arity == 1) {
        return list->limits[which % 3];
    }
    if (i == 0 || list->f->operand[0].kind != HU_KIND_NUMBER || list->f->operand[i].kind != HU_KIND_NUMBER) {
        return 0;
    }
    const int64_t first = exponent_of(&list->f->operand[0].format, operands[0]);
    if (i == 2) {
        return first + exponent_of(&list->f->operand[1].format, operands[1]);
    }
    const int64_t lowest = list->limits[1];
    const int64_t highest = list->limits[2];
    const int64_t targets[8] = {first,           first,          -first,          lowest - first,
                                highest - first, first - lowest, first - highest, 0};
    return targets[which & 7];
}

/* ---- Sums of products -------------------------------------------------------------------------------------------- */

/* Columns of the vector of that name: the first, and how many; -1 if the model has none of the name. */
static int find_vector(const function *f, const char *name, int *count)
{
    const hu_model *const model = f->model;
    int fixed = 0;
    int grouped = 0;
    for (uint32_t i = 0; i < model->operands; i++) {
        fixed += model->operand[i].grouped != 0 ? 0 : (int)model->operand[i].count;
        grouped += model->operand[i].grouped != 0 ? (int)model->operand[i].count : 0;
    }
    const int groups = grouped == 0 ? 1 : (f->arity - fixed) / grouped;
    int first = 0;
    for (uint32_t i = 0; i < model->operands; i++) {
        const hu_model_vector *const v = &model->operand[i];
        *count = (int)v->count * (v->grouped != 0 ? groups : 1);
        if (strcmp(v->name, name) == 0) {
            return first;
        }
        first += *count;
    }
    return -1;
}

void cases_relate(case_list *list)
{
    if (list->f->model == NULL) {
        return;
    }
    int addends;
    int factors;
    const int addend = find_vector(list->f, "addend", &addends);
    const int x = find_vector(list->f, "x", &factors);
    const int y = find_vector(list->f, "y", &factors);
    list->sum = addend >= 0 && x >= 0 && y >= 0;
    for (int i = 0; list->sum && i < factors; i++) {
        const int previous = i == 0 ? -1 : i - 1;
        const int to = addend + i * addends / factors;
        list->relation[x + i] = (case_relation){-1, -1, -1, i == 0 ? -1 : x + previous};
        list->relation[y + i] = (case_relation){x + i, -1, to, i == 0 ? -1 : y + previous};
        list->relation[to] = (case_relation){x + i, y + i, -1, -1};
    }
}

static int64_t exponent_at(const case_list *list, const uint64_t operands[], int i)
{
    return exponent_of(&list->f->operand[i].format, operands[i]);
}

/* The second factor's exponent puts the product near its addend, near the product before, or near an end of the range;
 * the addend's, if it comes after them, near the product. */
static int64_t related_exponent(const case_list *list, const uint64_t operands[], int i, unsigned which)
{
    const case_relation *const r = &list->relation[i];
    if (r->y >= 0) {
        return r->y < i ? exponent_at(list, operands, r->x) + exponent_at(list, operands, r->y) : 0;
    }
    if (r->x < 0) {
        return 0;
    }
    const int64_t lowest = list->limits[1];
    const int64_t highest = list->limits[2];
    const int64_t addend = r->addend < i ? exponent_at(list, operands, r->addend) : lowest;
    const int64_t before = r->previous < 0 ? addend
                                           : exponent_at(list, operands, r->previous) +
                                                 exponent_at(list, operands, list->relation[r->previous].x);
    const int64_t targets[8] = {addend, addend, addend, before, before, lowest, highest, list->limits[0]};
    return targets[which & 7] - exponent_at(list, operands, r->x);
}

/* The element before, with the other sign in y, and now and then one ulp away: products that cancel. */
static uint64_t twin(const case_list *list, const uint64_t operands[], int i, uint64_t shape)
{
    const case_relation *const r = &list->relation[i];
    const uint64_t sign = r->x >= 0 ? UINT64_C(1) << (list->f->operand[i].bits - 1) : 0;
    return operands[r->previous] ^ sign ^ ((shape & 3) == 0 ? 1 : 0);
}

/* Four kinds of cases: patterns; related numbers; either for each operand; and related numbers with twins. */
static void random_sum(const case_list *list, uint64_t number, uint64_t operands[OPERANDS_MAX])
{
    enum { PATTERNS, RELATED, EITHER, TWINS, KINDS };
    const unsigned kind = (unsigned)(hu_random(list->seed, 2 * (uint64_t)OPERANDS_MAX, number) % KINDS);
    for (int i = 0; i < list->f->arity; i++) {
        const uint64_t shape = hu_random(list->seed, 2 * (uint64_t)i, number);
        const uint64_t value = hu_random(list->seed, 2 * (uint64_t)i + 1, number);
        if (list->patterns[i] != NULL && (kind == PATTERNS || (kind == EITHER && (shape >> 63) != 0))) {
            operands[i] = list->patterns[i][value % list->pattern_count[i]];
        } else if (kind == TWINS && list->relation[i].previous >= 0) {
            operands[i] = twin(list, operands, i, shape);
        } else {
            const int64_t target = related_exponent(list, operands, i, (unsigned)(shape >> 43));
            operands[i] = random_number(&list->f->operand[i].format, target, shape, value);
        }
    }
}

/* ---- Any case ---------------------------------------------------------------------------------------------------- */

void cases_random(const case_list *list, uint64_t number, uint64_t operands[OPERANDS_MAX])
{
    if (list->sum) {
        random_sum(list, number, operands);
        return;
    }
    for (int i = 0; i < list->f->arity; i++) {
        const type *t = &list->f->operand[i];
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
