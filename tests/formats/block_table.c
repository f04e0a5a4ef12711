/* SPDX-License-Identifier: Apache-2.0
 *
 * The recipes by name: every row of the library against data/recipes.txt, field by field, and every line of the file
 * against the library.
 */
#include <stdlib.h>
#include <string.h>

#include "support/blocks.h"
#include "support/check.h"

enum { FIELDS = 19 };
enum {
    NAME,
    ELEMENT,
    SCALE,
    BLOCK,
    AMAX,
    AMAX_LEAST,
    RATIO,
    TARGET,
    ZERO,
    SCALE_LEAST,
    SCALE_ROUNDING,
    SCALE_OVERFLOW,
    TENSOR,
    TENSOR_TARGET,
    APPLY,
    ELEMENT_OVERFLOW,
    FOUR_OVER_SIX,
    ZERO_POINT,
    SOURCE
};

typedef struct {
    const char *field[FIELDS];
    int line;
} row;

static const char *const words[FIELDS][16] = {
    [AMAX] = {"nan", "numbers", "finite"},
    [RATIO] = {"floor", "ceil", "even", "rceil", "quotient", "product", "quotient-encode", "product-encode",
               "quotient-decode", "joint-decode", "range"},
    [ZERO] = {"stays", "one"},
    [SCALE_ROUNDING] = {"nearest", "away", "zero", "down", "up", "odd"},
    [SCALE_OVERFLOW] = {"none", "saturate-finite", "saturate-all"},
    [TENSOR] = {"none", "encode", "decode"},
    [APPLY] = {"exact", "divide", "reciprocal", "reciprocal-finite", "shifted"},
    [FOUR_OVER_SIX] = {"none", "mae", "mse", "mae-encoded", "mse-encoded"},
    [ZERO_POINT] = {"none", "last", "first"}};

static void expect(check_tally *t, const row *r, int field, bool good)
{
    char text[200];
    snprintf(text, sizeof text, "data/recipes.txt:%d: %s: field %d is %s, but the library has another", r->line,
             r->field[NAME], field + 1, r->field[field]);
    check_that(t, good, text);
}

static void expect_word(check_tally *t, const row *r, int field, uint32_t value)
{
    const char *word = value < 16 ? words[field][value] : NULL;
    const char *wanted = r->field[field];
    expect(t, r, field, strcmp(wanted, "*") == 0 || (word != NULL && strcmp(wanted, word) == 0));
}

/* The FP32 code of a decimal text, rounded to nearest. */
static uint32_t fp32_of(const char *text)
{
    const ref_policy nearest = {0};
    ref_bracket_t b;
    ref_bracket_init(&b);
    const uint32_t code = (uint32_t)ref_parse(&b, ref_format_find("fp32"), text, &nearest).code;
    ref_bracket_clear(&b);
    return code;
}

static void expect_number(check_tally *t, const row *r, int field, uint32_t code)
{
    expect(t, r, field, fp32_of(r->field[field]) == code);
}

/* M, or what stands for it: the element's largest number. */
static uint32_t target_of(const hu_block_recipe *recipe)
{
    char text[40];
    if (recipe->target != 0) {
        return recipe->target;
    }
    if (recipe->element != NULL) {
        return fp32_of(ref_format_find(recipe->element->name)->largest);
    }
    snprintf(text, sizeof text, "0x%xp-%u", (unsigned)recipe->greatest, (unsigned)recipe->fraction_bits);
    return fp32_of(text);
}

static bool is_element(const char *text, const hu_block_recipe *recipe)
{
    char own[80];
    if (recipe->element != NULL) {
        return strcmp(text, recipe->element->name) == 0;
    }
    snprintf(own, sizeof own, "%d..%d", (int)recipe->least, (int)recipe->greatest);
    if (recipe->fraction_bits != 0) {
        snprintf(own + strlen(own), sizeof own - strlen(own), "/%d", 1 << recipe->fraction_bits);
    }
    return strcmp(text, own) == 0;
}

