/* SPDX-License-Identifier: Apache-2.0
 *
 * Shared by all checks: paths, the seed, the tables of ref/, and the line that each check prints at its end.
 */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bugs.h"
#include "check.h"
#include "ref.h"

enum { STREAM_DOSE = 999 };

const char *check_data_path(const char *name)
{
    static char path[4096];
    const char *folder = getenv("HALFULP_DATA");
    snprintf(path, sizeof path, "%s/%s", folder != NULL && *folder != '\0' ? folder : "data", name);
    return path;
}

void check_scratch_path(char *path, size_t size, const char *name)
{
    const char *folder = getenv("TMPDIR");
    snprintf(path, size, "%s/%s", folder != NULL && *folder != '\0' ? folder : "/tmp", name);
}

static uint64_t seed_of_run;
static uint64_t dose_divisor = 1;
static uint64_t dose_wait; /* calls until the next case that is taken */
static uint64_t dose_taken;

static bool parse_seed(const char *text, uint64_t *seed)
{
    char *end;
    errno = 0;
    *seed = strtoull(text, &end, 0);
    return *text != '\0' && *text != '-' && *end == '\0' && errno == 0;
}

uint64_t check_seed(void)
{
    return seed_of_run;
}

/* The gaps are drawn, from 1 to 2N - 1, so that no period of N hides a bit of the codes. */
bool check_dose(void)
{
    if (dose_divisor == 1) {
        return true;
    }
    if (--dose_wait > 0) {
        return false;
    }
    dose_wait = 1 + hu_random(seed_of_run, STREAM_DOSE, dose_taken++) % (2 * dose_divisor - 1);
    return true;
}

bool check_dose_is_all(void)
{
    return dose_divisor == 1;
}

void check_restart(void)
{
    dose_wait = 1;
    dose_taken = 0;
}

void check_announce(void)
{
    fprintf(stderr, "seed of the random operands: HALFULP_SEED=%" PRIu64 "\n", seed_of_run);
    if (dose_divisor != 1) {
        fprintf(stderr, "of long loops one case in %" PRIu64 ": HALFULP_DOSE=1/%" PRIu64 "\n", dose_divisor,
                dose_divisor);
    }
}

static void fail(const char *program, const char *message)
{
    fprintf(stderr, "%s: %s\n", program, message);
    exit(2);
}

void check_begin(const char *program)
{
    char message[512];
    if (!ref_load_formats(check_data_path("formats.txt"), message, sizeof message)) {
        fail(program, message);
    }
    bugs_file bugs;
    if (!bugs_read(check_data_path("bugs.txt"), &bugs, message, sizeof message)) {
        fail(program, message);
    }
    bugs_free(&bugs);

    const char *text = getenv("HALFULP_SEED");
    uint64_t seed = (uint64_t)time(NULL);
    if (text != NULL && !parse_seed(text, &seed)) {
        snprintf(message, sizeof message, "HALFULP_SEED is '%.80s': expected an integer from 0 to 2^64 - 1", text);
        fail(program, message);
    }
    char digits[32];
    snprintf(digits, sizeof digits, "%" PRIu64, seed);
    setenv("HALFULP_SEED", digits, 1);
    seed_of_run = seed;

    text = getenv("HALFULP_DOSE");
    if (text != NULL && strcmp(text, "1") != 0 &&
        (strncmp(text, "1/", 2) != 0 || !parse_seed(text + 2, &dose_divisor) || dose_divisor == 0 ||
         dose_divisor > UINT32_MAX)) {
        snprintf(message, sizeof message, "HALFULP_DOSE is '%.80s': expected 1 or 1/N, such as 1/20", text);
        fail(program, message);
    }
    check_restart();
}

void check_that(check_tally *t, bool good, const char *what)
{
    t->comparisons++;
    if (!good && t->failures++ < CHECK_SHOWN) {
        fprintf(stderr, "  %s\n", what);
    }
}

long check_end(const char *name, long long comparisons, long failures)
{
    fprintf(stderr, "  %-24s %12lld comparisons, %ld failure%s\n", name, comparisons, failures,
            failures == 1 ? "" : "s");
    if (comparisons == 0) {
        fprintf(stderr, "  %s compared nothing\n", name);
        return 1;
    }
    return failures;
}
