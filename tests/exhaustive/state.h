/* SPDX-License-Identifier: Apache-2.0
 *
 * state.h - how far a shard has come, on disk: so that a sweep of hours can be stopped, resumed and added up.
 *
 * DIR/NAME.I-of-N holds a shard's sums so far; DIR/NAME.certificate, written when all shards of a sweep are complete,
 * their total. ('/' in a name is '-' there.) Both are text and are replaced as a whole or not at all.
 */
#ifndef STATE_H
#define STATE_H

#include "sweep.h"

typedef struct {
    uint64_t shard; /* of `shards`                                                                                   */
    uint64_t shards;
    uint64_t build;  /* hash of the program: the sums of another build say nothing about this one                    */
    uint64_t blocks; /* done, of this shard                                                                          */
    sweep_totals totals;
    double seconds; /* of processor time spent on them                                                               */
} state;

/* The number of blocks of a shard. */
uint64_t state_blocks(const sweep *s, const state *shard);

/* The hash of the running program. */
uint64_t state_build(const char *program);

/* Reads the shard's sums into *s, whose shard, shards and build are set. No file, or one of another build: all zero.
 * Answers what became of it: NULL, or a note for the user. Exits with status 2 if the file is malformed. */
const char *state_read(const char *folder, const sweep *which, state *s);

void state_write(const char *folder, const sweep *which, const state *s);

/* Writes the certificate if all shards are complete; true if it has. */
bool state_certify(const char *folder, const sweep *which, const state *any);

/* One line on stderr, exit status 2. */
_Noreturn void state_fail(const char *subject, const char *message);

#endif
