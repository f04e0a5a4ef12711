/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of explain/ share. Internal to the library.
 *
 *      stages.c    hu_explain: decodes, computes the exact result
 *      rounding.c  what rounding does with it
 *      text.c      hu_explain_text: title, codes, exact result
 *      words.c     the rounding in sentences; ends.c: overflow, underflow, what the format lacks
 *      draw.c      bits in columns, and numbers as decimals
 *      writer.c    lines of a given width in a caller's buffer
 */
#ifndef HU_EXPLAIN_STAGES_H
#define HU_EXPLAIN_STAGES_H

#include "halfulp_explain.h"
#include "round.h"

/* Arithmetic is sure of this many bits of an exact result that has more (arith.h). The others are cut off, and sticky
 * stands for them. */
enum { HU_EXPLAIN_SURE_BITS = 59 };

/* A value of the pipeline as public data. `jammed`: the low bits of its significand may stand for others. */
hu_explained_value hu_explain_value(hu_value v, bool jammed);

/* The other way; sticky is lost. */
hu_value hu_explain_private(hu_explained_value v);

/* The magnitude of an integer of at most 64 bits. */
uint64_t hu_explain_integer(hu_explained_value v);

/* What rounding `exact` to a multiple of the quantum under env means; *rounded: what the library makes of it. `to`: the
 * format whose codes the neighbours have. */
hu_explained_rounding hu_explain_grid(const hu_format *to, hu_value exact, bool jammed, hu_quantum quantum,
                                      const hu_env *env, hu_value *rounded);

/* The third stage: fills e->rounding, e->replaced, and returns the value of the result. */
hu_value hu_explain_round(hu_explanation *e, const hu_format *to, hu_value exact, bool jammed);

#endif
