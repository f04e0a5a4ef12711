/* SPDX-License-Identifier: Apache-2.0
 *
 * Reader of the files of MNIST: an IDX file is a magic number that ends with its number of dimensions, these, each a
 * big-endian 32-bit integer, and then bytes. With zlib (HALFULP_ZLIB) the files may be compressed; zlib checks what it
 * reads, and a file that is not compressed has no checksum.
 */
#include "data.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#ifdef HALFULP_ZLIB
#include <zlib.h>
typedef gzFile idx_handle;
#else
typedef FILE *idx_handle;
#endif

enum { IMAGES_MAX = 1 << 24, SIDE_MAX = 1 << 12, BYTES_MAX = INT32_MAX, PATH_BYTES = 400 };

typedef struct {
    char path[PATH_BYTES];
    idx_handle handle; /* NULL: not open */
    uint32_t size[3];  /* images; and of images, rows and columns */
    char *error;
} idx_file;

static bool complain(const idx_file *f, const char *what, const char *expected)
{
    const int length = snprintf(f->error, TRAINER_ERROR_SIZE, "%s: %s%s%s", f->path, what,
                                expected[0] != '\0' ? ": expected " : "", expected);
    return length < 0; /* never: a long line is cut */
}

/* ---- Bytes ---- */

#ifdef HALFULP_ZLIB

static idx_handle open_handle(const char *path)
{
    return gzopen(path, "rb"); /* reads what is not compressed, too */
}

static bool can_open(const char *path)
{
    (void)path;
    return true;
}

/* Fewer than `count` at the end, or with *reason set. */
static size_t read_bytes(idx_handle handle, void *to, size_t count, const char **reason)
{
    const int got = gzread(handle, to, (unsigned)count);
    int code;
    const char *message = gzerror(handle, &code);
    if (got < 0 || (code != Z_OK && code != Z_STREAM_END)) {
        *reason = code == Z_ERRNO       ? strerror(errno)
                  : code == Z_BUF_ERROR ? "the compressed data end too early"
                                        : message;
    }
    return got < 0 ? 0 : (size_t)got;
}

static void close_handle(idx_handle handle)
{
    gzclose(handle);
}

#else

static idx_handle open_handle(const char *path)
{
    return fopen(path, "rb");
}

static bool can_open(const char *path)
{
    const size_t length = strlen(path);
    return length < 3 || strcmp(path + length - 3, ".gz") != 0;
}

static size_t read_bytes(idx_handle handle, void *to, size_t count, const char **reason)
{
    const size_t got = fread(to, 1, count, handle);
    if (ferror(handle)) {
        *reason = strerror(errno);
    }
    return got;
}

static void close_handle(idx_handle handle)
{
    fclose(handle);
}

#endif

static bool read_exactly(const idx_file *f, void *to, size_t count, const char *expected)
{
    const char *reason = "the file ends too early";
    return read_bytes(f->handle, to, count, &reason) == count || complain(f, reason, expected);
}

static bool read_end(const idx_file *f, const char *expected)
{
    char more;
    const char *reason = NULL;
    const size_t got = read_bytes(f->handle, &more, 1, &reason); /* here zlib compares its checksum */
    if (reason != NULL) {
        return complain(f, reason, expected);
    }
    return got == 0 || complain(f, "the file goes on after that", expected);
}

/* ---- Files ---- */

/* Opens NAME or NAME.gz in the directory. */
static bool open_file(idx_file *f, const char *directory, const char *name)
{
    static const char *const endings[] = {"", ".gz"};
    for (int i = 0; i < 2; i++) {
        const int length = snprintf(f->path, sizeof f->path, "%s/%s%s", directory, name, endings[i]);
        if (length < 0 || (size_t)length >= sizeof f->path) {
            return complain(f, "the name is too long", "a directory of 360 characters at most");
        }
        errno = 0;
        f->handle = open_handle(f->path);
        if (f->handle == NULL && errno == ENOENT) {
            continue;
        }
        if (f->handle == NULL) {
            return complain(f, errno != 0 ? strerror(errno) : "out of memory", "");
        }
        return can_open(f->path) ||
               complain(f, "this build has no zlib", "the same file unpacked (gunzip), or a build with zlib");
    }
    return complain(f, strerror(ENOENT), "a file of MNIST's kind, or the same without .gz");
}

