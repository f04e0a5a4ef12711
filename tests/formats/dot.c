/* SPDX-License-Identifier: Apache-2.0
 *
 * The dot products of instructions: every row against ref/dot.c, on operands that are made for what can go wrong in an
 * aligned sum, and against what an NVIDIA H200 answered (data/silicon/h200_tensor.txt).
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "ref.h"
#include "support/check.h"
#include "support/dots.h"

static void show(const char *check, const dot_case *d, const char *than, uint64_t result, uint64_t expected)
{
    fprintf(stderr, "  %s: %s, %s: c %" PRIX64 ",", check, d->m->name, d->kind, d->c);
    for (size_t i = 0; i < d->count; i++) {
        fprintf(stderr, " %" PRIX64 "*%" PRIX64, d->x[i], d->y[i]);
    }
    fprintf(stderr, ": %" PRIX64 ", but %s: %" PRIX64 "\n", result, than, expected);
}

static void expect(check_tally *t, const char *check, const dot_case *d, const char *than, uint64_t expected)
{
    const uint64_t result = hu_dot(d->m, d->c, d->x, d->y, d->count);
    t->comparisons++;
    if (result != expected && t->failures++ < CHECK_SHOWN) {
        show(check, d, than, result, expected);
    }
}

static uint64_t by_ref(const dot_case *d)
{
    const ref_dot_row *row = ref_dot_find(d->m->name);
    return row != NULL ? ref_dot(row, d->c, d->x, d->y, d->count) : ~UINT64_C(0);
}

/* ---- Drawn ------------------------------------------------------------------------------------------------------- */

enum { CASES = 1000 };

long check_dot_rows(void)
{
    check_tally t = {0};
    for (size_t row = 0; hu_dot_at(row) != NULL; row++) {
        for (uint64_t i = 0; i < CASES; i++) {
            dot_case d;
            if (!check_dose()) {
                continue;
            }
            dots_draw(&d, hu_dot_at(row), row * CASES + i);
            expect(&t, "dot.rows", &d, "ref", by_ref(&d));
        }
    }
    return check_end("dot.rows", t.comparisons, t.failures);
}

/* ---- Scales ------------------------------------------------------------------------------------------------------ */

/* One, anything, or the ends: the smallest numbers, zero, the largest, NaN. */
static uint64_t draw_scale(const hu_format *f, uint64_t r)
{
    const uint64_t ends[] = {0, 1, 2, f->canonical_nan, f->canonical_nan - 1};
    switch (r % 4) {
    case 0:
        return ends[(r >> 8) % 16 < 5 ? (r >> 8) % 16 : 0];
    case 1:
        return (r >> 8) % (f->canonical_nan + 1);
    default:
        return hu_format_one(f) + (r >> 8) % 16 - 8;
    }
}

long check_dot_scaled(void)
{
    check_tally t = {0};
    for (size_t row = 0; hu_dot_at(row) != NULL; row++) {
        const hu_dot_model *m = hu_dot_at(row);
        for (uint64_t i = 0; m->scale != NULL && i < CASES; i++) {
            dot_case d;
            uint64_t scales[2][DOTS_PRODUCTS_MAX];
            if (!check_dose()) {
                continue;
            }
            dots_draw(&d, m, row * CASES + i);
            for (uint64_t k = 0; k < 2 * DOTS_PRODUCTS_MAX; k++) {
                scales[k % 2][k / 2] = draw_scale(m->scale, hu_random(check_seed(), 910, (row * CASES + i) << 8 | k));
            }
            const uint64_t result = hu_dot_scaled(m, d.c, d.x, d.y, scales[0], scales[1], d.count);
            const uint64_t expected =
                ref_dot_scaled(ref_dot_find(m->name), d.c, d.x, d.y, scales[0], scales[1], d.count);
            t.comparisons++;
            if (result != expected && t.failures++ < CHECK_SHOWN) {
                show("dot.scaled", &d, "ref", result, expected);
            }
        }
    }
    return check_end("dot.scaled", t.comparisons, t.failures);
}

/* ---- What an H200 answered --------------------------------------------------------------------------------------- */

