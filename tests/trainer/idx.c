/* SPDX-License-Identifier: Apache-2.0
 *
 * The reader of MNIST's files (lessons/trainer/data/idx.c), on a set of 12 + 4 images of 3 x 2 pixels made here.
 */
#define _POSIX_C_SOURCE 200809L

#include "shared.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TRAIN = 12, TEST = 4, ROWS = 3, COLUMNS = 2, PIXELS = ROWS * COLUMNS, CLASSES = 3 };
enum { TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS, FILES };
enum { HEADER = 16, LABEL_HEADER = 8, GZIP_HEADER = 10, GZIP_BYTES = GZIP_HEADER + 5 + 8 };
enum { CONTENT_MAX = HEADER + TRAIN * PIXELS + 1 + GZIP_BYTES };

static const char *const names[FILES] = {"train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
                                         "t10k-labels-idx1-ubyte"};

typedef struct {
    uint8_t bytes[CONTENT_MAX];
    size_t size;
} content;

typedef struct {
    char folder[CHECKED_PATH];
    const char *ending; /* of the files' names */
    content file[FILES];
} idx_set;

static void put_32(uint8_t *to, uint32_t x) /* as in IDX: big-endian */
{
    for (int i = 0; i < 4; i++) {
        to[i] = (uint8_t)(x >> (24 - 8 * i) & 0xFF);
    }
}

/* No two images are equal, and every row and column matters. */
static uint8_t pixel_of(int image, int pixel)
{
    return (uint8_t)((image * 37 + pixel * 11 + image * pixel) & 0xFF);
}

static content make_content(int file)
{
    content c = {.size = 4};
    const int first = file < TEST_IMAGES ? 0 : TRAIN;
    const int images = file < TEST_IMAGES ? TRAIN : TEST;
    const uint32_t sizes[] = {(uint32_t)images, ROWS, COLUMNS};
    const int dimensions = file % 2 == 0 ? 3 : 1;
    put_32(c.bytes, 0x0800 | (uint32_t)dimensions);
    for (int i = 0; i < dimensions; i++, c.size += 4) {
        put_32(c.bytes + c.size, sizes[i]);
    }
    for (int i = first; i < first + images; i++) {
        if (dimensions == 1) {
            c.bytes[c.size++] = (uint8_t)(i % CLASSES);
        }
        for (int j = 0; dimensions == 3 && j < PIXELS; j++) {
            c.bytes[c.size++] = pixel_of(i, j);
        }
    }
    return c;
}

/* Like gzip without compression: header, one last block that is stored, CRC-32 and size. */
static content gzipped(const content *plain)
{
    static const uint8_t header[GZIP_HEADER] = {0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3};
    content c = {.size = GZIP_HEADER};
    memcpy(c.bytes, header, sizeof header);
    const uint32_t size = (uint32_t)plain->size;
    const uint32_t crc = trainer_crc32(plain->bytes, plain->size);
    const uint8_t block[] = {1, size & 0xFF, size >> 8 & 0xFF, ~size & 0xFF, ~size >> 8 & 0xFF};
    memcpy(c.bytes + c.size, block, sizeof block);
    c.size += sizeof block;
    memcpy(c.bytes + c.size, plain->bytes, plain->size);
    c.size += plain->size;
    for (int i = 0; i < 8; i++) {
        c.bytes[c.size++] = (uint8_t)((i < 4 ? crc : size) >> 8 * (i % 4) & 0xFF);
    }
    return c;
}

static void file_path(const idx_set *s, int file, const char *ending, char path[2 * CHECKED_PATH])
{
    snprintf(path, 2 * CHECKED_PATH, "%s/%s%s", s->folder, names[file], ending);
}

static bool write_content(FILE *log, const idx_set *s, int file, const content *c)
{
    char path[2 * CHECKED_PATH];
    file_path(s, file, s->ending, path);
    FILE *to = fopen(path, "wb");
    const bool written = to != NULL && fwrite(c->bytes, 1, c->size, to) == c->size;
    if (to == NULL || fclose(to) != 0 || !written) {
        fprintf(log, "cannot write %s\n", path);
        return false;
    }
    return true;
}

