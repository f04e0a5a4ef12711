/* SPDX-License-Identifier: Apache-2.0
 *
 * The policies of hu_env as words on a command line.
 */
#ifndef POLICIES_H
#define POLICIES_H

#include "halfulp.h"

/* Sets the policy of that name ("rounding", "overflow", "tininess", "nan", "odd-overflow", "missing-nan",
 * "missing-zero", "negative", "infinity-nan", "zero-divide") in *env from a word. NULL if that went well; otherwise the
 * words it expected, and *env is untouched. */
const char *policy_set(hu_env *env, const char *policy, const char *word);

/* Is there a policy of that name? */
bool policy_exists(const char *policy);

/* Policies as options choose them. */
typedef struct {
    hu_env env;       /* those that were chosen, and IEEE's; and the random integer         */
    uint32_t chosen;  /* which those are                                                    */
    const char *like; /* NULL, or the name of the preset that the others are taken from     */
} policies;

/* policy_set, and notes that this policy is chosen. */
const char *policies_choose(policies *p, const char *policy, const char *word);

/* Was that policy chosen? */
bool policies_is_chosen(const policies *p, const char *policy);

/* The environment of results in the format `to`: the preset's policies but for those chosen. Fails, naming `option`
 * ("--like") if there is no such preset, and as check_environment does. */
hu_env policies_environment(const policies *p, const hu_format *to, const char *option, const char *random_bits_option);

/* TestFloat's name of a rounding direction: "near_even". */
const char *rounding_name(hu_rounding rounding);

/* The options of explain and convert for what differs from IEEE 754's environment, " --rounding min --daz", and the
 * random integer; size is at least 400. */
void policies_words(const hu_env *env, char *text, size_t size);

/* Fails unless stochastic rounding and random bits come together, and the random integer has no more bits than that. */
void check_environment(const hu_env *env, const char *random_bits_option);

#endif
