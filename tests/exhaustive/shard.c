/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs shards. See shard.h.
 */
#define _POSIX_C_SOURCE 200809L
#include "shard.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#ifndef SOURCES
#define SOURCES "unknown"
#endif

const char *shard_sources(void)
{
    return SOURCES;
}

uint64_t shard_count(const sweep *s, int log2)
{
    return ((s->cases - 1) >> log2) + 1;
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* The processor's name for itself, if Linux reports it, without spaces. */
static void processor(char *name, size_t size)
{
    char line[256];
    snprintf(name, size, "unknown");
    FILE *file = fopen("/proc/cpuinfo", "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        const char *value = strchr(line, ':');
        if (strncmp(line, "model name", 10) == 0 && value != NULL) {
            snprintf(name, size, "%.*s", (int)strcspn(value + 2, "\n"), value + 2);
            break;
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    for (char *c = name; *c != '\0'; c++) {
        *c = *c == ' ' ? '_' : *c;
    }
}

static void versions(char *text, size_t size)
{
    char compiler[64];
    snprintf(compiler, sizeof compiler, "%.*s", (int)strcspn(__VERSION__, " "), __VERSION__);
#ifdef __clang__
    const char *name = "clang";
#else
    const char *name = "gcc";
#endif
    snprintf(text, size, "halfulp-%s,MPFR-%s,GMP-%s,%s-%s", hu_version(), mpfr_get_version(), gmp_version, name,
             compiler);
}

static uint64_t end_of(const sweep *s, uint64_t shard, int log2)
{
    const uint64_t end = (shard + 1) << log2;
    return end < s->cases ? end : s->cases;
}

/* Runs the cases of a shard and hashes their results. */
static void run(const sweep *s, uint64_t shard, int log2, sweep_results *results, shard_hashes *hashes)
{
    for (unsigned c = 0; c < s->columns; c++) {
        sha256_begin(&hashes->codes[c]);
        sha256_begin(&hashes->flags[c]);
    }
    for (uint64_t first = shard << log2; first < end_of(s, shard, log2); first += SWEEP_BLOCK) {
        s->run(s, first, results);
        for (unsigned c = 0; c < s->columns; c++) {
            sha256_add(&hashes->codes[c], results->codes[c], (size_t)SWEEP_BLOCK * s->bytes);
            sha256_add(&hashes->flags[c], results->flags[c], SWEEP_BLOCK);
        }
    }
}

static sweep_results *no_results(void)
{
    static sweep_results results;
    results.comparisons = results.failures = 0;
    results.worst = 0;
    return &results;
}

bool shard_prove(const sweep *s, uint64_t shard, int log2)
{
    static shard_hashes hashes;
    sweep_results *results = no_results();
    const double start = seconds();
    run(s, shard, log2, results, &hashes);
    char line[SHARD_LINE];
    char cpu[256];
    char by[256];
    char method[128];
    char paths[64] = "";
    processor(cpu, sizeof cpu);
    if (s->paths != NULL) {
        s->paths(s, paths, sizeof paths);
    }
    versions(by, sizeof by);
    snprintf(method, sizeof method, "%s", s->method);
    for (char *c = method; *c != '\0'; c++) {
        *c = *c == ' ' ? '_' : *c;
    }
    int length = snprintf(line, sizeof line,
                          "sweep=%s shard=%" PRIu64 "/%" PRIu64 " log2=%d cases=%" PRIu64 " comparisons=%" PRIu64
                          " failures=%" PRIu64 " worst=%.6f seconds=%.2f sources=%s versions=%s method=%s cpu=%s%s%s",
                          s->name, shard, shard_count(s, log2), log2, end_of(s, shard, log2) - (shard << log2),
                          results->comparisons, results->failures, results->worst, seconds() - start, shard_sources(),
                          by, method, cpu, paths[0] != '\0' ? " paths=" : "", paths);
    for (unsigned c = 0; c < s->columns; c++) {
        uint8_t digest[SHA256_BYTES];
        char codes[SHA256_HEX];
        char flags[SHA256_HEX];
        sha256_end(&hashes.codes[c], digest);
        sha256_print(codes, digest);
        sha256_end(&hashes.flags[c], digest);
        sha256_print(flags, digest);
        length += snprintf(line + length, sizeof line - (size_t)length, " codes=%s flags=%s", codes, flags);
    }
    /* One write, so that lines of processes that share a pipe do not mix. */
    printf("%s\n", line);
    fflush(stdout);
    return results->failures == 0;
}

void shard_dump(const sweep *s, uint64_t shard, int log2, unsigned column, bool flags)
{
    sweep_results *results = no_results();
    for (uint64_t first = shard << log2; first < end_of(s, shard, log2); first += SWEEP_BLOCK) {
        s->run(s, first, results);
        if (flags) {
            fwrite(results->flags[column], 1, SWEEP_BLOCK, stdout);
        } else {
            fwrite(results->codes[column], s->bytes, SWEEP_BLOCK, stdout);
        }
    }
}

void shard_operands(const sweep *s, uint64_t shard, int log2)
{
    const unsigned count = (unsigned)ref_arity(s->op);
    for (uint64_t index = shard << log2; index < end_of(s, shard, log2); index++) {
        uint64_t codes[REF_OPERANDS_MAX];
        sweep_directed_case(s->op, index, codes);
        for (unsigned i = 0; i < count; i++) {
            uint8_t bytes[SWEEP_BYTES_MAX];
            sweep_put(bytes, SWEEP_BYTES_MAX, codes[i]);
            fwrite(bytes, 1, SWEEP_BYTES_MAX, stdout);
        }
    }
}

/* Ways that do not know where the boundaries are must give the same bytes and find the same, of the scalar function. */
static bool all_ways(const sweep *s, uint64_t first, const sweep_results *results)
{
    static sweep_results other;
    void (*const ways[])(const sweep *, uint64_t, sweep_results *) = {sweep_straight, sweep_unguided};
    bool same = true;
    sweep scalar = *s;
    scalar.paths = NULL;
    for (unsigned i = 0; i < 2; i++) {
        other.failures = 0;
        ways[i](&scalar, first, &other);
        same = same && other.failures == 0 &&
               memcmp(other.codes[0], results->codes[0], (size_t)SWEEP_BLOCK * s->bytes) == 0 &&
               memcmp(other.flags[0], results->flags[0], SWEEP_BLOCK) == 0;
    }
    return same;
}

/* The i-th of n blocks, which a hash turns in each group of n: blocks at one distance would lie at one place of a
 * binade each. The last group, if it has fewer, is not turned. */
static uint64_t block_of(const sweep *s, uint64_t group, uint64_t i, uint64_t n)
{
    const bool whole = (group + 1) * n <= s->cases / SWEEP_BLOCK;
    return group * n + (whole ? (i + sweep_hash(group) % n) % n : i);
}

bool shard_sample(const sweep *s, uint64_t i, uint64_t n)
{
    sweep_results *results = no_results();
    const double start = seconds();
    uint64_t blocks = 0;
    for (uint64_t group = 0; block_of(s, group, i, n) < s->cases / SWEEP_BLOCK; group++) {
        const uint64_t block = block_of(s, group, i, n);
        s->run(s, block * SWEEP_BLOCK, results);
        if (s->run == sweep_boundaries && !all_ways(s, block * SWEEP_BLOCK, results)) {
            fprintf(stderr, "  %s: block %" PRIu64 " differs if the boundaries are not known\n", s->name, block);
            results->failures++;
        }
        blocks++;
    }
    printf("%s %s: a sample, block %" PRIu64 " of every %" PRIu64 ": %" PRIu64 " of %" PRIu64 " cases, %" PRIu64
           " comparisons, %" PRIu64 " failures, ",
           results->failures == 0 ? "PASS" : "FAIL", s->name, i, n, blocks * SWEEP_BLOCK, s->cases,
           results->comparisons, results->failures);
    if (results->worst > 0) {
        printf("%.4f ulp at most, ", results->worst);
    }
    printf("%.1f s\n", seconds() - start);
    fflush(stdout);
    return results->failures == 0;
}
