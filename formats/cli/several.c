/* SPDX-License-Identifier: Apache-2.0
 *
 * Several functions, and several ways to round. See several.h.
 */
#include "several.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "function_names.h"
#include "sections.h"

static function named_function(const vector_options *options, const char *name)
{
    vector_options one = *options;
    one.name = name;
    return vector_function(&one);
}

/* Does a pattern that matches the name mean it? */
static bool is_meant(const vector_options *options, const char *name)
{
    if (options->bits == 0) {
        return true;
    }
    const function f = named_function(options, name);
    return (uint64_t)function_operand_bits(&f) <= options->bits;
}

/* Calls `act`, unless it is NULL, with the names that the pattern means; returns how many they are. */
static size_t pattern_names(const vector_options *options, const char *pattern,
                            void (*act)(void *context, const char *name), void *context)
{
    size_t count;
    size_t meant = 0;
    char *const names = function_names(pattern, &count);
    const char *name = names;
    for (size_t i = 0; i < count; i++, name += strlen(name) + 1) {
        if (is_meant(options, name)) {
            meant++;
            if (act != NULL) {
                act(context, name);
            }
        }
    }
    free(names);
    return meant;
}

static void require_functions(const vector_options *options)
{
    for (int i = 0; i < options->name_count; i++) {
        const char *const name = options->names[i];
        if (!is_pattern(name)) {
            named_function(options, name);
        } else if (pattern_names(options, name, NULL, NULL) == 0) {
            fail("%s: no function matches whose operands have at most %d bits together", name, (int)options->bits);
        }
    }
}

void several_names(const vector_options *options, void (*act)(void *context, const char *name), void *context)
{
    require_functions(options);
    for (int i = 0; i < options->name_count; i++) {
        if (is_pattern(options->names[i])) {
            pattern_names(options, options->names[i], act, context);
        } else {
            act(context, options->names[i]);
        }
    }
}

/* ---- Ways to round ----------------------------------------------------------------------------------------------- */

typedef struct {
    const vector_options *command;
    section_action *act;
    void *context;
} several;

/* One way, by the words of a header. Fails as vector_function does. */
static void one_way(const several *s, const char *words)
{
    char copy[HEADER_MAX];
    vector_options options = *s->command;
    snprintf(copy, sizeof copy, "%s", words);
    vector_words_parse(&options, copy);
    const function f = vector_function(&options);
    s->act(s->context, &options, &f, words);
}

/* In every rounding, and with -all with tininess both ways, exact and not, as far as these matter to the function. */
static void all_ways(const several *s, const char *name)
{
    char words[HEADER_MAX];
    const vector_options *const command = s->command;
    const function f = named_function(command, name);
    const bool operation = f.model == NULL;
    const bool rounds = operation && f.uses_rounding && !f.rounding_fixed && command->env.random_bits == 0;
    const int ways[3] = {rounds ? HU_TO_ODD + 1 : 1, operation && command->all && f.uses_tininess ? 2 : 1,
                         operation && command->all && f.rounds_to_integer && !f.exact ? 2 : 1};
    for (int i = 0; i < ways[0] * ways[1] * ways[2]; i++) {
        const int rounding = i % ways[0];
        const int tininess = i / ways[0] % ways[1];
        const int exact = i / ways[0] / ways[1];
        snprintf(words, sizeof words, "%s%s%s%s%s %s", command->typed + (command->typed[0] == ' '),
                 ways[0] > 1 ? " -r" : "", ways[0] > 1 ? rounding_name((hu_rounding)rounding) : "",
                 ways[1] == 1    ? ""
                 : tininess == 0 ? " -tininessafter"
                                 : " -tininessbefore",
                 ways[2] == 1 ? ""
                 : exact == 0 ? " -notexact"
                              : " -exact",
                 name);
        one_way(s, words + strspn(words, " "));
    }
}

static void in_its_ways(void *context, const char *name)
{
    const several *const s = context;
    char words[HEADER_MAX];
    if (s->command->all || s->command->modes) {
        all_ways(s, name);
    } else {
        snprintf(words, sizeof words, "%s %s", s->command->typed, name);
        one_way(s, words + strspn(words, " "));
    }
}

void several_functions(const vector_options *options, section_action *act, void *context)
{
    several s = {options, act, context};
    several_names(options, in_its_ways, &s);
}
