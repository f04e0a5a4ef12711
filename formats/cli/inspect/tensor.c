/* SPDX-License-Identifier: Apache-2.0
 *
 * Dtypes of both kinds of files, shapes, and elements as codes.
 */
#include "tensor.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "halfulp_array.h"

bool tensor_refuse(char error[TENSOR_ERROR], const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error, TENSOR_ERROR, format, arguments);
    va_end(arguments);
    return false;
}

/* ---- dtypes ------------------------------------------------------------------------------------------------------ */

/* The dtypes of safetensors, as the enumeration Dtype of its source has them (safetensors/src/tensor.rs). */
static const struct {
    const char *name;
    const char *format;
    int bits;
} safetensors_dtypes[] = {
    {"F64", "fp64", 64},
    {"F32", "fp32", 32},
    {"F16", "fp16", 16},
    {"BF16", "bf16", 16},
    {"F8_E4M3", "e4m3", 8},
    {"F8_E5M2", "e5m2", 8},
    {"F8_E8M0", "e8m0", 8},
    {"F8_E4M3FNUZ", "e4m3fnuz", 8},
    {"F8_E5M2FNUZ", "e5m2fnuz", 8},
    {"F6_E2M3", "e2m3", 6},
    {"F6_E3M2", "e3m2", 6},
    {"F4", "e2m1", 4},
    {"BOOL", NULL, 8},
    {"U8", NULL, 8},
    {"I8", NULL, 8},
    {"U16", NULL, 16},
    {"I16", NULL, 16},
    {"U32", NULL, 32},
    {"I32", NULL, 32},
    {"U64", NULL, 64},
    {"I64", NULL, 64},
    {"C64", NULL, 64},
};

static void set_dtype(tensor *t, const char *text, size_t length)
{
    memcpy(t->dtype, text, length);
    t->dtype[length] = '\0';
}

bool tensor_safetensors_dtype(tensor *t, const char *dtype, size_t length)
{
    for (size_t i = 0; i < sizeof safetensors_dtypes / sizeof safetensors_dtypes[0]; i++) {
        const char *const name = safetensors_dtypes[i].name;
        if (strlen(name) == length && memcmp(name, dtype, length) == 0) {
            set_dtype(t, dtype, length);
            t->format = safetensors_dtypes[i].format == NULL ? NULL : hu_format_find(safetensors_dtypes[i].format);
            t->bits = safetensors_dtypes[i].bits;
            t->big_endian = false;
            return true;
        }
    }
    return false;
}

bool tensor_numpy_dtype(tensor *t, const char *descr, size_t length, char error[TENSOR_ERROR])
{
    enum { BYTES_MAX = 4096, SHOWN_DTYPE = 40 }; /* bytes of an element; characters in an error */
    static const char *const floats[] = {[2] = "fp16", [4] = "fp32", [8] = "fp64"};
    const bool shaped = length >= 3 && length < TENSOR_DTYPE && strchr("<>|=", descr[0]) != NULL && descr[0] != '\0' &&
                        strchr("biufcV", descr[1]) != NULL && descr[1] != '\0';
    int bytes = 0;
    for (size_t i = 2; shaped && i < length && bytes <= BYTES_MAX; i++) {
        bytes = descr[i] >= '0' && descr[i] <= '9' ? bytes * 10 + (descr[i] - '0') : BYTES_MAX + 1;
    }
    if (!shaped || bytes == 0 || bytes > BYTES_MAX) {
        char found[SHOWN_DTYPE];
        show_text(found, sizeof found, descr, length);
        return tensor_refuse(error, "descr '%s': expected numbers, such as '<f4', or '|V1' with --dtype", found);
    }
    set_dtype(t, descr, length);
    const bool has_name = descr[1] == 'f' && (bytes == 2 || bytes == 4 || bytes == 8);
    t->format = has_name ? hu_format_find(floats[bytes]) : NULL;
    t->bits = 8 * bytes;
    t->big_endian = descr[0] == '>';
    return true;
}

/* ---- shapes ------------------------------------------------------------------------------------------------------ */

