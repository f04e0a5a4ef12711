/* SPDX-License-Identifier: Apache-2.0
 *
 * Fuzz target: the readers of .npy and .safetensors, formats/cli/inspect/. Input: a file, and in front of it a byte of
 * choices. So that a file of .safetensors need not have the right length of its header, and one of .npy its magic
 * number, the choices may supply them.
 *
 * A file is refused in one line, or each tensor lies in it, has as many bytes as its elements take, and can be read to
 * the last of them. Names come once, and data neither overlap nor leave gaps.
 */
#include "fuzz.h"

#include "cli/inspect/json.h"
#include "cli/inspect/npy.h"
#include "cli/inspect/safetensors.h"
#include "cli/inspect/statistics.h"

#include <stdlib.h>
#include <string.h>

enum { CHOICES = 4, AS_IT_IS = 0, NPY = 1, SAFETENSORS = 2, DATA = 3, FILE_MAX = 1 << 14, DATA_MAX = 64 };

static void refused(const char *error)
{
    if (error[0] == '\0' || strchr(error, '\n') != NULL || strlen(error) >= TENSOR_ERROR) {
        fuzz_wrong("refused with '%s'", error);
    }
}

/* The file of an input. Its header is the text up to a zero byte, or all of it; after that come data. */
static size_t unpack(fuzz_bytes input, unsigned char *file)
{
    const uint8_t choice = fuzz_byte(&input) % CHOICES;
    if (choice == AS_IT_IS) {
        memcpy(file, input.at, input.left);
        return input.left;
    }
    const unsigned char *const zero = input.left == 0 ? NULL : memchr(input.at, '\0', input.left);
    const size_t header = zero == NULL ? input.left : (size_t)(zero - input.at);
    const size_t rest = input.left - header - (zero != NULL);
    const size_t size = choice == DATA ? rest % DATA_MAX : rest;
    static const unsigned char magic[] = {0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    size_t at = 8;
    memset(file, 0, 10);
    if (choice == NPY) {
        memcpy(file, magic, sizeof magic);
        at += 2;
    }
    file[at == 8 ? 0 : 8] = header & 0xFF;
    file[at == 8 ? 1 : 9] = header >> 8 & 0xFF;
    memcpy(file + at, input.at, header);
    memset(file + at + header, 0x5A, rest); /* which of them does not matter */
    return at + header + size;
}

static void check(const tensor *t, const unsigned char *file, size_t size)
{
    uint64_t elements = 1;
    double values[BLOCK];
    for (int i = 0; i < t->dimensions; i++) {
        elements *= t->shape[i]; /* modulo 2^64, as a shape that has a zero may overflow before it */
    }
    if (t->data < file || t->bytes > size || (size_t)(t->data - file) > size - t->bytes || elements != t->elements ||
        t->elements * (uint64_t)t->bits != t->bytes * 8) {
        fuzz_wrong("%s: %llu elements in %llu bytes at %zu of %zu", t->dtype, (unsigned long long)t->elements,
                   (unsigned long long)t->bytes, (size_t)(t->data - file), size);
    }
    if (t->format != NULL && t->elements > 0 && t->elements < BLOCK) {
        statistics_values(t, 0, (size_t)t->elements, values);
    }
}

static void reinterpret(const tensor *t, const unsigned char *file, size_t size)
{
    static const char *const formats[] = {"e2m1", "e2m3", "e4m3", "bf16", "fp32", "fp64"};
    char error[TENSOR_ERROR] = "";
    for (size_t i = 0; i < 2 * sizeof formats / sizeof formats[0]; i++) {
        tensor other = *t;
        if (!tensor_reinterpret(&other, hu_format_find(formats[i / 2]), i % 2 != 0, error)) {
            refused(error);
        } else {
            check(&other, file, size);
        }
    }
}

static void check_file(const safetensors *s, const unsigned char *file, size_t size)
{
    uint64_t end = 0;
    for (size_t i = 0; i < s->count; i++) {
        tensor t;
        tensor other;
        safetensors_tensor(s, i, &t);
        check(&t, file, size);
        const uint64_t begin = (uint64_t)(t.data - s->data);
        if (begin != end && t.bytes != 0) {
            fuzz_wrong("tensor %zu begins at %llu, not at %llu", i, (unsigned long long)begin, (unsigned long long)end);
        }
        end = t.bytes != 0 ? begin + t.bytes : end;
        char *const name = malloc(t.name_length + 1);
        json_decode(name, t.name);
        if (strlen(name) > t.name_length) {
            fuzz_wrong("the name is longer than its string");
        }
        free(name);
        for (size_t k = 0; k < i; k++) {
            safetensors_tensor(s, k, &other);
            if (other.name_length == t.name_length && memcmp(other.name, t.name, t.name_length) == 0) {
                fuzz_wrong("tensors %zu and %zu have one name", k, i);
            }
        }
        reinterpret(&t, file, size);
    }
    if (end != s->data_size) {
        fuzz_wrong("%llu bytes of data, not %llu", (unsigned long long)s->data_size, (unsigned long long)end);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > FILE_MAX) {
        return 0;
    }
    /* Of exactly its size, so that a byte read past its end is noticed. */
    static unsigned char scratch[FILE_MAX + 16];
    const size_t file_size = unpack((fuzz_bytes){data, size}, scratch);
    unsigned char *const file = malloc(file_size + 1);
    char error[TENSOR_ERROR] = "";
    tensor t;
    safetensors s;
    memcpy(file, scratch, file_size);
    unsigned char *const exact = realloc(file, file_size > 0 ? file_size : 1);
    if (npy_is(exact, file_size)) {
        if (npy_read(exact, file_size, &t, error)) {
            check(&t, exact, file_size);
            reinterpret(&t, exact, file_size);
        } else {
            refused(error);
        }
    } else if (safetensors_open(exact, file_size, &s, error)) {
        check_file(&s, exact, file_size);
        safetensors_close(&s);
    } else {
        refused(error);
    }
    free(exact);
    return 0;
}
