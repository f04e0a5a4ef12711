/* SPDX-License-Identifier: Apache-2.0
 *
 * What the library uses of string.h, for a WebAssembly module without a C library. Implemented by ../memory.c.
 */
#ifndef BOOK_STRING_H
#define BOOK_STRING_H

#include <stddef.h>

void *memcpy(void *to, const void *from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);
void *memchr(const void *text, int byte, size_t size);
size_t strlen(const char *text);
int strcmp(const char *a, const char *b);
size_t strspn(const char *text, const char *set);
size_t strcspn(const char *text, const char *set);

#endif