/* The number of elements; false if it does not fit. */
static bool count_elements(tensor *t)
{
    t->elements = 1;
    for (int i = 0; i < t->dimensions; i++) {
        if (t->shape[i] == 0) {
            t->elements = 0;
            return true;
        }
    }
    for (int i = 0; i < t->dimensions; i++) {
        if (t->elements > UINT64_MAX / t->shape[i]) {
            return false;
        }
        t->elements *= t->shape[i];
    }
    return true;
}

bool tensor_measure(tensor *t, uint64_t available, char error[TENSOR_ERROR])
{
    if (!count_elements(t) || t->elements > UINT64_MAX / (uint64_t)t->bits) {
        return tensor_refuse(error, "shape: expected fewer elements: their number overflows 64 bits");
    }
    const uint64_t bits = t->elements * (uint64_t)t->bits;
    if (bits % 8 != 0) {
        return tensor_refuse(error, "shape: %" PRIu64 " elements of %d bits do not end at a byte", t->elements,
                             t->bits);
    }
    if (bits / 8 != available) {
        return tensor_refuse(error, "expected %" PRIu64 " bytes of data for its shape, found %" PRIu64, bits / 8,
                             available);
    }
    t->bytes = available;
    return true;
}

bool tensor_reinterpret(tensor *t, const hu_format *format, bool packed, char error[TENSOR_ERROR])
{
    const int width = hu_format_width(format);
    const int bits = packed ? width : 8 * (int)hu_array_element_size(format);
    const int fraction_end = hu_format_emin(format) - format->fraction_bits;
    if ((width > 16 && width != 32 && width != 64) || fraction_end < -1074 || hu_format_emax(format) > 1023) {
        return tensor_refuse(error, "--dtype %s: expected a format of at most 16, or of 32 or 64 bits, within FP64",
                             format->name);
    }
    if (packed && width != 4 && width != 6) {
        return tensor_refuse(error, "--packed: expected a format of 4 or 6 bits; %s has %d", format->name, width);
    }
    if (!packed && bits != t->bits) {
        return tensor_refuse(error, "dtype %s: its elements have %d bits; those of --dtype %s take %d", t->dtype,
                             t->bits, format->name, bits);
    }
    if (packed && t->elements > 0) {
        if (t->bits != 8 || t->bytes > UINT64_MAX / 8 || t->bytes * 8 % (uint64_t)bits != 0) {
            return tensor_refuse(error, "--packed: expected bytes that %d-bit elements fill", bits);
        }
        const uint64_t rows = t->dimensions == 0 ? 1 : t->elements / t->shape[t->dimensions - 1];
        t->elements = t->bytes * 8 / (uint64_t)bits;
        if (t->dimensions == 0 || t->elements % rows != 0) {
            t->dimensions = 1;
            t->shape[0] = t->elements;
        } else {
            t->shape[t->dimensions - 1] = t->elements / rows;
        }
    }
    t->format = format;
    t->bits = bits;
    return true;
}

/* ---- elements ---------------------------------------------------------------------------------------------------- */

static void unpack(const tensor *t, uint64_t first, size_t count, uint8_t *codes)
{
    const unsigned mask = (1U << t->bits) - 1;
    for (size_t i = 0; i < count; i++) {
        const uint64_t bit = (first + i) * (uint64_t)t->bits;
        const uint64_t byte = bit / 8;
        const unsigned next = byte + 1 < t->bytes ? t->data[byte + 1] : 0;
        codes[i] = (uint8_t)((t->data[byte] | next << 8) >> bit % 8 & mask);
    }
}

/* Reverses the bytes of each element. */
static void swap(unsigned char *codes, size_t count, size_t size)
{
    for (size_t i = 0; i < count; i++, codes += size) {
        for (size_t j = 0; j < size / 2; j++) {
            const unsigned char low = codes[j];
            codes[j] = codes[size - 1 - j];
            codes[size - 1 - j] = low;
        }
    }
}

void tensor_codes(const tensor *t, uint64_t first, size_t count, void *codes)
{
    const uint16_t one = 1;
    unsigned char low;
    memcpy(&low, &one, 1);
    if (t->bits < 8) {
        unpack(t, first, count, codes);
        return;
    }
    const size_t size = (size_t)t->bits / 8;
    memcpy(codes, t->data + first * size, count * size);
    if (size > 1 && t->big_endian == (low == 1)) {
        swap(codes, count, size);
    }
}
