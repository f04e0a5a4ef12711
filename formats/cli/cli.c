/* SPDX-License-Identifier: Apache-2.0
 *
 * Small pieces of text, shared by the subcommands.
 */
#include "cli.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int print_help(const char *text)
{
    fputs(text, stdout);
    finish_output();
    return STATUS_GOOD;
}

const char *shown(const char *input)
{
    return input[0] == '\0' ? "\"\"" : input;
}

/* How many characters show that byte. */
static size_t shown_length(char c)
{
    return c >= ' ' && c <= '~' ? 1 : 4;
}

static char *show_bytes(char *to, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (shown_length(text[i]) == 1) {
            *to++ = text[i];
        } else {
            const unsigned byte = (unsigned char)text[i];
            *to++ = '\\';
            *to++ = 'x';
            *to++ = "0123456789ABCDEF"[byte >> 4];
            *to++ = "0123456789ABCDEF"[byte & 15];
        }
    }
    return to;
}

void show_text(char *to, size_t size, const char *text, size_t length)
{
    const size_t half = (size - sizeof "...") / 2;
    size_t whole = 0; /* characters, as long as they fit */
    size_t head = 0;  /* bytes at the beginning that show in `half` characters */
    size_t i = 0;
    for (; i < length && whole < size; i++) {
        whole += shown_length(text[i]);
        head += whole <= half;
    }
    if (i == length && whole < size) {
        *show_bytes(to, text, length) = '\0';
        return;
    }
    size_t tail = 0;
    for (size_t used = 0; (used += shown_length(text[length - tail - 1])) <= half;) {
        tail++;
    }
    to = show_bytes(to, text, head);
    memcpy(to, "...", 3);
    to = show_bytes(to + 3, text + length - tail, tail);
    *to = '\0';
}

/* What stands behind the longest beginning of the text that is a format: "ieee" of e4m3ieee. NULL if there is none. */
static const char *excess(const char *name)
{
    hu_format format;
    char beginning[sizeof format.name];
    size_t length = strlen(name) < sizeof beginning ? strlen(name) : sizeof beginning - 1;
    memcpy(beginning, name, length);
    do {
        beginning[length] = '\0';
        if (hu_format_parse(beginning, &format)) {
            return name + length;
        }
    } while (length-- > 0);
    return NULL;
}

void fail_format(const char *before, const char *name, const char *after)
{
    const char *const rest = excess(name);
    const char *const expected = hu_format_parse_error(name);
    if (rest == NULL || rest[0] == ':') {
        fail("%s%s: not a format: %s%s", before, shown(name), expected, after);
    }
    fail("%s%s: not a format: at \"%s\": %s%s", before, name, rest, expected, after);
}

const hu_format *find_format(const char *name, hu_format *storage)
{
    const hu_format *row = hu_format_find(name);
    if (row != NULL) {
        return row;
    }
    if (!hu_format_parse(name, storage)) {
        fail_format("", name, "; `halfulp formats` lists the names");
    }
    return storage;
}

bool parse_unsigned(const char *text, uint64_t most, uint64_t *value)
{
    const bool hexadecimal = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    const char *digits = hexadecimal ? text + 2 : text;
    if (digits[0] == '\0' || digits[strspn(digits, hexadecimal ? "0123456789abcdefABCDEF" : "0123456789")] != '\0') {
        return false;
    }
    errno = 0;
    unsigned long long number = strtoull(digits, NULL, hexadecimal ? 16 : 10);
    if (errno != 0 || number > most) {
        return false;
    }
    *value = number;
    return true;
}

int hex_digits(int bits)
{
    return (bits + 3) / 4;
}

void flag_letters(uint32_t flags, char letters[6])
{
    memcpy(letters, "vioux", 6);
    for (int i = 0; i < 5; i++) {
        if ((flags & (UINT32_C(16) >> i)) == 0) {
            letters[i] = '.';
        }
    }
}

static const char *skip_dashes(const char *text)
{
    return text + strspn(text, "-_");
}

bool same_word(const char *a, const char *b)
{
    for (a = skip_dashes(a), b = skip_dashes(b); *a != '\0' && *b != '\0';
         a = skip_dashes(a + 1), b = skip_dashes(b + 1)) {
        char x = (char)(*a >= 'A' && *a <= 'Z' ? *a - 'A' + 'a' : *a);
        char y = (char)(*b >= 'A' && *b <= 'Z' ? *b - 'A' + 'a' : *b);
        if (x != y) {
            return false;
        }
    }
    return *a == *b;
}

/* The same number in FP64, if it is there. NaNs stay in their format, which tells signaling ones. */
static hu_number widened(hu_number x)
{
    const hu_format *fp64 = hu_format_find("fp64");
    hu_env env = {0};
    const hu_number wide = hu_convert(fp64, x, &env);
    return env.flags == 0 && hu_classify(x) > HU_QUIET_NAN ? wide : x;
}

void print_number(hu_number x, print_style style)
{
    static const hu_text styles[] = {HU_TEXT_SHORTEST, HU_TEXT_SHORTEST, HU_TEXT_EXACT, HU_TEXT_HEX};
    const hu_number printed = style == PRINT_DECIMAL ? widened(x) : x;
    const size_t length = hu_print(NULL, 0, printed, styles[style]);
    char *text = malloc(length + 1);
    if (text == NULL) {
        fail("out of memory");
    }
    hu_print(text, length + 1, printed, styles[style]);
    fputs(text, stdout);
    free(text);
}
