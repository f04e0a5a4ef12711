/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp vectors: test vectors as compressed files, a file for each function in each way to round, and a list of them.
 * All lie in a new directory, which appears when it is complete.
 */
#define _POSIX_C_SOURCE 200809L

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/digest/sha256.h"
#include "cli/sections.h"
#include "cli/several.h"
#include "gzip.h"

static const char help[] =
    "usage: halfulp vectors [OPTION]... DIR FUNCTION...\n"
    "Makes the directory DIR with test vectors for each FUNCTION, or for all that match a pattern, as\n"
    "`halfulp gen` writes them, compressed by gzip: a file for each way to round, and MANIFEST, with the\n"
    "SHA-256 of the text in each, the number of its cases, level, seed, the file's name, and the options\n"
    "and the function.\n"
    "\n"
    "  halfulp vectors -all vectors 'e4m3_*' f32_to_e4m3\n"
    "  zcat vectors/e4m3_mul-rmin-tininessbefore.txt.gz | halfulp check\n"
    "\n"
    "A file has a header and a footer, so that `halfulp check` needs no FUNCTION, and notices what is\n"
    "missing. DIR must not exist; it appears when all files are complete.\n"
    "\n"
    "OPTION, with one dash or two (* is the default); those of `halfulp run` that say how to round, and\n"
    "  -modes         each function in every rounding direction that matters to it\n"
    "  -all           also with tininess detected before and after rounding, exact and not\n"
    "  -level *1|2    level 2 has more patterns and more exhaustive cases\n"
    "  -n NUMBER      the number of cases of each, as of `halfulp gen`\n"
    "  -seed NUMBER   of the random operands; *1\n"
    "  -noflags       no column of flags\n";

enum { PATH_SIZE = 4096, NAME_SIZE = 256 };

typedef struct {
    char path[PATH_SIZE]; /* of the directory, while it is incomplete */
    char name[NAME_SIZE]; /* of the file that is written              */
    FILE *manifest;
    gzip_file *file;
    sha256 text; /* of the file */
    uint64_t files;
    uint64_t cases;
} vector_set;

/* ---- The directory ----------------------------------------------------------------------------------------------- */

/* Removes what was made and ends the program. */
static _Noreturn void give_up(const vector_set *set, const char *reason)
{
    char path[PATH_SIZE + NAME_SIZE];
    DIR *const directory = opendir(set->path);
    struct dirent *entry;
    while (directory != NULL && (entry = readdir(directory)) != NULL) {
        snprintf(path, sizeof path, "%s/%.255s", set->path, entry->d_name);
        unlink(path);
    }
    if (directory != NULL) {
        closedir(directory);
    }
    rmdir(set->path);
    fail("%s: %s", set->name, reason);
}

/* The path of the file that is written, in the incomplete directory. */
static void file_path(const vector_set *set, char path[PATH_SIZE + NAME_SIZE])
{
    snprintf(path, PATH_SIZE + NAME_SIZE, "%s/%s", set->path, set->name);
}

static void begin_manifest(vector_set *set, const vector_options *options)
{
    char path[PATH_SIZE + NAME_SIZE];
    strcpy(set->name, "MANIFEST");
    file_path(set, path);
    set->manifest = fopen(path, "w");
    if (set->manifest == NULL) {
        give_up(set, strerror(errno));
    }
    fprintf(set->manifest,
            "# Test vectors by halfulp %s, level %d, seed %" PRIu64 ".\n"
            "# The SHA-256 of each file's text (zcat FILE | sha256sum), its cases, level and seed, the file, and of "
            "what it is.\n",
            hu_version(), options->level, options->seed);
}

/* Makes the incomplete directory beside the one that was asked for. */
static void begin_directory(vector_set *set, const char *directory)
{
    struct stat status;
    size_t length = strlen(directory);
    while (length > 1 && directory[length - 1] == '/') {
        length--;
    }
    if (lstat(directory, &status) == 0) {
        fail("%s: exists; expected a directory to be made", directory);
    }
    if (length == 0 || length > PATH_SIZE - 32) {
        fail("%s: expected a directory to be made", shown(directory));
    }
    snprintf(set->path, sizeof set->path, "%.*s.%" PRIdMAX ".part", (int)length, directory, (intmax_t)getpid());
    if (mkdir(set->path, 0777) != 0) {
        fail("%s: %s", directory, strerror(errno));
    }
}

