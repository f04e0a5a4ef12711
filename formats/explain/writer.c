/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers as text, and lines that are never wider than asked for.
 */
#include "writer.h"

#include <assert.h>
#include <string.h>

/* ---- Phrases ----------------------------------------------------------------------------------------------------- */

void hu_phrase_add_char(hu_phrase *p, char c)
{
    assert(p->length + 1 < sizeof p->text);
    if (p->length + 1 < sizeof p->text) {
        p->text[p->length++] = c;
        p->text[p->length] = '\0';
    }
}

void hu_phrase_add(hu_phrase *p, const char *text)
{
    for (; *text != '\0'; text++) {
        hu_phrase_add_char(p, *text);
    }
}

void hu_phrase_add_unsigned(hu_phrase *p, uint64_t n)
{
    if (n > 9) {
        hu_phrase_add_unsigned(p, n / 10);
    }
    hu_phrase_add_char(p, (char)('0' + n % 10));
}

void hu_phrase_add_signed(hu_phrase *p, int64_t n)
{
    if (n < 0) {
        hu_phrase_add_char(p, '-');
    }
    hu_phrase_add_unsigned(p, n < 0 ? (uint64_t)(-(n + 1)) + 1 : (uint64_t)n);
}

void hu_phrase_add_hex(hu_phrase *p, uint64_t n, int digits)
{
    hu_phrase_add(p, "0x");
    for (int i = digits - 1; i >= 0; i--) {
        hu_phrase_add_char(p, "0123456789ABCDEF"[n >> 4 * i & 15]);
    }
}

void hu_phrase_add_power(hu_phrase *p, int64_t exponent)
{
    hu_phrase_add(p, "2^");
    hu_phrase_add_signed(p, exponent);
}

/* ---- Lines ------------------------------------------------------------------------------------------------------- */

void hu_write_char(hu_writer *w, char c)
{
    if (w->length + 1 < w->size) {
        w->text[w->length] = c;
    }
    w->length++;
    w->column = c == '\n' ? 0 : w->column + 1;
}

void hu_write(hu_writer *w, const char *text)
{
    for (; *text != '\0'; text++) {
        hu_write_char(w, *text);
    }
}

void hu_write_to(hu_writer *w, int column)
{
    while (w->column < column) {
        hu_write_char(w, ' ');
    }
}

void hu_write_words(hu_writer *w, int indent, const char *words)
{
    bool first = true; /* on its line */
    hu_write_to(w, indent);
    while (*words != '\0') {
        const int length = (int)strcspn(words, " ");
        if (!first && w->column + 1 + length > w->width) {
            hu_write_char(w, '\n');
            first = true;
        } else if (!first) {
            hu_write_char(w, ' ');
        }
        hu_write_to(w, indent);
        for (int i = 0; i < length; i++) {
            if (w->column >= w->width) {
                hu_write_char(w, '\n');
                hu_write_to(w, indent);
            }
            hu_write_char(w, words[i] == HU_HARD_SPACE[0] ? ' ' : words[i]);
        }
        first = false;
        words += length;
        words += strspn(words, " ");
    }
    hu_write_char(w, '\n');
}

size_t hu_writer_end(hu_writer *w)
{
    if (w->size > 0) {
        w->text[w->length < w->size ? w->length : w->size - 1] = '\0';
    }
    return w->length;
}
