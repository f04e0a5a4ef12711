/* SPDX-License-Identifier: Apache-2.0
 *
 * The mismatches of `halfulp check -summary`: how many were wrong in their value and how many in their flags alone, for
 * each kind of operands and of result, with the first case of each.
 */
#ifndef SUMMARY_H
#define SUMMARY_H

#include "vectors.h"

typedef struct mismatch_group mismatch_group;

typedef struct {
    mismatch_group *groups;
    size_t count;
    size_t room;
    uint64_t flags_only; /* mismatches whose value is right */
} mismatch_summary;

/* A case whose answer is not the right one. env: with the random integer of stochastic rounding. */
typedef struct {
    uint64_t operands[OPERANDS_MAX];
    hu_env env;
    answer found;
    answer expected;
    bool value_right; /* only the flags are wrong */
} mismatch;

void summary_add(mismatch_summary *summary, const function *f, const mismatch *m);

/* Prints the groups, the largest first, each with its first case, as `print` does, and with a command that shows how
 * the right result comes about. Frees them. */
void summary_print(mismatch_summary *summary, const vector_options *options, const function *f,
                   void (*print)(const function *f, const mismatch *m));

#endif
