/* SPDX-License-Identifier: Apache-2.0
 *
 * read_formats.c - reads data/formats.txt, whose header describes the columns, into a table in memory.
 */
#include "ref.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FORMATS_MAX = 256, LINE_MAX_BYTES = 512, COLUMNS = 14 };

typedef struct {
    size_t count;
    ref_format format[FORMATS_MAX];
} format_table;

static format_table table;

/* Columns, in the order of the file. */
enum {
    NAME,
    WIDTH,
    EXPONENT_BITS,
    FRACTION_BITS,
    BIAS,
    HAS_SIGN,
    HAS_ZERO,
    INFINITY_KIND,
    NAN_KIND,
    CANONICAL_NAN,
    LARGEST_CODE,
    LARGEST,
    SMALLEST_NORMAL,
    SMALLEST
};

/* The parsers below return false if the text is not what their caller then says it expected. */

/* An unsigned integer, decimal or (base 16) "0x7E". strtoull alone would accept blanks and signs. */
static bool parse_unsigned(const char *text, int base, uint64_t max, uint64_t *out)
{
    bool prefixed = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    if (prefixed != (base == 16) || !isxdigit((unsigned char)text[prefixed ? 2 : 0])) {
        return false;
    }
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, base);
    *out = (uint64_t)value;
    return *end == '\0' && errno == 0 && value <= max;
}

static bool parse_int(const char *text, int min, int max, int *out)
{
    uint64_t value;
    if (!parse_unsigned(text, 10, (uint64_t)max, &value) || value < (uint64_t)min) {
        return false;
    }
    *out = (int)value;
    return true;
}

/* The index of `text` among `words`, which ends with NULL; -1 if it is not there. */
static int parse_word(const char *text, const char *const *words)
{
    for (int i = 0; words[i] != NULL; i++) {
        if (strcmp(text, words[i]) == 0) {
            return i;
        }
    }
    return -1;
}

static bool parse_yes_no(const char *text, bool *out)
{
    static const char *const words[] = {"no", "yes", NULL};
    int word = parse_word(text, words);
    *out = word == 1;
    return word >= 0;
}

/* An exact positive value, which is kept as text. */
static bool parse_value(const char *text, char *out, size_t size)
{
    if (!isdigit((unsigned char)text[0]) || strlen(text) >= size) {
        return false;
    }
    mpfr_t value;
    mpfr_init2(value, REF_OPERAND_PRECISION);
    char *end;
    int inexact = mpfr_strtofr(value, text, &end, 0, MPFR_RNDZ);
    bool ok = *end == '\0' && inexact == 0 && mpfr_regular_p(value) != 0;
    mpfr_clear(value);
    strcpy(out, text);
    return ok;
}

static bool parse_name(const char *text, char *out, size_t size)
{
    size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_");
    if (text[length] != '\0' || length >= size) {
        return false;
    }
    strcpy(out, text);
    return true;
}

/* Fills `f` from the columns. Returns NULL, or what was expected in the first bad column. */
static const char *parse_format(char *const column[COLUMNS], ref_format *f)
{
    static const char *const infinities[] = {"none", "top-exponent", "top-code", NULL};
    static const char *const nans[] = {"none", "top-exponent", "top-code", "negative-zero", NULL};
    memset(f, 0, sizeof *f);
    if (!parse_name(column[NAME], f->name, sizeof f->name)) {
        return "a name of lower-case letters, digits and underscores, at most 23";
    }
    if (!parse_int(column[EXPONENT_BITS], 1, 16, &f->exponent_bits)) {
        return "exponent_bits from 1 to 16";
    }
    if (!parse_int(column[FRACTION_BITS], 0, 52, &f->fraction_bits)) {
        return "fraction_bits from 0 to 52";
    }
    if (!parse_int(column[BIAS], 0, 65535, &f->bias)) {
        return "bias from 0 to 65535";
    }
    if (!parse_yes_no(column[HAS_SIGN], &f->has_sign)) {
        return "has_sign yes or no";
    }
    if (!parse_yes_no(column[HAS_ZERO], &f->has_zero)) {
        return "has_zero yes or no";
    }
    int magnitude_bits = f->exponent_bits + f->fraction_bits;
    int width = magnitude_bits + (f->has_sign ? 1 : 0);
    if (width > 64 || !parse_int(column[WIDTH], width, width, &f->width)) {
        return "width to be the sum of sign bit, exponent_bits and fraction_bits, at most 64";
    }
    int infinity = parse_word(column[INFINITY_KIND], infinities);
    if (infinity < 0) {
        return "infinity none, top-exponent or top-code";
    }
    int nan = parse_word(column[NAN_KIND], nans);
    if (nan < 0) {
        return "nan none, top-exponent, top-code or negative-zero";
    }
    f->infinity = (ref_infinity)infinity;
    f->nan = (ref_nan)nan;
    uint64_t code_max = UINT64_MAX >> (64 - f->width);
    bool has_nan = f->nan != REF_NAN_NONE;
    if (has_nan ? !parse_unsigned(column[CANONICAL_NAN], 16, code_max, &f->canonical_nan)
                : strcmp(column[CANONICAL_NAN], "none") != 0) {
        return has_nan ? "canonical_nan as a hexadecimal code of that width" : "canonical_nan none, as nan is none";
    }
    if (!parse_unsigned(column[LARGEST_CODE], 16, UINT64_MAX >> (64 - magnitude_bits), &f->largest_code)) {
        return "largest_code as a hexadecimal code of that width, without sign bit";
    }
    if (!parse_value(column[LARGEST], f->largest, sizeof f->largest) ||
        !parse_value(column[SMALLEST_NORMAL], f->smallest_normal, sizeof f->smallest_normal) ||
        !parse_value(column[SMALLEST], f->smallest, sizeof f->smallest)) {
        return "largest, smallest_normal and smallest as exact positive values, decimal or hex-float";
    }
    return NULL;
}

