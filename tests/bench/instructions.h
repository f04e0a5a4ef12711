/* SPDX-License-Identifier: Apache-2.0
 *
 * instructions.h - what a programmer would write with the processor's instructions, where it has one for the work.
 */
#ifndef BENCH_INSTRUCTIONS_H
#define BENCH_INSTRUCTIONS_H

#include "bench/peers.h"

/* The loop, and the instruction's name; or NULL, and why: because the processor lacks it or because there is none. */
bench_array_pass *instruction_find(const char *work, const char **name, const char **why);

#endif
