/* SPDX-License-Identifier: Apache-2.0
 *
 * process.c - compiling and running a reader's function. See process.h.
 */
#define _XOPEN_SOURCE 700

#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

void process_fail(const char *what, const char *why)
{
    fflush(stdout);
    fprintf(stderr, "puzzle: %s: %s\n", what, why);
    exit(2);
}

/* A file without a name in build/puzzles, which takes no descriptor that the child uses. */
static int scratch_file(const process_places *places)
{
    char path[PROCESS_PATH];
    snprintf(path, sizeof path, "%s/puzzles/scratch-XXXXXX", places->build);
    const int low = mkstemp(path);
    const int file = low >= 0 ? fcntl(low, F_DUPFD_CLOEXEC, 16) : -1;
    if (file < 0) {
        process_fail(path, strerror(errno));
    }
    close(low);
    unlink(path);
    return file;
}

static void limit(int resource, rlim_t most)
{
    const struct rlimit both = {most, most};
    setrlimit(resource, &both);
}

/* ---- Compiling --------------------------------------------------------------------------------------------------- */

/* The first line of the file that is an error, without the folder of the answer. */
static void first_error(int output, const char *answer, char complaint[PROCESS_TEXT])
{
    char line[1024];
    const char *slash = strrchr(answer, '/');
    const size_t folder = slash != NULL ? (size_t)(slash - answer) + 1 : 0;
    FILE *file = lseek(output, 0, SEEK_SET) == 0 ? fdopen(output, "r") : NULL;
    snprintf(complaint, PROCESS_TEXT, "it does not compile");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        const char *text = strncmp(line, answer, folder) == 0 ? line + folder : line;
        if (strstr(line, "error:") != NULL || strstr(line, "undefined reference") != NULL ||
            strstr(line, "out of memory") != NULL) {
            const char *reference = strstr(line, "undefined reference");
            text = reference != NULL ? reference : text;
            snprintf(complaint, PROCESS_TEXT, "it does not compile: %.*s", (int)strcspn(text, "\n"), text);
            break;
        }
    }
    if (file != NULL) {
        fclose(file);
    } else {
        close(output);
    }
}

/* -fwrapv and -fno-strict-aliasing: what beginners write means what they think. A reader's own main is set aside. */
static const char compiler[] = "exec ${CC:-cc} -std=c11 -O2 -w -ffp-contract=off -fwrapv -fno-strict-aliasing "
                               "-Werror=implicit-function-declaration "
                               "-Werror=return-type -Dmain=main_of_the_answer $PUZZLE_CFLAGS \"$@\"";

/* An #include of /dev/zero never ends. */
enum { COMPILER_SECONDS = 10 };
static const rlim_t compiler_memory = (rlim_t)2 << 30;

/* Waits for the compiler, and ends it with all its processes when its time is up: false. */
static bool ends_in_time(pid_t pid, int *status)
{
    enum { WAITS_A_SECOND = 200 };
    for (int i = 0; i < COMPILER_SECONDS * WAITS_A_SECOND; i++) {
        const pid_t ended = waitpid(pid, status, WNOHANG);
        if (ended == pid) {
            return true;
        }
        if (ended < 0 && errno != EINTR) {
            process_fail("the compiler", strerror(errno));
        }
        nanosleep(&(struct timespec){.tv_nsec = 1000000000 / WAITS_A_SECOND}, NULL);
    }
    kill(-pid, SIGKILL);
    waitpid(pid, status, 0);
    return false;
}

bool process_compile(const process_places *places, const puzzle *p, const char *answer, char program[PROCESS_PATH],
                     char complaint[PROCESS_TEXT])
{
    char harness[PROCESS_PATH];
    char child[PROCESS_PATH];
    int status = 0;
    snprintf(program, PROCESS_PATH, "%s/puzzles/%s.%ld", places->build, p->name, (long)getpid());
    snprintf(harness, sizeof harness, "%s/harness/%s.c", places->puzzles, p->name);
    snprintf(child, sizeof child, "%s/puzzles/child.o", places->build);
    const int output = scratch_file(places);
    fflush(NULL);
    const pid_t pid = fork();
    if (pid == 0) {
        setpgid(0, 0); /* the compiler starts processes of its own */
        dup2(output, STDOUT_FILENO);
        dup2(output, STDERR_FILENO);
        setenv("LC_ALL", "C", 1);
        limit(RLIMIT_AS, compiler_memory);
        limit(RLIMIT_CPU, COMPILER_SECONDS); /* in case the grader is killed before */
        execl("/bin/sh", "sh", "-c", compiler, "sh", "-include", answer, harness, child, "-lm", "-o", program,
              (char *)NULL);
        _exit(127);
    }
    if (pid < 0) {
        process_fail("the compiler", strerror(errno));
    }
    setpgid(pid, pid);
    if (!ends_in_time(pid, &status)) {
        close(output);
        unlink(program);
        snprintf(complaint, PROCESS_TEXT, "it does not compile: the compiler ran for over %d seconds",
                 COMPILER_SECONDS);
        return false;
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127) {
        process_fail("the compiler", "it is not found; set CC");
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
        close(output);
        return true;
    }
    first_error(output, answer, complaint);
    unlink(program);
    return false;
}

