/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp presets: the environments by name, and what each reproduces.
 */
#include <stdio.h>
#include <string.h>

#include "cli.h"

static const char help[] =
    "usage: halfulp presets           the names that --like takes, and whose results each gives\n"
    "       halfulp presets NAME...   what each covers, and where it differs from its source\n"
    "       halfulp presets --names   the names alone, one a line\n"
    "\n"
    "  halfulp convert --from fp32 --to e4m3 --like ml_dtypes 449 465 inf\n"
    "  halfulp gen f16_add | your-program | halfulp check f16_add -like arm\n";

enum { WIDTH = 80, LABEL = 10 };

/* A label and a text behind it, broken at blanks. */
static void print_paragraph(const char *label, const char *text)
{
    if (text[0] == '\0') {
        return;
    }
    printf("  %-*s", LABEL - 2, label);
    while (strlen(text) > WIDTH - LABEL) {
        size_t length = WIDTH - LABEL;
        while (length > 0 && text[length] != ' ') {
            length--;
        }
        length = length > 0 ? length : WIDTH - LABEL;
        printf("%.*s\n%*s", (int)length, text, LABEL, "");
        text += length + (text[length] == ' ');
    }
    puts(text);
}

static void print_preset(const hu_preset *p)
{
    puts(p->name);
    print_paragraph("source", p->source);
    print_paragraph("covers", p->formats);
    print_paragraph("differs", p->differs);
}

static const hu_preset *find_preset(const char *name)
{
    const hu_preset *p;
    for (size_t i = 0; (p = hu_preset_at(i)) != NULL; i++) {
        if (same_word(name, p->name)) {
            return p;
        }
    }
    fail("%s: not a preset; `halfulp presets` lists them", shown(name));
}

static void print_all(bool names_only)
{
    const hu_preset *p;
    for (size_t i = 0; (p = hu_preset_at(i)) != NULL; i++) {
        if (names_only) {
            puts(p->name);
        } else {
            printf("%-20s%.*s%s\n", p->name, WIDTH - 24, p->source, strlen(p->source) > WIDTH - 24 ? " ..." : "");
        }
    }
}

int command_presets(int argc, char **argv)
{
    if (argc == 1) {
        print_all(false);
    }
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            return print_help(help);
        }
        if (strcmp(argv[i], "--names") == 0) {
            print_all(true);
            continue;
        }
        if (argv[i][0] == '-') {
            fail("%s: unknown option; see halfulp presets --help", argv[i]);
        }
        const hu_preset *const p = find_preset(argv[i]);
        if (i > 1) {
            puts("");
        }
        print_preset(p);
    }
    finish_output();
    return STATUS_GOOD;
}
