/* SPDX-License-Identifier: Apache-2.0
 *
 * The functions of string.h that the library uses, for a WebAssembly module without a C library. Copying and filling
 * are instructions of WebAssembly, to which clang compiles the builtins.
 */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

void *memcpy(void *to, const void *from, size_t size)
{
    return __builtin_memcpy(to, from, size);
}

void *memmove(void *to, const void *from, size_t size)
{
    return __builtin_memmove(to, from, size);
}

void *memset(void *to, int byte, size_t size)
{
    return __builtin_memset(to, byte, size);
}

int memcmp(const void *a, const void *b, size_t size)
{
    const unsigned char *x = a;
    const unsigned char *y = b;
    for (size_t i = 0; i < size; i++) {
        if (x[i] != y[i]) {
            return x[i] < y[i] ? -1 : 1;
        }
    }
    return 0;
}

void *memchr(const void *text, int byte, size_t size)
{
    const unsigned char *at = text;
    for (size_t i = 0; i < size; i++) {
        if (at[i] == (unsigned char)byte) {
            return (void *)(uintptr_t)(at + i);
        }
    }
    return NULL;
}

size_t strlen(const char *text)
{
    size_t length = 0;
    while (text[length] != '\0') {
        length++;
    }
    return length;
}

int strcmp(const char *a, const char *b)
{
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return (unsigned char)*a - (unsigned char)*b;
}

/* The length of the beginning of `text` whose characters are all in the set, or all out of it. */
static size_t span(const char *text, const char *set, bool in)
{
    size_t length = 0;
    for (; text[length] != '\0'; length++) {
        if ((memchr(set, text[length], strlen(set)) != NULL) != in) {
            break;
        }
    }
    return length;
}

size_t strspn(const char *text, const char *set)
{
    return span(text, set, true);
}

size_t strcspn(const char *text, const char *set)
{
    return span(text, set, false);
}
