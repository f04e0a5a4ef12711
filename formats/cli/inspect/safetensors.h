/* SPDX-License-Identifier: Apache-2.0
 *
 * The reader of .safetensors: 8 bytes with the length of a header, little-endian; the header, an object of JSON; and
 * the data of its tensors. What the format's own description and its reader demand is demanded here: a header of at
 * most 100,000,000 bytes, no key twice, and tensors that fill the data from end to end, without a gap or an overlap.
 *
 * Memory: 16 bytes for each tensor, and 4 for each string of metadata, which is less than they take in the header.
 */
#ifndef SAFETENSORS_H
#define SAFETENSORS_H

#include "tensor.h"

typedef struct {
    uint64_t begin; /* of its data */
    uint32_t key;   /* place of its name in the header, behind the quote */
} safetensors_entry;

/* An open file: pointers into its bytes, and its tensors in the order of their data. */
typedef struct {
    const char *header;
    size_t header_size;
    const unsigned char *data;
    uint64_t data_size;
    safetensors_entry *entries;
    size_t count;
} safetensors;

/* Or writes one line into error and returns false, with nothing to close. */
bool safetensors_open(const unsigned char *bytes, size_t size, safetensors *file, char error[TENSOR_ERROR]);

/* The tensor number i < count. */
void safetensors_tensor(const safetensors *file, size_t i, tensor *t);

void safetensors_close(safetensors *file);

#endif
