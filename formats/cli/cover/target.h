/* SPDX-License-Identifier: Apache-2.0
 *
 * Functions and cases as the groups of bins see them.
 */
#ifndef TARGET_H
#define TARGET_H

#include "bins.h"

/* Fails on a model, and on an operation whose cases have no bins. *f must outlive the target. */
void target_open(cover_target *t, const function *f, const hu_env *env);

/* Fills in a case. env: the target's, with the random integer of the case. */
void target_observe(const cover_target *t, const uint64_t operands[HU_OPERANDS_MAX], const hu_env *env, cover_case *c);

/* The answer to operands that are no case of the input, under the target's environment with no random bits drawn. */
void target_apply(const cover_target *t, const uint64_t operands[HU_OPERANDS_MAX], answer *result);

#endif
