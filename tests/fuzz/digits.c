/* SPDX-License-Identifier: Apache-2.0
 *
 * Fuzz target: the reader of the digits, lessons/trainer/data/digits.c. Input: a byte of choices and a text, which is
 * the file or stands for its beginning; the rest is then that of data/digits.txt, so that the reader gets far.
 *
 * A file is refused in one line that names it. What is accepted is data/digits.txt, but for its comments: the CRC-32
 * says so, and here it is made right after changes, so that anything well formed must be accepted.
 */
#include "fuzz.h"

#include "data/data.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 1 << 18, CHOICE_WHOLE = 1, CHOICE_CRC = 2, CHOICE_CUT = 4, CHOICE_EDITS = 8 };

/* data/digits.txt, from $HALFULP_DATA or the current directory. */
static const char *digits_text(size_t *size)
{
    static char text[FILE_MAX];
    static size_t length;
    if (length == 0) {
        const char *folder = getenv("HALFULP_DATA");
        char path[FUZZ_PATH];
        snprintf(path, sizeof path, "%s/digits.txt", folder != NULL ? folder : "data");
        FILE *file = fopen(path, "rb");
        length = file != NULL ? fread(text, 1, sizeof text, file) : 0;
        if (length == 0) {
            fprintf(stderr, "%s: cannot read it\n", path);
            exit(2);
        }
        fclose(file);
    }
    *size = length;
    return text;
}

/* Puts the right CRC-32 after the first "crc32 " at the beginning of a line. */
static void correct_crc(char *text, size_t size)
{
    char *const end = text + size;
    char *newline;
    for (char *at = text; end - at >= 15; at = newline + 1) {
        if (memcmp(at, "crc32 ", 6) == 0) {
            char digits[9];
            snprintf(digits, sizeof digits, "%08x", (unsigned)trainer_crc32(at + 15, (size_t)(end - at - 15)));
            memcpy(at + 6, digits, 8);
            return;
        }
        newline = memchr(at, '\n', (size_t)(end - at));
        if (newline == NULL) {
            return;
        }
    }
}

static size_t make_file(fuzz_bytes bytes, char text[FILE_MAX])
{
    const uint8_t choices = fuzz_byte(&bytes);
    size_t whole;
    const char *digits = digits_text(&whole);
    size_t size = bytes.left;
    if (choices & CHOICE_EDITS) { /* place and new byte, again and again */
        size = whole;
        memcpy(text, digits, whole);
        for (; bytes.left >= 4;) {
            const size_t at = fuzz_byte(&bytes) | (size_t)fuzz_byte(&bytes) << 8 | (size_t)fuzz_byte(&bytes) << 16;
            text[at % whole] = (char)fuzz_byte(&bytes);
        }
    } else {
        memcpy(text, bytes.at, bytes.left);
        if ((choices & CHOICE_WHOLE) == 0 && size < whole) {
            memcpy(text + size, digits + size, whole - size);
            size = whole;
        }
    }
    if (choices & CHOICE_CUT) {
        size -= size < choices ? size : choices;
    }
    if (choices & CHOICE_CRC) {
        correct_crc(text, size);
    }
    return size;
}

/* By the description in the file itself: 1797 lines of a label, a space and 64 pixels. */
static bool well_formed(const char *text, size_t size)
{
    const char *end = text + size;
    while (text < end && *text == '#') {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        if (newline == NULL) {
            return false;
        }
        text = newline + 1;
    }
    if (end - text != 15 + 1797 * 67 || memcmp(text, "crc32 ", 6) != 0) {
        return false;
    }
    char digits[16];
    snprintf(digits, sizeof digits, "%08x\n", (unsigned)trainer_crc32(text + 15, (size_t)(end - text - 15)));
    if (memcmp(text + 6, digits, 9) != 0) {
        return false;
    }
    for (text += 15; text < end; text += 67) {
        bool good = text[0] >= '0' && text[0] <= '9' && text[1] == ' ' && text[66] == '\n';
        for (int i = 2; i < 66; i++) {
            good = good && ((text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'g'));
        }
        if (!good) {
            return false;
        }
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char text[FILE_MAX];
    char path[FUZZ_PATH];
    char error[TRAINER_ERROR_SIZE] = "";
    trainer_data set;
    if (size > FILE_MAX) {
        return 0;
    }
    const size_t length = make_file((fuzz_bytes){data, size}, text);
    fuzz_file(path, "digits.txt", (const uint8_t *)text, length);
    const bool accepted = trainer_load_digits(path, &set, error);
    if (accepted != well_formed(text, length)) {
        fuzz_wrong("%s", accepted ? "accepted, but not well formed" : error);
    }
    if (!accepted && (strstr(error, path) == NULL || strchr(error, '\n') != NULL)) {
        fuzz_wrong("refused with '%s', which does not name the file", error);
    }
    trainer_data_free(&set);
    return 0;
}
