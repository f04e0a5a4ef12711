/* SPDX-License-Identifier: Apache-2.0
 *
 * The suite: Criterion runs the list of check.h, each check in its own process, on all cores.
 */
#include <criterion/criterion.h>
#include <criterion/hooks.h>
#include <signal.h>

#include "check.h"

/* A check runs in a new process, which must load the tables of ref/ again. */
static void setup(void)
{
    check_begin("suite");
}

#define AS_TEST(suite, name)                                                                                           \
    Test(suite, name, .init = setup)                                                                                   \
    {                                                                                                                  \
        long failures = check_##suite##_##name();                                                                      \
        if (failures == CHECK_SKIPPED) {                                                                               \
            cr_skip_test("this machine cannot run it");                                                                \
        }                                                                                                              \
        cr_assert_eq(failures, 0);                                                                                     \
    }
CHECKS(AS_TEST)

/* Criterion reports success if no test ran at all, as happens without /proc or with a filter that matches none. */
static bool none_ran;

ReportHook(POST_ALL)(struct criterion_global_stats *stats)
{
    none_ran = stats->tests_passed + stats->tests_failed == 0;
}

int main(int argc, char *argv[])
{
    signal(SIGCHLD, SIG_DFL); /* Criterion waits forever if its parent process ignores it */
    check_begin(argv[0]);
    check_announce();
    struct criterion_test_set *tests = criterion_initialize();
    int status = 0;
    if (criterion_handle_args(argc, argv, true)) {
        status = !criterion_run_all_tests(tests) || none_ran;
    }
    if (none_ran) {
        fprintf(stderr, "suite: no test ran: all were skipped, or none matches the filter, or /proc is not mounted\n");
    }
    criterion_finalize(tests);
    return status;
}
