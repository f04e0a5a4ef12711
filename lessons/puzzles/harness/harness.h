/* SPDX-License-Identifier: Apache-2.0
 *
 * harness.h - between the grader and the process in which a reader's function runs. The function is compiled with
 * NN_name.c of this folder, which passes it its arguments, and linked with child.c and the C library, and with nothing
 * of halfulp. The grader writes operands into memory that both share, says how many, and reads the results there.
 */
#ifndef HALFULP_PUZZLES_HARNESS_H
#define HALFULP_PUZZLES_HARNESS_H

#include <stdint.h>

enum {
    PUZZLE_RECORDS = 65536, /* calls at a time                                */
    PUZZLE_INPUTS = 16,     /* words that a call takes, at most; and that ... */
    PUZZLE_OUTPUTS = 2,     /* ... it returns                                 */
    PUZZLE_ALARM = 60,      /* seconds after which a child ends by itself     */
    PUZZLE_SHARED = 3,      /* the child's file descriptors: the memory,      */
    PUZZLE_ORDERS = 4,      /* how many calls to make, as a uint32_t, and     */
    PUZZLE_REPORTS = 5      /* the same number when they are made             */
};

/* Records stand one after the other: in[0 .. inputs - 1] is the first. */
typedef struct {
    volatile uint32_t at;  /* the call that is being made */
    uint64_t used, passed; /* nanoseconds for all calls up to now: of the processor's time, and of the day's */
    uint8_t sum[65536];    /* x + y and x - y of E4M3 codes, at x * 256 + y, for puzzle 8 */
    uint8_t difference[65536];
    uint32_t in[PUZZLE_RECORDS * PUZZLE_INPUTS];
    uint32_t out[PUZZLE_RECORDS * PUZZLE_OUTPUTS];
} puzzle_shared;

/* The memory, in the child. */
extern puzzle_shared *puzzle_memory;

/* Calls the reader's function with each of these records, and says before each call which one it is. */
void puzzle_calls(const uint32_t *in, uint32_t *out, uint32_t calls);

#endif
