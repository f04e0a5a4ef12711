/* SPDX-License-Identifier: Apache-2.0
 *
 * .safetensors: json.c finds the members of the header, one after the other, and safetensors_value.c reads each.
 */
#include "safetensors.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "json.h"
#include "safetensors_value.h"

/* SHOWN_NAME: characters of a name in an error. */
enum { HEADER_MAX = 100000000, LENGTH_BYTES = 8, SHOWN_NAME = 80 };

/* ---- the header -------------------------------------------------------------------------------------------------- */

static bool refuse_at(char error[TENSOR_ERROR], const json_text *text, const char *header, const char *expected)
{
    return tensor_refuse(error, "header, byte %zu: expected %s", (size_t)(text->at - header), expected);
}

static bool refuse_tensor(char error[TENSOR_ERROR], const char *key, size_t length, const char *wrong)
{
    char name[SHOWN_NAME];
    show_text(name, sizeof name, key, length);
    return tensor_refuse(error, "tensor \"%s\": %s", name, wrong);
}

static bool is_metadata(const json_member *m)
{
    return json_compare(m->key, "__metadata__\"") == 0;
}

/* Sorts by heap: no memory, and no order of the input makes it slow. */
static void sort(void *elements, size_t count, size_t size, const char *header,
                 int (*compare)(const void *a, const void *b, const char *header))
{
    char held[sizeof(safetensors_entry)];
    char *const base = elements;
    for (size_t heap = count, i = count / 2; heap > 1;) {
        if (i > 0) {
            i--;
            memcpy(held, base + i * size, size);
        } else if (--heap > 0) {
            memcpy(held, base + heap * size, size);
            memcpy(base + heap * size, base, size);
        }
        size_t hole = i;
        for (size_t child; (child = 2 * hole + 1) < heap; hole = child) {
            child += child + 1 < heap && compare(base + child * size, base + (child + 1) * size, header) < 0;
            if (compare(held, base + child * size, header) >= 0) {
                break;
            }
            memcpy(base + hole * size, base + child * size, size);
        }
        memcpy(base + hole * size, held, size);
    }
}

/* Two strings by their places in the header. */
static int compare_places(const void *a, const void *b, const char *header)
{
    return json_compare(header + *(const uint32_t *)a, header + *(const uint32_t *)b);
}

static int compare_names(const void *a, const void *b, const char *header)
{
    return json_compare(header + ((const safetensors_entry *)a)->key, header + ((const safetensors_entry *)b)->key);
}

static int compare_begins(const void *a, const void *b, const char *header)
{
    const safetensors_entry *const x = a;
    const safetensors_entry *const y = b;
    (void)header;
    return (x->begin > y->begin) - (x->begin < y->begin);
}

/* Strings alone, no key twice. */
static bool check_metadata(const json_member *m, const char *header, char error[TENSOR_ERROR])
{
    json_text text = {.begin = m->value, .at = m->value, .end = m->value_end};
    json_member string;
    size_t count = 0;
    const char *wrong = *m->value == '{' ? NULL : "an object";
    for (; wrong == NULL && (wrong = json_next(&text, &string)) == NULL && string.key != NULL; count++) {
        wrong = *string.value == '"' ? NULL : "strings in __metadata__";
    }
    if (wrong != NULL) {
        return refuse_at(error, &text, header, wrong);
    }
    uint32_t *const keys = malloc(count * sizeof *keys + 1);
    if (keys == NULL) {
        return tensor_refuse(error, "out of memory");
    }
    text.at = text.begin;
    for (size_t i = 0; i < count && json_next(&text, &string) == NULL; i++) {
        keys[i] = (uint32_t)(string.key - header);
    }
    sort(keys, count, sizeof *keys, header, compare_places);
    bool good = true;
    for (size_t i = 1; i < count && good; i++) {
        const char *const key = header + keys[i];
        if (json_compare(key, header + keys[i - 1]) == 0) {
            good = refuse_tensor(error, "__metadata__", sizeof "__metadata__" - 1, "the same key twice");
        }
    }
    free(keys);
    return good;
}

/* Counts the tensors, checks metadata and what follows the header. */
static bool survey(safetensors *file, char error[TENSOR_ERROR])
{
    json_text text = {.begin = file->header, .at = file->header, .end = file->header + file->header_size};
    json_member m;
    bool metadata = false;
    for (;;) {
        const char *const wrong = json_next(&text, &m);
        if (wrong != NULL) {
            return refuse_at(error, &text, file->header, wrong);
        }
        if (m.key == NULL) {
            break;
        }
        if (!is_metadata(&m)) {
            file->count++;
        } else if (metadata) {
            return tensor_refuse(error, "header: expected __metadata__ once");
        } else if (!check_metadata(&m, file->header, error)) {
            return false;
        } else {
            metadata = true;
        }
    }
    return json_at_end(&text) || refuse_at(error, &text, file->header, "nothing but spaces");
}

