/* SPDX-License-Identifier: Apache-2.0
 *
 * What run, gen and check share: the columns of a vector.
 */
#include "vectors.h"

#include <inttypes.h>
#include <stdio.h>

#include "cli.h"

int random_digits(const hu_env *env)
{
    return hex_digits((int)env->random_bits);
}

/* What a column of a line should hold: hexadecimal digits, of a number of so many bits. */
typedef struct {
    int digits;
    int bits;
    const char *what; /* "" for an operand */
} column;

static int list_columns(column columns[OPERANDS_MAX + 3], const function *f, const hu_env *env, bool with_result)
{
    int count = 0;
    for (; count < f->arity; count++) {
        columns[count] = (column){f->operand[count].digits, f->operand[count].bits, ""};
    }
    if (env->random_bits != 0) {
        columns[count++] = (column){random_digits(env), (int)env->random_bits, " (random)"};
    }
    if (with_result) {
        columns[count++] = (column){f->result.digits, f->result.bits, " (the result)"};
        columns[count++] = (column){2, 5, " (the flags)"};
    }
    return count;
}

void fail_line(const line_reader *reader, line_writer *writer, const function *f, const hu_env *env, bool with_result)
{
    column columns[OPERANDS_MAX + 3];
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
    char expected[160] = "";
    size_t used = 0;
    for (int i = 0; i < count; i++) {
        used += (size_t)snprintf(expected + used, sizeof expected - used, "%s%d%s", i == 0 ? "" : ", ",
                                 columns[i].digits, columns[i].what);
    }
    fail("standard input, line %" PRIu64 ": %s: found %d field%s, expected %d, of hexadecimal digits: %s",
         reader->number, found.text, found.count, found.count == 1 ? "" : "s", count, expected);
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
            writer_text(writer, " ");
        }
        writer_hex(writer, operands[i], f->operand[i].digits);
    }
    if (env->random_bits != 0) {
        writer_text(writer, " ");
        writer_hex(writer, env->random, random_digits(env));
    }
}

void write_result(line_writer *writer, const function *f, uint64_t result, uint32_t flags)
{
    writer_text(writer, " ");
    writer_hex(writer, result, f->result.digits);
    writer_text(writer, " ");
    writer_hex(writer, flags, 2);
    writer_text(writer, "\n");
}
