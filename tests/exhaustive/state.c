/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads and writes the progress of a shard, and certificates. See state.h.
 */
#define _POSIX_C_SOURCE 200809L
#include "state.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "halfulp.h"

enum { PATH_SIZE = 4096 };

_Noreturn void state_fail(const char *subject, const char *message)
{
    fprintf(stderr, "exhaustive: %s: %s\n", subject, message);
    exit(2);
}

uint64_t state_blocks(const sweep *s, const state *shard)
{
    const uint64_t blocks = s->cases / SWEEP_BLOCK;
    return blocks / shard->shards + (shard->shard < blocks % shard->shards);
}

uint64_t state_build(const char *program)
{
    FILE *file = fopen("/proc/self/exe", "rb");
    file = file != NULL ? file : fopen(program, "rb");
    if (file == NULL) {
        state_fail(program, "cannot be read; expected the program itself, for its hash");
    }
    uint64_t hash = 0;
    for (int c = getc(file); c != EOF; c = getc(file)) {
        hash = sweep_hash(hash ^ (uint64_t)c);
    }
    fclose(file);
    return hash;
}

static void file_name(char path[PATH_SIZE], const char *folder, const sweep *which, const char *suffix)
{
    const int length = snprintf(path, PATH_SIZE, "%s/%s%s", folder, which->name, suffix);
    if (length < 0 || length >= PATH_SIZE) {
        state_fail(folder, "expected a shorter path");
    }
    for (char *c = path + strlen(folder) + 1; *c != '\0'; c++) {
        *c = *c == '/' ? '-' : *c;
    }
}

static void shard_name(char path[PATH_SIZE], const char *folder, const sweep *which, const state *s)
{
    char suffix[64];
    snprintf(suffix, sizeof suffix, ".%" PRIu64 "-of-%" PRIu64, s->shard, s->shards);
    file_name(path, folder, which, suffix);
}

const char *state_read(const char *folder, const sweep *which, state *s)
{
    char path[PATH_SIZE];
    shard_name(path, folder, which, s);
    s->blocks = 0;
    s->totals = (sweep_totals){0};
    s->seconds = 0;
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        if (errno != ENOENT) {
            state_fail(path, strerror(errno));
        }
        return NULL;
    }
    uint64_t build;
    state found = *s;
    const int fields = fscanf(file,
                              "build %" SCNx64 "\nblocks %" SCNu64 "\ncomparisons %" SCNu64 "\nfailures %" SCNu64
                              "\ndigest %" SCNx64 "\nseconds %lf",
                              &build, &found.blocks, &found.totals.comparisons, &found.totals.failures,
                              &found.totals.digest, &found.seconds);
    fclose(file);
    if (fields != 6 || found.blocks > state_blocks(which, s)) {
        state_fail(path,
                   "expected the lines build, blocks, comparisons, failures, digest, seconds; remove it to start over");
    }
    if (build != s->build) {
        return "saved by a different build: starting over";
    }
    *s = found;
    return found.blocks == state_blocks(which, s) ? "already complete" : "resumed";
}

/* Writes a temporary file and renames it, so that the path always holds a complete file. */
static void replace(const char *path, const char *text)
{
    char temporary[PATH_SIZE + 32];
    snprintf(temporary, sizeof temporary, "%s.%ld", path, (long)getpid());
    FILE *file = fopen(temporary, "w");
    if (file == NULL) {
        state_fail(temporary, strerror(errno));
    }
    const bool written = fputs(text, file) >= 0 && fflush(file) == 0 && fsync(fileno(file)) == 0;
    if (fclose(file) != 0 || !written || rename(temporary, path) != 0) {
        const int error = errno;
        remove(temporary);
        state_fail(path, strerror(error));
    }
}

void state_write(const char *folder, const sweep *which, const state *s)
{
    char path[PATH_SIZE];
    char text[512];
    shard_name(path, folder, which, s);
    snprintf(text, sizeof text,
             "build %016" PRIx64 "\nblocks %" PRIu64 "\ncomparisons %" PRIu64 "\nfailures %" PRIu64
             "\ndigest %016" PRIx64 "\nseconds %.1f\n",
             s->build, s->blocks, s->totals.comparisons, s->totals.failures, s->totals.digest, s->seconds);
    replace(path, text);
}

/* The processor's name for itself, if Linux reports it. */
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
}

bool state_certify(const char *folder, const sweep *which, const state *any)
{
    state total = *any;
    total.totals = (sweep_totals){0};
    total.seconds = 0;
    for (uint64_t i = 0; i < any->shards; i++) {
        state s = {.shard = i, .shards = any->shards, .build = any->build};
        state_read(folder, which, &s);
        if (s.blocks != state_blocks(which, &s)) {
            return false;
        }
        total.totals.comparisons += s.totals.comparisons;
        total.totals.failures += s.totals.failures;
        total.totals.digest += s.totals.digest;
        total.seconds += s.seconds;
    }
    char path[PATH_SIZE];
    char text[2048];
    char cpu[256];
    char when[32] = "";
    struct utsname machine;
    const time_t now = time(NULL);
    const struct tm *utc = gmtime(&now);
    processor(cpu, sizeof cpu);
    if (uname(&machine) != 0 || utc == NULL || strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", utc) == 0) {
        state_fail(which->name, "cannot name the machine or the time");
    }
    snprintf(
        text, sizeof text,
        "sweep        %s\nwhat         %s\ncases        %" PRIu64 "\ncomparisons  %" PRIu64 "\nfailures     %" PRIu64
        "\ndigest       %016" PRIx64 "\nshards       %" PRIu64 "\ncore seconds %.0f\ncompleted    %s\nhalfulp      %s"
        "\nbuild        %016" PRIx64 "\nMPFR         %s\nGMP          %s\ncompiler     %s\nmachine      %s %s, %s\n",
        which->name, which->what, which->cases, total.totals.comparisons, total.totals.failures, total.totals.digest,
        any->shards, total.seconds, when, hu_version(), any->build, mpfr_get_version(), gmp_version, __VERSION__,
        machine.sysname, machine.machine, cpu);
    file_name(path, folder, which, ".certificate");
    replace(path, text);
    return true;
}
