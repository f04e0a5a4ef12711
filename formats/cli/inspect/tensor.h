/* SPDX-License-Identifier: Apache-2.0
 *
 * A tensor in a file that is mapped, as both readers deliver it (npy.c, safetensors.c), and its elements as codes.
 * Nothing here trusts a file: a tensor that a reader delivers lies within the file's bytes and has as many of them as
 * its shape says.
 */
#ifndef TENSOR_H
#define TENSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "halfulp.h"

/* The most dimensions of a tensor (NumPy's own limit), and what texts take. */
enum { TENSOR_DIMENSIONS = 64, TENSOR_DTYPE = 16, TENSOR_ERROR = 300 };

typedef struct {
    const char *name; /* inside of a JSON string, escapes as the file has them; NULL in a .npy file, which has none */
    size_t name_length;
    char dtype[TENSOR_DTYPE]; /* as the file has it: "F8_E4M3", "<f4" */
    const hu_format *format;  /* NULL: the dtype does not say, or it is not one of floating point */
    int bits;                 /* that an element takes in the file: the format's width if packed, else whole bytes */
    bool big_endian;
    bool fortran_order;
    int dimensions;
    uint64_t shape[TENSOR_DIMENSIONS];
    uint64_t elements;
    const unsigned char *data;
    uint64_t bytes;
} tensor;

/* Writes what was wrong, and returns false. */
bool tensor_refuse(char error[TENSOR_ERROR], const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The format and the bits of a safetensors dtype; false if there is no such dtype. */
bool tensor_safetensors_dtype(tensor *t, const char *dtype, size_t length);

/* The same for a descr of NumPy, "<f4"; refuses what has no fixed number of bytes. */
bool tensor_numpy_dtype(tensor *t, const char *descr, size_t length, char error[TENSOR_ERROR]);

/* Sets `elements` from the shape and checks that these are exactly `available` bytes of data. */
bool tensor_measure(tensor *t, uint64_t available, char error[TENSOR_ERROR]);

/* Reads the elements as that format from now on: of whole bytes each, or packed without gaps, which makes the last
 * dimension longer. Refuses where the bytes do not fit. */
bool tensor_reinterpret(tensor *t, const hu_format *format, bool packed, char error[TENSOR_ERROR]);

/* Puts the codes of elements first .. first + count - 1 into an array as halfulp_array.h has them, in the machine's
 * byte order. The tensor has a format. Packed codes are a stream of bits from the lowest of each byte up. */
void tensor_codes(const tensor *t, uint64_t first, size_t count, void *codes);

#endif