static bool is_scale(const char *text, const hu_format *scale)
{
    return strcmp(scale->name, text) == 0; /* which data/formats.txt defines */
}

static bool is_block(const char *text, const hu_block_recipe *recipe)
{
    char own[80];
    if (recipe->rows == 0 && recipe->columns == 0) {
        return strcmp(text, "all") == 0;
    }
    if (recipe->columns == 0) {
        snprintf(own, sizeof own, "%uxall", (unsigned)recipe->rows);
    } else if (recipe->rows == 0) {
        snprintf(own, sizeof own, "allx%u", (unsigned)recipe->columns);
    } else {
        snprintf(own, sizeof own, "%ux%u", (unsigned)recipe->rows, (unsigned)recipe->columns);
    }
    return strcmp(text, own) == 0;
}

static bool is_element_overflow(const char *text, uint32_t overflow)
{
    if (strcmp(text, "saturate") == 0) {
        return overflow == HU_SATURATE_FINITE || overflow == HU_SATURATE_ALL;
    }
    return strcmp(text, "*") == 0 ||
           (overflow <= HU_SATURATE_ALL && strcmp(text, words[SCALE_OVERFLOW][overflow]) == 0);
}

static void compare_row(check_tally *t, const row *r)
{
    const hu_block_recipe *recipe = hu_block_find(r->field[NAME]);
    expect(t, r, NAME, recipe != NULL);
    if (recipe == NULL) {
        return;
    }
    const bool by_rows = strcmp(r->field[TENSOR], "encode-rows") == 0;
    expect(t, r, ELEMENT, is_element(r->field[ELEMENT], recipe));
    expect(t, r, SCALE, is_scale(r->field[SCALE], recipe->scale));
    expect(t, r, BLOCK, is_block(r->field[BLOCK], recipe));
    expect_word(t, r, AMAX, recipe->amax);
    expect_number(t, r, AMAX_LEAST, recipe->amax_least);
    expect_word(t, r, RATIO, recipe->ratio);
    expect_number(t, r, TARGET, target_of(recipe));
    expect_word(t, r, ZERO, recipe->zero);
    expect_number(t, r, SCALE_LEAST, recipe->scale_least);
    expect_word(t, r, SCALE_ROUNDING, recipe->scale_rounding);
    expect_word(t, r, SCALE_OVERFLOW, recipe->scale_overflow);
    expect(t, r, TENSOR, (recipe->tensor_rows != 0) == by_rows);
    if (by_rows) {
        expect(t, r, TENSOR, recipe->tensor == HU_BLOCK_TENSOR_ENCODE);
    } else {
        expect_word(t, r, TENSOR, recipe->tensor);
    }
    expect_number(t, r, TENSOR_TARGET, recipe->tensor_target);
    expect_word(t, r, APPLY, recipe->apply);
    expect(t, r, ELEMENT_OVERFLOW, is_element_overflow(r->field[ELEMENT_OVERFLOW], recipe->element_overflow));
    expect_word(t, r, FOUR_OVER_SIX, recipe->four_over_six);
    expect_word(t, r, ZERO_POINT, recipe->zero_point);
}

/* Splits a line into its fields; false if it has too few or too many. */
static bool split(char *line, row *r)
{
    int count = 0;
    for (char *word = strtok(line, " \t\r\n"); word != NULL; word = strtok(NULL, " \t\r\n")) {
        if (count == FIELDS) {
            return false;
        }
        r->field[count++] = word;
    }
    return count == FIELDS;
}

