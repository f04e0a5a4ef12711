/* SPDX-License-Identifier: Apache-2.0
 *
 * Strings of JSON (RFC 8259) where they stand in a text, and the members of an object without a tree of them: jsmn
 * takes apart what is in a value.
 */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A text that has been read up to `at`. */
typedef struct {
    const char *begin, *at, *end;
} json_text;

/* A member of an object: pointers to the key and to its closing quote, to the value, a string with its quotes or an
 * object with its braces, and to what follows the value. */
typedef struct {
    const char *key, *key_end;
    const char *value, *value_end;
} json_member;

/* What comes next in an object, or NULL and *member, or, behind its closing brace, *member with a NULL key; otherwise a
 * sentence that says what was expected at `at`. Begin with `at` at the opening brace. What is in the braces of a value
 * is not judged, but for its strings. */
const char *json_next(json_text *text, json_member *member);

/* The same from a key on, which begins at `at`. */
const char *json_value(json_text *text, json_member *member);

/* Only blanks from there to the end? */
bool json_at_end(json_text *text);

/* A character at `at`, which is before `end`: an escape, which begins with a backslash, or bytes of UTF-8, the shortest
 * ones that there are. Both return how many bytes it takes; 0 if there is none. */
size_t json_read_escape(const char *at, const char *end, uint32_t *character);
size_t json_read_utf8(const char *at, const char *end, uint32_t *character);

/* The closing quote of the string that begins at `at`, behind its quote; NULL if it is cut off, is not UTF-8 or has an
 * escape that is none. */
const char *json_string_end(const char *at, const char *end);

/* The order of two such strings, each up to its quote, by what they mean: below, equal to or above 0. */
int json_compare(const char *a, const char *b);

/* Puts such a string's characters into `to` as UTF-8, with a terminating zero; that needs no more room than the string
 * and its quote. */
void json_decode(char *to, const char *at);

#endif
