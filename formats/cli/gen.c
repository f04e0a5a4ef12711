/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp gen: test vectors with their results, or operands alone.
 */
#include <stdio.h>

#include "cli.h"
#include "function_names.h"
#include "sections.h"
#include "several.h"

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
    "  -modes               each function in every rounding direction that matters to it\n"
    "  -all                 each function in every rounding direction, with tininess detected before and\n"
    "                       after rounding, exact and not, as far as these matter to it\n"
    "  -cover               a small set of cases that reaches the bins of `halfulp cover`, hard-to-round\n"
    "                       ones among them, the most useful first; with -n at most so many, and at\n"
    "                       -level 2 after a longer search\n"
    "  -list                the names of the functions alone\n"
    "  -seed NUMBER         of the random operands, and of the random column of stochastic rounding; *1\n"
    "  -operands            of a FUNCTION, the operands alone\n"
    "  -footer              a last line, \"# cases: 65536\", which run and check compare with the number of\n"
    "                       cases that have come, so that they notice a program that died between them\n"
    "  -noflags             no column of flags\n"
    "  -prefix TEXT         a first line\n";

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

/* For several functions: a section of one of them. */
static void write_one_section(void *writer, const vector_options *options, const function *f, const char *words)
{
    write_section(writer, options, f, words);
}

static void print_name(void *nothing, const char *name)
{
    (void)nothing;
    puts(name);
}

static bool is_type(const char *name)
{
    type ignored;
    return type_parse(name, &ignored);
}

int command_gen(int argc, char **argv)
{
    static line_writer writer;
    vector_options options = vector_options_parse(VECTORS_GEN, argc, argv, help);
    const bool several =
        options.name_count > 1 || options.all || options.modes || options.list || is_pattern(options.name);
    if (options.cover &&
        (options.forever || (!options.all && !options.modes && !options.list && is_type(options.name)))) {
        fail("-cover: expected a function, and no -forever: a type alone has no bins");
    }
    if (several && options.forever) {
        fail("-forever: expected one function; cases without end come before no other's");
    }
    bool apply = true;
    const function f = several ? (function){0} : wanted(&options, &apply);
    if (options.prefix != NULL) {
        puts(options.prefix);
        finish_output();
    }
    if (options.list) {
        several_names(&options, print_name, NULL);
    } else if (several) {
        several_functions(&options, write_one_section, &writer);
    } else {
        write_cases(&writer, &options, &f, apply);
    }
    writer_flush(&writer);
    finish_output();
    return STATUS_GOOD;
}