/* Returns 0 if the folder is refused with one line that names it once and contains `part`, at least a file's name;
 * otherwise 1, and a line in the log. */
static int expect_refused(FILE *log, const idx_set *s, const char *part, const char *what)
{
    trainer_data data;
    char error[TRAINER_ERROR_SIZE] = "";
    const bool loaded = trainer_load_idx(s->folder, &data, error);
    const char *named = strstr(error, s->folder);
    const bool once = named != NULL && strstr(named + 1, s->folder) == NULL;
    if (!loaded && once && strstr(error, part) != NULL && strchr(error, '\n') == NULL && data.pixel == NULL) {
        return 0;
    }
    fprintf(log, "%s%s, %s: %s \"%s\"\n", part, s->ending, what, loaded ? "accepted" : "refused with", error);
    if (loaded) {
        trainer_data_free(&data);
    }
    return 1;
}

/* The folder with one file changed. */
static int refuse_content(FILE *log, const idx_set *s, int file, const content *c, int culprit, const char *what)
{
    return write_content(log, s, file, c)
               ? expect_refused(log, s, names[culprit], what) + !write_content(log, s, file, &s->file[file])
               : 1;
}

static uint64_t digest_of(const uint8_t *bytes, size_t count, uint64_t digest) /* FNV-1a */
{
    for (size_t i = 0; i < count; i++) {
        digest = (digest ^ bytes[i]) * 1099511628211U;
    }
    return digest;
}

/* True if the whole set equals what was written. */
static int expect_loaded(FILE *log, const idx_set *s)
{
    trainer_data data;
    char error[TRAINER_ERROR_SIZE];
    if (!trainer_load_idx(s->folder, &data, error)) {
        fprintf(log, "files%s of MNIST's kind: refused with \"%s\"\n", s->ending, error);
        return 1;
    }
    uint8_t all[4 * 5 + TRAIN + TEST + (TRAIN + TEST) * PIXELS] = {TRAIN + TEST};
    all[4] = TRAIN;
    all[8] = PIXELS;
    all[12] = CLASSES;
    all[17] = 256 >> 8;
    for (int i = 0; i < TRAIN + TEST; i++) {
        all[20 + i] = (uint8_t)(i % CLASSES);
        for (int j = 0; j < PIXELS; j++) {
            all[20 + TRAIN + TEST + i * PIXELS + j] = pixel_of(i, j);
        }
    }
    const uint8_t *labels = all + 20;
    const bool right = data.images == TRAIN + TEST && data.train == TRAIN && data.inputs == PIXELS &&
                       data.classes == CLASSES && data.white == 256 && memcmp(data.label, labels, TRAIN + TEST) == 0 &&
                       memcmp(data.pixel, labels + TRAIN + TEST, (TRAIN + TEST) * PIXELS) == 0 &&
                       data.digest == digest_of(all, sizeof all, 14695981039346656037U);
    if (!right) {
        fprintf(log, "files%s of MNIST's kind: shape, labels, pixels or digest are not those written\n", s->ending);
    }
    trainer_data_free(&data);
    return !right;
}

/* Truncated to every length, and a byte too long. */
static int check_lengths(FILE *log, const idx_set *s)
{
    int failures = 0;
    for (int file = 0; file < FILES; file++) {
        char what[64];
        content c = s->file[file];
        for (c.size = 0; c.size < s->file[file].size; c.size++) {
            snprintf(what, sizeof what, "cut to %zu of %zu bytes", c.size, s->file[file].size);
            failures += refuse_content(log, s, file, &c, file, what);
        }
        c.size++;
        failures += refuse_content(log, s, file, &c, file, "a byte too many");
    }
    return failures;
}

