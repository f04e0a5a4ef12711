/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp dot: operands.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dot.h"
#include "lines.h"
#include "values.h"

uint64_t dot_read_value(const hu_format *format, const char *text)
{
    hu_number x;
    bool inexact;
    const char *const error = read_value(format, text, &x, &inexact);
    if (error != NULL) {
        fail("%s: %s", shown(text), error);
    }
    return x.code;
}

static void append(dot_list *list, uint64_t code)
{
    if (list->count == list->room) {
        list->room = list->room == 0 ? 64 : 2 * list->room;
        list->codes = realloc(list->codes, list->room * sizeof list->codes[0]);
        if (list->codes == NULL) {
            fail("out of memory");
        }
    }
    list->codes[list->count++] = code;
}

void dot_read_list(dot_list *list, const char *text)
{
    char *const copy = malloc(strlen(text) + 1);
    if (copy == NULL) {
        fail("out of memory");
    }
    strcpy(copy, text);
    for (char *value = copy; value != NULL;) {
        char *const comma = strchr(value, ',');
        if (comma != NULL) {
            *comma = '\0';
        }
        append(list, dot_read_value(list->format, value));
        value = comma == NULL ? NULL : comma + 1;
    }
    free(copy);
}

void dot_read_lines(dot_list *x, dot_list *y)
{
    static line_reader reader;
    reader_open(&reader);
    while (line_next(&reader, NULL)) {
        char line[400];
        char values[2][200];
        char more;
        if (line_is_comment(&reader)) {
            continue;
        }
        set_input_line(reader.number);
        snprintf(line, sizeof line, "%s", line_text(&reader));
        if (sscanf(line, "%199s %199s %c", values[0], values[1], &more) != 2) {
            fail("%s: expected an X and a Y", shown(line));
        }
        append(x, dot_read_value(x->format, values[0]));
        append(y, dot_read_value(y->format, values[1]));
        set_input_line(0);
    }
}

size_t dot_fill(dot_list *list, size_t k)
{
    size_t added = 0;
    for (; list->count % k != 0 || list->count == 0; added++) {
        append(list, 0);
    }
    return added;
}
