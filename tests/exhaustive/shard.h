/* SPDX-License-Identifier: Apache-2.0
 *
 * shard.h - the unit of work: consecutive cases of a sweep, whose result is one line of text. Shards do not depend on
 * each other: they run in any order, on any machine, and again where one was lost; certificate.c adds up their lines.
 */
#ifndef SHARD_H
#define SHARD_H

#include "cli/digest/sha256.h"
#include "sweep.h"

/* A shard has 2^24 cases, or what the last one has left (others for tests: their digests are others, too). */
enum { SHARD_LOG2 = 24, SHARD_LOG2_MIN = 12, SHARD_LOG2_MAX = 30, SHARD_LINE = 4096 };

typedef struct {
    sha256 codes[SWEEP_COLUMNS_MAX];
    sha256 flags[SWEEP_COLUMNS_MAX];
} shard_hashes;

/* The number of shards of a sweep. */
uint64_t shard_count(const sweep *s, int log2);

/* Runs a shard and prints its line on stdout:
 *
 *     sweep=NAME shard=I/N cases=... comparisons=... failures=... worst=... seconds=... sources=... versions=...
 *     method=... cpu=... paths=scalar,portable,... codes=HEX flags=HEX ...
 *
 * in one line, with paths only where there are several, and a pair of SHA-256 for each column. Returns true if there
 * was no failure. */
bool shard_prove(const sweep *s, uint64_t shard, int log2);

/* Writes the results of one column of a shard to stdout: what is hashed. */
void shard_dump(const sweep *s, uint64_t shard, int log2, unsigned column, bool flags);

/* Writes the operands of a shard of directed cases to stdout: those of each case in their order, four bytes each, the
 * lowest first. (The operands of other sweeps are the bits of a case's number.) */
void shard_operands(const sweep *s, uint64_t shard, int log2);

/* Runs a block of every n, another one for each i below n, and prints how it went. Conversions are run by boundaries,
 * straight, and with the boundaries to be found, and the results compared. */
bool shard_sample(const sweep *s, uint64_t i, uint64_t n);

/* The digest of the sources that the program was built from: formats/, ref/ and the sweeps (sources.sh). */
const char *shard_sources(void);

#endif
