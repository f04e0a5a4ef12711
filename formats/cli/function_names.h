/* SPDX-License-Identifier: Apache-2.0
 *
 * All functions that have a name without a description in it: for patterns.
 */
#ifndef FUNCTION_NAMES_H
#define FUNCTION_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/* Is there a character in the text that makes it a pattern, as the shell has them: * ? [ */
bool is_pattern(const char *text);

/* Is the name the text, or matched by it? */
bool function_name_matches(const char *text, const char *name);

/* The names that match the pattern, in the order of formats and operations, one after the other, each with its zero;
 * *count is their number. Names are TestFloat's where it has the format (f16, f32, f64, bf16), and otherwise those of
 * the table; of operands of different formats and of roundings fixed by a name there are none. Then come the models.
 * Free the text. Fails if nothing matches. */
char *function_names(const char *pattern, size_t *count);

#endif
