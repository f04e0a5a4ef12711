/* SPDX-License-Identifier: Apache-2.0
 *
 * Strings and objects of JSON.
 */
#include "json.h"

#include <string.h>

enum { SURROGATES = 0xD800, LOW_SURROGATES = 0xDC00, SURROGATES_END = 0xE000, UNICODE_END = 0x110000 };

static bool hex4(const char *at, const char *end, uint32_t *value)
{
    *value = 0;
    if (end - at < 4) {
        return false;
    }
    for (int i = 0; i < 4; i++) {
        static const char digits[] = "0123456789abcdefABCDEF";
        const char *const digit = at[i] == '\0' ? NULL : strchr(digits, at[i]);
        if (digit == NULL) {
            return false;
        }
        const uint32_t place = (uint32_t)(digit - digits);
        *value = *value << 4 | (place < 16 ? place : place - 6);
    }
    return true;
}

size_t json_read_escape(const char *at, const char *end, uint32_t *character)
{
    static const char names[] = "\"\\/bfnrt";
    static const char meant[] = "\"\\/\b\f\n\r\t";
    if (end - at < 2) {
        return 0;
    }
    const char *const name = at[1] == '\0' ? NULL : strchr(names, at[1]);
    if (name != NULL) {
        *character = (uint32_t)meant[name - names];
        return 2;
    }
    uint32_t low;
    if (at[1] != 'u' || !hex4(at + 2, end, character)) {
        return 0;
    }
    if (*character < SURROGATES || *character >= SURROGATES_END) {
        return 6;
    }
    if (*character >= LOW_SURROGATES || end - at < 12 || at[6] != '\\' || at[7] != 'u' || !hex4(at + 8, end, &low) ||
        low < LOW_SURROGATES || low >= SURROGATES_END) {
        return 0;
    }
    *character = 0x10000 + ((*character - SURROGATES) << 10) + (low - LOW_SURROGATES);
    return 12;
}

size_t json_read_utf8(const char *at, const char *end, uint32_t *character)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char first = (unsigned char)*at;
    if (first < 0x80) {
        *character = first;
        return 1;
    }
    const size_t length = first < 0xC0 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF8 ? 4 : 0;
    if (length == 0 || (size_t)(end - at) < length) {
        return 0;
    }
    *character = first & (0x7FU >> length);
    for (size_t i = 1; i < length; i++) {
        if (((unsigned char)at[i] & 0xC0) != 0x80) {
            return 0;
        }
        *character = *character << 6 | ((unsigned char)at[i] & 0x3F);
    }
    const bool surrogate = *character >= SURROGATES && *character < SURROGATES_END;
    return *character < least[length] || *character >= UNICODE_END || surrogate ? 0 : length;
}

static size_t read_character(const char *at, const char *end, uint32_t *character)
{
    if ((unsigned char)*at < ' ') {
        return 0;
    }
    return *at == '\\' ? json_read_escape(at, end, character) : json_read_utf8(at, end, character);
}

const char *json_string_end(const char *at, const char *end)
{
    while (at < end && *at != '"') {
        uint32_t character;
        const size_t length = read_character(at, end, &character);
        if (length == 0) {
            return NULL;
        }
        at += length;
    }
    return at < end ? at : NULL;
}

/* The next character of a string that has been found good; none of its characters looks beyond the quote. */
static uint32_t next_character(const char **at)
{
    enum { LONGEST = 12 };
    uint32_t character = 0;
    size_t length = 1;
    if ((unsigned char)**at < 0x80 && **at != '\\') {
        return (unsigned char)*(*at)++;
    }
    while (length < LONGEST && (*at)[length - 1] != '"') {
        length++;
    }
    *at += read_character(*at, *at + length, &character);
    return character;
}

int json_compare(const char *a, const char *b)
{
    while (*a != '"' && *b != '"') {
        const uint32_t x = next_character(&a);
        const uint32_t y = next_character(&b);
        if (x != y) {
            return x < y ? -1 : 1;
        }
    }
    return (*a != '"') - (*b != '"');
}

void json_decode(char *to, const char *at)
{
    while (*at != '"') {
        const uint32_t c = next_character(&at);
        if (c < 0x80) {
            *to++ = (char)c;
            continue;
        }
        const int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
        *to++ = (char)((0xFFU << (7 - more) | c >> 6 * more) & 0xFF);
        for (int i = more - 1; i >= 0; i--) {
            *to++ = (char)(0x80 | (c >> 6 * i & 0x3F));
        }
    }
    *to = '\0';
}

static void skip_blanks(json_text *text)
{
    while (text->at < text->end && (*text->at == ' ' || *text->at == '\n' || *text->at == '\r' || *text->at == '\t')) {
        text->at++;
    }
}

bool json_at_end(json_text *text)
{
    skip_blanks(text);
    return text->at == text->end;
}

static bool take(json_text *text, char c)
{
    skip_blanks(text);
    if (text->at == text->end || *text->at != c) {
        return false;
    }
    text->at++;
    return true;
}

/* Behind an opening quote: to behind the closing one. NULL, or what was expected. */
static const char *skip_string(json_text *text)
{
    const char *const close = json_string_end(text->at, text->end);
    if (close == NULL) {
        return "a string that ends, in UTF-8";
    }
    text->at = close + 1;
    return NULL;
}

/* Behind an opening brace: to behind the one that closes it. */
static const char *skip_object(json_text *text)
{
    for (size_t depth = 1; depth > 0;) {
        if (text->at == text->end) {
            return "}";
        }
        const char c = *text->at++;
        const char *const wrong = c == '"' ? skip_string(text) : NULL;
        if (wrong != NULL) {
            return wrong;
        }
        depth += (c == '{') - (size_t)(c == '}');
    }
    return NULL;
}

const char *json_value(json_text *text, json_member *member)
{
    member->key = text->at;
    const char *wrong = skip_string(text);
    if (wrong != NULL) {
        return wrong;
    }
    member->key_end = text->at - 1;
    if (!take(text, ':')) {
        return "a colon";
    }
    skip_blanks(text);
    member->value = text->at;
    wrong = take(text, '"') ? skip_string(text) : take(text, '{') ? skip_object(text) : "an object or a string";
    member->value_end = text->at;
    return wrong;
}

const char *json_next(json_text *text, json_member *member)
{
    const bool first = text->at == text->begin;
    member->key = NULL;
    if (first && !take(text, '{')) {
        return "{";
    }
    if (take(text, '}')) {
        return NULL;
    }
    if (!first && !take(text, ',')) {
        return "a comma or }";
    }
    return take(text, '"') ? json_value(text, member) : "a key in quotes";
}
