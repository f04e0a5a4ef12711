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

enum { WIDTH = 80, LABEL = 10, NAME = 20 };

/* A label in `columns` columns and a text behind it, broken at blanks. */
static void print_paragraph(const char *label, int columns, const char *text)
{
    if (text[0] == '\0') {
        return;
    }
    const size_t room = (size_t)(WIDTH - columns);
    printf("%-*s", columns, label);
    while (strlen(text) > room) {
        size_t length = room;
        while (length > 0 && text[length] != ' ') {
            length--;
        }
        length = length > 0 ? length : room;
        printf("%.*s\n%*s", (int)length, text, columns, "");
        text += length + (text[length] == ' ');
    }
    puts(text);
}

static void print_preset(const hu_preset *p)
{
    puts(p->name);
    print_paragraph("  source", LABEL, p->source);
    print_paragraph("  covers", LABEL, p->formats);
    print_paragraph("  differs", LABEL, p->differs);
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
            print_paragraph(p->name, NAME, p->source);
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
