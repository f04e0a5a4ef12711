/* SPDX-License-Identifier: Apache-2.0
 *
 * Adds up shards. See certificate.h, and README.md for the certificate's own text.
 */
#define _POSIX_C_SOURCE 200809L
#include "certificate.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "shard.h"

typedef struct {
    bool present;
    uint8_t codes[SWEEP_COLUMNS_MAX][SHA256_BYTES];
    uint8_t flags[SWEEP_COLUMNS_MAX][SHA256_BYTES];
} one_shard;

/* What must be the same in all lines, as text. */
enum { SAME_LOG2, SAME_SOURCES, SAME_VERSIONS, SAME_METHOD, SAME_COUNT };
static const char *const same_keys[SAME_COUNT] = {"log2", "sources", "versions", "method"};

typedef struct {
    const sweep *s;
    char same[SAME_COUNT][256];
    char cpus[512];
    char paths[64]; /* that every line has */
    one_shard *shards;
    uint64_t count; /* of all shards; 0 before the first line */
    uint64_t cases;
    uint64_t comparisons;
    double worst;
    double seconds;
} sum;

static bool refuse(const sum *m, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    fprintf(stderr, "exhaustive: %s: ", m->s->name);
    vfprintf(stderr, format, list); /* NOLINT(clang-analyzer-valist.Uninitialized): it is started above */
    fputc('\n', stderr);
    va_end(list);
    return false;
}

/* The value of a key in a line, up to the next space; empty if it is not there. *from moves past it. */
static bool value_of(const char **from, const char *key, char *value, size_t size)
{
    const size_t length = strlen(key);
    value[0] = '\0';
    for (const char *at = *from; at != NULL; at = strchr(at, ' ')) {
        at += *at == ' ';
        if (strncmp(at, key, length) == 0 && at[length] == '=') {
            const size_t found = strcspn(at + length + 1, " \n");
            snprintf(value, size, "%.*s", (int)found, at + length + 1);
            *from = at + length + 1 + found;
            return found < size;
        }
    }
    return false;
}

static bool value_at(const char *line, const char *key, char *value, size_t size)
{
    return value_of(&line, key, value, size);
}

static bool number_at(const char *line, const char *key, uint64_t *number)
{
    char value[64];
    char *end = value;
    if (!value_at(line, key, value, sizeof value)) {
        return false;
    }
    *number = strtoull(value, &end, 10);
    return end != value && (*end == '\0' || *end == '/' || *end == '.');
}

/* The first line says what all lines must say. */
static bool same_as_before(sum *m, const char *line)
{
    for (int i = 0; i < SAME_COUNT; i++) {
        char value[256];
        if (!value_at(line, same_keys[i], value, sizeof value)) {
            return refuse(m, "a line without %s=: %.60s", same_keys[i], line);
        }
        if (m->count == 0) {
            snprintf(m->same[i], sizeof m->same[i], "%s", value);
        } else if (strcmp(value, m->same[i]) != 0) {
            return refuse(m, "mixed %s: %s and %s", same_keys[i], m->same[i], value);
        }
    }
    return true;
}

static bool begin(sum *m)
{
    const int log2 = atoi(m->same[SAME_LOG2]);
    if (log2 < SHARD_LOG2_MIN || log2 > SHARD_LOG2_MAX) {
        return refuse(m, "expected log2 from %d to %d, not %d", SHARD_LOG2_MIN, SHARD_LOG2_MAX, log2);
    }
    m->count = shard_count(m->s, log2);
    m->shards = calloc((size_t)m->count, sizeof *m->shards);
    return m->shards != NULL || refuse(m, "no memory for %" PRIu64 " shards", m->count);
}

static bool add_digests(sum *m, one_shard *shard, const char *line)
{
    for (unsigned c = 0; c < m->s->columns; c++) {
        char codes[SHA256_HEX + 1];
        char flags[SHA256_HEX + 1];
        if (!value_of(&line, "codes", codes, sizeof codes) || !sha256_parse(shard->codes[c], codes) ||
            !value_of(&line, "flags", flags, sizeof flags) || !sha256_parse(shard->flags[c], flags)) {
            return refuse(m, "expected %u pairs of codes= and flags= with a SHA-256 each", m->s->columns);
        }
    }
    return true;
}

static void add_cpu(sum *m, const char *line)
{
    char cpu[256];
    if (value_at(line, "cpu", cpu, sizeof cpu) && strstr(m->cpus, cpu) == NULL) {
        const size_t length = strlen(m->cpus);
        snprintf(m->cpus + length, sizeof m->cpus - length, "%s%s", length > 0 ? " " : "", cpu);
    }
}

/* True if a word is in a list with commas. */
static bool is_listed(const char *list, const char *word, size_t length)
{
    for (const char *at = list; *at != '\0'; at += strcspn(at, ",") + (at[strcspn(at, ",")] == ',')) {
        if (strcspn(at, ",") == length && strncmp(at, word, length) == 0) {
            return true;
        }
    }
    return false;
}

/* Machines differ in the paths that they have: those remain that have run on all shards. */
static void keep_paths(sum *m, const char *line, bool first)
{
    char paths[sizeof m->paths];
    char kept[sizeof m->paths] = "";
    value_at(line, "paths", paths, sizeof paths);
    for (const char *at = paths; *at != '\0';) {
        const size_t length = strcspn(at, ",");
        if (first || is_listed(m->paths, at, length)) {
            snprintf(kept + strlen(kept), sizeof kept - strlen(kept), "%s%.*s", kept[0] != '\0' ? "," : "", (int)length,
                     at);
        }
        at += length + (at[length] == ',');
    }
    memcpy(m->paths, kept, sizeof kept);
}

