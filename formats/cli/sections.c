/* SPDX-License-Identifier: Apache-2.0
 *
 * Cases of several functions in one stream. See sections.h.
 */
#include "sections.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"

static void use_function(section *s)
{
    s->f = vector_function(&s->options);
    s->tally = vector_tally(&s->options, &s->f);
    s->begun = true;
}

/* Where the command line names the function, a header may repeat it but not change it. */
static void require_same(const section *s)
{
    vector_options named = *s->command;
    if (named.name == NULL) {
        return;
    }
    const function f = vector_function(&named);
    if (strcmp(s->options.name, named.name) != 0 || f.exact != s->f.exact || f.control != s->f.control ||
        f.immediate != s->f.immediate || f.arity != s->f.arity ||
        memcmp(&s->options.env, &named.env, sizeof named.env) != 0) {
        fail("the header says%s %s, the command line%s %s; expected the same, or no function on the command line",
             s->options.typed, s->options.name, named.typed, named.name);
    }
}

section section_open(const vector_options *options)
{
    section s = {.command = options, .options = *options};
    if (options->name != NULL) {
        use_function(&s);
    }
    return s;
}

tally_found section_next(section *s, line_reader *reader, line_writer *writer)
{
    const tally_found found = tally_next(&s->tally, reader, writer);
    if (found == TALLY_CASE && !s->begun) {
        fail("standard input, line %" PRIu64
             ": %s: expected '# function: NAME' before the first case, or a function on "
             "the command line",
             reader->number, line_describe(reader).text);
    }
    return found;
}

void section_end(const section *s, tally_found found, line_writer *writer)
{
    if (!s->begun && found == TALLY_END) {
        fail("standard input: no test case; expected '# function: NAME' and cases, or a function on the command line");
    }
    if (s->headed || (s->begun && (found == TALLY_END || s->tally.cases != 0))) {
        tally_end(&s->tally, writer);
    }
}

void section_begin(section *s, line_reader *reader, line_writer *writer)
{
    static char words[2][HEADER_MAX]; /* the section before, whose name may be in use, and this one */
    static unsigned turn;
    char *const text = words[turn ^= 1];
    const char *const found = comment_text(reader, "function:");
    if (writer != NULL) {
        writer_flush(writer);
    }
    set_input_line(reader->number);
    if (strlen(found) >= HEADER_MAX) {
        fail("expected a header of less than %d characters", (int)HEADER_MAX);
    }
    snprintf(text, HEADER_MAX, "%s", found);
    s->options = *s->command;
    vector_words_parse(&s->options, text);
    use_function(s);
    require_same(s);
    s->headed = true;
    set_input_line(0);
    if (writer != NULL) {
        write_header(writer, found);
    }
}

void write_header(line_writer *writer, const char *words)
{
    writer_begin(writer);
    writer_text(writer, "# function: ");
    writer_text(writer, words);
    writer_character(writer, '\n');
}
