/* SPDX-License-Identifier: Apache-2.0
 *
 * Test cases: random operands of related exponents.
 */
#include "gen/gen.h"

/* Integers of all sizes and both signs. */
static uint64_t random_integer(int bits, uint64_t shape, uint64_t value)
{
    const uint64_t magnitude = value >> (64 - bits) >> (shape & 63) % (unsigned)bits;
    return (shape >> 6 & 1) != 0 ? (0 - magnitude) & hu_gen_ones(bits) : magnitude;
}

/* A number whose exponent is near `target` half of the time (0 is that of 1.0), and whose fraction is, as often, random
 * or a run of ones. `shape` decides all but the random fraction. */
static uint64_t random_number(const hu_format *f, int64_t target, uint64_t shape, uint64_t value)
{
    const uint64_t top = hu_gen_ones(f->exponent_bits);
    uint64_t exponent = (shape & 0xFFFFF) % (top + 1);
    if ((shape >> 20 & 1) != 0) {
        const int64_t spread = f->fraction_bits + 3;
        const int64_t near = target + f->bias + (int64_t)(shape >> 21 & 0xFF) % (2 * spread + 1) - spread;
        exponent = near < 0 ? 0 : near > (int64_t)top ? top : (uint64_t)near;
    }
    uint64_t fraction = value & hu_gen_ones(f->fraction_bits);
    if ((shape >> 29 & 1) != 0) {
        const int low = (int)(shape >> 30 & 0x3F) % (f->fraction_bits + 1);
        const int high = (int)(shape >> 36 & 0x3F) % (f->fraction_bits + 1);
        fraction = hu_gen_ones(high) ^ hu_gen_ones(low);
    }
    const uint64_t sign = f->has_sign ? shape >> 42 & 1 : 0;
    return (sign << f->exponent_bits | exponent) << f->fraction_bits | fraction;
}

static int64_t exponent_of(const hu_format *f, uint64_t code)
{
    return (int64_t)(code >> f->fraction_bits & hu_gen_ones(f->exponent_bits)) - f->bias;
}

/* Where an operand's exponent makes the case interesting: an only one's near the limits of the result; the second one's
 * near the first one's (sums), or so that the product or the quotient is near an end of the range; the third one's near
 * that of the product. */
static int64_t target_exponent(const hu_gen *gen, const uint64_t *operands, int i, unsigned which)
{
    if (gen->count == 1) {
        return gen->limits[which % 3];
    }
    if (i == 0 || gen->columns[0].kind != HU_KIND_NUMBER || gen->columns[i].kind != HU_KIND_NUMBER) {
        return 0;
    }
    const int64_t first = exponent_of(&gen->columns[0].format, operands[0]);
    if (i == 2) {
        return first + exponent_of(&gen->columns[1].format, operands[1]);
    }
    const int64_t lowest = gen->limits[1];
    const int64_t highest = gen->limits[2];
    const int64_t targets[8] = {first,           first,          -first,          lowest - first,
                                highest - first, first - lowest, first - highest, 0};
    return targets[which & 7];
}

/* ---- Sums of products -------------------------------------------------------------------------------------------- */

static int64_t exponent_at(const hu_gen *gen, const uint64_t *operands, int i)
{
    return exponent_of(&gen->columns[i].format, operands[i]);
}

/* The second factor's exponent puts the product near its addend, near the product before, or near an end of the range;
 * the addend's, if it comes after them, near the product. */
static int64_t related_exponent(const hu_gen *gen, const uint64_t *operands, int i, unsigned which)
{
    const hu_gen_column *const r = &gen->columns[i];
    if (r->y >= 0) {
        return r->y < i ? exponent_at(gen, operands, r->x) + exponent_at(gen, operands, r->y) : 0;
    }
    if (r->x < 0) {
        return 0;
    }
    const int64_t lowest = gen->limits[1];
    const int64_t highest = gen->limits[2];
    const int64_t addend = r->addend < i ? exponent_at(gen, operands, r->addend) : lowest;
    const int64_t before = r->previous < 0 ? addend
                                           : exponent_at(gen, operands, r->previous) +
                                                 exponent_at(gen, operands, gen->columns[r->previous].x);
    const int64_t targets[8] = {addend, addend, addend, before, before, lowest, highest, gen->limits[0]};
    return targets[which & 7] - exponent_at(gen, operands, r->x);
}

/* The element before, with the other sign in y, and now and then one ulp away: products that cancel. */
static uint64_t twin(const hu_gen *gen, const uint64_t *operands, int i, uint64_t shape)
{
    const hu_gen_column *const r = &gen->columns[i];
    const uint64_t sign = r->x >= 0 ? UINT64_C(1) << (hu_gen_bits(r) - 1) : 0;
    return operands[r->previous] ^ sign ^ ((shape & 3) == 0 ? 1 : 0);
}

/* The stream of the kind of a case: beyond those of the operands, of which no model has more than 129. */
enum { KIND_STREAM = 258 };

/* Four kinds of cases: patterns; related numbers; either for each operand; and related numbers with twins. */
static void random_sum(const hu_gen *gen, uint64_t number, uint64_t *operands)
{
    enum { PATTERNS, RELATED, EITHER, TWINS, KINDS };
    const unsigned kind = (unsigned)(hu_random(gen->seed, KIND_STREAM, number) % KINDS);
    for (int i = 0; i < (int)gen->count; i++) {
        const hu_gen_column *const column = &gen->columns[i];
        const uint64_t shape = hu_random(gen->seed, 2 * (uint64_t)i, number);
        const uint64_t value = hu_random(gen->seed, 2 * (uint64_t)i + 1, number);
        if (gen->exhaustive == 0 && (kind == PATTERNS || (kind == EITHER && (shape >> 63) != 0))) {
            operands[i] = gen->storage[column->first + value % column->count];
        } else if (kind == TWINS && column->previous >= 0) {
            operands[i] = twin(gen, operands, i, shape);
        } else {
            const int64_t target = related_exponent(gen, operands, i, (unsigned)(shape >> 43));
            operands[i] = random_number(&column->format, target, shape, value);
        }
    }
}

/* ---- Any case ---------------------------------------------------------------------------------------------------- */

void hu_gen_random(const hu_gen *gen, uint64_t number, uint64_t *operands)
{
    if (gen->columns[0].related != 0) {
        random_sum(gen, number, operands);
        return;
    }
    for (int i = 0; i < (int)gen->count; i++) {
        const hu_gen_column *const column = &gen->columns[i];
        const uint64_t shape = hu_random(gen->seed, 2 * (uint64_t)i, number);
        const uint64_t value = hu_random(gen->seed, 2 * (uint64_t)i + 1, number);
        if (column->kind == HU_KIND_NUMBER) {
            const int64_t target = target_exponent(gen, operands, i, (unsigned)(shape >> 43));
            operands[i] = random_number(&column->format, target, shape, value);
        } else {
            operands[i] = random_integer(hu_gen_bits(column), shape, value);
        }
    }
}
