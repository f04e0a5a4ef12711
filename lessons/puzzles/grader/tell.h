/* SPDX-License-Identifier: Apache-2.0
 *
 * tell.h - what the puzzles share: comparing numbers, printing them, and having the library explain them.
 */
#ifndef HALFULP_PUZZLES_TELL_H
#define HALFULP_PUZZLES_TELL_H

#include "halfulp_explain.h"

/* The same code, or a NaN where a NaN is expected. A code with bits beyond the format's is never the same. */
bool same_number(const hu_format *format, uint32_t expected, uint32_t given);

/* "0x3F81 = 1.0078125" into text[TELL_NUMBER]; of a code that the format does not have, that it is none. */
enum { TELL_NUMBER = 96 };
void tell_number(char *text, const hu_format *format, uint32_t code);

/* Prints two lines, "your answer 0x3F81 = 1.0078125" and "expected 0x3F80 = 1". */
void tell_codes(const hu_format *format, uint32_t given, uint32_t expected);

/* The same for results that are float: their values, in C's hexadecimal form if that is shorter. */
void tell_floats(uint32_t given, uint32_t expected);

/* Prints what `halfulp explain QUESTION` prints, below that command. The other arguments ask the same. */
void tell_explanation(const char *question, hu_operation operation, const hu_format *to, const hu_number *operands,
                      const hu_env *env);

/* The same for a conversion by an environment of zeros: halfulp explain "fp32 -> bf16: 0x3F808000". */
void tell_conversion(const hu_format *to, const hu_format *from, uint32_t code);

#endif
