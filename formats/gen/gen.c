/* SPDX-License-Identifier: Apache-2.0
 *
 * Test cases: the systematic ones are products of patterns.
 */
#include "gen/gen.h"

/* Operands of at most this many bits together are tried exhaustively, at level 1 and 2: 18 bits are the triples of the
 * 6-bit formats, 24 those of the 8-bit ones. */
static const uint64_t exhaustive_bits[2] = {18, 24};

/* Of many operands, 2^20 cases divided by their number at level 1. */
enum { MANY_OPERANDS_BITS = 20 };

/* The exponents of the smallest and of the smallest normal number and of the largest; of an integer, of one half, 1 and
 * the first that is out of range. */
static void find_limits(const hu_gen_column *result, int32_t limits[3])
{
    const hu_format *f = &result->format;
    const bool number = result->kind == HU_KIND_NUMBER;
    limits[0] = number ? hu_format_emin(f) - f->fraction_bits : -1;
    limits[1] = number ? hu_format_emin(f) : 0;
    limits[2] = number ? hu_format_emax(f) : hu_gen_bits(result);
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

static hu_status column_status(const hu_gen_column *column)
{
    if (column->kind > HU_KIND_CLASS) {
        return HU_STATUS_OPERATION;
    }
    return column->kind == HU_KIND_NUMBER && hu_format_error(&column->format) != NULL ? HU_STATUS_FORMAT
                                                                                      : HU_STATUS_GOOD;
}

/* An addend names both factors, the first before the second; a factor what comes before it: the first factor, and the
 * same factor of a product before, which has a first factor too. */
static bool is_related(const hu_gen *gen, int32_t i)
{
    const hu_gen_column *const c = &gen->columns[i];
    const int32_t count = (int32_t)gen->count;
    if (c->kind != HU_KIND_NUMBER || c->x < -1 || c->y < -1 || c->previous < -1 || c->y >= count ||
        c->addend >= count) {
        return false;
    }
    if (c->y >= 0) {
        return c->x >= 0 && c->x < c->y && c->previous == -1;
    }
    const int32_t first = c->previous < 0 || c->previous >= i ? -1 : gen->columns[c->previous].x;
    return c->x < i && c->previous < i &&
           (c->x < 0 || (c->addend >= 0 && (c->previous < 0 || (first >= 0 && first < i))));
}

static hu_status status_of(const hu_gen *gen)
{
    if (gen == NULL || gen->columns == NULL) {
        return HU_STATUS_POINTER;
    }
    if (gen->count == 0 || gen->count > INT32_MAX || gen->level < 1 || gen->level > 2) {
        return HU_STATUS_COUNT;
    }
    hu_status status = column_status(&gen->result);
    for (uint32_t i = 0; i < gen->count && status == HU_STATUS_GOOD; i++) {
        status = column_status(&gen->columns[i]);
        if (status == HU_STATUS_GOOD && gen->columns[0].related != 0 && !is_related(gen, (int32_t)i)) {
            status = HU_STATUS_COUNT;
        }
    }
    return status;
}

static bool is_exhaustive(const hu_gen *gen)
{
    uint64_t bits = 0;
    for (uint32_t i = 0; i < gen->count; i++) {
        bits += (uint64_t)hu_gen_bits(&gen->columns[i]);
    }
    return bits <= exhaustive_bits[gen->level - 1];
}

size_t hu_gen_room(const hu_gen *gen)
{
    if (status_of(gen) != HU_STATUS_GOOD || is_exhaustive(gen)) {
        return 0;
    }
    hu_gen limited = *gen;
    size_t room = 0;
    find_limits(&gen->result, limited.limits);
    for (uint32_t i = 0; i < gen->count; i++) {
        room += hu_gen_patterns(&limited, &gen->columns[i], NULL);
    }
    return room;
}

/* Patterns are counted as often as they come, so that all of the room is used up only where none comes twice. */
static void list_patterns(hu_gen *gen)
{
    size_t used = 0;
    for (uint32_t i = 0; i < gen->count; i++) {
        hu_gen_column *const column = &gen->columns[i];
        column->first = used;
        if (gen->exhaustive != 0) {
            column->count = UINT64_C(1) << hu_gen_bits(column);
        } else {
            column->count = hu_gen_patterns(gen, column, gen->storage + used);
            used += (size_t)column->count;
        }
        gen->systematic = gen->count > HU_GEN_PRODUCTS_MAX ? 0 : gen->systematic * column->count;
    }
}

hu_status hu_gen_open(hu_gen *gen)
{
    const hu_status status = status_of(gen);
    if (status != HU_STATUS_GOOD) {
        return status;
    }
    if (gen->storage == NULL && gen->room != 0) {
        return HU_STATUS_POINTER;
    }
    if (gen->room < hu_gen_room(gen)) {
        return HU_STATUS_COUNT;
    }
    find_limits(&gen->result, gen->limits);
    gen->exhaustive = is_exhaustive(gen);
    gen->systematic = 1;
    list_patterns(gen);
    const uint64_t many = (gen->level == 1 ? UINT64_C(1) : UINT64_C(8)) << MANY_OPERANDS_BITS;
    gen->usual = gen->exhaustive != 0               ? gen->systematic
                 : gen->count > HU_GEN_PRODUCTS_MAX ? many / gen->count
                                                    : 2 * gen->systematic;
    gen->stride = gen->wanted != 0 && gen->wanted < gen->systematic ? spreading_stride(gen->systematic) : 1;
    return HU_STATUS_GOOD;
}

/* number * stride stays below 2^64: there are fewer than 2^32 systematic cases of any operands. */
void hu_gen_case(const hu_gen *gen, uint64_t number, uint64_t *operands)
{
    if (number >= gen->systematic) {
        hu_gen_random(gen, number, operands);
        return;
    }
    uint64_t index = number * gen->stride % gen->systematic;
    for (uint32_t i = gen->count; i-- > 0;) {
        const hu_gen_column *const column = &gen->columns[i];
        const uint64_t which = index % column->count;
        index /= column->count;
        operands[i] = gen->exhaustive != 0 ? which : gen->storage[column->first + which];
    }
}
