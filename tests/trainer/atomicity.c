/* SPDX-License-Identifier: Apache-2.0
 *
 * A checkpoint's name always refers to a complete checkpoint, no matter what happens while it is written.
 */
#define _POSIX_C_SOURCE 200809L

#include "checkpoint_files.h"

#include <dirent.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static int files_in(const char *folder)
{
    int files = 0;
    DIR *directory = opendir(folder);
    while (directory != NULL && readdir(directory) != NULL) {
        files++;
    }
    if (directory != NULL) {
        closedir(directory);
    }
    return files - 2; /* . and .. */
}

/* A checkpoint that cannot be written: one line with its name, the old one unchanged, and no other file. */
static int expect_unwritten(FILE *log, const trainer *t, const char *path, const char *folder, const char *what)
{
    static file_bytes old;
    static file_bytes now;
    char kept[2 * CHECKED_PATH];
    char error[TRAINER_ERROR_SIZE] = "";
    const trainer_epoch_sums sums = {.steps = 0};
    snprintf(kept, sizeof kept, "%s/checkpoint", folder);
    read_bytes(kept, &old);
    const int files = files_in(folder);
    const bool written = checkpoint_write(t, "images", &sums, path, error);
    if (!written && strstr(error, path) != NULL && strchr(error, '\n') == NULL && files_in(folder) == files &&
        read_bytes(kept, &now) && same_bytes(&old, &now)) {
        return 0;
    }
    fprintf(log, "%s: %s \"%s\", %d files of %d, the old checkpoint %s\n", what, written ? "written" : "refused with",
            error, files_in(folder), files, same_bytes(&old, &now) ? "untouched" : "changed");
    return 1;
}

static int check_failures(FILE *log, const trainer *t, const char *path, const char *folder)
{
    char other[2 * CHECKED_PATH + 16];
    int failures = expect_unwritten(log, t, "no/such/folder/checkpoint", folder, "no folder");
    snprintf(other, sizeof other, "%s/folder", folder);
    failures += mkdir(other, 0777) != 0 || expect_unwritten(log, t, other, folder, "a folder of that name");
    rmdir(other);
    snprintf(other, sizeof other, "%s.new", path); /* where it is written first */
    failures += mkdir(other, 0777) != 0 || expect_unwritten(log, t, path, folder, "a folder beside it");
    rmdir(other);
    failures += symlink("elsewhere", other) != 0 || expect_unwritten(log, t, path, folder, "a link beside it");
    unlink(other);
    failures += mkfifo(other, 0666) != 0 || expect_unwritten(log, t, path, folder, "a FIFO beside it");
    unlink(other);
    failures += !write_bytes(other, (const uint8_t *)"halfulp notes", 13) ||
                expect_unwritten(log, t, path, folder, "another file beside it");
    unlink(other);

    struct rlimit limit;
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &limit);
    const struct rlimit small = {.rlim_cur = 4096, .rlim_max = limit.rlim_max};
    failures +=
        setrlimit(RLIMIT_FSIZE, &small) != 0 || expect_unwritten(log, t, path, folder, "half of it, then no room");
    setrlimit(RLIMIT_FSIZE, &limit);
    if (geteuid() == 0) {
        fprintf(log, "SKIP, root may write anywhere: a folder without permission\n");
        return failures;
    }
    chmod(folder, 0555);
    failures += expect_unwritten(log, t, path, folder, "a folder without permission");
    chmod(folder, 0777);
    return failures;
}

/* Leftovers of an interrupted write are overwritten, however large. */
static int check_leftovers(FILE *log, const trainer *t, const char *path, const char *folder)
{
    static file_bytes whole;
    char aside[2 * CHECKED_PATH + 16];
    char error[TRAINER_ERROR_SIZE] = "";
    const trainer_epoch_sums sums = {.steps = 0};
    int failures = !checkpoint_write(t, "images", &sums, path, error) || !read_bytes(path, &whole);
    const size_t sizes[] = {0, 1, 15, 16, 17, whole.size / 2, whole.size, whole.size + 100};
    snprintf(aside, sizeof aside, "%s.new", path);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        static file_bytes now;
        const bool ok = write_bytes(aside, whole.bytes, sizes[i]) &&
                        checkpoint_write(t, "images", &sums, path, error) && read_bytes(path, &now) &&
                        same_bytes(&whole, &now) && files_in(folder) == 1;
        if (!ok) {
            fprintf(log, "%zu bytes left beside it: %d files, \"%s\"\n", sizes[i], files_in(folder), error);
            failures++;
        }
    }
    return failures;
}

enum { WRITERS = 2, WRITES = 100 };

static pid_t start_writer(const trainer *t, const char *path)
{
    char error[TRAINER_ERROR_SIZE] = "";
    const trainer_epoch_sums sums = {.steps = 0};
    const pid_t writer = fork();
    if (writer == 0) {
        bool ok = true;
        for (int i = 0; ok && i < WRITES; i++) {
            ok = checkpoint_write(t, "images", &sums, path, error);
        }
        _exit(!ok);
    }
    return writer;
}

/* Two processes write a checkpoint while this one reads it: every version that it reads is complete. */
static int check_readers(FILE *log, const trainer *t, const char *path)
{
    char error[TRAINER_ERROR_SIZE] = "";
    int running = WRITERS;
    int failures = 0;
    long reads = 0;
    for (int i = 0; i < WRITERS; i++) {
        if (start_writer(t, path) < 0) {
            return 1;
        }
    }
    while (running > 0) {
        int status = 0;
        if (waitpid(-1, &status, WNOHANG) > 0) {
            running--;
            failures += status != 0;
        }
        checkpoint *c = checkpoint_read(path, error);
        if (c == NULL && failures++ == 0) {
            fprintf(log, "read while it was written: \"%s\"\n", error);
        }
        checkpoint_free(c);
        reads++;
    }
    fprintf(log, "checkpoint written %d times by each of %d processes, and read %ld times\n", WRITES, WRITERS, reads);
    return failures + (reads == 0);
}

/* A checkpoint that cannot be written leaves the old one and nothing else; readers see only complete ones. */
long check_trainer_atomicity(void)
{
    FILE *const log = stderr;
    trainer_data data;
    char folder[CHECKED_PATH];
    char path[2 * CHECKED_PATH];
    char error[TRAINER_ERROR_SIZE];
    if (!checked_folder(log, folder) || !checked_images(&data)) {
        return 1;
    }
    const trainer_config config = checked_config();
    trainer_epoch_sums sums = {.steps = 0};
    float loss;
    int failures = 1;
    trainer *t = trainer_new(&config, &data);
    snprintf(path, sizeof path, "%s/checkpoint", folder);
    if (t != NULL && checkpoint_write(t, "images", &sums, path, error)) {
        checked_steps(t, 1, &sums, &loss); /* so that the new checkpoint differs from the old one */
        failures =
            check_failures(log, t, path, folder) + check_leftovers(log, t, path, folder) + check_readers(log, t, path);
    }
    trainer_free(t);
    trainer_data_free(&data);
    unlink(path);
    return failures + (rmdir(folder) != 0);
}
