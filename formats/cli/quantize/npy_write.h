/* SPDX-License-Identifier: Apache-2.0
 *
 * .npy files that appear together, or not at all: each is written under a name of its own beside its place, and takes
 * the place when all of them are complete.
 */
#ifndef NPY_WRITE_H
#define NPY_WRITE_H

#include "cli/inspect/tensor.h"

typedef struct {
    const char *descr; /* "|u1", "<i4" or "<f4" */
    int dimensions;
    uint64_t shape[TENSOR_DIMENSIONS];
    const void *data; /* elements in C's order, of 1 or 4 bytes in the machine's byte order */
} npy_array;

enum { NPY_FILES = 4 };

typedef struct {
    int count;
    char *path[NPY_FILES];
    char *temporary[NPY_FILES];
} npy_files;

/* BEFORE and AFTER as one text, which lives as long as the program. */
char *npy_path(const char *before, const char *after);

/* Fails if something is at that path. With `force` a regular file may be, unless it is the file `input`. */
void npy_refuse_existing(const char *path, bool force, const char *input);

/* Removes a file of an earlier call, if there is one. */
void npy_remove(const char *path);

/* Writes the file of an array under its temporary name. What goes wrong here and in npy_files_finish removes all that
 * these files have left behind, and ends the program with an error. The path lives as long as *files. */
void npy_files_write(npy_files *files, char *path, const npy_array *array);

/* Puts the files into their places. */
void npy_files_finish(npy_files *files);

#endif