/* The dimensions. */
static bool read_header(idx_file *f, uint8_t dimensions)
{
    uint8_t bytes[16];
    const char *const expected = dimensions == 3 ? "the header of an IDX file of images, 00 00 08 03 and three sizes"
                                                 : "the header of an IDX file of labels, 00 00 08 01 and their number";
    if (!read_exactly(f, bytes, 4 + 4 * (size_t)dimensions, expected)) {
        return false;
    }
    if (bytes[0] != 0 || bytes[1] != 0 || bytes[2] != 8 || bytes[3] != dimensions) {
        return complain(f, "another kind of file", expected);
    }
    for (size_t i = 0; i < dimensions; i++) {
        const uint8_t *at = bytes + 4 + 4 * i;
        f->size[i] = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
    }
    const bool possible = f->size[0] >= 1 && f->size[0] <= IMAGES_MAX;
    const bool sides = dimensions == 1 || (f->size[1] >= 1 && f->size[1] <= SIDE_MAX && f->size[2] >= 1 &&
                                           f->size[2] <= SIDE_MAX && f->size[1] * f->size[2] <= UINT16_MAX);
    return (possible && sides) ||
           complain(f, "impossible sizes", "1 to 16777216 images of at most 65535 pixels and 4096 in a line");
}

enum { TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS, FILES };

static bool read_headers(idx_file files[FILES])
{
    for (int i = 0; i < FILES; i++) {
        if (!read_header(&files[i], i % 2 == 0 ? 3 : 1)) {
            return false;
        }
    }
    const uint32_t *train = files[TRAIN_IMAGES].size;
    const uint32_t *test = files[TEST_IMAGES].size;
    char expected[100];
    for (int i = TRAIN_LABELS; i < FILES; i += 2) {
        if (files[i].size[0] != files[i - 1].size[0]) {
            snprintf(expected, sizeof expected, "%lu, one for each image", (unsigned long)files[i - 1].size[0]);
            return complain(&files[i], "another number of labels", expected);
        }
    }
    if (train[1] != test[1] || train[2] != test[2]) {
        snprintf(expected, sizeof expected, "%lu x %lu pixels, as in the training images", (unsigned long)train[1],
                 (unsigned long)train[2]);
        return complain(&files[TEST_IMAGES], "images of another size", expected);
    }
    return ((uint64_t)train[0] + test[0]) * train[1] * train[2] <= BYTES_MAX ||
           complain(&files[TRAIN_IMAGES], "too many images", "less than 2 GiB of pixels");
}

/* Images or labels of `inputs` bytes each. */
static bool read_body(const idx_file *f, uint8_t *to, size_t inputs)
{
    char expected[100];
    snprintf(expected, sizeof expected, "%lu items of %lu byte%s, and the end", (unsigned long)f->size[0],
             (unsigned long)inputs, inputs == 1 ? "" : "s");
    return read_exactly(f, to, f->size[0] * inputs, expected) && read_end(f, expected);
}

/* The training set decides how many classes there are. */
static bool count_classes(const idx_file files[FILES], trainer_data *d)
{
    d->classes = 0;
    for (uint32_t i = 0; i < d->train; i++) {
        d->classes = d->label[i] >= d->classes ? (uint32_t)d->label[i] + 1 : d->classes;
    }
    for (uint32_t i = d->train; i < d->images; i++) {
        if (d->label[i] >= d->classes) {
            return complain(&files[TEST_LABELS], "a label that no training image has", "labels of the training set");
        }
    }
    return d->classes >= 2 || complain(&files[TRAIN_LABELS], "all labels are 0", "two classes or more");
}

static bool read_files(idx_file files[FILES], const char *directory, trainer_data *d)
{
    if (!read_headers(files)) {
        return false;
    }
    const uint32_t *size = files[TRAIN_IMAGES].size;
    *d = (trainer_data){.images = size[0] + files[TEST_IMAGES].size[0], .train = size[0], .white = 256};
    d->inputs = size[1] * size[2];
    return trainer_data_take(d, directory, files[0].error) && read_body(&files[TRAIN_IMAGES], d->pixel, d->inputs) &&
           read_body(&files[TRAIN_LABELS], d->label, 1) &&
           read_body(&files[TEST_IMAGES], d->pixel + (size_t)d->train * d->inputs, d->inputs) &&
           read_body(&files[TEST_LABELS], d->label + d->train, 1) && count_classes(files, d);
}

bool trainer_load_idx(const char *directory, trainer_data *data, char error[TRAINER_ERROR_SIZE])
{
    static const char *const names[FILES] = {"train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                                             "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"};
    idx_file files[FILES] = {0};
    *data = (trainer_data){0};
    bool ok = true;
    for (int i = 0; i < FILES; i++) {
        files[i].error = error;
        ok = ok && open_file(&files[i], directory, names[i]);
    }
    ok = ok && read_files(files, directory, data);
    for (int i = 0; i < FILES; i++) {
        if (files[i].handle != NULL) {
            close_handle(files[i].handle);
        }
    }
    if (ok) {
        trainer_data_seal(data);
    } else {
        trainer_data_free(data);
    }
    return ok;
}
