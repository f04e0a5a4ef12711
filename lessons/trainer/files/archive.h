/* SPDX-License-Identifier: Apache-2.0
 *
 * archive.h - a record of fields that the same functions measure, write and read: each takes a pointer to a variable,
 * and copies it to the record or from there. All integers are 64 bits wide and little-endian, so a record is the same
 * on every machine.
 */
#ifndef TRAINER_ARCHIVE_H
#define TRAINER_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum { MEASURE, WRITE, READ } archive_direction;

typedef struct {
    archive_direction direction;
    uint8_t *bytes; /* unless it is only measured */
    size_t size;    /* of the bytes */
    size_t at;      /* where the next field begins */
    bool wrong;     /* the record ends too early, or a field is out of its variable's range; do not use what is read
                       from then on */
} archive;

/* Where the next `count` bytes are, for the caller to copy; NULL while measuring, or past the end. */
uint8_t *walk_next(archive *a, size_t count);

void walk_bytes(archive *a, void *bytes, size_t count);
void walk_64(archive *a, uint64_t *x);
void walk_32(archive *a, uint32_t *x);
void walk_size(archive *a, size_t *x);
void walk_int(archive *a, int *x); /* never negative */
void walk_float(archive *a, float *x);
void walk_double(archive *a, double *x);

/* A value of an enumeration, 0 to count - 1. It is returned; the others change their variable. */
int walk_choice(archive *a, int choice, int count);

#endif