static int check_fields(FILE *log, const idx_set *s)
{
    static const struct {
        int file, at, count;
        const char *bytes, *what;
        int culprit;
    } altered[] = {
        {TRAIN_IMAGES, 0, 4, "\0\0\010\1", "the magic of labels", TRAIN_IMAGES},
        {TEST_LABELS, 0, 4, "\0\0\010\3", "the magic of images", TEST_LABELS},
        {TEST_IMAGES, 0, 4, "\0\0\015\3", "floats", TEST_IMAGES},
        {TRAIN_LABELS, 0, 4, "\1\0\010\1", "no magic", TRAIN_LABELS},
        {TRAIN_IMAGES, 4, 4, "\0\0\0\0", "no images", TRAIN_IMAGES},
        {TRAIN_LABELS, 4, 4, "\0\0\0\0", "no labels", TRAIN_LABELS},
        {TEST_IMAGES, 4, 4, "\377\377\377\377", "2^32 - 1 images", TEST_IMAGES},
        {TEST_LABELS, 4, 4, "\200\0\0\4", "2^31 labels more", TEST_LABELS},
        {TRAIN_IMAGES, 4, 4, "\0\0\0\015", "an image more", TRAIN_LABELS},
        {TRAIN_LABELS, 4, 4, "\0\0\0\013", "a label less", TRAIN_LABELS},
        {TEST_LABELS, 4, 4, "\0\0\0\5", "a label more", TEST_LABELS},
        {TRAIN_IMAGES, 8, 4, "\0\0\0\0", "no rows", TRAIN_IMAGES},
        {TRAIN_IMAGES, 12, 4, "\0\0\0\0", "no columns", TRAIN_IMAGES},
        {TRAIN_IMAGES, 12, 4, "\200\0\0\2", "2^31 columns more", TRAIN_IMAGES},
        {TRAIN_IMAGES, 8, 8, "\0\0\020\0\0\0\020\0", "4096 x 4096 pixels", TRAIN_IMAGES},
        {TEST_IMAGES, 8, 8, "\0\0\0\2\0\0\0\3", "2 x 3 pixels", TEST_IMAGES},
        {TEST_IMAGES, 8, 4, "\0\0\0\2", "2 x 2 pixels", TEST_IMAGES},
        {TEST_LABELS, LABEL_HEADER + 3, 1, "\3", "a class of its own", TEST_LABELS},
        {TEST_LABELS, LABEL_HEADER, 1, "\377", "class 255", TEST_LABELS},
    };
    int failures = 0;
    for (size_t i = 0; i < sizeof altered / sizeof *altered; i++) {
        content c = s->file[altered[i].file];
        memcpy(c.bytes + altered[i].at, altered[i].bytes, (size_t)altered[i].count);
        failures += refuse_content(log, s, altered[i].file, &c, altered[i].culprit, altered[i].what);
        if (altered[i].file == TRAIN_IMAGES && altered[i].at >= 8) { /* rows and columns */
            failures += !write_content(log, s, altered[i].file, &c);
            failures += expect_refused(log, s, "impossible sizes", altered[i].what);
            failures += !write_content(log, s, altered[i].file, &s->file[altered[i].file]);
        }
    }
    return failures;
}

/* Errors in several places. */
static int check_together(FILE *log, const idx_set *s)
{
    idx_set other = *s;
    memset(other.file[TRAIN_LABELS].bytes + LABEL_HEADER, 0, TRAIN);
    memset(other.file[TEST_LABELS].bytes + LABEL_HEADER, 0, TEST);
    write_content(log, &other, TEST_LABELS, &other.file[TEST_LABELS]);
    int failures = refuse_content(log, s, TRAIN_LABELS, &other.file[TRAIN_LABELS], TRAIN_LABELS, "all labels 0");
    write_content(log, s, TEST_LABELS, &s->file[TEST_LABELS]);
    content more = s->file[TEST_LABELS];
    more.bytes[more.size++] = 0;
    put_32(more.bytes + 4, TEST + 1);
    failures += refuse_content(log, s, TEST_LABELS, &more, TEST_LABELS, "labels of an image more");
    put_32(other.file[TRAIN_LABELS].bytes + 4, 1 << 24); /* the most allowed, of 255 pixels each */
    put_32(other.file[TRAIN_IMAGES].bytes + 4, 1 << 24);
    for (int file = 0; file < FILES; file++) {
        if (file % 2 == 0) {
            put_32(other.file[file].bytes + 8, 255);
            put_32(other.file[file].bytes + 12, 1);
        }
        write_content(log, &other, file, &other.file[file]);
    }
    failures += expect_refused(log, s, "too many images", "4 GiB of pixels");
    for (int file = 0; file < FILES; file++) {
        failures += !write_content(log, s, file, &s->file[file]);
    }
    return failures;
}

