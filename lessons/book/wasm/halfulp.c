/* SPDX-License-Identifier: Apache-2.0
 *
 * What the pages need beside the library's own functions. Those with arguments that are integers and pointers are
 * called from JavaScript as they are (hu_format_parse, hu_apply, hu_explain, ...: the list is in book.mk); these pass
 * or return a struct. Nothing here computes.
 */
#include "halfulp.h"

#include <stddef.h>
#include <stdint.h>

size_t book_print(char *text, size_t size, const hu_format *format, uint64_t code, int32_t style);

/* Styles of text: those of hu_text, and the one that the halfulp command shows: the shortest decimal that reads back as
 * FP64, if the number is one of FP64, which for narrow formats is the exact value with few digits. */
enum { STYLE_DECIMAL = HU_TEXT_HEX + 1 };

static hu_number widened(hu_number x)
{
    const hu_format *fp64 = hu_format_find("fp64");
    hu_env env = {0};
    const hu_number wide = hu_convert(fp64, x, &env);
    return env.flags == 0 && hu_classify(x) > HU_QUIET_NAN ? wide : x;
}

/* hu_print, for a number in two arguments. */
size_t book_print(char *text, size_t size, const hu_format *format, uint64_t code, int32_t style)
{
    const hu_number x = {format, code};
    return style == STYLE_DECIMAL ? hu_print(text, size, widened(x), HU_TEXT_SHORTEST)
                                  : hu_print(text, size, x, (hu_text)style);
}
