/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines of hexadecimal numbers. The blocks are this file's own, and not stdio's, for two reasons: a reader must not
 * wait for a full block when a line has come, and whatever is written when an error ends the program must be whole
 * lines.
 */
#include "lines.h"

#include <string.h>

#include "cli.h"

/* More than the longest line that is written. */
enum { LINE_MAX_LENGTH = 1024 };

void writer_flush(line_writer *writer)
{
    if (writer->sink != NULL) {
        writer->sink(writer->to, writer->block, writer->used);
    } else {
        write_output(writer->block, writer->used);
    }
    writer->used = 0;
}

void writer_begin(line_writer *writer)
{
    if (BLOCK_SIZE - writer->used < LINE_MAX_LENGTH) {
        writer_flush(writer);
    }
}

void writer_hex(line_writer *writer, uint64_t value, int digits)
{
    char *text = writer->block + writer->used;
    for (int i = digits - 1; i >= 0; i--) {
        text[i] = "0123456789ABCDEF"[value & 15];
        value >>= 4;
    }
    writer->used += (size_t)digits;
}

void writer_text(line_writer *writer, const char *text)
{
    size_t length = strlen(text);
    memcpy(writer->block + writer->used, text, length);
    writer->used += length;
}

/* Moves what is unread to the front of the block and reads more behind it; false at the end of the input. */
static bool refill(line_reader *reader, line_writer *writer)
{
    if (writer != NULL) {
        writer_flush(writer);
    } else {
        finish_output();
    }
    reader->end -= reader->start;
    memmove(reader->block, reader->block + reader->start, reader->end);
    reader->start = 0;
    if (reader->end == BLOCK_SIZE) {
        fail("standard input, line %llu: expected fewer than %d characters", (unsigned long long)reader->number + 1,
             (int)BLOCK_SIZE);
    }
    const size_t n = read_input(reader->block + reader->end, BLOCK_SIZE - reader->end);
    reader->end += n;
    return n > 0;
}

/* What characters are: a digit's value and 16; 1 for a blank, which is what stands between fields, and at the end of
 * lines that come from elsewhere, a carriage return among them. */
static const unsigned char character_table[256] = {
    ['0'] = 16, ['1'] = 17, ['2'] = 18, ['3'] = 19, ['4'] = 20, ['5'] = 21, ['6'] = 22, ['7'] = 23, ['8'] = 24,
    ['9'] = 25, ['A'] = 26, ['B'] = 27, ['C'] = 28, ['D'] = 29, ['E'] = 30, ['F'] = 31, ['a'] = 26, ['b'] = 27,
    ['c'] = 28, ['d'] = 29, ['e'] = 30, ['f'] = 31, [' '] = 1,  ['\t'] = 1, ['\r'] = 1,
};

static bool is_blank(char c)
{
    return character_table[(unsigned char)c] == 1;
}

static char *trim_end(const char *begin, char *end)
{
    while (end > begin && is_blank(end[-1])) {
        end--;
    }
    *end = '\0';
    return end;
}

void reader_open(line_reader *reader)
{
    reader->number = 0;
    reader->start = 0;
    reader->end = 0;
}

bool line_next(line_reader *reader, line_writer *writer)
{
    size_t searched = 0;
    for (;;) {
        char *begin = reader->block + reader->start;
        char *newline = memchr(begin + searched, '\n', reader->end - reader->start - searched);
        if (newline != NULL) {
            reader->line = begin;
            reader->at = begin;
            reader->line_end = trim_end(begin, newline);
            reader->start = (size_t)(newline - reader->block) + 1;
            reader->number++;
            return true;
        }
        searched = reader->end - reader->start;
        if (!refill(reader, writer)) {
            break;
        }
    }
    if (searched != 0) {
        fail("standard input, line %llu: cut off; expected a newline at its end",
             (unsigned long long)reader->number + 1);
    }
    return false;
}

const char *line_text(line_reader *reader)
{
    while (is_blank(*reader->at)) {
        reader->at++;
    }
    if (strlen(reader->at) != (size_t)(reader->line_end - reader->at)) {
        fail("standard input, line %llu: expected text, found a zero byte", (unsigned long long)reader->number);
    }
    return reader->at;
}

bool line_hex(line_reader *reader, int digits, int bits, uint64_t *value)
{
    const char *text = reader->at;
    while (is_blank(*text)) {
        text++;
    }
    if (reader->line_end - text < digits) {
        return false;
    }
    uint64_t number = 0;
    unsigned all = 16;
    for (int i = 0; i < digits; i++) {
        const unsigned digit = character_table[(unsigned char)text[i]];
        all &= digit;
        number = number << 4 | (digit & 15);
    }
    text += digits;
    if (all == 0 || (text != reader->line_end && !is_blank(*text)) || (bits < 64 && number >> bits != 0)) {
        return false;
    }
    reader->at = text;
    *value = number;
    return true;
}

bool line_done(const line_reader *reader)
{
    return reader->at == reader->line_end;
}

static int count_fields(const char *at, const char *end)
{
    int count = 0;
    for (bool inside = false; at < end; at++) {
        count += !inside && !is_blank(*at);
        inside = !is_blank(*at);
    }
    return count;
}

line_fields line_describe(const line_reader *reader)
{
    line_fields fields = {.count = count_fields(reader->line, reader->line_end),
                          .good = count_fields(reader->line, reader->at)};
    const size_t length = (size_t)(reader->line_end - reader->line);
    show_text(fields.text, sizeof fields.text, length == 0 ? "\"\"" : reader->line, length == 0 ? 2 : length);
    return fields;
}
