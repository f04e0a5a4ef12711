/* SPDX-License-Identifier: Apache-2.0
 *
 * Records, field by field; see archive.h.
 */
#include "archive.h"

#include <string.h>

uint8_t *walk_next(archive *a, size_t count)
{
    uint8_t *here = NULL;
    if (a->direction != MEASURE) {
        a->wrong = a->wrong || count > a->size - a->at;
        here = a->wrong ? NULL : a->bytes + a->at;
    }
    a->at += a->wrong ? 0 : count;
    return here;
}

void walk_bytes(archive *a, void *bytes, size_t count)
{
    uint8_t *here = walk_next(a, count);
    if (here != NULL && a->direction == WRITE) {
        memcpy(here, bytes, count);
    } else if (here != NULL) {
        memcpy(bytes, here, count);
    }
}

void walk_64(archive *a, uint64_t *x)
{
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++) {
        bytes[i] = (uint8_t)(*x >> 8 * i & 0xFF);
    }
    walk_bytes(a, bytes, sizeof bytes);
    *x = 0;
    for (int i = 0; i < 8; i++) {
        *x |= (uint64_t)bytes[i] << 8 * i;
    }
}

void walk_32(archive *a, uint32_t *x)
{
    uint64_t wide = *x;
    walk_64(a, &wide);
    a->wrong = a->wrong || wide > UINT32_MAX;
    *x = (uint32_t)(wide & UINT32_MAX);
}

void walk_size(archive *a, size_t *x)
{
    uint64_t wide = *x;
    walk_64(a, &wide);
    a->wrong = a->wrong || wide > SIZE_MAX;
    *x = (size_t)wide;
}

void walk_int(archive *a, int *x)
{
    uint64_t wide = (uint64_t)*x;
    walk_64(a, &wide);
    a->wrong = a->wrong || wide > INT32_MAX;
    *x = (int)(wide & INT32_MAX);
}

void walk_float(archive *a, float *x)
{
    uint32_t bits;
    memcpy(&bits, x, sizeof bits);
    walk_32(a, &bits);
    memcpy(x, &bits, sizeof bits);
}

void walk_double(archive *a, double *x)
{
    uint64_t bits;
    memcpy(&bits, x, sizeof bits);
    walk_64(a, &bits);
    memcpy(x, &bits, sizeof bits);
}

int walk_choice(archive *a, int choice, int count)
{
    walk_int(a, &choice);
    a->wrong = a->wrong || choice >= count;
    return a->wrong ? 0 : choice;
}
