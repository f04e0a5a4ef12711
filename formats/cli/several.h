/* SPDX-License-Identifier: Apache-2.0
 *
 * The functions that gen, digest and vectors were told, by name and by pattern, each in the ways that the options say.
 */
#ifndef SEVERAL_H
#define SEVERAL_H

#include "vectors.h"

/* Calls `act` with each name, in the order of the command line, and of function_names.h for a pattern. What operands
 * have too many bits for -bits is left out of patterns. Fails, before the first call, on what is not a function and on
 * patterns that match nothing. */
void several_names(const vector_options *options, void (*act)(void *context, const char *name), void *context);

/* Calls `act` with each function in one way to round, or, with -all and -modes, in each. `words` are those of a header
 * that says how (sections.h), and *one are the options with them. */
typedef void section_action(void *context, const vector_options *one, const function *f, const char *words);
void several_functions(const vector_options *options, section_action *act, void *context);

#endif
