/* SPDX-License-Identifier: Apache-2.0
 *
 * Memory of quantize and dequantize (arrays.c).
 */
#ifndef QUANTIZE_MEMORY_H
#define QUANTIZE_MEMORY_H

#include <stddef.h>

/* Room for that many elements of `size` bytes; fails if there is none. */
void *array_allocate(size_t count, size_t size);
void array_free(void *data);

#endif
