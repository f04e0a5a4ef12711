/* SPDX-License-Identifier: Apache-2.0
 *
 * ASCII letters and a cursor in a text, for parsers of names and numbers. Independent of the locale.
 */
#ifndef HU_ASCII_H
#define HU_ASCII_H

#include <stdbool.h>
#include <string.h>

static inline char hu_ascii_lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static inline bool hu_ascii_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A position in a text that need not end with a zero. */
typedef struct {
    const char *at, *end;
} hu_cursor;

static inline hu_cursor hu_cursor_of(const char *text)
{
    return (hu_cursor){text, text + strlen(text)};
}

/* The next character; a zero at the end. */
static inline char hu_cursor_peek(const hu_cursor *c)
{
    return c->at < c->end ? *c->at : '\0';
}

/* Moves past `word`, which is in lower case, if the text continues with it. Case is ignored. */
static inline bool hu_cursor_skip(hu_cursor *c, const char *word)
{
    const char *at = c->at;
    for (; *word != '\0'; word++, at++) {
        if (at == c->end || hu_ascii_lower(*at) != *word) {
            return false;
        }
    }
    c->at = at;
    return true;
}

#endif