static bool add_line(sum *m, const char *line)
{
    const bool is_first = m->count == 0;
    char name[64];
    char seconds[32];
    char worst[32];
    uint64_t shard;
    uint64_t cases;
    uint64_t comparisons;
    uint64_t failures;
    if (!value_at(line, "sweep", name, sizeof name) || strcmp(name, m->s->name) != 0) {
        return refuse(m, "a line of another sweep: %.60s", line);
    }
    if (!same_as_before(m, line) || (is_first && !begin(m))) {
        return false;
    }
    if (!number_at(line, "shard", &shard) || !number_at(line, "cases", &cases) ||
        !number_at(line, "comparisons", &comparisons) || !number_at(line, "failures", &failures) ||
        !value_at(line, "seconds", seconds, sizeof seconds) || !value_at(line, "worst", worst, sizeof worst) ||
        shard >= m->count) {
        return refuse(m, "not the line of a shard: %.60s", line);
    }
    if (m->shards[shard].present) {
        return refuse(m, "an overlap: shard %" PRIu64 " is there twice", shard);
    }
    if (failures != 0) {
        return refuse(m, "shard %" PRIu64 " has %" PRIu64 " failures", shard, failures);
    }
    m->shards[shard].present = true;
    m->cases += cases;
    m->comparisons += comparisons;
    m->seconds += strtod(seconds, NULL);
    m->worst = fmax(m->worst, strtod(worst, NULL));
    add_cpu(m, line);
    keep_paths(m, line, is_first);
    return add_digests(m, &m->shards[shard], line);
}

static bool is_complete(const sum *m)
{
    uint64_t missing = 0;
    uint64_t first = 0;
    for (uint64_t i = m->count; i-- > 0;) {
        if (!m->shards[i].present) {
            missing++;
            first = i;
        }
    }
    if (m->count == 0 || missing > 0) {
        return refuse(m, "a gap: %" PRIu64 " of %" PRIu64 " shards are missing, the first of them %" PRIu64, missing,
                      m->count, first);
    }
    return m->cases == m->s->cases || refuse(m, "expected %" PRIu64 " cases, not %" PRIu64, m->s->cases, m->cases);
}

/* SHA-256 over the SHA-256s of the shards, in their order. */
static void print_digest(const sum *m, const char *what, unsigned column, bool flags)
{
    sha256 all;
    uint8_t digest[SHA256_BYTES];
    char text[SHA256_HEX];
    sha256_begin(&all);
    for (uint64_t i = 0; i < m->count; i++) {
        sha256_add(&all, flags ? m->shards[i].flags[column] : m->shards[i].codes[column], SHA256_BYTES);
    }
    sha256_end(&all, digest);
    sha256_print(text, digest);
    printf("%-12s %s %s\n", what, text, sweep_column(m->s, column));
}

static void print(const sum *m)
{
    char when[32] = "";
    const time_t now = time(NULL);
    const struct tm *utc = gmtime(&now);
    if (utc != NULL) {
        strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", utc);
    }
    const int log2 = atoi(m->same[SAME_LOG2]);
    printf("sweep        %s\nwhat         %s\ncommand      make exhaustive SWEEP=%s\nmethod       %s\n", m->s->name,
           m->s->what, m->s->name, m->s->method);
    printf("cases        0 to %" PRIu64 ", in %" PRIu64 " shards of 2^%d\ncomparisons  %" PRIu64 "\nfailures     0\n",
           m->cases - 1, m->count, log2, m->comparisons);
    if (m->worst > 0) {
        printf("error        %.6f ulp at most\n", m->worst);
    }
    if (m->paths[0] != '\0') {
        printf("paths        %s\n", m->paths);
    }
    for (unsigned c = 0; c < m->s->columns; c++) {
        print_digest(m, "codes", c, false);
        print_digest(m, "flags", c, true);
    }
    printf("sources      %s\nversions     %s\ncpu          %s\ncore seconds %.0f\ncompleted    %s\n",
           m->same[SAME_SOURCES], m->same[SAME_VERSIONS], m->cpus, m->seconds, when);
    for (uint64_t i = 0; i < m->count; i++) { /* the first digits of each, with which one shard can be compared */
        printf("shard %" PRIu64, i);
        for (unsigned c = 0; c < m->s->columns; c++) {
            char codes[SHA256_HEX];
            char flags[SHA256_HEX];
            sha256_print(codes, m->shards[i].codes[c]);
            sha256_print(flags, m->shards[i].flags[c]);
            printf(" %.8s %.8s", codes, flags);
        }
        printf("\n");
    }
}

int certificate_merge(const sweep *s, FILE *lines)
{
    sum m = {.s = s};
    char line[SHARD_LINE];
    bool good = true;
    while (good && fgets(line, sizeof line, lines) != NULL) {
        good = strchr(line, '\n') != NULL ? add_line(&m, line) : refuse(&m, "a line that does not end: %.60s", line);
    }
    good = good && is_complete(&m);
    if (good) {
        print(&m);
    }
    free(m.shards);
    return good ? 0 : 1;
}
