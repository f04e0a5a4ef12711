/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp gen: test vectors with their results, or operands alone.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cases.h"
#include "cli.h"
#include "function_names.h"
#include "sections.h"

static const char help[] =
    "usage: halfulp gen [OPTION]... FUNCTION...\n"
    "       halfulp gen [OPTION]... TYPE [COUNT]\n"
    "Writes test vectors in Berkeley TestFloat's text: for a FUNCTION, operands with their result and\n"
    "flags; for a TYPE, COUNT operands a line (1, the default, 2 or 3). TYPE is a format, or i32, i64,\n"
    "ui32 or ui64. `halfulp run --help` explains functions, lines, and the options that say how to round.\n"
    "\n"
    "  halfulp gen f16_mulAdd | your-program\n"
    "  halfulp gen -n 1000000 bf16 2 | your-program | halfulp check bf16_add\n"
    "\n"
    "Of several functions, or one with * ? [ in it, 'e4m3_*', each has a section: a header, \"# function:\n"
    "-rmin f16_add\", its cases, and a footer. run and check without a FUNCTION read such lines:\n"
    "\n"
    "  halfulp gen -all 'e4m3_*' bf16_add | your-program | halfulp check\n"
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
    "  -all                 each function in every rounding direction, with tininess detected before and\n"
    "                       after rounding, exact and not, as far as these matter to it\n"
    "  -list                the names of the functions alone\n"
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

/* Writes the cases of a function; `apply`: with their results. */
static void write_cases(line_writer *writer, const vector_options *options, const function *f, bool apply)
{
    case_list cases;
    const uint64_t wanted_count = options->forever ? UINT64_MAX : options->count;
    cases_open(&cases, f, options->level, options->seed, wanted_count);
    const uint64_t count = wanted_count != 0 ? wanted_count : cases.usual;
    hu_env env = options->env;
    uint64_t operands[OPERANDS_MAX] = {0};
    answer result;
    for (uint64_t i = 0; i < count; i++) {
        cases_get(&cases, i, operands);
        if (env.random_bits != 0) {
            env.random = hu_random(options->seed, RANDOM_STREAM, i) >> (64 - env.random_bits);
        }
        write_operands(writer, f, operands, &env);
        if (apply) {
            function_apply(f, operands, &env, &result);
            write_answer(writer, f, &result);
        } else {
            writer_character(writer, '\n');
        }
    }
    if (options->footer) {
        write_footer(writer, count);
    }
    cases_close(&cases);
}

/* ---- Several functions, and several ways to round ---------------------------------------------------------------- */

/* A section with those words, a header's. Fails as vector_function does. */
static void write_section(line_writer *writer, const vector_options *command, const char *words)
{
    char copy[HEADER_MAX];
    vector_options options = *command;
    snprintf(copy, sizeof copy, "%s", words);
    options.footer = true;
    vector_words_parse(&options, copy);
    const function f = vector_function(&options);
    write_header(writer, words);
    write_cases(writer, &options, &f, !options.operands_only);
}

/* The function in every rounding, with tininess both ways, exact and not, as far as these matter to it. */
static void write_all_ways(line_writer *writer, const vector_options *command, const char *name)
{
    char words[HEADER_MAX];
    vector_options options = *command;
    options.name = name;
    const function f = vector_function(&options);
    const bool rounds = f.model == NULL && f.uses_rounding && !f.rounding_fixed && command->env.random_bits == 0;
    const int ways[3] = {rounds ? HU_TO_ODD + 1 : 1, f.model == NULL && f.uses_tininess ? 2 : 1,
                         f.model == NULL && f.rounds_to_integer && !f.exact ? 2 : 1};
    for (int i = 0; i < ways[0] * ways[1] * ways[2]; i++) {
        const int rounding = i % ways[0];
        const int tininess = i / ways[0] % ways[1];
        const int exact = i / ways[0] / ways[1];
        snprintf(words, sizeof words, "%s%s%s%s%s %s", command->typed + (command->typed[0] == ' '),
                 ways[0] > 1 ? " -r" : "", ways[0] > 1 ? rounding_name((hu_rounding)rounding) : "",
                 ways[1] == 1    ? ""
                 : tininess == 0 ? " -tininessafter"
                                 : " -tininessbefore",
                 ways[2] == 1 ? ""
                 : exact == 0 ? " -notexact"
                              : " -exact",
                 name);
        write_section(writer, command, words + strspn(words, " "));
    }
}

static void write_function(line_writer *writer, const vector_options *options, const char *name)
{
    char words[HEADER_MAX];
    if (options->list) {
        puts(name);
    } else if (options->all) {
        write_all_ways(writer, options, name);
    } else {
        snprintf(words, sizeof words, "%s %s", options->typed, name);
        write_section(writer, options, words + 1);
    }
}

/* Nothing is written before all that was named is known to exist. */
static void require_functions(const vector_options *options)
{
    for (int i = 0; i < options->name_count; i++) {
        vector_options one = *options;
        one.name = options->names[i];
        if (is_pattern(one.name)) {
            size_t count;
            free(function_names(one.name, &count));
        } else {
            vector_function(&one);
        }
    }
}

static void write_functions(line_writer *writer, const vector_options *options)
{
    require_functions(options);
    for (int i = 0; i < options->name_count; i++) {
        if (!is_pattern(options->names[i])) {
            write_function(writer, options, options->names[i]);
            continue;
        }
        size_t count;
        char *const names = function_names(options->names[i], &count);
        const char *name = names;
        for (size_t k = 0; k < count; k++, name += strlen(name) + 1) {
            write_function(writer, options, name);
        }
        free(names);
    }
}

int command_gen(int argc, char **argv)
{
    static line_writer writer;
    vector_options options = vector_options_parse(VECTORS_GEN, argc, argv, help);
    const bool several = options.name_count > 1 || options.all || options.list || is_pattern(options.name);
    if (several && options.forever) {
        fail("-forever: expected one function; cases without end come before no other's");
    }
    bool apply = true;
    const function f = several ? (function){0} : wanted(&options, &apply);
    if (options.prefix != NULL) {
        puts(options.prefix);
        finish_output();
    }
    if (several) {
        write_functions(&writer, &options);
    } else {
        write_cases(&writer, &options, &f, apply);
    }
    writer_flush(&writer);
    finish_output();
    return STATUS_GOOD;
}
