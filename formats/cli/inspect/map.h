/* SPDX-License-Identifier: Apache-2.0
 *
 * A file in memory, without a copy.
 */
#ifndef MAP_H
#define MAP_H

#include <stddef.h>

/* The bytes of a regular file that is not empty, to be read, until the program ends; otherwise fails. From then on the
 * program also ends with an error, and not by a signal, if somebody makes the file shorter. */
const unsigned char *map_file(const char *path, size_t *size);

#endif
