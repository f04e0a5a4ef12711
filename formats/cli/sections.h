/* SPDX-License-Identifier: Apache-2.0
 *
 * Cases of several functions in one stream. A comment begins each section, as `gen` writes it if there are several,
 *
 *     # function: -rmin -tininessbefore f16_mul
 *     0000 0000 0000 00
 *     ...
 *     # cases: 65536
 *
 * with options of run and check that say how to round, after those of the command line, and the function.
 */
#ifndef SECTIONS_H
#define SECTIONS_H

#include "vectors.h"

typedef struct {
    const vector_options *command; /* the command line's options */
    bool begun;                    /* a function is known, by the command line or by a header ... */
    bool headed;                   /* ... by a header */
    vector_options options;
    function f;
    case_tally tally;
} section;

/* Before the first line. *options must outlive it. */
section section_open(const vector_options *options);

/* Goes to the next case, header, or the end of the input. Fails on a case without a function. */
tally_found section_next(section *s, line_reader *reader, line_writer *writer);

/* Where a header or the end of the input was found: fails unless the section before it is complete (tally.h). */
void section_end(const section *s, tally_found found, line_writer *writer);

/* Begins the section of the header in the line, and writes the header to `writer`, unless that is NULL. Fails, after
 * flushing `writer`, on words that are no function and options, and on another function than the command line's. */
void section_begin(section *s, line_reader *reader, line_writer *writer);

/* The longest header. */
enum { HEADER_MAX = 1000 };

/* Appends a header with those words. */
void write_header(line_writer *writer, const char *words);

/* ---- Test vectors (write_cases.c) -------------------------------------------------------------------------------- */

/* Writes the cases of a function that cases_open lists for the options; `apply`: with their results. Returns how many.
 */
uint64_t write_cases(line_writer *writer, const vector_options *options, const function *f, bool apply);

/* The same as a section, with those words for a header and a footer. */
uint64_t write_section(line_writer *writer, const vector_options *options, const function *f, const char *words);

#endif
