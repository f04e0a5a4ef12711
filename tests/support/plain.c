/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs the checks without Criterion, one after the other, for machines and emulators on which Criterion does not run.
 * usage: plain [--first-failure] [PART-OF-A-NAME]   (for example `plain arith`; the option stops at the first failure)
 * Exit status: 0, 1 on a failure, 2 if no check has that name.
 */
#include <stdbool.h>
#include <string.h>

#include "check.h"

static const struct {
    const char *name;
    long (*run)(void);
} checks[] = {
#define AS_ROW(suite, name) {#suite "." #name, check_##suite##_##name},
    CHECKS(AS_ROW)
#undef AS_ROW
};

int main(int argc, char *argv[])
{
    const bool stop = argc > 1 && strcmp(argv[1], "--first-failure") == 0;
    const char *part = argc > 1 + stop ? argv[1 + stop] : "";
    check_begin(argv[0]);
    check_announce();
    int passed = 0;
    int failed = 0;
    int skipped = 0;
    for (size_t i = 0; i < sizeof checks / sizeof checks[0] && !(stop && failed > 0); i++) {
        if (strstr(checks[i].name, part) == NULL) {
            continue;
        }
        check_restart();
        long failures = checks[i].run();
        printf("%s %s\n", failures == CHECK_SKIPPED ? "SKIP" : failures == 0 ? "PASS" : "FAIL", checks[i].name);
        fflush(stdout);
        passed += failures == 0;
        skipped += failures == CHECK_SKIPPED;
        failed += failures != 0 && failures != CHECK_SKIPPED;
    }
    if (passed + failed + skipped == 0) {
        fprintf(stderr, "%s: no check is named like '%s': expected part of a name such as arith.fp16\n", argv[0], part);
        return 2;
    }
    printf("%d passed, %d failed, %d skipped\n", passed, failed, skipped);
    return failed != 0;
}
