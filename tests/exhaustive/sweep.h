/* SPDX-License-Identifier: Apache-2.0
 *
 * sweep.h - comparisons over all operands of an operation: complete, but too long for `make test`.
 *
 * A sweep has cases 0 to `cases` - 1: a case is a tuple of operands, the first operand in the highest bits. Each case
 * has `columns` results, one for each mode that the sweep compares. Cases are run in blocks of SWEEP_BLOCK, which do
 * not depend on each other.
 */
#ifndef SWEEP_H
#define SWEEP_H

#include <stdbool.h>
#include <stdint.h>

#include "halfulp_array.h"
#include "ref.h"

enum { SWEEP_BLOCK = 4096, SWEEP_COLUMNS_MAX = 9, SWEEP_BYTES_MAX = 4 };

/* The results of a block, as they are hashed: codes in `bytes` bytes, the lowest first, and flags in one. */
typedef struct {
    uint64_t comparisons;
    uint64_t failures;
    double worst; /* the largest error in ulps, of a sweep that measures it; 0 */
    uint8_t codes[SWEEP_COLUMNS_MAX][SWEEP_BLOCK * SWEEP_BYTES_MAX];
    uint8_t flags[SWEEP_COLUMNS_MAX][SWEEP_BLOCK];
} sweep_results;

typedef struct sweep {
    char name[48];    /* "convert/e4m3/up"                                      */
    const char *what; /* for people                                             */
    uint64_t cases;   /* a multiple of SWEEP_BLOCK                              */
    unsigned columns; /* results of a case; 0: nothing that could be hashed     */
    unsigned bytes;   /* of a code: 1, 2 or 4                                   */
    const char *method;
    void (*run)(const struct sweep *sweep, uint64_t first, sweep_results *results);
    const char *(*lacks)(void); /* returns what is missing here, or NULL; may itself be NULL */
    /* Writes the names of the paths that are compared here, in a row with commas; NULL: only one is. */
    void (*paths)(const struct sweep *sweep, char *text, size_t size);
    ref_op op;
    const hu_format *from; /* of the operands               */
    const hu_format *to;   /* of the results                */
    unsigned setting;      /* the rounding; or see the file */
} sweep;

/* All sweeps by index, the quicker ones first (sweeps.c); NULL past the last. */
const sweep *sweep_at(unsigned index);
const sweep *sweep_find(const char *name); /* NULL if there is none */

/* The name of a column: that of a mode where they are modes. */
const char *sweep_column(const sweep *s, unsigned column);

/* A conversion in the rounding `setting`: ref/ decides at the boundaries, and a scan proves what lies between
 * (boundaries.c); the same, but the boundaries have to be found; or ref/ decides on every operand. */
void sweep_boundaries(const sweep *s, uint64_t first, sweep_results *results);
void sweep_unguided(const sweep *s, uint64_t first, sweep_results *results);
void sweep_straight(const sweep *s, uint64_t first, sweep_results *results);

/* What ref/ says of a block of them. */
typedef struct {
    uint8_t codes[SWEEP_BLOCK * SWEEP_BYTES_MAX]; /* an array of the format */
    hu_array_counts counts;
    uint32_t flags; /* of all                                                       */
    bool edge;      /* overflow, underflow or invalid begins or ends here or nearby */
} sweep_expected;

/* The paths of arrays that this machine has against that, or on an array of the operand x alone (arrays.c). */
void sweep_arrays(const sweep *s, uint64_t first, const sweep_expected *expected, sweep_results *results);
void sweep_arrays_alone(const sweep *s, uint64_t x, ref_result expected, sweep_results *results);
void sweep_array_paths(const sweep *s, char *text, size_t size);

/* formats/ against ref/ on every tuple of operands: in the six deterministic roundings, under the default policies; in
 * all nine, with all policies drawn by the number of the case; comparisons; and stochastic rounding with all draws of
 * up to 4 bits (against_ref.c). */
void sweep_against_ref(const sweep *s, uint64_t first, sweep_results *results);
void sweep_drawn(const sweep *s, uint64_t first, sweep_results *results);
void sweep_order(const sweep *s, uint64_t first, sweep_results *results);
void sweep_every_draw(const sweep *s, uint64_t first, sweep_results *results);
enum { SWEEP_DRAWS = 3 * 31 }; /* three kinds; 2^0 + ... + 2^4 draws each */

/* The first of these on operands that are not all, but directed at every path (directed.c): how many cases there are,
 * and the operands' codes of one. */
void sweep_directed(const sweep *s, uint64_t first, sweep_results *results);
uint64_t sweep_directed_cases(ref_op op);
void sweep_directed_case(ref_op op, uint64_t index, uint64_t codes[REF_OPERANDS_MAX]);

/* Models and instructions (instructions.c). */
void sweep_vcvtps2ph(const sweep *s, uint64_t first, sweep_results *results);
void sweep_vcvtph2ps(const sweep *s, uint64_t first, sweep_results *results);
void sweep_vcvtneps2bf16(const sweep *s, uint64_t first, sweep_results *results);
const char *sweep_lacks_f16c(void);
const char *sweep_lacks_bf16(void);

/* The trainer's exp of every negative number and NaN, or log of every number from 1 on (elementary.c). */
void sweep_elementary(const sweep *s, uint64_t first, sweep_results *results);
void sweep_elementary_paths(const sweep *s, char *text, size_t size);
enum { SWEEP_EXP, SWEEP_LOG }; /* `setting` */

/* The trainer's paths and their soft twins over three epochs, in a single block (training.c). */
void sweep_training(const sweep *s, uint64_t first, sweep_results *results);

/* A 64-bit hash. */
uint64_t sweep_hash(uint64_t x);

/* Appends a name to a row with commas. */
void sweep_append(char *text, size_t size, const char *name);

/* Writes a code as it is hashed. */
static inline void sweep_put(uint8_t *place, unsigned bytes, uint64_t code)
{
    place[0] = (uint8_t)code;
    if (bytes > 1) {
        place[1] = (uint8_t)(code >> 8);
    }
    if (bytes > 2) {
        place[2] = (uint8_t)(code >> 16);
        place[3] = (uint8_t)(code >> 24);
    }
}

/* Keeps one answer of formats/, and returns true if the other side agrees. `i` is the number of the case in the
 * block. */
static inline bool sweep_compare(const sweep *s, sweep_results *r, unsigned i, unsigned column, uint64_t code,
                                 uint32_t flags, uint64_t expected_code, uint32_t expected_flags)
{
    const bool same = code == expected_code && flags == expected_flags;
    sweep_put(&r->codes[column][i * s->bytes], s->bytes, code);
    r->flags[column][i] = (uint8_t)flags;
    r->comparisons++;
    r->failures += !same;
    return same;
}

#endif
