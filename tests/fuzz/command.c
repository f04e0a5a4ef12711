/* SPDX-License-Identifier: Apache-2.0
 *
 * Fuzz target: the command, formats/cli/. Input: a line with the words after `halfulp`, and standard input after it.
 *
 * Whatever they are, the command ends with status 0, 1 or 2, writes whole lines, and says in one line what is wrong.
 * What `run` writes, `check` finds right.
 *
 * The command is linked as it is, but with --wrap: it reads from memory and writes to memory, and its exit comes back
 * here. The blocks of its readers are static, so a new run begins by emptying them.
 */
#define _GNU_SOURCE /* stderr is assigned to */

#include "fuzz.h"

#include "cli/cli.h"
#include "cli/lines.h"

#include <errno.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WORDS_MAX = 16, OUTPUT_MAX = 1 << 17, MESSAGE_MAX = 1 << 12, SAID_MAX = 450 };

static struct {
    bool running;
    bool first_line; /* is the next call of line_next the first one of this run? */
    jmp_buf exit;
    fuzz_bytes input;
    char output[OUTPUT_MAX];
    size_t written;
} command;

/* ---- What the command is linked with ------------------------------------------------------------------------------
 */

_Noreturn void __real_exit(int status);
_Noreturn void __real__Exit(int status);
ssize_t __real_read(int handle, void *to, size_t count);
ssize_t __real_write(int handle, const void *from, size_t count);
bool __real_line_next(line_reader *reader, line_writer *writer);

_Noreturn void __wrap_exit(int status);
_Noreturn void __wrap__Exit(int status);
ssize_t __wrap_read(int handle, void *to, size_t count);
ssize_t __wrap_write(int handle, const void *from, size_t count);
bool __wrap_line_next(line_reader *reader, line_writer *writer);

void __wrap_exit(int status)
{
    if (command.running) {
        longjmp(command.exit, status + 1);
    }
    __real_exit(status);
}

void __wrap__Exit(int status)
{
    if (command.running) {
        longjmp(command.exit, status + 1);
    }
    __real__Exit(status);
}

/* In pieces, as a pipe may. */
ssize_t __wrap_read(int handle, void *to, size_t count)
{
    if (!command.running || handle != STDIN_FILENO) {
        return __real_read(handle, to, count);
    }
    size_t some = 1 + command.input.left / 2;
    some = some < command.input.left ? some : command.input.left;
    some = some < count ? some : count;
    if (some > 0) {
        memcpy(to, command.input.at, some);
    }
    command.input.at += some;
    command.input.left -= some;
    return (ssize_t)some;
}

/* A reader that goes away after a while. */
ssize_t __wrap_write(int handle, const void *from, size_t count)
{
    if (!command.running || handle != STDOUT_FILENO) {
        return __real_write(handle, from, count);
    }
    if (count > sizeof command.output - command.written) {
        errno = EPIPE;
        return -1;
    }
    memcpy(command.output + command.written, from, count);
    command.written += count;
    return (ssize_t)count;
}

bool __wrap_line_next(line_reader *reader, line_writer *writer)
{
    if (command.first_line) {
        reader->start = 0;
        reader->end = 0;
        reader->number = 0;
        if (writer != NULL) {
            writer->used = 0;
        }
    }
    command.first_line = false;
    return __real_line_next(reader, writer);
}

/* ---- One run ------------------------------------------------------------------------------------------------------
 */

static int (*find_command(const char *name))(int, char **)
{
    static const struct {
        const char *name;
        int (*run)(int, char **);
    } commands[] = {
        {"run", command_run},         {"check", command_check},     {"convert", command_convert},
        {"explain", command_explain}, {"formats", command_formats}, {"models", command_models},
        {"presets", command_presets}, {"dot", command_dot},
    };
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(name, commands[i].name) == 0) {
            return commands[i].run;
        }
    }
    return NULL;
}

