/* SPDX-License-Identifier: Apache-2.0
 *
 * streams.h - what a program that writes files does first.
 */
#ifndef TRAINER_STREAMS_H
#define TRAINER_STREAMS_H

#include <stdbool.h>

/* A descriptor 0, 1 or 2 that is closed would go to the first file that is opened, and what is printed into that file.
 * So input and error lead to /dev/null where they are closed; false, and errno, where standard output is. And a file
 * that may not grow (ulimit -f) fails to be written, as on a full disk, instead of ending the program. */
bool streams_prepare(void);

#endif
