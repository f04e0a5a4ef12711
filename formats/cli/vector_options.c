/* SPDX-License-Identifier: Apache-2.0
 *
 * What run, gen, check, digest and vectors share: TestFloat's options, with one dash or two.
 */
#include "vector_options.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

/* Options that set one policy to one value. */
static const struct {
    const char *option;
    const char *policy;
    const char *word;
} switches[] = {
    {"-tininessbefore", "tininess", "before"},
    {"-tininessafter", "tininess", "after"},
    {"-nosat", "overflow", "none"},
    {"-satfinite", "overflow", "saturate-finite"},
    {"-sat", "overflow", "saturate-all"},
};

/* Options that name a policy and take its value from the next argument. */
static const struct {
    const char *option;
    const char *policy;
} policy_options[] = {
    {"-nan", "nan"},
    {"-oddoverflow", "odd-overflow"},
    {"-missingnan", "missing-nan"},
    {"-missingzero", "missing-zero"},
    {"-negative", "negative"},
    {"-infinitynan", "infinity-nan"},
    {"-zerodivide", "zero-divide"},
};

/* How convert and explain spell what has another name here. */
static const struct {
    const char *theirs;
    const char *ours;
} spellings[] = {
    {"--rounding", "-r and a direction, such as -rmax"},
    {"--overflow", "-nosat, -satfinite or -sat"},
    {"--saturate", "-sat"},
    {"--tininess", "-tininessbefore or -tininessafter"},
    {"--random-bits", "-randombits"},
    {"--odd-overflow", "-oddoverflow"},
    {"--missing-nan", "-missingnan"},
    {"--missing-zero", "-missingzero"},
    {"--infinity-nan", "-infinitynan"},
    {"--zero-divide", "-zerodivide"},
};

static _Noreturn void fail_option(const char *word, const char *command)
{
    const size_t length = strcspn(word, "=");
    for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++) {
        if (strlen(spellings[i].theirs) == length && strncmp(word, spellings[i].theirs, length) == 0) {
            fail("%s: unknown option; expected %s; see halfulp %s -help", word, spellings[i].ours, command);
        }
    }
    if (word[length] != '\0') {
        fail("%s: unknown option; expected its value, if it has one, as the next argument; see halfulp %s -help", word,
             command);
    }
    fail("%s: unknown option; see halfulp %s -help", word, command);
}

static void choose_policy(policies *p, const char *option, const char *policy, const char *word)
{
    const char *expected = policies_choose(p, policy, word);
    if (expected != NULL) {
        fail("%s %s: expected %s", option, word, expected);
    }
}

/* Options of the environment, which all commands take. True if *argument was one; it is left on its last word. */
static bool environment_option(vector_options *options, char ***argument)
{
    const char *option = **argument;
    for (size_t i = 0; i < sizeof switches / sizeof switches[0]; i++) {
        if (strcmp(option, switches[i].option) == 0) {
            choose_policy(&options->policies, option, switches[i].policy, switches[i].word);
            return true;
        }
    }
    for (size_t i = 0; i < sizeof policy_options / sizeof policy_options[0]; i++) {
        if (strcmp(option, policy_options[i].option) == 0) {
            if ((*argument)[1] == NULL) {
                fail("%s: expected %s after it", option,
                     policy_set(&options->policies.env, policy_options[i].policy, ""));
            }
            choose_policy(&options->policies, option, policy_options[i].policy, *++*argument);
            return true;
        }
    }
    if (strcmp(option, "-exact") == 0 || strcmp(option, "-notexact") == 0) {
        options->exact = option[1] == 'e';
    } else if (strcmp(option, "-like") == 0) {
        options->policies.like = *++*argument;
        if (options->policies.like == NULL) {
            fail("-like: expected a preset after it");
        }
    } else if (strcmp(option, "-daz") == 0) {
        options->policies.env.flush |= HU_FLUSH_OPERANDS;
    } else if (strcmp(option, "-ftz") == 0) {
        options->policies.env.flush |= HU_FLUSH_RESULTS;
    } else {
        return option[1] == 'r' && policies_choose(&options->policies, "rounding", option + 2) == NULL;
    }
    return true;
}

bool number_option(char ***argument, const char *name, uint64_t least, uint64_t most, uint64_t *value)
{
    const char *option = **argument;
    const size_t length = strlen(name);
    if (strncmp(option, name, length) != 0 ||
        (option[length] != '\0' && (option[length] < '0' || option[length] > '9'))) {
        return false;
    }
    const char *number = option + length;
    if (*number == '\0') {
        number = (*argument)[1];
        if (number == NULL) {
            fail("%s: expected a number after it", name);
        }
        ++*argument;
    }
    uint64_t read;
    if (!parse_unsigned(number, most, &read) || read < least) {
        fail("%s %s: expected a number from %" PRIu64 " to %" PRIu64, name, number, least, most);
    }
    *value = read;
    return true;
}

/* The value of -mxcsr, -fpcr, -fpmr or -fcsr: hexadecimal, with 0x or without. */
static uint32_t register_value(char ***argument)
{
    const char *const option = **argument;
    const char *const value = *++*argument;
    if (value == NULL) {
        fail("%s: expected the register in hexadecimal after it", option);
    }
    uint64_t number;
    char text[32];
    const bool prefixed = value[0] == '0' && (value[1] == 'x' || value[1] == 'X');
    snprintf(text, sizeof text, "0x%.16s", prefixed ? value + 2 : value);
    if (strlen(value) > 16 || !parse_unsigned(text, UINT32_MAX, &number)) {
        fail("%s %s: expected the register in hexadecimal, up to 8 digits", option, shown(value));
    }
    return (uint32_t)number;
}

