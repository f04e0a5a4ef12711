/* SPDX-License-Identifier: Apache-2.0
 *
 * Sweeps over all operands, a shard at a time. What runs where, and when, is for a scheduler: sweep.sh, or another.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "certificate.h"
#include "shard.h"
#include "support/check.h"

static const char usage[] =
    "usage: exhaustive COMMAND [OPTION]...\n"
    "Compares over all operands. NAME is a sweep (convert/e4m3/up) or a family (convert, convert/e4m3).\n"
    "  list [NAME]...          list the sweeps; all, if none is named\n"
    "  shards [NAME]...        list their shards, a sweep and a number in each line\n"
    "  prove SWEEP SHARD...    run shards, and print the line of each\n"
    "  merge SWEEP             read the lines of all its shards, and print the certificate\n"
    "  sample I/N [NAME]...    run one of every N blocks of 4,096 cases, another for each I; conversions in all ways\n"
    "  dump SWEEP SHARD COLUMN codes|flags    write a shard's results, as they are hashed\n"
    "  operands SWEEP SHARD    write the operands of directed cases, four bytes each, the lowest first\n"
    "  sources                 print the digest of the sources that this program was built from\n"
    "Options:\n"
    "  --straight              ref/ decides on every operand, in conversions too\n"
    "  --log2 L                shards of 2^L cases (24)\n"
    "Exit status: 0 all equal, 1 a difference or a certificate refused, 2 bad usage.\n";

static _Noreturn void fail(const char *subject, const char *message)
{
    fprintf(stderr, "exhaustive: %s: %s\n", subject, message);
    exit(2);
}

/* The decimal integer at the start of text, from 0 to `most`; *end points past it. */
static uint64_t parse_count(const char *what, const char *text, char **end, uint64_t most)
{
    errno = 0;
    const uint64_t value = strtoull(text, end, 10);
    if (*text < '0' || *text > '9' || errno != 0 || value > most) {
        char message[160];
        snprintf(message, sizeof message, "expected an integer from 0 to %" PRIu64 ", not '%.40s'", most, text);
        fail(what, message);
    }
    return value;
}

static uint64_t parse_number(const char *what, const char *text, uint64_t most)
{
    char *end;
    const uint64_t value = parse_count(what, text, &end, most);
    if (*end != '\0') {
        fail(what, "expected only a number");
    }
    return value;
}

/* ---- Several sweeps ---------------------------------------------------------------------------------------------- */

/* True if the sweep is one of the names, or in one of the families. */
static bool is_asked_for(const sweep *which, char *const names[], int count)
{
    for (int i = 0; i < count; i++) {
        const size_t length = strlen(names[i]);
        const bool begins = length > 0 && strncmp(which->name, names[i], length) == 0;
        if (begins && (which->name[length] == '\0' || which->name[length] == '/')) {
            return true;
        }
    }
    return count == 0;
}

static void check_names(char *const names[], int count)
{
    for (int i = 0; i < count; i++) {
        const sweep *which;
        unsigned n = 0;
        while ((which = sweep_at(n)) != NULL && !is_asked_for(which, &names[i], 1)) {
            n++;
        }
        if (which == NULL) {
            fail(names[i], "no sweep or family of that name; see exhaustive list");
        }
    }
}

/* True if this machine cannot run it, and then says so. */
static bool is_lacking(const sweep *which)
{
    const char *missing = which->lacks != NULL ? which->lacks() : NULL;
    if (missing != NULL) {
        fprintf(stderr, "SKIP %s: %s\n", which->name, missing);
    }
    return missing != NULL;
}

static void list(const sweep *s)
{
    printf("%-28s %10" PRIu64 " cases  %s; %s\n", s->name, s->cases, s->what, s->method);
}

static void list_shards(const sweep *s, int log2)
{
    for (uint64_t i = 0; !is_lacking(s) && i < shard_count(s, log2); i++) {
        printf("%s %" PRIu64 "\n", s->name, i);
    }
}

/* ---- The command line -------------------------------------------------------------------------------------------- */

typedef struct {
    bool straight;
    int log2;
    int words; /* words[0 ...]: the command and what it works on */
    char **word;
} arguments;

/* Moves the words to the front of argv[1 ...]. */
static arguments parse(int argc, char *argv[])
{
    arguments a = {.log2 = SHARD_LOG2, .word = argv + 1};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            fputs(usage, stdout);
            exit(0);
        } else if (strcmp(argv[i], "--straight") == 0) {
            a.straight = true;
        } else if (strcmp(argv[i], "--log2") == 0) {
            const char *value = i + 1 < argc ? argv[++i] : "";
            a.log2 = (int)parse_number("--log2", value, SHARD_LOG2_MAX);
            if (a.log2 < SHARD_LOG2_MIN) {
                fail("--log2", "expected at least 12, since blocks of 4,096 cases are not divided");
            }
        } else if (argv[i][0] == '-') {
            fail(argv[i], "unknown option; see exhaustive --help");
        } else {
            a.word[a.words++] = argv[i];
        }
    }
    return a;
}

