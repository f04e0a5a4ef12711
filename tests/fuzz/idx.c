/* SPDX-License-Identifier: Apache-2.0
 *
 * Fuzz target: the files of MNIST, plain and compressed, lessons/trainer/data/idx.c. Input: for each of the four files
 * a byte of choices, two bytes of length, little-endian, and the contents.
 *
 * A set is refused in one line, or read; what is read has labels below its classes and fits its own numbers.
 */
#include "fuzz.h"

#include "data/data.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { PACKED_MAX = 1 << 17 };

/* What is done to the contents; other values leave them as they are. */
enum { PACK = 1, PACK_TWICE, PACK_AND_CUT, PACK_AND_APPEND, PACK_KINDS };

static size_t pack(uint8_t *to, const uint8_t *from, size_t size)
{
    z_stream z = {
        .next_in = (Bytef *)(uintptr_t)from, .avail_in = (uInt)size, .next_out = to, .avail_out = PACKED_MAX / 2};
    if (deflateInit2(&z, 1, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK ||
        deflate(&z, Z_FINISH) != Z_STREAM_END) {
        abort();
    }
    deflateEnd(&z);
    return (size_t)(z.next_out - to);
}

static void write_one(const char *name, uint8_t choices, const uint8_t *contents, size_t size)
{
    static uint8_t packed[PACKED_MAX];
    char path[FUZZ_PATH];
    const size_t some = size / 3;
    size_t first;
    switch (choices % 8) {
    case PACK:
        size = pack(packed, contents, size);
        break;
    case PACK_TWICE: /* two members */
        first = pack(packed, contents, some);
        size = first + pack(packed + first, contents + some, size - some);
        break;
    case PACK_AND_CUT:
        size = pack(packed, contents, size) - (1 + choices / 16);
        break;
    case PACK_AND_APPEND:
        size = pack(packed, contents, size);
        packed[size++] = choices;
        break;
    default:
        fuzz_file(path, name, contents, size);
        return;
    }
    fuzz_file(path, name, packed, size);
}

static void write_files(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
                                        "t10k-labels-idx1-ubyte"};
    fuzz_bytes bytes = {data, size};
    for (int i = 0; i < 4; i++) {
        const uint8_t choices = fuzz_byte(&bytes);
        size_t length = fuzz_byte(&bytes);
        length |= (size_t)fuzz_byte(&bytes) << 8;
        length = length < bytes.left ? length : bytes.left;
        write_one(names[i], choices, bytes.at, length);
        bytes.at += length;
        bytes.left -= length;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *folder = getenv("FUZZ_SCRATCH");
    char error[TRAINER_ERROR_SIZE] = "";
    trainer_data set;
    write_files(data, size);
    if (!trainer_load_idx(folder != NULL ? folder : ".", &set, error)) {
        if (error[0] == '\0' || strchr(error, '\n') != NULL || set.pixel != NULL) {
            fuzz_wrong("refused with '%s'", error);
        }
        return 0;
    }
    uint32_t sum = 0;
    for (size_t i = 0; i < set.images; i++) {
        if (set.label[i] >= set.classes) {
            fuzz_wrong("image %zu is of class %d of %u", i, set.label[i], (unsigned)set.classes);
        }
        for (size_t j = 0; j < set.inputs; j++) {
            sum += set.pixel[i * set.inputs + j];
        }
    }
    if (set.train == 0 || set.train >= set.images || set.inputs == 0 || set.classes < 2 ||
        sum > 255ULL * set.images * set.inputs) {
        fuzz_wrong("%u of %u images of %u pixels", (unsigned)set.train, (unsigned)set.images, (unsigned)set.inputs);
    }
    trainer_data_free(&set);
    return 0;
}