/* The status, and in `message` what was written to standard error; -1 if there is no such command. */
static int run(const char *words, fuzz_bytes input, FILE *error, char message[MESSAGE_MAX])
{
    static char line[1 << 12];
    static char *argv[WORDS_MAX + 1];
    static int argc;
    if (strlen(words) >= sizeof line) {
        return -1;
    }
    strcpy(line, words);
    argc = 0;
    for (char *word = strtok(line, " "); word != NULL && argc < WORDS_MAX; word = strtok(NULL, " ")) {
        argv[argc++] = word;
    }
    argv[argc] = NULL;
    int (*const subcommand)(int, char **) = argc == 0 ? NULL : find_command(argv[0]);
    if (subcommand == NULL) {
        return -1;
    }
    rewind(error);
    set_program(argv[0]);
    command.input = input;
    command.written = 0;
    command.first_line = true;
    command.running = true;
    FILE *const saved = stderr;
    int status = setjmp(command.exit) - 1;
    if (status < 0) {
        stderr = error;
        status = subcommand(argc, argv);
    }
    stderr = saved;
    command.running = false;
    const long length = ftell(error);
    fflush(error);
    message[length >= 0 && length < MESSAGE_MAX ? length : MESSAGE_MAX - 1] = '\0';
    return status;
}

static void judge(const char *words, int status, const char *message)
{
    if (status == 2 && message[0] >= '0' && message[0] <= '9') { /* before its error check says what it has counted */
        message = strchr(message, '\n') + 1;
    }
    const char *newline = strchr(message, '\n');
    for (const char *at = message; at < newline; at++) {
        if (*at < ' ' || *at > '~') {
            fuzz_wrong("'%s': its message holds the byte %02x", words, (unsigned char)*at);
        }
    }
    if (strlen(message) > SAID_MAX) {
        fuzz_wrong("'%s': its message is of %zu characters", words, strlen(message));
    }
    if (status < 0 || status > 2) {
        fuzz_wrong("'%s' ends with status %d", words, status);
    }
    if (command.written > 0 && command.output[command.written - 1] != '\n') {
        fuzz_wrong("'%s' writes a line without its end", words);
    }
    if (status == 0 ? message[0] != '\0' : newline == NULL || newline[1] != '\0') {
        fuzz_wrong("'%s' ends with status %d and the message '%s'", words, status, message);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char message[MESSAGE_MAX];
    static char checked[OUTPUT_MAX];
    static FILE *error;
    if (error == NULL) {
        stdout = fopen("/dev/null", "w");
        error = fmemopen(message, sizeof message, "w");
        if (stdout == NULL || error == NULL) {
            abort();
        }
    }
    fuzz_bytes input = {data, size};
    const uint8_t *newline = size == 0 ? NULL : memchr(data, '\n', size);
    const size_t length = newline == NULL ? size : (size_t)(newline - data);
    char *words = malloc(length + 8);
    if (words == NULL || (length > 0 && memchr(data, '\0', length) != NULL)) {
        free(words);
        return 0;
    }
    memcpy(words, data, length);
    words[length] = '\0';
    input.at += length + (newline != NULL);
    input.left -= length + (newline != NULL);
    const int status = run(words, input, error, message);
    if (status >= 0) {
        judge(words, status, message);
    }
    if (status == 0 && strncmp(words, "run ", 4) == 0 && command.written > 0) {
        memcpy(checked, command.output, command.written);
        const fuzz_bytes lines = {(const uint8_t *)checked, command.written};
        char *const check = malloc(length + 16);
        if (check == NULL) {
            abort();
        }
        sprintf(check, "check -checkAll%s", words + 3);
        const int verdict = run(check, lines, error, message);
        if (verdict != 0) {
            fuzz_wrong("'%s': check finds what run writes wrong (status %d, '%s')", check, verdict, message);
        }
        free(check);
    }
    free(words);
    return 0;
}
