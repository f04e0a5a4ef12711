/* SPDX-License-Identifier: Apache-2.0
 *
 * check.h - the list of checks, and the functions that every check uses.
 *
 * A check is a plain C function, check_SUITE_NAME, that returns its number of failures and reports on stderr what it
 * compared. If this machine lacks what it needs, it says so and returns CHECK_SKIPPED, which counts as neither passed
 * nor failed. Two front ends run the same list: suite.c through Criterion, and plain.c by itself, where Criterion
 * cannot run.
 */
#ifndef CHECK_H
#define CHECK_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* One list for both front ends. */
#define CHECKS(X)                                                                                                      \
    X(ref, second_opinion)                                                                                             \
    X(formats, constants)                                                                                              \
    X(formats, names)                                                                                                  \
    X(formats, described)                                                                                              \
    X(formats, texts)                                                                                                  \
    X(formats, fields)                                                                                                 \
    X(interface, operations)                                                                                           \
    X(interface, refusals)                                                                                             \
    X(interface, flat)                                                                                                 \
    X(interface, version)                                                                                              \
    X(gen, cases)                                                                                                      \
    X(gen, refusals)                                                                                                   \
    X(formats, random_bits)                                                                                            \
    X(formats, environment)                                                                                            \
    X(decode, every_code)                                                                                              \
    X(convert, from_fp16)                                                                                              \
    X(convert, from_bf16)                                                                                              \
    X(convert, from_fp8)                                                                                               \
    X(convert, from_fp32)                                                                                              \
    X(convert, from_fp64)                                                                                              \
    X(arith, e4m3_add_sub)                                                                                             \
    X(arith, e4m3_mul_div)                                                                                             \
    X(arith, e5m2_add_sub)                                                                                             \
    X(arith, e5m2_mul_div)                                                                                             \
    X(arith, sqrt)                                                                                                     \
    X(arith, fp16)                                                                                                     \
    X(arith, bf16)                                                                                                     \
    X(arith, fp32)                                                                                                     \
    X(arith, fp32_rows)                                                                                                \
    X(arith, fp8_fma)                                                                                                  \
    X(arith, mixed)                                                                                                    \
    X(fast, rounding)                                                                                                  \
    X(fast, pairs)                                                                                                     \
    X(fast, operands)                                                                                                  \
    X(fast, roots)                                                                                                     \
    X(stochastic, every_draw)                                                                                          \
    X(stochastic, sticky)                                                                                              \
    X(policies, pairs_ocp8)                                                                                            \
    X(policies, pairs_fnuz)                                                                                            \
    X(policies, pairs_ieee8)                                                                                           \
    X(policies, pairs_small)                                                                                           \
    X(policies, pairs_p3109)                                                                                           \
    X(policies, triples_fp4)                                                                                           \
    X(policies, triples_fp6)                                                                                           \
    X(policies, mixed)                                                                                                 \
    X(policies, draws)                                                                                                 \
    X(operations, sqrt_log_b)                                                                                          \
    X(operations, scale_b)                                                                                             \
    X(operations, scale_b_far)                                                                                         \
    X(operations, to_integral)                                                                                         \
    X(operations, to_integer)                                                                                          \
    X(operations, integer_ends)                                                                                        \
    X(operations, from_integer)                                                                                        \
    X(operations, class_next)                                                                                          \
    X(operations, total_order)                                                                                         \
    X(operations, convert)                                                                                             \
    X(operations, compare)                                                                                             \
    X(array, from_fp16)                                                                                                \
    X(array, from_bf16)                                                                                                \
    X(array, from_fp32)                                                                                                \
    X(array, from_fp64)                                                                                                \
    X(array, from_narrow)                                                                                              \
    X(array, operations)                                                                                               \
    X(array, overflow)                                                                                                 \
    X(array, words)                                                                                                    \
    X(array, pairs)                                                                                                    \
    X(array, sums)                                                                                                     \
    X(array, ends)                                                                                                     \
    X(array, alignments)                                                                                               \
    X(array, draws)                                                                                                    \
    X(array, state)                                                                                                    \
    X(array, refused)                                                                                                  \
    X(explain, pairs)                                                                                                  \
    X(explain, patterned)                                                                                              \
    X(explain, integers)                                                                                               \
    X(explain, refused)                                                                                                \
    X(digests, drawn)                                                                                                  \
    X(presets, names)                                                                                                  \
    X(presets, conversions)                                                                                            \
    X(presets, arithmetic)                                                                                             \
    X(presets, integers)                                                                                               \
    X(explain, text)                                                                                                   \
    X(explain, words)                                                                                                  \
    X(explain, layout)                                                                                                 \
    X(p3109, every_code)                                                                                               \
    X(p3109, quantities)                                                                                               \
    X(p3109, names)                                                                                                    \
    X(text, print_fp16)                                                                                                \
    X(text, print_bf16)                                                                                                \
    X(text, print_other)                                                                                               \
    X(text, halves)                                                                                                    \
    X(text, longest)                                                                                                   \
    X(text, forms)                                                                                                     \
    X(text, style)                                                                                                     \
    X(text, refused)                                                                                                   \
    X(bugs, regressions)                                                                                               \
    X(bugs, malformed)                                                                                                 \
    X(models, f16c)                                                                                                    \
    X(models, fma)                                                                                                     \
    X(models, bf16)                                                                                                    \
    X(models, fp16)                                                                                                    \
    X(models, ebf16)                                                                                                   \
    X(models, amx)                                                                                                     \
    X(models, fp16_recorded)                                                                                           \
    X(models, amx_recorded)                                                                                            \
    X(models, amx_silicon)                                                                                             \
    X(models, table)                                                                                                   \
    X(models, refused)                                                                                                 \
    X(models, x86_restated)                                                                                            \
    X(models, arm_restated)                                                                                            \
    X(models, avx10_fp8)                                                                                               \
    X(models, avx10_minmax)                                                                                            \
    X(models, avx10_dots)                                                                                              \
    X(models, arm_fp8)                                                                                                 \
    X(models, arm_fp8_pairs)                                                                                           \
    X(models, arm_fp8_vectors)                                                                                         \
    X(models, arm_fp8_facts)                                                                                           \
    X(models, riscv)                                                                                                   \
    X(models, nvidia)                                                                                                  \
    X(models, nvidia_recorded)                                                                                         \
    X(models, facts)                                                                                                   \
    X(models, arm_conversions)                                                                                         \
    X(models, arm_multiply_add)                                                                                        \
    X(models, arm_dots)                                                                                                \
    X(silicon, scalars)                                                                                                \
    X(dot, rows)                                                                                                       \
    X(dot, scaled)                                                                                                     \
    X(dot, recorded)                                                                                                   \
    X(dot, not_monotone)                                                                                               \
    X(dot, table)                                                                                                      \
    X(dot, accumulations)                                                                                              \
    X(dot, refused)                                                                                                    \
    X(dot, register)                                                                                                   \
    X(dot, permuted)                                                                                                   \
    X(dot, ones)                                                                                                       \
    X(dot, bounds)                                                                                                     \
    X(block, published)                                                                                                \
    X(block, matrices)                                                                                                 \
    X(block, table)                                                                                                    \
    X(block, shapes)                                                                                                   \
    X(block, rows)                                                                                                     \
    X(block, drawn)                                                                                                    \
    X(block, variants)                                                                                                 \
    X(block, values)                                                                                                   \
    X(block, singles)                                                                                                  \
    X(block, pairs)                                                                                                    \
    X(block, zero_points)                                                                                              \
    X(block, flushed_scales)                                                                                           \
    X(block, quotients)                                                                                                \
    X(block, distance)                                                                                                 \
    X(block, packing)                                                                                                  \
    X(block, transform)                                                                                                \
    X(block, recipes_refused)                                                                                          \
    X(block, calls_refused)                                                                                            \
    X(block, special)                                                                                                  \
    X(block, round_trip)                                                                                               \
    X(block, saturation)                                                                                               \
    X(block, noise)                                                                                                    \
    X(trainer, paths)                                                                                                  \
    X(trainer, f16c)                                                                                                   \
    X(trainer, vdpbf16ps)                                                                                              \
    X(trainer, bfdot)                                                                                                  \
    X(trainer, twins)                                                                                                  \
    X(trainer, definitions)                                                                                            \
    X(trainer, products)                                                                                               \
    X(trainer, threads)                                                                                                \
    X(trainer, storage)                                                                                                \
    X(trainer, new_row)                                                                                                \
    X(trainer, conversions)                                                                                            \
    X(trainer, elementary)                                                                                             \
    X(trainer, fma_fp64)                                                                                               \
    X(trainer, stores)                                                                                                 \
    X(trainer, accumulators)                                                                                           \
    X(trainer, exp_log)                                                                                                \
    X(trainer, softmax)                                                                                                \
    X(trainer, exact_scaling)                                                                                          \
    X(trainer, gradients)                                                                                              \
    X(trainer, drawn_stores)                                                                                           \
    X(trainer, balanced_stores)                                                                                        \
    X(trainer, drawn_gradients)                                                                                        \
    X(trainer, updates)                                                                                                \
    X(trainer, statistics)                                                                                             \
    X(trainer, observe)                                                                                                \
    X(trainer, classification)                                                                                         \
    X(trainer, hidden_layer)                                                                                           \
    X(trainer, vanished_scale)                                                                                         \
    X(trainer, watch)                                                                                                  \
    X(trainer, accuracy)                                                                                               \
    X(trainer, loss_scaler)                                                                                            \
    X(trainer, data)                                                                                                   \
    X(trainer, names)                                                                                                  \
    X(trainer, idx)                                                                                                    \
    X(trainer, gzip)                                                                                                   \
    X(trainer, gzip_large)                                                                                             \
    X(trainer, fashion)                                                                                                \
    X(trainer, resume)                                                                                                 \
    X(trainer, golden)                                                                                                 \
    X(trainer, corruption)                                                                                             \
    X(trainer, forgery)                                                                                                \
    X(trainer, atomicity)                                                                                              \
    X(trainer, telemetry)                                                                                              \
    X(trainer, ledger)                                                                                                 \
    X(trainer, formulas)                                                                                               \
    X(lessons, runs)                                                                                                   \
    X(lessons, frame)                                                                                                  \
    X(lessons, puzzles)                                                                                                \
    X(lessons, reduce)                                                                                                 \
    X(lessons, signals)