static void row_is_sound(check_tally *t, const hu_block_recipe *r)
{
    static const uint32_t zeros[8];
    check_that(t, hu_block_find(r->name) == r, "a recipe is found by its name, which no other has");
    check_that(t, hu_block_error(r) == NULL, "every row is accepted");
    check_that(t, r->source != NULL && r->source[0] != '\0' && r->differs != NULL, "a row has a source");
    check_that(t, memcmp(r->reserved, zeros, sizeof zeros) == 0, "reserved words are zero");
    const ref_block_recipe same = blocks_recipe(r);
    check_that(t, hu_block_bits(r) == (uint32_t)ref_block_bits(&same), "the bits of an element");
    if (r->element != NULL) {
        check_that(t, hu_block_bits(r) == (uint32_t)hu_format_width(r->element), "the bits of a format are its width");
    }
}

long check_block_table(void)
{
    check_tally t = {0};
    char line[1000];
    size_t lines = 0, rows = 0;
    FILE *file = fopen(check_data_path("recipes.txt"), "r");
    if (file == NULL) {
        fprintf(stderr, "  block.table: cannot read data/recipes.txt\n");
        return check_end("block.table", 0, 1);
    }
    for (int number = 1; fgets(line, sizeof line, file) != NULL; number++) {
        row r = {.line = number};
        if (line[0] == '#' || line[0] == '\n') {
            continue;
        }
        if (!split(line, &r)) {
            fprintf(stderr, "  data/recipes.txt:%d: expected %d fields\n", number, FIELDS);
            t.failures++;
            continue;
        }
        lines++;
        compare_row(&t, &r);
    }
    fclose(file);
    for (; hu_block_at(rows) != NULL; rows++) {
        row_is_sound(&t, hu_block_at(rows));
    }
    check_that(&t, lines == rows, "data/recipes.txt has a line for each row, and no more");
    check_that(&t, hu_block_at(rows + 1) == NULL && hu_block_at(SIZE_MAX) == NULL, "past the last there is none");
    check_that(&t,
               hu_block_find("MXFP4") == NULL && hu_block_find("mxfp") == NULL && hu_block_find("") == NULL &&
                   hu_block_find(NULL) == NULL,
               "other names are refused");
    return check_end("block.table", t.comparisons, t.failures);
}

/* ---- Bits and shapes --------------------------------------------------------------------------------------------- */

long check_block_shapes(void)
{
    static const struct {
        int32_t least, greatest;
        uint32_t bits;
    } ranges[] = {{-128, 127, 8}, {-127, 127, 8}, {0, 255, 8}, {-8, 7, 4}, {-7, 7, 4}, {0, 15, 4},
                  {-1, 1, 2},     {-1, 0, 1},     {0, 1, 1},   {-2, 1, 2}, {0, 16, 5}, {-9, 7, 5}};
    static const size_t sizes[] = {0, 1, 15, 16, 17, 31, 32, 33, 128, 129};
    check_tally t = {0};
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        hu_block_recipe r = *hu_block_find("int8_rows");
        r.least = ranges[i].least;
        r.greatest = ranges[i].greatest;
        r.target = 0x42FE0000;
        check_that(&t, hu_block_error(&r) != NULL || hu_block_bits(&r) == ranges[i].bits, "the bits of an integer");
        check_that(&t, hu_block_error(&r) == NULL || ranges[i].greatest < 1,
                   "a range with a number above zero will do");
    }
    for (size_t n = 0; hu_block_at(n) != NULL; n++) {
        const hu_block_recipe *r = hu_block_at(n);
        const ref_block_recipe same = blocks_recipe(r);
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            for (size_t j = 0; j < sizeof sizes / sizeof sizes[0]; j++) {
                hu_block_shape shape = {9, 9, 9};
                const ref_block_shape wanted = ref_block_measure(&same, sizes[i], sizes[j]);
                check_that(&t, hu_block_measure(r, sizes[i], sizes[j], &shape) == HU_STATUS_GOOD, "it can be measured");
                check_that(&t, shape.scale_rows == wanted.rows && shape.scale_columns == wanted.columns, r->name);
                check_that(&t, shape.tensors == wanted.tensors, r->name);
            }
        }
    }
    return check_end("block.shapes", t.comparisons, t.failures);
}