static bool read_codes(char **text, size_t count, uint64_t *code)
{
    for (size_t i = 0; i < count; i++) {
        char *end;
        code[i] = strtoull(*text, &end, 16);
        if (end == *text) {
            return false;
        }
        *text = end;
    }
    *text += strspn(*text, " |\n");
    return true;
}

/* ROW | COUNT | C | X... | Y... | RESULT */
static bool read_dot(char *line, dot_case *d, uint64_t *result)
{
    char *rest = strchr(line, ' ');
    if (rest == NULL) {
        return false;
    }
    *rest++ = '\0';
    rest += strspn(rest, " |");
    d->m = hu_dot_find(line);
    d->kind = "recorded";
    d->count = (size_t)strtoul(rest, &rest, 10);
    rest += strspn(rest, " |");
    return d->m != NULL && d->count <= DOTS_PRODUCTS_MAX && d->count % d->m->k == 0 && read_codes(&rest, 1, &d->c) &&
           read_codes(&rest, d->count, d->x) && read_codes(&rest, d->count, d->y) && read_codes(&rest, 1, result) &&
           *rest == '\0';
}

/* Every row that claims to have been compared with silicon must have answers here. */
static void expect_answers(check_tally *t, const size_t *answers, size_t rows)
{
    for (size_t row = 0; row < rows; row++) {
        const hu_dot_model *m = hu_dot_at(row);
        char text[200];
        snprintf(text, sizeof text, "%s: as many answers as its row says, some or none", m->name);
        check_that(t, (m->known == HU_DOT_CHECKED_ON_SILICON) == (answers[row] >= 20), text);
    }
}

long check_dot_recorded(void)
{
    enum { ROWS_MAX = 200 };
    check_tally t = {0};
    size_t answers[ROWS_MAX] = {0};
    size_t rows = 0;
    char line[4096];
    FILE *file = fopen(check_data_path("silicon/h200_tensor.txt"), "r");
    if (file == NULL) {
        fprintf(stderr, "  dot.recorded: cannot read data/silicon/h200_tensor.txt\n");
        return check_end("dot.recorded", 0, 1);
    }
    while (rows < ROWS_MAX && hu_dot_at(rows) != NULL) {
        rows++;
    }
    while (fgets(line, sizeof line, file) != NULL) {
        dot_case d;
        uint64_t answer;
        if (line[0] == '#') {
            continue;
        }
        if (!read_dot(line, &d, &answer)) {
            fprintf(stderr, "  dot.recorded: data/silicon/h200_tensor.txt: not a dot product: %s\n", line);
            t.failures++;
            continue;
        }
        expect(&t, "dot.recorded", &d, "the H200", answer);
        check_that(&t, by_ref(&d) == answer, "ref/dot.c gives what the H200 gives");
        for (size_t row = 0; row < rows; row++) {
            answers[row] += hu_dot_at(row) == d.m;
        }
    }
    fclose(file);
    expect_answers(&t, answers, rows);
    return check_end("dot.recorded", t.comparisons, t.failures);
}

/* ---- A larger term, a smaller sum -------------------------------------------------------------------------------- */

/* c = 2^(F + 1) - 1 ulp, and products of 1, which its binade just keeps. With c = 2^(F + 1) all of them are cut off. */
static bool decreases(check_tally *t, const hu_dot_model *m)
{
    dot_case d = {.m = m, .kind = "not monotone", .count = m->k};
    hu_env env = {0};
    for (size_t i = 0; i < d.count; i++) {
        d.x[i] = dots_one(m->x);
        d.y[i] = dots_one(m->y);
    }
    const uint64_t power =
        hu_scale_b(m->result, (hu_number){m->result, hu_format_one(m->result)}, (int)m->fraction_bits + 1, &env).code;
    d.c = power;
    const uint64_t of_larger = by_ref(&d);
    expect(t, "dot.not_monotone", &d, "ref", of_larger);
    const uint64_t step = UINT64_C(1) << (m->result->fraction_bits - (int)m->result_bits);
    d.c = power - step;
    expect(t, "dot.not_monotone", &d, "ref", by_ref(&d));
    return hu_dot(m, d.c, d.x, d.y, d.count) > of_larger; /* codes of positive numbers are in their order */
}