static void end_directory(vector_set *set, const char *directory)
{
    strcpy(set->name, "MANIFEST");
    errno = 0;
    const bool written = fflush(set->manifest) == 0 && ferror(set->manifest) == 0;
    const int reason = errno;
    if (fclose(set->manifest) != 0 || !written) {
        give_up(set, strerror(written ? errno : reason));
    }
    if (rename(set->path, directory) != 0) {
        snprintf(set->name, sizeof set->name, "%.255s", directory);
        give_up(set, strerror(errno));
    }
}

/* ---- Its files --------------------------------------------------------------------------------------------------- */

/* "e4m3_mul-nan-x86-rmin.txt.gz" of "-nan x86 -rmin e4m3_mul": the function, and the options behind it. */
static void name_file(vector_set *set, const char *function_name, const char *words)
{
    static const char ending[] = ".txt.gz";
    size_t used = strlen(function_name);
    const size_t options = strlen(words) - used;
    if (used + options + sizeof ending > sizeof set->name) {
        snprintf(set->name, sizeof set->name, "%.200s", words);
        give_up(set, "expected fewer options, for the name of a file");
    }
    strcpy(set->name, function_name);
    for (size_t i = 0; i + 1 < options; i++) { /* each blank before a word that has no dash becomes one */
        const bool plain = isalnum((unsigned char)words[i]) || strchr("-_.:,=", words[i]) != NULL;
        if (plain || words[i + 1] != '-') {
            set->name[used++] = plain ? words[i] : '-';
        }
    }
    strcpy(set->name + used, ending);
}

static void add_text(void *to, const char *text, size_t length)
{
    vector_set *const set = to;
    sha256_add(&set->text, text, length);
    if (!gzip_write(set->file, text, length)) {
        const int reason = errno;
        gzip_close(set->file);
        give_up(set, strerror(reason));
    }
}

static void write_file(void *context, const vector_options *one, const function *f, const char *words)
{
    static line_writer writer;
    char path[PATH_SIZE + NAME_SIZE];
    uint8_t digest[SHA256_BYTES];
    char text[SHA256_HEX];
    vector_set *const set = context;
    name_file(set, one->name, words);
    file_path(set, path);
    set->file = gzip_create(path);
    if (set->file == NULL) {
        give_up(set, errno == EEXIST ? "named twice" : strerror(errno));
    }
    sha256_begin(&set->text);
    writer.sink = add_text;
    writer.to = set;
    writer.used = 0;
    report_progress(words, 0, 1);
    const uint64_t cases = write_section(&writer, one, f, words);
    writer_flush(&writer);
    if (!gzip_close(set->file)) {
        give_up(set, strerror(errno));
    }
    report_progress(words, 1, 1);
    sha256_end(&set->text, digest);
    sha256_print(text, digest);
    fprintf(set->manifest, "%s %" PRIu64 " %d %" PRIu64 " %s %s\n", text, cases, one->level, one->seed, set->name,
            words);
    set->files++;
    set->cases += cases;
}

/* Nothing is made before all functions are known to exist. */
static void require_function(void *nothing, const vector_options *one, const function *f, const char *words)
{
    (void)nothing, (void)one, (void)f, (void)words;
}

int command_vectors(int argc, char **argv)
{
    static vector_set set;
    vector_options options = vector_options_parse(VECTORS_FILES, argc, argv, help);
    const char *const directory = options.name;
    if (options.name_count < 2) {
        fail("%s: expected a directory and then a function, such as f16_add; see halfulp vectors --help",
             shown(directory));
    }
    options.names++;
    options.name_count--;
    options.name = options.names[0];
    if (!gzip_is_built()) {
        fail("this build has no zlib to compress with (Debian: zlib1g-dev); `halfulp gen` writes the same text");
    }
    several_functions(&options, require_function, NULL);
    memset(&set, 0, sizeof set);
    begin_directory(&set, directory);
    begin_manifest(&set, &options);
    several_functions(&options, write_file, &set);
    end_directory(&set, directory);
    printf("%s: %" PRIu64 " files, %" PRIu64 " cases\n", directory, set.files, set.cases);
    finish_output();
    return STATUS_GOOD;
}
