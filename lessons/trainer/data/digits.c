/* SPDX-License-Identifier: Apache-2.0
 *
 * Reader of data/digits.txt: comment lines (#), a line "crc32 XXXXXXXX", then 1797 lines of a label, a space and 64
 * pixels in base 17. The CRC-32 (ISO-HDLC, zlib's) covers every byte after its line.
 */
#include "data.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LINE_BYTES = 2 + DIGITS_PIXELS + 1,
    FILE_BYTES_MAX = 1 << 18 /* twice the file; more is not this file */
};

/* Where a reader is in the file's text, and where to complain. */
typedef struct {
    const char *path, *text, *end;
    char *error;
    int line; /* of `text`, from 1 */
} reader;

static bool fail(const reader *r, const char *format, ...)
{
    int used = snprintf(r->error, TRAINER_ERROR_SIZE, r->line > 0 ? "%s:%d: " : "%s: ", r->path, r->line);
    if (used < 0 || used >= TRAINER_ERROR_SIZE) {
        used = 0;
    }
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(r->error + used, TRAINER_ERROR_SIZE - (size_t)used, format, arguments);
    va_end(arguments);
    return false;
}

/* The value of a digit of base 17, or -1. */
static int base_17(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    return c >= 'a' && c <= 'g' ? c - 'a' + 10 : -1;
}

/* Moves to the next line; false at the end of the text or in a line without its newline. */
static bool next_line(reader *r)
{
    const char *newline = memchr(r->text, '\n', (size_t)(r->end - r->text));
    if (newline == NULL) {
        return false;
    }
    r->text = newline + 1;
    r->line++;
    return true;
}

static bool read_header(reader *r, uint32_t *crc)
{
    *crc = 0;
    r->line = 1;
    while (r->text < r->end && *r->text == '#' && next_line(r)) {
    }
    if (r->end - r->text < 15 || memcmp(r->text, "crc32 ", 6) != 0 || r->text[14] != '\n') {
        return fail(r, "expected \"crc32 \" and 8 hexadecimal digits after the comments");
    }
    for (int i = 6; i < 14; i++) {
        static const char digits[] = "0123456789abcdef";
        const char *digit = memchr(digits, r->text[i], 16);
        if (digit == NULL) {
            return fail(r, "expected 8 hexadecimal digits in lower case after \"crc32 \"");
        }
        *crc = *crc << 4 | (uint32_t)(digit - digits);
    }
    return next_line(r);
}

static bool read_image(reader *r, uint8_t *label, uint8_t pixel[DIGITS_PIXELS])
{
    if (r->end - r->text < LINE_BYTES) {
        return fail(r, "the file ends here: expected %d images of %d bytes each", DIGITS_COUNT, LINE_BYTES);
    }
    if (r->text[0] < '0' || r->text[0] > '9' || r->text[1] != ' ' || r->text[LINE_BYTES - 1] != '\n') {
        return fail(r, "expected a label from 0 to 9, a space and %d pixels", DIGITS_PIXELS);
    }
    *label = (uint8_t)(r->text[0] - '0');
    for (int i = 0; i < DIGITS_PIXELS; i++) {
        const int value = base_17(r->text[2 + i]);
        if (value < 0) {
            return fail(r, "column %d: expected a pixel, one of 0-9a-g", 3 + i);
        }
        pixel[i] = (uint8_t)value;
    }
    return next_line(r);
}

static bool parse(reader *r, trainer_data *digits)
{
    uint32_t expected;
    if (!read_header(r, &expected)) {
        return false;
    }
    const uint32_t found = trainer_crc32(r->text, (size_t)(r->end - r->text));
    for (int i = 0; i < DIGITS_COUNT; i++) {
        if (!read_image(r, &digits->label[i], digits->pixel + (size_t)i * DIGITS_PIXELS)) {
            return false;
        }
    }
    if (r->text != r->end) {
        return fail(r, "expected the end of the file after %d images", DIGITS_COUNT);
    }
    r->line = 0;
    return found == expected ||
           fail(r, "altered: its CRC-32 is %08x, expected %08x", (unsigned)found, (unsigned)expected);
}

/* All of the file's text, which the caller frees; NULL, and the line, if it cannot be had. */
static char *read_text(reader *r, const char *advice)
{
    FILE *file = fopen(r->path, "rb");
    if (file == NULL) {
        fail(r, "cannot open the digits: %s%s", strerror(errno), advice);
        return NULL;
    }
    char *text = malloc(FILE_BYTES_MAX);
    const size_t size = text != NULL ? fread(text, 1, FILE_BYTES_MAX, file) : 0;
    const bool failed = text == NULL || ferror(file) != 0;
    fclose(file);
    if (failed) {
        fail(r, "cannot read the digits");
        free(text);
        return NULL;
    }
    r->text = text;
    r->end = text + size;
    return text;
}

bool trainer_read_digits(const char *name, const char *text, size_t size, trainer_data *digits,
                         char error[TRAINER_ERROR_SIZE])
{
    *digits = (trainer_data){DIGITS_COUNT, DIGITS_TRAIN, DIGITS_PIXELS, DIGITS_CLASSES, .white = 16};
    reader r = {.path = name, .text = text, .end = text + size, .error = error};
    const bool ok = trainer_data_take(digits, name, error) && parse(&r, digits);
    if (ok) {
        trainer_data_seal(digits);
    } else {
        trainer_data_free(digits);
    }
    return ok;
}

bool trainer_load_digits(const char *path, trainer_data *digits, char error[TRAINER_ERROR_SIZE])
{
    char found[4096];
    const char *named = getenv("HALFULP_DATA");
    const char *directory = named != NULL && named[0] != '\0' ? named : NULL;
    const char *advice = "";
    if (path == NULL) {
        advice = directory != NULL ? " (from HALFULP_DATA)"
                                   : "; run from the repository's root, or set HALFULP_DATA to its data folder";
        const int length = snprintf(found, sizeof found, "%s/digits.txt", directory != NULL ? directory : "data");
        path = length >= 0 && (size_t)length < sizeof found ? found : "digits.txt";
    }
    *digits = (trainer_data){0};
    reader r = {.path = path, .error = error};
    char *text = read_text(&r, advice);
    const bool ok = text != NULL && trainer_read_digits(path, text, (size_t)(r.end - r.text), digits, error);
    free(text);
    return ok;
}
