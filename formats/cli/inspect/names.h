/* SPDX-License-Identifier: Apache-2.0
 *
 * Names of tensors and files for a terminal.
 */
#ifndef CLI_NAMES_H
#define CLI_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/* As show_text (cli.h) shows a text, but that where `unicode` is set (the locale's characters are in UTF-8, and the
 * locale is in use) printable characters are shown as they are. In a string of JSON, escapes of printable characters
 * are shown as the character, but for a backslash and a quote; other escapes stay escapes. */
void show_name(char *to, size_t size, const char *text, size_t length, bool json, bool unicode);

#endif
