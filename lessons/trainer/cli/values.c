/* SPDX-License-Identifier: Apache-2.0
 *
 * Values of options, from text; see values.h.
 */
#include "values.h"
#include "options.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

_Noreturn void refuse_value(const char *option, const char *value, const char *expected)
{
    options_fail("--%s %s: expected %s", option, value, expected);
}

int choice_of(const char *option, const char *value, const char *const *names, const char *expected)
{
    for (int i = 0; names[i] != NULL; i++) {
        if (strcmp(names[i], value) == 0) {
            return i;
        }
    }
    refuse_value(option, value, expected);
}

const trainer_format *format_of(const char *option, const char *value)
{
    const trainer_format *format;
    char choices[TRAINER_ERROR_SIZE];
    const bool none_allowed = strcmp(option, "master") == 0;
    if (!trainer_format_parse(value, &format) || (format == NULL && !none_allowed)) {
        refuse_value(option, value, trainer_format_choices(choices, sizeof choices, none_allowed));
    }
    return format;
}

/* Reads digits, at least one; NULL if there is none, or they stand for more than 64 bits. Returns their end. */
static const char *read_digits(const char *at, unsigned base, uint64_t *n)
{
    static const char digits[] = "0123456789abcdef";
    const char *begin = at;
    *n = 0;
    for (;; at++) {
        const int character = *at >= 'A' && *at <= 'F' ? *at - 'A' + 'a' : *at;
        const char *found = character != '\0' ? memchr(digits, character, base) : NULL;
        if (found == NULL) {
            return at > begin ? at : NULL;
        }
        const uint64_t digit = (uint64_t)(found - digits);
        if (*n > (UINT64_MAX - digit) / base) {
            return NULL;
        }
        *n = *n * base + digit;
    }
}

int integer_of(const char *option, const char *value)
{
    uint64_t n;
    const char *end = read_digits(value, 10, &n);
    if (end == NULL || *end != '\0' || n > INT_MAX) {
        refuse_value(option, value, "an integer in digits, at most 2147483647");
    }
    return (int)n;
}

float number_of(const char *option, const char *value)
{
    char *end;
    const float x = strtof(value, &end);
    const bool begins = (value[0] >= '0' && value[0] <= '9') || value[0] == '.';
    if (!begins || end == value || *end != '\0') {
        refuse_value(option, value, "a number that begins with a digit, such as 0.1, 1e-3 or 0x1p-10");
    }
    return x;
}

uint64_t seed_of(const char *option, const char *value)
{
    const bool hexadecimal = value[0] == '0' && (value[1] == 'x' || value[1] == 'X');
    uint64_t n;
    const char *end = read_digits(hexadecimal ? value + 2 : value, hexadecimal ? 16 : 10, &n);
    if (end == NULL || *end != '\0') {
        refuse_value(option, value, "an integer from 0 to 2^64 - 1, in digits or as 0x1F");
    }
    return n;
}

void set_loss_scale(trainer_config *c, const char *option, const char *value)
{
    c->loss_scale = LOSS_SCALE_START;
    if (strcmp(value, "none") == 0) {
        c->scaling = TRAINER_SCALE_NONE;
    } else if (strcmp(value, "dynamic") == 0) {
        c->scaling = TRAINER_SCALE_DYNAMIC;
    } else {
        c->scaling = TRAINER_SCALE_STATIC;
        c->loss_scale = number_of(option, value);
    }
}

void set_layers(trainer_config *c, const char *option, const char *value)
{
    static const char expected[] = "widths of 1 to 16384 with commas between, at most 8 of them, or none";
    c->hidden_layers = 0;
    if (strcmp(value, "none") == 0) {
        return;
    }
    for (const char *at = value;; at++) {
        uint64_t width;
        const char *end = read_digits(at, 10, &width);
        const bool number = end != NULL && (*end == ',' || *end == '\0');
        if (!number || width < 1 || width > TRAINER_WIDTH_MAX || c->hidden_layers == TRAINER_HIDDEN_MAX) {
            refuse_value(option, value, expected);
        }
        c->hidden[c->hidden_layers++] = (int)width;
        at = end;
        if (*end == '\0') {
            return;
        }
    }
}

int positive_of(const char *option, const char *value)
{
    const int n = integer_of(option, value);
    if (n < 1) {
        refuse_value(option, value, "1 or more");
    }
    return n;
}

const char *name_of(const char *option, const char *value)
{
    if (value[0] == '\0' || strlen(value) >= CHECKPOINT_NAME_BYTES) {
        refuse_value(option, value, "a name of 1 to 511 characters");
    }
    return value;
}
