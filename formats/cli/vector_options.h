/* SPDX-License-Identifier: Apache-2.0
 *
 * Between vector_options.c, which reads the command lines of run, gen, check, digest and vectors, and
 * vector_own_options.c.
 */
#ifndef VECTOR_OPTIONS_H
#define VECTOR_OPTIONS_H

#include "vectors.h"

/* -NAME NUMBER, or -NAMENUMBER as TestFloat takes it too. True if *argument is that option, with a number up to `most`.
 */
bool number_option(char ***argument, const char *name, uint64_t least, uint64_t most, uint64_t *value);

/* An option that not all of the commands take. True if *argument was one; it is left on its last word. */
bool own_option(vector_command command, vector_options *options, char ***argument);

#endif
