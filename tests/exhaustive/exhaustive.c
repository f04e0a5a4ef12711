/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs sweeps, whole or sharded, on several cores. A stopped sweep resumes where it was when started again.
 */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "support/check.h"
#include "state.h"

static const char usage[] =
    "usage: exhaustive [OPTION]... [NAME]...\n"
    "Compares over all operands. NAME is a sweep (convert/e4m3) or a family (convert); by default, all are run.\n"
    "  --list          list the sweeps\n"
    "  --shard I/N     only the I-th of N parts, I from 0 to N - 1\n"
    "  --jobs J        use J processes (default 1)\n"
    "  --state FOLDER  directory of states and certificates (default build/exhaustive)\n"
    "Exit status: 0 all equal, 1 a difference, 2 bad usage or file.\n";

typedef struct {
    const char *folder;
    uint64_t shard;
    uint64_t shards;
    uint64_t jobs;
    uint64_t build;
} settings;

static double seconds_of(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* ---- One shard --------------------------------------------------------------------------------------------------- */

static void show_progress(const sweep *which, const state *s, uint64_t started_at, double elapsed)
{
    const uint64_t blocks = state_blocks(which, s);
    const double done = (double)(s->blocks - started_at);
    const long left = done > 0 ? (long)(elapsed * (double)(blocks - s->blocks) / done) : 0;
    fprintf(stderr, "\r  %-22s %5.1f %%  ETA %ld:%02ld:%02ld ", which->name, 100 * (double)s->blocks / (double)blocks,
            left / 3600, left / 60 % 60, left % 60);
}

/* Runs the rest of a shard. Returns its number of failures, at most 1. */
static int run_shard(const settings *set, const sweep *which, uint64_t shard, uint64_t shards, bool progress)
{
    enum { SECONDS_TO_SHOW = 1, SECONDS_TO_SAVE = 20 };
    state s = {.shard = shard, .shards = shards, .build = set->build};
    const char *note = state_read(set->folder, which, &s);
    if (note != NULL && shard % set->jobs == 0) {
        printf("%s shard %" PRIu64 "/%" PRIu64 ": %s\n", which->name, shard, shards, note);
        fflush(stdout);
    }
    const uint64_t blocks = state_blocks(which, &s);
    const uint64_t started_at = s.blocks;
    const double seconds_before = s.seconds;
    const double cpu_before = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    const double start = seconds_of(CLOCK_MONOTONIC);
    double shown = start;
    double saved = start;
    while (s.blocks < blocks) {
        const uint64_t begin = (s.blocks * shards + shard) * SWEEP_BLOCK;
        which->run(which, begin, begin + SWEEP_BLOCK, &s.totals);
        s.blocks++;
        const double t = seconds_of(CLOCK_MONOTONIC);
        s.seconds = seconds_before + (seconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu_before);
        if (progress && t - shown >= SECONDS_TO_SHOW) {
            show_progress(which, &s, started_at, t - start);
            shown = t;
        }
        if (t - saved >= SECONDS_TO_SAVE || s.blocks == blocks) {
            state_write(set->folder, which, &s);
            saved = t;
        }
    }
    if (progress && shown != start) {
        fprintf(stderr, "\r%60s\r", "");
    }
    return s.totals.failures != 0;
}

/* ---- One sweep on several processes ------------------------------------------------------------------------------ */

/* Runs the given shard as `jobs` smaller ones, shard j in job j. Jobs are processes because ref/ keeps its tables in
 * global variables. Returns the worst exit status. */
static int run_jobs(const settings *set, const sweep *which, uint64_t first, uint64_t shards)
{
    const bool terminal = isatty(2) != 0;
    int worst = 0;
    for (uint64_t j = 1; j < set->jobs; j++) {
        const pid_t child = fork();
        if (child < 0) {
            state_fail("fork", strerror(errno));
        }
        if (child == 0) {
            _Exit(run_shard(set, which, first + j, shards, false));
        }
    }
    worst = run_shard(set, which, first, shards, terminal);
    for (uint64_t j = 1; j < set->jobs; j++) {
        int status;
        if (wait(&status) < 0 || !WIFEXITED(status) || WEXITSTATUS(status) > 1) {
            state_fail(which->name,
                       "one of its processes ended early; its saved progress is kept: start again to resume");
        }
        worst |= WEXITSTATUS(status);
    }
    return worst;
}

static int run_sweep(const settings *set, const sweep *which)
{
    const char *missing = which->lacks != NULL ? which->lacks() : NULL;
    if (missing != NULL) {
        printf("SKIP %s: %s\n", which->name, missing);
        return 0;
    }
    const uint64_t shards = set->shards * set->jobs;
    const uint64_t first = set->shard * set->jobs;
    const int failed = run_jobs(set, which, first, shards);
    sweep_totals sum = {0};
    state s = {.shards = shards, .build = set->build};
    for (uint64_t j = 0; j < set->jobs; j++) {
        s.shard = first + j;
        state_read(set->folder, which, &s);
        sum.comparisons += s.totals.comparisons;
        sum.failures += s.totals.failures;
        sum.digest += s.totals.digest;
    }
    printf("%s %s shard %" PRIu64 "/%" PRIu64 ": %" PRIu64 " comparisons, %" PRIu64 " failures, digest %016" PRIx64
           "%s\n",
           failed ? "FAIL" : "PASS", which->name, set->shard, set->shards, sum.comparisons, sum.failures, sum.digest,
           state_certify(set->folder, which, &s) ? ", complete" : "");
    fflush(stdout);
    return failed;
}

/* ---- The command line -------------------------------------------------------------------------------------------- */

/* The decimal integer at the start of text, from `least` to `most`; *end points past it. */
static uint64_t parse_count(const char *option, const char *text, char **end, uint64_t least, uint64_t most)
{
    errno = 0;
    const uint64_t value = strtoull(text, end, 10);
    if (*text < '0' || *text > '9' || errno != 0 || value < least || value > most) {
        char message[160];
        snprintf(message, sizeof message, "expected an integer from %" PRIu64 " to %" PRIu64 ", not '%.40s'", least,
                 most, text);
        state_fail(option, message);
    }
    return value;
}

static void parse_shard(settings *set, const char *text)
{
    char *end;
    set->shard = parse_count("--shard I/N", text, &end, 0, SWEEP_SHARDS_MAX);
    if (*end == '/') {
        set->shards = parse_count("--shard I/N", end + 1, &end, 1, SWEEP_SHARDS_MAX);
    }
    if (*end != '\0' || set->shard >= set->shards) {
        state_fail("--shard", "expected I/N with I below N, for example 0/4");
    }
}

static uint64_t parse_jobs(const char *text)
{
    char *end;
    const uint64_t jobs = parse_count("--jobs", text, &end, 1, 1024);
    if (*end != '\0') {
        state_fail("--jobs", "expected only a number");
    }
    return jobs;
}

/* Lists the name of every sweep, its size as a power of two, and its description. */
static void list(void)
{
    const sweep *s;
    for (unsigned i = 0; (s = sweep_at(i)) != NULL; i++) {
        int log2 = 0;
        while (UINT64_C(1) << log2 < s->cases) {
            log2++;
        }
        printf("%-22s 2^%-2d cases  %s\n", s->name, log2, s->what);
    }
}

static void make_folders(const char *folder)
{
    char path[4096];
    if (snprintf(path, sizeof path, "%s/", folder) >= (int)sizeof path) {
        state_fail(folder, "expected a shorter path");
    }
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(path, 0777) != 0 && errno != EEXIST) {
            state_fail(path, strerror(errno));
        }
        *slash = '/';
    }
}

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

