/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines of hexadecimal numbers, fast and in constant memory: standard input and output, or another sink, through
 * blocks of 64 KiB.
 */
#ifndef LINES_H
#define LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BLOCK_SIZE = 1 << 16 };

/* All zeros begins an empty one, which writes to standard output. */
typedef struct {
    void (*sink)(void *to, const char *text, size_t length); /* where blocks go; NULL: standard output */
    void *to;
    size_t used;
    char block[BLOCK_SIZE];
} line_writer;

typedef struct {
    uint64_t number; /* of the line that line_next gave last, from 1 */
    size_t start;    /* what is unread is block[start .. end - 1]    */
    size_t end;
    const char *line;     /* its first character                     */
    const char *at;       /* where in it the next field is looked for */
    const char *line_end; /* without blanks before it                */
    char block[BLOCK_SIZE];
} line_reader;

/* Appends to the output. Lines are written whole: a line must be begun by writer_begin, which makes room for it. */
void writer_begin(line_writer *writer);
void writer_hex(line_writer *writer, uint64_t value, int digits);
void writer_text(line_writer *writer, const char *text);
static inline void writer_character(line_writer *writer, char c)
{
    writer->block[writer->used++] = c;
}
void writer_flush(line_writer *writer);

/* Begins with the next byte of standard input. */
void reader_open(line_reader *reader);

/* Goes to the next line of standard input; false at its end. Before it waits for input it flushes `writer`, or stdio's
 * standard output if that is NULL, so that a program may ask and read answers in turn. Fails, after flushing, on a line
 * that is too long or cut off. */
bool line_next(line_reader *reader, line_writer *writer);

/* The text of the line without blanks around it; fails if there is a zero byte in it. */
const char *line_text(line_reader *reader);

/* The next field of the line: exactly that many hexadecimal digits, of a number that has `bits` bits. False if it is
 * not one. */
bool line_hex(line_reader *reader, int digits, int bits, uint64_t *value);

/* Is the line a comment, '#' its first character? */
static inline bool line_is_comment(const line_reader *reader)
{
    return *reader->line == '#';
}

/* Is the line at its end? */
bool line_done(const line_reader *reader);

/* The line, for an error. */
typedef struct {
    int count;     /* of all fields                                                   */
    int good;      /* of those that line_hex has read                                 */
    char text[80]; /* the line as show_text shows it; "" in quotes where it is empty  */
} line_fields;
line_fields line_describe(const line_reader *reader);

#endif
