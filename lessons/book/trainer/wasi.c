/* SPDX-License-Identifier: Apache-2.0
 *
 * The text of a page, and what the C library wants from its host, WASI's functions, so that the module imports nothing:
 * standard output and standard error are the text, and an exit is a trap. The names are those that wasi-libc imports.
 */
#include "page.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

char page_text_begin[PAGE_TEXT];
static size_t used;

void page_text_clear(void)
{
    used = 0;
    page_text_begin[0] = '\0';
}

void page_text_append(const char *bytes, size_t count)
{
    const size_t room = PAGE_TEXT - 1 - used;
    const size_t some = count < room ? count : room;
    memcpy(page_text_begin + used, bytes, some);
    used += some;
    page_text_begin[used] = '\0';
}

void page_text_put(const char *format, ...)
{
    char piece[256];
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(piece, sizeof piece, format, arguments);
    va_end(arguments);
    page_text_append(piece, length < 0 ? 0 : strlen(piece));
}

/* ---- WASI -------------------------------------------------------------------------------------------------------- */

enum { SUCCESS = 0, BAD_FILE = 8, NO_ENTRY = 44, ILLEGAL_SEEK = 70, OUTPUT = 1, ERRORS = 2 };

typedef struct {
    const char *bytes;
    size_t count;
} wasi_piece;

int __imported_wasi_snapshot_preview1_fd_write(int file, const wasi_piece *piece, int pieces, size_t *written);
int __imported_wasi_snapshot_preview1_fd_write(int file, const wasi_piece *piece, int pieces, size_t *written)
{
    if (file != OUTPUT && file != ERRORS) {
        return BAD_FILE;
    }
    *written = 0;
    for (int i = 0; i < pieces; i++) {
        page_text_append(piece[i].bytes, piece[i].count);
        *written += piece[i].count;
    }
    return SUCCESS;
}

int __imported_wasi_snapshot_preview1_fd_close(int file);
int __imported_wasi_snapshot_preview1_fd_close(int file)
{
    (void)file;
    return SUCCESS;
}

int __imported_wasi_snapshot_preview1_fd_seek(int file, int64_t offset, int from, uint64_t *place);
int __imported_wasi_snapshot_preview1_fd_seek(int file, int64_t offset, int from, uint64_t *place)
{
    (void)file;
    (void)offset;
    (void)from;
    (void)place;
    return ILLEGAL_SEEK;
}

_Noreturn void __imported_wasi_snapshot_preview1_proc_exit(int status);
_Noreturn void __imported_wasi_snapshot_preview1_proc_exit(int status)
{
    (void)status;
    __builtin_trap();
}

/* There are no files, and no folders that the host has opened. */

int __imported_wasi_snapshot_preview1_fd_fdstat_get(int file, void *status);
int __imported_wasi_snapshot_preview1_fd_fdstat_get(int file, void *status)
{
    (void)file;
    (void)status;
    return BAD_FILE;
}

int __imported_wasi_snapshot_preview1_fd_prestat_get(int file, void *status);
int __imported_wasi_snapshot_preview1_fd_prestat_get(int file, void *status)
{
    (void)file;
    (void)status;
    return BAD_FILE;
}

int __imported_wasi_snapshot_preview1_fd_prestat_dir_name(int file, char *name, size_t size);
int __imported_wasi_snapshot_preview1_fd_prestat_dir_name(int file, char *name, size_t size)
{
    (void)file;
    (void)name;
    (void)size;
    return BAD_FILE;
}

int __imported_wasi_snapshot_preview1_path_filestat_get(int folder, int flags, const char *path, size_t length,
                                                        void *status);
int __imported_wasi_snapshot_preview1_path_filestat_get(int folder, int flags, const char *path, size_t length,
                                                        void *status)
{
    (void)folder;
    (void)flags;
    (void)path;
    (void)length;
    (void)status;
    return NO_ENTRY;
}
