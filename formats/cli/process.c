/* SPDX-License-Identifier: Apache-2.0
 *
 * The process around the command: its standard input and output, and its end with an error. All that touches them is
 * here, so that a test which calls the subcommands can link its own file in place of this one.
 */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

/* The longest error, in characters. */
enum { ERROR_SIZE = 400 };

static const char *subcommand_name;
static const char *input_name; /* NULL: standard input */
static uint64_t input_line;

void set_program(const char *subcommand)
{
    subcommand_name = subcommand;
    input_name = NULL;
    input_line = 0;
}

void set_input_name(const char *name)
{
    input_name = name;
}

void set_input_line(uint64_t line)
{
    input_line = line;
}

void fail(const char *format, ...)
{
    va_list arguments;
    va_list again;
    char shown_error[ERROR_SIZE + 1];
    va_start(arguments, format);
    va_copy(again, arguments);
    const int length = vsnprintf(NULL, 0, format, arguments);
    char *const error = length < 0 ? NULL : malloc((size_t)length + 1);
    if (error == NULL) {
        show_text(shown_error, sizeof shown_error, format, strlen(format));
    } else {
        vsnprintf(error, (size_t)length + 1, format, again);
        show_text(shown_error, sizeof shown_error, error, (size_t)length);
    }
    free(error);
    va_end(again);
    va_end(arguments);
    const bool named = subcommand_name != NULL;
    const char *const name = input_name != NULL ? input_name : "standard input";
    char shown_name[80];
    char where[128] = "";
    if (input_line != 0) {
        show_text(shown_name, sizeof shown_name, name, strlen(name));
        snprintf(where, sizeof where, "%s, line %" PRIu64 ": ", shown_name, input_line);
    }
    fprintf(stderr, "halfulp%s%s: %s%s\n", named ? " " : "", named ? subcommand_name : "", where, shown_error);
    exit(STATUS_BAD_INPUT);
}

void fail_output(void)
{
    if (errno == EPIPE) {
        _Exit(STATUS_GOOD);
    }
    const char *reason = strerror(errno);
    fprintf(stderr, "halfulp: standard output: %s\n", reason);
    _Exit(STATUS_BAD_INPUT);
}

void finish_output(void)
{
    if (fflush(stdout) != 0) {
        fail_output();
    }
    if (ferror(stdout)) { /* an earlier write failed; a byte more fails for the same reason */
        errno = EIO;
        const ssize_t written = write(STDOUT_FILENO, "\n", 1);
        (void)written;
        fail_output();
    }
}

size_t read_input(char *text, size_t size)
{
    ssize_t n;
    do {
        n = read(STDIN_FILENO, text, size);
    } while (n < 0 && errno == EINTR);
    if (n < 0) {
        fail("standard input: %s", strerror(errno));
    }
    return (size_t)n;
}

void report_progress(const char *name, uint64_t done, uint64_t all)
{
    if (isatty(STDERR_FILENO) == 0) {
        return;
    }
    if (done < all) {
        fprintf(stderr, "\r\033[K%.60s: %d %%\r", name, (int)(100 * done / all));
    } else {
        fputs("\r\033[K", stderr);
    }
    fflush(stderr);
}

bool input_is_terminal(void)
{
    return isatty(STDIN_FILENO) != 0;
}

void write_output(const char *text, size_t length)
{
    while (length > 0) {
        const ssize_t n = write(STDOUT_FILENO, text, length);
        if (n > 0) {
            text += n;
            length -= (size_t)n;
        } else if (errno != EINTR) {
            fail_output();
        }
    }
}
