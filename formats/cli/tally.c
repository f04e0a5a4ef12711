/* SPDX-License-Identifier: Apache-2.0
 *
 * Test cases as they come in, counted and compared with the number that was announced.
 */
#include "tally.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"

static const char *plural(uint64_t cases)
{
    return cases == 1 ? "case" : "cases";
}

static void flush(line_writer *writer)
{
    if (writer != NULL) {
        writer_flush(writer);
    }
}

const char *comment_text(line_reader *reader, const char *key)
{
    const char *text = line_text(reader) + 1;
    text += strspn(text, " \t");
    if (strncmp(text, key, strlen(key)) != 0) {
        return NULL;
    }
    text += strlen(key);
    return text + strspn(text, " \t");
}

static void read_footer(case_tally *tally, const line_reader *reader, line_writer *writer, const char *text)
{
    uint64_t announced;
    if (!parse_unsigned(text, UINT64_MAX, &announced)) {
        fail("standard input, line %" PRIu64 ": %s: expected the number of cases before this line", reader->number,
             line_describe(reader).text);
    }
    const uint64_t found = tally->cases - tally->announced;
    if (found != announced) {
        fail("standard input, line %" PRIu64 ": %" PRIu64 " %s announced, but %" PRIu64 " found before this line; "
             "some were lost or added",
             reader->number, announced, plural(announced), found);
    }
    tally->announced = tally->cases;
    if (writer != NULL) {
        write_footer(writer, announced);
    }
}

tally_found tally_next(case_tally *tally, line_reader *reader, line_writer *writer)
{
    while (line_next(reader, writer)) {
        if (!line_is_comment(reader)) {
            tally->cases++;
            if (tally->cases == tally->expected + 1 && tally->expected != 0) {
                flush(writer);
                fail("standard input, line %" PRIu64 ": one case too many; expected %" PRIu64 " of %s", reader->number,
                     tally->expected, tally->name);
            }
            return TALLY_CASE;
        }
        flush(writer);
        const char *const footer = comment_text(reader, "cases:");
        if (footer != NULL) {
            read_footer(tally, reader, writer, footer);
        } else if (comment_text(reader, "function:") != NULL) {
            return TALLY_HEADER;
        }
    }
    return TALLY_END;
}

void tally_end(const case_tally *tally, line_writer *writer)
{
    flush(writer);
    if (tally->cases == 0) {
        fail("standard input: no test case; expected lines of %s", tally->name);
    }
    if (tally->expected != 0 && tally->cases != tally->expected) {
        fail("standard input: it ended after %" PRIu64 " %s; expected %" PRIu64 " of %s", tally->cases,
             plural(tally->cases), tally->expected, tally->name);
    }
    const uint64_t rest = tally->cases - tally->announced;
    if (rest != 0 && (tally->footer || tally->announced != 0)) {
        fail("standard input: it ended after %" PRIu64 " %s without a footer; expected a last line '# cases: ...'",
             rest, plural(rest));
    }
}

void write_footer(line_writer *writer, uint64_t cases)
{
    char text[64];
    snprintf(text, sizeof text, "# cases: %" PRIu64 "\n", cases);
    writer_begin(writer);
    writer_text(writer, text);
}
