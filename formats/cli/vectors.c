/* SPDX-License-Identifier: Apache-2.0
 *
 * What run, gen and check share: the columns of a vector.
 */
#include "vectors.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"

int random_digits(const hu_env *env)
{
    return hex_digits((int)env->random_bits);
}

/* What a column of a line should hold: hexadecimal digits, of a number of that many bits. */
typedef struct {
    int digits;
    int bits;
    const char *what; /* "" for an operand */
} column;

enum { COLUMNS_MAX = OPERANDS_MAX + 1 + RESULTS_MAX + 1 };

static int list_columns(column columns[COLUMNS_MAX], const function *f, const hu_env *env, bool with_result)
{
    int count = 0;
    for (; count < f->arity; count++) {
        columns[count] = (column){f->operand[count].digits, f->operand[count].bits, ""};
    }
    if (env->random_bits != 0) {
        columns[count++] = (column){random_digits(env), (int)env->random_bits, " (random)"};
    }
    for (int i = 0; with_result && i < f->result_count; i++) {
        columns[count++] = (column){f->result[i].digits, f->result[i].bits, " (the result)"};
    }
    if (with_result && f->flag_bits != 0) {
        columns[count++] = (column){f->flag_digits, f->flag_bits, " (the flags)"};
    }
    return count;
}

/* "4, 4, 4 (the result) and 2 (the flags)"; of many columns that are alike "4 (32 times)". */
static void describe_columns(char *text, size_t size, const column *columns, int count)
{
    size_t used = 0;
    text[0] = '\0';
    for (int i = 0; i < count && used < size;) {
        int same = 1;
        while (i + same < count && columns[i + same].digits == columns[i].digits &&
               columns[i + same].what == columns[i].what) {
            same++;
        }
        const bool many = same > 3;
        const bool last = i + (many ? same : 1) == count;
        const char *const separator = i == 0 ? "" : last ? " and " : ", ";
        used += (size_t)(many ? snprintf(text + used, size - used, "%s%d%s (%d times)", separator, columns[i].digits,
                                         columns[i].what, same)
                              : snprintf(text + used, size - used, "%s%d%s", separator, columns[i].digits,
                                         columns[i].what));
        i += many ? same : 1;
    }
}

void fail_line(const line_reader *reader, line_writer *writer, const function *f, const hu_env *env, bool with_result)
{
    column columns[COLUMNS_MAX];
    const int count = list_columns(columns, f, env, with_result);
    const line_fields found = line_describe(reader);
    if (writer != NULL) {
        writer_flush(writer);
    }
    if (found.count == count) {
        const column *bad = &columns[found.good];
        char below[16] = "";
        if (bad->bits % 4 != 0) {
            snprintf(below, sizeof below, ", below 2^%d", bad->bits);
        }
        fail("standard input, line %" PRIu64 ": %s: field %d%s: expected %d hexadecimal digit%s%s", reader->number,
             found.text, found.good + 1, bad->what, bad->digits, bad->digits == 1 ? "" : "s", below);
    }
    char expected[160];
    describe_columns(expected, sizeof expected, columns, count);
    const bool whole_case = !with_result && list_columns(columns, f, env, true) == found.count;
    fail("standard input, line %" PRIu64 ": %s: expected %d field%s, of %s hexadecimal digit%s; found %d%s",
         reader->number, found.text, count, count == 1 ? "" : "s", expected, strcmp(expected, "1") == 0 ? "" : "s",
         found.count, whole_case ? "; `gen -operands` writes operands alone" : "");
}

void read_operands(line_reader *reader, line_writer *writer, const function *f, uint64_t operands[OPERANDS_MAX],
                   hu_env *env)
{
    bool good = true;
    for (int i = 0; i < f->arity; i++) {
        good = good && line_hex(reader, f->operand[i].digits, f->operand[i].bits, &operands[i]);
    }
    if (good && env->random_bits != 0) {
        good = line_hex(reader, random_digits(env), (int)env->random_bits, &env->random);
    }
    if (!good) {
        fail_line(reader, writer, f, env, writer == NULL);
    }
}

void write_operands(line_writer *writer, const function *f, const uint64_t operands[OPERANDS_MAX], const hu_env *env)
{
    writer_begin(writer);
    for (int i = 0; i < f->arity; i++) {
        if (i > 0) {
            writer_character(writer, ' ');
        }
        writer_hex(writer, operands[i], f->operand[i].digits);
    }
    if (env->random_bits != 0) {
        writer_character(writer, ' ');
        writer_hex(writer, env->random, random_digits(env));
    }
}

void write_answer(line_writer *writer, const function *f, const answer *result)
{
    for (int i = 0; i < f->result_count; i++) {
        writer_character(writer, ' ');
        writer_hex(writer, result->code[i], f->result[i].digits);
    }
    if (f->flag_bits != 0) {
        writer_character(writer, ' ');
        writer_hex(writer, result->flags, f->flag_digits);
    }
    writer_character(writer, '\n');
}

void read_answer(line_reader *reader, const function *f, const hu_env *env, answer *found)
{
    bool good = true;
    found->flags = 0;
    for (int i = 0; i < f->result_count; i++) {
        good = good && line_hex(reader, f->result[i].digits, f->result[i].bits, &found->code[i]);
    }
    if (f->flag_bits != 0) {
        good = good && line_hex(reader, f->flag_digits, f->flag_bits, &found->flags);
    } else if (f->flag_digits != 0 && good && !line_done(reader)) { /* -noflags: they may be there */
        uint64_t ignored;
        good = line_hex(reader, f->flag_digits, 4 * f->flag_digits, &ignored);
    }
    if (!good || !line_done(reader)) {
        fail_line(reader, NULL, f, env, true);
    }
}