#define CHECK_DECLARE(suite, name) long check_##suite##_##name(void);
CHECKS(CHECK_DECLARE)
#undef CHECK_DECLARE

/* "DIR/name" of a file in the data directory: $HALFULP_DATA, or data/ under the current directory. */
const char *check_data_path(const char *name);

/* "DIR/name" for a check's own file or directory, in $TMPDIR or /tmp. */
void check_scratch_path(char *path, size_t size, const char *name);

/* The seed of this run's random operands: $HALFULP_SEED. If the user has not set it, the front end has. */
uint64_t check_seed(void);

/* True if the next case of a long loop belongs to this run: every case, or, with HALFULP_DOSE=1/N, the first and then
 * one in N, drawn, so that those left are spread over all. For emulators; a loop of few cases does not ask. */
bool check_dose(void);

/* For loops too long for an emulator that cannot be divided: they are skipped unless the dose is all. */
bool check_dose_is_all(void);

/* Before each check: its cases are then drawn in the same way whatever ran before. */
void check_restart(void);

/* Prints the seed and, if it is not all, the dose. */
void check_announce(void);

/* Runs before the checks: loads what they need, and sets the seed and the dose. On bad input it prints one line on
 * stderr and exits with status 2. */
void check_begin(const char *program);

/* The number of failures of a check shown in full; the rest are only counted. */
enum { CHECK_SHOWN = 5 };

enum { CHECK_SKIPPED = -1 };

/* Prints " NAME: N comparisons, F failures" and returns F. */
long check_end(const char *name, long long comparisons, long failures);

/* The counts of a check of single cases. check_that counts one; if it is not good, it prints what was wrong. */
typedef struct {
    long long comparisons;
    long failures;
} check_tally;

void check_that(check_tally *t, bool good, const char *what);

#endif
