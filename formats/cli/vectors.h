/* SPDX-License-Identifier: Apache-2.0
 *
 * What run, gen, check, cover, digest and vectors share: TestFloat's options with one dash, and the columns of a
 * vector,
 *
 *     OPERAND... [RANDOM] RESULT FLAGS
 *
 * hexadecimal numbers with one space between them. RANDOM is there with stochastic rounding only. A model may have
 * several results, and no flags. Comments and the footer: tally.h.
 */
#ifndef VECTORS_H
#define VECTORS_H

#include "functions.h"
#include "lines.h"
#include "models.h"
#include "policies.h"
#include "tally.h"

/* Which results pass for the NaN that is right; usual: quiet ones, and of a model the exact one. */
typedef enum { NANS_USUAL, NANS_QUIET, NANS_ANY, NANS_EXACT } nan_check;

typedef struct {
    policies policies;
    model_settings model;
    hu_env env; /* what the policies are for the function: set by vector_function */
    bool exact;
    uint64_t seed;
    int level;
    bool forever;
    uint64_t count; /* of cases, to write or to expect; 0: not given */
    bool count_all; /* as many are expected as gen writes            */
    bool footer;    /* gen writes one, run and check demand one      */
    bool operands_only;
    const char *prefix;
    uint64_t errors; /* after which check stops; 0: never            */
    bool summary;    /* check: mismatches by kind, and no stop       */
    bool no_flags;   /* no column of flags                           */
    char typed[256]; /* the options that say how to round, as typed  */
    nan_check nans;
    bool check_invalid_integers;
    const char *name;       /* the function or type; NULL: in headers       */
    char **names;           /* gen, digest, vectors: all that were named ... */
    int name_count;         /* ... how many                                 */
    bool all;               /* ... in every rounding, and so on             */
    bool modes;             /* ... in every rounding                        */
    bool list;              /* gen: only their names; cover: only the bins  */
    uint64_t bits;          /* digest: the most that operands have together; 0: no limit */
    const char *digests;    /* digest: the file that is checked; NULL: none */
    bool cover;             /* gen: a small set that reaches many bins      */
    bool json;              /* cover: as JSON                               */
    bool each;              /* cover: the bins of each case                 */
    uint64_t holes;         /* cover: missing bins to print of each group   */
    uint64_t operand_count; /* gen TYPE COUNT                               */
} vector_options;

/* Which options a subcommand takes beside those of the environment. */
typedef enum { VECTORS_RUN, VECTORS_CHECK, VECTORS_COVER, VECTORS_GEN, VECTORS_DIGEST, VECTORS_FILES } vector_command;

/* Domains of more bits are not digested. */
enum { DIGEST_BITS_MAX = 32 };

/* Reads the command line of one of these commands, from argv[1] on; prints `help` and ends the program where that is
 * asked for; fails on anything it does not know. */
vector_options vector_options_parse(vector_command command, int argc, char **argv, const char *help);

/* Adds the options of a header and takes its function, from words with blanks between them, which are cut apart. */
void vector_words_parse(vector_options *options, char *words);

/* The function that the options name, obeying -exact; sets options->env, in which a direction that the name fixes is
 * obeyed. */
function vector_function(vector_options *options);

/* The tally of the cases that the options expect of the function. */
case_tally vector_tally(const vector_options *options, const function *f);

/* Hexadecimal digits of the random column; 0 where there is none. */
int random_digits(const hu_env *env);

/* Reads operands and, with stochastic rounding, the random integer (into env) from the line; fails, after flushing
 * `writer` (which may be NULL), if they are not there. */
void read_operands(line_reader *reader, line_writer *writer, const function *f, uint64_t operands[OPERANDS_MAX],
                   hu_env *env);

/* Fails with the line, what is wrong in it and what was expected. with_result: check's lines and not run's. */
_Noreturn void fail_line(const line_reader *reader, line_writer *writer, const function *f, const hu_env *env,
                         bool with_result);

void write_operands(line_writer *writer, const function *f, const uint64_t operands[OPERANDS_MAX], const hu_env *env);
void write_answer(line_writer *writer, const function *f, const answer *result);

/* Reads the rest of a line of check's; fails if it is not an answer of the function. */
void read_answer(line_reader *reader, const function *f, const hu_env *env, answer *found);

#endif
