/* SPDX-License-Identifier: Apache-2.0
 *
 * Test vectors: the cases of cases.h with their results, as gen writes them, alone or as a section. See sections.h.
 */
#include <stdlib.h>
#include <string.h>

#include "cases.h"
#include "cover/greedy.h"
#include "sections.h"

/* The stream of the random column: beyond those of an operation's operands. */
enum { RANDOM_STREAM = 2 * HU_OPERANDS_MAX };

/* A case; `apply`: with its result. */
static void write_case(line_writer *writer, const function *f, const uint64_t operands[OPERANDS_MAX], hu_env *env,
                       bool apply)
{
    answer result;
    write_operands(writer, f, operands, env);
    if (apply) {
        function_apply(f, operands, env, &result);
        write_answer(writer, f, &result);
    } else {
        writer_character(writer, '\n');
    }
}

/* A small set of cases that reaches many bins. */
static uint64_t write_cover(line_writer *writer, const vector_options *options, const function *f, bool apply)
{
    const cover_set set = cover_search(f, &options->env, options->level, options->seed, options->count);
    hu_env env = options->env;
    uint64_t operands[OPERANDS_MAX] = {0};
    for (size_t i = 0; i < set.count; i++) {
        memcpy(operands, set.vectors[i].operands, sizeof set.vectors[i].operands);
        env.random = set.vectors[i].random;
        write_case(writer, f, operands, &env, apply);
    }
    if (options->footer) {
        write_footer(writer, set.count);
    }
    free(set.vectors);
    return set.count;
}

uint64_t write_cases(line_writer *writer, const vector_options *options, const function *f, bool apply)
{
    case_list cases;
    if (options->cover) {
        return write_cover(writer, options, f, apply);
    }
    const uint64_t wanted_count = options->forever ? UINT64_MAX : options->count;
    cases_open(&cases, f, options->level, options->seed, wanted_count);
    const uint64_t count = wanted_count != 0 ? wanted_count : cases.gen.usual;
    hu_env env = options->env;
    uint64_t operands[OPERANDS_MAX] = {0};
    for (uint64_t i = 0; i < count; i++) {
        cases_get(&cases, i, operands);
        if (env.random_bits != 0) {
            env.random = hu_random(options->seed, RANDOM_STREAM, i) >> (64 - env.random_bits);
        }
        write_case(writer, f, operands, &env, apply);
    }
    if (options->footer) {
        write_footer(writer, count);
    }
    cases_close(&cases);
    return count;
}

uint64_t write_section(line_writer *writer, const vector_options *options, const function *f, const char *words)
{
    vector_options one = *options;
    one.footer = true;
    write_header(writer, words);
    return write_cases(writer, &one, f, !options->operands_only);
}
