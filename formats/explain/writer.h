/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines of a given width in a caller's buffer, without stdio and without allocation. Internal to the library.
 */
#ifndef HU_EXPLAIN_WRITER_H
#define HU_EXPLAIN_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A space within a word of hu_write_words: no line is broken there. */
#define HU_HARD_SPACE "\x1F"

/* A piece of text that is put together before it is laid out. What does not fit is dropped, and that is a mistake. */
enum { HU_PHRASE_SIZE = 512 };

typedef struct {
    char text[HU_PHRASE_SIZE];
    size_t length;
} hu_phrase;

void hu_phrase_add(hu_phrase *p, const char *text);
void hu_phrase_add_char(hu_phrase *p, char c);
void hu_phrase_add_unsigned(hu_phrase *p, uint64_t n);
void hu_phrase_add_signed(hu_phrase *p, int64_t n);
void hu_phrase_add_hex(hu_phrase *p, uint64_t n, int digits); /* "0x34CC" */
void hu_phrase_add_power(hu_phrase *p, int64_t exponent);     /* "2^-12"  */

/* What is written counts, whether it fits or not; the text is terminated by hu_writer_end. */
typedef struct {
    char *text;
    size_t size;
    size_t length;
    int width;
    int column; /* of the next character */
} hu_writer;

void hu_write(hu_writer *w, const char *text);
void hu_write_char(hu_writer *w, char c);

/* Blanks up to a column; none if it is reached already. */
void hu_write_to(hu_writer *w, int column);

/* Words separated by blanks from the writer's column on, which is at most half its width: lines that would be too long
 * go on at `indent`, and a word that is too long for any line is cut. Ends the line. */
void hu_write_words(hu_writer *w, int indent, const char *words);

/* Terminates the text and returns its length in full. */
size_t hu_writer_end(hu_writer *w);

#endif