/* Options of models. */
static bool model_option(model_settings *settings, char ***argument)
{
    const char *const option = **argument;
    if (strcmp(option, "-mxcsr") == 0 || strcmp(option, "-fpcr") == 0 || strcmp(option, "-fpmr") == 0 ||
        strcmp(option, "-fcsr") == 0) {
        settings->register_option = option;
        settings->control = register_value(argument);
    } else if (number_option(argument, "-imm", 0, 0xFF, &settings->immediate)) {
        settings->has_immediate = true;
    } else {
        return number_option(argument, "-groups", 1, UINT32_MAX, &settings->groups);
    }
    return true;
}

/* A function; for some commands there may be several, and for gen a type and the number of its operands. Their words
 * are gathered at the beginning of argv. */
static void positional(vector_command command, vector_options *options, char *word)
{
    if (command <= VECTORS_COVER && options->name != NULL) {
        fail("%s: expected one function, and %s came before it; cases come from standard input", shown(word),
             shown(options->name));
    }
    options->names[options->name_count++] = word;
    options->name = options->names[0];
}

/* gen TYPE COUNT. */
static void take_count(vector_options *options)
{
    type ignored;
    if (options->name_count != 2 || !type_parse(options->name, &ignored)) {
        return;
    }
    const char *const word = options->names[1];
    if (!parse_unsigned(word, HU_OPERANDS_MAX, &options->operand_count) || options->operand_count == 0) {
        fail("%s: expected a number of operands of %s, 1 to %d", shown(word), options->name, (int)HU_OPERANDS_MAX);
    }
    options->name_count = 1;
}

/* Remembers words that say how to round. */
static void note_typed(vector_options *options, char **first, char **last)
{
    for (; first <= last; first++) {
        const size_t used = strlen(options->typed);
        snprintf(options->typed + used, sizeof options->typed - used, " %s", *first);
    }
}

/* An option that says how to round, or an instruction's register. */
static bool arithmetic_option(vector_options *options, char ***argument, uint64_t *random_bits)
{
    char **const first = *argument;
    const bool found = environment_option(options, argument) ||
                       number_option(argument, "-randombits", 1, HU_RANDOM_BITS_MAX, random_bits) ||
                       model_option(&options->model, argument);
    if (found) {
        note_typed(options, first, *argument);
    }
    return found;
}

vector_options vector_options_parse(vector_command command, int argc, char **argv, const char *help)
{
    vector_options options = {.seed = 1, .level = 1, .errors = 20, .holes = 3, .names = argv + 1};
    options.bits = command == VECTORS_DIGEST ? DIGEST_BITS_MAX : 0;
    uint64_t random_bits = 0;
    for (char **argument = argv + 1; argument < argv + argc && *argument != NULL; argument++) {
        char *const word = *argument;
        if (word[0] == '-' && word[1] == '-') {
            ++*argument; /* a second dash is as good as one */
        }
        if (strcmp(*argument, "-help") == 0) {
            exit(print_help(help));
        } else if (word[0] != '-') {
            positional(command, &options, word);
        } else if (!arithmetic_option(&options, &argument, &random_bits) && !own_option(command, &options, &argument)) {
            fail_option(word, argv[0]);
        }
    }
    if (options.name == NULL && options.digests == NULL &&
        (command > VECTORS_COVER || options.list || input_is_terminal())) {
        fail("expected a function, such as f16_add; see halfulp %s -help", argv[0]);
    }
    if (command == VECTORS_GEN) {
        take_count(&options);
    }
    options.policies.env.random_bits = (uint32_t)random_bits;
    if (options.forever && options.count != 0) {
        fail("-forever -n %" PRIu64 ": expected one of the two, cases without end or that number of them",
             options.count);
    }
    if (options.forever && options.footer) {
        fail("-forever -footer: expected one of the two; cases without end have no last line");
    }
    return options;
}

void vector_words_parse(vector_options *options, char *words)
{
    static const char blanks[] = " \t";
    enum { WORDS_MAX = 64 };
    char *list[WORDS_MAX + 1] = {NULL};
    char **argument = list;
    uint64_t random_bits = options->policies.env.random_bits;
    int count = 0;
    options->name = NULL;
    for (char *word = strtok(words, blanks); word != NULL; word = strtok(NULL, blanks)) {
        if (count == WORDS_MAX) {
            fail("expected at most %d words in a header", (int)WORDS_MAX);
        }
        list[count++] = word;
    }
    for (; *argument != NULL; argument++) {
        if ((*argument)[0] == '-' && (*argument)[1] == '-') {
            ++*argument;
        }
        if ((*argument)[0] != '-' && options->name == NULL) {
            options->name = *argument;
        } else if (!arithmetic_option(options, &argument, &random_bits)) {
            fail("%s: expected a header's function, one, and options that say how to round", shown(*argument));
        }
    }
    if (options->name == NULL) {
        fail("expected a function in the header, such as f16_add");
    }
    options->policies.env.random_bits = (uint32_t)random_bits;
}
