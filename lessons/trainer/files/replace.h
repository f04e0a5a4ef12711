/* SPDX-License-Identifier: Apache-2.0
 *
 * replace.h - a file that is at all times whole, the old one or the new one.
 *
 * FILE is written as FILE.new in the same folder, forced to the disk, and renamed. Links are followed: what they lead
 * to is replaced, and they stay. Processes that write the same file take turns.
 */
#ifndef TRAINER_REPLACE_H
#define TRAINER_REPLACE_H

#include "data/data.h"

enum { REPLACE_ALIKE_MAX = 64 };

/* Writes the file anew. A FILE.new that a crash has left is overwritten: it is empty, or its first bytes are the first
 * `alike` of these (at most REPLACE_ALIKE_MAX), or fewer. Another is refused. False: one line in `error`, FILE is what
 * it was, and there is no FILE.new that was not there before. */
bool replace_file(const char *path, const uint8_t *bytes, size_t size, size_t alike, char error[TRAINER_ERROR_SIZE]);

/* The name of FILE.new, links followed; NULL if its folder is not there, or out of memory. The caller frees it. */
char *replace_aside(const char *path);

/* Do both names stand for the same file, whatever links and spellings lead there? Also where it does not exist yet. */
bool same_file(const char *a, const char *b);

#endif
