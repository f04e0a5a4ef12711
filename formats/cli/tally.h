/* SPDX-License-Identifier: Apache-2.0
 *
 * Test cases as they come in, counted: run and check must notice when a program in front of them has died. Lines that
 * begin with '#' are comments, and one of them is the footer that `gen -footer` writes,
 *
 *     # cases: 65536
 *
 * the number of cases since the beginning, or since the footer before it where streams were joined. Another is the
 * header of sections.h.
 */
#ifndef TALLY_H
#define TALLY_H

#include "lines.h"

typedef struct {
    uint64_t expected;  /* cases in all; 0: any number                   */
    bool footer;        /* a footer must follow the last case            */
    const char *name;   /* the function, for errors                      */
    uint64_t cases;     /* that have come                                */
    uint64_t announced; /* of them, those that a footer has announced   */
} case_tally;

/* What comes next: the end of the input, a case, or a header. */
typedef enum { TALLY_END, TALLY_CASE, TALLY_HEADER } tally_found;

/* Goes to the next line that holds a case or a header. A footer is compared with the cases before it and then written
 * to `writer`, unless that is NULL. Fails, after flushing `writer`, on a footer with another number, and on a case that
 * is one too many. */
tally_found tally_next(case_tally *tally, line_reader *reader, line_writer *writer);

/* What stands behind "# KEY" in the line, a comment, without blanks around it; NULL if it is no such comment. */
const char *comment_text(line_reader *reader, const char *key);

/* At the end of the input or of a section: fails unless there was a case, as many as expected, and a footer behind the
 * last one where it was demanded or any came before. */
void tally_end(const case_tally *tally, line_writer *writer);

/* Appends a footer. */
void write_footer(line_writer *writer, uint64_t cases);

#endif
