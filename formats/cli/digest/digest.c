/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp digest: all results of a function in 64 characters.
 */
#include "digest.h"

#include <inttypes.h>
#include <stdio.h>

#include "cli/cli.h"
#include "cli/several.h"

static const char help[] =
    "usage: halfulp digest [OPTION]... FUNCTION...\n"
    "       halfulp digest -check FILE [OPTION]... [FUNCTION]...\n"
    "Prints two digests of the results for all operands, one of the codes and one of the flags, with the\n"
    "number of cases, and the options and the function that they are of:\n"
    "\n"
    "  halfulp digest -modes f32_to_f16       2^32 cases in each rounding, seconds to a minute each\n"
    "  halfulp digest -all -bits 16 'e4m3_*'\n"
    "\n"
    "Whoever computes the same 64 characters from a processor, a GPU or a program has the same results.\n"
    "The definition: for the operands' codes in ascending order, the last operand's the fastest, results\n"
    "in the fewest of 1, 2, 4 and 8 bytes that hold them, the lowest first, each NaN replaced by the\n"
    "format's canonical one; or the flags, a byte each: 01 inexact, 02 underflow, 04 overflow, 08 division\n"
    "by zero, 10 invalid. The digest is SHA-256 over the SHA-256s, 32 bytes each, of chunks of 2^24 cases.\n"
    "The man page has programs that compute it from a processor and from NumPy.\n"
    "\n"
    "FUNCTION is as for `halfulp run`, or a pattern, 'e4m3_*': those with few enough bits. Stochastic\n"
    "rounding has no digest.\n"
    "\n"
    "OPTION, with one dash or two; those of `halfulp run` that say how to round, and\n"
    "  -modes        each function in every rounding direction that matters to it\n"
    "  -all          also with tininess detected before and after rounding, exact and not\n"
    "  -bits NUMBER  operands of at most that many bits together; 32, which is the most\n"
    "  -noflags      no digest of the flags\n"
    "  -check FILE   compute the lines of a file of digests again, or those of the functions named, and\n"
    "                say which differ; - is standard input. Exit status 1 if one does\n";

static void print_line(void *nothing, const vector_options *one, const function *f, const char *words)
{
    function_digest d;
    (void)nothing;
    digest_require(one, f);
    digest_compute(&d, f, &one->env, words);
    printf("%s %s %" PRIu64 " %s\n", d.codes, d.flags, d.cases, words);
    finish_output();
}

/* Nothing is computed before all functions are known to have digests. */
static void require_line(void *nothing, const vector_options *one, const function *f, const char *words)
{
    (void)nothing;
    (void)words;
    digest_require(one, f);
}

int command_digest(int argc, char **argv)
{
    const vector_options options = vector_options_parse(VECTORS_DIGEST, argc, argv, help);
    if (options.digests != NULL) {
        return digest_check(&options);
    }
    several_functions(&options, require_line, NULL);
    several_functions(&options, print_line, NULL);
    return STATUS_GOOD;
}