/* A sum of `step` products shows it if they make up for the ulp taken away, and another of the next binade. */
long check_dot_not_monotone(void)
{
    check_tally t = {0};
    size_t found = 0;
    for (size_t row = 0; hu_dot_at(row) != NULL; row++) {
        const hu_dot_model *m = hu_dot_at(row);
        if (m->scheme != HU_DOT_ALIGNED || m->step >> (m->fraction_bits - m->result_bits) < 3) {
            continue;
        }
        const bool decreased = decreases(&t, m);
        check_that(&t, decreased, m->name);
        found += decreased;
    }
    check_that(&t, found >= 10, "ten rows of which a larger addend makes the sum smaller");
    return check_end("dot.not_monotone", t.comparisons, t.failures);
}

/* ---- The table --------------------------------------------------------------------------------------------------- */

static bool is_aligned(const hu_dot_model *m)
{
    switch ((hu_dot_scheme)m->scheme) {
    case HU_DOT_ALIGNED:
    case HU_DOT_ALIGNED_APART:
    case HU_DOT_BLOCKS:
    case HU_DOT_ROUNDED_DOWN:
    case HU_DOT_ROUNDED_DOWN_APART:
    case HU_DOT_BULK:
        return true;
    case HU_DOT_CHAIN:
    case HU_DOT_SUM_THEN_ADDEND:
    case HU_DOT_PAIR_BY_PAIR:
    case HU_DOT_TREES:
    case HU_DOT_TREES_FLUSHED:
    case HU_DOT_EXACT:
    case HU_DOT_ODD_FIRST:
    case HU_DOT_EVEN_AND_ODD:
    case HU_DOT_EXACT_SIGNED:
        break;
    }
    return false;
}

static void row_is_sound(check_tally *t, const hu_dot_model *m)
{
    check_that(t, hu_dot_find(m->name) == m, "a row is found by its name, which no other has");
    check_that(t, ref_dot_find(m->name) != NULL, "ref/dot.c has the row");
    check_that(t, m->instruction[0] != '\0' && m->source[0] != '\0', "a row has an instruction and a source");
    check_that(t, m->known <= HU_DOT_CHECKED_ON_SILICON && m->scheme <= HU_DOT_EXACT_SIGNED, "words are in range");
    check_that(t, m->k > 0 && m->k <= 64 && m->step > 0 && m->k % m->step == 0, "steps divide k");
    check_that(t, (int)m->result_bits <= m->result->fraction_bits, "no more bits than the result's");
    check_that(t, is_aligned(m) == (m->fraction_bits != 0), "aligned sums cut off, the others do not");
    check_that(t, (m->scheme == HU_DOT_ALIGNED_APART) == (m->as != NULL), "who adds apart converts first");
    check_that(t, (m->scale != NULL) == (m->block != 0) && (m->block == 0 || m->k % m->block == 0), "blocks divide k");
    check_that(t, (m->known == HU_DOT_CHECKED_ON_SILICON) == (strstr(m->source, "H200") != NULL), "the source says so");
}

long check_dot_table(void)
{
    check_tally t = {0};
    size_t rows = 0;
    for (; hu_dot_at(rows) != NULL; rows++) {
        row_is_sound(&t, hu_dot_at(rows));
    }
    check_that(&t, rows == 168 && hu_dot_at(rows + 1) == NULL && hu_dot_at(SIZE_MAX) == NULL, "168 rows, and no more");
    check_that(&t, hu_dot_find("hopper_wgmma") == NULL && hu_dot_find("") == NULL, "other names are refused");
    for (size_t row = 0; row < rows; row++) {
        dot_case d;
        dots_draw(&d, hu_dot_at(row), 2);
        const size_t part = d.count - d.m->k;
        check_that(&t, hu_dot(d.m, 0x1234, d.x, d.y, 0) == 0x1234, "nothing added is the addend");
        const uint64_t first = hu_dot(d.m, d.c, d.x, d.y, part);
        expect(&t, "dot.table", &d, "in parts", hu_dot(d.m, first, d.x + part, d.y + part, d.m->k));
    }
    return check_end("dot.table", t.comparisons, t.failures);
}
