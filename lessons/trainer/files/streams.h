/* SPDX-License-Identifier: Apache-2.0
 *
 * streams.h - what a program that writes files does first.
 */
#ifndef TRAINER_STREAMS_H
#define TRAINER_STREAMS_H

#include "refuse.h"

/* If descriptor 0, 1 or 2 is closed, the next open() reuses it, and output lands in that file. So input and error are
 * opened on /dev/null where they are closed; where standard output is, this fails as refuse.h says. And a file that may
 * not grow (ulimit -f) makes a write fail, as a full disk does, and does not end the program. */
bool streams_prepare(char error[TRAINER_ERROR_SIZE]);

#endif
