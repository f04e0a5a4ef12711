/* SPDX-License-Identifier: Apache-2.0
 *
 * state.h - the progress of a shard on disk, so that a sweep of hours can be stopped, resumed and added up.
 *
 * DIR/NAME.I-of-N holds a shard's sums so far. DIR/NAME.certificate holds their total; it is written when all shards of
 * a sweep are complete. ('/' in a name becomes '-' there.) Both are text, and are replaced as a whole or not at all.
 */
#ifndef STATE_H
#define STATE_H

#include "sweep.h"

typedef struct {
    uint64_t shard; /* of `shards` */
    uint64_t shards;
    uint64_t build;  /* hash of the program: sums of a different build are not comparable */
    uint64_t blocks; /* blocks of this shard that are done */
    sweep_totals totals;
    double seconds; /* processor time spent on them */
} state;

/* The number of blocks of a shard. */
uint64_t state_blocks(const sweep *s, const state *shard);

/* The hash of the running program. */
uint64_t state_build(const char *program);

/* Reads the shard's sums into *s, whose shard, shards and build are set. If there is no file, or one of another build,
 * all sums are zero. Returns NULL, or a note for the user. Exits with status 2 if the file is malformed. */
const char *state_read(const char *folder, const sweep *which, state *s);

void state_write(const char *folder, const sweep *which, const state *s);

/* Writes the certificate if all shards are complete; returns true if it did. */
bool state_certify(const char *folder, const sweep *which, const state *any);

/* Prints one line on stderr and exits with status 2. */
_Noreturn void state_fail(const char *subject, const char *message);

#endif
