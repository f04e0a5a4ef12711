/* SPDX-License-Identifier: Apache-2.0
 *
 * Errors of the trainer's functions; see refuse.h.
 */
#include "refuse.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool trainer_refuse(char error[TRAINER_ERROR_SIZE], const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error, TRAINER_ERROR_SIZE, format, arguments);
    va_end(arguments);
    return false;
}

static void print_bytes(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        const unsigned char c = (unsigned char)text[i];
        fprintf(stderr, c < ' ' || c > '~' ? "\\x%02X" : "%c", c);
    }
}

void trainer_complain(const char *program, const char *message)
{
    enum { WHOLE = 400, PART = 190 };
    const size_t length = strlen(message);
    fprintf(stderr, "%s: ", program);
    if (length <= WHOLE) {
        print_bytes(message, length);
    } else {
        print_bytes(message, PART);
        fputs("...", stderr);
        print_bytes(message + length - PART, PART);
    }
    fputc('\n', stderr);
}
