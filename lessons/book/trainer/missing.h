/* SPDX-License-Identifier: Apache-2.0
 *
 * What wasi-libc does not declare and the trainer's command line calls, for a file that a page cannot have. Included
 * before each file of the module; nothing that calls it is linked.
 */
#ifndef BOOK_TRAINER_MISSING_H
#define BOOK_TRAINER_MISSING_H

char *realpath(const char *path, char *resolved);

#endif
