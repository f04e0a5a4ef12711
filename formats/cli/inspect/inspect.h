/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of halfulp inspect share: a tensor with all that was found out about it, and the two ways to print it.
 */
#ifndef INSPECT_H
#define INSPECT_H

#include "candidates.h"

typedef struct {
    const char *file;
    const tensor *tensor;
    /* If the tensor has a format: */
    const statistics *statistics;
    evaluation result[CANDIDATES];
    uint64_t measured; /* elements of which the noise was measured */
    int choice;        /* of the recommendation, or -1 */
    char reason[REASON];
} inspection;

/* For people, in at most 80 columns but for names; pictures of block characters if `unicode`, else of ASCII. */
void inspection_text(const inspection *i, bool unicode);

/* One object of JSON. */
void inspection_json(const inspection *i);

/* The text as a string of JSON, with its quotes. Bytes that are no ASCII become the characters of that number. */
void inspection_json_string(const char *text);

#endif
