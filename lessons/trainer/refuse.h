/* SPDX-License-Identifier: Apache-2.0
 *
 * refuse.h - how the trainer's functions fail, all alike: they return false (or NULL), leave nothing half-done, and put
 * one line into the caller's `error` that names what is wrong and what was expected.
 */
#ifndef TRAINER_REFUSE_H
#define TRAINER_REFUSE_H

#include <stdbool.h>

enum { TRAINER_ERROR_SIZE = 512 };

/* The line, as printf has it; cut off where there is no room. Returns false. */
bool trainer_refuse(char error[TRAINER_ERROR_SIZE], const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "PROGRAM: MESSAGE" on standard error, as programs report what went wrong. A byte that is not printable ASCII shows as
 * \xNN, and a message of more than some 400 characters loses its middle: what users typed may be anything. */
void trainer_complain(const char *program, const char *message);

#endif