static int check_missing(FILE *log, const idx_set *s)
{
    int failures = 0;
    for (int file = 0; file < FILES; file++) {
        char path[2 * CHECKED_PATH];
        file_path(s, file, s->ending, path);
        unlink(path);
        failures += expect_refused(log, s, names[file], "missing");
        failures += mkdir(path, 0777) != 0 || expect_refused(log, s, names[file], "a folder of that name");
        rmdir(path);
        failures += !write_content(log, s, file, &s->file[file]);
    }
    idx_set nowhere = *s;
    snprintf(nowhere.folder, sizeof nowhere.folder, "no/such/folder");
    return failures + expect_refused(log, &nowhere, names[TRAIN_IMAGES], "no folder");
}

static void remove_files(const idx_set *s)
{
    for (int file = 0; file < FILES; file++) {
        char path[2 * CHECKED_PATH];
        file_path(s, file, s->ending, path);
        unlink(path);
    }
}

static bool make_set(FILE *log, idx_set *s)
{
    const bool compressed = s->ending[0] != '\0';
    bool ok = checked_folder(log, s->folder);
    for (int file = 0; file < FILES; file++) {
        const content plain = make_content(file);
        s->file[file] = compressed ? gzipped(&plain) : plain;
        ok = ok && write_content(log, s, file, &s->file[file]);
    }
    return ok;
}

bool checked_idx_set(FILE *log, char folder[CHECKED_PATH])
{
    idx_set s = {.ending = ""};
    const bool made = make_set(log, &s);
    memcpy(folder, s.folder, CHECKED_PATH);
    return made;
}

bool checked_idx_removed(const char *folder)
{
    idx_set s = {.ending = ""};
    snprintf(s.folder, sizeof s.folder, "%s", folder);
    remove_files(&s);
    return rmdir(folder) == 0;
}

/* A small set: read as it was written, and refused with a line that names the file if one is truncated, too long,
 * missing, altered, or does not match another. */
long check_trainer_idx(void)
{
    FILE *const log = stderr;
    idx_set s = {.ending = ""};
    if (!make_set(log, &s)) {
        return 1;
    }
    int failures = expect_loaded(log, &s) + check_lengths(log, &s) + check_fields(log, &s) + check_together(log, &s) +
                   check_missing(log, &s) + expect_loaded(log, &s);
    remove_files(&s);
    return failures + (rmdir(s.folder) != 0);
}

/* Every byte after gzip's header counts: the lowest bit of each is flipped. */
static int check_flips(FILE *log, const idx_set *s)
{
    int failures = 0;
    for (int file = 0; file < FILES; file++) {
        for (size_t at = GZIP_HEADER; at < s->file[file].size; at++) {
            char what[64];
            content c = s->file[file];
            c.bytes[at] ^= 1;
            snprintf(what, sizeof what, "a flipped bit in byte %zu", at);
            failures += refuse_content(log, s, file, &c, file, what);
        }
    }
    return failures;
}

/* The same, compressed. A build without zlib says so, and the rest is skipped. */
long check_trainer_gzip(void)
{
    FILE *const log = stderr;
    idx_set s = {.ending = ".gz"};
    trainer_data data;
    char error[TRAINER_ERROR_SIZE] = "";
    if (!make_set(log, &s)) {
        return 1;
    }
    int failures;
    if (trainer_load_idx(s.folder, &data, error) || strstr(error, "this build has no zlib") == NULL) {
        trainer_data_free(&data);
        failures = expect_loaded(log, &s) + check_lengths(log, &s) + check_flips(log, &s) + check_missing(log, &s) +
                   expect_loaded(log, &s);
    } else {
        fprintf(log, "SKIP, this build has no zlib\n");
        failures = expect_refused(log, &s, names[TRAIN_IMAGES], "no zlib");
        failures = failures == 0 ? CHECK_SKIPPED : failures;
    }
    remove_files(&s);
    return rmdir(s.folder) == 0 ? failures : 1;
}
