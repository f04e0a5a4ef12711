/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp cover: which corners of an operation do these test vectors reach?
 */
#include <stdio.h>

#include "cli/cli.h"
#include "report.h"
#include "cli/sections.h"

static const char help[] =
    "usage: halfulp cover [OPTION]... [FUNCTION]\n"
    "Reads test vectors, lines of operands with or without result and flags, and says which corners of\n"
    "the operation they reach: bins, in groups after the models B1 to B29 of IBM's floating-point test\n"
    "plan. Results are not checked. `halfulp run --help` explains functions, lines, and the options that\n"
    "say how to round, on which some bins depend.\n"
    "\n"
    "  testfloat_gen f16_add | halfulp cover f16_add\n"
    "  halfulp gen -cover f16_mulAdd | your-program | halfulp check f16_mulAdd\n"
    "\n"
    "`halfulp gen -cover FUNCTION` writes a small set of vectors that fills the bins. Bins that no\n"
    "operands reach do not count. Which these are is found by trying all operands where they have at most\n"
    "18 bits together; of other functions some bins are excluded by proofs, and some of those that\n"
    "remain may be out of reach as well.\n"
    "\n"
    "OPTION, with one dash or two (* is the default)\n"
    "  -json                an object on one line, for each function\n"
    "  -holes NUMBER|all    of each group, the missing bins to print; 0: none; *3\n"
    "  -each                in place of the report, each case with the bins that it reaches\n"
    "  -list                in place of all that, the bins of FUNCTION; '-' before those excluded\n"
    "  -count NUMBER|all    how many cases must come: NUMBER, or all that `halfulp gen FUNCTION` writes\n"
    "  -footer              the input must end with the footer of `gen -footer`\n"
    "  -noflags             lines have no column of flags\n"
    "\n"
    "Exit status: 0, or 2 on bad input.\n";

/* One for the program, so that what it holds can be found where an error ends it. */
static cover bins;

static void begin(const section *s)
{
    cover_close(&bins);
    cover_open(&bins, &s->f, &s->options.env);
}

static void end(const section *s)
{
    if (!s->begun || (s->tally.cases == 0 && !s->headed)) {
        return;
    }
    if (s->options.json) {
        report_json(&bins, &s->options);
    } else if (!s->options.each) {
        report_text(&bins, &s->options);
    }
    finish_output();
}

static void read_case(section *s, line_reader *reader)
{
    uint64_t operands[OPERANDS_MAX] = {0};
    cover_taken taken;
    answer ignored;
    read_operands(reader, NULL, &s->f, operands, &s->options.env);
    if (!line_done(reader)) {
        read_answer(reader, &s->f, &s->options.env, &ignored);
    }
    cover_count(&bins, operands, &s->options.env, &taken);
    if (s->options.each) {
        report_case(&bins, operands, &s->options.env, &taken);
    }
}

int command_cover(int argc, char **argv)
{
    static line_reader reader;
    const vector_options options = vector_options_parse(VECTORS_COVER, argc, argv, help);
    section s = section_open(&options);
    tally_found found;
    if (s.begun) {
        begin(&s);
    }
    if (options.list) {
        report_list(&bins);
        finish_output();
        cover_close(&bins);
        return STATUS_GOOD;
    }
    reader_open(&reader);
    while ((found = section_next(&s, &reader, NULL)) != TALLY_END) {
        if (found == TALLY_HEADER) {
            section_end(&s, found, NULL);
            end(&s);
            section_begin(&s, &reader, NULL);
            begin(&s);
        } else {
            read_case(&s, &reader);
        }
    }
    section_end(&s, found, NULL);
    end(&s);
    cover_close(&bins);
    return STATUS_GOOD;
}
