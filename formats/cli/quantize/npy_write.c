/* SPDX-License-Identifier: Apache-2.0
 *
 * The writer of .npy, version 1.0, as numpy.lib.format describes it: numbers are little-endian, and the header is
 * padded with spaces so that the array begins at a multiple of 64 bytes.
 */
#define _POSIX_C_SOURCE 200809L

#include "npy_write.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"
#include "memory.h"

enum { PREFIX = 10, ALIGNMENT = 64, HEADER = 2048, CHUNK = 4096 };

char *npy_path(const char *before, const char *after)
{
    const size_t length = strlen(before) + strlen(after) + 1;
    char *const path = array_allocate(length, 1);
    snprintf(path, length, "%s%s", before, after);
    return path;
}

void npy_refuse_existing(const char *path, bool force, const char *input)
{
    struct stat there, source;
    if (lstat(path, &there) != 0) {
        return;
    }
    if (!S_ISREG(there.st_mode)) {
        fail("%s: exists, and is no regular file; expected another name", path);
    }
    if (stat(input, &source) == 0 && source.st_dev == there.st_dev && source.st_ino == there.st_ino) {
        fail("%s: is the input; expected another name", path);
    }
    if (!force) {
        fail("%s: exists; --force replaces it", path);
    }
}

void npy_remove(const char *path)
{
    if (unlink(path) != 0 && errno != ENOENT) {
        fail("%s: %s", path, strerror(errno));
    }
}

/* Removes what was written and ends the program. */
static _Noreturn void give_up(const npy_files *files, const char *path, int reason)
{
    for (int i = 0; i < files->count; i++) {
        if (files->temporary[i] != NULL) {
            unlink(files->temporary[i]);
        }
    }
    fail("%s: %s", path, strerror(reason));
}

/* The magic number, the version, the length and the text of the header; returns how many bytes. The longest has 64
 * dimensions of 20 digits. */
static size_t make_header(const npy_array *array, char header[HEADER])
{
    memcpy(header, "\x93NUMPY\1\0", PREFIX - 2);
    size_t end = PREFIX;
    end += (size_t)snprintf(header + end, HEADER - end, "{'descr': '%s', 'fortran_order': False, 'shape': (",
                            array->descr);
    for (int i = 0; i < array->dimensions; i++) {
        const char *const after = i + 1 < array->dimensions ? ", " : i == 0 ? "," : "";
        end += (size_t)snprintf(header + end, HEADER - end, "%" PRIu64 "%s", array->shape[i], after);
    }
    end += (size_t)snprintf(header + end, HEADER - end, "), }");
    while ((end + 1) % ALIGNMENT != 0) {
        header[end++] = ' ';
    }
    header[end++] = '\n';
    header[PREFIX - 2] = (char)((end - PREFIX) & 0xFF);
    header[PREFIX - 1] = (char)((end - PREFIX) >> 8);
    return end;
}

static bool write_numbers(FILE *file, const void *data, size_t count)
{
    unsigned char bytes[CHUNK] = {0};
    for (size_t i = 0; i < count;) {
        size_t used = 0;
        for (; i < count && used < CHUNK; i++) {
            uint32_t number;
            memcpy(&number, (const char *)data + 4 * i, sizeof number);
            for (int k = 0; k < 4; k++) {
                bytes[used++] = (unsigned char)(number >> 8 * k & 0xFF);
            }
        }
        if (fwrite(bytes, 1, used, file) != used) {
            return false;
        }
    }
    return true;
}

static bool write_array(FILE *file, const npy_array *array)
{
    char header[HEADER];
    const size_t length = make_header(array, header);
    size_t count = 1;
    for (int i = 0; i < array->dimensions; i++) {
        count *= (size_t)array->shape[i]; /* they are in memory */
    }
    if (fwrite(header, 1, length, file) != length) {
        return false;
    }
    return array->descr[2] == '1' ? fwrite(array->data, 1, count, file) == count
                                  : write_numbers(file, array->data, count);
}

void npy_files_write(npy_files *files, char *path, const npy_array *array)
{
    char suffix[32];
    snprintf(suffix, sizeof suffix, ".%" PRIdMAX ".part", (intmax_t)getpid());
    char *const temporary = npy_path(path, suffix);
    const int descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL, 0666);
    FILE *const file = descriptor < 0 ? NULL : fdopen(descriptor, "wb");
    if (file == NULL) {
        give_up(files, path, errno);
    }
    files->path[files->count] = path;
    files->temporary[files->count++] = temporary;
    errno = 0;
    const bool written = write_array(file, array) && fflush(file) == 0;
    const int reason = errno;
    if (fclose(file) != 0 || !written) {
        give_up(files, path, written ? errno : reason);
    }
}

void npy_files_finish(npy_files *files)
{
    for (int i = 0; i < files->count; i++) {
        if (rename(files->temporary[i], files->path[i]) != 0) {
            const int reason = errno;
            for (int k = 0; k < i; k++) {
                unlink(files->path[k]);
            }
            give_up(files, files->path[i], reason);
        }
        array_free(files->temporary[i]);
        files->temporary[i] = NULL;
    }
}