/* The sweep that a command is about, its second word. */
static const sweep *sweep_of(const arguments *a)
{
    static sweep which;
    const sweep *found = a->words > 1 ? sweep_find(a->word[1]) : NULL;
    if (found == NULL) {
        fail(a->words > 1 ? a->word[1] : a->word[0], "expected the name of a sweep; see exhaustive list");
    }
    which = *found;
    if (a->straight && which.run == sweep_boundaries) {
        which.run = sweep_straight;
        which.method = "ref/ decides on every operand";
    }
    return &which;
}

static uint64_t shard_of(const arguments *a, const sweep *s, int word)
{
    if (word >= a->words) {
        fail(a->word[0], "expected the number of a shard");
    }
    if (is_lacking(s)) {
        exit(2);
    }
    return parse_number("shard", a->word[word], shard_count(s, a->log2) - 1);
}

static int prove(const arguments *a)
{
    const sweep *s = sweep_of(a);
    int failed = 0;
    for (int word = 2; word == 2 || word < a->words; word++) {
        failed |= !shard_prove(s, shard_of(a, s, word), a->log2);
    }
    return failed;
}

static int dump(const arguments *a)
{
    const sweep *s = sweep_of(a);
    const uint64_t shard = shard_of(a, s, 2);
    if (a->words != 5 || s->columns == 0 || (strcmp(a->word[4], "codes") != 0 && strcmp(a->word[4], "flags") != 0)) {
        fail("dump", "expected SWEEP SHARD COLUMN, and codes or flags");
    }
    shard_dump(s, shard, a->log2, (unsigned)parse_number("column", a->word[3], s->columns - 1), a->word[4][0] == 'f');
    return ferror(stdout) != 0 || fflush(stdout) != 0 ? 2 : 0;
}

static int operands(const arguments *a)
{
    const sweep *s = sweep_of(a);
    if (a->words != 3 || s->run != sweep_directed) {
        fail("operands", "expected a sweep of directed cases, and a shard");
    }
    shard_operands(s, shard_of(a, s, 2), a->log2);
    return ferror(stdout) != 0 || fflush(stdout) != 0 ? 2 : 0;
}

static int sample(const arguments *a)
{
    enum { MOST = 1 << 20 };
    char *end;
    int failed = 0;
    const sweep *s;
    const char *part = a->words > 1 ? a->word[1] : "";
    const uint64_t i = parse_count("sample I/N", part, &end, MOST);
    const uint64_t n = *end == '/' ? parse_number("sample I/N", end + 1, MOST) : 0;
    if (i >= n) {
        fail("sample", "expected I/N with I below N, for example 7/2048");
    }
    check_names(a->word + 2, a->words - 2);
    for (unsigned k = 0; (s = sweep_at(k)) != NULL; k++) {
        if (is_asked_for(s, a->word + 2, a->words - 2) && i < s->cases / SWEEP_BLOCK && !is_lacking(s)) {
            failed |= !shard_sample(s, i, n);
        }
    }
    return failed;
}

static int list_all(const arguments *a)
{
    const sweep *s;
    check_names(a->word + 1, a->words - 1);
    for (unsigned k = 0; (s = sweep_at(k)) != NULL; k++) {
        if (!is_asked_for(s, a->word + 1, a->words - 1)) {
            continue;
        }
        if (strcmp(a->word[0], "list") == 0) {
            list(s);
        } else {
            list_shards(s, a->log2);
        }
    }
    return 0;
}

int main(int argc, char *argv[])
{
    const arguments a = parse(argc, argv);
    const char *command = a.words > 0 ? a.word[0] : "";
    char message[512];
    if (strcmp(command, "sources") == 0) {
        puts(shard_sources());
        return 0;
    }
    if (strcmp(command, "list") == 0 || strcmp(command, "shards") == 0) {
        return list_all(&a);
    }
    if (strcmp(command, "merge") == 0) {
        return certificate_merge(sweep_of(&a), stdin);
    }
    if (!ref_load_formats(check_data_path("formats.txt"), message, sizeof message)) {
        fail("formats", message);
    }
    if (strcmp(command, "prove") == 0) {
        return prove(&a);
    }
    if (strcmp(command, "dump") == 0) {
        return dump(&a);
    }
    if (strcmp(command, "operands") == 0) {
        return operands(&a);
    }
    if (strcmp(command, "sample") == 0) {
        return sample(&a);
    }
    fputs(usage, stderr);
    return 2;
}
