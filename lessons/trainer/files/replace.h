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

/* Replaces the file. A FILE.new that a crash has left is overwritten: one that is empty, or begins with the first
 * `alike` of these bytes (at most REPLACE_ALIKE_MAX), or with fewer and ends there. Any other is refused. If this
 * fails, as refuse.h says, FILE is unchanged, and no new FILE.new is left. */
bool replace_file(const char *path, const uint8_t *bytes, size_t size, size_t alike, char error[TRAINER_ERROR_SIZE]);

/* The name of FILE.new, with links followed; NULL if its folder does not exist, or out of memory. The caller frees it.
 */
char *replace_aside(const char *path);

/* Do both names lead to the same file, through links or other spellings? The file need not exist yet. */
bool same_file(const char *a, const char *b);

#endif
