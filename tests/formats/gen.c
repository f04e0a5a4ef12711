/* SPDX-License-Identifier: Apache-2.0
 *
 * The generator of test cases: halfulp_gen.h. Its cases are counted and found by means of their own: all operands in
 * order, patterns by their definition, and the same case whatever was asked before.
 */
#include <stdlib.h>
#include <string.h>

#include "halfulp_gen.h"
#include "support/check.h"

enum { COLUMNS_MAX = 3, GUARD = 0x5A };

typedef struct {
    hu_gen gen;
    hu_gen_column columns[COLUMNS_MAX];
} generator;

static hu_gen_column column_of(const char *name)
{
    return hu_gen_number(hu_format_find(name));
}

/* `count` operands of a format and a result of another. */
static void prepare(generator *g, const char *name, uint32_t count, const char *result, uint32_t level)
{
    *g = (generator){.gen = {.count = count, .level = level, .seed = 1}};
    for (uint32_t i = 0; i < count; i++) {
        g->columns[i] = column_of(name);
    }
    g->gen.columns = g->columns;
    g->gen.result = column_of(result);
}

/* Opens it in exactly the room that it asks for, with a word behind that must not change. */
static int open_in_room(generator *g)
{
    g->gen.room = hu_gen_room(&g->gen);
    g->gen.storage = malloc((g->gen.room + 1) * sizeof g->gen.storage[0]);
    if (g->gen.storage == NULL) {
        return 1;
    }
    memset(&g->gen.storage[g->gen.room], GUARD, sizeof g->gen.storage[0]);
    const hu_status status = hu_gen_open(&g->gen);
    uint64_t guard;
    memset(&guard, GUARD, sizeof guard);
    if (status != HU_STATUS_GOOD || g->gen.storage[g->gen.room] != guard) {
        fprintf(stderr, "  status %d, or more than %zu words written\n", (int)status, g->gen.room);
        return 1;
    }
    return 0;
}

/* All pairs of an 8-bit format and all triples of a 6-bit one, in ascending order. */
static int all_operands(const char *name, uint32_t count, uint32_t level)
{
    generator g;
    uint64_t operands[COLUMNS_MAX];
    prepare(&g, name, count, name, level);
    int failures = open_in_room(&g);
    const int width = hu_format_width(&g.columns[0].format);
    failures += g.gen.usual != UINT64_C(1) << count * (unsigned)width;
    for (uint64_t i = 0; failures == 0 && i < g.gen.usual; i++) {
        uint64_t number = 0;
        hu_gen_case(&g.gen, i, operands);
        for (uint32_t k = 0; k < count; k++) {
            number = number << width | operands[k];
        }
        if (number != i) {
            fprintf(stderr, "  case %d of %s has operands %X\n", (int)i, name, (unsigned)number);
            failures++;
        }
    }
    free(g.gen.storage);
    return failures;
}

/* Every code that is a pattern of FP16: an exponent that is chosen, and a fraction. By the definition in
 * halfulp_gen.h's own words, with results in FP16: exponent fields 0, 1, 2, those about 1.0 and a precision away, the
 * three at the top, and those about the limits of the result; fractions of at most two runs. */
static bool is_pattern(uint64_t code)
{
    static const int fields[] = {0, 1, 2, 3, 4, 14, 15, 16, 26, 29, 30, 31}; /* -24 and so on are below 0 */
    const int field = (int)(code >> 10 & 0x1F);
    const uint64_t fraction = code & 0x3FF;
    bool chosen = false;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        chosen |= fields[i] == field;
    }
    int changes = 0; /* from bit to bit */
    int ones = 0;
    for (int i = 0; i < 10; i++) {
        ones += (int)(fraction >> i & 1);
        changes += i > 0 && (fraction >> i & 1) != (fraction >> (i - 1) & 1);
    }
    return chosen && (changes <= 1 || ones == 1 || ones == 9);
}

static int every_pattern(void)
{
    static bool found[1 << 16];
    generator g;
    uint64_t operand;
    prepare(&g, "fp16", 1, "fp16", 1);
    g.columns[0] = column_of("fp16");
    int failures = 0;
    /* one operand of 16 bits is exhaustive; two are not: their first one goes through the patterns of two */
    failures += all_operands("fp16", 1, 1);
    prepare(&g, "fp16", 2, "fp16", 2);
    failures += open_in_room(&g);
    memset(found, 0, sizeof found);
    for (uint64_t i = 0; failures == 0 && i < g.columns[0].count; i++) {
        operand = g.gen.storage[g.columns[0].first + i];
        found[operand & 0xFFFF] = true;
    }
    for (uint64_t code = 0; failures == 0 && code < 1 << 16; code++) {
        if (found[code] != is_pattern(code)) {
            fprintf(stderr, "  %04X is %s\n", (unsigned)code, found[code] ? "no pattern" : "missing");
            failures++;
        }
    }
    free(g.gen.storage);
    return failures;
}

