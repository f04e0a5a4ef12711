/* SPDX-License-Identifier: Apache-2.0
 *
 * The parts of hu_explain_text. Internal to the library.
 */
#ifndef HU_EXPLAIN_TEXT_H
#define HU_EXPLAIN_TEXT_H

#include "draw.h"

/* "to nearest, ties to even": completes "rounded". */
const char *hu_words_rounding(uint32_t rounding);

/* "0x34CC", as many digits as the format's width takes. */
void hu_phrase_add_code(hu_phrase *p, const hu_format *format, uint64_t code);

/* A sentence on lines of its own, or on more lines than one. */
void hu_write_sentence(hu_writer *w, const char *text);

/* The third stage, or what was found instead of it where there is nothing to round. */
void hu_write_rounding(hu_writer *w, const hu_explanation *e);

/* What became of the rounded number at the ends of the range, and what stands for something that the format lacks. */
void hu_write_replacement(hu_writer *w, const hu_explanation *e);

#endif
