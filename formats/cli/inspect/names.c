/* SPDX-License-Identifier: Apache-2.0
 *
 * Names in the characters of the terminal.
 */
#include "names.h"

#include <stdint.h>
#include <string.h>
#include <wctype.h>

#include "cli/cli.h"
#include "json.h"

enum { ASCII_END = 0x7F, LONGEST = 16 };

/* Controls that iswprint lets pass: they are invisible, or change the order of what is around them. */
static bool is_invisible(uint32_t c)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = {{0x7F, 0x9F},     {0xAD, 0xAD},     {0x61C, 0x61C},    {0x180E, 0x180E},
                  {0x200B, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x206F},  {0xFE00, 0xFE0F},
                  {0xFEFF, 0xFEFF}, {0xFFF0, 0xFFFB}, {0xE0000, 0xE0FFF}};
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        if (c >= ranges[i].first && c <= ranges[i].last) {
            return true;
        }
    }
    return false;
}

static bool is_shown(uint32_t c, bool unicode)
{
    return c < ASCII_END ? c >= ' ' : unicode && !is_invisible(c) && iswprint((wint_t)c) != 0;
}

static size_t put_utf8(char *to, uint32_t c)
{
    static const unsigned char first[] = {0, 0, 0xC0, 0xE0, 0xF0};
    if (c < 0x80) {
        to[0] = (char)c;
        return 1;
    }
    const size_t length = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = length; i-- > 1; c >>= 6) {
        to[i] = (char)(0x80 | (c & 0x3F));
    }
    to[0] = (char)(first[length] | c);
    return length;
}

/* The next character of the text as it is shown, of `length` bytes; returns how many bytes of the text it is. */
static size_t next(const char *at, const char *end, bool json, bool unicode, char shown_as[LONGEST], size_t *length)
{
    uint32_t c = 0;
    if (*at == '\\' && json) {
        const size_t n = json_read_escape(at, end, &c);
        if (n > 2 && c != '\\' && c != '"' && is_shown(c, unicode)) {
            *length = put_utf8(shown_as, c);
            return n;
        }
        *length = n == 0 ? 1 : n;
        memcpy(shown_as, at, *length); /* all of it is ASCII */
        return *length;
    }
    const size_t n = json_read_utf8(at, end, &c);
    if (n > 0 && is_shown(c, unicode)) {
        memcpy(shown_as, at, n);
        *length = n;
        return n;
    }
    show_text(shown_as, LONGEST, at, 1);
    *length = strlen(shown_as);
    return 1;
}

void show_name(char *to, size_t size, const char *text, size_t length, bool json, bool unicode)
{
    const char *const end = text + length;
    const size_t half = (size - sizeof "...") / 2;
    char one[LONGEST];
    size_t all = 0;
    size_t n = 0;
    for (const char *at = text; at < end; all += n) {
        at += next(at, end, json, unicode, one, &n);
    }
    const bool fits = all < size;
    size_t used = 0;
    size_t place = 0; /* of the character in what would be shown of all */
    bool cut = false;
    for (const char *at = text; at < end; place += n) {
        at += next(at, end, json, unicode, one, &n);
        const bool left_out = !fits && place + n > half && place + half < all;
        if (left_out && !cut) {
            memcpy(to + used, "...", 3);
            used += 3;
        } else if (!left_out) {
            memcpy(to + used, one, n);
            used += n;
        }
        cut = cut || left_out;
    }
    to[used] = '\0';
}
