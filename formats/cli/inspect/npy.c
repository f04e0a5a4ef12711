/* SPDX-License-Identifier: Apache-2.0
 *
 * .npy: the magic number, two bytes of version, the length of the header in 2 bytes (version 1) or 4, little-endian,
 * the header, and the array. The header is a literal of Python, of which NumPy writes this and nothing else:
 *
 *     {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }
 *
 * padded with spaces and ended by a newline. Read here are its three keys in any order.
 */
#include "npy.h"

#include <string.h>

static const char magic[] = "\x93NUMPY";
enum { MAGIC = sizeof magic - 1, PREFIX = MAGIC + 4, KEYS = 3 };

/* What is left of the header. */
typedef struct {
    const char *begin, *at, *end;
    char *error;
} literal;

bool npy_is(const unsigned char *bytes, size_t size)
{
    return size >= MAGIC && memcmp(bytes, magic, MAGIC) == 0;
}

static bool expected(const literal *l, const char *what)
{
    return tensor_refuse(l->error, "header, byte %zu: expected %s", (size_t)(l->at - l->begin), what);
}

static void skip_blanks(literal *l)
{
    while (l->at < l->end && (*l->at == ' ' || *l->at == '\n' || *l->at == '\t')) {
        l->at++;
    }
}

/* Takes that character, blanks before it; false, and nothing taken but blanks, if it does not come. */
static bool take(literal *l, char c)
{
    skip_blanks(l);
    if (l->at == l->end || *l->at != c) {
        return false;
    }
    l->at++;
    return true;
}

static bool take_word(literal *l, const char *word)
{
    const size_t length = strlen(word);
    skip_blanks(l);
    if ((size_t)(l->end - l->at) < length || memcmp(l->at, word, length) != 0) {
        return false;
    }
    l->at += length;
    return true;
}

/* A string in either kind of quotes, without escapes. */
static bool take_string(literal *l, const char **text, size_t *length)
{
    const char quote = take(l, '\'') ? '\'' : take(l, '"') ? '"' : '\0';
    const char *const close = quote == '\0' ? NULL : memchr(l->at, quote, (size_t)(l->end - l->at));
    if (close == NULL || memchr(l->at, '\\', (size_t)(close - l->at)) != NULL) {
        return false;
    }
    *text = l->at;
    *length = (size_t)(close - l->at);
    l->at = close + 1;
    return true;
}

/* Digits, and an L as Python 2 wrote it. */
static bool take_number(literal *l, uint64_t *number)
{
    skip_blanks(l);
    const char *const begin = l->at;
    *number = 0;
    for (; l->at < l->end && *l->at >= '0' && *l->at <= '9'; l->at++) {
        const uint64_t digit = (uint64_t)(*l->at - '0');
        if (*number > (UINT64_MAX - digit) / 10) {
            return expected(l, "a number that fits 64 bits");
        }
        *number = *number * 10 + digit;
    }
    if (l->at == begin) {
        return expected(l, "a number");
    }
    if (l->at < l->end && *l->at == 'L') {
        l->at++;
    }
    return true;
}

/* (), (3,), (3, 4) */
static bool take_shape(literal *l, tensor *t)
{
    if (!take(l, '(')) {
        return expected(l, "a shape, such as (3, 4)");
    }
    for (t->dimensions = 0; !take(l, ')');) {
        if (t->dimensions == TENSOR_DIMENSIONS) {
            return expected(l, "at most 64 dimensions");
        }
        if (!take_number(l, &t->shape[t->dimensions++])) {
            return false;
        }
        const bool comma = take(l, ',');
        skip_blanks(l);
        if (!comma && (t->dimensions == 1 || l->at == l->end || *l->at != ')')) {
            return expected(l, "a comma");
        }
    }
    return true;
}

static bool take_descr(literal *l, tensor *t)
{
    const char *text;
    size_t length;
    skip_blanks(l);
    if (l->at < l->end && *l->at == '[') {
        return expected(l, "numbers: the array's elements are structures");
    }
    if (!take_string(l, &text, &length)) {
        return expected(l, "a dtype, such as '<f4'");
    }
    return tensor_numpy_dtype(t, text, length, l->error);
}

static bool take_order(literal *l, tensor *t)
{
    t->fortran_order = take_word(l, "True");
    return t->fortran_order || take_word(l, "False") || expected(l, "True or False");
}

static bool take_member(literal *l, tensor *t, bool seen[KEYS])
{
    static const char *const keys[KEYS] = {"descr", "fortran_order", "shape"};
    bool (*const take_value[KEYS])(literal *, tensor *) = {take_descr, take_order, take_shape};
    const char *key;
    size_t length;
    if (!take_string(l, &key, &length)) {
        return expected(l, "'descr', 'fortran_order' or 'shape'");
    }
    for (int i = 0; i < KEYS; i++) {
        if (strlen(keys[i]) == length && memcmp(key, keys[i], length) == 0) {
            if (seen[i]) {
                return tensor_refuse(l->error, "header: expected '%s' once", keys[i]);
            }
            seen[i] = true;
            return take(l, ':') ? take_value[i](l, t) : expected(l, "a colon");
        }
    }
    l->at = key;
    return expected(l, "'descr', 'fortran_order' or 'shape'");
}

static bool read_header(literal *l, tensor *t)
{
    bool seen[KEYS] = {false};
    if (!take(l, '{')) {
        return expected(l, "{");
    }
    while (!take(l, '}')) {
        if (!take_member(l, t, seen)) {
            return false;
        }
        const bool comma = take(l, ',');
        skip_blanks(l);
        if (!comma && (l->at == l->end || *l->at != '}')) {
            return expected(l, "a comma or }");
        }
    }
    skip_blanks(l);
    if (l->at != l->end) {
        return expected(l, "nothing more");
    }
    return (seen[0] && seen[1] && seen[2]) ||
           tensor_refuse(l->error, "header: expected descr, fortran_order and shape");
}

bool npy_read(const unsigned char *bytes, size_t size, tensor *t, char error[TENSOR_ERROR])
{
    const tensor empty = {.name = NULL};
    *t = empty;
    if (size < PREFIX) {
        return tensor_refuse(error, "cut off: expected a header of .npy");
    }
    const int version = bytes[MAGIC];
    if (version < 1 || version > 3) {
        return tensor_refuse(error, "version %d of .npy: expected 1, 2 or 3", version);
    }
    size_t length = (size_t)bytes[PREFIX - 2] | (size_t)bytes[PREFIX - 1] << 8;
    size_t begin = PREFIX;
    if (version > 1) {
        begin += 2;
        if (size < begin) {
            return tensor_refuse(error, "cut off: expected a header of .npy");
        }
        length |= (size_t)bytes[PREFIX] << 16 | (size_t)bytes[PREFIX + 1] << 24;
    }
    if (length > size - begin) {
        return tensor_refuse(error, "expected a header of %zu bytes, found %zu", length, size - begin);
    }
    const char *const text = (const char *)bytes + begin;
    literal l = {.begin = text, .at = text, .end = text + length, .error = error};
    if (!read_header(&l, t)) {
        return false;
    }
    t->data = bytes + begin + length;
    return tensor_measure(t, size - begin - length, error);
}