/* Splits the line into its columns, in place. Returns false if there are too few, or no source after them. */
static bool split(char *line, char *column[COLUMNS])
{
    for (int i = 0; i < COLUMNS; i++) {
        line += strspn(line, " \t\r\n");
        if (*line == '\0') {
            return false;
        }
        column[i] = line;
        line += strcspn(line, " \t\r\n");
        if (*line != '\0') {
            *line++ = '\0';
        }
    }
    return line[strspn(line, " \t\r\n")] != '\0';
}

/* Adds the format of one line to `t`; comments and empty lines add none. Returns NULL, or what was expected. */
static const char *read_line(char *line, format_table *t)
{
    size_t blank = strspn(line, " \t\r\n");
    if (line[blank] == '\0' || line[blank] == '#') {
        return NULL;
    }
    char *column[COLUMNS];
    if (!split(line, column)) {
        return "14 columns and a source after them";
    }
    if (t->count == FORMATS_MAX) {
        return "at most 256 formats";
    }
    ref_format *f = &t->format[t->count];
    const char *expected = parse_format(column, f);
    if (expected != NULL) {
        return expected;
    }
    for (size_t i = 0; i < t->count; i++) {
        if (strcmp(t->format[i].name, f->name) == 0) {
            return "a name that no earlier line has";
        }
    }
    t->count++;
    return NULL;
}

/* Reads the whole file into `t`; on failure returns false and a message. */
static bool read_file(FILE *file, const char *path, format_table *t, char *error, size_t size)
{
    char line[LINE_MAX_BYTES];
    size_t number = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        number++;
        /* A line that was cut short, by the buffer or by the end of a truncated file, lacks its newline. */
        bool whole = strchr(line, '\n') != NULL;
        const char *expected = whole ? read_line(line, t) : "a whole line, at most 510 characters and a newline";
        if (expected != NULL) {
            snprintf(error, size, "%s:%zu: expected %s", path, number, expected);
            return false;
        }
    }
    if (ferror(file) != 0) {
        snprintf(error, size, "%s: cannot be read", path);
        return false;
    }
    if (t->count == 0) {
        snprintf(error, size, "%s:%zu: expected at least one format", path, number + 1);
        return false;
    }
    return true;
}

bool ref_load_formats(const char *path, char *error, size_t size)
{
    table.count = 0;
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        snprintf(error, size, "%s: cannot be opened", path);
        return false;
    }
    bool ok = read_file(file, path, &table, error, size);
    fclose(file);
    if (!ok) {
        table.count = 0;
    }
    return ok;
}

size_t ref_format_count(void)
{
    return table.count;
}

const ref_format *ref_format_at(size_t index)
{
    return index < table.count ? &table.format[index] : NULL;
}

const ref_format *ref_format_find(const char *name)
{
    for (size_t i = 0; i < table.count; i++) {
        if (strcmp(table.format[i].name, name) == 0) {
            return &table.format[i];
        }
    }
    return NULL;
}
