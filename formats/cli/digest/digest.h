/* SPDX-License-Identifier: Apache-2.0
 *
 * The digest of a function: 64 characters each for the codes and the flags of all its results, by which others compare.
 *
 * Results are hashed in the order and the bytes of results.h. The digest is SHA-256 over the SHA-256s, 32 bytes each,
 * of chunks of 2^24 cases; the last chunk has what is left. That of a sweep's certificate (tests/exhaustive/) is the
 * same.
 */
#ifndef DIGEST_H
#define DIGEST_H

#include "cli/vectors.h"
#include "sha256.h"

typedef struct {
    uint64_t cases;
    char codes[SHA256_HEX];
    char flags[SHA256_HEX]; /* "-" without flags */
} function_digest;

/* The digest of all cases of the function, whose operands have at most DIGEST_BITS_MAX bits; env is deterministic.
 * Shows its progress under that name. */
void digest_compute(function_digest *d, const function *f, const hu_env *env, const char *name);

/* Fails if a function has no digest within the options. */
void digest_require(const vector_options *options, const function *f);

/* `halfulp digest -check`: recomputes the lines of a file of digests, and says of each whether it is right. Returns the
 * exit status. */
int digest_check(const vector_options *options);

#endif
