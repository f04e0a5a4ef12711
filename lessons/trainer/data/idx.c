/* SPDX-License-Identifier: Apache-2.0
 *
 * Reader of the files of MNIST: an IDX file is a magic number that ends with its number of dimensions, these, each a
 * big-endian 32-bit integer, and then bytes. With zlib (HALFULP_ZLIB) the files may be compressed by gzip (RFC 1952),
 * whose CRC-32 and length are then checked; a file that is not compressed has no checksum.
 */
#include "data.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#ifdef HALFULP_ZLIB
#include <zlib.h>
#endif

enum { IMAGES_MAX = 1 << 24, SIDE_MAX = 1 << 12, BYTES_MAX = INT32_MAX, PATH_BYTES = 400 };

typedef struct {
    char path[PATH_BYTES];
    FILE *file; /* NULL: not open */
    bool compressed;
    uint32_t size[3]; /* images; and of images, rows and columns */
    char *error;
#ifdef HALFULP_ZLIB
    z_stream stream;
    bool member_ended;      /* and no other has begun */
    uint8_t input[1 << 14]; /* compressed bytes on their way to the stream */
#endif
} idx_file;

static bool complain(const idx_file *f, const char *what, const char *expected)
{
    const int length = snprintf(f->error, TRAINER_ERROR_SIZE, "%s: %s%s%s", f->path, what,
                                expected[0] != '\0' ? ": expected " : "", expected);
    return length < 0; /* never: a long line is cut */
}

/* ---- Bytes ---- */

/* Readers give fewer than `count` bytes at the end, or with *reason set, which is NULL before. */

static size_t read_plain(idx_file *f, void *to, size_t count, const char **reason)
{
    const size_t got = fread(to, 1, count, f->file);
    if (ferror(f->file)) {
        *reason = strerror(errno);
    }
    return got;
}

#ifdef HALFULP_ZLIB

/* zlib's own reader of files, gzread, is not used: it takes some files that end before their trailer, and files with
 * anything behind it, for whole. */

static bool begin_compressed(idx_file *f)
{
    return inflateInit2(&f->stream, MAX_WBITS + 16) == Z_OK || complain(f, "out of memory", ""); /* + 16: gzip's form */
}

/* Is there compressed input? */
static bool refill(idx_file *f, const char **reason)
{
    z_stream *z = &f->stream;
    if (z->avail_in == 0) {
        z->next_in = f->input;
        z->avail_in = (uInt)read_plain(f, f->input, sizeof f->input, reason);
    }
    return z->avail_in != 0;
}

/* A file is one gzip member or several (what `cat a.gz b.gz` gives), and nothing else. At the end of each zlib compares
 * CRC-32 and length; the last end is reached by asking for a byte more than there is. */
static size_t read_compressed(idx_file *f, void *to, size_t count, const char **reason)
{
    z_stream *z = &f->stream;
    z->next_out = to;
    z->avail_out = (uInt)count;
    while (z->avail_out != 0) {
        if (!refill(f, reason)) {
            *reason = *reason != NULL || f->member_ended ? *reason : "the compressed data end too early";
            break;
        }
        const bool between = f->member_ended;
        const int code = inflate(z, Z_NO_FLUSH);
        f->member_ended = code == Z_STREAM_END && inflateReset(z) == Z_OK;
        if (code != Z_OK && !f->member_ended) {
            *reason = between          ? "something else follows the compressed data"
                      : z->msg != NULL ? z->msg
                                       : "out of memory";
            break;
        }
    }
    return count - z->avail_out;
}

static void end_compressed(idx_file *f)
{
    inflateEnd(&f->stream);
}

#else

static bool begin_compressed(idx_file *f)
{
    return complain(f, "this build has no zlib",
                    "the same file unpacked (gunzip), or a build with zlib (Debian: zlib1g-dev)");
}

static size_t read_compressed(idx_file *f, void *to, size_t count, const char **reason)
{
    return read_plain(f, to, count, reason); /* never: such a file is refused when it is opened */
}

static void end_compressed(idx_file *f)
{
    (void)f;
}

#endif

static size_t read_bytes(idx_file *f, void *to, size_t count, const char **reason)
{
    return f->compressed ? read_compressed(f, to, count, reason) : read_plain(f, to, count, reason);
}

static bool read_exactly(idx_file *f, void *to, size_t count, const char *expected)
{
    const char *reason = NULL;
    return read_bytes(f, to, count, &reason) == count ||
           complain(f, reason != NULL ? reason : "the file ends too early", expected);
}

static bool read_end(idx_file *f, const char *expected)
{
    char more;
    const char *reason = NULL;
    const size_t got = read_bytes(f, &more, 1, &reason);
    if (reason != NULL) {
        return complain(f, reason, expected);
    }
    return got == 0 || complain(f, "the file goes on after that", expected);
}

/* ---- Files ---- */

/* Opens NAME or NAME.gz in the directory. Whether it is compressed, its first bytes tell, not its name: some programs
 * unpack what they fetch and leave the name. */
static bool open_file(idx_file *f, const char *directory, const char *name)
{
    static const char *const endings[] = {"", ".gz"};
    for (int i = 0; i < 2; i++) {
        const int length = snprintf(f->path, sizeof f->path, "%s/%s%s", directory, name, endings[i]);
        if (length < 0 || (size_t)length >= sizeof f->path) {
            return complain(f, "the name is too long", "a directory of 360 characters at most");
        }
        f->file = fopen(f->path, "rb");
        if (f->file == NULL && errno == ENOENT) {
            continue;
        }
        if (f->file == NULL) {
            return complain(f, strerror(errno), "");
        }
        const int first = fgetc(f->file);
        const int second = fgetc(f->file);
        f->compressed = first == 0x1F && second == 0x8B;
        rewind(f->file);
        return !f->compressed || begin_compressed(f);
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

static const char *name_of(const idx_file *f)
{
    return strrchr(f->path, '/') + 1;
}

/* Where two files do not go together, the line names both: either may be the wrong one. */
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
            snprintf(expected, sizeof expected, "%lu, one for each image of %s", (unsigned long)files[i - 1].size[0],
                     name_of(&files[i - 1]));
            return complain(&files[i], "another number of labels", expected);
        }
    }
    if (train[1] != test[1] || train[2] != test[2]) {
        snprintf(expected, sizeof expected, "%lu x %lu pixels, as in %s", (unsigned long)train[1],
                 (unsigned long)train[2], name_of(&files[TRAIN_IMAGES]));
        return complain(&files[TEST_IMAGES], "images of another size", expected);
    }
    return ((uint64_t)train[0] + test[0]) * train[1] * train[2] <= BYTES_MAX ||
           complain(&files[TRAIN_IMAGES], "too many images", "less than 2 GiB of pixels");
}

/* Images or labels of `inputs` bytes each. */
static bool read_body(idx_file *f, uint8_t *to, size_t inputs)
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
        if (files[i].compressed) {
            end_compressed(&files[i]);
        }
        if (files[i].file != NULL) {
            fclose(files[i].file);
        }
    }
    if (ok) {
        trainer_data_seal(data);
    } else {
        trainer_data_free(data);
    }
    return ok;
}
