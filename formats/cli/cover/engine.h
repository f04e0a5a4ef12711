/* SPDX-License-Identifier: Apache-2.0
 *
 * The bins of one function, and which of them have been reached.
 */
#ifndef ENGINE_H
#define ENGINE_H

#include "target.h"

enum { GROUPS_MAX = 24 };

/* Why a bin counts or does not. A function with few operand bits is tried with all operands when its bins are opened,
 * so that its bins are those that can be reached, no more and no less. Of any other, the bins that a proof excludes are
 * left out; all else counts, reachable or not. */
typedef enum { BIN_OPEN, BIN_REACHABLE, BIN_IMPOSSIBLE } bin_state;

/* The picture of pairs of exponents: of x and y; of x * y and z; of an only operand and its result. */
enum { PICTURE_COLUMNS = 64, PICTURE_ROWS = 24 };
typedef struct {
    int first[2]; /* exponents of the first column and of the lowest row ... */
    int last[2];
    int step[2]; /* ... and how many share a column or a row                */
    int size[2];
    uint64_t cases[PICTURE_ROWS][PICTURE_COLUMNS];
} exponent_picture;

typedef struct {
    cover_target target;
    cover_range ranges[GROUPS_MAX];
    int range_count;
    uint32_t bins;
    bool tried_all;
    uint8_t *state;                           /* bin_state of each bin                            */
    uint64_t *hits;                           /* cases that have reached it                       */
    uint64_t (*example)[HU_OPERANDS_MAX + 1]; /* of BIN_REACHABLE: a case, operands and the random integer */
    uint64_t cases;
    exponent_picture picture;
} cover;

/* *f must outlive the cover. Fails where target_open does. */
void cover_open(cover *all, const function *f, const hu_env *env);
void cover_close(cover *all);

/* The bins that a case reaches. */
void cover_observe(const cover *all, const cover_case *c, cover_taken *taken);

/* Counts a case. `taken` is filled in as by cover_observe. */
void cover_count(cover *all, const uint64_t operands[HU_OPERANDS_MAX], const hu_env *env, cover_taken *taken);

/* Remembers a case that reaches a bin, of which nothing was known before. */
void cover_found(cover *all, uint32_t bin, const uint64_t operands[HU_OPERANDS_MAX], const hu_env *env);

/* Bins of a range: those that count, and of them those that have been reached. */
typedef struct {
    uint32_t counted;
    uint32_t filled;
    uint32_t impossible;
} cover_sum;
cover_sum cover_sum_of(const cover *all, const cover_range *range);
cover_sum cover_sum_all(const cover *all);

/* The values of a bin of the range on its axes, and their text: at least 32 characters. */
void bin_values(const cover_range *range, uint32_t bin, int at[AXES_MAX]);
void axis_text(const cover_axis *axis, int at, char *text, size_t size);

#endif
