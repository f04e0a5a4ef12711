/* SPDX-License-Identifier: Apache-2.0
 *
 * Compressed files of MNIST (lessons/trainer/data/idx.c) that are larger than any buffer: 100 images of 28 x 28 pixels,
 * compressed here, so that the checks need neither gzip nor zlib. idx.c tests small ones.
 */
#define _POSIX_C_SOURCE 200809L

#include "checkpoint_files.h"

#include <string.h>
#include <unistd.h>

enum { TRAIN = 100, TEST = 2, SIDE = 28, PIXELS = SIDE * SIDE, CLASSES = 2 };
enum { HEADER = 16, LABEL_HEADER = 8, PLAIN_BYTES = HEADER + TRAIN * PIXELS };
enum { GZIP_HEADER = 10, GZIP_TRAILER = 8, STORED_MAX = 65535, PACKED_MAX = 2 * PLAIN_BYTES };

static const char *const names[] = {"train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
                                    "t10k-labels-idx1-ubyte"};

typedef struct {
    uint8_t bytes[PACKED_MAX];
    size_t size;
} packed;

static void put(packed *p, const uint8_t *bytes, size_t count)
{
    memcpy(p->bytes + p->size, bytes, count);
    p->size += count;
}

static void put_32(packed *p, uint32_t x) /* little-endian, as in gzip; IDX is big-endian */
{
    for (int i = 0; i < 32; i += 8) {
        p->bytes[p->size++] = (uint8_t)(x >> i & 0xFF);
    }
}

/* ---- gzip's formats ---- */

static void begin_member(packed *p)
{
    static const uint8_t header[GZIP_HEADER] = {0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3};
    put(p, header, sizeof header);
}

static void end_member(packed *p, const uint8_t *plain, size_t size)
{
    put_32(p, trainer_crc32(plain, size));
    put_32(p, (uint32_t)size);
}

/* RFC 1951, 3.2.4: stored, as gzip does with data that cannot be compressed. */
static void store_member(packed *p, const uint8_t *plain, size_t size)
{
    begin_member(p);
    for (size_t at = 0; at < size; at += STORED_MAX) {
        const uint32_t count = (uint32_t)(size - at < STORED_MAX ? size - at : STORED_MAX);
        const uint8_t last = at + count == size;
        put(p, &last, 1);
        put_32(p, count | ~count << 16);
        put(p, plain + at, count);
    }
    end_member(p, plain, size);
}

/* Appends `count` bits of x, the lowest first. */
static void put_bits(packed *p, size_t *bits, uint32_t x, int count)
{
    for (int i = 0; i < count; i++, ++*bits) {
        if (*bits % 8 == 0) {
            p->bytes[p->size++] = 0;
        }
        p->bytes[p->size - 1] |= (uint8_t)((x >> i & 1) << *bits % 8);
    }
}

/* RFC 1951, 3.2.6: fixed Huffman codes of 8 and 9 bits for bytes, highest bit first; 7 zeros end the block. */
static void huffman_member(packed *p, const uint8_t *plain, size_t size)
{
    begin_member(p);
    size_t bits = 0;
    put_bits(p, &bits, 1 | 1 << 1, 3); /* the last block, of fixed codes */
    for (size_t i = 0; i < size; i++) {
        const uint32_t code = plain[i] < 144 ? 0x30U + plain[i] : 0x190U + plain[i] - 144;
        for (int bit = plain[i] < 144 ? 7 : 8; bit >= 0; bit--) {
            put_bits(p, &bits, code >> bit & 1, 1);
        }
    }
    put_bits(p, &bits, 0, 7);
    end_member(p, plain, size);
}

/* ---- The set ---- */

static const uint8_t *plain_images(void)
{
    static uint8_t plain[PLAIN_BYTES] = {0, 0, 8, 3, 0, 0, 0, TRAIN, 0, 0, 0, SIDE, 0, 0, 0, SIDE};
    for (uint32_t i = HEADER; i < PLAIN_BYTES; i++) {
        plain[i] = (uint8_t)(i * 2654435761U >> 24);
    }
    return plain;
}

static bool write_named(const char *folder, int file, const uint8_t *bytes, size_t size)
{
    char path[2 * CHECKED_PATH];
    snprintf(path, sizeof path, "%s/%s", folder, names[file]);
    return write_bytes(path, bytes, size);
}

/* All files except the training images. */
static bool write_others(const char *folder)
{
    uint8_t train[LABEL_HEADER + TRAIN] = {0, 0, 8, 1, 0, 0, 0, TRAIN};
    uint8_t images[HEADER + TEST * PIXELS] = {0, 0, 8, 3, 0, 0, 0, TEST, 0, 0, 0, SIDE, 0, 0, 0, SIDE};
    uint8_t test[LABEL_HEADER + TEST] = {0, 0, 8, 1, 0, 0, 0, TEST};
    for (int i = 0; i < TRAIN; i++) {
        train[LABEL_HEADER + i] = (uint8_t)(i % CLASSES);
    }
    return write_named(folder, 1, train, sizeof train) && write_named(folder, 2, images, sizeof images) &&
           write_named(folder, 3, test, sizeof test);
}

typedef enum { WHOLE = 1, REFUSED = 2, EITHER = 3 } outcome;

static char refusal[TRAINER_ERROR_SIZE]; /* the last one */

/* Returns 0 if the training images in these bytes are read unchanged, or refused with one line that names the file
 * once; otherwise 1, and a line in the log. */
