/* SPDX-License-Identifier: Apache-2.0
 *
 * The digest of a function. See digest.h.
 */
#include <string.h>

#include "cli/cli.h"
#include "digest.h"
#include "results.h"

enum { CHUNK = 1 << 24 };

/* Adds the SHA-256 of what was hashed to another hash. */
static void add_digest(sha256 *to, sha256 *of)
{
    uint8_t digest[SHA256_BYTES];
    sha256_end(of, digest);
    sha256_add(to, digest, sizeof digest);
}

static void hash_chunk(results *r, uint64_t first, uint64_t end, sha256 *codes, sha256 *flags)
{
    sha256 chunk_codes;
    sha256 chunk_flags;
    sha256_begin(&chunk_codes);
    sha256_begin(&chunk_flags);
    while (first < end) {
        const unsigned count = end - first < RESULTS_BLOCK ? (unsigned)(end - first) : RESULTS_BLOCK;
        results_get(r, first, count);
        sha256_add(&chunk_codes, r->codes, count * r->size);
        if (r->with_flags) {
            sha256_add(&chunk_flags, r->flags, count);
        }
        first += count;
    }
    add_digest(codes, &chunk_codes);
    add_digest(flags, &chunk_flags);
}

static void print_digest(char text[SHA256_HEX], sha256 *h)
{
    uint8_t digest[SHA256_BYTES];
    sha256_end(h, digest);
    sha256_print(text, digest);
}

void digest_compute(function_digest *d, const function *f, const hu_env *env, const char *name)
{
    static results r;
    sha256 codes;
    sha256 flags;
    d->cases = UINT64_C(1) << function_operand_bits(f);
    results_open(&r, f, env);
    sha256_begin(&codes);
    sha256_begin(&flags);
    for (uint64_t first = 0; first < d->cases; first += CHUNK) {
        report_progress(name, first, d->cases);
        hash_chunk(&r, first, d->cases - first < CHUNK ? d->cases : first + CHUNK, &codes, &flags);
    }
    report_progress(name, d->cases, d->cases);
    print_digest(d->codes, &codes);
    print_digest(d->flags, &flags);
    if (!r.with_flags) {
        strcpy(d->flags, "-");
    }
}

void digest_require(const vector_options *options, const function *f)
{
    const int bits = function_operand_bits(f);
    if (options->env.random_bits != 0) {
        fail("%s: expected a rounding without random integers; results of -rstochastic are not of the operands alone",
             options->name);
    }
    if ((uint64_t)bits > options->bits) {
        fail("%s: its operands have %d bits together; expected at most %d, for a digest of all results", options->name,
             bits, (int)options->bits);
    }
}