/* Reads the tensor whose name begins there, and checks it by itself. */
static bool read_tensor(const safetensors *file, uint32_t key, tensor *t, uint64_t offsets[2], char error[TENSOR_ERROR])
{
    const tensor empty = {.name = NULL};
    json_text text = {.begin = NULL, .at = file->header + key, .end = file->header + file->header_size};
    json_member m;
    char wrong[TENSOR_ERROR];
    *t = empty;
    json_value(&text, &m);
    bool good = safetensors_value(&m, t, offsets, wrong);
    if (good && (offsets[0] > offsets[1] || offsets[1] > file->data_size)) {
        good = tensor_refuse(wrong,
                             "data_offsets %" PRIu64 " to %" PRIu64 ": expected a part of %" PRIu64 " bytes of data",
                             offsets[0], offsets[1], file->data_size);
    }
    if (good) {
        t->data = file->data + offsets[0];
        good = tensor_measure(t, offsets[1] - offsets[0], wrong);
    }
    return good || refuse_tensor(error, m.key, (size_t)(m.key_end - m.key), wrong);
}

static void collect(safetensors *file)
{
    json_text text = {.begin = file->header, .at = file->header, .end = file->header + file->header_size};
    json_member m;
    for (size_t i = 0; i < file->count && json_next(&text, &m) == NULL;) {
        if (!is_metadata(&m)) {
            file->entries[i++].key = (uint32_t)(m.key - file->header);
        }
    }
}

/* Fills `begin` of the entries, sorts them, and looks for names and bytes that are used twice or not at all. */
static bool check_tensors(safetensors *file, char error[TENSOR_ERROR])
{
    tensor t;
    uint64_t offsets[2];
    uint64_t end = 0;
    uint64_t last = 0;
    sort(file->entries, file->count, sizeof *file->entries, file->header, compare_names);
    for (size_t i = 0; i < file->count; i++) {
        if (!read_tensor(file, file->entries[i].key, &t, offsets, error)) {
            return false;
        }
        if (i > 0 && compare_names(&file->entries[i - 1], &file->entries[i], file->header) == 0) {
            return refuse_tensor(error, t.name, t.name_length, "two tensors of that name");
        }
        file->entries[i].begin = offsets[0];
    }
    sort(file->entries, file->count, sizeof *file->entries, file->header, compare_begins);
    for (size_t i = 0; i < file->count; i++) {
        read_tensor(file, file->entries[i].key, &t, offsets, error);
        const bool is_empty_beside = offsets[0] == offsets[1] && offsets[0] == last;
        if (offsets[0] != end && !is_empty_beside) {
            return refuse_tensor(error, t.name, t.name_length,
                                 offsets[0] < end ? "its data overlap another tensor's" : "a gap before its data");
        }
        last = offsets[0];
        end = is_empty_beside ? end : offsets[1];
    }
    return end == file->data_size ||
           tensor_refuse(error, "expected %" PRIu64 " bytes of data, as its tensors take, found %" PRIu64, end,
                         file->data_size);
}

bool safetensors_open(const unsigned char *bytes, size_t size, safetensors *file, char error[TENSOR_ERROR])
{
    uint64_t length = 0;
    for (size_t i = 0; i < LENGTH_BYTES && i < size; i++) {
        length |= (uint64_t)bytes[i] << 8 * i;
    }
    if (size < LENGTH_BYTES + 2 || bytes[LENGTH_BYTES] != '{') {
        return tensor_refuse(error, "expected a file of .npy or .safetensors: it begins as neither");
    }
    if (length > HEADER_MAX) {
        return tensor_refuse(error, "a header of %" PRIu64 " bytes: expected at most %d", length, HEADER_MAX);
    }
    if (length > size - LENGTH_BYTES) {
        return tensor_refuse(error, "expected a header of %" PRIu64 " bytes, found %zu", length, size - LENGTH_BYTES);
    }
    const safetensors opened = {.header = (const char *)bytes + LENGTH_BYTES,
                                .header_size = (size_t)length,
                                .data = bytes + LENGTH_BYTES + length,
                                .data_size = size - LENGTH_BYTES - length};
    *file = opened;
    if (!survey(file, error)) {
        return false;
    }
    file->entries = calloc(file->count + 1, sizeof *file->entries);
    if (file->entries == NULL) {
        return tensor_refuse(error, "out of memory");
    }
    collect(file);
    if (!check_tensors(file, error)) {
        safetensors_close(file);
        return false;
    }
    return true;
}

void safetensors_tensor(const safetensors *file, size_t i, tensor *t)
{
    char error[TENSOR_ERROR];
    uint64_t offsets[2];
    read_tensor(file, file->entries[i].key, t, offsets, error);
}

void safetensors_close(safetensors *file)
{
    free(file->entries);
    file->entries = NULL;
    file->count = 0;
}
