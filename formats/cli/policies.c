/* SPDX-License-Identifier: Apache-2.0
 *
 * The policies of hu_env as words on a command line. Case, '-' and '_' do not count in a word, so that TestFloat's
 * spellings (near_even, neareven; minMag, minmag) are one word here.
 */
#include "policies.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"

typedef struct {
    const char *word;
    uint32_t value;
} choice;

/* The first word of each value is TestFloat's name for it. */
static const choice roundings[] = {{"near_even", HU_NEAREST_EVEN},
                                   {"nearest_even", HU_NEAREST_EVEN},
                                   {"rne", HU_NEAREST_EVEN},
                                   {"near_maxMag", HU_NEAREST_AWAY},
                                   {"nearest_maxMag", HU_NEAREST_AWAY},
                                   {"nearest_away", HU_NEAREST_AWAY},
                                   {"rna", HU_NEAREST_AWAY},
                                   {"minMag", HU_TOWARD_ZERO},
                                   {"toward_zero", HU_TOWARD_ZERO},
                                   {"zero", HU_TOWARD_ZERO},
                                   {"rtz", HU_TOWARD_ZERO},
                                   {"min", HU_DOWN},
                                   {"down", HU_DOWN},
                                   {"rdn", HU_DOWN},
                                   {"max", HU_UP},
                                   {"up", HU_UP},
                                   {"rup", HU_UP},
                                   {"odd", HU_TO_ODD},
                                   {"to_odd", HU_TO_ODD},
                                   {"rto", HU_TO_ODD},
                                   {"stochastic_a", HU_STOCHASTIC_A},
                                   {"stochastic_b", HU_STOCHASTIC_B},
                                   {"stochastic_c", HU_STOCHASTIC_C},
                                   {NULL, 0}};
static const choice overflows[] = {
    {"none", HU_OVERFLOW_NONE}, {"saturate-finite", HU_SATURATE_FINITE}, {"saturate-all", HU_SATURATE_ALL}, {NULL, 0}};
static const choice tininesses[] = {{"after", HU_TININESS_AFTER}, {"before", HU_TININESS_BEFORE}, {NULL, 0}};
static const choice nans[] = {{"canonical", HU_CANONICAL_NAN},
                              {"riscv", HU_CANONICAL_NAN},
                              {"x86", HU_X86_NAN},
                              {"arm", HU_ARM_NAN},
                              {"nvidia", HU_NVIDIA_NAN},
                              {"signed", HU_SIGNED_NAN},
                              {NULL, 0}};
static const choice odd_overflows[] = {
    {"largest", HU_ODD_OVERFLOW_LARGEST}, {"odd-code", HU_ODD_OVERFLOW_ODD_CODE}, {NULL, 0}};
static const choice missing_nans[] = {{"largest", HU_MISSING_NAN_LARGEST},
                                      {"opposite-zero", HU_MISSING_NAN_OPPOSITE_ZERO},
                                      {"zero", HU_MISSING_NAN_ZERO},
                                      {NULL, 0}};
static const choice missing_zeros[] = {{"by-overflow", HU_MISSING_ZERO_BY_OVERFLOW},
                                       {"smallest", HU_MISSING_ZERO_SMALLEST},
                                       {"tiny-smallest", HU_MISSING_ZERO_TINY_SMALLEST},
                                       {NULL, 0}};
static const choice negatives[] = {{"by-overflow", HU_NEGATIVE_BY_OVERFLOW},
                                   {"magnitude", HU_NEGATIVE_MAGNITUDE},
                                   {"directed", HU_NEGATIVE_DIRECTED},
                                   {NULL, 0}};
static const choice infinity_nans[] = {
    {"as-invalid", HU_INFINITY_NAN_AS_INVALID}, {"signed", HU_INFINITY_NAN_SIGNED}, {NULL, 0}};
static const choice zero_divides[] = {{"infinity", HU_ZERO_DIVIDE_INFINITY}, {"nan", HU_ZERO_DIVIDE_NAN}, {NULL, 0}};

typedef enum {
    ROUNDING,
    OVERFLOW,
    TININESS,
    NAN_POLICY,
    ODD_OVERFLOW,
    MISSING_NAN,
    MISSING_ZERO,
    NEGATIVE,
    INFINITY_NAN,
    ZERO_DIVIDE
} policy_id;

static const struct {
    const char *name;
    policy_id id;
    const choice *choices;
    const char *expected;
} table[] = {
    {"rounding", ROUNDING, roundings, "near_even, near_maxMag, minMag, min, max, odd or stochastic_a, _b or _c"},
    {"overflow", OVERFLOW, overflows, "none, saturate-finite or saturate-all"},
    {"tininess", TININESS, tininesses, "before or after"},
    {"nan", NAN_POLICY, nans, "canonical, x86, arm, nvidia or signed"},
    {"odd-overflow", ODD_OVERFLOW, odd_overflows, "largest or odd-code"},
    {"missing-nan", MISSING_NAN, missing_nans, "largest, opposite-zero or zero"},
    {"missing-zero", MISSING_ZERO, missing_zeros, "by-overflow, smallest or tiny-smallest"},
    {"negative", NEGATIVE, negatives, "by-overflow, magnitude or directed"},
    {"infinity-nan", INFINITY_NAN, infinity_nans, "as-invalid or signed"},
    {"zero-divide", ZERO_DIVIDE, zero_divides, "infinity or nan"},
};
static const size_t policy_count = sizeof table / sizeof table[0];

