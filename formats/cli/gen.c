/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp gen: test vectors with their results, or operands alone.
 */
#include <stdio.h>
#include <string.h>

#include "cases.h"
#include "cli.h"
#include "vectors.h"

static const char help[] =
    "usage: halfulp gen [OPTION]... FUNCTION\n"
    "       halfulp gen [OPTION]... TYPE [COUNT]\n"
    "Writes test vectors in Berkeley TestFloat's text: for a FUNCTION, operands with their result and\n"
    "flags; for a TYPE, COUNT operands a line (1, the default, 2 or 3). TYPE is a format, or i32, i64,\n"
    "ui32 or ui64. `halfulp run --help` explains functions, lines, and the options that say how to round.\n"
    "\n"
    "  halfulp gen f16_mulAdd | your-program\n"
    "  halfulp gen -n 1000000 bf16 2 | your-program | halfulp check bf16_add\n"
    "\n"
    "Operands of at most 18 bits together (24 at level 2) are written exhaustively, in ascending order:\n"
    "all pairs of an 8-bit format, all triples of a 6-bit one. Elsewhere the sequence is our own, not\n"
    "TestFloat's: patterns that break rounding code, each meeting each, and equally many random operands.\n"
    "\n"
    "OPTION, with one dash or two (* is the default)\n"
    "  -level *1|2          level 2 has more patterns and more exhaustive cases\n"
    "  -n NUMBER            the number of cases; fewer than there are patterns come spread over them all,\n"
    "                       what goes beyond is random\n"
    "  -forever             level 2, and random cases without end; not with -n\n"
    "  -seed NUMBER         of the random operands, and of the random column of stochastic rounding; *1\n"
    "  -operands            of a FUNCTION, the operands alone\n"
    "  -footer              a last line, \"# cases: 65536\", which run and check compare with the number of\n"
    "                       cases that have come, so that they notice a program that died between them\n"
    "  -noflags             no column of flags\n"
    "  -prefix TEXT         a first line\n";

/* The stream of the random column: beyond those of an operation's operands. */
enum { RANDOM_STREAM = 2 * HU_OPERANDS_MAX };

/* What is generated; of a type alone, a function of that number of operands, which is never applied. */
static function wanted(vector_options *options, bool *apply)
{
    function f = {0};
    const bool function_named = !type_parse(options->name, &f.operand[0]);
    *apply = function_named && !options->operands_only;
    if (function_named) {
        return vector_function(options);
    }
    f.arity = options->operand_count == 0 ? 1 : (int)options->operand_count;
    if (f.arity > 1 && f.operand[0].kind != HU_KIND_NUMBER) {
        fail("%s %d: expected a count of 1: integers come one at a time", options->name, f.arity);
    }
    for (int i = 1; i < f.arity; i++) {
        f.operand[i] = f.operand[0];
    }
    f.result_count = 1;
    f.result[0] = f.operand[0];
    return f;
}

int command_gen(int argc, char **argv)
{
    static line_writer writer;
    vector_options options = vector_options_parse(VECTORS_GEN, argc, argv, help);
    bool apply;
    const function f = wanted(&options, &apply);
    case_list cases;
    const uint64_t wanted_count = options.forever ? UINT64_MAX : options.count;
    cases_open(&cases, &f, options.level, options.seed, wanted_count);
    const uint64_t count = wanted_count != 0 ? wanted_count : cases.usual;
    if (options.prefix != NULL) {
        puts(options.prefix);
        finish_output();
    }
    hu_env env = options.env;
    uint64_t operands[OPERANDS_MAX] = {0};
    answer result;
    for (uint64_t i = 0; i < count; i++) {
        cases_get(&cases, i, operands);
        if (env.random_bits != 0) {
            env.random = hu_random(options.seed, RANDOM_STREAM, i) >> (64 - env.random_bits);
        }
        write_operands(&writer, &f, operands, &env);
        if (apply) {
            function_apply(&f, operands, &env, &result);
            write_answer(&writer, &f, &result);
        } else {
            writer_character(&writer, '\n');
        }
    }
    if (options.footer) {
        write_footer(&writer, count);
    }
    writer_flush(&writer);
    cases_close(&cases);
    return STATUS_GOOD;
}
