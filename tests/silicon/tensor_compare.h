/* SPDX-License-Identifier: Apache-2.0
 *
 * tensor_compare.h - instructions compared with the library, on a device or from a record.
 */
#ifndef TENSOR_COMPARE_H
#define TENSOR_COMPARE_H

#include "tensor_work.h"

typedef struct {
    FILE *vectors, *index, *results;
    int file;
    size_t at;
} record;

FILE *open_in(const char *folder, const char *name, const char *mode); /* or the end of the program */
bool is_asked_for(const options *o, const char *name);

/* Both print what differs. True: nothing does. And 0: nothing of a record does. */
bool run_instruction(const options *o, const instruction *row, int links, uint64_t dots, record *r);
int replay(const options *o);

/* Prints how much was compared without a difference; the status of the program. */
int print_clean(bool good);

#endif
