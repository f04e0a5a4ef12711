/* SPDX-License-Identifier: Apache-2.0
 *
 * print.h - what lesson.c and options.c share: paragraphs, and errors of one line.
 */
#ifndef HALFULP_LESSON_PRINT_H
#define HALFULP_LESSON_PRINT_H

#include <stdarg.h>

/* Prints a text wrapped to LESSON_WIDTH columns; on the first line, `indent` of them are already used. */
void print_wrapped(int indent, const char *format, ...) __attribute__((format(printf, 2, 3)));
void print_wrapped_list(int indent, const char *format, va_list arguments);

/* Prints "NAME: PLACE: MESSAGE" on stderr and exits with status 2. The place may be "". */
_Noreturn void print_failure(const char *name, const char *place, const char *message);

#endif