/* Reads options into *set; moves the names to the front of argv[1 ...] and returns their number. */
static int parse(int argc, char *argv[], settings *set)
{
    int names = 0;
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        if (strcmp(argv[i], "--help") == 0) {
            fputs(usage, stdout);
            exit(0);
        } else if (strcmp(argv[i], "--list") == 0) {
            list();
            exit(0);
        } else if (strcmp(argv[i], "--shard") == 0) {
            parse_shard(set, value);
            i++;
        } else if (strcmp(argv[i], "--jobs") == 0) {
            set->jobs = parse_jobs(value);
            i++;
        } else if (strcmp(argv[i], "--state") == 0 && *value != '\0') {
            set->folder = value;
            i++;
        } else if (argv[i][0] == '-') {
            state_fail(argv[i], "unknown option or missing value; see --help");
        } else {
            argv[++names] = argv[i];
        }
    }
    return names;
}

int main(int argc, char *argv[])
{
    settings set = {"build/exhaustive", 0, 1, 1, 0};
    const int names = parse(argc, argv, &set);
    const sweep *which;
    for (int i = 1; i <= names; i++) {
        unsigned n = 0;
        while ((which = sweep_at(n)) != NULL && !is_asked_for(which, &argv[i], 1)) {
            n++;
        }
        if (which == NULL) {
            state_fail(argv[i], "no sweep or family of that name; see --list");
        }
    }
    char message[512];
    if (!ref_load_formats(check_data_path("formats.txt"), message, sizeof message)) {
        state_fail("formats", message);
    }
    set.build = state_build(argv[0]);
    make_folders(set.folder);
    int failed = 0;
    for (unsigned n = 0; (which = sweep_at(n)) != NULL; n++) {
        if (is_asked_for(which, argv + 1, names)) {
            failed |= run_sweep(&set, which);
        }
    }
    return failed;
}
