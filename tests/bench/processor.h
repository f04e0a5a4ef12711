/* SPDX-License-Identifier: Apache-2.0
 *
 * processor.h - the processor's name, for the header of a table: a figure without it is worth little.
 */
#ifndef BENCH_PROCESSOR_H
#define BENCH_PROCESSOR_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Copies what stands behind "KEY<blanks>:" in a line, without commas, which separate the columns of CSV. */
static inline bool processor_field(const char *line, const char *key, char *out, size_t size)
{
    const size_t length = strlen(key);
    const char *colon = strchr(line, ':');
    size_t n = 0;
    if (strncmp(line, key, length) != 0 || colon == NULL ||
        strspn(line + length, " \t") != (size_t)(colon - line) - length) {
        return false;
    }
    for (const char *c = colon + 1 + strspn(colon + 1, " \t"); *c != '\0' && *c != '\n' && n + 1 < size; c++) {
        out[n++] = *c == ',' ? ' ' : *c;
    }
    out[n] = '\0';
    return true;
}

/* As Linux tells it: "AMD EPYC family 26 model 2" on x86, "CPU part 0xd40" on ARM. */
static inline void processor_name(char *out, size_t size)
{
    char line[256], name[64] = "unknown processor", family[16] = "", model[16] = "", part[16] = "";
    FILE *file = fopen("/proc/cpuinfo", "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL && line[0] != '\n') {
        processor_field(line, "model name", name, sizeof name);
        processor_field(line, "cpu family", family, sizeof family);
        processor_field(line, "model", model, sizeof model);
        processor_field(line, "CPU part", part, sizeof part);
    }
    if (file != NULL) {
        fclose(file);
    }
    if (part[0] != '\0') {
        snprintf(out, size, "CPU part %s", part);
    } else if (family[0] != '\0') {
        snprintf(out, size, "%s family %s model %s", name, family, model);
    } else {
        snprintf(out, size, "%s", name);
    }
}

#endif
