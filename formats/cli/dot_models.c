/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp dot: instructions by name, the list of them, and all facts of one.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "dot.h"

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

/* What the rows' sources are short for. */
static const char *const documents[][2] = {
    {"MMA-Sim", "\"MMA-Sim: Bit-Accurate Reference Model of Tensor Cores and Matrix Cores\", arXiv 2511.10909"},
    {"Khattak", "Khattak, Mikaitis: \"Accurate Models of NVIDIA Tensor Cores\", arXiv 2512.07004"},
    {"Fasi", "Fasi, Higham, Mikaitis, Pranesh: \"Numerical behavior of NVIDIA tensor cores\", PeerJ CS 330, 2021"},
    {"Spike", "the RISC-V simulator, riscv/bulknormdot.h and zvbdot.h"},
    {"Bochs", "the x86 emulator, cpu/avx/amx.cc and avx10_2_misc.cc"},
    {"Arm ARM", "Arm Architecture Reference Manual, DDI 0487, shared pseudocode"},
};

static const char absent[] = "no row for AMD's CDNA4, as no description of its sums was found";

static void print_sheet(const hu_dot_model *row)
{
    printf("%s: %s\n", row->name, row->instruction);
    printf("  x, y, result  %s, %s, %s\n", row->x->name, row->y->name, row->result->name);
    printf("  products      %" PRIu32 " in one instruction, %" PRIu32 " added at once\n", row->k, row->step);
    if (row->as != NULL) {
        printf("  operands      converted to %s first\n", row->as->name);
    }
    if (row->fraction_bits != 0) {
        printf("  kept          %" PRIu32 " fraction bits of each term, below the largest exponent\n",
               row->fraction_bits);
    }
    if (row->result_bits != (uint32_t)row->result->fraction_bits) {
        printf("  result        with %" PRIu32 " fraction bits\n", row->result_bits);
    }
    if (row->scale != NULL) {
        printf("  scales        %s, one for each %" PRIu32 " products\n", row->scale->name, row->block);
    }
    printf("  known         %s\n",
           row->known == HU_DOT_CHECKED_ON_SILICON ? "checked on silicon" : "as published, not checked on silicon");
    printf("  by            %s\n", row->source);
    for (size_t i = 0; i < sizeof documents / sizeof documents[0]; i++) {
        if (strstr(row->source, documents[i][0]) != NULL) {
            printf("    %-10s  %s\n", documents[i][0], documents[i][1]);
        }
    }
}

void dot_list_models(const char *part)
{
    const hu_dot_model *row = hu_dot_find(part);
    size_t count = 0;
    if (row != NULL) {
        print_sheet(row);
        return;
    }
    for (size_t i = 0; (row = hu_dot_at(i)) != NULL; i++) {
        if (!has_part(row->name, part)) {
            continue;
        }
        if (count++ == 0) {
            printf("%-42s %-5s %-5s %-5s %3s  %s\n", "NAME", "X", "Y", "SUM", "K", "HOW IT IS KNOWN");
        }
        printf("%-42s %-5s %-5s %-5s %3" PRIu32 "  %s%s\n", row->name, row->x->name, row->y->name, row->result->name,
               row->k, row->known == HU_DOT_CHECKED_ON_SILICON ? "" : "as published: ", row->source);
    }
    if (count == 0) {
        fail("%s: no instruction has this in its name; `halfulp dot --models` lists them (%s)", shown(part), absent);
    }
    if (part[0] == '\0') {
        printf("%zu rows; %s. All facts of one: halfulp dot --models NAME\n", count, absent);
        puts("VDPBF16PS, TDPBF16PS, BFDOT and BFMMLA: halfulp models");
    }
}