/* Systematic cases meet every pair of patterns once, spread or not; a case does not depend on those before it. */
static int every_meeting(uint64_t wanted)
{
    static uint8_t met[1 << 20];
    generator g;
    uint64_t operands[2];
    uint64_t again[2];
    prepare(&g, "bf16", 2, "fp32", 1);
    g.gen.wanted = wanted;
    int failures = open_in_room(&g);
    const uint64_t count = g.columns[0].count;
    memset(met, 0, sizeof met);
    failures += g.gen.systematic != count * g.columns[1].count || g.gen.systematic > sizeof met;
    for (uint64_t i = 0; failures == 0 && i < g.gen.systematic; i++) {
        uint64_t at[2] = {0, 0};
        hu_gen_case(&g.gen, i, operands);
        for (int k = 0; k < 2; k++) {
            while (at[k] < count && g.gen.storage[g.columns[k].first + at[k]] != operands[k]) {
                at[k]++;
            }
        }
        failures += at[0] == count || at[1] == count || met[at[0] * count + at[1]]++ != 0;
    }
    for (uint64_t i = 2 * g.gen.systematic; failures == 0 && i > g.gen.systematic; i -= 97) {
        hu_gen_case(&g.gen, i, operands);
        hu_gen_case(&g.gen, i - 1, again);
        hu_gen_case(&g.gen, i, again);
        failures += memcmp(operands, again, sizeof operands) != 0 || operands[0] >> 16 != 0 || operands[1] >> 16 != 0;
    }
    free(g.gen.storage);
    return failures;
}

long check_gen_cases(void)
{
    return all_operands("e4m3", 2, 1) + all_operands("e2m3", 3, 1) + every_pattern() + every_meeting(0) +
           every_meeting(1000);
}

static int refuses(generator *g, hu_status expected)
{
    const hu_gen before = g->gen;
    const hu_status status = hu_gen_open(&g->gen);
    if (status != expected || memcmp(&before, &g->gen, sizeof before) != 0) {
        fprintf(stderr, "  status %d, expected %d\n", (int)status, (int)expected);
        return 1;
    }
    return 0;
}

long check_gen_refusals(void)
{
    static uint64_t storage[1 << 12];
    generator g;
    int failures = hu_gen_open(NULL) != HU_STATUS_POINTER || hu_gen_room(NULL) != 0;
    prepare(&g, "fp32", 2, "fp32", 1);
    const size_t room = hu_gen_room(&g.gen);
    failures += room == 0 || room > sizeof storage / sizeof storage[0];
    failures += refuses(&g, HU_STATUS_COUNT); /* no room */
    g.gen.room = room;
    failures += refuses(&g, HU_STATUS_POINTER);
    g.gen.storage = storage;
    g.gen.room = room - 1;
    failures += refuses(&g, HU_STATUS_COUNT);
    g.gen.room = room;
    g.gen.level = 3;
    failures += refuses(&g, HU_STATUS_COUNT);
    g.gen.level = 0;
    failures += refuses(&g, HU_STATUS_COUNT);
    g.gen.level = 1;
    g.gen.count = 0;
    failures += refuses(&g, HU_STATUS_COUNT);
    g.gen.count = 2;
    g.gen.result.kind = HU_KIND_CLASS + 1;
    failures += refuses(&g, HU_STATUS_OPERATION);
    g.gen.result.kind = HU_KIND_INT32;
    g.columns[1].format.exponent_bits = 0;
    failures += refuses(&g, HU_STATUS_FORMAT) + (hu_gen_room(&g.gen) != 0);
    g.columns[1] = column_of("fp16");
    g.columns[0].related = 1; /* y and the addend name what is not before them */
    g.columns[1].x = 1;
    failures += refuses(&g, HU_STATUS_COUNT);
    g.columns[1].x = 0;
    g.columns[1].addend = 2;
    failures += refuses(&g, HU_STATUS_COUNT);
    g.columns[1].addend = 0;
    g.columns[1].previous = -2;
    failures += refuses(&g, HU_STATUS_COUNT);
    return failures;
}
