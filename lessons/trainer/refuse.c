/* SPDX-License-Identifier: Apache-2.0
 *
 * Errors of the trainer's functions; see refuse.h.
 */
#include "refuse.h"

#include <stdarg.h>
#include <stdio.h>

bool trainer_refuse(char error[TRAINER_ERROR_SIZE], const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error, TRAINER_ERROR_SIZE, format, arguments);
    va_end(arguments);
    return false;
}