static uint32_t *field(hu_env *env, policy_id id)
{
    uint32_t *const fields[] = {[ROUNDING] = &env->rounding,         [OVERFLOW] = &env->overflow,
                                [TININESS] = &env->tininess,         [NAN_POLICY] = &env->nan,
                                [ODD_OVERFLOW] = &env->odd_overflow, [MISSING_NAN] = &env->missing_nan,
                                [MISSING_ZERO] = &env->missing_zero, [NEGATIVE] = &env->negative,
                                [INFINITY_NAN] = &env->infinity_nan, [ZERO_DIVIDE] = &env->zero_divide};
    return fields[id];
}

/* The index of the policy of that name, or policy_count. */
static size_t find_policy(const char *policy)
{
    size_t i = 0;
    while (i < policy_count && !same_word(policy, table[i].name)) {
        i++;
    }
    return i;
}

const char *policy_set(hu_env *env, const char *policy, const char *word)
{
    const size_t i = find_policy(policy);
    if (i == policy_count) {
        return "a policy that exists";
    }
    for (const choice *c = table[i].choices; c->word != NULL; c++) {
        if (same_word(word, c->word)) {
            *field(env, table[i].id) = c->value;
            return NULL;
        }
    }
    return table[i].expected;
}

bool policy_exists(const char *policy)
{
    return find_policy(policy) < policy_count;
}

const char *policies_choose(policies *p, const char *policy, const char *word)
{
    const char *const expected = policy_set(&p->env, policy, word);
    if (expected == NULL) {
        p->chosen |= UINT32_C(1) << table[find_policy(policy)].id;
    }
    return expected;
}

bool policies_is_chosen(const policies *p, const char *policy)
{
    return (p->chosen >> table[find_policy(policy)].id & 1) != 0;
}

static bool is_preset(const char *name)
{
    const hu_preset *preset = NULL;
    for (size_t i = 0; (preset = hu_preset_at(i)) != NULL && strcmp(preset->name, name) != 0; i++) {
    }
    return preset != NULL;
}

hu_env policies_environment(const policies *p, const hu_format *to, const char *option, const char *random_bits_option)
{
    hu_env env = p->env;
    if (p->like != NULL) {
        if (!is_preset(p->like)) {
            fail("%s %s: %s", option, shown(p->like), hu_env_like_error(p->like, to));
        }
        if (!hu_env_like(p->like, to, &env)) {
            fail("%s %s to %s: expected a destination format that the preset covers: `halfulp presets %s` lists them",
                 option, p->like, to->name, p->like);
        }
        for (size_t i = 0; i < policy_count; i++) {
            if ((p->chosen >> table[i].id & 1) != 0) {
                hu_env chosen = p->env;
                *field(&env, table[i].id) = *field(&chosen, table[i].id);
            }
        }
        env.flush |= p->env.flush;
        env.random = p->env.random;
        env.random_bits = p->env.random_bits;
    }
    check_environment(&env, random_bits_option);
    return env;
}

const char *rounding_name(hu_rounding rounding)
{
    const choice *c = roundings;
    while (c->value != rounding) {
        c++;
    }
    return c->word;
}

void policies_words(const hu_env *env, char *text, size_t size)
{
    hu_env chosen = *env;
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < policy_count; i++) {
        const choice *c = table[i].choices;
        while (c->value != *field(&chosen, table[i].id)) {
            c++;
        }
        if (c->value != 0) {
            used += (size_t)snprintf(text + used, size - used, " --%s %s", table[i].name, c->word);
        }
    }
    used += (size_t)snprintf(text + used, size - used, "%s%s", (env->flush & HU_FLUSH_OPERANDS) != 0 ? " --daz" : "",
                             (env->flush & HU_FLUSH_RESULTS) != 0 ? " --ftz" : "");
    if (env->random_bits != 0) {
        snprintf(text + used, size - used, " --random-bits %" PRIu32 " --random %" PRIu64, env->random_bits,
                 env->random);
    }
}

void check_environment(const hu_env *env, const char *random_bits_option)
{
    const bool stochastic = env->rounding >= HU_STOCHASTIC_A;
    if (stochastic && env->random_bits == 0) {
        fail("rounding %s: expected %s N as well, the width of the random integer (1 to %d)",
             rounding_name(env->rounding), random_bits_option, (int)HU_RANDOM_BITS_MAX);
    }
    if (!stochastic && env->random_bits != 0) {
        fail("%s %" PRIu32 ": expected a stochastic rounding with it", random_bits_option, env->random_bits);
    }
    if (env->random >> env->random_bits != 0) {
        fail("--random %" PRIu64 ": expected an integer of %" PRIu32 " bits, the width that %s gives", env->random,
             env->random_bits, random_bits_option);
    }
    assert(hu_env_error(env) == NULL);
}
