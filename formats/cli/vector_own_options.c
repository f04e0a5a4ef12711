/* SPDX-License-Identifier: Apache-2.0
 *
 * The options of run, gen, check, cover, digest and vectors that not all of them take.
 */
#include "vector_options.h"

#include <string.h>

#include "cli.h"

/* Options that say how many cases there are. */
static bool amount_option(vector_options *options, bool reads, char ***argument)
{
    if (strcmp(**argument, "-footer") == 0) {
        options->footer = true;
    } else if (reads && strcmp(**argument, "-count") == 0 && (*argument)[1] != NULL &&
               strcmp((*argument)[1], "all") == 0) {
        options->count_all = true;
        options->count = 0;
        ++*argument;
    } else if (reads && number_option(argument, "-count", 1, UINT64_MAX - 1, &options->count)) {
        options->count_all = false;
    } else {
        return false;
    }
    return true;
}

/* What gen and vectors write. */
static bool cases_option(vector_options *options, char ***argument)
{
    return number_option(argument, "-seed", 0, UINT64_MAX, &options->seed) ||
           number_option(argument, "-n", 1, UINT64_MAX, &options->count);
}

/* In how many ways of rounding. */
static bool ways_option(vector_options *options, char ***argument)
{
    options->all |= strcmp(**argument, "-all") == 0;
    options->modes |= strcmp(**argument, "-modes") == 0;
    return strcmp(**argument, "-all") == 0 || strcmp(**argument, "-modes") == 0;
}

static bool gen_option(vector_options *options, char ***argument)
{
    if (strcmp(**argument, "-forever") == 0) {
        options->forever = true;
        options->level = 2;
        return true;
    }
    if (strcmp(**argument, "-operands") == 0) {
        options->operands_only = true;
        return true;
    }
    if (strcmp(**argument, "-list") == 0) {
        options->list = true;
        return true;
    }
    if (strcmp(**argument, "-cover") == 0) {
        options->cover = true;
        return true;
    }
    if (strcmp(**argument, "-prefix") == 0) {
        options->prefix = *++*argument;
        if (options->prefix == NULL) {
            fail("-prefix: expected a text after it");
        }
        return true;
    }
    return false;
}

static bool check_option(vector_options *options, char ***argument)
{
    if (number_option(argument, "-errors", 0, UINT64_MAX, &options->errors)) {
        return true;
    }
    const char *option = **argument;
    if (strcmp(option, "-summary") == 0) {
        options->summary = true;
        return true;
    }
    const bool all = strcmp(option, "-checkAll") == 0;
    const bool nans = strcmp(option, "-checkNaNs") == 0;
    const bool any_nans = strcmp(option, "-anyNaNs") == 0;
    const bool integers = strcmp(option, "-checkInvInts") == 0;
    if (all || nans || any_nans) {
        options->nans = any_nans ? NANS_ANY : NANS_EXACT;
    }
    options->check_invalid_integers |= all || integers;
    return all || nans || any_nans || integers;
}

static bool cover_option(vector_options *options, char ***argument)
{
    const char *const option = **argument;
    if (strcmp(option, "-holes") == 0 && (*argument)[1] != NULL && strcmp((*argument)[1], "all") == 0) {
        options->holes = UINT64_MAX;
        ++*argument;
        return true;
    }
    if (number_option(argument, "-holes", 0, UINT64_MAX, &options->holes)) {
        return true;
    }
    const bool json = strcmp(option, "-json") == 0;
    const bool each = strcmp(option, "-each") == 0;
    const bool list = strcmp(option, "-list") == 0;
    options->json |= json;
    options->each |= each;
    options->list |= list;
    return json || each || list;
}

static bool digest_option(vector_options *options, char ***argument)
{
    if (strcmp(**argument, "-check") == 0) {
        options->digests = *++*argument;
        if (options->digests == NULL) {
            fail("-check: expected a file of digests after it, or - for standard input");
        }
        return true;
    }
    return number_option(argument, "-bits", 1, DIGEST_BITS_MAX, &options->bits);
}

bool own_option(vector_command command, vector_options *options, char ***argument)
{
    uint64_t level;
    const bool reads = command <= VECTORS_COVER;
    const bool writes = command == VECTORS_GEN || command == VECTORS_FILES;
    if (strcmp(**argument, "-noflags") == 0) {
        options->no_flags = true;
        return true;
    }
    if (command != VECTORS_DIGEST && number_option(argument, "-level", 1, 2, &level)) {
        options->level = (int)level;
        return true;
    }
    return ((reads || command == VECTORS_GEN) && amount_option(options, reads, argument)) ||
           (writes && cases_option(options, argument)) || (!reads && ways_option(options, argument)) ||
           (command == VECTORS_GEN && gen_option(options, argument)) ||
           (command == VECTORS_CHECK && check_option(options, argument)) ||
           (command == VECTORS_COVER && cover_option(options, argument)) ||
           (command == VECTORS_DIGEST && digest_option(options, argument));
}
