/* SPDX-License-Identifier: Apache-2.0
 *
 * compare_text.h - numbers as text, by formats/ and by ref/.
 */
#ifndef COMPARE_TEXT_H
#define COMPARE_TEXT_H

#include "compare.h"

/* Counts a failure, and reports it: `what` of x is `text` for formats/. */
void compare_text_differs(compare *c, hu_number x, const char *what, const char *text, const char *expected);

/* Reads the text by default, and with every policy random. */
void compare_text_read(compare *c, const hu_format *to, const char *text);

#endif