/* ---- Running ----------------------------------------------------------------------------------------------------- */

enum { MEMORY = 1 << 30, PRINTED = 1 << 16 };

/* In the child: its descriptors, its limits, the program. */
static _Noreturn void become(const char *program, int shared, int orders, int reports, int output)
{
    const int nothing = open("/dev/null", O_RDONLY);
    dup2(nothing, STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    dup2(shared, PUZZLE_SHARED);
    dup2(orders, PUZZLE_ORDERS);
    dup2(reports, PUZZLE_REPORTS);
    limit(RLIMIT_AS, MEMORY);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, PRINTED);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_IGN); /* what it prints too much is lost */
    execl(program, program, (char *)NULL);
    _exit(127);
}

/* A pipe whose ends are not among the child's descriptors. */
static void make_pipe(int ends[2])
{
    int low[2];
    if (pipe(low) != 0) {
        process_fail("a pipe", strerror(errno));
    }
    for (int i = 0; i < 2; i++) {
        ends[i] = fcntl(low[i], F_DUPFD_CLOEXEC, 16);
        close(low[i]);
        if (ends[i] < 0) {
            process_fail("a pipe", strerror(errno));
        }
    }
}

void process_start(process *child, const process_places *places, const puzzle *p, const char *program)
{
    int orders[2];
    int reports[2];
    const int shared = scratch_file(places);
    if (ftruncate(shared, sizeof *child->shared) != 0) {
        process_fail("the shared memory", strerror(errno));
    }
    void *memory = mmap(NULL, sizeof *child->shared, PROT_READ | PROT_WRITE, MAP_SHARED, shared, 0);
    if (memory == MAP_FAILED) {
        process_fail("the shared memory", strerror(errno));
    }
    child->shared = memory;
    if (p->prepare != NULL) {
        p->prepare(child->shared);
    }
    child->output = scratch_file(places);
    make_pipe(orders);
    make_pipe(reports);
    fflush(NULL);
    signal(SIGPIPE, SIG_IGN);
    child->pid = fork();
    if (child->pid == 0) {
        become(program, shared, orders[0], reports[1], child->output);
    }
    if (child->pid < 0) {
        process_fail(program, strerror(errno));
    }
    close(shared);
    close(orders[0]);
    close(reports[1]);
    child->orders = orders[1];
    child->reports = reports[0];
}

void process_order(process *child, uint32_t calls)
{
    /* If it is gone, process_report finds out. */
    const ssize_t written = write(child->orders, &calls, sizeof calls);
    (void)written;
}

bool process_report(const process *child)
{
    uint32_t calls;
    return read(child->reports, &calls, sizeof calls) == sizeof calls;
}

/* The first line of what it has printed. */
static void printed(const process *child, char complaint[PROCESS_TEXT])
{
    char text[64];
    const ssize_t length = pread(child->output, text, sizeof text - 1, 0);
    if (length <= 0) {
        return;
    }
    text[length] = '\0';
    text[strcspn(text, "\n")] = '\0';
    for (char *c = text; *c != '\0'; c++) {
        *c = *c >= ' ' && *c <= '~' ? *c : '?';
    }
    snprintf(complaint, PROCESS_TEXT, "it prints \"%s\"; an answer prints nothing", text);
}

void process_end(process *child, process_ending ending, char complaint[PROCESS_TEXT])
{
    int status = 0;
    if (ending == PROCESS_STOP) {
        kill(child->pid, SIGKILL);
    }
    close(child->orders);
    close(child->reports);
    waitpid(child->pid, &status, 0);
    complaint[0] = '\0';
    if (ending == PROCESS_GONE && WIFSIGNALED(status)) {
        snprintf(complaint, PROCESS_TEXT, "it crashed (%s)", strsignal(WTERMSIG(status)));
    } else if (ending == PROCESS_GONE) {
        snprintf(complaint, PROCESS_TEXT, "it called exit(%d)", WEXITSTATUS(status));
    } else if (ending == PROCESS_DONE) {
        printed(child, complaint);
    }
    close(child->output);
    munmap(child->shared, sizeof *child->shared);
}
