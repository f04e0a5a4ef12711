/* SPDX-License-Identifier: Apache-2.0
 *
 * All functions that have a name. See function_names.h.
 */
#define _POSIX_C_SOURCE 200809L
#include "function_names.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "functions.h"

enum { NAME_SIZE = 128 };

static const char *const integer_types[] = {"i32", "i64", "ui32", "ui64"};
enum { INTEGER_TYPES = sizeof integer_types / sizeof integer_types[0] };

typedef struct {
    const char *pattern;
    char *text;
    size_t used;
    size_t room;
    size_t count;
} name_list;

static void add(name_list *list, const char *name)
{
    if (fnmatch(list->pattern, name, 0) != 0) {
        return;
    }
    const size_t size = strlen(name) + 1;
    if (list->room - list->used < size) {
        list->room = 2 * list->room + NAME_SIZE;
        list->text = realloc(list->text, list->room);
        if (list->text == NULL) {
            fail("out of memory");
        }
    }
    memcpy(list->text + list->used, name, size);
    list->used += size;
    list->count++;
}

/* What TestFloat calls it. */
static const char *name_of(const hu_format *format)
{
    static const char *const names[][2] = {{"fp16", "f16"}, {"fp32", "f32"}, {"fp64", "f64"}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(format->name, names[i][0]) == 0) {
            return names[i][1];
        }
    }
    return format->name;
}

static void add_pair(name_list *list, const char *from, const char *to)
{
    char name[NAME_SIZE];
    snprintf(name, sizeof name, "%s_to_%s", from, to);
    add(list, name);
}

static void add_format(name_list *list, const hu_format *format)
{
    char name[NAME_SIZE];
    const bool arithmetic = format->fraction_bits <= 23;
    for (int i = 0; i < HU_OPERATIONS; i++) {
        const hu_operation_info *const info = hu_operation_describe((hu_operation)i);
        if (function_is_named(info) && (arithmetic || !info->arithmetic)) {
            snprintf(name, sizeof name, "%s_%s", name_of(format), info->name);
            add(list, name);
        }
    }
    const hu_format *to;
    for (size_t i = 0; (to = hu_format_at(i)) != NULL; i++) {
        if (to != format) {
            add_pair(list, name_of(format), name_of(to));
        }
    }
    for (int i = 0; i < INTEGER_TYPES; i++) {
        add_pair(list, name_of(format), integer_types[i]);
        add_pair(list, integer_types[i], name_of(format));
    }
}

bool is_pattern(const char *text)
{
    return strpbrk(text, "*?[") != NULL;
}

bool function_name_matches(const char *text, const char *name)
{
    return strcmp(text, name) == 0 || (is_pattern(text) && fnmatch(text, name, 0) == 0);
}

char *function_names(const char *pattern, size_t *count)
{
    name_list list = {.pattern = pattern};
    const hu_format *format;
    const hu_model *model;
    for (size_t i = 0; (format = hu_format_at(i)) != NULL; i++) {
        add_format(&list, format);
    }
    for (size_t i = 0; (model = hu_model_at(i)) != NULL; i++) {
        add(&list, model->name);
    }
    if (list.count == 0) {
        fail("%s: no function matches; `halfulp gen -list '*'` lists them", shown(pattern));
    }
    *count = list.count;
    return list.text;
}
