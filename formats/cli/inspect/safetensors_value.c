/* SPDX-License-Identifier: Apache-2.0
 *
 * jsmn, a small parser of JSON in a header (Debian: libjsmn-dev), takes a tensor's value apart, into so many tokens as
 * a tensor can have. It is lenient about what stands between tokens, so that is looked at here.
 */
#include "safetensors_value.h"

#include <string.h>

#include "cli/cli.h"

#ifndef HALFULP_JSMN

bool safetensors_value(const json_member *m, tensor *t, uint64_t offsets[2], char error[TENSOR_ERROR])
{
    (void)m;
    (void)t;
    (void)offsets;
    return tensor_refuse(error, "this halfulp was built without jsmn (Debian: libjsmn-dev), and reads .npy alone");
}

#else

#define JSMN_STATIC
#define JSMN_STRICT
#define JSMN_PARENT_LINKS /* without them its time grows with the square of the tokens */
#include <jsmn.h>

/* Braces, three keys, a string, two arrays and their numbers. */
enum { TOKENS = 1 + 3 + 1 + 2 + 2 + TENSOR_DIMENSIONS, SHOWN_DTYPE = 24 };

static const char keys_alone[] = "expected dtype, shape and data_offsets, each once, and nothing else";

/* The value of a tensor on the way through its tokens. */
typedef struct {
    const char *text; /* begins with { */
    jsmntok_t tokens[TOKENS];
    int count;
    int next;   /* the next token */
    size_t end; /* of what has been read, in the text */
} value;

/* Only blanks, and that character once if it is not '\0', in text[v->end .. to - 1]? */
static bool is_between(const value *v, size_t to, char c)
{
    bool seen = c == '\0';
    for (size_t i = v->end; i < to; i++) {
        if (v->text[i] == c && !seen) {
            seen = true;
        } else if (strchr(" \n\r\t", v->text[i]) == NULL) {
            return false;
        }
    }
    return seen;
}

/* The next token, if it is of that type and comes behind that character; else NULL. A brace or bracket counts as read
 * when it opens. */
static const jsmntok_t *token(value *v, jsmntype_t type, char before)
{
    const jsmntok_t *const t = &v->tokens[v->next];
    const size_t quote = type == JSMN_STRING;
    if (v->next == v->count || t->type != type || !is_between(v, (size_t)t->start - quote, before)) {
        return NULL;
    }
    v->next++;
    v->end = type == JSMN_ARRAY || type == JSMN_OBJECT ? (size_t)t->start + 1 : (size_t)t->end + quote;
    return t;
}

/* Does that brace or bracket close now? */
static bool closes(value *v, const jsmntok_t *opened)
{
    if (!is_between(v, (size_t)opened->end - 1, '\0')) {
        return false;
    }
    v->end = (size_t)opened->end;
    return true;
}

/* An unsigned integer without a sign, a point or leading zeros. */
static bool token_number(value *v, char before, uint64_t *number)
{
    const jsmntok_t *const t = token(v, JSMN_PRIMITIVE, before);
    if (t == NULL || (v->text[t->start] == '0' && t->end - t->start > 1)) {
        return false;
    }
    *number = 0;
    for (int i = t->start; i < t->end; i++) {
        const unsigned digit = (unsigned char)v->text[i] - (unsigned)'0';
        if (digit > 9 || *number > (UINT64_MAX - digit) / 10) {
            return false;
        }
        *number = *number * 10 + digit;
    }
    return true;
}

/* An array of at most that many numbers. */
static bool token_numbers(value *v, int most, uint64_t *numbers, int *count)
{
    const jsmntok_t *const array = token(v, JSMN_ARRAY, ':');
    if (array == NULL || array->size > most) {
        return false;
    }
    for (*count = 0; *count < array->size; ++*count) {
        if (!token_number(v, *count == 0 ? '\0' : ',', &numbers[*count])) {
            return false;
        }
    }
    return closes(v, array);
}

static bool is_token(const value *v, const jsmntok_t *t, const char *word)
{
    return (size_t)(t->end - t->start) == strlen(word) && memcmp(v->text + t->start, word, strlen(word)) == 0;
}

static bool read_dtype(value *v, tensor *t, char error[TENSOR_ERROR])
{
    const jsmntok_t *const dtype = token(v, JSMN_STRING, ':');
    if (dtype == NULL) {
        return tensor_refuse(error, "expected a dtype in quotes");
    }
    const size_t length = (size_t)(dtype->end - dtype->start);
    char found[SHOWN_DTYPE];
    show_text(found, sizeof found, v->text + dtype->start, length);
    return tensor_safetensors_dtype(t, v->text + dtype->start, length) ||
           tensor_refuse(error, "dtype %s: expected one of safetensors', such as F32 or F8_E4M3", found);
}

/* The member behind that key, which no member before it had. */
static bool read_member(value *v, bool seen[3], tensor *t, uint64_t offsets[2], char error[TENSOR_ERROR])
{
    static const char *const keys[3] = {"dtype", "shape", "data_offsets"};
    int count = 0;
    int which = 0;
    const jsmntok_t *const key = token(v, JSMN_STRING, seen[0] || seen[1] || seen[2] ? ',' : '\0');
    while (key != NULL && which < 3 && !is_token(v, key, keys[which])) {
        which++;
    }
    if (key == NULL || which == 3 || seen[which]) {
        return tensor_refuse(error, "%s", keys_alone);
    }
    seen[which] = true;
    if (which == 0) {
        return read_dtype(v, t, error);
    }
    if (which == 1) {
        return token_numbers(v, TENSOR_DIMENSIONS, t->shape, &t->dimensions) ||
               tensor_refuse(error, "shape: expected at most 64 unsigned integers of 64 bits");
    }
    return (token_numbers(v, 2, offsets, &count) && count == 2) ||
           tensor_refuse(error, "data_offsets: expected two unsigned integers of 64 bits");
}

bool safetensors_value(const json_member *m, tensor *t, uint64_t offsets[2], char error[TENSOR_ERROR])
{
    value v = {.text = m->value};
    bool seen[3] = {false};
    jsmn_parser parser;
    jsmn_init(&parser);
    const size_t length = (size_t)(m->value_end - m->value);
    v.count = *m->value == '{' ? jsmn_parse(&parser, m->value, length, v.tokens, TOKENS) : 0;
    if (v.count == JSMN_ERROR_NOMEM) {
        return tensor_refuse(error, "%s, in at most 64 dimensions", keys_alone);
    }
    const jsmntok_t *const object = v.count > 0 && parser.pos == length ? token(&v, JSMN_OBJECT, '\0') : NULL;
    if (object == NULL) {
        return tensor_refuse(error, "expected an object of JSON");
    }
    while (v.next < v.count) {
        if (!read_member(&v, seen, t, offsets, error)) {
            return false;
        }
    }
    t->name = m->key;
    t->name_length = (size_t)(m->key_end - m->key);
    return (seen[0] && seen[1] && seen[2] && closes(&v, object) && v.end == length) ||
           tensor_refuse(error, "%s", keys_alone);
}

#endif
