/* SPDX-License-Identifier: Apache-2.0
 *
 * certificate.h - the lines of all shards of a sweep added up.
 */
#ifndef CERTIFICATE_H
#define CERTIFICATE_H

#include <stdio.h>

#include "sweep.h"

/* Reads lines of shards and writes the certificate of the sweep to stdout. Refuses, with one line on stderr, what does
 * not add up to the whole: a shard missing or there twice, a line of another sweep, of other sources or versions or
 * another size of shard, and a shard with failures. Returns the exit status: 0 certified, 1 refused. */
int certificate_merge(const sweep *s, FILE *lines);

#endif