static int expect(FILE *log, const char *folder, const packed *p, outcome allowed, const char *what, size_t at)
{
    trainer_data data;
    char error[TRAINER_ERROR_SIZE] = "";
    if (!write_named(folder, 0, p->bytes, p->size)) {
        fprintf(log, "cannot write in %s\n", folder);
        return 1;
    }
    const bool loaded = trainer_load_idx(folder, &data, error);
    const bool right = loaded && memcmp(data.pixel, plain_images() + HEADER, TRAIN * PIXELS) == 0;
    trainer_data_free(&data);
    const char *name = strstr(error, names[0]);
    memcpy(refusal, error, sizeof refusal);
    const bool refused = !loaded && name != NULL && strstr(name + 1, names[0]) == NULL && strchr(error, '\n') == NULL;
    if ((right && (allowed & WHOLE) != 0) || (refused && (allowed & REFUSED) != 0)) {
        return 0;
    }
    fprintf(log, "gzip, %s %zu: %s \"%s\"\n", what, at,
            right    ? "accepted"
            : loaded ? "read wrongly"
                     : "refused with",
            error);
    return 1;
}

/* Bits that are neither data nor checked (a time, the system, padding) may have any value; all others may not. */
static int check_flips(FILE *log, const char *folder, const packed *whole)
{
    static packed p;
    int failures = 0;
    for (size_t at = 0; at < whole->size && failures < 10;) {
        const bool all_bits = at < 24 || at + 24 > whole->size;
        for (int bit = all_bits ? 0 : (int)(at % 8); bit < (all_bits ? 8 : (int)(at % 8) + 1); bit++) {
            p = *whole;
            p.bytes[at] ^= (uint8_t)(1U << bit);
            const bool data = (at > GZIP_HEADER + 4 && at + GZIP_TRAILER + 1 < p.size) || at + GZIP_TRAILER >= p.size;
            failures += expect(log, folder, &p, data ? REFUSED : EITHER, "a flipped bit in byte", at);
        }
        at += all_bits ? 1 : 499;
    }
    return failures;
}

static int check_member(FILE *log, const char *folder, const packed *whole)
{
    static packed p;
    int failures = expect(log, folder, whole, WHOLE, "unchanged, bytes", whole->size);
    for (size_t cut = 1; cut <= 16; cut++) {
        p = *whole;
        p.size -= cut;
        failures += expect(log, folder, &p, REFUSED, "without its last bytes,", cut);
    }
    for (size_t size = 0; size < whole->size - 16; size += size < 40 ? 1 : 7919) {
        p = *whole;
        p.size = size;
        failures += expect(log, folder, &p, REFUSED, "cut to bytes", size);
    }
    static const char *const junk[] = {"\0", "\n", "\037", "\037\213", "junk", "a long line of junk behind the end"};
    for (size_t i = 0; i < sizeof junk / sizeof *junk; i++) {
        p = *whole;
        put(&p, (const uint8_t *)junk[i], i == 0 ? 1 : strlen(junk[i]));
        failures += expect(log, folder, &p, REFUSED, "junk appended,", i);
        if (i == 4 && strstr(refusal, "something else follows the compressed data") == NULL) {
            fprintf(log, "gzip, junk appended: refused with \"%s\"\n", refusal);
            failures++;
        }
    }
    return failures + check_flips(log, folder, whole);
}

/* Two members in a file, as `cat` makes it: their contents are concatenated. */
static int check_members(FILE *log, const char *folder)
{
    static packed p;
    const uint8_t *plain = plain_images();
    int failures = 0;
    static const size_t cuts[] = {0, 3, HEADER, 40000, PLAIN_BYTES - 1, PLAIN_BYTES};
    for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
        p.size = 0;
        huffman_member(&p, plain, cuts[i]);
        const size_t first = p.size;
        huffman_member(&p, plain + cuts[i], PLAIN_BYTES - cuts[i]);
        failures += expect(log, folder, &p, WHOLE, "in two members, the first of bytes", cuts[i]);
        p.size -= 1;
        failures += expect(log, folder, &p, REFUSED, "the second member cut, after bytes", cuts[i]);
        p.size = first;
        failures +=
            expect(log, folder, &p, cuts[i] == PLAIN_BYTES ? WHOLE : REFUSED, "no second member, bytes", cuts[i]);
    }
    p.size = 0;
    huffman_member(&p, plain, PLAIN_BYTES);
    store_member(&p, plain, 1);
    return failures + expect(log, folder, &p, REFUSED, "a member too many, bytes", 1);
}

/* Compressed files of 77 KiB: stored and with Huffman codes, in one member and two; truncated, with flipped bits, and
 * with trailing bytes. */
long check_trainer_gzip_large(void)
{
    FILE *const log = stderr;
    static packed stored, coded;
    char folder[CHECKED_PATH];
    char error[TRAINER_ERROR_SIZE] = "";
    trainer_data data;
    if (!checked_folder(log, folder) || !write_others(folder)) {
        return 1;
    }
    stored.size = 0;
    coded.size = 0;
    store_member(&stored, plain_images(), PLAIN_BYTES);
    huffman_member(&coded, plain_images(), PLAIN_BYTES);
    int failures = !write_named(folder, 0, stored.bytes, stored.size);
    const bool loaded = trainer_load_idx(folder, &data, error);
    trainer_data_free(&data);
    if (!loaded && strstr(error, "this build has no zlib") != NULL) {
        fprintf(log, "SKIP, this build has no zlib\n");
        failures = CHECK_SKIPPED;
    } else {
        failures += check_member(log, folder, &stored) + check_member(log, folder, &coded) + check_members(log, folder);
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[2 * CHECKED_PATH];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    return rmdir(folder) == 0 ? failures : 1;
}
