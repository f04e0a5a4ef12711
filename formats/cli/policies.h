/* SPDX-License-Identifier: Apache-2.0
 *
 * The policies of hu_env as words on a command line.
 */
#ifndef POLICIES_H
#define POLICIES_H

#include "halfulp.h"

/* Sets the policy of that name ("rounding", "overflow", "tininess", "nan", "odd-overflow", "missing-nan",
 * "missing-zero", "negative") in *env from a word. NULL if that went well; otherwise the words it expected, and *env is
 * untouched. */
const char *policy_set(hu_env *env, const char *policy, const char *word);

/* Is there a policy of that name? */
bool policy_exists(const char *policy);

/* TestFloat's name of a rounding direction: "near_even". */
const char *rounding_name(hu_rounding rounding);

/* Fails unless stochastic rounding and random bits come together, and the random integer is one of so many bits. */
void check_environment(const hu_env *env, const char *random_bits_option);

#endif
