/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp dot: operands and instructions by name.
 */
#include <ctype.h>
#include <inttypes.h>
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

/* ---- Instructions ------------------------------------------------------------------------------------------------ */

/* Is the part in the text, but for case and for '-' and '_'? */
static bool has_part(const char *text, const char *part)
{
    for (; *text != '\0'; text++) {
        const char *t = text;
        const char *p = part;
        while (*p != '\0' && (tolower((unsigned char)*t) == tolower((unsigned char)*p) || (*t == '_' && *p == '-'))) {
            t++;
            p++;
        }
        if (*p == '\0') {
            return true;
        }
    }
    return part[0] == '\0';
}

const hu_dot_model *dot_model(const char *name)
{
    const hu_dot_model *found = NULL;
    char others[200] = "";
    size_t count = 0;
    const hu_dot_model *row;
    for (size_t i = 0; (row = hu_dot_at(i)) != NULL; i++) {
        if (same_word(name, row->name)) {
            return row;
        }
        if (has_part(row->name, name)) {
            const size_t used = strlen(others);
            snprintf(others + used, sizeof others - used, "%s%s", count == 0 ? "" : ", ",
                     count < 3 ? row->name : "...");
            others[count > 3 ? used : strlen(others)] = '\0';
            found = row;
            count++;
        }
    }
    if (count == 1) {
        return found;
    }
    if (count > 1) {
        fail("--model %s: %zu instructions have this in their names (%s); `halfulp dot --models %s` lists them",
             shown(name), count, others, name);
    }
    fail("--model %s: not an instruction; `halfulp dot --models` lists them", shown(name));
}

void dot_list_models(const char *part)
{
    const hu_dot_model *row;
    size_t count = 0;
    for (size_t i = 0; (row = hu_dot_at(i)) != NULL; i++) {
        if (!has_part(row->name, part)) {
            continue;
        }
        if (count++ == 0) {
            printf("%-42s %-5s %-5s %-5s %3s  %s\n", "NAME", "X", "Y", "SUM", "K", "HOW IT IS KNOWN");
        }
        printf("%-42s %-5s %-5s %-5s %3" PRIu32 "  %s\n", row->name, row->x->name, row->y->name, row->result->name,
               row->k, row->source);
    }
    if (count == 0) {
        fail("%s: no instruction has this in its name; `halfulp dot --models` lists them", shown(part));
    }
}
