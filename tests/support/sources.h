/* SPDX-License-Identifier: Apache-2.0
 *
 * sources.h - the sources that hu_env_like() reproduces: for each, the restated rule (ref/like.h) and the questions for
 * it.
 */
#ifndef SOURCES_H
#define SOURCES_H

#include "compare.h"
#include "like.h"

/* The roundings of a case: the preset's own; to nearest even or toward zero; up or toward zero; the directed ones and
 * nearest even; all, including the stochastic ones; nearest even, or stochastic A with 8 bits. */
typedef enum {
    ROUND_OWN,
    ROUND_NEAREST_OR_ZERO,
    ROUND_UP_OR_ZERO,
    ROUND_DIRECTED,
    ROUND_ANY,
    ROUND_BIAS
} source_roundings;

enum { SOURCE_TO_MAX = 13, SOURCE_FROM_MAX = 13 };

/* Looks for a difference that hu_preset's `differs` names: formats/ gives *code, and the source answers otherwise. */
typedef bool source_difference(const like_question *q, const hu_format *to, like_answer answer, uint64_t *code);

/* Conversions from each format of one list to each of the other. The lists end with NULL. */
typedef struct {
    const char *name;                           /* the preset's name                                   */
    like_answer (*ask)(const like_question *q); /* the restated rule                                   */
    bool has_flags;                             /* the source has flags, and they are restated as well */
    source_roundings roundings;
    const char *to[SOURCE_TO_MAX];
    const char *from[SOURCE_FROM_MAX];
    source_difference *differs; /* NULL: no difference */
} source_case;

/* The sources by index, from 0; NULL past the last. */
const source_case *source_at(size_t index);

/* Fills *env with the index-th rounding of the case; returns false past the last. Random choices come from `random`. */
bool source_rounding(const source_case *source, unsigned index, uint64_t random, hu_env *env);

/* A format by name, created once. */
const hu_format *source_format(const char *name);

/* Asks formats/ and the source, and prints the difference unless the preset names it. The question's mode is the
 * environment's. */
typedef struct {
    const char *check;
    long long comparisons;
    long failures;
} source_tally;

void source_compare(source_tally *tally, const source_case *source, like_question *q, const hu_number *operands,
                    const hu_format *to, const hu_env *env);

#endif
