/* SPDX-License-Identifier: Apache-2.0
 *
 * sweep.h - comparisons over all operands of an operation: complete, but too long for `make test`.
 *
 * A sweep has cases 0 to `cases` - 1, processed in blocks of SWEEP_BLOCK. Shard i of n takes every n-th block, so that
 * all shards cost about the same. Sums over cases depend neither on the order nor on how a sweep is divided.
 */
#ifndef SWEEP_H
#define SWEEP_H

#include <stdbool.h>
#include <stdint.h>

#include "ref.h"

enum { SWEEP_BLOCK = 4096, SWEEP_SHARDS_MAX = 65536 };

typedef struct {
    uint64_t comparisons;
    uint64_t failures;
    uint64_t digest; /* of the answers of formats/: equal wherever the library computes the same */
} sweep_totals;

typedef struct sweep {
    const char *name; /* "convert/e4m3"            */
    const char *what; /* for people                */
    uint64_t cases;   /* a multiple of SWEEP_BLOCK */
    void (*run)(const struct sweep *sweep, uint64_t begin, uint64_t end, sweep_totals *totals);
    const char *(*lacks)(void); /* returns what is missing here, or NULL; may itself be NULL */
    ref_op op;                  /* of sweep_against_ref                                  */
    const char *from;           /* format of the operands                                */
    const char *to;             /* format of the result                                  */
    unsigned setting;           /* of the sweeps over instructions: see there            */
} sweep;

/* All sweeps by index, the quicker ones first (sweeps.c); NULL past the last. */
const sweep *sweep_at(unsigned index);

/* formats/ against ref/ on all operands, in every rounding mode, with the other policies in turn (sweep_ref.c). */
void sweep_against_ref(const sweep *s, uint64_t begin, uint64_t end, sweep_totals *totals);

/* Models and instructions (sweep_x86.c). */
void sweep_vcvtps2ph(const sweep *s, uint64_t begin, uint64_t end, sweep_totals *totals);
void sweep_vcvtph2ps(const sweep *s, uint64_t begin, uint64_t end, sweep_totals *totals);
void sweep_vcvtneps2bf16(const sweep *s, uint64_t begin, uint64_t end, sweep_totals *totals);
const char *sweep_lacks_f16c(void);
const char *sweep_lacks_bf16(void);

/* The trainer's paths and their soft twins over three epochs, in a single block (sweep_training.c). */
void sweep_training(const sweep *s, uint64_t begin, uint64_t end, sweep_totals *totals);

/* A 64-bit hash. */
uint64_t sweep_hash(uint64_t x);

/* Adds one answer of formats/ to the count and to the digest, a sum of hashes. `variant`, below 16, distinguishes the
 * answers to one case. Returns true if the other side agrees. */
bool sweep_compare(sweep_totals *totals, uint64_t index, unsigned variant, uint64_t code, uint32_t flags,
                   uint64_t expected_code, uint32_t expected_flags);

#endif
