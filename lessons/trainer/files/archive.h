/* SPDX-License-Identifier: Apache-2.0
 *
 * archive.h - a record of fields that the same functions measure, write and read: for each field they take a pointer to
 * the variable, and write it to the record or fill it from there. Integers are little-endian, and 64 bits wide whatever
 * their type, so that a record is the same on every machine.
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
    bool wrong;     /* the record ends too early, or a field has a value that its variable cannot have; what is read
                       from then on is not to be used */
} archive;

/* The place of the next bytes, for the caller to walk over; NULL if there is none. */
uint8_t *walk_next(archive *a, size_t count);

void walk_bytes(archive *a, void *bytes, size_t count);
void walk_64(archive *a, uint64_t *x);
void walk_32(archive *a, uint32_t *x);
void walk_size(archive *a, size_t *x);
void walk_int(archive *a, int *x); /* never negative */
void walk_float(archive *a, float *x);
void walk_double(archive *a, double *x);

/* A value of an enumeration that has `count` of them, from 0 on: returned, where the others change their variable. */
int walk_choice(archive *a, int choice, int count);

#endif
