/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp digest -check: the lines of a file of digests, computed again.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/function_names.h"
#include "cli/sections.h"
#include "digest.h"

enum { LINE_SIZE = 2 * SHA256_HEX + 32 + HEADER_MAX };

typedef struct {
    const vector_options *command;
    uint64_t number; /* of the line */
    uint64_t right;
    uint64_t wrong;
    uint64_t left_out;
} digest_list;

/* The fields of a line: CODES FLAGS CASES WORDS. The words are cut off their newline. */
static void parse_line(char *line, function_digest *d, char **words)
{
    uint8_t bytes[SHA256_BYTES];
    char *const codes = strtok(line, " ");
    char *const flags = strtok(NULL, " ");
    char *const cases = strtok(NULL, " ");
    *words = strtok(NULL, "\n");
    if (*words == NULL || !sha256_parse(bytes, codes) || (strcmp(flags, "-") != 0 && !sha256_parse(bytes, flags)) ||
        !parse_unsigned(cases, UINT64_C(1) << DIGEST_BITS_MAX, &d->cases) || strlen(*words) >= HEADER_MAX) {
        fail("expected two digests, a number of cases, options and a function");
    }
    strcpy(d->codes, codes);
    strcpy(d->flags, flags);
}

/* Is the function within -bits, and, if any were named, one of them? */
static bool is_asked_for(const vector_options *command, const vector_options *one, const function *f)
{
    bool named = command->name_count == 0;
    for (int i = 0; i < command->name_count; i++) {
        named = named || function_name_matches(command->names[i], one->name);
    }
    return named && (uint64_t)function_operand_bits(f) <= command->bits;
}

static void print_verdict(digest_list *list, const char *words, bool cases, bool codes, bool flags)
{
    printf("%s: %s\n", words,
           !cases           ? "another number of cases"
           : codes && flags ? "equal"
           : codes          ? "the flags differ"
           : flags          ? "the codes differ"
                            : "codes and flags differ");
    finish_output();
    *(cases && codes && flags ? &list->right : &list->wrong) += 1;
}

static void check_line(digest_list *list, char *line)
{
    char copy[HEADER_MAX];
    char *words;
    function_digest expected;
    function_digest found;
    vector_options one = *list->command;
    parse_line(line, &expected, &words);
    strcpy(copy, words);
    vector_words_parse(&one, copy);
    one.no_flags |= strcmp(expected.flags, "-") == 0;
    const function f = vector_function(&one);
    if (!is_asked_for(list->command, &one, &f)) {
        list->left_out++;
        return;
    }
    digest_require(&one, &f);
    digest_compute(&found, &f, &one.env, words);
    print_verdict(list, words, found.cases == expected.cases, strcmp(found.codes, expected.codes) == 0,
                  one.no_flags || strcmp(found.flags, expected.flags) == 0);
}

/* All lines; returns 0, or what errno said of a read that failed. */
static int check_lines(digest_list *list, FILE *file)
{
    char line[LINE_SIZE];
    while (fgets(line, sizeof line, file) != NULL) {
        set_input_line(++list->number);
        if (strchr(line, '\n') == NULL) {
            fail("expected a newline after at most %d characters", (int)LINE_SIZE - 2);
        }
        if (line[0] != '#' && line[strspn(line, " \t\r\n")] != '\0') {
            check_line(list, line);
        }
    }
    set_input_line(0);
    return ferror(file) ? errno : 0;
}

int digest_check(const vector_options *options)
{
    if (options->modes || options->all) {
        fail("-check: expected no -modes and no -all; the lines of the file say how to round");
    }
    if (options->typed[0] != '\0') {
        fail("-check:%s: expected no option that says how to round; the lines of the file do", options->typed);
    }
    const bool standard_input = strcmp(options->digests, "-") == 0;
    digest_list list = {.command = options};
    FILE *const file = standard_input ? stdin : fopen(options->digests, "r");
    if (file == NULL) {
        fail("%s: %s", options->digests, strerror(errno));
    }
    if (!standard_input) {
        set_input_name(options->digests);
    }
    const int reason = check_lines(&list, file);
    if (!standard_input) {
        fclose(file);
    }
    if (reason != 0) {
        fail("%s: %s", options->digests, strerror(reason));
    }
    if (list.right + list.wrong == 0) {
        fail("%s: no digest of the functions asked for", options->digests);
    }
    printf("%" PRIu64 " digests; %" PRIu64 " of them differ; %" PRIu64 " left out.\n", list.right + list.wrong,
           list.wrong, list.left_out);
    finish_output();
    return list.wrong == 0 ? STATUS_GOOD : STATUS_MISMATCH;
}
