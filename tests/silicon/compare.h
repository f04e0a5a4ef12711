/* SPDX-License-Identifier: Apache-2.0
 *
 * compare.h - results of an instruction beside those of the library, by all cores; and what is said of them.
 */
#ifndef SILICON_COMPARE_H
#define SILICON_COMPARE_H

#include "gpu.h"
#include "support/ptx.h"

#include <stdio.h>

/* An instruction with its operands. */
typedef struct {
    const silicon_row *row;
    ptx_instruction instruction;
    silicon_plan plan;
    uint64_t count;
} silicon_task;

/* Differences of one kind: the classes of operands and results, and how far apart the results are. */
enum { SILICON_KINDS = 64 };
typedef struct {
    uint8_t operand[SILICON_OPERANDS_MAX], got, expected;
    int8_t distance; /* of the codes: -1, 0 (farther apart, or unordered), 1 */
    uint64_t count;
    uint64_t first[SILICON_OPERANDS_MAX], first_got, first_expected;
} silicon_kind;

typedef struct {
    uint64_t compared, differ;
    uint64_t sorted; /* differences that were sorted into kinds: the first of each piece */
    size_t kinds;
    silicon_kind kind[SILICON_KINDS];
} silicon_tally;

/* Where results come from. */
typedef enum {
    SILICON_FROM_GPU,    /* `results` of silicon_compare                                               */
    SILICON_FROM_HEADER, /* row->on_host                                                               */
    SILICON_FROM_US      /* the library's scalar functions, one result in a million changed by one bit */
} silicon_source;

/* Compares `count` results of operands `first` and on, and adds to the tally. */
void silicon_compare(const silicon_task *task, silicon_source source, uint64_t first, uint64_t count,
                     const void *results, silicon_tally *tally);

/* Whether SILICON_FROM_US changed the result of this index. */
bool silicon_planted(uint64_t index);

/* One difference into the tally (report.c). */
void silicon_sort(const silicon_task *task, const uint64_t *operands, uint64_t got, uint64_t expected,
                  silicon_tally *tally);

/* A line for the task, and one for each kind of difference. */
void silicon_report(FILE *out, const silicon_task *task, const silicon_tally *tally, double seconds);

/* Answers for few, chosen operands of the task, a line each; returns how many (record.c). */
size_t silicon_record(FILE *out, const silicon_task *task, silicon_source source);

#endif
